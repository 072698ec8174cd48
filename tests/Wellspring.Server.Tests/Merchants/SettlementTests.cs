using System.Net;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Merchants;

public sealed class SettlementTests
{
    [Fact]
    public async Task An_order_of_1000_at_20_percent_settles_200_commission_and_800_net_and_is_paid_once()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        await server.SellAsync(merchant, "o-1", Money.FromYuan(1000));
        await server.PassAsync(TimeSpan.FromDays(8));

        var book = server.Get<SettlementBook>();
        book.CloseDays();
        Assert.Empty(book.Of(merchant));
        await server.SleepAsync();
        var batch = Assert.Single(book.Of(merchant));
        Assert.Equal(new DateOnly(2026, 11, 30), batch.Day);
        Assert.Equal(Money.FromYuan(1000), batch.Figures.Gross);
        Assert.Equal(Money.FromYuan(200), batch.Figures.Commission);
        Assert.Equal((Balance)Money.FromYuan(800), batch.Net);
        Assert.Equal((Money.FromYuan(800), "open"), (batch.Due, batch.State));

        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync($"/merchant/{merchant}/settlement/2026-11-30");
        Assert.Contains("应付¥800.00", owner.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.NotNull(book.Pay(batch.Id, "x", Shopkeeper.Finance));
        Assert.Null(book.Pay(batch.Id, "bank-2026-1201", Shopkeeper.Finance));
        Assert.Null(book.Pay(batch.Id, "BANK-2026-1201", Shopkeeper.Finance));
        Assert.NotNull(book.Pay(batch.Id, "BANK-2026-1202", Shopkeeper.Finance));
        await owner.OpenAsync($"/merchant/{merchant}/settlement");
        Assert.Contains("BANK-2026-1201", owner.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_pays_one_batch_only()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        await server.SellAsync(merchant, "o-1", Money.FromYuan(1000));
        await server.SleepAsync();
        await server.SellAsync(merchant, "o-2", Money.FromYuan(500));
        await server.SleepAsync(6);
        await server.SleepAsync();
        await server.SleepAsync();

        var book = server.Get<SettlementBook>();
        var open = book.Open();
        Assert.Equal(2, open.Count);
        Assert.Null(book.Pay(open[0].Id, "BANK-1", Shopkeeper.Finance));
        var refused = book.Pay(open[1].Id, "bank-1", Shopkeeper.Finance);
        Assert.Contains("另一张结算单", refused!.Value.Zh, StringComparison.Ordinal);
        Assert.Equal("open", book.Find(open[1].Id)!.State);
    }

    [Fact]
    public async Task Nights_that_run_twice_or_after_a_restart_build_each_day_once()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-nights-").FullName;
        var wall = new ManualTime();
        string merchant;
        await using (var server = await RunningServer.StartAsync(folder: folder, wall: wall))
        {
            merchant = await server.OpenShopAsync("m-owner");
            await server.SellAsync(merchant, "o-1", Money.FromYuan(1000));
            await server.PassAsync(TimeSpan.FromDays(8));
            await server.SleepAsync();
            Assert.Equal(0, server.Get<SettlementBook>().CloseDays());
        }

        await using (var server = await RunningServer.StartAsync(folder: folder, wall: wall))
        {
            await server.PassAsync(TimeSpan.Zero);
            Assert.Equal(0, server.Get<SettlementBook>().CloseDays());
            await server.SleepAsync(3);
            Assert.Single(server.Get<SettlementBook>().Of(merchant));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Crumbs_and_days_with_more_refunds_than_sales_are_carried_and_all_of_it_is_the_pools_payable()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        var other = await server.OpenShopAsync("m-other", "licensed-split", "别家");
        // 33.33 at 20 %: commission 6.666, net 26.664, of which 26.66 can be paid.
        await server.SellAsync(merchant, "o-1", Money.FromUnits(33_330_000));
        await server.SellAsync(merchant, "o-2", Money.FromYuan(100));
        await server.SellAsync(other, "o-3", Money.FromYuan(70));
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();
        await server.RefundAsync("o-2", Money.FromYuan(100));
        await server.SleepAsync();
        await server.SellAsync(merchant, "o-4", Money.FromYuan(200));
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();

        var book = server.Get<SettlementBook>();
        var batches = book.Of(merchant).Reverse().ToList();
        Assert.Equal(
            [("106.664000", "106.660000", "0.004000"), ("-80.000000", "0.000000", "-79.996000"),
                ("160.000000", "80.000000", "0.004000")],
            batches.Select(batch => (Exact(batch.Net), batch.Due.ToString(), Exact(batch.Carried))));
        Assert.Equal(["open", "none", "open"], batches.Select(batch => batch.State));
        Assert.Equal(Money.FromYuan(20), batches[1].Figures.Returned);

        Assert.Empty(await book.CompareAsync(CancellationToken.None));
        var payable = await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Merchants().Single(entry => entry.Id == merchant), CancellationToken.None);
        Assert.Equal(
            Exact(batches.Aggregate(batches[^1].Carried, (sum, batch) => sum + batch.Due)),
            Exact((Balance)payable.Payable - payable.Receivable));
    }

