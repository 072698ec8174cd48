using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using static Wellspring.Shop.Demo.DemoShops;

namespace Wellspring.Shop.Demo;

/// <summary>The shops of some streets: customers pay in the shop, commissions are drawn from deposits.</summary>
internal static class LocalLifeShop
{
    public static DemoShop Shop { get; } = new()
    {
        Plan = "local-life",
        Name = new("演示 · 街角生活", "Demo · Corner life"),
        ForWhom = new("一条街、一个商圈的实体店,顾客到店扫码付款。",
            "The shops of a street or district, where customers pay by QR in the shop."),
        Seed = 20_260_102,
        Members = 210,
        Purchases = 1_500,
        Merchants = [Noodles(), Grocery(), Hair(), Laundry(), Tea(), Bakery()],
        Grants = [new(40, Yuan(800), null)],

        // West Lake district has all three tiers above it, Beijing no city; 仙桃 has nobody but its province.
        Agents =
        [
            new("330106", AgentTier.District, 7, 15), new("330100", AgentTier.City, 8, 15),
            new("330000", AgentTier.Province, 9, 20), new("110105", AgentTier.District, 10, 20),
            new("420000", AgentTier.Province, 11, 25),
        ],
        Habits = new() { RefundedOf1000 = 18, ReversedOf1000 = 5, SellsOf100 = 9 },
    };

    private static DemoMerchant Noodles() => new(
        "noodles", new("演示街角面馆", "Demo Corner Noodles"), "餐饮 food", Percent(15), FundingMode.MerchantDirect,
        [
            new("noodles-1", new("街角面馆文三店", "Corner Noodles, Wensan"), "330106", "演示文三路 12 号"),
            new("noodles-2", new("街角面馆湖墅店", "Corner Noodles, Hushu"), "330105", "演示湖墅路 7 号"),
        ],
        [
            new("beef-noodles", new("牛肉面", "Beef noodles"), "餐饮 food", DemoHandover.InStore, Yuan(26), 24),
            new("noodles-bill", new("到店用餐", "A meal"), "餐饮 food", DemoHandover.InStore, Yuan(18), 14)
                { HighestPrice = Yuan(160) },
        ])
    {
        TopUps = [new(0, Yuan(2_000)), new(30, Yuan(2_000)), new(60, Yuan(2_500))], Developer = 12,
    };

    private static DemoMerchant Grocery() => new(
        "grocery", new("演示邻里超市", "Demo Neighbourhood Grocer"), "零售 retail", Percent(8), FundingMode.MerchantDirect,
        [new("grocery-1", new("邻里超市", "Neighbourhood Grocer"), "330106", "演示学院路 30 号")],
        [
            new("basket", new("超市购物", "Groceries"), "零售 retail", DemoHandover.InStore, Yuan(12, 30), 26)
                { HighestPrice = Yuan(268, 90) },
        ])
    {
        TopUps = [new(0, Yuan(2_500)), new(35, Yuan(3_000))],
    };

    private static DemoMerchant Hair() => new(
        "hair", new("演示清水理发", "Demo Clearwater Hair"), "服务 services", Percent(25), FundingMode.MerchantDirect,
        [new("hair-1", new("清水理发", "Clearwater Hair"), "330106", "演示马塍路 5 号")],
        [
            new("cut", new("剪发", "Haircut"), "服务 services", DemoHandover.InStore, Yuan(48), 9),
            new("perm", new("烫发", "Perm"), "服务 services", DemoHandover.InStore, Yuan(298), 2),
        ])
    {
        TopUps = [new(0, Yuan(2_500)), new(30, Yuan(2_500)), new(60, Yuan(3_000))],
    };

    private static DemoMerchant Laundry() => new(
        "laundry", new("演示白云洗衣", "Demo White Cloud Laundry"), "服务 services", Percent(20),
        FundingMode.MerchantDirect,
        [new("laundry-1", new("白云洗衣", "White Cloud Laundry"), "440106", "演示体育西路 21 号")],
        [
            new("coat", new("洗大衣", "Coat cleaned"), "服务 services", DemoHandover.InStore, Yuan(45), 6),
            new("shirts", new("洗衬衫", "Shirt cleaned"), "服务 services", DemoHandover.InStore, Yuan(15), 6),
        ])
    {
        TopUps = [new(0, Yuan(1_500)), new(45, Yuan(2_000))],
    };

    // Beijing: a district without a city above it.
    private static DemoMerchant Tea() => new(
        "tea", new("演示山前茶馆", "Demo Hillside Tea"), "餐饮 food", Percent(20), FundingMode.LicensedSplit,
        [new("tea-1", new("山前茶馆", "Hillside Tea"), "110105", "演示安贞里 9 号")],
        [
            new("pot", new("一壶龙井", "A pot of Longjing"), "餐饮 food", DemoHandover.InStore, Yuan(68), 7),
            new("cakes", new("茶点", "Tea cakes"), "餐饮 food", DemoHandover.InStore, Yuan(22), 5),
        ]);

    // Xiantao: a county that Hubei runs itself. Its deposit is short for weeks, and orders wait until it pays in.
    private static DemoMerchant Bakery() => new(
        "bakery", new("演示麦田面包", "Demo Wheatfield Bakery"), "餐饮 food", Percent(18), FundingMode.MerchantDirect,
        [new("bakery-1", new("麦田面包", "Wheatfield Bakery"), "429004", "演示沔街 2 号")],
        [
            new("loaf", new("全麦面包", "Wholemeal loaf"), "餐饮 food", DemoHandover.InStore, Yuan(19, 80), 8),
            new("cake", new("生日蛋糕", "Birthday cake"), "餐饮 food", DemoHandover.InStore, Yuan(138), 3),
        ])
    {
        TopUps = [new(0, Yuan(150)), new(50, Yuan(3_000))], Developer = 12,
    };
}
