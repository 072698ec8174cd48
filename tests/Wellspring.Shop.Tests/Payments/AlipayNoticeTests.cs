using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Alipay;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Callbacks of Alipay: the true ones are read as often as they come, the others never.</summary>
[Collection(GatewayTests.Name)]
public sealed class AlipayNoticeTests(FakeGateway gateway) : IDisposable
{
    private readonly AlipayShop _shop = new(gateway);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AlipayChannel Channel => _shop.Channel;

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_callback_that_comes_ten_times_has_the_same_name_each_time(bool certified)
    {
        var channel = _shop.With(certified ? _shop.Certificates : _shop.Keys);
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("alipay", "payment", payment);

        var notices = Enumerable.Range(0, 10).Select(_ => callback.ReadBy(channel)).ToList();

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
        var late = (await gateway.NoticeAsync("alipay", "payment", payment)).ReadBy(Channel);

        Assert.Equal(queried, late!.Result);
    }

    [Fact]
    public async Task A_callback_about_a_refund_asks_us_to_query_it()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var refund = AlipayShop.Refund(Ids.New("r"), payment, 4L.Yuan, 88L.Yuan);
        await Channel.RefundAsync(refund, Cancellation);

        var notice = (await gateway.NoticeAsync("alipay", "refund", refund.Refund)).ReadBy(Channel)!;

        Assert.Equal((ChannelDeed.Refund, refund.Refund), (notice.Deed, notice.Id));
        Assert.IsType<ChannelResult.Pending>(notice.Result);
    }

    [Theory]
    [InlineData("SUCCESS", typeof(ChannelResult.Done))]
    [InlineData("FAIL", typeof(ChannelResult.Failed))]
    public async Task A_callback_about_a_transfer_says_what_became_of_it(string state, Type result)
    {
        var transfer = AlipayShop.Transfer(Ids.New("w"), 5L.Yuan);
        await Channel.TransferAsync(transfer, Cancellation);
        await gateway.FinishAsync("alipay", "transfer", transfer.Transfer, state);

        var notice = (await gateway.NoticeAsync("alipay", "transfer", transfer.Transfer)).ReadBy(Channel)!;

        Assert.Equal((ChannelDeed.Transfer, transfer.Transfer), (notice.Deed, notice.Id));
        Assert.IsType(result, notice.Result);
    }

    [Fact]
    public async Task A_true_callback_about_something_else_asks_for_nothing() => Assert.Equal(
        ChannelDeed.Other, (await gateway.NoticeAsync("alipay", "message", "none00")).ReadBy(Channel)!.Deed);

    [Theory]
    [InlineData("another-key")]
    [InlineData("another-app")]
    [InlineData("two-days-old")]
    public async Task A_callback_with_a_wrong_signature_for_another_app_or_too_old_is_refused(string fault)
    {
        var payment = await _shop.PaidAsync(88L.Yuan);

        Assert.Null((await gateway.NoticeAsync("alipay", "payment", payment, fault)).ReadBy(Channel));
    }

    [Theory]
    [InlineData(-6, false)]
    [InlineData(-4, true)]
    [InlineData(25 * 60, true)]
    [InlineData(27 * 60, false)]
    public async Task A_callback_is_read_for_as_long_as_Alipay_repeats_it(int minutes, bool read)
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("alipay", "payment", payment);

        var channel = _shop.With(_shop.Keys, new MovedTime(TimeSpan.FromMinutes(minutes)));

        Assert.Equal(read, callback.ReadBy(channel) is not null);
    }

    [Fact]
    public async Task A_callback_that_was_changed_on_the_way_is_refused_whatever_was_changed()
    {
        var payment = await _shop.PaidAsync(88L.Yuan);
        var callback = await gateway.NoticeAsync("alipay", "payment", payment);
        var fields = callback.Body.Split('&');
        var signed = fields.Where(field => !field.StartsWith("sign_type=", StringComparison.Ordinal)).ToArray();
        List<string> changed =
        [
            "", "sign_type=RSA2", callback.Body + "&total_amount=1.00", callback.Body + "&extra=1",
            callback.Body.Replace("RSA2", "RSA", StringComparison.Ordinal),
            .. signed.Select(field => string.Join('&', fields.Where(other => other != field))),
            .. signed.Select(field => callback.Body.Replace(field, field + "1", StringComparison.Ordinal)),
        ];

        Assert.True(changed.Count > 25);
        Assert.All(changed, body => Assert.Null((callback with { Body = body }).ReadBy(Channel)));
    }

    [Fact]
    public void Alipay_reads_one_word() =>
        Assert.Equal(("success", "fail"), (Channel.Reply(accepted: true).Body, Channel.Reply(accepted: false).Body));
}
