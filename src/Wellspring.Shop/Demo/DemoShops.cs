using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Demo;

/// <summary>The six demo shops, one for each ready plan.</summary>
public static class DemoShops
{
    public static ImmutableArray<DemoShop> All { get; } =
    [
        Starter(), LocalLifeShop.Shop, OwnGoodsShops.OwnGoods, OwnGoodsShops.StockClearance, LegacyConversion(),
        WorkedExample(),
    ];

    internal static Money Yuan(long yuan, int fen = 0) =>
        Money.FromUnits((yuan * Money.UnitsPerYuan) + (fen * Money.UnitsPerFen));

    internal static Rate Percent(int percent) => Rate.FromParts(percent * (Rate.PartsPerWhole / 100));

    private static DemoShop Starter() => new()
    {
        Plan = "starter",
        Name = new("演示 · 街角书店", "Demo · Corner Bookshop"),
        ForWhom = new("第一次用、想先看懂再开放的小店。", "A small shop that wants to understand it first."),
        Seed = 20_260_101,
        Members = 60,
        Purchases = 560,
        Merchants =
        [
            new("books", new("演示街角书店", "Demo Corner Bookshop"), "零售 retail", Percent(10), FundingMode.OwnGoods,
                [new("books-1", new("街角书店", "Corner Bookshop"), "330106", "演示路 1 号")],
                [
                    new("book", new("任选图书", "A book"), "图书 books", DemoHandover.InStore, Yuan(29, 80), 50)
                        { HighestPrice = Yuan(128) },
                    new("coffee", new("手冲咖啡", "Hand-brewed coffee"), "餐饮 food", DemoHandover.InStore, Yuan(28), 30),
                    new("notebook", new("笔记本", "Notebook"), "文具 stationery", DemoHandover.InStore, Yuan(16, 50), 20)
                        { Stock = 120 },
                ]),
        ],
        Habits = new()
        {
            ReferredOf100 = 0, RefundedOf1000 = 15, ReversedOf1000 = 6, RedeemsOf100 = 60, WorthOf100 = 15,
        },
    };

    private static DemoShop LegacyConversion() => new()
    {
        Plan = "legacy-conversion",
        Name = new("演示 · 老友商城", "Demo · Old Friends Mall"),
        ForWhom = new("接手老平台和老会员的经营者:老债权经本人同意,换成消费币提货。",
            "An operator who takes over an older platform: old claims become goods, by each creditor's own yes."),
        Seed = 20_260_104,
        Debts =
        [
            new(1, ClaimKind.Cash, Yuan(12_800), 2023, OfferAnswer.Yes),
            new(2, ClaimKind.OldPoints, Yuan(3_650, 50), 2024, OfferAnswer.Yes),
            new(3, ClaimKind.Cash, Yuan(980), 2021, OfferAnswer.Later),
            new(4, ClaimKind.Cash, Yuan(45_000), 2022, OfferAnswer.No),
            new(5, ClaimKind.Goods, Yuan(699), 2025, null),
            new(6, ClaimKind.Cash, Yuan(2_400), 2024, null) { IsDisputed = true },
        ],
        Members = 240,
        Purchases = 760,
        Merchants =
        [
            new("mall", new("演示老友商城", "Demo Old Friends Mall"), "电商 online shop", Percent(25), FundingMode.OwnGoods,
                [new("mall-1", new("老友商城仓", "Old Friends warehouse"), "370102", "演示大道 8 号")],
                [
                    new("oats", new("燕麦片 2 千克", "Oats, 2 kg"), "食品 food", DemoHandover.Shipped, Yuan(59, 90), 35),
                    new("honey", new("洋槐蜜", "Acacia honey"), "食品 food", DemoHandover.Shipped, Yuan(88), 25),
                    new("kettle", new("电热水壶", "Kettle"), "家电 appliances", DemoHandover.Shipped, Yuan(169), 10)
                        { Stock = 90 },
                ]),
            new("teahouse", new("演示老友茶馆", "Demo Old Friends Teahouse"), "餐饮 food", Percent(18),
                FundingMode.MerchantDirect,
                [new("teahouse-1", new("老友茶馆", "Old Friends Teahouse"), "120101", "演示街 3 号")],
                [
                    new("tea", new("到店品茶", "Tea in the house"), "服务 services", DemoHandover.InStore, Yuan(36), 30)
                        { HighestPrice = Yuan(188) },
                ])
            {
                TopUps = [new(0, Yuan(3_000)), new(50, Yuan(3_000))],
            },
        ],
        Habits = new()
        {
            ReferredOf100 = 0, SellsOf100 = 35, SellsAllOf100 = 0, SaleDivisor = 500, RefundedOf1000 = 35,
            WorthOf100 = 30, Homes = ["370102", "370202", "130102", "410102", "120101", "150102"],
        },
    };

    private static DemoShop WorkedExample() => new()
    {
        Plan = "worked-example",
        Name = new("演示 · 演算示例", "Demo · Worked example"),
        ForWhom = new("想对着规则逐分核算的人:一千多笔 1000 元的订单,每人一笔。",
            "Whoever wants to check the rules to the unit: equal orders of 1000.00, one for each member."),
        Seed = 20_260_100,
        Members = 1_140,
        Purchases = 1_140,
        IsWorkedExample = true,
        Merchants =
        [
            new("s1", new("演示示例商户", "Demo example merchant"), "示例 example", Percent(20), FundingMode.OwnGoods,
                [new("s1-1", new("示例门店", "Example store"), "110105", "演示胡同 1 号")],
                [
                    new("example", new("示例商品", "Example goods"), "示例 example", DemoHandover.InStore, Yuan(1_000), 1),
                ]),
        ],
    };
}
