using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Views;

/// <summary>One line of a member's statement: what changed in the wallet and in the points, by which record.</summary>
/// <param name="What">A stable word: settled, sold, exited, reward, …</param>
/// <param name="Reference">Order, withdrawal or other id the line is about.</param>
/// <param name="MoneyUnits">Change of the wallet in 1/1 000 000 yuan; negative when money left it.</param>
/// <param name="PointUnits">Change of the free points, in the scale of the record.</param>
public readonly record struct StatementLine(
    MemberNumber Member, string What, string? Reference, long MoneyUnits, long PointUnits, int Scale)
{
    /// <summary>Why a reward was paid or taken back; null on other lines.</summary>
    public RewardKind? Kind { get; init; }

    public Rate? Rate { get; init; }
}

/// <summary>Derives statement lines from records alone, so that the view can be rebuilt from any position.</summary>
public static class Statement
{
    public static IEnumerable<StatementLine> LinesOf(JournalRecord record)
    {
        var scale = ScaleBefore(record);
        var netted = record.Netted.Select(netting =>
            new StatementLine(netting.Member, "owed-paid", null, -netting.Amount.Units, 0, record.Scale));
        return Own(record.Event, scale).Concat(Caused(record.Event.After, scale)).Concat(netted);
    }

    private static IEnumerable<StatementLine> Own(PoolEvent happened, int scale) => happened switch
    {
        PoolEvent.OrderSettled settled => Settled(settled.Settlement),
        PoolEvent.DueProcessed due => Due(due, scale),
        PoolEvent.OrderPlaced { Placed: var placed } => [Line(placed.Member, "placed", placed.Order, scale)],
        PoolEvent.OrderReversed reversed => Reversed(reversed, scale),
        PoolEvent.PointsSold sold =>
            [new(sold.Member, "sold", null, sold.Paid.Units, -sold.Points.Units, scale)],
        PoolEvent.PointsRedeemed redeemed =>
            [new(redeemed.Member, "redeemed", redeemed.Order, 0, -redeemed.Points.Units, scale)],
        PoolEvent.CreditSpent spent => [new(spent.Member, "credit-spent", spent.Order, -spent.Amount.Units, 0, scale)],
        PoolEvent.ReferrerBound bound => [Line(bound.Member, "referred", null, scale)],
        PoolEvent.ReferrerUnbound unbound => [Line(unbound.Member, "unbound", null, scale)],
        PoolEvent.LevelSet set => [Line(set.Member, "level", set.Level, scale)],
        PoolEvent.PromoterAppointed promoter => [Line(promoter.Member, "promoter", null, scale)],
        PoolEvent.PromoterEnded promoter => [Line(promoter.Member, "promoter-ended", null, scale)],
        PoolEvent.AgentAppointed { Agency: var agency } => [Line(agency.Member, "agent", agency.Division, scale)],
        PoolEvent.AgentEnded { Agency: var agency } => [Line(agency.Member, "agent-ended", agency.Division, scale)],
        PoolEvent.AgentFeeBooked fee => [Line(fee.Member, "agent-fee", fee.Division, scale)],
        PoolEvent.DividendPaid dividend => dividend.Payments.Select(payment =>
            new StatementLine(payment.Member, "dividend", dividend.Period, payment.Amount.Units, 0, scale)),
        PoolEvent.WithdrawalRequested { Withdrawal: var requested } =>
            [new(requested.Member, "withdrawal", requested.Id, -requested.Amount.Units, 0, scale)],
        PoolEvent.WithdrawalRejected { Withdrawal: var rejected } =>
            [new(rejected.Member, "withdrawal-rejected", rejected.Id, rejected.Amount.Units, 0, scale)],
        PoolEvent.WithdrawalReturned { Withdrawal: var failed } =>
            [new(failed.Member, "withdrawal-failed", failed.Id, failed.Amount.Units, 0, scale)],
        PoolEvent.PoolWasClosed closed => closed.Payments.Select(payment =>
            new StatementLine(payment.Member, "closing", null, payment.Paid.Units, -payment.Points.Units, scale)),
        _ => LegacyStatement.LinesOf(happened, scale),
    };

    private static IEnumerable<StatementLine> Caused(Aftermath after, int scale)
    {
        foreach (var exit in after.Exits)
        {
            yield return new(exit.Member, "exited", null, exit.Paid.Units, -exit.Points.Units, scale);
        }

        foreach (var member in after.Notices)
        {
            yield return Line(member, "notice", null, scale);
        }

        if (after.Lapsed != MemberNumber.None)
        {
            yield return Line(after.Lapsed, "notice-lapsed", null, scale);
        }
    }

    private static IEnumerable<StatementLine> Settled(Settlement order)
    {
        yield return new(order.Member, "settled", order.Order, 0, order.Points.Units, order.Scale);
        foreach (var reward in order.Rewards)
        {
            yield return new(reward.Payee, "reward", order.Order, reward.Amount.Units, 0, order.Scale)
            {
                Kind = reward.Kind,
                Rate = reward.Rate,
            };
        }
    }

    private static IEnumerable<StatementLine> Due(PoolEvent.DueProcessed due, int scale)
    {
        foreach (var item in due.Items)
        {
            var lines = item switch
            {
                DueItem.OrderFinal final => Settled(final.Settlement),
                DueItem.NoticeEnded ended => [new(ended.Member, "exited", null, ended.Exit.Paid.Units,
                    -ended.Exit.Points.Units, scale)],
                _ => [],
            };
            foreach (var line in lines.Concat(LegacyStatement.LinesOf(item, scale))
                .Concat(Caused(item.After, scale)))
            {
                yield return line;
            }

            scale += item.After.Splits;
        }
    }

    private static IEnumerable<StatementLine> Reversed(PoolEvent.OrderReversed reversed, int scale)
    {
        var row = reversed.Row;
        var burnt = reversed.Burnt + (reversed.Coins?.FromFreed ?? Points.Zero);
        yield return new(row.Member, "reversed", row.Order, 0, -burnt.Units, scale);
        if (reversed.MemberOwes > Money.Zero)
        {
            yield return Line(row.Member, "owes", row.Order, scale);
        }

        foreach (var taken in reversed.Taken)
        {
            yield return new(
                taken.Payee, "reward-returned", row.Order, -(taken.Whole - taken.Owed).Units, 0, scale)
            {
                Kind = taken.Kind,
            };
        }
    }

    private static StatementLine Line(MemberNumber member, string what, string? reference, int scale) =>
        new(member, what, reference, 0, 0, scale);

    // A record carries the scale after it; its own figures are in the scale before its splits.
    private static int ScaleBefore(JournalRecord record) => record.Scale - record.Event.After.Splits
        - (record.Event is PoolEvent.DueProcessed due ? due.Items.Sum(item => item.After.Splits) : 0);
}
