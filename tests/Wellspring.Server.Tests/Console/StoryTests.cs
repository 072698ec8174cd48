using System.Text;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Console;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

public sealed class StoryTests
{
    [Fact]
    public async Task An_order_is_told_from_payment_to_pool_with_both_sides_equal()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        Enrol(server, "m-buyer", "林一");
        var order = await server.BuyAsync("m-buyer", shop.AtTheTill(1_000));
        Assert.True((await server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, default)).IsDone);
        using var walker = await Crew.Join(server, "aud@example.test", "E10000001", Roles.Auditor).LogInAsync();

        await walker.OpenAsync($"/console/orders/{order.Id}");
        Assert.Contains("还没有结算", walker.Text, StringComparison.Ordinal);
        await server.PassAsync(TimeSpan.FromDays(8));
        using var later = await Crew.Join(server, "aud2@example.test", "E10000002", Roles.Auditor).LogInAsync();
        await later.OpenAsync($"/console/orders/{order.Id}");

        var settled = server.Order(order.Id).SettledPosition!.Value;
        Assert.Contains("simulated", later.Text, StringComparison.Ordinal);
        Assert.Contains("入池I¥160.000000", Packed(later), StringComparison.Ordinal);
        Assert.Contains("合计¥1000.000000", Packed(later), StringComparison.Ordinal);
        Assert.Contains($"记录 {settled}", later.Text, StringComparison.Ordinal);

        await later.OpenAsync($"/console/journal?at={settled}");
        Assert.Contains(order.Id, later.Text, StringComparison.Ordinal);
        await later.OpenAsync($"/console/journal?q={order.Id}");
        Assert.DoesNotContain("没有找到", later.Text, StringComparison.Ordinal);
        await later.OpenAsync("/console/members/m-buyer");
        Assert.Contains("¥1,000.00", later.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("林一", later.Text, StringComparison.Ordinal);
        await later.OpenAsync("/console");
        Assert.Contains("入池¥160.00", Packed(later), StringComparison.Ordinal);
        Assert.Contains("分毫不差", later.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_days_of_the_pool_add_up_to_its_totals()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, "m-one", 500);
        await server.EarnAsync(shop, "m-two", 300);
        await server.Get<Wellspring.Shop.Pools.PoolGate>().SubmitAsync(
            new PoolCommand.SellPoints("sell-1", server.Get<Site>().Clock.Now(), "m-one", PointsAsked.All,
                Money.Zero, null),
            default);
        await server.PassAsync(TimeSpan.FromMinutes(1));

        var days = server.Get<ShopDatabase>().Read(reader => PoolDays.From(reader, 0));
        var sum = days.Aggregate(DayFlow.None, (total, day) => total + day.Flow);
        var totals = (await server.Get<ConsoleReads>().PoolAsync()).Totals;

        Assert.Equal(2, days.Count(day => day.Flow.Orders > 0));
        Assert.Equal((totals.Orders, totals.Turnover, totals.Inflow), (sum.Orders, sum.Turnover, sum.Inflow));
        Assert.Equal(totals.Paid, sum.Sold + sum.ExitPaid);
        Assert.True(sum.Sold > Money.Zero);
    }

    [Fact]
    public async Task A_cell_that_looks_like_a_formula_is_exported_as_text()
    {
        await using var server = await RunningServer.StartAsync();
        Enrol(server, "m-sly", "=HYPERLINK(1)");
        using var walker = await Crew.Join(server, "op@example.test", "E10000001", Roles.Operator).LogInAsync();

        await walker.OpenAsync("/console/members");
        var link = walker.Document.QuerySelector("a[download='members.csv']")!.GetAttribute("href")!;
        var csv = Encoding.UTF8.GetString(Convert.FromBase64String(link[(link.IndexOf(',',
            StringComparison.Ordinal) + 1)..]));

        Assert.Contains("\"'=HYPERLINK(1)\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_work_goes_on_without_its_page_and_leaves_a_whole_file()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, "m-one", 500);
        var auditor = Crew.Join(server, "aud@example.test", "E10000001", Roles.Auditor);
        var jobs = server.Get<Jobs>();

        var ids = new[] { "jsonl", "csv", "hledger", "beancount", Jobs.Verify }
            .Select(kind => jobs.Start(kind, auditor.Id)).ToList();
        for (var wait = 0; jobs.Newest().Any(job => job.State == "running") && wait < 600; wait++)
        {
            await Task.Delay(100);
        }

        Assert.All(jobs.Newest(), job => Assert.True(job.State == "done", $"{job.Kind}: {job.State} {job.Note}"));
        using var walker = await auditor.LogInAsync();
        var lines = await walker.Client.GetStringAsync(new Uri($"/console/exports/{ids[0]}", UriKind.Relative));
        var position = (await server.Get<ConsoleReads>().PoolAsync()).Position;
        Assert.Equal(position, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using var stranger = server.Visit();
        await stranger.OpenAsync($"/console/exports/{ids[0]}");
        Assert.StartsWith("/console/login", stranger.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_set_up_can_start_with_a_demo_shop_and_its_past()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        using var walker = server.Visit();
        await walker.OpenAsync(SetupLink.Create(server.Get<Site>(), server.Address.ToString()).PathAndQuery);
        await walker.SendAsync(null, ("operator", "演示"));
        await walker.SendAsync(null, ("plan", "starter"));
        await walker.SendAsync(null, ("name", "王一"), ("mail", "wang@example.test"), ("password", Crew.Password),
            ("again", Crew.Password), ("document", "E12345678"));
        var sealedSecret = SetupDraft.Of(server.Get<Site>()).SealedSecret;
        var secret = server.Get<SecretBox>().Open(Convert.FromBase64String(sealedSecret));
        await walker.SendAsync(null, ("code", Crew.CodeOf(server, secret)));
        await walker.SendAsync(null, ("data", "demo"));

        Assert.Equal("/console", walker.Location);
        var pool = await server.Get<ConsoleReads>().PoolAsync();
        Assert.True(pool.Totals.Orders > 100, $"{pool.Totals.Orders} orders");
        Assert.True(pool.Balances);
        await walker.OpenAsync("/console/orders");
        Assert.NotEmpty(walker.Document.QuerySelectorAll("tr[data-row] a[href^='/console/orders/']"));
    }

    private static string Packed(Walker walker) => walker.Text.Replace(" ", "", StringComparison.Ordinal);

    internal static void Enrol(RunningServer server, string id, string nickname) =>
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO members (id, state, nickname, mail, phone, language, referral_code, origin, joined_at)
            VALUES ({id}, 'active', {nickname}, NULL, NULL, 'zh', {"code-" + id}, 'self', 1)
            """));
}
