using System.Collections.Immutable;
using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Demo;

/// <summary>The worked example of pool-rules 2 and 5 as a shop: equal orders, each by a new member.</summary>
internal static class DemoEqualOrders
{
    public static DemoSample Play(DemoShop shop, Instant start)
    {
        var merchant = shop.Merchants[0];
        var goods = merchant.Goods[0];
        var members = ImmutableArray.CreateBuilder<DemoMember>();
        var orders = ImmutableArray.CreateBuilder<DemoOrder>();
        var commands = ImmutableArray.CreateBuilder<PoolCommand>();
        commands.Add(new PoolCommand.RegisterMerchant($"demo-register-{merchant.Id}", start, merchant.Id,
            merchant.Commission));
        for (var number = 1; number <= shop.Purchases; number++)
        {
            var at = new Instant(start.Milliseconds
                + (number * (DemoSample.Days * Instant.MillisecondsPerDay / (shop.Purchases + 1))));
            var (member, order) = (Id("demo-m-", number), Id("demo-o-", number));
            members.Add(new(member, DemoPlay.Nickname(number), null, at));
            orders.Add(new(order, member, merchant, merchant.Stores[0], merchant.Stores[0].Region, goods, 1,
                goods.Price, WithPoints: true, RedeemsPoints: false, at, at, []));
            commands.Add(new PoolCommand.SettleOrder(
                $"{order}-settle", at, order, member, merchant.Id, goods.Price,
                new(merchant.Funding, $"bill-{order}"), [new(goods.Id, goods.Price, null)]));
        }

        var end = start.Plus(Duration.Days(DemoSample.Days));
        commands.Add(new PoolCommand.AdvanceClock($"demo-clock-{DemoSample.Days}", end));
        return new(members.DrainToImmutable(), orders.DrainToImmutable(), commands.DrainToImmutable());
    }

    private static string Id(string prefix, int number) =>
        prefix + number.ToString("0000", CultureInfo.InvariantCulture);
}
