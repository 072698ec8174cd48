using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Merchants;
using static Wellspring.Shop.Demo.DemoShops;

namespace Wellspring.Shop.Demo;

/// <summary>Two shops that ship: one its own range by margin, one a stock that must be sold by a date.</summary>
internal static class OwnGoodsShops
{
    private static readonly ImmutableArray<string> Homes =
    [
        "440106", "440305", "110105", "310104", "500103", "510107", "420106", "429004", "469005", "441900", "610113",
        "230102", "650102", "330106", "350203", "460105",
    ];

    public static DemoShop OwnGoods { get; } = new()
    {
        Plan = "own-goods",
        Name = new("演示 · 自在居家", "Demo · At Ease Home"),
        ForWhom = new("自己进货、自己发货的品牌或电商,按毛利进池。",
            "A brand or online shop that ships its own goods; their margin goes into the pool."),
        Seed = 20_260_103,
        Members = 260,
        Purchases = 920,
        Merchants =
        [
            new("home", new("演示自在居家自营店", "Demo At Ease Home, own shop"), "电商 online shop", Percent(20),
                FundingMode.OwnGoods,
                [new("home-1", new("自在居家广州仓", "At Ease Home, Guangzhou warehouse"), "440106", "演示科韵路 16 号")],
                [
                    ByMargin("flask", new("保温杯", "Vacuum flask"), Yuan(89), Yuan(52), 30),
                    ByMargin("oil", new("山茶油", "Camellia oil"), Yuan(128), Yuan(76), 22),
                    ByMargin("towel", new("竹纤维毛巾", "Bamboo towel"), Yuan(39, 90), Yuan(21, 50), 26),
                    ByMargin("lamp", new("护眼台灯", "Desk lamp"), Yuan(199), Yuan(139), 8) with { Stock = 60 },
                    // Sold below cost: such an order brings nothing in and mints nothing.
                    ByMargin("umbrella", new("尾货雨伞", "Umbrella, last ones"), Yuan(29), Yuan(33), 6),
                    new("wrapping", new("礼品包装", "Gift wrapping"), "服务 services", DemoHandover.Shipped, Yuan(19), 8),
                ]),
        ],
        Grants = [new(20, Yuan(600), Percent(2))],
        Habits = new()
        {
            RefundedOf1000 = 55, ReversedOf1000 = 14, SellsOf100 = 14, SellsAllOf100 = 0, WorthOf100 = 60,
            Homes = Homes,
        },
    };

    public static DemoShop StockClearance { get; } = new()
    {
        Plan = "stock-clearance",
        Name = new("演示 · 暖冬清仓", "Demo · Warm Winter clearance"),
        ForWhom = new("要在期限内卖完一批存货的厂家、品牌;库存发完、日期一到就不再发积分。",
            "A factory or brand that sells a stock by a date; past stock or date, orders earn no points."),
        Seed = 20_260_105,
        Members = 230,
        Purchases = 850,
        Merchants =
        [
            new("factory", new("演示暖冬服饰厂", "Demo Warm Winter factory"), "厂家 manufacturer", Percent(30),
                FundingMode.OwnGoods,
                [new("factory-1", new("暖冬平湖仓", "Warm Winter, Pinghu warehouse"), "330482", "演示新华路 88 号")],
                [
                    Clearance("jacket", new("羽绒服", "Down jacket"), Yuan(399), Yuan(150), 20, stock: 160, days: 75),
                    Clearance("socks", new("棉袜五双", "Five pairs of socks"), Yuan(39, 90), Yuan(12), 45, 900, 50),
                    Clearance("scarf", new("羊毛围巾", "Wool scarf"), Yuan(129), Yuan(58), 20, stock: 120, days: 90),
                ]),
            new("kids", new("演示小步童鞋", "Demo Little Steps shoes"), "厂家 manufacturer", Percent(30),
                FundingMode.LicensedSplit,
                [new("kids-1", new("小步温州仓", "Little Steps, Wenzhou warehouse"), "330302", "演示锦绣路 6 号")],
                [
                    new("shoes", new("断码童鞋", "Children's shoes, odd sizes"), "鞋 shoes", DemoHandover.Shipped,
                        Yuan(79), 25) { Stock = 200, MintsForDays = 60 },
                ]),
        ],
        Habits = new()
        {
            RefundedOf1000 = 60, ReversedOf1000 = 12, SellsOf100 = 18, SellsAllOf100 = 0, RedeemsOf100 = 50,
            WorthOf100 = 120, Homes = Homes,
        },
    };

    private static DemoGoods ByMargin(string id, Bilingual name, Money price, Money cost, int weight) =>
        new(id, name, "家居 home", DemoHandover.Shipped, price, weight) { Cost = cost, Basis = InflowBasis.Margin };

    private static DemoGoods Clearance(
        string id, Bilingual name, Money price, Money cost, int weight, long stock, int days) =>
        new(id, name, "服饰 clothes", DemoHandover.Shipped, price, weight)
        {
            Cost = cost, Basis = InflowBasis.Margin, Stock = stock, MintsForDays = days,
        };
}
