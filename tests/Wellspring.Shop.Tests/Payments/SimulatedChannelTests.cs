using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Payments;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>The simulated channel behaves as a real one does, and remembers.</summary>
public sealed class SimulatedChannelTests : IDisposable
{
    private static readonly Uri Address = new("https://shop.test/orders/o-1");

    private readonly string _folder = Directory.CreateTempSubdirectory("simulated-").FullName;
    private ShopDatabase _shop;

    public SimulatedChannelTests() => _shop = TestStore.Open(Path.Combine(_folder, "shop.db"));

    private SimulatedChannel Channel => new(_shop, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _shop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_payment_is_pending_until_the_payer_presses_the_button()
    {
        var start = await PayAsync("p-000001", Yuan(88));
        var before = await Channel.QueryPaymentAsync("p-000001", Cancellation);

        Assert.True(Channel.Confirm("p-000001"));
        Assert.True(Channel.Confirm("p-000001"));

        Assert.Equal(
            "https://shop.test/demo/pay/p-000001",
            Assert.IsType<PaymentStart.Redirect>(start).Address.ToString());
        Assert.IsType<ChannelResult.Pending>(before);
        var paid = Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync("p-000001", Cancellation));
        Assert.Equal(Yuan(88), paid.Amount);
        Assert.StartsWith("演示", paid.Reference, StringComparison.Ordinal);
        Assert.False(Channel.Decline("p-000001"));
    }

    [Fact]
    public async Task Its_deeds_survive_a_restart()
    {
        await PayAsync("p-000001", Yuan(88));
        Channel.Confirm("p-000001");
        var transfer = await TransferAsync("w-000001", "openid-1", Yuan(5));

        _shop.Dispose();
        _shop = TestStore.Open(Path.Combine(_folder, "shop.db"));

        Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync("p-000001", Cancellation));
        Assert.Equal(transfer, await Channel.QueryTransferAsync("w-000001", Cancellation));
    }

    [Fact]
    public async Task The_same_id_is_one_deed_however_often_it_is_asked()
    {
        var first = await TransferAsync("w-000001", "openid-1", Yuan(5));
        var second = await TransferAsync("w-000001", "openid-1", Yuan(5));
        var other = await TransferAsync("w-000001", "openid-1", Yuan(6));

        Assert.Equal(first, second);
        Assert.IsType<ChannelResult.Unknown>(other);
        Assert.Equal(first, await Channel.QueryTransferAsync("w-000001", Cancellation));
    }

    [Fact]
    public async Task Nothing_is_refunded_above_its_payment()
    {
        await PayAsync("p-000001", Yuan(10));
        var early = await RefundAsync("r-000001", Yuan(4));
        Channel.Confirm("p-000001");

        var first = await RefundAsync("r-000002", Yuan(4));
        var tooMuch = await RefundAsync("r-000003", Yuan(7));
        var rest = await RefundAsync("r-000004", Yuan(6));

        Assert.IsType<ChannelResult.Failed>(early);
        Assert.IsType<ChannelResult.Done>(first);
        Assert.IsType<ChannelResult.Failed>(tooMuch);
        Assert.IsType<ChannelResult.Done>(rest);
        Assert.IsType<ChannelResult.NotFound>(await Channel.QueryRefundAsync("r-000003", "p-000001", Cancellation));
    }

    [Fact]
    public async Task A_split_comes_back_only_as_far_as_it_went()
    {
        await PayAsync("p-000001", Yuan(10));
        Channel.Confirm("p-000001");
        var split = await Channel.SplitAsync(new("s-000001", "p-000001", "m-1", Yuan(3), "佣金", true), Cancellation);

        var back = await ReturnAsync("b-000001", Yuan(2));
        var tooMuch = await ReturnAsync("b-000002", Yuan(2));

        Assert.IsType<ChannelResult.Done>(split);
        Assert.IsType<ChannelResult.Done>(back);
        Assert.IsType<ChannelResult.Failed>(tooMuch);
        Assert.Equal(split, await Channel.QuerySplitAsync("s-000001", "p-000001", Cancellation));
        Assert.Equal(back, await Channel.QuerySplitReturnAsync("b-000001", "s-000001", "p-000001", Cancellation));
    }

    [Theory]
    [InlineData("lost-1", typeof(ChannelResult.Unknown), typeof(ChannelResult.NotFound))]
    [InlineData("unknown-1", typeof(ChannelResult.Unknown), typeof(ChannelResult.Done))]
    [InlineData("fail-1", typeof(ChannelResult.Failed), typeof(ChannelResult.Failed))]
    [InlineData("openid-1", typeof(ChannelResult.Done), typeof(ChannelResult.Done))]
    public async Task Every_way_a_transfer_can_go_can_be_tried(string payee, Type answer, Type truth)
    {
        var answered = await TransferAsync("w-000001", payee, Yuan(5));
        var queried = await Channel.QueryTransferAsync("w-000001", Cancellation);

        Assert.Equal((answer, truth), (answered.GetType(), queried.GetType()));
    }

    [Theory]
    [InlineData(1_234_567)]
    [InlineData(0)]
    public async Task Amounts_that_are_not_whole_fen_are_refused(long units)
    {
        var amount = Money.FromUnits(units);

        var pay = Assert.IsType<PaymentStart.Failed>(await PayAsync("p-000001", amount));
        var transfer = Assert.IsType<ChannelResult.Failed>(await TransferAsync("w-000001", "openid-1", amount));

        Assert.Equal(("amount-not-whole-fen", "amount-not-whole-fen"), (pay.Code, transfer.Code));
    }

    [Theory]
    [InlineData("p-1")]
    [InlineData("P-000001")]
    [InlineData("p_000001")]
    [InlineData("p-0000000000000000000000000000001")]
    public async Task Ids_that_a_real_channel_would_refuse_are_refused(string id) =>
        Assert.Equal("id-not-accepted", Assert.IsType<PaymentStart.Failed>(await PayAsync(id, Yuan(1))).Code);

    [Fact]
    public void Our_ids_travel_without_dashes_and_come_back()
    {
        var id = Ids.New("w");

        Assert.True(DeedIds.IsValid(id));
        Assert.All(DeedIds.ToChannel(id), character => Assert.True(char.IsAsciiLetterOrDigit(character)));
        Assert.Equal(id, DeedIds.FromChannel(DeedIds.ToChannel(id)));
        Assert.Equal("SHOP_X_77", DeedIds.FromChannel("SHOP_X_77"));
    }

    private static Money Yuan(long yuan) => Money.FromYuan(yuan);

    private Task<PaymentStart> PayAsync(string id, Money amount) =>
        Channel.PayAsync(new(id, amount, "演示订单", Address, Address), Cancellation);

    private Task<ChannelResult> RefundAsync(string id, Money amount) =>
        Channel.RefundAsync(new(id, "p-000001", amount, Yuan(10), "退货", Address), Cancellation);

    private Task<ChannelResult> ReturnAsync(string id, Money amount) =>
        Channel.ReturnSplitAsync(new(id, "s-000001", "p-000001", "m-1", amount, "退货"), Cancellation);

    private Task<ChannelResult> TransferAsync(string id, string payee, Money amount) =>
        Channel.TransferAsync(new(id, payee, "张三", amount, "提现", Address), Cancellation);
}
