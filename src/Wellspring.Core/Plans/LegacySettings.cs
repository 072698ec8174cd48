namespace Wellspring.Core.Plans;

/// <summary>How old debts 历史债务 become goods and released points; a plan without it has none.</summary>
public sealed record LegacySettings
{
    public CoinSettings Coin { get; init; } = new();

    /// <summary>legacy.cap: the exit limit that released points have, as a share of the claim they stand for.</summary>
    public Rate Cap { get; init; } = Rate.Whole;

    public ReleaseSettings Release { get; init; } = new();
}

/// <summary>Consumption coins 消费币: what they pay for and what the operator deposits for them.</summary>
public sealed record CoinSettings
{
    /// <summary>Yuan of goods that one coin pays for; fixed for a creditor when it agrees.</summary>
    public Rate Rate { get; init; } = Rate.Whole;

    public Rate MaxShareOfOrder { get; init; } = Rate.FromParts(500_000);

    /// <summary>Of the value that coins pay, what the operator puts into the pool; nothing gives no points.</summary>
    public Rate DepositRate { get; init; } = Rate.FromParts(160_000);
}

/// <summary>How locked points are released 分批释放.</summary>
public sealed record ReleaseSettings
{
    public ReleaseRule Rule { get; init; } = ReleaseRule.Inflow;

    /// <summary>Rule <c>equal</c>: in how many parts the points of an order come free.</summary>
    public int Periods { get; init; } = 12;

    /// <summary>Rule <c>equal</c>: how long after each other.</summary>
    public Duration Period { get; init; } = Duration.Days(30);

    /// <summary>Rule <c>inflow</c>: yuan of locked value for one yuan that others bring into the pool.</summary>
    public Rate InflowShare { get; init; } = Rate.FromParts(500_000);

    /// <summary>Rule <c>price</c>: by how much the price rises from step to step.</summary>
    public Rate PriceStep { get; init; } = Rate.FromParts(50_000);

    /// <summary>Rule <c>price</c>: the share of what is locked that a step releases.</summary>
    public Rate StepShare { get; init; } = Rate.FromParts(50_000);

    /// <summary>Of all locked points, the most that a day releases.</summary>
    public Rate DailyCap { get; init; } = Rate.FromParts(10_000);

    /// <summary>Of one creditor's locked points, the most that a day releases.</summary>
    public Rate CreditorDailyCap { get; init; } = Rate.Whole;

    public CreditorOrder Order { get; init; } = CreditorOrder.Age;
}

/// <summary>What lets locked points come free.</summary>
public enum ReleaseRule
{
    /// <summary>In equal parts over time 等额.</summary>
    Equal = 1,

    /// <summary>By what others bring in 按流入, so that releases never outrun growth.</summary>
    Inflow = 2,

    /// <summary>By steps of the price 按价格.</summary>
    Price = 3,
}

/// <summary>Whose points come free first.</summary>
public enum CreditorOrder
{
    /// <summary>The oldest claim first 按债龄.</summary>
    Age = 1,

    /// <summary>Everybody in turn 按比例.</summary>
    ProRata = 2,
}
