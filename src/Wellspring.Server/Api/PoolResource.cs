using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/pool</c>: where the pool stands, and the history of its price.</summary>
internal static class PoolResource
{
    private const string List = "prices";
    private const int MostThinned = 2_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pool = routes.MapGroup("/pool").WithTags("pool").RequireAuthorization(Policies.Scope(Scopes.ReadPool));
        pool.MapGet("", ReadAsync).WithSummary("Where the pool stands, exact, between two commands.");
        pool.MapGet("/prices", PricesAsync)
            .WithSummary("Price history: thinned to about so many points (thin), or every record, page by page.");
    }

    private static async Task<Results<Ok<PoolAnswer>, Problem>> ReadAsync(
        PoolGate gate, Freshness fresh, CancellationToken cancellation, long? after = null) =>
        await fresh.WaitForPoolAsync(after, cancellation) is { } late
            ? late
            : TypedResults.Ok(await gate.ReadAsync(PoolAnswer.Of, cancellation));

    private static async Task<Results<Ok<PageAnswer<PricePoint>>, Problem>> PricesAsync(
        ViewStore views, Freshness fresh, CancellationToken cancellation, int? thin = null, string? cursor = null,
        int? limit = null, long? after = null)
    {
        var from = new long[1];
        if (Cursor.Read(List, cursor, limit, from, out _) is { } wrong)
        {
            return wrong;
        }

        if (thin is < 2 or > MostThinned)
        {
            return Problem.BadInput("bad-parameter", $"thin 应在 2 到 {MostThinned} 之间；请改正。",
                $"thin is 2 to {MostThinned}; change it.", "thin");
        }

        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        if (thin is { } most)
        {
            var thinned = views.Reader.Prices(most).Select(PricePoint.Of);
            return TypedResults.Ok(new PageAnswer<PricePoint>([.. thinned], null));
        }

        var size = limit ?? Cursor.DefaultLimit;
        var rows = views.Reader.PricesFrom(from[0], size + 1);
        var next = rows.Count > size ? Cursor.Of(List, rows[size].Position) : null;
        return TypedResults.Ok(new PageAnswer<PricePoint>([.. rows.Take(size).Select(PricePoint.Of)], next));
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The pool after one record.</summary>
internal sealed record PricePoint(
    long Position, string At, string Pool, string Circulating, int Scale, long Orders, PriceAnswer? Price)
{
    public static PricePoint Of(PriceRow row) => new(
        row.Position, row.At.ToString(), row.Pool.ToString(), row.Circulating.ToString(), row.Scale, row.Orders,
        PriceAnswer.Of(new(row.Pool, row.Circulating)));
}

/// <summary>Where the pool stands.</summary>
/// <param name="Position">The number of records that these figures contain.</param>
/// <param name="Clock">The latest time that any command brought along.</param>
/// <param name="NextDue">When the next order becomes final or the next notice ends.</param>
/// <param name="ClosesAt">When the pool may be closed, once that was announced.</param>
internal sealed record PoolAnswer(
    long Position, string Plan, string PlanHash, string Profile, string Clock, int Scale, string Pool,
    string Circulating, PriceAnswer? Price, string Reserve, string Float, string Inflow, string Turnover,
    string Injected, string Paid, string Redeemed, string Released, string Rewarded, long Members, long Orders,
    long Exits, int Pending, bool Paused, bool Closed, string? NextDue, string? ClosesAt)
{
    public static PoolAnswer Of(PoolDesk desk)
    {
        var (pool, backing, totals) = (desk.Pool, desk.Pool.Backing, desk.Pool.Totals);
        return new(desk.Position, pool.Plan.Settings.Id, pool.Plan.Hash, pool.Plan.IsSandbox ? "sandbox" : "CN",
            pool.Clock.ToString(), backing.Scale, backing.Pool.ToString(), backing.Circulating.ToString(),
            PriceOf(backing), backing.Reserve.ToString(), totals.Float.ToString(), totals.Inflow.ToString(),
            totals.Turnover.ToString(), totals.Injected.ToString(), totals.Paid.ToString(), totals.Redeemed.ToString(),
            totals.Released.ToString(), totals.Rewarded.ToString(), totals.Members, totals.Orders, totals.Exits,
            pool.PendingCount, pool.IsPaused, pool.IsClosed, pool.NextDue?.ToString(), pool.ClosesAt?.ToString());
    }

    private static PriceAnswer? PriceOf(Backing backing) => PriceAnswer.Of(backing.Price);
}
