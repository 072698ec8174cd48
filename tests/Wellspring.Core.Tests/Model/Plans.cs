using CsCheck;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Model;

/// <summary>Plans that the review lets through, at the edges of what a plan may say.</summary>
internal static class Plans
{
    private static readonly Gen<PoolSettings> Pools = Gen.Select(
        Gen.OneOf(("0.01", "0.10"), ("1", "10"), ("1", "10"), ("1", "10"), ("1", "1000"), ("3", "33.33"),
            ("1", "1000000000")),
        Gen.OneOf("0", "0", "100", "0.01"),
        Gen.OneOf(1, 100, 500_000, 700_000, 700_000, 700_000, 999_999),
        Gen.OneOf(null, null, null, "0", "0.01", "100"),
        (price, @float, mint, most) => new PoolSettings
        {
            StartPrice = Worked.Yuan(price.Item1),
            SplitAt = Worked.Yuan(price.Item2),
            Float = Worked.Yuan(@float),
            MintRatio = Rate.FromParts(mint),
            MaxMintValuePerOrder = Yuan(most),
        });

    // Commission, platform, budget; the last has nothing left for the pool.
    private static readonly Gen<SplitSettings> Splits = Gen.Select(
        Gen.OneOf(
            (200_000, 20_000, 20_000), (200_000, 20_000, 20_000), (1_000_000, 20_000, 20_000), (0, 20_000, 20_000),
            (200_000, 0, 0), (1_000_000, 0, 0), (333_333, 1, 50_000), (40_000, 20_000, 20_000)),
        Gen.Bool,
        (shares, toPool) => new SplitSettings
        {
            Commission = Rate.FromParts(shares.Item1),
            Platform = Rate.FromParts(shares.Item2),
            RewardBudget = Rate.FromParts(shares.Item3),
            UnassignedToPool = toPool,
        });

    private static readonly Gen<Duration> Holdings = Gen.OneOf(0, 0, 0, 1, 7).Select(Duration.Days);

    private static readonly Gen<SellingSettings> Sellings = Gen.Select(
        Gen.OneOf(true, true, true, false),
        Gen.OneOf(0, 50_000, 200_000, 200_000, 1_000_000),
        Gen.OneOf(null, null, null, "1000"),
        Holdings,
        Gen.OneOf<int?>(null, null, null, 100_000, 500_000, 1_000_000),
        Gen.OneOf(null, null, null, "0", "1", "1000"),
        (enabled, retention, spend, holding, share, amount) => new SellingSettings
        {
            Enabled = enabled,
            Retention = Rate.FromParts(retention),
            MinSpendBeforeSale = Yuan(spend),
            MinHolding = holding,
            MaxShareOfHoldingPerDay = Parts(share),
            MaxAmountPerDay = Yuan(amount),
        });

    private static readonly Gen<RedeemingSettings> Redeemings = Gen.Select(
        Gen.OneOf(true, true, true, false),
        Gen.OneOf(1_000_000, 1_000_000, 500_000, 0),
        Gen.OneOf<int?>(null, null, 500_000, 1),
        Holdings,
        Gen.OneOf(null, null, "100"),
        (enabled, rate, share, holding, least) => new RedeemingSettings
        {
            Enabled = enabled,
            RedeemRate = Rate.FromParts(rate),
            MaxShareOfOrder = Parts(share),
            MinHolding = holding,
            MinOrder = Yuan(least),
        });

    private static readonly Gen<CapSettings> Caps = Gen.Select(
        Gen.OneOf<long?>(null, 1_200_000, 1_200_000, 2_000_000, 1),
        Gen.Bool,
        Gen.OneOf(1, 7),
        (cap, automatic, notice) => new CapSettings
        {
            Multiple = cap is { } millionths ? new Multiple(millionths) : null,
            Automatic = automatic,
            NoticePeriod = Duration.Days(notice),
        });

    private static readonly Gen<OrderSettings> Orders = Gen.Select(
        Gen.OneOf(7, 7, 1, 0),
        Gen.OneOf<int?>(null, null, 10, 0),
        Gen.Bool,
        (window, receive, final) => new OrderSettings
        {
            ReturnWindow = Duration.Days(window),
            AutoReceiveAfter = receive is { } days ? Duration.Days(days) : null,
            AcceptFinal = final,
        });

