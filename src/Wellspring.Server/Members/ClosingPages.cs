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

/// <summary>Leaving, in two steps: what happens and what stands in the way; then a code and the deed.</summary>
internal static class ClosingPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/close").RequireAuthorization(Policies.Member);
        own.MapGet("", async (Desk desk, CancellationToken cancellation) => Page.Of<ClosingPage>(new ClosingModel(
            await desk.Closing.ObstaclesAsync(desk.Visitor.Member, cancellation), null)));
        own.MapPost("", (HttpContext http, Desk desk) => Posted.OnceAsync(http, _ => AskAsync(http, desk)));
        own.MapGet("/confirm", (Desk desk) => Confirm(desk, null));
        own.MapPost("/confirm", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => CloseAsync(http, desk, posted)));
        routes.MapGet("/closed", () => Page.Of<ClosedPage>()).AllowAnonymous();
    }

    private static async Task<Next> AskAsync(HttpContext http, Desk desk)
    {
        var member = desk.Visitor.Member;
        var obstacles = await desk.Closing.ObstaclesAsync(member, http.RequestAborted);
        var address = desk.Database.Read(reader => AccountAddress.OwnAddress(reader, member));
        var mistake = address is null || !desk.Gate.MaySend(http, address) ? LoginWords.TooOften : (Bilingual?)null;
        if (obstacles.Count > 0 || mistake is not null)
        {
            return Next.Show(Page.Of<ClosingPage>(
                new ClosingModel(obstacles, mistake), StatusCodes.Status422UnprocessableEntity));
        }

        desk.Database.Write(transaction =>
            AccountAddress.AskToClose(transaction, member, desk.Visitor.IsEnglish, desk.Clock.WallNow()));
        return Next.To("/me/close/confirm");
    }

    private static IResult Confirm(Desk desk, Bilingual? mistake)
    {
        var address = desk.Database.Read(reader => AccountAddress.OwnAddress(reader, desk.Visitor.Member));
        return Page.Of<ClosingConfirmPage>(
            new ClosingConfirmModel(address?.Masked ?? "", mistake),
            mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Next> CloseAsync(HttpContext http, Desk desk, Posted posted)
    {
        var member = desk.Visitor.Member;
        if (posted["sure"] != "yes")
        {
            return Next.Show(Confirm(desk, new(
                "请勾选确认。", "Tick the box to confirm.")));
        }

        if (!desk.Gate.MayTry(http))
        {
            return Next.Show(Confirm(desk, LoginWords.TooOften));
        }

        var outcome = desk.Database.Write(transaction =>
            AccountAddress.CheckToClose(transaction, member, posted["code"], desk.Clock.WallNow()));
        if (outcome is not CodeOutcome.Right)
        {
            return Next.Show(Confirm(desk, LoginWords.Of(outcome)));
        }

        var obstacles = await desk.Closing.CloseAsync(member, http.RequestAborted);
        if (obstacles.Count > 0)
        {
            return Next.Show(Page.Of<ClosingPage>(
                new ClosingModel(obstacles, null), StatusCodes.Status422UnprocessableEntity));
        }

        SessionHandler.SignOut(http, Sessions.Member);
        return Next.To("/closed");
    }

    /// <summary>What the pages of leaving work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolClock Clock, AccountClosing Closing, Gatekeeping Gate, Visitor Visitor);
}

/// <summary>What stands in the way of leaving.</summary>
public sealed record ClosingModel(IReadOnlyList<ClosingObstacle> Obstacles, Bilingual? Mistake);

/// <summary>The last step of leaving.</summary>
public sealed record ClosingConfirmModel(string Address, Bilingual? Mistake);
