using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Wechat;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Callbacks of WeChat Pay: the true ones are read as often as they come, the others never.</summary>
[Collection(GatewayTests.Name)]
public sealed class WechatNoticeTests(FakeGateway gateway) : IDisposable
{
    private readonly WechatShop _shop = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WechatPayChannel Channel => _shop.Channel;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_callback_that_comes_ten_times_has_the_same_name_each_time()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("wechat", "payment", payment);

        var notices = Enumerable.Range(0, 10).Select(_ => callback.ReadBy(Channel)).ToList();

        Assert.Single(notices.Select(notice => notice!.Delivery).Distinct());
        Assert.All(notices, notice =>
        {
            Assert.Equal((ChannelDeed.Payment, payment), (notice!.Deed, notice.Id));
            Assert.Equal(88L.Yuan, Assert.IsType<ChannelResult.Done>(notice.Result).Amount);
        });
    }

    [Fact]
    public async Task A_callback_after_the_query_says_the_same()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);

        var queried = await Channel.QueryPaymentAsync(payment, Cancellation);
        var late = (await gateway.NoticeAsync("wechat", "payment", payment)).ReadBy(Channel);

        Assert.Equal(queried, late!.Result);
    }

    [Fact]
    public async Task Callbacks_about_refunds_splits_and_transfers_name_our_deed()
    {
        var payment = await _shop.PaidAsync(100L.Yuan);
        var refund = WechatShop.Refund(Ids.New("r"), payment, 4L.Yuan, 100L.Yuan);
        var split = WechatShop.Split(Ids.New("s"), payment, 20L.Yuan);
        var transfer = WechatShop.Transfer(Ids.New("w"), 5L.Yuan);
        await Channel.RefundAsync(refund, Cancellation);
        await Channel.SplitAsync(split, Cancellation);
        await Channel.TransferAsync(transfer, Cancellation);
        await gateway.FinishAsync("wechat", "refund", refund.Refund, "SUCCESS");
        await gateway.FinishAsync("wechat", "split", split.Split, "SUCCESS");
        await gateway.FinishAsync("wechat", "transfer", transfer.Transfer, "FAIL");

        var refunded = (await gateway.NoticeAsync("wechat", "refund", refund.Refund)).ReadBy(Channel)!;
        var divided = (await gateway.NoticeAsync("wechat", "split", split.Split)).ReadBy(Channel)!;
        var failed = (await gateway.NoticeAsync("wechat", "transfer", transfer.Transfer)).ReadBy(Channel)!;

        Assert.Equal((ChannelDeed.Refund, refund.Refund), (refunded.Deed, refunded.Id));
        Assert.Equal(4L.Yuan, Assert.IsType<ChannelResult.Done>(refunded.Result).Amount);
        // It carries the event of a payment; only what was sealed says that it is none.
        Assert.Equal((ChannelDeed.Split, split.Split), (divided.Deed, divided.Id));
        Assert.IsType<ChannelResult.Pending>(divided.Result);
        Assert.Equal((ChannelDeed.Transfer, transfer.Transfer), (failed.Deed, failed.Id));
        Assert.Equal("ACCOUNT_FROZEN", Assert.IsType<ChannelResult.Failed>(failed.Result).Code);
    }

    [Fact]
    public async Task A_true_callback_about_something_else_asks_for_nothing()
    {
        var notice = (await gateway.NoticeAsync("wechat", "complaint", "200201820200101080076610000")).ReadBy(Channel);

        Assert.Equal(ChannelDeed.Other, notice!.Deed);
    }

    [Theory]
    [InlineData("another-key")]
    [InlineData("another-api-key")]
    [InlineData("six-minutes-old")]
    public async Task A_callback_with_a_wrong_signature_a_wrong_seal_or_a_stale_time_is_refused(string fault)
    {
        var payment = await _shop.PaidAsync(88L.Yuan);

        Assert.Null((await gateway.NoticeAsync("wechat", "payment", payment, fault)).ReadBy(Channel));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_callback_more_than_five_minutes_from_our_clock_is_refused(int minutes)
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("wechat", "payment", payment);

        var atTheEdge = _shop.With(_shop.Options, new MovedTime(TimeSpan.FromMinutes(minutes * 0.8)));
        var beyond = _shop.With(_shop.Options, new MovedTime(TimeSpan.FromMinutes(minutes)));

        Assert.NotNull(callback.ReadBy(atTheEdge));
        Assert.Null(callback.ReadBy(beyond));
    }

    [Fact]
    public async Task A_callback_that_was_changed_on_the_way_is_refused_whatever_was_changed()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("wechat", "payment", payment);
        Callback[] changed =
        [
            callback with { Body = callback.Body.Replace("支付成功", "支付失败", StringComparison.Ordinal) },
            callback with { Body = callback.Body + " " },
            callback with { Body = "" },
            .. callback.Headers.Keys.Where(name => name != "Wechatpay-Signature-Type").Select(name => callback with
            {
                Headers = callback.Headers.Where(header => header.Key != name).ToDictionary(),
            }),
            .. callback.Headers.Keys.Where(name => name != "Wechatpay-Signature-Type").Select(name => callback with
            {
                Headers = callback.Headers.ToDictionary(
                    header => header.Key, header => header.Key == name ? "1" + header.Value : header.Value),
            }),
        ];

        Assert.All(changed, callback => Assert.Null(callback.ReadBy(Channel)));
    }

    [Fact]
    public async Task A_callback_for_another_merchant_is_refused()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("wechat", "payment", payment);

        Assert.Null(callback.ReadBy(_shop.With(_shop.Options with { MerchantId = "1900000999" })));
        Assert.Null(callback.ReadBy(_shop.With(_shop.Options with { AppId = "wx9999999999999999" })));
    }

    [Fact]
    public async Task Header_names_come_in_any_case()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("wechat", "payment", payment);

        var lower = callback with { Headers = callback.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(), header => header.Value) };

        Assert.NotNull(lower.ReadBy(Channel));
    }

    [Fact]
    public void What_arrived_is_answered_as_the_channel_wants_to_read_it() =>
        Assert.Equal((200, 400), (Channel.Reply(accepted: true).Status, Channel.Reply(accepted: false).Status));
}
