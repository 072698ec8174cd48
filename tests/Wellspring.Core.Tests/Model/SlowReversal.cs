using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Clawback 冲回 after finality: rule 8, step by step.</summary>
internal static class SlowReversal
{
    public static SlowStep Reverse(SlowState state, PoolCommand.ReverseOrder wish)
    {
        BigInteger amount = wish.Amount.Units;
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (!state.Settled.TryGetValue(wish.Order, out var row))
        {
            return state.Pending.ContainsKey(wish.Order) ? Refusal.OrderNotFinal : Refusal.OrderUnknown;
        }

        if (row.Refunded + amount > row.Amount)
        {
            return Refusal.RefundExceedsOrder;
        }

        return amount.IsZero ? Refusal.NothingToSettle : Book(state, row, amount);
    }

    private static SlowState Book(SlowState state, SlowRow row, BigInteger amount)
    {
        var member = state.Member(row.Member);
        var refunded = row.Refunded + amount;
        var inRound = row.Round != 0 && row.Round == member.Round;
        var due = (row.Commission * refunded / row.Amount) - row.Recovered;
        var demanded = (row.Points * refunded / row.Amount) - row.Demanded;
        var burnDue = demanded * row.Factor;
        var burnt = inRound ? BigInteger.Min(burnDue, member.Points) : 0;

        // Rule 8 does not name `due` here, but after a rise a later part could release more than it owes in all.
        var allowed = (row.Inflow * refunded / row.Amount) - row.Released;
        var released = BigInteger.Min(BigInteger.Min(state.Value(burnt), allowed), due);

        member = member.WithoutOwnThenNewest(burnt, row.Id, row.Vintage);
        var cut = inRound ? BigInteger.Min(amount, member.Basis) : 0;
        member = member with { Basis = member.Basis - cut, Spent = member.Spent - amount };
        state = state.Burn(burnt, released).With(member);
        state = state with { Totals = state.Totals with { Released = state.Totals.Released + released } };

        (state, var rewards, var rest, var advanced) = TakeFromPayees(state, row, refunded, due - released);
        var owes = row.Points.IsZero
            ? 0
            : BigInteger.Min(rest, row.MintValue * (burnDue - burnt) / (row.Points * row.Factor));
        member = state.Member(row.Member);
        state = state.With(member with { Receivable = member.Receivable + owes })
            .PlatformPays(advanced + rest);
        return GiveBack(state, row, due).With(row with
        {
            Refunded = refunded,
            Recovered = row.Recovered + due,
            Demanded = row.Demanded + demanded,
            Released = row.Released + released,
            Rewards = rewards,
        });
    }

    // What a payee has no money for, it owes; the platform advances it.
    private static (SlowState State, ImmutableList<SlowReward> Rewards, BigInteger Open, BigInteger Advanced)
        TakeFromPayees(SlowState state, SlowRow row, BigInteger refunded, BigInteger rest)
    {
        var (rewards, advanced) = (row.Rewards, BigInteger.Zero);
        foreach (var reward in row.Rewards)
        {
            var claim = BigInteger.Min((reward.Amount * refunded / row.Amount) - reward.Taken, rest);
            var payee = state.Member(reward.Payee);
            var fromRewards = BigInteger.Min(claim, payee.RewardMoney);
            var fromSales = BigInteger.Min(claim - fromRewards, payee.SaleMoney);
            var fromDividends = BigInteger.Min(claim - fromRewards - fromSales, payee.DividendMoney);
            var owed = claim - fromRewards - fromSales - fromDividends;
            state = state.With(payee with
            {
                RewardMoney = payee.RewardMoney - fromRewards,
                SaleMoney = payee.SaleMoney - fromSales,
                DividendMoney = payee.DividendMoney - fromDividends,
                Receivable = payee.Receivable + owed,
            });
            rewards = rewards.Replace(reward, reward with { Taken = reward.Taken + claim });
            rest -= claim;
            advanced += owed;
        }

        return (state, rewards, rest, advanced);
    }

    private static SlowState GiveBack(SlowState state, SlowRow row, BigInteger due) =>
        row.Mode is FundingMode.MerchantDirect && !due.IsZero
            ? SlowOrders.Wake(state.WithDeposit(row.Merchant, state.Deposit(row.Merchant) + due), row.Merchant)
            : state;
}
