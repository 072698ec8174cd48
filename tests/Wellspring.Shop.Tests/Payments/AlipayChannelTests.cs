using Wellspring.Core;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Alipay;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Deeds at Alipay, against a gateway that checks every signature with somebody else's code.</summary>
[Collection(GatewayTests.Name)]
public sealed class AlipayChannelTests(FakeGateway gateway) : IDisposable
{
    private readonly AlipayShop _shop = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AlipayChannel Channel => _shop.Channel;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task The_gateway_is_one_that_the_npm_client_believes_with_keys_and_with_certificates()
    {
        var said = await gateway.ControlAsync("selfCheck", new { channel = "alipay" });

        Assert.Equal("10000", said.GetProperty("keys").GetProperty("code").GetString());
        Assert.Equal("10000", said.GetProperty("certificates").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payment_shows_a_code_and_is_done_when_it_was_paid(bool certified)
    {
        var channel = _shop.With(certified ? _shop.Certificates : _shop.Keys);
        var id = Ids.New("p");

        var start = await channel.PayAsync(AlipayShop.Payment(id, Money.FromUnits(88_880_000)), Cancellation);
        var before = await channel.QueryPaymentAsync(id, Cancellation);
        await gateway.FinishAsync("alipay", "payment", id, "SCANNED");
        var scanned = await channel.QueryPaymentAsync(id, Cancellation);
        await gateway.PaidAsync("alipay", id);
        var paid = await channel.QueryPaymentAsync(id, Cancellation);

        Assert.StartsWith(
            "https://qr.alipay.test/", Assert.IsType<PaymentStart.Scan>(start).Code, StringComparison.Ordinal);
        Assert.IsType<ChannelResult.NotFound>(before);
        Assert.IsType<ChannelResult.Pending>(scanned);
        var done = Assert.IsType<ChannelResult.Done>(paid);
        Assert.Equal("88.880000", done.Amount.ToString());
        Assert.True((TimeProvider.System.GetUtcNow() - done.At!.Value).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_page_to_pay_on_is_an_address_that_the_gateway_accepts()
    {
        var channel = _shop.With(_shop.Keys with { PayBy = AlipayBy.Page });
        var id = Ids.New("p");

        var start = await channel.PayAsync(AlipayShop.Payment(id, 88L.Yuan), Cancellation);
        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(Assert.IsType<PaymentStart.Redirect>(start).Address, Cancellation);

        Assert.Contains("涌泉 演示 订单 1", page, StringComparison.Ordinal);
        Assert.Contains("88.00", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refund_goes_out_once_and_speaks_of_itself_alone()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var earlier = AlipayShop.Refund(Ids.New("r"), payment, 3L.Yuan, 10L.Yuan);
        var refund = AlipayShop.Refund(Ids.New("r"), payment, 4L.Yuan, 10L.Yuan);
        await Channel.RefundAsync(earlier, Cancellation);

        var first = await Channel.RefundAsync(refund, Cancellation);
        var again = await Channel.RefundAsync(refund, Cancellation);

        Assert.Equal(4L.Yuan, Assert.IsType<ChannelResult.Done>(first).Amount);
        Assert.Equal(first, again);
        Assert.Equal(first, await Channel.QueryRefundAsync(refund.Refund, payment, Cancellation));
        Assert.IsType<ChannelResult.NotFound>(
            await Channel.QueryRefundAsync(Ids.New("r"), payment, Cancellation));
    }

    [Fact]
    public async Task A_payment_that_was_refunded_in_full_was_still_paid()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);

        await Channel.RefundAsync(AlipayShop.Refund(Ids.New("r"), payment, 10L.Yuan, 10L.Yuan), Cancellation);

        Assert.Equal(
            10L.Yuan, Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync(payment, Cancellation)).Amount);
    }

    [Fact]
    public async Task A_payment_that_ran_out_has_failed()
    {
        var id = Ids.New("p");
        await Channel.PayAsync(AlipayShop.Payment(id, 10L.Yuan), Cancellation);
        await gateway.FinishAsync("alipay", "payment", id, "SCANNED");

        await gateway.FinishAsync("alipay", "payment", id, "TRADE_CLOSED");

        Assert.IsType<ChannelResult.Failed>(await Channel.QueryPaymentAsync(id, Cancellation));
    }

    [Fact]
    public async Task A_refusal_is_final_only_after_a_query_found_nothing()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);

        var tooMuch = await Channel.RefundAsync(
            AlipayShop.Refund(Ids.New("r"), payment, 11L.Yuan, 10L.Yuan), Cancellation);
        var wrongName = await Channel.TransferAsync(
            AlipayShop.Transfer(Ids.New("w"), 5L.Yuan, name: "李四"), Cancellation);

        Assert.Equal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", Assert.IsType<ChannelResult.Failed>(tooMuch).Code);
        Assert.Equal("PAYEE_USER_INFO_ERROR", Assert.IsType<ChannelResult.Failed>(wrongName).Code);
    }

