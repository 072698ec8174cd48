using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Demo;

/// <summary>A shop that nobody has 演示店铺: what it sells, where, how its customers behave; all of it invented.</summary>
public sealed record DemoShop
{
    /// <summary>The id of the ready plan it runs on.</summary>
    public required string Plan { get; init; }

    public required Bilingual Name { get; init; }

    /// <summary>For whom plan and shop are meant, in one sentence.</summary>
    public required Bilingual ForWhom { get; init; }

    /// <summary>The sample is drawn from this number and nothing else.</summary>
    public required ulong Seed { get; init; }

    public required int Members { get; init; }

    /// <summary>Purchases in the sample; clearance goods that run out may make two orders of one.</summary>
    public required int Purchases { get; init; }

    public required ImmutableArray<DemoMerchant> Merchants { get; init; }

    public DemoHabits Habits { get; init; } = new();

    public ImmutableArray<DemoGrant> Grants { get; init; } = [];

    public ImmutableArray<DemoAgent> Agents { get; init; } = [];

    /// <summary>What an older platform owes to some of the members.</summary>
    public ImmutableArray<DemoDebt> Debts { get; init; } = [];

    /// <summary>Whether each member orders 1000.00 once, settled at once: pool-rules 2 and 5.</summary>
    public bool IsWorkedExample { get; init; }
}

/// <param name="Commission">Of goods that do not go by their margin.</param>
public sealed record DemoMerchant(
    string Id, Bilingual Name, string LicenceClass, Rate Commission, FundingMode Funding,
    ImmutableArray<DemoStore> Stores, ImmutableArray<DemoGoods> Goods)
{
    /// <summary>Where the deposit 预存款 comes from, for shops whose customers pay them directly.</summary>
    public ImmutableArray<DemoTopUp> TopUps { get; init; } = [];

    /// <summary>The number of the member who brought it in 招商; null for nobody.</summary>
    public int? Developer { get; init; }

    public bool SellsOnWithoutPoints => Goods.Any(goods => goods.MintsForDays is not null);
}

/// <param name="Region">The division code of GB/T 2260.</param>
public sealed record DemoStore(string Id, Bilingual Name, string Region, string Address);

/// <summary>How goods reach the customer.</summary>
public enum DemoHandover
{
    /// <summary>到店: the cashier confirms within minutes.</summary>
    InStore = 1,

    /// <summary>快递: arrives after days.</summary>
    Shipped = 2,
}

/// <summary>Something a demo shop sells.</summary>
/// <param name="Weight">How often it is bought, beside the others.</param>
public sealed record DemoGoods(
    string Id, Bilingual Name, string Category, DemoHandover Handover, Money Price, int Weight)
{
    /// <summary>Set where the customer says the amount 收款码付款: drawn between the price and this.</summary>
    public Money? HighestPrice { get; init; }

    public Money? Cost { get; init; }

    public InflowBasis Basis { get; init; } = InflowBasis.Commission;

    /// <summary>Pieces; of clearance goods, those that earn points.</summary>
    public long? Stock { get; init; }

    /// <summary>Days of the sample after which it earns no points; set for clearance goods.</summary>
    public int? MintsForDays { get; init; }
}

/// <param name="Day">Counted from 0.</param>
public sealed record DemoTopUp(int Day, Money Amount);

/// <summary>Money that the operator adds on a day: an injection 注资, or a subsidy where a share is named.</summary>
public sealed record DemoGrant(int Day, Money Amount, Rate? Share);

/// <summary>A region agent of the demo 区域代理, without a fee, from a day on.</summary>
/// <param name="Member">The number of the member.</param>
public sealed record DemoAgent(string Division, AgentTier Tier, int Member, int Day)
{
    public string Id => $"demo-ag-{Division}";
}

/// <summary>An old debt 历史债务 of the demo, and what its creditor said to the offer.</summary>
/// <param name="Member">The number of the member.</param>
/// <param name="Year">When it came about, on the fifth of March.</param>
/// <param name="Answer">Null where the creditor is silent, which is no yes.</param>
public sealed record DemoDebt(int Member, ClaimKind Kind, Money Amount, int Year, OfferAnswer? Answer)
{
    public bool IsDisputed { get; init; }

    public string Claim => $"demo-c-{Member}";

    public long Since => new DateOnly(Year, 3, 5).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public string AnswerId => $"demo-la-{Member}";
}

/// <summary>How the customers of a demo shop behave, in chances.</summary>
public sealed record DemoHabits
{
    public int ReferredOf100 { get; init; } = 30;

    public int RefundedOf1000 { get; init; } = 25;

    /// <summary>Of the refunds before finality, those of a part.</summary>
    public int PartOf100 { get; init; } = 35;

    public int ReversedOf1000 { get; init; } = 8;

    /// <summary>After an order became final, that its points are sold some days later.</summary>
    public int SellsOf100 { get; init; } = 12;

    /// <summary>Of the sales, those of all points; the others sell 1/<see cref="SaleDivisor"/>.</summary>
    public int SellsAllOf100 { get; init; } = 50;

    public int SaleDivisor { get; init; } = 100;

    /// <summary>At a purchase large enough, that points pay a part of it.</summary>
    public int RedeemsOf100 { get; init; } = 30;

    /// <summary>More than points are ever worth in the sample, of what was spent for them.</summary>
    public int WorthOf100 { get; init; } = 50;

    /// <summary>Of shipped orders, those whose arrival the customer confirms.</summary>
    public int ConfirmsOf100 { get; init; } = 70;

    /// <summary>Where shipped goods go.</summary>
    public ImmutableArray<string> Homes { get; init; } = [];
}
