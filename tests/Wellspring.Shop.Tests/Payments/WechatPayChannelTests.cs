using Wellspring.Core;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Wechat;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Deeds at WeChat Pay, against a gateway that checks every signature with somebody else's code.</summary>
[Collection(GatewayTests.Name)]
public sealed class WechatPayChannelTests(FakeGateway gateway) : IDisposable
{
    private readonly WechatShop _shop = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WechatPayChannel Channel => _shop.Channel;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task The_gateway_is_one_that_the_npm_client_believes() =>
        Assert.StartsWith(
            "weixin://",
            (await gateway.ControlAsync("selfCheck", new { channel = "wechat" })).GetProperty("code_url").GetString(),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_payment_shows_a_code_and_is_done_when_it_was_paid()
    {
        var id = Ids.New("p");

        var before = await Channel.QueryPaymentAsync(id, Cancellation);
        var start = await _shop.PayAsync(id, 88L.Yuan);
        var waiting = await Channel.QueryPaymentAsync(id, Cancellation);
        await gateway.PaidAsync("wechat", id);
        var paid = await Channel.QueryPaymentAsync(id, Cancellation);

        Assert.IsType<ChannelResult.NotFound>(before);
        Assert.StartsWith("weixin://", Assert.IsType<PaymentStart.Scan>(start).Code, StringComparison.Ordinal);
        Assert.IsType<ChannelResult.Pending>(waiting);
        var done = Assert.IsType<ChannelResult.Done>(paid);
        Assert.Equal((88L.Yuan, "4200" + DeedIds.ToChannel(id)), (done.Amount, done.Reference));
        Assert.True((TimeProvider.System.GetUtcNow() - done.At!.Value).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_payment_in_a_phones_browser_leads_there_and_back()
    {
        var channel = _shop.With(_shop.Options with { PayBy = WechatPayBy.H5 });

        var nameless = await channel.PayAsync(WechatShop.Payment(Ids.New("p"), 1L.Yuan), Cancellation);
        var start = await channel.PayAsync(WechatShop.Payment(Ids.New("p"), 1L.Yuan, "203.0.113.9"), Cancellation);

        Assert.Equal("payer-address-missing", Assert.IsType<PaymentStart.Failed>(nameless).Code);
        Assert.EndsWith(
            "&redirect_url=https%3A%2F%2Fshop.test%2Forders%2Fo-1%3Ffrom%3Dpay",
            Assert.IsType<PaymentStart.Redirect>(start).Address.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refund_goes_out_once_and_is_done_when_the_channel_says_so()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var refund = WechatShop.Refund(Ids.New("r"), payment, 4L.Yuan, 10L.Yuan);

        var first = await Channel.RefundAsync(refund, Cancellation);
        var again = await Channel.RefundAsync(refund, Cancellation);
        await gateway.FinishAsync("wechat", "refund", refund.Refund, "SUCCESS");
        var after = await Channel.QueryRefundAsync(refund.Refund, payment, Cancellation);

        Assert.IsType<ChannelResult.Pending>(first);
        Assert.IsType<ChannelResult.Pending>(again);
        Assert.Equal(4L.Yuan, Assert.IsType<ChannelResult.Done>(after).Amount);
        Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync(payment, Cancellation));
    }

    [Theory]
    [InlineData("CLOSED", typeof(ChannelResult.Failed))]
    [InlineData("ABNORMAL", typeof(ChannelResult.Unknown))]
    [InlineData("A_NEW_WORD", typeof(ChannelResult.Unknown))]
    public async Task A_refund_that_ends_otherwise_says_so(string state, Type result)
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var refund = WechatShop.Refund(Ids.New("r"), payment, 4L.Yuan, 10L.Yuan);
        await Channel.RefundAsync(refund, Cancellation);

        await gateway.FinishAsync("wechat", "refund", refund.Refund, state);

        Assert.IsType(result, await Channel.QueryRefundAsync(refund.Refund, payment, Cancellation));
    }

    [Fact]
    public async Task A_refusal_is_final_only_after_a_query_found_nothing()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var refund = WechatShop.Refund(Ids.New("r"), payment, 11L.Yuan, 10L.Yuan);

        var refused = await Channel.RefundAsync(refund, Cancellation);

        Assert.Equal("NOT_ENOUGH", Assert.IsType<ChannelResult.Failed>(refused).Code);
        Assert.Equal(1, await gateway.RequestsAsync("/refunds/" + DeedIds.ToChannel(refund.Refund)));
    }

    [Fact]
    public async Task A_refused_repeat_of_a_deed_that_happened_is_not_a_failure()
    {
        var first = WechatShop.Transfer(Ids.New("w"), 5L.Yuan);
        await Channel.TransferAsync(first, Cancellation);
        await gateway.FinishAsync("wechat", "transfer", first.Transfer, "SUCCESS");

        var repeat = await Channel.TransferAsync(first with { Reason = "写法不同" }, Cancellation);

        Assert.Equal(5L.Yuan, Assert.IsType<ChannelResult.Done>(repeat).Amount);
    }

    [Fact]
    public async Task A_payment_is_split_and_a_part_comes_back()
    {
        var payment = await _shop.PaidAsync(100L.Yuan);
        var split = WechatShop.Split(Ids.New("s"), payment, 20L.Yuan);

        var asked = await Channel.SplitAsync(split, Cancellation);
        await gateway.FinishAsync("wechat", "split", split.Split, "SUCCESS");
        var done = await Channel.QuerySplitAsync(split.Split, payment, Cancellation);
        var back = await Channel.ReturnSplitAsync(
            new(Ids.New("b"), split.Split, payment, split.Receiver, 5L.Yuan, "用户退款"), Cancellation);

        Assert.IsType<ChannelResult.Pending>(asked);
        Assert.Equal(20L.Yuan, Assert.IsType<ChannelResult.Done>(done).Amount);
        Assert.Equal(5L.Yuan, Assert.IsType<ChannelResult.Done>(back).Amount);
    }

    [Fact]
    public async Task A_split_that_the_receiver_cannot_take_has_failed()
    {
        var payment = await _shop.PaidAsync(100L.Yuan);
        var split = WechatShop.Split(Ids.New("s"), payment, 20L.Yuan);
        await Channel.SplitAsync(split, Cancellation);

        await gateway.FinishAsync("wechat", "split", split.Split, "CLOSED");

        var result = await Channel.QuerySplitAsync(split.Split, payment, Cancellation);
        Assert.Equal("ACCOUNT_ABNORMAL", Assert.IsType<ChannelResult.Failed>(result).Code);
    }

    [Fact]
    public async Task Nothing_is_split_before_it_was_paid()
    {
        var payment = Ids.New("p");
        await _shop.PayAsync(payment, 100L.Yuan);

        var early = await Channel.SplitAsync(WechatShop.Split(Ids.New("s"), payment, 20L.Yuan), Cancellation);
        await gateway.NextAsync("error-500");
        var unsure = await Channel.SplitAsync(WechatShop.Split(Ids.New("s"), payment, 20L.Yuan), Cancellation);

        Assert.Equal("payment-not-done", Assert.IsType<ChannelResult.Failed>(early).Code);
        Assert.IsType<ChannelResult.Unknown>(unsure);
    }

    [Fact]
    public async Task A_transfer_waits_for_the_payee_and_names_them_to_the_channel_only()
    {
        var transfer = WechatShop.Transfer(Ids.New("w"), 2500L.Yuan);

        var asked = await Channel.TransferAsync(transfer, Cancellation);
        await gateway.FinishAsync("wechat", "transfer", transfer.Transfer, "SUCCESS");
        var paid = await Channel.QueryTransferAsync(transfer.Transfer, Cancellation);

        Assert.NotNull(Assert.IsType<ChannelResult.Pending>(asked).Package);
        Assert.Equal(2500L.Yuan, Assert.IsType<ChannelResult.Done>(paid).Amount);
    }

    [Fact]
    public async Task A_transfer_to_somebody_of_another_name_fails()
    {
        var refused = await Channel.TransferAsync(
            WechatShop.Transfer(Ids.New("w"), 5L.Yuan, name: "李四"), Cancellation);

        Assert.Equal("INVALID_REQUEST", Assert.IsType<ChannelResult.Failed>(refused).Code);
    }

    [Theory]
    [InlineData("FAIL")]
    [InlineData("CANCELLED")]
    public async Task A_transfer_that_does_not_arrive_has_failed(string state)
    {
        var transfer = WechatShop.Transfer(Ids.New("w"), 5L.Yuan);
        await Channel.TransferAsync(transfer, Cancellation);

        await gateway.FinishAsync("wechat", "transfer", transfer.Transfer, state);

        Assert.IsType<ChannelResult.Failed>(await Channel.QueryTransferAsync(transfer.Transfer, Cancellation));
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_is_sent_once_and_the_query_tells_the_truth()
    {
        var arrived = WechatShop.Transfer(Ids.New("w"), 5L.Yuan);
        var lost = WechatShop.Transfer(Ids.New("w"), 5L.Yuan);
        var before = await gateway.RequestsAsync("POST /v3/fund-app/mch-transfer/transfer-bills");

        await gateway.NextAsync("lost-after");
        var first = await Channel.TransferAsync(arrived, Cancellation);
        await gateway.NextAsync("lost-before");
        var second = await Channel.TransferAsync(lost, Cancellation);

        Assert.IsType<ChannelResult.Unknown>(first);
        Assert.IsType<ChannelResult.Unknown>(second);
        Assert.Equal(before + 2, await gateway.RequestsAsync("POST /v3/fund-app/mch-transfer/transfer-bills"));
        Assert.IsType<ChannelResult.Pending>(await Channel.QueryTransferAsync(arrived.Transfer, Cancellation));
        Assert.IsType<ChannelResult.NotFound>(await Channel.QueryTransferAsync(lost.Transfer, Cancellation));
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("another-key")]
    [InlineData("six-minutes-old")]
    [InlineData("tampered")]
    [InlineData("about-another")]
    [InlineData("error-500")]
    [InlineData("busy")]
    [InlineData("garbage")]
    [InlineData("page")]
    public async Task An_answer_that_is_not_surely_the_channels_is_not_believed(string behaviour)
    {
        var payment = await _shop.PaidAsync(10L.Yuan);

        await gateway.NextAsync(behaviour);
        var queried = await Channel.QueryPaymentAsync(payment, Cancellation);
        await gateway.NextAsync(behaviour);
        var missing = await Channel.QueryRefundAsync(Ids.New("r"), payment, Cancellation);

        Assert.IsType<ChannelResult.Unknown>(queried);
        if (behaviour is not "about-another" and not "tampered")
        {
            Assert.IsType<ChannelResult.Unknown>(missing);
        }

        Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync(payment, Cancellation));
    }

    [Fact]
    public async Task A_request_that_the_channel_cannot_verify_leaves_the_outcome_open()
    {
        var stranger = _shop.With(_shop.Options with { PrivateKeyFile = gateway["stranger.pem"] });

        var result = await stranger.TransferAsync(WechatShop.Transfer(Ids.New("w"), 5L.Yuan), Cancellation);

        Assert.IsType<ChannelResult.Unknown>(result);
    }

    [Fact]
    public async Task Amounts_that_are_not_whole_fen_never_leave_the_house()
    {
        var odd = Money.FromUnits(1_234_567);
        var payment = await _shop.PaidAsync(10L.Yuan);
        var before = await gateway.RequestsAsync("/v3/");

        var pay = await _shop.PayAsync(Ids.New("p"), odd);
        ChannelResult[] deeds =
        [
            await Channel.RefundAsync(WechatShop.Refund(Ids.New("r"), payment, odd, 10L.Yuan), Cancellation),
            await Channel.RefundAsync(WechatShop.Refund(Ids.New("r"), payment, 1L.Yuan, odd), Cancellation),
            await Channel.SplitAsync(WechatShop.Split(Ids.New("s"), payment, odd), Cancellation),
            await Channel.ReturnSplitAsync(new(Ids.New("b"), Ids.New("s"), payment, "1", odd, "退"), Cancellation),
            await Channel.TransferAsync(WechatShop.Transfer(Ids.New("w"), odd), Cancellation),
            await Channel.TransferAsync(WechatShop.Transfer(Ids.New("w"), Money.Zero), Cancellation),
        ];

        Assert.Equal("amount-not-whole-fen", Assert.IsType<PaymentStart.Failed>(pay).Code);
        Assert.All(deeds, deed =>
            Assert.Equal("amount-not-whole-fen", Assert.IsType<ChannelResult.Failed>(deed).Code));
        Assert.Equal(before, await gateway.RequestsAsync("/v3/"));
    }
}
