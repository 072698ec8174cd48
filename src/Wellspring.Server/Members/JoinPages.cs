using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Server.Rewards;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Members;

/// <summary>Joining: the disclosure, three questions, consent, a code, and only then a member.</summary>
internal static class JoinPages
{
    /// <summary>Carries the code of the first invitation that was followed.</summary>
    public const string ReferralCookie = "ws-ref";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous();
        open.MapGet("/join", ShowAsync);
        open.MapPost("/join", (HttpContext http, Desk desk) => Posted.OnceAsync(http, p => TakeAsync(http, desk, p)));
        open.MapGet("/join/code/{id}", (string id, Desk desk) => AskCode(desk, id, null));
        open.MapPost("/join/code/{id}", (string id, HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => CompleteAsync(http, desk, id, posted)));
        open.MapPost("/join/code/{id}/again", (string id, HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, _ => Task.FromResult(SendAgain(http, desk, id))));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Desk desk, CancellationToken cancellation)
    {
        if (ReferrerPages.Typed(http.Request.Query["ref"]) is { } code)
        {
            Remember(http, code, Referrals.LastTouchWins(desk.Pool.Plan));
        }

        var figures = await desk.Figures.ReadAsync(cancellation);
        return Page.Of<JoinPage>(ModelOf(http, desk, figures));
    }

    /// <summary>Keeps an invitation until its visitor decides: the first, or the last, as the plan says.</summary>
    public static void Remember(HttpContext http, string code, bool lastWins)
    {
        if (lastWins || http.Request.Cookies[ReferralCookie] is null)
        {
            http.Response.Cookies.Append(ReferralCookie, code, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(30), IsEssential = true,
            });
        }
    }

    private static async Task<Next> TakeAsync(HttpContext http, Desk desk, Posted posted)
    {
        if (desk.Seal.OpenFigures(posted["shown"]) is not { } figures)
        {
            var fresh = await desk.Figures.ReadAsync(http.RequestAborted);
            return Next.Show(Page.Of<JoinPage>(ModelOf(http, desk, fresh) with
            {
                Sent = posted,
                Mistakes = new Dictionary<string, Bilingual>
                {
                    ["agree"] = new(
                        "页面上的数字已过期,请重新阅读后再同意。", "The figures on the page were too old: read them again and agree."),
                },
            }, StatusCodes.Status422UnprocessableEntity));
        }

        if (await desk.Figures.HidesDebtAsync(figures, http.RequestAborted) is { } hidden)
        {
            var now = await desk.Figures.ReadAsync(http.RequestAborted);
            return Next.Show(Page.Of<JoinPage>(ModelOf(http, desk, now) with
            {
                Sent = posted,
                Mistakes = new Dictionary<string, Bilingual> { ["agree"] = hidden },
            }, StatusCodes.Status422UnprocessableEntity));
        }

        var mistakes = MistakesIn(posted, figures, desk, http, out var address, out var nickname);
        var model = ModelOf(http, desk, figures, ReferrerPages.Typed(posted["referrer"]));
        if (mistakes.Count > 0 || model.IsFull)
        {
            return Next.Show(Page.Of<JoinPage>(
                model with { Sent = posted, Mistakes = mistakes }, StatusCodes.Status422UnprocessableEntity));
        }

        var followed = ReferralCodeOf(http, desk.Pool.Plan);
        var typed = ReferrerPages.Typed(posted["referrer"]);
        var enrolment = new Enrolment(
            address!, nickname, posted["english"] == "yes",
            posted["no-referrer"] == "yes" ? null : typed ?? followed, figures)
        {
            ReferralHow = typed is null ? Touches.Link : Touches.Code,
        };
        var id = desk.Database.Write(transaction => Enrolments.Begin(transaction, enrolment, desk.Clock.WallNow()));
        return Next.To($"/join/code/{id}");
    }

    private static Dictionary<string, Bilingual> MistakesIn(
        Posted posted, JoinFigures figures, Desk desk, HttpContext http, out ContactAddress? address,
        out string? nickname)
    {
        var mistakes = new Dictionary<string, Bilingual>();
        foreach (var question in JoinQuestions.All(figures.Bound))
        {
            if (JoinQuestions.MistakeIn(question, posted) is { } wrong)
            {
                mistakes[question.Name] = wrong;
            }
        }

        address = ContactAddress.Read(posted["address"]);
        if (address is null)
        {
            mistakes["address"] = ContactAddress.Mistake;
        }

        if (!MemberBook.TryReadNickname(posted["nickname"], out nickname))
        {
            mistakes["nickname"] = ProfileWords.NicknameTooLong;
        }

        if (posted["agree"] != "yes")
        {
            mistakes["agree"] = new(
                "须由您本人勾选,才能加入。", "You join only if you tick this yourself.");
        }

        if (desk.Pool.Plan.Cap.Multiple is not null && posted["agree-cap"] != "yes")
        {
            mistakes["agree-cap"] = new(
                "到顶规则须单独同意;不同意则不能加入。",
                "The rule at the ceiling needs your separate consent; without it you cannot join.");
        }

        // A code that is typed is shown with what its owner earns before it counts (CN-MLM-11).
        if (posted["no-referrer"] != "yes" && ReferrerPages.Typed(posted["referrer"]) is { } typed)
        {
            if (desk.Database.Read(reader => Referrals.Find(reader, typed)) is null)
            {
                mistakes["referrer"] = new("没有这个推荐码;请核对,没有就留空。", "Nobody has this code; check it, or leave it empty.");
            }
            else if (posted["shown-referrer"] != typed)
            {
                mistakes["referrer"] = new(
                    "请看下面推荐人将得到什么，再提交一次。", "Read below what the referrer earns, then send again.");
            }
        }

        // Asked last, so that a form with mistakes costs nothing.
        if (mistakes.Count == 0 && !desk.Gate.MaySend(http, address!))
        {
            mistakes["address"] = LoginWords.TooOften;
        }

        return mistakes;
    }

    private static IResult AskCode(Desk desk, string id, Bilingual? mistake, bool isOver = false)
    {
        var waiting = desk.Database.Read(reader => Enrolments.Waiting(reader, id, desk.Clock.WallNow()));
        return waiting is null
            ? Results.Redirect("/join")
            : Page.Of<CodePage>(
                new CodeModel(
                    new("填写验证码", "Type the code"), waiting.Masked, $"/join/code/{id}", [],
                    $"/join/code/{id}/again", new("换一个地址", "Another address"), "/join")
                {
                    Mistake = mistake, IsOver = isOver,
                },
                mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Next> CompleteAsync(HttpContext http, Desk desk, string id, Posted posted)
    {
        if (!desk.Gate.MayTry(http))
        {
            return Next.Show(AskCode(desk, id, LoginWords.TooOften));
        }

        var outcome = desk.Database.Write(transaction =>
            Enrolments.Complete(transaction, id, posted["code"], desk.Pool.Plan, desk.Clock));
        switch (outcome)
        {
            case JoinOutcome.Joined joined:
                SessionHandler.SignIn(http, Sessions.Member, joined.Member, secondFactor: false);
                http.Response.Cookies.Delete(ReferralCookie);
                await desk.Flow.RunAsync(http.RequestAborted);
                return Next.To(Malls.MallPages.Waiting(http) ?? $"/me/consents/{joined.Consent}?welcome=1");
            case JoinOutcome.Known known:
                SessionHandler.SignIn(http, Sessions.Member, known.Member, secondFactor: false);
                return Next.To("/me?known=1");
            case JoinOutcome.Repeated:
                // The first submission logged this browser in; whoever else sends it has to log in.
                return Next.To("/me");
            case JoinOutcome.Refused refused:
                return Next.Show(AskCode(
                    desk, id, LoginWords.Of(refused.Code), refused.Code is CodeOutcome.Spent or CodeOutcome.Expired));
            default:
                return Next.To("/join");
        }
    }

    private static Next SendAgain(HttpContext http, Desk desk, string id)
    {
        var waiting = desk.Database.Read(reader => Enrolments.Waiting(reader, id, desk.Clock.WallNow()));
        if (waiting is null)
        {
            return Next.To("/join");
        }

        if (!desk.Gate.MaySend(http, waiting))
        {
            return Next.Show(AskCode(desk, id, LoginWords.TooOften));
        }

        desk.Database.Write(transaction => Enrolments.SendAgain(transaction, id, desk.Clock.WallNow()));
        return Next.To($"/join/code/{id}");
    }

    private static JoinModel ModelOf(HttpContext http, Desk desk, JoinFigures figures, string? typed = null)
    {
        var plan = desk.Pool.Plan;
        var code = typed ?? ReferralCodeOf(http, plan);
        var (inviter, full) = desk.Database.Read(reader => (
            Referrals.Find(reader, code), plan.IsSandbox && Enrolments.IsFull(reader)));
        return new()
        {
            Text = DisclosureBook.BeforeJoining(figures),
            Sealed = desk.Seal.Close(figures),
            Questions = JoinQuestions.All(figures.Bound),
            AtCap = plan.Cap.Multiple is null ? null : DisclosureFigures.CapConsent(plan),
            Referrer = inviter is null ? null : RewardWords.Notice(inviter.Member.MaskedName, plan.Rewards),
            ReferrerCode = inviter is null ? null : code,
            IsFull = full,
        };
    }

    private static string? ReferralCodeOf(HttpContext http, Plan plan)
    {
        var kept = http.Request.Cookies[ReferralCookie];
        var now = http.Request.Query["ref"].ToString();
        return ReferrerPages.Typed(Referrals.LastTouchWins(plan) && now.Length > 0 ? now : kept ?? now);
    }

    /// <summary>What the pages of joining work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolGate Pool, PoolFlow Flow, PoolClock Clock, DisclosureFigures Figures, Seal Seal,
        Gatekeeping Gate);
}
