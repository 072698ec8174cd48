using Wellspring.Shop.Payments;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>Channels are off until they are set up, and say what is missing when they are half set up.</summary>
[Collection(GatewayTests.Name)]
public sealed class PaymentSettingsTests(FakeGateway gateway) : IDisposable
{
    private readonly HttpClient _http = PaymentHttp.NewClient();

    private Dictionary<string, string> Settings => new()
    {
        ["Payments:Wechat:MerchantId"] = GatewayKeys.WechatMerchant,
        ["Payments:Wechat:AppId"] = GatewayKeys.WechatApp,
        ["Payments:Wechat:CertificateSerial"] = GatewayKeys.WechatSerial,
        ["Payments:Wechat:PrivateKeyFile"] = gateway["wechat-merchant.pem"],
        ["Payments:Wechat:ApiKeyFile"] = gateway["wechat-api.key"],
        ["Payments:Wechat:PlatformKeys:0:Id"] = GatewayKeys.WechatPlatformId,
        ["Payments:Wechat:PlatformKeys:0:File"] = gateway["wechat-platform.pub.pem"],
        ["Payments:Wechat:Gateway"] = gateway.Address.AbsoluteUri,
        ["Payments:Alipay:AppId"] = GatewayKeys.AlipayApp,
        ["Payments:Alipay:PrivateKeyFile"] = gateway["alipay-app.pem"],
        ["Payments:Alipay:PublicKeyFile"] = gateway["alipay.pub.pem"],
        ["Payments:Alipay:Gateway"] = new Uri(gateway.Address, "/gateway.do").AbsoluteUri,
    };

    public void Dispose() => _http.Dispose();

    [Fact]
    public void Nothing_is_on_until_it_is_set_up() => Assert.Empty(Read([]));

    [Fact]
    public async Task What_is_set_up_by_name_can_be_paid_with()
    {
        var channels = Read(Settings);

        Assert.Equal(["wechat", "alipay"], channels.Select(channel => channel.Name));
        foreach (var channel in channels)
        {
            var start = await channel.PayAsync(
                new(Ids.New("p"), 1L.Yuan, "试付", new("https://shop.test/notify"), new("https://shop.test/")),
                TestContext.Current.CancellationToken);
            Assert.IsType<PaymentStart.Scan>(start);
        }
    }

    [Fact]
    public void Whatever_is_missing_is_named()
    {
        var optional = (string[])["Payments:Wechat:MerchantId", "Payments:Wechat:Gateway", "Payments:Alipay:AppId",
            "Payments:Alipay:Gateway"];

        Assert.All(Settings.Keys.Except(optional), name =>
        {
            var settings = Settings;
            settings.Remove(name);
            var failure = Assert.Throws<PaymentSettingsException>(() => Read(settings));
            Assert.Contains(name, failure.Sentence.Zh, StringComparison.Ordinal);
            Assert.Contains(name, failure.Sentence.En, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Payments:Wechat:PayBy", "Cash")]
    [InlineData("Payments:Wechat:Splits", "perhaps")]
    [InlineData("Payments:Wechat:Gateway", "http://api.mch.weixin.example/")]
    [InlineData("Payments:Alipay:Gateway", "openapi")]
    public void A_setting_that_makes_no_sense_is_named(string name, string value) => Assert.Contains(
        name,
        Assert.Throws<PaymentSettingsException>(() => Read(new(Settings) { [name] = value })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Payments:Wechat:PrivateKeyFile", "wechat-merchant.pub.pem")]
    [InlineData("Payments:Wechat:PrivateKeyFile", "nowhere.pem")]
    [InlineData("Payments:Wechat:PrivateKeyFile", "settings.json")]
    [InlineData("Payments:Wechat:ApiKeyFile", "settings.json")]
    [InlineData("Payments:Wechat:PlatformKeys:0:File", "wechat-api.key")]
    [InlineData("Payments:Alipay:PublicKeyFile", "alipay-app.pem.missing")]
    public void A_key_file_that_cannot_be_used_is_named_and_never_shown(string name, string file)
    {
        var failure = Assert.Throws<PaymentSettingsException>(
            () => Read(new(Settings) { [name] = gateway[file] }));

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayKeys.ApiKey, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_read_bare_as_the_channels_pages_show_them()
    {
        string[] bare = ["alipay-app.pem", "alipay.pub.pem"];
        foreach (var file in bare)
        {
            var lines = await File.ReadAllLinesAsync(gateway[file], TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                gateway[file + ".bare"], string.Concat(lines.Where(line => line[0] != '-')),
                TestContext.Current.CancellationToken);
        }

        var channel = Assert.Single(Read(new Dictionary<string, string>(
            Settings.Where(setting => setting.Key.Contains("Alipay", StringComparison.Ordinal)))
        {
            ["Payments:Alipay:PrivateKeyFile"] = gateway["alipay-app.pem.bare"],
            ["Payments:Alipay:PublicKeyFile"] = gateway["alipay.pub.pem.bare"],
        }));

        Assert.IsType<ChannelResult.NotFound>(
            await channel.QueryPaymentAsync(Ids.New("p"), TestContext.Current.CancellationToken));
    }

    private IReadOnlyList<IPaymentChannel> Read(Dictionary<string, string> settings) =>
        ConfiguredChannels.Read(settings.GetValueOrDefault, _http, TimeProvider.System);
}
