using System.Collections.Immutable;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>A paid order at the moment it settles.</summary>
/// <param name="OwnCommission">C where lines carry a margin (自营); else the rate decides.</param>
internal readonly record struct PaidOrder(
    string Order, MemberNumber Member, string Merchant, Funding? Funding, Money Amount, Rate Commission,
    Money? OwnCommission, Money Redeemed, string? Region, Payees? Payees)
{
    public PendingCoins? Coins { get; init; }

    public static PaidOrder Of(PendingOrder order) => new(
        order.Order, order.Member, order.Merchant, order.Funding, order.Amount, order.Commission,
        order.OwnCommission is { } whole
            ? Money.FromUnits(Exact.MulDiv(whole.Units, order.Amount.Units, order.Original.Units, Rounding.Down))
            : null,
        order.Redeemed, order.Region, order.Payees)
    {
        Coins = order.Coins,
    };
}

/// <summary>Order settlement 订单结算: pool-rules 2, with the rewards of rule 9.</summary>
internal static class Settling
{
    /// <summary>The largest order or injection: 1 000 000 000 yuan (pool-rules 1).</summary>
    public static readonly Money LargestAmount = Money.FromYuan(1_000_000_000);

    /// <summary>All figures of one order against the present state, which is only read.</summary>
    public static Refusal Decide(
        PoolState state, in PaidOrder order, Instant clock, out Settlement? settlement, out Aftermath aftermath)
    {
        (settlement, aftermath) = (null, Aftermath.None);
        var commission = CommissionOf(order);
        if (!IsFunded(state, order, commission))
        {
            return Refusal.CommissionUnfunded;
        }

        var parts = PartsOf(state, order);
        var (platform, budget, inflow) = (parts.Platform, parts.Budget, parts.Inflow);
        var subsidy = SubsidyOf(state, order, commission);
        var pool = state.Plan.Pool;
        var mintValue = Kernel.MintValue(inflow + subsidy, pool.MintRatio, pool.MaxMintValuePerOrder);

        if (Kernel.Mint(state.Backing, mintValue, inflow + subsidy, out var points) is var full
            and not Refusal.None)
        {
            return full;
        }

        if (CoinRules.Settle(state, order, mintValue, out var coins) is var refusal and not Refusal.None)
        {
            return refusal;
        }

        var sheet = Entitlement.Sheet(state, PayeesOf(state, order, clock), order.Amount, budget, clock);
        if (!state.Plan.IsSandbox && sheet.UplinesPaid > RewardSheet.UplineLimit)
        {
            return Refusal.UplineLimit;
        }

        var member = state.Members.Read(order.Member);
        var own = Own(state, order, member, commission, points);
        var (money, minted) = CoinRules.Together(inflow + subsidy, points, coins);
        var after = state.Backing.Deposit(money, minted);
        after = state.Plan.Split.UnassignedToPool ? WithRemainder(after, sheet.Remainder) : after;
        if (Passes(state, order, inflow, coins) || !new Cascade(state, own).Run(ref after, out aftermath))
        {
            return Refusal.PoolFull;
        }

        settlement = new(
            order.Order, order.Member, order.Merchant, order.Funding, order.Amount, order.Commission,
            order.OwnCommission is not null, commission, platform, budget, inflow, subsidy, mintValue, points,
            sheet.Remainder, state.Backing.Scale, RoundOf(member, commission, points), order.Redeemed,
            sheet.ToRewards())
        {
            Region = order.Region,
            PlanVersion = state.Plan.Settings.Version,
            Coins = coins,
        };
        return Refusal.None;
    }

    /// <summary>C: the margin of own goods, or the merchant's rate of the amount.</summary>
    public static Money CommissionOf(in PaidOrder order) =>
        order.OwnCommission ?? order.Commission.Of(order.Amount);

    /// <summary>C, F, R and I: the rewards' budget is what the commission leaves after the platform's share.</summary>
    public static OrderParts PartsOf(PoolState state, in PaidOrder order) => Kernel.Parts(
        order.Amount, CommissionOf(order), state.Plan.Split.Platform, state.Plan.Split.RewardBudget);

    /// <summary>Who earns: as fixed at payment, or as it is now where a record does not say.</summary>
    /// <remarks>
    /// The second tier earns nothing while what it rests on is not acknowledged (CN-MLM-02): its part stays in the
    /// remainder.
    /// </remarks>
    public static Payees PayeesOf(PoolState state, in PaidOrder order, Instant clock)
    {
        var payees = order.Payees ?? Entitlement.Of(state, order.Member, order.Merchant, order.Region, clock)
            ?? default;
        return payees.Indirect == MemberNumber.None || Deeds.PaysSecondTier(state, clock)
            ? payees
            : payees with { Indirect = MemberNumber.None };
    }

    /// <summary>
    /// C of lines that carry a cost: Σ (amount − cost), at least 0; other lines at the merchant's rate.
    /// </summary>
    public static Money? OwnCommission(ImmutableArray<OrderLine> lines, Rate commission)
    {
        if (!lines.Any(line => line.Cost is not null))
        {
            return null;
        }

        var margin = lines.Sum(line => line.Cost is { } cost ? line.Amount.Units - cost.Units : 0);
        var others = Money.FromUnits(lines.Sum(line => line.Cost is null ? line.Amount.Units : 0));
        return Money.FromUnits(Math.Max(0, margin)) + commission.Of(others);
    }

    /// <summary>
    /// Where the remainder of the reward budget goes in a pool that takes it: into the price if there is one.
    /// </summary>
    public static Backing WithRemainder(Backing backing, Money remainder) =>
        backing.IsEmpty ? backing.ToReserve(remainder) : backing.Add(remainder);

    private static Money SubsidyOf(PoolState state, in PaidOrder order, Money commission) =>
        commission > Money.Zero && state.Subsidies.TryPeek(out var first)
            ? first.Share.Of(order.Amount).AtMost(first.Left)
            : Money.Zero;

    private static bool IsFunded(PoolState state, in PaidOrder order, Money commission) =>
        order.Funding is not { Mode: FundingMode.MerchantDirect }
        || (state.Merchants.Find(order.Merchant)?.Deposit ?? Money.Zero) >= commission;

    private static bool Passes(PoolState state, in PaidOrder order, Money inflow, SettledCoins? coins)
    {
        var totals = state.Totals;
        return (totals with
        {
            Inflow = totals.Inflow + inflow,
            LegacyDeposits = totals.LegacyDeposits + (coins?.Deposit ?? Money.Zero),
            Turnover = totals.Turnover + order.Amount,
        }).IsFull;
    }

    private static OwnHolding Own(
        PoolState state, in PaidOrder order, in Member member, Money commission, Points minted)
    {
        var points = Members.PointsAt(member, state.Backing.Scale) + minted;
        var basis = commission > Money.Zero ? member.Basis + order.Amount : member.Basis;
        var (number, held) = ((int)order.Member.Value, points - minted);
        var lots = state.Vintages.With(state.Vintages.Of(number, held, state.Backing.Scale), held, minted);
        var limit = state.LimitOf(lots.Cap, basis, member.Proceeds, state.Legacy.ClaimBasisOf(number));
        var first = member.FirstOrder < 0 ? state.Totals.Orders : member.FirstOrder;
        return new(number, points, lots, limit, first, member.HeapSlot);
    }

    private static int RoundOf(in Member member, Money commission, Points minted) =>
        commission == Money.Zero || (member.Points == Points.Zero && minted == Points.Zero) ? 0
        : member.Points == Points.Zero ? member.Round + 1
        : member.Round;
}
