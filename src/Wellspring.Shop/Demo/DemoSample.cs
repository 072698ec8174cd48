using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Demo;

/// <summary>Ninety days of a demo shop 样例: members, orders, and the pool's commands in order of time.</summary>
/// <remarks>The same shop, plan and first day give the same sample, on every machine and in every release.</remarks>
public sealed record DemoSample(
    ImmutableArray<DemoMember> Members, ImmutableArray<DemoOrder> Orders, ImmutableArray<PoolCommand> Commands)
{
    public const int Days = 90;

    /// <summary>The sample that begins at midnight of <paramref name="firstDay"/> in the plan's time zone.</summary>
    public static DemoSample Of(DemoShop shop, Plan plan, DateOnly firstDay)
    {
        var midnight = Instant.From(new(firstDay.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        var start = new Instant(midnight.Milliseconds - plan.Settings.TimeZone.Milliseconds);
        return shop.IsWorkedExample ? DemoEqualOrders.Play(shop, start) : new DemoPlay(shop, plan, start).Play();
    }
}

/// <summary>An invented member; the pool and the journal know the id alone.</summary>
public sealed record DemoMember(string Id, string Nickname, string? Referrer, Instant JoinedAt);

/// <summary>An order of the sample as the shop's records would hold it.</summary>
/// <param name="Amount">What was ordered, before refunds and points.</param>
/// <param name="WithPoints">False where clearance goods earned none any more.</param>
/// <param name="DeliveredAt">Null where it never arrived within the sample, or nobody confirmed it.</param>
public sealed record DemoOrder(
    string Id, string Member, DemoMerchant Merchant, DemoStore? Store, string Region, DemoGoods Goods, long Quantity,
    Money Amount, bool WithPoints, bool RedeemsPoints, Instant PlacedAt, Instant? DeliveredAt,
    ImmutableArray<DemoRefund> Refunds);

/// <param name="AfterFinal">A reversal 冲回; else it was returned before the order was final.</param>
public sealed record DemoRefund(Instant At, Money Amount, bool AfterFinal);
