using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Hosting;
using Wellspring.Server.Pages;
using Wellspring.Shop;
using Wellspring.Shop.Access;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Setup;

/// <summary>The guided first start: operator, plan, first admin with a second factor, demo data or empty.</summary>
/// <remarks>Nothing counts before the last step; until then all answers stand in one draft and can be
/// changed.</remarks>
internal static class SetupPages
{
    private const string Cookie = "ws-setup";
    private static readonly Duration SessionLife = new(2 * 3_600_000L);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var setup = routes.MapGroup("/setup").AllowAnonymous();
        setup.MapGet("", Enter);
        setup.MapGet("/operator", (HttpContext http, Site site) => Step(http, site, SetupStep.Operator));
        setup.MapGet("/plan", (HttpContext http, Site site) => Step(http, site, SetupStep.Plan));
        setup.MapGet("/admin", (HttpContext http, Site site) => Step(http, site, SetupStep.Admin));
        setup.MapGet("/code", (HttpContext http, Site site) => Step(http, site, SetupStep.Code));
        setup.MapGet("/start", (HttpContext http, Site site) => Step(http, site, SetupStep.Start));
        setup.MapPost("/operator", (HttpContext http, Site site) =>
            SendAsync(http, site, posted => Task.FromResult(TakeOperator(posted, site))));
        setup.MapPost("/plan", (HttpContext http, Site site) =>
            SendAsync(http, site, posted => TakePlanAsync(posted, site)));
        setup.MapPost("/admin", (HttpContext http, Site site, SecretBox box, Identities identities) =>
            SendAsync(http, site, posted => Task.FromResult(TakeAdmin(posted, site, box, identities))));
        setup.MapPost("/code", (HttpContext http, Site site, SecretBox box) =>
            SendAsync(http, site, posted => Task.FromResult(TakeCode(posted, site, box))));
        setup.MapPost("/start", (HttpContext http, Site site) =>
            SendAsync(http, site, posted => FinishAsync(http, posted, site)));
    }

    private static IResult Enter(HttpContext http, Site site, string? token)
    {
        if (Closed(http, site) is { } closed)
        {
            return closed;
        }

        var now = site.Clock.WallNow();
        if (token is { Length: > 0 })
        {
            var session = site.Database.Write(transaction => Links.Use(transaction, Links.Setup, token, now)
                ? Links.Create(transaction, Links.SetupSession, "first-start", now, SessionLife)
                : null);
            if (session is null)
            {
                return Show(SetupStep.BadLink, site, status: StatusCodes.Status403Forbidden);
            }

            http.Response.Cookies.Append(Cookie, session, new()
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/setup", IsEssential = true,
                MaxAge = TimeSpan.FromMilliseconds(SessionLife.Milliseconds),
            });
            return Results.LocalRedirect("/setup/operator");
        }

        return HoldsSession(http, site)
            ? Results.LocalRedirect("/setup/" + Next(SetupDraft.Of(site), site))
            : Show(SetupStep.NoLink, site, status: StatusCodes.Status403Forbidden);
    }

    private static IResult Step(HttpContext http, Site site, SetupStep step)
    {
        if (Closed(http, site) is { } closed)
        {
            return closed;
        }

        if (!HoldsSession(http, site))
        {
            return Show(SetupStep.NoLink, site, status: StatusCodes.Status403Forbidden);
        }

        var draft = SetupDraft.Of(site);
        var mayShow = step switch
        {
            SetupStep.Plan => draft.HasOperator && !site.IsOpen,
            SetupStep.Admin => draft.HasOperator && (draft.HasPlan || site.IsOpen),
            SetupStep.Code => draft.HasAdmin,
            SetupStep.Start => draft.HasSecondFactor,
            _ => true,
        };
        return mayShow ? Show(step, site) : Results.LocalRedirect("/setup/" + Next(draft, site));
    }

    // A set-up that is over, or asked for from elsewhere, does not exist.
    private static IResult? Closed(HttpContext http, Site site) =>
        !SetupLink.IsNeeded(site) ? Results.LocalRedirect("/")
        // On a cluster the link comes from whoever holds the cluster's secret, and no visitor is near.
        : site.Options.DoorKey is null && !SetupLink.IsNear(http)
            ? Show(SetupStep.NotHere, site, status: StatusCodes.Status403Forbidden)
        : null;

    private static async Task<IResult> SendAsync(HttpContext http, Site site, Func<Posted, Task<Next>> act)
    {
        if (Closed(http, site) is { } closed)
        {
            return closed;
        }

        return HoldsSession(http, site)
            ? await Posted.OnceAsync(http, act)
            : Show(SetupStep.NoLink, site, status: StatusCodes.Status403Forbidden);
    }

    private static bool HoldsSession(HttpContext http, Site site) =>
        http.Request.Cookies[Cookie] is { Length: > 0 } token && site.Database.Read(reader =>
            Links.Find(reader, Links.SetupSession, token, site.Clock.WallNow())) is not null;

    private static string Next(SetupDraft draft, Site site) =>
        !draft.HasOperator ? "operator"
        : !draft.HasPlan && !site.IsOpen ? "plan"
        : !draft.HasAdmin ? "admin"
        : !draft.HasSecondFactor ? "code"
        : "start";

    private static Next TakeOperator(Posted posted, Site site)
    {
        var draft = SetupDraft.Of(site) with
        {
            Operator = posted["operator"], Licence = posted["licence"], Contact = posted["contact"],
            BrandZh = posted["brandZh"], BrandEn = posted["brandEn"],
        };
        if (draft.Operator.Length is 0 or > 100 || draft.Licence.Length > 40 || draft.Contact.Length > 100
            || draft.BrandZh.Length > 40 || draft.BrandEn.Length > 40)
        {
            return Wrong(SetupStep.Operator, site, draft, new(
                "请填写经营者名称(最多 100 字);其余各项不超过 40 字。",
                "Write the operator's name, at most 100 characters; the other fields take at most 40."));
        }

        // Names belong to the plan's text, so a plan chosen before is chosen again.
        (draft with { Plan = "", ReadyPlan = null }).Keep(site);
        return Pages.Next.To(site.IsOpen ? "/setup/admin" : "/setup/plan");
    }

    private static async Task<Next> TakePlanAsync(Posted posted, Site site)
    {
        var draft = SetupDraft.Of(site);
        var ready = posted["plan"] == "file" ? null : posted["plan"];
        var text = ready is null ? await ReadFileAsync(posted) : SetupPlans.TextOf(ready);
        if (text is null)
        {
            return Wrong(SetupStep.Plan, site, draft, new(
                "请选一个方案,或选择一个方案文件。", "Choose a plan, or a plan file."));
        }

        var (plan, findings) = SetupPlans.Review(text, draft);
        if (plan is null)
        {
            return Pages.Next.Show(Page.Of<SetupPage>(
                new SetupModel(SetupStep.Plan, draft) { Findings = findings },
                StatusCodes.Status422UnprocessableEntity));
        }

        (draft with { Plan = plan.Text, ReadyPlan = ready }).Keep(site);
        return Pages.Next.To("/setup/admin");
    }

    private static async Task<string?> ReadFileAsync(Posted posted)
    {
        if (posted.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return null;
        }

        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static Next TakeAdmin(Posted posted, Site site, SecretBox box, Identities identities)
    {
        var draft = SetupDraft.Of(site) with
        {
            AdminName = posted["name"], AdminMail = StaffBook.Mail(posted["mail"]),
        };
        var mistake = StaffBook.MistakeIn(draft.AdminName, draft.AdminMail, StaffBook.FirstRoles)
            ?? Passwords.Mistake(posted["password"], draft.AdminMail)
            ?? (posted["password"] != posted["again"]
                ? new Bilingual("两次输入的密码不一致。", "The two passwords differ.")
                : Identities.Mistake(posted["document"]));
        if (mistake is not null)
        {
            return Wrong(SetupStep.Admin, site, draft, mistake.Value);
        }

        (draft with
        {
            PasswordHash = Passwords.Hash(posted["password"]),
            Identity = identities.HashOf(posted["document"]),
            SealedSecret = Convert.ToBase64String(box.Seal(Totp.NewSecret())),
            Step = 0,
        }).Keep(site);
        return Pages.Next.To("/setup/code");
    }

    private static Next TakeCode(Posted posted, Site site, SecretBox box)
    {
        var draft = SetupDraft.Of(site);
        if (!draft.HasAdmin)
        {
            return Pages.Next.To("/setup/admin");
        }

        var secret = box.Open(Convert.FromBase64String(draft.SealedSecret));
        if (Totp.StepOf(secret, posted["code"], site.Options.Wall.GetUtcNow(), lastStep: 0) is not { } step)
        {
            return Wrong(SetupStep.Code, site, draft, new(
                "动态码不对;请核对手机时间后重试。", "The code is wrong; check the phone's clock and try again."));
        }

        (draft with { Step = step }).Keep(site);
        return Pages.Next.To("/setup/start");
    }

    private static async Task<Next> FinishAsync(HttpContext http, Posted posted, Site site)
    {
        var draft = SetupDraft.Of(site);
        if (Next(draft, site) is not "start" and var step)
        {
            return Pages.Next.To("/setup/" + step);
        }

        var admin = Ids.New("u");
        var plan = site.IsOpen ? null : PlanReview.TryApprove(PlanFile.Read(draft.Plan).Draft!, out var kept, out _)
            ? kept
            : throw new InvalidOperationException("a plan that passed its review no longer does");

        if (posted["data"] == "demo" && !site.IsOpen && ReadyPlan.Find(draft.ReadyPlan ?? "") is { } ready)
        {
            // With the plan as it ships: the demo's past belongs to it. A page that is left does not stop it half-way.
            await DemoSeed.RunAsync(ready, site.PoolDirectory(), site.Database, site.Options.Wall,
                (_, _) => { }, CancellationToken.None);
            plan = null;
        }

        // The pool first: a stop in between leaves a pool without anybody, and the next start prints a link again.
        site.OpenPool(plan);
        var now = site.Clock.WallNow();
        site.Database.Write(transaction =>
        {
            StaffBook.AddFirst(transaction, admin, draft.AdminName, draft.AdminMail, draft.PasswordHash,
                Convert.FromBase64String(draft.SealedSecret), draft.Step, draft.Identity, now);
            SetupDraft.Put(transaction, OperatorIdentity.Setting,
                new OperatorIdentity(draft.Operator, draft.Licence, draft.Contact));
            SetupDraft.Forget(transaction);
            transaction.Execute($"DELETE FROM links WHERE kind IN ({Links.Setup}, {Links.SetupSession})");
            Audit.Note(transaction, now, admin, "setup.done", null, site.Pool.Plan.Hash);
        });
        http.Response.Cookies.Delete(Cookie, new() { Path = "/setup" });
        SessionHandler.SignIn(http, Sessions.Staff, admin, secondFactor: true);
        return Pages.Next.To("/console");
    }

    private static Next Wrong(SetupStep step, Site site, SetupDraft draft, Bilingual mistake) =>
        Pages.Next.Show(Show(step, site, draft, mistake, StatusCodes.Status422UnprocessableEntity));

    private static IResult Show(
        SetupStep step, Site site, SetupDraft? draft = null, Bilingual? mistake = null,
        int status = StatusCodes.Status200OK) =>
        Page.Of<SetupPage>(new SetupModel(step, draft ?? SetupDraft.Of(site)) { Mistake = mistake }, status);
}

/// <summary>The steps of the first set-up, and why there may be none.</summary>
public enum SetupStep
{
    NoLink,
    BadLink,
    NotHere,
    Operator,
    Plan,
    Admin,
    Code,
    Start,
}

/// <summary>What a page of the set-up shows.</summary>
public sealed record SetupModel(SetupStep Step, SetupDraft Draft)
{
    public Bilingual? Mistake { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
