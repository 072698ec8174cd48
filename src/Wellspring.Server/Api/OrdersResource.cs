using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;
using Wellspring.Storage;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/orders</c>: the orders that the pool knows, with what they minted.</summary>
internal static class OrdersResource
{
    private const string List = "orders";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/orders").WithTags("orders")
            .RequireAuthorization(Policies.Scope(Scopes.ReadMembers));
        orders.MapGet("", ListAsync).WithSummary("Orders, the latest placed first; of one member, merchant or state.");
        orders.MapGet("/{id}", FindAsync).Fails(404).WithSummary("One order.");
        orders.MapGet("/{id}/sheet", SheetAsync).Fails(404)
            .WithSummary("Who earns what of one order, and why; an estimate before it is final.");
    }

    private static async Task<Results<Ok<PageAnswer<OrderAnswer>>, Problem>> ListAsync(
        PoolGate gate, ViewStore views, Freshness fresh, CancellationToken cancellation, string? member = null,
        string? merchant = null, string? state = null, string? cursor = null, int? limit = null, long? after = null)
    {
        var before = new long[1];
        if (Cursor.Read(List, cursor, limit, before, out var isFirst) is { } wrong)
        {
            return wrong;
        }

        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var number = member is null
            ? (MemberNumber?)null
            : await gate.ReadAsync(desk => ApiNames.Find(desk, member), cancellation);
        var size = limit ?? Cursor.DefaultLimit;
        var rows = views.Reader.Orders(size + 1, isFirst ? long.MaxValue : before[0], number, merchant, state);
        var next = rows.Count > size ? Cursor.Of(List, rows[size - 1].First) : null;
        return TypedResults.Ok(new PageAnswer<OrderAnswer>(
            await AnswersAsync(gate, [.. rows.Take(size)], cancellation), next));
    }

    private static async Task<Results<Ok<OrderAnswer>, Problem>> FindAsync(
        string id, PoolGate gate, ViewStore views, Freshness fresh, CancellationToken cancellation, long? after = null)
    {
        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        return ApiNames.IsId(id) && views.Reader.Order(id) is { } row
            ? TypedResults.Ok((await AnswersAsync(gate, [row], cancellation))[0])
            : Problem.NotFound("没有这个订单；请核对订单号。", "There is no such order; check the id.");
    }

    private static async Task<Results<Ok<SheetAnswer>, Problem>> SheetAsync(
        string id, RewardReading rewards, Freshness fresh, CancellationToken cancellation, long? after = null)
    {
        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        return ApiNames.IsId(id) && await rewards.SheetAsync(id, cancellation) is { } sheet
            ? TypedResults.Ok(SheetAnswer.Of(sheet))
            : Problem.NotFound("没有这个订单；请核对订单号。", "There is no such order; check the id.");
    }

    // Names and dates of what is pending are the pool's; both are asked in one go.
    private static Task<IReadOnlyList<OrderAnswer>> AnswersAsync(
        PoolGate gate, IReadOnlyList<OrderViewRow> rows, CancellationToken cancellation) =>
        gate.ReadAsync<IReadOnlyList<OrderAnswer>>(
            desk => [.. rows.Select(row => OrderAnswer.Of(
                row, row.Line.Member is { } number ? desk.Names.NameOf(number) : null,
                desk.Pool.PendingOf(row.Line.Order)))],
            cancellation);
}

/// <summary>One line of a reward sheet.</summary>
/// <param name="Kind">
/// direct, indirect, merchant-developer, district-agent, city-agent, province-agent, level or peer.
/// </param>
/// <param name="Rate">Of the order's amount; of a peer bonus, of the differential below it.</param>
/// <param name="Taken">What refunds took back of it.</param>
internal sealed record SheetLine(string Kind, string Payee, string Rate, string Amount, string Taken);

/// <summary>All rewards of one order: the lines and the remainder sum to the budget.</summary>
/// <param name="Estimate">True before the order is final; nothing is booked then.</param>
/// <param name="Position">The record that paid it; null for an estimate.</param>
internal sealed record SheetAnswer(
    string Order, bool Estimate, string Amount, string Budget, IReadOnlyList<SheetLine> Lines, string Remainder,
    long? Position)
{
    public static SheetAnswer Of(OrderSheet sheet) => new(
        sheet.Order, sheet.IsEstimate, sheet.Amount.ToString(), sheet.Sheet.Budget.ToString(),
        [.. sheet.Lines.Select(entry => new SheetLine(
            entry.Line.Kind.Code, entry.Payee, entry.Line.Rate.ToString(), entry.Line.Amount.ToString(),
            entry.Line.Taken.ToString()))],
        sheet.Sheet.Remainder.ToString(), sheet.Position);
}

/// <summary>An order as the pool knows it.</summary>
/// <param name="State">placed, delivered, held, settled, refunded or reversed (docs/formats/views.md).</param>
/// <param name="Inflow">What went into the pool; null before it settled.</param>
/// <param name="Points">What it minted, in <c>scale</c>; null before it settled.</param>
/// <param name="Due">When it becomes final; null until delivered, and after.</param>
/// <param name="Waiting">Why it waits although it is due: the code of a refusal.</param>
/// <param name="Position">The record that last changed it.</param>
/// <param name="First">The record that first named it.</param>
internal sealed record OrderAnswer(
    string Order, string State, string? Member, string? Merchant, string? Amount, string? Inflow, string? Points,
    int? Scale, string? Refunded, string? Due, string? Waiting, long Position, long First)
{
    public static OrderAnswer Of(OrderViewRow row, string? member, PendingOrder? pending) => new(
        row.Line.Order, row.Line.State, member, row.Line.Merchant, row.Line.Amount?.ToString(),
        row.Line.Inflow?.ToString(), row.Line.Points?.ToString(), row.Line.Scale, row.Line.Refunded?.ToString(),
        pending?.Due?.ToString(), pending is { Waiting: not Refusal.None and var why } ? why.Code() : null,
        row.Position, row.First);
}
