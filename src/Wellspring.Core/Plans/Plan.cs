using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>The rules one pool runs on. Only <see cref="PlanReview"/> makes one, so it was reviewed.</summary>
public sealed record Plan
{
    internal Plan(PlanDraft draft, string text, ImmutableSortedSet<string>? needs = null)
    {
        (Settings, Text, Needs) = (draft, text, needs ?? []);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public PlanDraft Settings { get; }

    public PoolSettings Pool => Settings.Pool;

    public SplitSettings Split => Settings.Split;

    public SellingSettings Selling => Settings.Selling;

    public RedeemingSettings Redeeming => Settings.Redeeming;

    public CapSettings Cap => Settings.Cap;

    public OrderSettings Orders => Settings.Orders;

    public RewardSettings Rewards => Settings.Rewards;

    public WithdrawalSettings Withdrawal => Settings.Withdrawal;

    /// <summary>How old debts are converted; null where the plan has none.</summary>
    public LegacySettings? Legacy => Settings.Legacy;

    public bool IsSandbox => Settings.Profile is PlanProfile.Sandbox;

    /// <summary>
    /// The canonical text: <see cref="PlanFile.Write(PlanDraft)"/> of the release that opened the pool.
    /// </summary>
    public string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/>: the same settings give the same hash however they were typed.</summary>
    public string Hash { get; }

    /// <summary>The rules whose acknowledgement 书面确认 the settings rest on, for as long as they are in force.</summary>
    public ImmutableSortedSet<string> Needs { get; }

    /// <summary>What was acknowledged when the plan was approved; a pool's opening record carries it.</summary>
    public ImmutableArray<Acknowledgement> Acknowledgements { get; init; } = [];
}

/// <summary>The same rules as an operator typed them, not yet reviewed. Every group has the house's defaults.</summary>
public sealed record PlanDraft
{
    public string Id { get; init; } = "";

    public int Version { get; init; } = 1;

    public string NameZh { get; init; } = "";

    public string NameEn { get; init; } = "";

    public string Operator { get; init; } = "";

    public PlanProfile Profile { get; init; } = PlanProfile.Cn;

    /// <summary>Offset from UTC at which the pool's calendar days begin; +08:00 by default.</summary>
    public Duration TimeZone { get; init; } = new(8 * 3_600_000L);

    public PoolSettings Pool { get; init; } = new();

    public SplitSettings Split { get; init; } = new();

    public SellingSettings Selling { get; init; } = new();

    public RedeemingSettings Redeeming { get; init; } = new();

    public CapSettings Cap { get; init; } = new();

    public OrderSettings Orders { get; init; } = new();

    public RewardSettings Rewards { get; init; } = new();

    public WithdrawalSettings Withdrawal { get; init; } = new();

    public ComplianceSettings Compliance { get; init; } = new();

    /// <summary>Null: the plan knows no old debts.</summary>
    public LegacySettings? Legacy { get; init; }

    /// <summary>What the file asked for that no profile allows; a plan that was approved has none.</summary>
    public ImmutableArray<Finding> Refused { get; init; } = [];
}

/// <summary>Under whose law a pool runs; chosen once per data directory.</summary>
public enum PlanProfile
{
    Cn,
    Sandbox,
}

/// <summary>The pool itself: pool-rules 2, 6 and 13.</summary>
public sealed record PoolSettings
{
    /// <summary>Money for one point while none was ever minted.</summary>
    public Money StartPrice { get; init; } = Money.FromYuan(1);

    /// <summary>The operator's money for points that nobody can ever sell.</summary>
    public Money Float { get; init; }

    /// <summary>The price at which points are split by ten.</summary>
    public Money SplitAt { get; init; } = Money.FromYuan(1000);

    /// <summary>Share of an inflow that is minted as points.</summary>
    public Rate MintRatio { get; init; } = Rate.FromParts(700_000);

    public Money? MaxMintValuePerOrder { get; init; }
}

/// <summary>Where the money of an order goes.</summary>
public sealed record SplitSettings
{
    /// <summary>Of merchants that were never registered with a rate of their own.</summary>
    public Rate Commission { get; init; } = Rate.FromParts(200_000);

    public Rate Platform { get; init; } = Rate.FromParts(20_000);

    public Rate RewardBudget { get; init; } = Rate.FromParts(20_000);

    /// <summary>Whether the part of the budget that no payee earns goes to the pool; else to the platform.</summary>
    public bool UnassignedToPool { get; init; } = true;
}

/// <summary>Selling for money: pool-rules 3.</summary>
public sealed record SellingSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Share of a sale's value that stays in the pool.</summary>
    public Rate Retention { get; init; } = Rate.FromParts(200_000);

    public Money? MinSpendBeforeSale { get; init; }

    public Duration MinHolding { get; init; }

    public Rate? MaxShareOfHoldingPerDay { get; init; }

    public Money? MaxAmountPerDay { get; init; }
}

/// <summary>Redeeming for goods: pool-rules 4.</summary>
public sealed record RedeemingSettings
{
    public bool Enabled { get; init; } = true;

    public Rate RedeemRate { get; init; } = Rate.Whole;

    public Rate? MaxShareOfOrder { get; init; }

    public Duration MinHolding { get; init; }

    /// <summary>The smallest order on which points may be redeemed.</summary>
    public Money? MinOrder { get; init; }
}

/// <summary>Cap exit 封顶退出: pool-rules 5.</summary>
public sealed record CapSettings
{
    /// <summary>Null: no cap.</summary>
    public Multiple? Multiple { get; init; } = new(1_200_000);

    public bool Automatic { get; init; }

    public Duration NoticePeriod { get; init; } = Duration.Days(7);
}

/// <summary>The life of an order: pool-rules 11.</summary>
public sealed record OrderSettings
{
    public Duration ReturnWindow { get; init; } = Duration.Days(7);

    /// <summary>When set, an order nobody confirmed counts as delivered this long after it was placed.</summary>
    public Duration? AutoReceiveAfter { get; init; }

    /// <summary>Whether <c>settleOrder</c> may assert finality.</summary>
    public bool AcceptFinal { get; init; }
}

/// <summary>Money out of wallets: pool-rules 10.</summary>
public sealed record WithdrawalSettings
{
    public bool Enabled { get; init; } = true;

    public Money Min { get; init; } = Money.FromUnits(Money.UnitsPerFen);

    public Money? Max { get; init; }

    /// <summary>Kept by the platform when a withdrawal is paid.</summary>
    public Money Fee { get; init; }

    public Money? DailyLimit { get; init; }

    /// <summary>Requests up to this amount need no review.</summary>
    public Money? ReviewAbove { get; init; }
}
