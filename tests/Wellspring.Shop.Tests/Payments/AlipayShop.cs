using Wellspring.Core;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Alipay;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Our side of Alipay, set up against the fake gateway, with requests of a usual kind.</summary>
internal sealed class AlipayShop(FakeGateway gateway) : IDisposable
{
    public static readonly Uri Notify = new("https://shop.test/pay/notices/alipay?shop=1&x=%20");
    public static readonly Uri Return = new("https://shop.test/orders/o-1?from=pay");

    private readonly HttpClient _http = PaymentHttp.NewClient();

    public AlipayChannel Channel => With(Certificates);

    /// <summary>With keys alone: enough to be paid.</summary>
    public AlipayOptions Keys => new()
    {
        AppId = GatewayKeys.AlipayApp,
        PrivateKeyFile = gateway["alipay-app.pem"],
        PublicKeyFile = gateway["alipay.pub.pem"],
        Splits = true,
        Gateway = new(gateway.Address, "/gateway.do"),
    };

    public AlipayOptions Certificates => Keys with
    {
        PublicKeyFile = "",
        AppCertificateFile = gateway["alipay-app.crt"],
        AlipayCertificateFile = gateway["alipay.crt"],
        RootCertificateFile = gateway["alipay-root.crt"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public AlipayChannel With(AlipayOptions options, TimeProvider? time = null) =>
        new(options, _http, time ?? TimeProvider.System);

    public static PaymentRequest Payment(string id, Money amount) =>
        new(id, amount, "涌泉/演示=订单&1 \"+\" <%>", Notify, Return);

    /// <summary>A payment that the payer has made.</summary>
    public async Task<string> PaidAsync(Money amount)
    {
        var id = Ids.New("p");
        Assert.IsType<PaymentStart.Scan>(await Channel.PayAsync(Payment(id, amount), Cancellation));
        await gateway.PaidAsync("alipay", id);
        return id;
    }

    public static RefundRequest Refund(string id, string payment, Money amount, Money whole) =>
        new(id, payment, amount, whole, "七天无理由退货", Notify);

    public static SplitRequest Split(string id, string payment, Money amount) =>
        new(id, payment, GatewayKeys.AlipayReceiver, amount, "平台服务费", Finish: true);

    public static TransferRequest Transfer(
        string id, Money amount, string payee = "zhang@example.test", string name = GatewayKeys.PayeeName) =>
        new(id, payee, name, amount, "积分卖出提现", Notify);

    public void Dispose() => _http.Dispose();
}