    [Fact]
    public async Task A_merchant_who_collects_itself_sees_the_commission_drawn_and_nothing_to_be_paid()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct");
        Assert.Empty(server.Get<DepositBook>().Record(merchant, "500", "BANK-9", Shopkeeper.Finance, "k1"));
        await server.SellAsync(merchant, "o-1", Money.FromYuan(1000), FundingMode.MerchantDirect);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();

        var batch = Assert.Single(server.Get<SettlementBook>().Of(merchant));
        Assert.Equal((Balance)Money.FromYuan(200), batch.Figures.Drawn);
        Assert.Equal((Balance)Money.FromYuan(1000), batch.Figures.Direct);
        Assert.Equal((Balance.Zero, Money.Zero, "none"), (batch.Net, batch.Due, batch.State));
        Assert.Empty(await server.Get<SettlementBook>().CompareAsync(CancellationToken.None));
        Assert.NotNull(server.Get<SettlementBook>().Pay(batch.Id, "BANK-10", Shopkeeper.Finance));
    }

    [Fact]
    public async Task Points_that_paid_for_goods_are_owed_to_the_merchant_too()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        await server.SellAsync(merchant, "o-1", Money.FromYuan(1000));
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();
        await server.SellAsync(merchant, "o-2", Money.FromYuan(100));
        var answer = await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.RedeemPoints("redeem-1", server.Get<PoolClock>().Now(), "m-buyer",
                new(Points.FromUnits(10_00000000)), "o-2", null),
            CancellationToken.None);
        Assert.Equal(Refusal.None, answer.Reason);
        var credit = ((PoolEvent.PointsRedeemed)answer.Record.Event).Credit;
        Assert.True(credit > Money.FromYuan(10));
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();

        var batch = server.Get<SettlementBook>().Of(merchant)[0];
        Assert.Equal((Balance)credit, batch.Figures.Goods);
        var cash = Money.FromYuan(100) - credit;
        Assert.Equal(Exact((Balance)cash - Rate.FromParts(200_000).Of(cash) + credit), Exact(batch.Net));
        Assert.Empty(await server.Get<SettlementBook>().CompareAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_csv_opens_in_a_spreadsheet_with_plain_amounts_and_says_that_it_is_a_demonstration()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        await server.SellAsync(merchant, "=HYPERLINK(1)", Money.FromYuan(1000));
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();
        using var owner = server.VisitAs("m-owner");

        using var answer = await owner.Client.GetAsync(new Uri(
            $"/merchant/{merchant}/settlement.csv", UriKind.Relative));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var rows = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.StartsWith("日期,订单数,销售额,积分或消费券支付,佣金,退款,退回佣金,", rows[0], StringComparison.Ordinal);
        Assert.Equal(
            "2026-11-30,1,1000.00,0.00,200.00,0.00,0.00,0.00,0.00,800.00,0.00,800.00,0.00,open,,演示 · 不得用于真实交易",
            rows[1]);

        var orders = await owner.Client.GetStringAsync(new Uri(
            $"/merchant/{merchant}/settlement/2026-11-30/orders.csv", UriKind.Relative));
        Assert.Contains(
            ",'=HYPERLINK(1),settled,licensed-split,1000.00,200.00,0.00,", orders, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_that_are_none_are_not_found()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        using var owner = server.VisitAs("m-owner");

        foreach (var day in new[] { "2026-11-31", "yesterday", "2026-01-01", "9999-12-31", "0001-01-01" })
        {
            await owner.OpenAsync($"/merchant/{merchant}/settlement/{day}");
            Assert.Equal(HttpStatusCode.NotFound, owner.Status);
            await owner.OpenAsync($"/merchant/{merchant}/settlement/{day}/orders.csv");
            Assert.Equal(HttpStatusCode.NotFound, owner.Status);
        }
    }

    private static string Exact(Balance balance) => Decimals.Write(balance.Units, Money.Decimals);
}
