namespace Wellspring.Core.Pools;

/// <summary>The balances that a state stands for, account by account: what all postings must add up to.</summary>
/// <remarks>It shares no code with the postings, so the two check each other.</remarks>
internal static class StateBalances
{
    public static IEnumerable<(Account Account, long Units)> Of(PoolState state) =>
        OfPool(state).Concat(OfMerchants(state)).Concat(OfMembers(state)).Concat(OfCreditors(state))
            .Where(balance => balance.Units != 0);

    private static IEnumerable<(Account Account, long Units)> OfPool(PoolState state)
    {
        var backing = state.Backing;
        yield return (new(AccountKind.Pool, 0), -backing.Pool.Units);
        yield return (new(AccountKind.Reserve, 0), -backing.Reserve.Units);
        yield return (new(AccountKind.Platform, 0), -state.Platform.Units);
        yield return (new(AccountKind.PlatformReceivable, 0), state.PlatformReceivable.Units);
        yield return (new(AccountKind.Subsidies, 0), -state.Subsidies.Sum(subsidy => subsidy.Left.Units));
        yield return (new(AccountKind.AgentFees, 0), -state.Rewards.AgentFees.Units);
        yield return (new(AccountKind.PointsIssued, 0), -backing.Circulating.Units);
        yield return (new(AccountKind.PointsFloat, 0), backing.Float.Units);
    }

    private static IEnumerable<(Account Account, long Units)> OfMerchants(PoolState state)
    {
        foreach (var merchant in state.Merchants.All)
        {
            yield return (new(AccountKind.MerchantPayable, merchant.Number), -merchant.Payable.Units);
            yield return (new(AccountKind.MerchantReceivable, merchant.Number), merchant.Receivable.Units);
            yield return (new(AccountKind.MerchantDeposit, merchant.Number), -merchant.Deposit.Units);
        }
    }

    private static IEnumerable<(Account Account, long Units)> OfMembers(PoolState state)
    {
        var (rescale, advanced) = (0L, 0L);
        for (var number = 1; number <= state.Members.Count; number++)
        {
            var member = state.Members[number];
            rescale += Members.PointsAt(member, state.Backing.Scale).Units - member.Points.Units;
            if (state.Legacy.Find(new(number)) is { } creditor)
            {
                rescale += creditor.LockedAt(state.Backing.Scale).Units - creditor.Locked.Units;
            }

            advanced += member.Receivable.Units;
            yield return (new(AccountKind.WalletSales, number), -member.SaleMoney.Units);
            yield return (new(AccountKind.WalletRewards, number), -member.RewardMoney.Units);
            yield return (new(AccountKind.WalletDividends, number), -state.Rewards.DividendOf(new(number)).Units);
            yield return (new(AccountKind.WalletCredit, number), -member.GoodsCredit.Units);
            yield return (new(AccountKind.MemberReceivable, number), member.Receivable.Units);
            yield return (new(AccountKind.PointsFree, number), member.Points.Units);
        }

        foreach (var leaving in state.Withdrawals.Values.GroupBy(withdrawal => withdrawal.Member))
        {
            var amount = leaving.Sum(withdrawal => withdrawal.Amount.Units);
            yield return (new(AccountKind.Withdrawals, leaving.Key.Value), -amount);
        }

        yield return (new(AccountKind.PlatformAdvanced, 0), -advanced);
        yield return (new(AccountKind.PointsRescale, 0), rescale);
    }

    private static IEnumerable<(Account Account, long Units)> OfCreditors(PoolState state)
    {
        var owed = 0L;
        foreach (var creditor in state.Legacy.Creditors)
        {
            owed += creditor.Unconverted.Units + creditor.Coins.Units;
            yield return (new(AccountKind.LegacyClaims, creditor.Member.Value), -creditor.Unconverted.Units);
            yield return (new(AccountKind.LegacyCoins, creditor.Member.Value), -creditor.Coins.Units);
            yield return (new(AccountKind.PointsLocked, creditor.Member.Value), creditor.Locked.Units);
        }

        yield return (new(AccountKind.LegacyDebt, 0), owed);
        yield return (new(AccountKind.SettlementFund, 0), -state.Legacy.Fund.Units);
        yield return (new(AccountKind.SettlementHeld, 0), -state.Legacy.FundHeld.Units);
    }
}
