namespace Wellspring.Core.Pools;

/// <summary>All that the platform owes one member 会员权益: points, money payable, consumption coins.</summary>
/// <param name="Points">Free and locked, in the pool's present scale.</param>
/// <param name="Wallet">Every part of the wallet, and withdrawals that are still under way.</param>
public readonly record struct MemberHolding(MemberNumber Member, Points Points, Money Wallet, Money Coins);

/// <summary>The holdings of all members by number, read off the state and not off any postings.</summary>
internal static class StateHoldings
{
    public static IEnumerable<MemberHolding> Of(PoolState state)
    {
        var leaving = new Dictionary<MemberNumber, Money>();
        foreach (var withdrawal in state.Withdrawals.Values)
        {
            leaving[withdrawal.Member] = leaving.GetValueOrDefault(withdrawal.Member) + withdrawal.Amount;
        }

        for (var number = 1; number <= state.Members.Count; number++)
        {
            var member = new MemberNumber(number);
            var creditor = state.Legacy.Find(member);
            ref var held = ref state.Members[number];
            var points = Members.PointsAt(held, state.Backing.Scale);
            yield return new(
                member,
                creditor is null ? points : points + creditor.LockedAt(state.Backing.Scale),
                held.SaleMoney + held.RewardMoney + held.GoodsCredit + state.Rewards.DividendOf(member)
                    + leaving.GetValueOrDefault(member),
                creditor?.Coins ?? Money.Zero);
        }
    }
}
