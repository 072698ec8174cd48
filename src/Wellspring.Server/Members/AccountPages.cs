using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Server.Rewards;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Texts;

namespace Wellspring.Server.Members;

/// <summary>A member's own account: profile, what they log in with, everything we hold about them.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me").RequireAuthorization(Policies.Member);
        own.MapGet("", (string? known, Desk desk) => Show(desk, null, known == "1"));
        own.MapPost("/profile", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(KeepProfile(http, desk, posted))));
        own.MapGet("/contact", (Desk desk) => Page.Of<ContactPage>(new ContactModel(Own(desk), "", null)));
        own.MapPost("/contact", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(AskContact(http, desk, posted))));
        own.MapGet("/contact/code", (string? t, Desk desk) => AskCode(desk, t ?? "", null));
        own.MapPost("/contact/code", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(ConfirmContact(http, desk, posted))));
        own.MapPost("/contact/again", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Again(http, desk, posted))));
        own.MapGet("/export", ExportAsync);
        routes.MapGet("/privacy", () => Page.Of<PrivacyPage>()).AllowAnonymous();
        routes.MapGet("/notices", (NoticeBoard board) => Page.Of<NoticesPage>(new NoticesModel(board.Shown())))
            .AllowAnonymous();
    }

    private static IResult Show(Desk desk, Bilingual? mistake, bool known = false)
    {
        var (member, referrer, agent) = desk.Database.Read(reader =>
        {
            var own = MemberBook.Find(reader, desk.Visitor.Member)!;
            return (own, own.Referrer is null ? null : MemberBook.Find(reader, own.Referrer),
                reader.Number($"SELECT 1 FROM agencies WHERE member = {own.Id} AND state <> 'drafted'") is not null);
        });
        var notice = referrer is null
            ? (Bilingual?)null
            : RewardWords.Notice(referrer.MaskedName, desk.Pool.Plan.Rewards);
        return Page.Of<AccountPage>(
            new AccountModel(member, notice, known, mistake) { IsAgent = agent },
            mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Next KeepProfile(HttpContext http, Desk desk, Posted posted)
    {
        if (!MemberBook.TryReadNickname(posted["nickname"], out var nickname))
        {
            return Next.Show(Show(desk, ProfileWords.NicknameTooLong));
        }

        var language = posted["language"] == "en" ? "en" : "zh";
        desk.Database.Write(transaction =>
        {
            MemberBook.Rename(transaction, desk.Visitor.Member, nickname);
            MemberBook.Speak(transaction, desk.Visitor.Member, language);
        });
        http.Response.Cookies.Append(Visitor.LanguageCookie, language, new CookieOptions
        {
            SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true,
        });
        return Next.To("/me");
    }

    private static Next AskContact(HttpContext http, Desk desk, Posted posted)
    {
        var address = ContactAddress.Read(posted["address"]);
        var mistake = address is null ? ContactAddress.Mistake
            : desk.Gate.MaySend(http, address) ? (Bilingual?)null
            : LoginWords.TooOften;
        if (mistake is not null)
        {
            return Next.Show(Page.Of<ContactPage>(
                new ContactModel(Own(desk), posted["address"], mistake), StatusCodes.Status422UnprocessableEntity));
        }

        desk.Database.Write(transaction =>
            AccountAddress.Ask(transaction, address!, desk.Visitor.IsEnglish, desk.Clock.WallNow()));
        return Next.To(CodeAddress(desk.Seal.CloseChange(desk.Visitor.Member, address!)));
    }

    private static IResult AskCode(Desk desk, string ticket, Bilingual? mistake, bool isOver = false) =>
        desk.Seal.OpenChange(desk.Visitor.Member, ticket) is not { } address
            ? Results.Redirect("/me/contact")
            : Page.Of<CodePage>(
                new CodeModel(
                    new("确认新的地址", "Confirm the new address"), address.Masked, "/me/contact/code", [("t", ticket)],
                    "/me/contact/again", new("不更改", "Leave it as it is"), "/me")
                {
                    Mistake = mistake, IsOver = isOver,
                },
                mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Next ConfirmContact(HttpContext http, Desk desk, Posted posted)
    {
        var member = desk.Visitor.Member;
        if (desk.Seal.OpenChange(member, posted["t"]) is not { } address)
        {
            return Next.To("/me/contact");
        }

        if (!desk.Gate.MayTry(http))
        {
            return Next.Show(AskCode(desk, posted["t"], LoginWords.TooOften));
        }

        var change = desk.Database.Write(transaction =>
            AccountAddress.Confirm(transaction, member, address, posted["code"], desk.Clock.WallNow()));
        if (change.IsDone)
        {
            // All sessions ended with the old address; this browser proved the new one.
            SessionHandler.SignIn(http, Sessions.Member, member, secondFactor: false);
            return Next.To("/me");
        }

        return Next.Show(change.Taken
            ? Page.Of<ContactPage>(
                new ContactModel(Own(desk), "", new Bilingual(
                    "这个地址已属于另一个账户。请用它登录那个账户,或先注销那个账户。",
                    "This address belongs to another account. Log in to that one with it, or close that one first.")),
                StatusCodes.Status422UnprocessableEntity)
            : AskCode(
                desk, posted["t"], LoginWords.Of(change.Code),
                change.Code is CodeOutcome.Spent or CodeOutcome.Expired));
    }

    private static Next Again(HttpContext http, Desk desk, Posted posted)
    {
        if (desk.Seal.OpenChange(desk.Visitor.Member, posted["t"]) is not { } address)
        {
            return Next.To("/me/contact");
        }

        if (!desk.Gate.MaySend(http, address))
        {
            return Next.Show(AskCode(desk, posted["t"], LoginWords.TooOften));
        }

        desk.Database.Write(transaction =>
            AccountAddress.Ask(transaction, address, desk.Visitor.IsEnglish, desk.Clock.WallNow()));
        return Next.To(CodeAddress(posted["t"]));
    }

    private static async Task<IResult> ExportAsync(
        Visitor visitor, MemberExport export, PoolFlow flow, CancellationToken cancellation)
    {
        await flow.RunAsync(cancellation);
        return Results.File(
            await export.WriteAsync(visitor.Member, cancellation), "application/json",
            $"wellspring-{visitor.Member}.json");
    }

    private static Member Own(Desk desk) =>
        desk.Database.Read(reader => MemberBook.Find(reader, desk.Visitor.Member))!;

    private static string CodeAddress(string ticket) => "/me/contact/code?t=" + Uri.EscapeDataString(ticket);

    /// <summary>What the pages of the account work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolGate Pool, PoolClock Clock, Seal Seal, Gatekeeping Gate, Visitor Visitor);
}

/// <summary>A member's account as its page shows it.</summary>
/// <param name="Referrer">Who referred the member, masked, and what that person earns; null for nobody.</param>
public sealed record AccountModel(Member Member, Bilingual? Referrer, bool Known, Bilingual? Mistake)
{
    /// <summary>Whether a region agent's contract or disclosure waits for the member.</summary>
    public bool IsAgent { get; init; }
}

/// <summary>The page that changes what a member logs in with.</summary>
public sealed record ContactModel(Member Member, string Typed, Bilingual? Mistake);