    [Fact]
    public async Task A_refused_repeat_of_a_deed_that_happened_is_not_a_failure()
    {
        var transfer = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);
        var first = await Channel.TransferAsync(transfer, Cancellation);

        var repeat = await Channel.TransferAsync(transfer with { Reason = "写法不同" }, Cancellation);

        Assert.Equal(5L.Yuan, Assert.IsType<ChannelResult.Done>(first).Amount);
        Assert.Equal(first, repeat);
    }

    [Fact]
    public async Task A_payment_is_split_and_a_part_comes_back()
    {
        var payment = await _shop.PaidAsync(100L.Yuan);
        var split = AlipayShop.Split(Ids.New("s"), payment, 20L.Yuan);
        var back = new SplitReturnRequest(
            Ids.New("b"), split.Split, payment, split.Receiver, 5L.Yuan, "用户退款");

        var done = await Channel.SplitAsync(split, Cancellation);
        var returned = await Channel.ReturnSplitAsync(back, Cancellation);

        Assert.Equal(20L.Yuan, Assert.IsType<ChannelResult.Done>(done).Amount);
        Assert.Equal(done, await Channel.QuerySplitAsync(split.Split, payment, Cancellation));
        Assert.Equal(5L.Yuan, Assert.IsType<ChannelResult.Done>(returned).Amount);
        Assert.Equal(
            returned, await Channel.QuerySplitReturnAsync(back.SplitReturn, split.Split, payment, Cancellation));
        Assert.IsType<ChannelResult.NotFound>(
            await Channel.QuerySplitAsync(Ids.New("s"), payment, Cancellation));
    }

    [Theory]
    [InlineData("PROCESSING", typeof(ChannelResult.Pending))]
    [InlineData("FAIL", typeof(ChannelResult.Failed))]
    public async Task A_split_that_is_not_through_says_so(string state, Type result)
    {
        var payment = await _shop.PaidAsync(100L.Yuan);
        var split = AlipayShop.Split(Ids.New("s"), payment, 20L.Yuan);
        await Channel.SplitAsync(split, Cancellation);

        await gateway.FinishAsync("alipay", "split", split.Split, state);

        Assert.IsType(result, await Channel.QuerySplitAsync(split.Split, payment, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_split_before_it_was_paid()
    {
        var payment = Ids.New("p");
        await Channel.PayAsync(AlipayShop.Payment(payment, 100L.Yuan), Cancellation);

        var early = await Channel.SplitAsync(AlipayShop.Split(Ids.New("s"), payment, 20L.Yuan), Cancellation);
        await gateway.NextAsync("error-500");
        var unsure = await Channel.SplitAsync(AlipayShop.Split(Ids.New("s"), payment, 20L.Yuan), Cancellation);

        Assert.Equal("payment-not-done", Assert.IsType<ChannelResult.Failed>(early).Code);
        Assert.IsType<ChannelResult.Unknown>(unsure);
    }

    [Theory]
    [InlineData("zhang@example.test")]
    [InlineData("13800000000")]
    [InlineData("2088123412341234")]
    [InlineData("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5")]
    public async Task A_transfer_names_the_payee_by_the_kind_of_account(string payee)
    {
        var paid = await Channel.TransferAsync(AlipayShop.Transfer(Ids.New("w"), 5L.Yuan, payee), Cancellation);

        Assert.Equal(5L.Yuan, Assert.IsType<ChannelResult.Done>(paid).Amount);
    }

    [Theory]
    [InlineData("DEALING", typeof(ChannelResult.Pending))]
    [InlineData("FAIL", typeof(ChannelResult.Failed))]
    [InlineData("REFUND", typeof(ChannelResult.Failed))]
    [InlineData("A_NEW_WORD", typeof(ChannelResult.Unknown))]
    public async Task A_transfer_that_ends_otherwise_says_so(string state, Type result)
    {
        var transfer = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);
        await Channel.TransferAsync(transfer, Cancellation);

        await gateway.FinishAsync("alipay", "transfer", transfer.Transfer, state);

        Assert.IsType(result, await Channel.QueryTransferAsync(transfer.Transfer, Cancellation));
    }

    [Fact]
    public async Task Money_goes_out_only_with_certificates()
    {
        var refused = await _shop.With(_shop.Keys).TransferAsync(
            AlipayShop.Transfer(Ids.New("w"), 5L.Yuan), Cancellation);

        Assert.IsType<ChannelResult.Failed>(refused);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_is_sent_once_and_the_query_tells_the_truth()
    {
        var arrived = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);
        var lost = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);
        var before = await gateway.RequestsAsync("/gateway.do");

        await gateway.NextAsync("lost-after");
        var first = await Channel.TransferAsync(arrived, Cancellation);
        await gateway.NextAsync("lost-before");
        var second = await Channel.TransferAsync(lost, Cancellation);

        Assert.IsType<ChannelResult.Unknown>(first);
        Assert.IsType<ChannelResult.Unknown>(second);
        Assert.Equal(before + 2, await gateway.RequestsAsync("/gateway.do"));
        Assert.IsType<ChannelResult.Done>(await Channel.QueryTransferAsync(arrived.Transfer, Cancellation));
        Assert.IsType<ChannelResult.NotFound>(await Channel.QueryTransferAsync(lost.Transfer, Cancellation));
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("another-key")]
    [InlineData("tampered")]
    [InlineData("another-method")]
    [InlineData("about-another")]
    [InlineData("error-500")]
    [InlineData("busy")]
    [InlineData("garbage")]
    public async Task An_answer_that_is_not_surely_the_channels_is_not_believed(string behaviour)
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var transfer = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);

        await gateway.NextAsync(behaviour);
        var queried = await Channel.QueryPaymentAsync(payment, Cancellation);
        await gateway.NextAsync(behaviour);
        var paidOut = await Channel.TransferAsync(transfer, Cancellation);

        Assert.IsType<ChannelResult.Unknown>(queried);
        Assert.True(
            paidOut is ChannelResult.Unknown || behaviour == "tampered", $"{behaviour} was believed: {paidOut}");
        Assert.IsType<ChannelResult.Done>(await Channel.QueryPaymentAsync(payment, Cancellation));
    }

    [Fact]
    public async Task An_answer_under_another_certificate_than_ours_is_not_believed()
    {
        var payment = await _shop.PaidAsync(10L.Yuan);
        var channel = _shop.With(_shop.Certificates with { AlipayCertificateFile = gateway["alipay-next.crt"] });

        Assert.IsType<ChannelResult.Unknown>(await channel.QueryPaymentAsync(payment, Cancellation));
    }

    [Fact]
    public async Task A_request_that_the_channel_cannot_verify_leaves_the_outcome_open()
    {
        var stranger = _shop.With(_shop.Certificates with { PrivateKeyFile = gateway["stranger.pem"] });

        var result = await stranger.TransferAsync(AlipayShop.Transfer(Ids.New("w"), 5L.Yuan), Cancellation);

        Assert.IsType<ChannelResult.Unknown>(result);
    }

    [Fact]
    public async Task Amounts_that_are_not_whole_fen_never_leave_the_house()
    {
        var odd = Money.FromUnits(1_234_567);
        var payment = await _shop.PaidAsync(10L.Yuan);
        var before = await gateway.RequestsAsync("/gateway.do");

        var pay = await Channel.PayAsync(AlipayShop.Payment(Ids.New("p"), odd), Cancellation);
        ChannelResult[] deeds =
        [
            await Channel.RefundAsync(AlipayShop.Refund(Ids.New("r"), payment, odd, 10L.Yuan), Cancellation),
            await Channel.SplitAsync(AlipayShop.Split(Ids.New("s"), payment, odd), Cancellation),
            await Channel.ReturnSplitAsync(new(Ids.New("b"), Ids.New("s"), payment, "1", odd, "退"), Cancellation),
            await Channel.TransferAsync(AlipayShop.Transfer(Ids.New("w"), odd), Cancellation),
            await Channel.TransferAsync(AlipayShop.Transfer(Ids.New("w"), Money.Zero), Cancellation),
        ];

        Assert.Equal("amount-not-whole-fen", Assert.IsType<PaymentStart.Failed>(pay).Code);
        Assert.All(deeds, deed =>
            Assert.Equal("amount-not-whole-fen", Assert.IsType<ChannelResult.Failed>(deed).Code));
        Assert.Equal(before, await gateway.RequestsAsync("/gateway.do"));
    }
}
