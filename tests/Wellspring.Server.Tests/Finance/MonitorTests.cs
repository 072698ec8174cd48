using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Finance;

public sealed class MonitorTests
{
    [Fact]
    public async Task A_night_is_looked_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        var monitor = server.Get<MonitorBook>();

        Assert.NotNull(monitor.Run());
        Assert.Null(monitor.Run());

        Assert.Equal("monitor:2026-11-22", Assert.Single(monitor.Runs(10)).Key);
        server.Wall.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(monitor.Run());
        Assert.Equal(2, monitor.Runs(10).Count);
        Assert.Equal(2, server.Get<AttestationBook>().Days(10).Count);
    }

    [Theory]
    [InlineData(29, 3, false)]
    [InlineData(30, 2, false)]
    [InlineData(30, 3, true)]
    [InlineData(119, 2, false)]
    [InlineData(120, 2, true)]
    public async Task A_tree_is_found_at_the_line_the_law_draws(int people, int levels, bool isFound)
    {
        await using var server = await RunningServer.StartAsync();
        Grow(server, people, levels);

        server.Get<MonitorBook>().Run();

        var found = server.Get<MonitorBook>().Open(10).Where(one => one.Code == "CN-MLM-09").ToList();
        Assert.Equal(isFound, found.Count == 1);
        if (isFound)
        {
            Assert.Equal("m-root", found[0].Subject);
            Assert.Contains($"\"people\":\"{people}\"", found[0].Arguments, StringComparison.Ordinal);
            Assert.Contains($"\"levels\":\"{levels}\"", found[0].Arguments, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Second_tier_payees_of_a_large_tree_wait_until_two_people_release_them()
    {
        await using var cashier = await Cashier.OpenAsync();
        Grow(cashier.Server, 40, 3);
        cashier.Get<MonitorBook>().Run();
        var finding = Assert.Single(cashier.Get<MonitorBook>().Open(10), one => one.Code == "CN-MLM-09");
        var check = cashier.Get<PayoutCheck>();

        Assert.Contains("CN-MLM-09", await HoldsAsync("m-root", Money.FromYuan(1)));
        Assert.DoesNotContain("CN-MLM-09", await HoldsAsync("m-root", Money.Zero));
        Assert.DoesNotContain("CN-MLM-09", await HoldsAsync("m-2", Money.FromYuan(1)));

        var release = MonitorBook.Release(finding.Id, "逐单核对,无入门费、无虚假交易").Act;
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(release, cashier.Risk, cashier.Finance)).Code);
        Assert.DoesNotContain("CN-MLM-09", await HoldsAsync("m-root", Money.FromYuan(1)));
        cashier.Server.Wall.Advance(TimeSpan.FromDays(1));
        cashier.Get<MonitorBook>().Run();
        Assert.DoesNotContain(cashier.Get<MonitorBook>().Open(10), one => one.Code == "CN-MLM-09");

        async Task<IEnumerable<string>> HoldsAsync(string member, Money rewards) => (await check.ReviewAsync(
            new(PayoutStep.Approving, "w-1", member, new(Money.FromYuan(1), rewards, Money.Zero), "manual", ""),
            default))
            .Holds.Select(one => one.Code);
    }

    [Fact]
    public async Task Rewards_that_were_paid_make_the_tree()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var (gate, now) = (server.Get<PoolGate>(), server.Get<PoolClock>().Now());
        await gate.SubmitAsync(new PoolCommand.BindReferrer("bind-1", now, "m-anna", "m-bert"), default);
        await server.EarnAsync(shop, "m-anna", 1_000);

        var tree = Assert.Single(server.Get<ShopDatabase>().Read(ReferralTrees.Count));

        Assert.Equal(("m-bert", 2, 2), (tree.Root, tree.Levels, tree.People));
    }

    [Fact]
    public async Task An_order_of_the_shop_s_own_people_makes_no_points_before_two_people_say_so()
    {
        await using var server = await RunningServer.StartAsync();
        var (finance, risk) = (
            Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance),
            Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk));
        var shop = await server.SeedShopAsync();
        Employ(server, shop.Own, "m-anna");
        var order = await server.BuyAsync("m-anna", shop.AtTheTill(1_000));
        var honest = await server.BuyAsync("m-bert", shop.AtTheTill(1_000));
        foreach (var one in new[] { order, honest })
        {
            Assert.True((await server.Get<Wellspring.Shop.Orders.ShopOrders>()
                .HandOverAsync(shop.OwnTill, one.Id, default)).IsDone);
        }

        server.Get<MonitorBook>().Run();
        await server.PassAsync(TimeSpan.FromDays(8));
        var finding = Assert.Single(server.Get<MonitorBook>().Open(10), one => one.Code == "CN-MLM-12");
        Assert.Equal((order.Id, WashPatterns.OwnShop), (finding.Subject, finding.Pattern));
        Assert.Equal(Points.Zero, (await server.BalanceAsync("m-anna")).Points);
        Assert.NotEqual(Points.Zero, (await server.BalanceAsync("m-bert")).Points);

        var asked = await server.Get<Approvals>().AskAsync(
            risk.Id, MonitorBook.Release(finding.Id, "店员自购自用,已核对付款").Act!, default);
        Assert.Equal(ActAnswer.Done, (await server.Get<Approvals>().ApproveAsync(
            asked.Token!, finance.Id, default)).Code);
        await server.PassAsync(TimeSpan.FromMinutes(1));

        Assert.NotEqual(Points.Zero, (await server.BalanceAsync("m-anna")).Points);
    }

    [Fact]
    public async Task Owners_who_buy_at_one_another_s_shops_are_a_ring()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        Employ(server, shop.Own, "m-anna", "owner");
        Employ(server, shop.Direct, "m-bert", "owner");
        var first = await server.BuyAsync("m-bert", shop.AtTheTill(100));
        Assert.Empty(Suspects(server));
        var second = await server.CreateAsync("m-anna", shop.DirectHaircut());
        server.Get<ShopDatabase>().Write(transaction =>
            transaction.Execute($"UPDATE orders SET state = 'funded' WHERE id = {second.Id}"));

        Assert.Equal(
            new[] { first.Id, second.Id }.Order(),
            Suspects(server).Where(one => one.Pattern == WashPatterns.Ring).Select(one => one.Order).Order());
    }

    [Fact]
    public async Task A_buyer_on_the_shop_s_own_device_is_suspected()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        Employ(server, shop.Own, "m-clerk");
        var order = await server.BuyAsync("m-anna", shop.AtTheTill(100));
        server.Get<PayeeBook>().NoteDevice("m-clerk", "one");
        server.Get<PayeeBook>().NoteDevice("m-anna", "other");
        Assert.Empty(Suspects(server));

        server.Get<PayeeBook>().NoteDevice("m-anna", "one");

        Assert.Equal(
            (order.Id, WashPatterns.Device), Suspects(server).Select(one => (one.Order, one.Pattern)).Single());
    }

    [Fact]
    public async Task What_a_person_confirms_stays_held_and_is_not_found_again()
    {
        await using var server = await RunningServer.StartAsync();
        Grow(server, 40, 3);
        var monitor = server.Get<MonitorBook>();
        monitor.Run();
        var finding = monitor.Open(10).Single(one => one.Code == "CN-MLM-09");

        Assert.NotNull(monitor.Confirm(finding.Id, "s-1", ""));
        Assert.Null(monitor.Confirm(finding.Id, "s-1", "已报告并停止发放"));
        Assert.NotNull(monitor.Confirm(finding.Id, "s-1", "again and again"));

        server.Wall.Advance(TimeSpan.FromDays(1));
        monitor.Run();
        Assert.DoesNotContain(monitor.Open(10), one => one.Code == "CN-MLM-09");
    }

    private static IReadOnlyList<Suspect> Suspects(RunningServer server) => server.Get<ShopDatabase>().Read(
        reader => WashPatterns.Find(reader, server.Get<PoolClock>().Now()));

    private static void Employ(RunningServer server, string merchant, string member, string role = "staff") =>
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO merchant_people (merchant, member, role, added_at) VALUES ({merchant}, {member}, {role}, 0)
            """));

    // A root with members below it: a chain down to the wanted depth, everybody else right under the root.
    private static void Grow(RunningServer server, int people, int levels) =>
        server.Get<ShopDatabase>().Write(transaction =>
        {
            for (var number = 2; number <= people; number++)
            {
                var above = number <= levels && number > 2 ? $"m-{number - 1}" : "m-root";
                Pay(transaction, $"m-{number}", above, 1);
                if (above != "m-root")
                {
                    Pay(transaction, $"m-{number}", "m-root", 2);
                }
            }
        });

    private static void Pay(ShopTransaction transaction, string buyer, string payee, long kind) =>
        transaction.Execute($"""
            INSERT INTO reward_edges (buyer, payee, kind, orders, amount, last_at)
            VALUES ({buyer}, {payee}, {kind}, 1, 1000000, 0)
            """);
}
