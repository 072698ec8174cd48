using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Wallets;

public sealed class WithdrawalTests
{
    [Fact]
    public async Task Money_is_asked_for_approved_and_paid_once()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        var id = await RequestAsync(server, anna, "50");

        Assert.Equal("requested", Of(server, id).State);
        await server.Get<Withdrawals>().ApproveAsync(id, "s-1", null, CancellationToken.None);
        await Task.WhenAll(RunPayoutsAsync(server), RunPayoutsAsync(server));

        Assert.Equal("paid", Of(server, id).State);
        Assert.NotNull(Of(server, id).Reference);
        await anna.OpenAsync("/withdrawals/" + id);
        Assert.Contains("(演示)", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_withdrawal_returns_to_the_wallet_once()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        var id = await RequestAsync(server, anna, "50");
        var before = await WalletOf(server);

        await server.Get<Withdrawals>().RejectAsync(id, "s-1", "账号有误", CancellationToken.None);
        await server.Get<Withdrawals>().RejectAsync(id, "s-1", "账号有误", CancellationToken.None);

        Assert.Equal(before + Money.FromYuan(50), await WalletOf(server));
        await anna.OpenAsync("/withdrawals/" + id);
        Assert.Contains("账号有误", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawal_the_channel_refuses_returns_once()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        var id = await RequestAsync(server, anna, "50");
        var before = await WalletOf(server);
        await server.Get<Withdrawals>().ApproveAsync(id, "s-1", null, CancellationToken.None);
        var payout = Of(server, id);

        await server.Get<Payouts>().SettleAsync(payout, new ChannelResult.Failed("closed", "account closed"), default);
        await server.Get<Payouts>().SettleAsync(payout, new ChannelResult.Failed("closed", "account closed"), default);

        Assert.Equal("failed", Of(server, id).State);
        Assert.Equal(before + Money.FromYuan(50), await WalletOf(server));
    }

    [Fact]
    public async Task A_callback_delivered_ten_times_pays_once_and_another_amount_pays_never()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");

        // The simulated channel never answers about such an account, so only callbacks can.
        var id = await RequestAsync(server, anna, "50", account: "lost-1");
        await server.Get<Withdrawals>().ApproveAsync(id, "s-1", null, CancellationToken.None);
        var before = await WalletOf(server);

        await HearAsync(server, id, Money.FromYuan(49));
        Assert.NotEqual("paid", Of(server, id).State);
        for (var time = 0; time < 10; time++)
        {
            await HearAsync(server, id, Money.FromYuan(50));
        }

        Assert.Equal("paid", Of(server, id).State);
        Assert.Equal(before, await WalletOf(server));
    }

    [Fact]
    public async Task More_than_the_wallet_holds_is_refused_with_a_sentence()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        var id = await RequestAsync(server, anna, "5000");

        Assert.Equal("refused", Of(server, id).State);
        Assert.Contains("wallet-too-low", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_serves_one_payout_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        var first = await RequestAsync(server, anna, "10");
        var second = await RequestAsync(server, anna, "10", sell: false);
        var withdrawals = server.Get<Withdrawals>();

        // Approved and confirmed one by one: the sandbox's own payouts run beside this test.
        await withdrawals.ApproveAsync(first, "s-1", null, CancellationToken.None);
        Assert.True((await withdrawals.ConfirmPaidAsync(first, "s-2", "V-1", default))!.IsDone);
        await withdrawals.ApproveAsync(second, "s-1", null, CancellationToken.None);
        Assert.Null(await withdrawals.ConfirmPaidAsync(second, "s-2", "V-1", default));
        Assert.NotEqual("V-1", Of(server, second).Reference);
    }

    [Fact]
    public async Task Nobody_sees_the_withdrawal_of_another()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        using var bert = server.VisitAs("m-bert");
        var id = await RequestAsync(server, anna, "50");

        await bert.OpenAsync("/withdrawals/" + id);

        Assert.Equal(HttpStatusCode.NotFound, bert.Status);
    }

    private static async Task<string> RequestAsync(
        RunningServer server, Walker anna, string yuan, bool sell = true, string account = "6222-0000")
    {
        if (sell)
        {
            await server.BuyAsync("o-1", "m-anna");
            await anna.OpenAsync("/sell/quote?by=all");
            await anna.SendAsync();
        }

        await anna.OpenAsync("/withdraw");
        await anna.SendAsync(null, ("amount", yuan), ("name", "演示会员"), ("account", account));
        Assert.StartsWith("/withdrawals/", anna.Location, StringComparison.Ordinal);
        return anna.Location["/withdrawals/".Length..];
    }

    private static Task HearAsync(RunningServer server, string id, Money amount) => server.Get<Payouts>().HearAsync(
        Channels.Simulated, new("d-1", ChannelDeed.Transfer, id, new ChannelResult.Done("v-1", amount, null)), default);

    private static Payout Of(RunningServer server, string id) => server.Get<Withdrawals>().Find(id)!;

    private static Task<Money> WalletOf(RunningServer server) => server.Get<PoolGate>().ReadAsync(
        desk => desk.Pool.Member(desk.Names.Find("m-anna")).SaleMoney, CancellationToken.None);

    private static Task RunPayoutsAsync(RunningServer server) =>
        server.Get<Payouts>().RunAsync(CancellationToken.None);
}
