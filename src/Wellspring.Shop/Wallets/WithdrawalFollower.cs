using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Wallets;

/// <summary>Keeps withdrawals in step with what the pool decided about them.</summary>
public sealed class WithdrawalFollower(PoolGate gate) : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        switch (record.Event)
        {
            case PoolEvent.WithdrawalRequested { Withdrawal: var it }:
                Request(transaction, record, it, nameOf(it.Member));
                break;
            case PoolEvent.WithdrawalApproved { Withdrawal: var it }:
                Set(transaction, it.Id, "approved", null, isDone: false, record);
                break;
            case PoolEvent.WithdrawalRejected { Withdrawal: var it, Reason: var reason }:
                Set(transaction, it.Id, "rejected", reason, isDone: true, record);
                TaxBook.Release(transaction, it.Id);
                break;
            case PoolEvent.WithdrawalSettled { Withdrawal: var it }:
                Set(transaction, it.Id, "paid", null, isDone: true, record);
                TaxBook.Withhold(transaction, it.Id, record.At.Plus(gate.Plan.Settings.TimeZone));
                break;
            case PoolEvent.WithdrawalReturned { Withdrawal: var it, Reason: var reason }:
                Set(transaction, it.Id, "failed", reason, isDone: true, record);
                TaxBook.Release(transaction, it.Id);
                break;
            case PoolEvent.Refused { Reason: var reason, Subject.Reference: { } id }
                when record.Id == Withdrawals.CommandOf("request", id):
                transaction.Execute($"""
                    UPDATE withdrawals SET state = 'refused', reason = {reason.Code()}
                    WHERE id = {id} AND state = 'asked'
                    """);
                break;
        }
    }

    // One that came in by the API or a command file has no row yet: it is paid by hand.
    private static void Request(ShopTransaction transaction, JournalRecord record, Withdrawal it, string member)
    {
        var state = it.State is WithdrawalState.Approved ? "approved" : "requested";
        transaction.Execute($"""
            INSERT INTO withdrawals (id, member, amount, fee, from_sales, from_rewards, from_dividends, state,
                channel, payee, payee_name, requested_at)
            VALUES ({it.Id}, {member}, {it.Amount}, {it.Fee}, {it.FromSales}, {it.FromRewards}, {it.FromDividends},
                {state}, 'manual', '', '', {record.At})
            ON CONFLICT (id) DO UPDATE SET state = {state}, fee = {it.Fee}, from_sales = {it.FromSales},
                from_rewards = {it.FromRewards}, from_dividends = {it.FromDividends}
            """);
    }

    private static void Set(
        ShopTransaction transaction, string id, string state, string? reason, bool isDone, JournalRecord record) =>
        transaction.Execute($"""
            UPDATE withdrawals SET state = {state}, reason = coalesce({reason}, reason),
                done_at = CASE WHEN {isDone} = 1 THEN {record.At} ELSE done_at END
            WHERE id = {id}
            """);
}
