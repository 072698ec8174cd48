using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/quotes</c>: what a deed would give now, refusals included; the same code decides both.</summary>
internal static class QuotesResource
{
    private const string Id = "quote";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var quotes = routes.MapGroup("/quotes").WithTags("quotes")
            .RequireAuthorization(Policies.Scope(Scopes.ReadMembers));
        quotes.MapPost("/sale", SaleAsync).Accepts<SaleQuestion>("application/json").Fails(413, 415, 422)
            .WithSummary("What a sale of points would pay now.");
        quotes.MapPost("/redemption", RedemptionAsync).Accepts<RedemptionQuestion>("application/json")
            .Fails(413, 415, 422).WithSummary("What points would pay of an order now.");
    }

    private static async Task<Results<Ok<QuoteAnswer>, Problem>> SaleAsync(
        HttpContext http, PoolGate gate, PoolClock clock)
    {
        var (asked, wrong) = await Bodies.ReadAsync<SaleQuestion>(http);
        if (wrong is not null || Checked(asked!.Member, asked.Points, null, out wrong) is not { } points)
        {
            return wrong!;
        }

        return await AnswerAsync(
            gate, new PoolCommand.SellPoints(Id, clock.Now(), asked.Member, points, Money.Zero, asked.Scale),
            asked.Member, http.RequestAborted);
    }

    private static async Task<Results<Ok<QuoteAnswer>, Problem>> RedemptionAsync(
        HttpContext http, PoolGate gate, PoolClock clock)
    {
        var (asked, wrong) = await Bodies.ReadAsync<RedemptionQuestion>(http);
        if (wrong is not null || Checked(asked!.Member, asked.Points, asked.Order, out wrong) is not { } points)
        {
            return wrong!;
        }

        return await AnswerAsync(
            gate, new PoolCommand.RedeemPoints(Id, clock.Now(), asked.Member, points, asked.Order, asked.Scale),
            asked.Member, http.RequestAborted);
    }

    private static async Task<Results<Ok<QuoteAnswer>, Problem>> AnswerAsync(
        PoolGate gate, PoolCommand deed, string member, CancellationToken cancellation)
    {
        var (decision, position, scale) = await gate.QuoteAsync(deed, cancellation);
        var refusal = decision.Event is PoolEvent.Quarantined ? Refusal.Quarantined : decision.Reason;
        if (refusal is not Refusal.None)
        {
            return Problem.Of(refusal);
        }

        var price = await gate.ReadAsync(desk => PriceAnswer.Of(desk.Pool.Backing.Price), cancellation);
        return TypedResults.Ok(decision.Event switch
        {
            PoolEvent.PointsSold it => new QuoteAnswer(member, it.Points.ToString(), scale, it.Value.ToString(),
                it.Paid.ToString(), null, (it.Value - it.Paid).ToString(), price, position),
            PoolEvent.PointsRedeemed it => new QuoteAnswer(member, it.Points.ToString(), scale, it.Value.ToString(),
                null, it.Credit.ToString(), (it.Value - it.Credit).ToString(), price, position),
            _ => throw new System.Diagnostics.UnreachableException("a quote is a sale or a redemption"),
        });
    }

    private static PointsAsked? Checked(string member, string points, string? order, out Problem? wrong)
    {
        wrong = !ApiNames.IsMember(member)
            ? Problem.BadInput("bad-input", "member 应是 1 到 64 个字符；请核对。", "member is 1 to 64 characters; check it.",
                "member")
            : order is not null && !ApiNames.IsId(order)
            ? Problem.BadInput("bad-input", "order 应是 1 到 64 个字母、数字或 . _ : -；请核对。",
                "order is 1 to 64 letters, digits, or . _ : -; check it.", "order")
            : null;
        if (wrong is not null)
        {
            return null;
        }

        if (points == "all")
        {
            return PointsAsked.All;
        }

        if (Decimals.TryRead(points, Points.Decimals, out var units))
        {
            return new(Points.FromUnits(units));
        }

        wrong = Problem.BadInput("bad-input", "points 应写如 \"112\"、\"0.5\"（至多 8 位小数）或 \"all\"；请改正。",
            "points is written as \"112\", \"0.5\" (up to 8 decimals) or \"all\"; change it.", "points");
        return null;
    }
}

/// <summary>Which sale is meant.</summary>
/// <param name="Points">A decimal string, or <c>all</c>.</param>
/// <param name="Scale">The one in which the caller read the points; another is refused as the deed would be.</param>
internal sealed record SaleQuestion(string Member, string Points, int? Scale = null);

/// <summary>Which redemption is meant.</summary>
/// <param name="Points">A decimal string, or <c>all</c>.</param>
/// <param name="Scale">The one in which the caller read the points; another is refused as the deed would be.</param>
internal sealed record RedemptionQuestion(string Member, string Points, string Order, int? Scale = null);

/// <summary>What a deed would give now.</summary>
/// <param name="Scale">Send it back with the deed.</param>
/// <param name="Value">What the points are worth.</param>
/// <param name="Paid">What a sale would put into the wallet.</param>
/// <param name="Credit">What a redemption would pay of the order.</param>
/// <param name="Retained">What stays in the pool.</param>
/// <param name="Position">The number of records that the quote knows of.</param>
internal sealed record QuoteAnswer(
    string Member, string Points, int Scale, string Value, string? Paid, string? Credit, string Retained,
    PriceAnswer? Price, long Position);
