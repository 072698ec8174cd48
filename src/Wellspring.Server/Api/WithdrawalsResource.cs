using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/withdrawals</c>: money on its way out of wallets. Whom it is paid to is not told.</summary>
internal static class WithdrawalsResource
{
    private const string List = "withdrawals";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var withdrawals = routes.MapGroup("/withdrawals").WithTags("withdrawals")
            .RequireAuthorization(Policies.Scope(Scopes.ReadMembers));
        withdrawals.MapGet("", ListAsync).WithSummary("Withdrawals, newest first; of one member or state.");
        withdrawals.MapGet("/{id}", FindAsync).Fails(404).WithSummary("One withdrawal.");
    }

    private static async Task<Results<Ok<PageAnswer<WithdrawalAnswer>>, Problem>> ListAsync(
        ShopDatabase database, Freshness fresh, CancellationToken cancellation, string? member = null,
        string? state = null, string? cursor = null, int? limit = null, long? after = null)
    {
        if (Cursor.Read(List, cursor, limit, out var before) is { } wrong)
        {
            return wrong;
        }

        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var size = limit ?? Cursor.DefaultLimit;
        var (at, id) = before ?? (long.MaxValue, "");
        var rows = database.Read(reader => reader.All(
            $"""
            SELECT id, member, amount, fee, from_sales, from_rewards, state, reason, reference, requested_at, done_at,
                from_dividends
            FROM withdrawals WHERE (requested_at, id) < ({at}, {id}) AND ({member} IS NULL OR member = {member})
                AND ({state} IS NULL OR state = {state})
            ORDER BY requested_at DESC, id DESC LIMIT {size + 1}
            """,
            row => (WithdrawalAnswer.Of(row), At: row.Integer(9), Id: row.Text(0))));
        var next = rows.Count > size ? Cursor.Of(List, rows[size - 1].At, rows[size - 1].Id) : null;
        return TypedResults.Ok(new PageAnswer<WithdrawalAnswer>([.. rows.Take(size).Select(row => row.Item1)], next));
    }

    private static async Task<Results<Ok<WithdrawalAnswer>, Problem>> FindAsync(
        string id, ShopDatabase database, Freshness fresh, CancellationToken cancellation, long? after = null)
    {
        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        return database.Read(reader => reader.One(
            $"""
            SELECT id, member, amount, fee, from_sales, from_rewards, state, reason, reference, requested_at, done_at,
                from_dividends
            FROM withdrawals WHERE id = {id}
            """,
            WithdrawalAnswer.Of)) is { } found
            ? TypedResults.Ok(found)
            : Problem.NotFound("没有这个提现单；请核对单号。", "There is no such withdrawal; check the id.");
    }
}

/// <summary>A withdrawal and where it stands.</summary>
/// <param name="Amount">Of it from sales and exits, from rewards and from dividends.</param>
/// <param name="State">asked, requested, approved, claimed, paid, failed, rejected, refused or unknown.</param>
/// <param name="Reference">The channel's voucher, once paid.</param>
internal sealed record WithdrawalAnswer(
    string Withdrawal, string Member, string Amount, string Fee, string FromSales, string FromRewards, string State,
    string? Reason, string? Reference, string RequestedAt, string? DoneAt, string FromDividends)
{
    public static WithdrawalAnswer Of(Row row) => new(
        row.Text(0), row.Text(1), row.Money(2).ToString(), row.Money(3).ToString(), row.Money(4).ToString(),
        row.Money(5).ToString(), row.Text(6), row.TextOrNull(7), row.TextOrNull(8), row.At(9).ToString(),
        row.AtOrNull(10)?.ToString(), row.Money(11).ToString());
}
