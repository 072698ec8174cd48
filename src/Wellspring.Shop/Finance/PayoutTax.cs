using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Keeps a withdrawal's tax and payee in step with what the pool decided, and stops what may not go on.
/// </summary>
public sealed class PayoutTax(ShopDatabase database, PoolGate gate, PoolClock clock, PayoutCheck check)
{
    /// <summary>What stops a withdrawal at a step; null lets it pass. A hold is written down for a person.</summary>
    public async Task<Finding?> StopAsync(
        string id, PayoutStep step, string voucher, CancellationToken cancellation)
    {
        if (gate.Plan.IsSandbox || Read(id) is not { } row)
        {
            return null;
        }

        Settle(id);
        var verdict = await check.ReviewAsync(
            new(step, id, row.Member, row.From, row.Channel, voucher), cancellation);
        Hold(id, row.Member, verdict);
        return verdict.First;
    }

    /// <summary>
    /// Sets tax and payee of a withdrawal by what the pool really took of each origin; later calls change
    /// nothing.
    /// </summary>
    public void Settle(string id)
    {
        if (gate.Plan.IsSandbox)
        {
            return;
        }

        database.Write(transaction =>
        {
            if (Read(transaction, id) is not { State: "requested" or "approved" } row)
            {
                return;
            }

            if (PayeeBook.Approved(transaction, row.Member) is { } card && card.Id != row.Record)
            {
                transaction.Execute($"""
                    UPDATE withdrawals SET payee_record = {card.Id}, payee = {"****" + card.Tail}, payee_name = ''
                    WHERE id = {id}
                    """);
            }

            if (TaxedGross(transaction, id) != row.From.Amount)
            {
                Reserve(transaction, row);
            }
        });
    }

    /// <summary>
    /// Writes down what makes a withdrawal wait for two people; what only waits for the bank is not kept.
    /// </summary>
    internal void Hold(string id, string member, PayoutVerdict verdict)
    {
        foreach (var finding in verdict.Holds.Where(one => one.Code == "CN-PAY-07"))
        {
            database.Write(transaction => transaction.Execute($"""
                INSERT INTO payout_holds (id, withdrawal, member, code, zh, en, held_at)
                VALUES ({Ids.New("hd")}, {id}, {member}, {finding.Code}, {finding.Zh}, {finding.En}, {clock.WallNow()})
                ON CONFLICT (withdrawal, code) DO NOTHING
                """));
        }
    }

    private void Reserve(ShopTransaction transaction, TaxedRow row)
    {
        transaction.Execute($"DELETE FROM tax_lines WHERE withdrawal = {row.Id} AND state = 'reserved'");
        var lines = check.Lines(transaction, row.Member, row.From);
        if (lines.Any(line => line.Rule is null))
        {
            return;
        }

        foreach (var line in lines)
        {
            TaxBook.Reserve(transaction, row.Id, row.Member, line, check.LocalNow);
        }

        var tax = lines.Aggregate(Money.Zero, (sum, line) => sum + line.Tax);
        transaction.Execute($"UPDATE withdrawals SET tax = {tax} WHERE id = {row.Id}");
    }

    private static Money TaxedGross(ShopReader reader, string id) => Money.FromUnits(reader.Number(
        $"SELECT coalesce(sum(gross), 0) FROM tax_lines WHERE withdrawal = {id} AND state <> 'released'") ?? 0);

    private TaxedRow? Read(string id) => database.Read(reader => Read(reader, id));

    private static TaxedRow? Read(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, member, from_sales, from_rewards, from_dividends, channel, state, payee_record
        FROM withdrawals WHERE id = {id}
        """,
        row => new TaxedRow(
            row.Text(0), row.Text(1), new(row.Money(2), row.Money(3), row.Money(4)), row.Text(5), row.Text(6),
            row.TextOrNull(7)));

    private sealed record TaxedRow(
        string Id, string Member, PayoutOrigins From, string Channel, string State, string? Record);
}
