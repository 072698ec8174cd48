using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Views;

/// <summary>The coin part of an order after a record.</summary>
/// <param name="Deposit">What it brings or brought into the pool for the creditor's points.</param>
/// <param name="Locked">Points its deposit bought, in <paramref name="Scale"/>; zero before it settled.</param>
/// <param name="State">held, settled, refunded (closed before finality) or reversed.</param>
public sealed record CoinOrderState(
    string Order, MemberNumber Member, string Merchant, Money Coins, Money Value, Money Deposit, Points Locked,
    int Scale, string State);

/// <summary>Derives what views show of old debts from records alone.</summary>
public static class LegacyLines
{
    /// <summary>The claim that a record is about; null for others.</summary>
    public static string? ClaimOf(PoolEvent happened) => happened switch
    {
        PoolEvent.ClaimRegistered { Claim.Id: var id } => id,
        PoolEvent.ClaimDisputed { Claim: var id } => id,
        PoolEvent.ClaimResolved { Claim: var id } => id,
        PoolEvent.ClaimTransferred { Claim: var id } => id,
        PoolEvent.ClaimWithdrawn { Claim: var id } => id,
        _ => null,
    };

    /// <summary>Coin orders as a record leaves them.</summary>
    /// <param name="before">The order as the record before left it; null while no coins were paid on it.</param>
    /// <param name="merchantOf">The merchant of a pending order.</param>
    public static IEnumerable<CoinOrderState> CoinOrdersOf(
        JournalRecord record, Func<string, CoinOrderState?> before, Func<string, string?> merchantOf)
    {
        switch (record.Event)
        {
            case PoolEvent.CoinsPaid paid:
                var first = before(paid.Order) ?? new(paid.Order, paid.Member, merchantOf(paid.Order) ?? "",
                    Money.Zero, Money.Zero, Money.Zero, Points.Zero, record.Scale, "held");
                return [first with
                {
                    Coins = first.Coins + paid.Coins,
                    Value = first.Value + paid.Value,
                    Deposit = first.Deposit + paid.Deposit,
                }];
            case PoolEvent.OrderSettled { Settlement: { Coins: not null } settled }:
                return [Settled(settled)];
            case PoolEvent.DueProcessed due:
                return due.Items.OfType<DueItem.OrderFinal>().Where(item => item.Settlement.Coins is not null)
                    .Select(item => Settled(item.Settlement));
            case PoolEvent.OrderRefunded { Coins: { } back } refunded when before(refunded.Order) is { } held:
                return [held with
                {
                    Coins = held.Coins - back.Coins,
                    Value = held.Value - back.Value,
                    Deposit = held.Deposit - back.Deposit,
                    State = refunded.Closed ? "refunded" : held.State,
                }];
            case PoolEvent.OrderReversed { Coins: { } taken, Row: var row } when before(row.Order) is { } settled:
                return [settled with
                {
                    Coins = settled.Coins - taken.Coins,
                    Value = settled.Value - taken.Value,
                    Deposit = settled.Deposit - taken.Deposit,
                    State = "reversed",
                }];
            default:
                return [];
        }
    }

    /// <summary>What points of an earlier scale are worth at the price right after the record.</summary>
    public static Money ValueOf(JournalRecord record, Points points, int scale)
    {
        if (record.Circulating == Points.Zero)
        {
            return Money.Zero;
        }

        var units = (Int128)points.Units;
        for (var split = scale; split < record.Scale; split++)
        {
            units *= 10;
        }

        return Money.FromUnits((long)(units * record.Pool.Units / record.Circulating.Units));
    }

    private static CoinOrderState Settled(Settlement order) => new(
        order.Order, order.Member, order.Merchant, order.Coins!.Coins, order.Coins.Value, order.Coins.Deposit,
        order.Coins.Points, order.Scale, "settled");
}
