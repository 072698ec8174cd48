using Wellspring.Core;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Wechat;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Our side of WeChat Pay, set up against the fake gateway, with requests of a usual kind.</summary>
internal sealed class WechatShop(FakeGateway gateway) : IDisposable
{
    public static readonly Uri Notify = new("https://shop.test/pay/notices/wechat");
    public static readonly Uri Return = new("https://shop.test/orders/o-1?from=pay");

    private readonly HttpClient _http = PaymentHttp.NewClient();

    public WechatPayChannel Channel => With(Options);

    public WechatPayOptions Options => new()
    {
        MerchantId = GatewayKeys.WechatMerchant,
        AppId = GatewayKeys.WechatApp,
        CertificateSerial = GatewayKeys.WechatSerial,
        PrivateKeyFile = gateway["wechat-merchant.pem"],
        ApiKeyFile = gateway["wechat-api.key"],
        PlatformKeys = [new(GatewayKeys.WechatPlatformId, gateway["wechat-platform.pub.pem"])],
        Splits = true,
        TransferScene = "1000",
        TransferPerception = "现金奖励",
        TransferReports = [new("活动名称", "消费增值"), new("奖励说明", "积分卖出")],
        Gateway = gateway.Address,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public WechatPayChannel With(WechatPayOptions options, TimeProvider? time = null) =>
        new(options, _http, time ?? TimeProvider.System);

    public static PaymentRequest Payment(string id, Money amount, string payerAddress = "") =>
        new(id, amount, "涌泉 & 演示 \"订单\" <1>", Notify, Return, payerAddress);

    public async Task<PaymentStart> PayAsync(string id, Money amount) =>
        await Channel.PayAsync(Payment(id, amount), Cancellation);

    /// <summary>A payment that the payer has made.</summary>
    public async Task<string> PaidAsync(Money amount)
    {
        var id = Ids.New("p");
        Assert.IsType<PaymentStart.Scan>(await PayAsync(id, amount));
        await gateway.PaidAsync("wechat", id);
        return id;
    }

    public static RefundRequest Refund(string id, string payment, Money amount, Money whole) =>
        new(id, payment, amount, whole, "七天无理由退货", Notify);

    public static SplitRequest Split(string id, string payment, Money amount) =>
        new(id, payment, "1900000110", amount, "平台服务费", Finish: true);

    public static TransferRequest Transfer(string id, Money amount, string name = GatewayKeys.PayeeName) =>
        new(id, "o-MYE42l80oelYMDE34nYD456Xoy", name, amount, "积分卖出提现", Notify);

    public void Dispose() => _http.Dispose();
}
