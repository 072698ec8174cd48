using System.Collections.Immutable;
using Wellspring.Core.Legacy;

namespace Wellspring.Core.Pools;

/// <summary>Refunds after finality and their clawback 退款冲回: pool-rules 8.</summary>
internal static class ReversalRules
{
    public static Decision Reverse(PoolState state, PoolCommand.ReverseOrder reverse, in Facts facts)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.Pending.Find(reverse.Order) is not null ? Refusal.OrderNotFinal
            : facts.Order is null ? Refusal.OrderUnknown
            : reverse.Amount == Money.Zero ? Refusal.NothingToSettle
            : reverse.Amount > Left(facts.Order) ? Refusal.RefundExceedsOrder
            : Refusal.None;
        return refusal is Refusal.None
            ? Decide(state, facts.Order!, reverse.Amount)
            : Decision.Refuse(refusal);
    }

    private static Money Left(OrderRow order) => order.Amount - order.Refunded
        + (order.Coins is { } coins ? coins.Value - coins.Returned : Money.Zero);

    private static Decision Decide(PoolState state, OrderRow order, Money whole)
    {
        var ofCoins = CoinRules.ValueBack(order, whole);
        var amount = whole - ofCoins;
        var refunded = order.Refunded + amount;
        var due = Share(order.Commission, refunded, order) - order.Recovered;
        var demanded = Kernel.Share(order.Points, refunded, order.Amount) - order.Demanded;

        var member = state.Members.Read(order.Member);
        var backing = state.Backing;
        var inRound = order.Round != 0 && order.Round == member.Round && member.Points > Points.Zero;
        var held = inRound ? Members.PointsAt(member, backing.Scale) : Points.Zero;
        var burnt = InScale(demanded, order.Scale, backing.Scale, atMost: held);
        var released = backing.Value(burnt)
            .AtMost(Share(order.Inflow, refunded, order).LessAtMost(order.Released)).AtMost(due);

        var rest = due - released;
        var taken = Taken(state, order, refunded, ref rest);
        var memberOwes = SoldShare(order, demanded, burnt, backing.Scale).AtMost(rest);
        rest -= memberOwes;

        var basisCut = inRound && order.Commission > Money.Zero ? amount.AtMost(member.Basis) : Money.Zero;
        var after = backing.Burn(burnt, released);
        var left = Members.PointsAt(member, backing.Scale) - burnt;
        var freed = (state.Legacy.Find(order.Member)?.FreedAt(backing.Scale) ?? Points.Zero).AtMost(left);
        var coins = CoinRules.Reverse(state, order, ofCoins, after, freed);
        if (coins is not null)
        {
            after = after.Burn(coins.FromLocked + coins.FromFreed, coins.Deposit);
        }

        var own = !inRound && coins is null
            ? OwnHolding.Nobody
            : Own(state, order, member, burnt + (coins?.FromFreed ?? Points.Zero), basisCut,
                coins?.ClaimBasisCut ?? Money.Zero);
        if (!new Cascade(state, own).Run(ref after, out var aftermath))
        {
            return Decision.Refuse(Refusal.PoolFull);
        }

        var row = order with
        {
            Refunded = refunded,
            Recovered = order.Recovered + due,
            Demanded = order.Demanded + demanded,
            Released = order.Released + released,
            Coins = CoinRules.After(order.Coins, coins),
            Rewards = [.. order.Rewards.Zip(taken, (reward, back) => reward with
            {
                Taken = reward.Taken + back.Whole,
            })],
        };
        return Decision.Accept(new PoolEvent.OrderReversed(
            row, amount, due, demanded, burnt, released, basisCut, taken, memberOwes, PlatformPays: rest)
        {
            Coins = coins,
            After = aftermath,
        });
    }

    private static OwnHolding Own(
        PoolState state, OrderRow order, in Member member, Points burnt, Money basisCut, Money claimCut)
    {
        var number = (int)order.Member.Value;
        var held = Members.PointsAt(member, state.Backing.Scale);
        if (held == burnt)
        {
            return OwnHolding.Nothing(number, member.HeapSlot);
        }

        var lots = state.Vintages.Of(number, held, state.Backing.Scale);
        return new(
            number, held - burnt,
            lots.IsPlain ? lots : lots.LessOf(state.Vintages.VintageOf(order.PlanVersion), burnt),
            state.LimitOf(
                lots.Cap, member.Basis - basisCut, member.Proceeds, state.Legacy.ClaimBasisOf(number) - claimCut),
            member.FirstOrder, member.HeapSlot);
    }

    /// <summary>
    /// Each payee gives back its reward's share: from reward money, then sale money, then dividends, else as a
    /// receivable.
    /// </summary>
    private static ImmutableArray<RewardTaken> Taken(
        PoolState state, OrderRow order, Money refunded, ref Money rest)
    {
        var taken = ImmutableArray.CreateBuilder<RewardTaken>(order.Rewards.Length);
        foreach (var reward in order.Rewards)
        {
            var back = (Share(reward.Amount, refunded, order) - reward.Taken).AtMost(rest);
            var payee = state.Members.Read(reward.Payee);

            // One member may be named twice in a sheet; what an earlier line took is gone.
            var earlier = Earlier(taken, reward.Payee);
            var fromRewards = back.AtMost(payee.RewardMoney - earlier.FromRewards);
            var fromSales = (back - fromRewards).AtMost(payee.SaleMoney - earlier.FromSales);
            var fromDividends = (back - fromRewards - fromSales)
                .AtMost(state.Rewards.DividendOf(reward.Payee) - earlier.FromDividends);
            taken.Add(new(
                reward.Kind, reward.Payee, fromRewards, fromSales, back - fromRewards - fromSales - fromDividends)
            {
                FromDividends = fromDividends,
            });
            rest -= back;
        }

        return taken.DrainToImmutable();
    }

    private static RewardTaken Earlier(ImmutableArray<RewardTaken>.Builder taken, MemberNumber payee)
    {
        var sum = default(RewardTaken);
        foreach (var line in taken.Where(line => line.Payee == payee))
        {
            sum = sum with
            {
                FromRewards = sum.FromRewards + line.FromRewards,
                FromSales = sum.FromSales + line.FromSales,
                FromDividends = sum.FromDividends + line.FromDividends,
            };
        }

        return sum;
    }

    private static Money Share(Money whole, Money refunded, OrderRow order) =>
        Kernel.Share(whole, refunded, order.Amount);

    /// <summary>
    /// points·10^Δ, saturating at what is held: a number of points that cannot be there is not computed.
    /// </summary>
    public static Points InScale(Points points, int from, int to, Points atMost)
    {
        if (points == Points.Zero || atMost == Points.Zero)
        {
            return Points.Zero;
        }

        var shift = to - from;
        return shift > 18 || (Int128)points.Units * Decimals.PowerOfTen(shift) >= atMost.Units
            ? atMost
            : Points.FromUnits(points.Units * Decimals.PowerOfTen(shift));
    }

    /// <summary>
    /// floor(M·(burnDue − burnt) ÷ q), the mint value of demanded points that are no longer there. With burnDue and q
    /// in the order's scale and burnt in the present one this is floor((M·burnDue − ceil(M·burnt ÷ 10^Δ)) ÷ q).
    /// </summary>
    private static Money SoldShare(OrderRow order, Points demanded, Points burnt, int scale)
    {
        if (order.Points == Points.Zero)
        {
            return Money.Zero;
        }

        // Points of a large order can be sold down to less than one unit of its own scale, so Δ has no small bound.
        var (whole, crumb) = ((Int128)order.MintValue.Units * burnt.Units, Int128.Zero);
        for (var shift = burnt == Points.Zero ? 0 : scale - order.Scale; shift > 0 && whole != 0; shift--)
        {
            (whole, var digit) = Int128.DivRem(whole, 10);
            crumb |= digit;
        }

        var left = ((Int128)order.MintValue.Units * demanded.Units) - whole - (crumb == 0 ? 0 : 1);
        return left <= 0 ? Money.Zero : Money.FromUnits((long)(left / order.Points.Units));
    }
}