    private static readonly Gen<RewardSettings> Rewards =
        Gen.OneOf((0, 0), (3_000, 2_000), (3_000, 2_000), (0, 20_000), (20_000, 0), (10_001, 9_999))
            .Select(rates => new RewardSettings
            {
                Direct = Rate.FromParts(rates.Item1),
                Indirect = Rate.FromParts(rates.Item2),
            });

    // The whole set of rule 9, at its example rates, under each mode of binding.
    private static readonly Gen<RewardSettings> WholeSet = Gen.Select(
        Gen.OneOf(BindingMode.FirstTouch, BindingMode.Validity, BindingMode.Override),
        Gen.OneOf(1, 8, 30),
        Gen.Bool,
        Gen.OneOf((1_000, 2_000, 3_000), (0, 2_000, 2_000), (1_001, 0, 3_000)),
        (mode, days, appointed, agents) => new RewardSettings
        {
            Direct = Rate.FromParts(3_000),
            Indirect = Rate.FromParts(2_000),
            MerchantDeveloper = Rate.FromParts(5_000),
            RegionAgents = new()
            {
                District = Rate.FromParts(agents.Item1),
                City = Rate.FromParts(agents.Item2),
                Province = Rate.FromParts(agents.Item3),
            },
            Levels = new(
            [
                new("V1", Rate.FromParts(1_000), null), new("V2", Rate.FromParts(3_000), Worked.Yuan("1000")),
                new("V3", Rate.FromParts(5_000), Worked.Yuan("100000")),
            ]),
            Peer = Rate.FromParts(100_000),
            Binding = new() { Mode = mode, Validity = Duration.Days(days) },
            AppointedOnly = appointed,
            Dividends = true,
        });

    private static readonly Gen<WithdrawalSettings> Withdrawals = Gen.Select(
        Gen.OneOf(true, true, true, true, false),
        Gen.OneOf(("0.01", "0"), ("0.02", "0.01"), ("1", "0.50")),
        Gen.OneOf(null, null, "100"),
        Gen.OneOf(null, null, "1000", "1"),
        Gen.OneOf(null, "0", "100", "1000000000"),
        (enabled, least, most, daily, review) => new WithdrawalSettings
        {
            Enabled = enabled,
            Min = Worked.Yuan(least.Item1),
            Fee = Worked.Yuan(least.Item2),
            Max = Yuan(most),
            DailyLimit = Yuan(daily),
            ReviewAbove = Yuan(review),
        });

    private static readonly Gen<Plan> Mixed =
        Gen.Select(
            Pools, Splits, Sellings, Redeemings, Caps, Orders, Gen.OneOf(Rewards, WholeSet), Withdrawals, Approve);

    // Nothing in the way but one limit of a kind, and many splits: where lots and daily counters have to be right.
    private static readonly Gen<Plan> Limited = Gen.Select(
        Gen.OneOf(("0", 0, (int?)500_000), ("100", 0, 100_000), ("0", 1, null), ("100", 1, null)), Rewards,
        (limits, rewards) => Worked.Plan(draft => draft with
        {
            Id = "limited",
            Pool = new() { SplitAt = Worked.Yuan("10"), Float = Worked.Yuan(limits.Item1) },
            Selling = new() { MinHolding = Duration.Days(limits.Item2), MaxShareOfHoldingPerDay = Parts(limits.Item3) },
            Redeeming = new() { MaxShareOfOrder = Rate.FromParts(500_000) },
            Rewards = rewards,
            Withdrawal = new() { DailyLimit = Worked.Yuan("100"), ReviewAbove = Worked.Yuan("50") },
        }));

    /// <summary>Any lawful sandbox plan.</summary>
    public static Gen<Plan> Any { get; } = Gen.Frequency((3, Mixed), (1, Limited));

    private static Plan Approve(
        PoolSettings pool, SplitSettings split, SellingSettings selling, RedeemingSettings redeeming, CapSettings cap,
        OrderSettings orders, RewardSettings rewards, WithdrawalSettings withdrawal) => Worked.Plan(draft => draft with
        {
            Id = "any",
            Pool = pool,
            Split = split,
            Selling = selling,
            Redeeming = selling.Enabled ? redeeming : redeeming with { Enabled = true },
            Cap = cap,
            Orders = orders,
            Rewards = split.RewardBudget.Parts >= 20_000 ? rewards : new(),
            Withdrawal = withdrawal,
        });

    private static Money? Yuan(string? text) => text is null ? null : Worked.Yuan(text);

    private static Rate? Parts(int? parts) => parts is { } some ? Rate.FromParts(some) : null;
}
