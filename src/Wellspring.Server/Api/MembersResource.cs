using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/members</c>: what a member holds, is owed and did. Members may read themselves.</summary>
internal static class MembersResource
{
    private const string List = "statement";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var members = routes.MapGroup("/members/{member}").WithTags("members")
            .RequireAuthorization(ApiPolicies.MemberOrKey);
        members.MapGet("", ReadAsync).Fails(404).WithSummary("What a member holds, exact, between two commands.");
        members.MapGet("/statement", StatementAsync).Fails(404)
            .WithSummary("What changed in wallet and points, and by which record; newest first.");
    }

    private static async Task<Results<Ok<MemberAnswer>, Problem>> ReadAsync(
        string member, PoolGate gate, ShopDatabase database, Freshness fresh, CancellationToken cancellation,
        long? after = null)
    {
        if (await fresh.WaitForPoolAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var found = await gate.ReadAsync(
            desk => MemberAnswer.Of(desk, member, ApiNames.Find(desk, member)), cancellation);
        return found.Known || IsMember(database, member) ? TypedResults.Ok(found) : Unknown();
    }

    private static async Task<Results<Ok<PageAnswer<StatementEntry>>, Problem>> StatementAsync(
        string member, PoolGate gate, ShopDatabase database, ViewStore views, Freshness fresh,
        CancellationToken cancellation, string? cursor = null, int? limit = null, long? after = null)
    {
        var place = new long[2];
        if (Cursor.Read(List, cursor, limit, place, out var isFirst) is { } wrong)
        {
            return wrong;
        }

        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var number = await gate.ReadAsync(desk => ApiNames.Find(desk, member), cancellation);
        if (number == MemberNumber.None)
        {
            return IsMember(database, member)
                ? TypedResults.Ok(new PageAnswer<StatementEntry>([], null))
                : Unknown();
        }

        var size = limit ?? Cursor.DefaultLimit;
        var rows = views.Reader.StatementOf(
            number, size + 1, isFirst ? null : new StatementPlace(place[0], place[1]));
        var next = rows.Count > size ? Cursor.Of(List, rows[size - 1].Position, rows[size - 1].Number) : null;
        return TypedResults.Ok(new PageAnswer<StatementEntry>([.. rows.Take(size).Select(StatementEntry.Of)], next));
    }

    private static bool IsMember(ShopDatabase database, string member) =>
        database.Read(reader => reader.Number($"SELECT 1 FROM members WHERE id = {member}")) is not null;

    private static Problem Unknown() => Problem.NotFound(
        "没有这个会员；请核对编号。", "There is no such member; check the id.");
}

/// <summary>One line of a statement; amounts are signed, from the member's side.</summary>
/// <param name="What">A stable word: settled, sold, exited, reward, … (docs/formats/views.md).</param>
/// <param name="Points">In <c>scale</c>.</param>
internal sealed record StatementEntry(
    long Position, string At, string What, string? Reference, string Money, string Points, int Scale)
{
    public static StatementEntry Of(StatementRow row) => new(
        row.Position, row.At.ToString(), row.Line.What, row.Line.Reference,
        Decimals.Write(row.Line.MoneyUnits, Core.Money.Decimals),
        Decimals.Write(row.Line.PointUnits, Core.Points.Decimals), row.Line.Scale);
}

/// <summary>An order before finality.</summary>
/// <param name="Points">What it would mint now; worth nothing before it is final.</param>
/// <param name="Waiting">Why it waits although it is due: the code of a refusal.</param>
internal sealed record PendingAnswer(string Order, string Amount, string Points, string? Due, string? Waiting);

/// <summary>What a member holds, is owed and did.</summary>
/// <param name="Value">What the points are worth before retention.</param>
/// <param name="Basis">Spending that the cap of the present round counts.</param>
/// <param name="NoticeEnds">When an announced exit will run.</param>
/// <param name="Position">The number of records that these figures contain.</param>
internal sealed record MemberAnswer(
    string Member, long Position, int Scale, string Points, string Value, string Wallet, string WalletSales,
    string WalletRewards, string GoodsCredit, string Receivable, string Basis, string Proceeds, string Spent,
    string Received, string? NoticeEnds, string? Referrer, IReadOnlyList<PendingAnswer> Pending)
{
    /// <summary>Whether the pool ever heard of the member.</summary>
    internal bool Known { get; private init; }

    public static MemberAnswer Of(PoolDesk desk, string name, MemberNumber number)
    {
        var member = desk.Pool.Member(number);
        return new(name, desk.Position, desk.Pool.Backing.Scale, member.Points.ToString(), member.Value.ToString(),
            member.Wallet.ToString(), member.SaleMoney.ToString(), member.RewardMoney.ToString(),
            member.GoodsCredit.ToString(), member.Receivable.ToString(), member.Basis.ToString(),
            member.Proceeds.ToString(), member.Spent.ToString(), member.Received.ToString(),
            member.NoticeEnds?.ToString(),
            member.Referrer == MemberNumber.None ? null : desk.Names.NameOf(member.Referrer),
            [.. member.Pending.Select(entry => new PendingAnswer(
                entry.Order.Order, entry.Order.Amount.ToString(), entry.Points.ToString(), entry.Order.Due?.ToString(),
                entry.Order.Waiting is Refusal.None ? null : entry.Order.Waiting.Code()))])
        {
            Known = number != MemberNumber.None,
        };
    }
}
