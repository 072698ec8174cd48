using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Members;

/// <summary>Logging in by a code, logging out here or everywhere.</summary>
internal static class LoginPages
{
    private const string Home = "/home";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous();
        open.MapGet("/login", (string? next) => Page.Of<LoginPage>(new LoginModel(Local(next), "", null)));
        open.MapPost("/login", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Ask(http, desk, posted))));
        open.MapGet("/login/code", (string? t, Desk desk) => AskCode(desk, t ?? "", null));
        open.MapPost("/login/code", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Answer(http, desk, posted))));
        open.MapPost("/login/again", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Again(http, desk, posted))));

        var members = routes.MapGroup("").RequireAuthorization(Policies.Member);
        members.MapPost("/logout", (HttpContext http, Visitor _) => Posted.OnceAsync(http, _ =>
            Task.FromResult(LogOut(http))));
        members.MapPost("/logout/everywhere", (HttpContext http, Visitor visitor, ShopDatabase database) =>
            Posted.OnceAsync(http, _ =>
            {
                database.Write(transaction => Sessions.EndAll(transaction, Sessions.Member, visitor.Member));
                return Task.FromResult(LogOut(http));
            }));
    }

    private static Next LogOut(HttpContext http)
    {
        SessionHandler.SignOut(http, Sessions.Member);
        return Next.To("/login");
    }

    /// <summary>An address of ours to go on to; the member's home for anything else.</summary>
    internal static string Local(string? next) =>
        next is ['/', ..] and not ['/', '/' or '\\', ..] && next.Length <= 500
            && !next.Contains('\n', StringComparison.Ordinal) && !next.Contains('\r', StringComparison.Ordinal)
            ? next
            : Home;

    private static Next Ask(HttpContext http, Desk desk, Posted posted)
    {
        var next = Local(posted["next"]);
        var address = ContactAddress.Read(posted["address"]);
        var mistake = address is null ? ContactAddress.Mistake
            : desk.Gate.MaySend(http, address) ? (Bilingual?)null
            : LoginWords.TooOften;
        if (mistake is not null)
        {
            return Next.Show(Page.Of<LoginPage>(
                new LoginModel(next, posted["address"], mistake),
                address is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status429TooManyRequests));
        }

        desk.Database.Write(transaction =>
            Logins.Ask(transaction, address!, desk.Visitor.IsEnglish, desk.Clock.WallNow()));
        return Next.To(CodeAddress(desk.Seal.Close(new LoginAsk(address!.Value, next))));
    }

    private static IResult AskCode(Desk desk, string ticket, Bilingual? mistake, bool isOver = false)
    {
        if (desk.Seal.OpenLogin(ticket) is not { } ask || ContactAddress.Read(ask.Address) is not { } address)
        {
            return Results.Redirect("/login");
        }

        return Page.Of<CodePage>(
            new CodeModel(
                new("登录", "Log in"), address.Masked, "/login/code", [("t", ticket)], "/login/again",
                new("换一个地址", "Another address"), "/login")
            {
                OnlyIfKnown = true, Mistake = mistake, IsOver = isOver,
            },
            mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Next Answer(HttpContext http, Desk desk, Posted posted)
    {
        if (desk.Seal.OpenLogin(posted["t"]) is not { } ask || ContactAddress.Read(ask.Address) is not { } address)
        {
            return Next.To("/login");
        }

        if (!desk.Gate.MayTry(http))
        {
            return Next.Show(AskCode(desk, posted["t"], LoginWords.TooOften));
        }

        var (member, outcome) = desk.Database.Write(transaction =>
            Logins.Answer(transaction, address, posted["code"], desk.Clock.WallNow()));
        if (member is null)
        {
            return Next.Show(AskCode(
                desk, posted["t"], LoginWords.Of(outcome), outcome is CodeOutcome.Spent or CodeOutcome.Expired));
        }

        SessionHandler.SignIn(http, Sessions.Member, member, secondFactor: false);
        return Next.To(Local(ask.Next));
    }

    private static Next Again(HttpContext http, Desk desk, Posted posted)
    {
        if (desk.Seal.OpenLogin(posted["t"]) is not { } ask || ContactAddress.Read(ask.Address) is not { } address)
        {
            return Next.To("/login");
        }

        if (!desk.Gate.MaySend(http, address))
        {
            return Next.Show(AskCode(desk, posted["t"], LoginWords.TooOften));
        }

        desk.Database.Write(transaction =>
            Logins.Ask(transaction, address, desk.Visitor.IsEnglish, desk.Clock.WallNow()));
        return Next.To(CodeAddress(posted["t"]));
    }

    private static string CodeAddress(string ticket) => "/login/code?t=" + Uri.EscapeDataString(ticket);

    /// <summary>What the pages of logging in work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolClock Clock, Seal Seal, Gatekeeping Gate, Visitor Visitor);
}

/// <summary>The page that asks who wants to log in.</summary>
public sealed record LoginModel(string Next, string Address, Bilingual? Mistake);
