using System.Globalization;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>How a payer pays at WeChat: scanning a code, or from a browser on the phone.</summary>
public enum WechatPayBy
{
    Native,
    H5,
}

/// <summary>What WeChat Pay has to know about us 微信支付商户配置; files hold the keys, this holds their names.</summary>
/// <remarks>One merchant 直连商户, not a service provider with sub-merchants 服务商.</remarks>
public sealed record WechatPayOptions
{
    public const string Prefix = "Payments:Wechat";

    public required string MerchantId { get; init; }

    public required string AppId { get; init; }

    /// <summary>The serial number of our API certificate, in hexadecimal.</summary>
    public required string CertificateSerial { get; init; }

    /// <summary>PEM: <c>apiclient_key.pem</c>.</summary>
    public required string PrivateKeyFile { get; init; }

    /// <summary>The APIv3 key, 32 characters.</summary>
    public required string ApiKeyFile { get; init; }

    /// <summary>
    /// WeChat's public keys by their ids (<c>PUB_KEY_ID_…</c>), or platform certificates by serial number. The first
    /// one encrypts names; every one verifies, so that keys can change without a gap.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, string>> PlatformKeys { get; init; }

    public WechatPayBy PayBy { get; init; }

    /// <summary>Marks every payment for splitting; its money stays frozen until the split is finished.</summary>
    public bool Splits { get; init; }

    /// <summary>The scene WeChat approved for transfers 转账场景, and what its reports ask for.</summary>
    public string TransferScene { get; init; } = "";

    /// <summary>What the payee reads when the money comes 用户收款感知; one of the texts of the scene.</summary>
    public string TransferPerception { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> TransferReports { get; init; } = [];

    public Uri Gateway { get; init; } = new("https://api.mch.weixin.qq.com");

    /// <summary>
    /// Reads <c>Payments:Wechat:…</c>; null while <c>Payments:Wechat:MerchantId</c> is not set: the channel is off.
    /// </summary>
    /// <exception cref="PaymentSettingsException">Something needed is missing or wrong.</exception>
    public static WechatPayOptions? Read(Func<string, string?> setting)
    {
        var settings = new PaymentSettings(Prefix, setting);
        return settings.Optional("MerchantId") is not { } merchant ? null : new()
        {
            MerchantId = merchant,
            AppId = settings.Required("AppId"),
            CertificateSerial = settings.Required("CertificateSerial"),
            PrivateKeyFile = settings.Required("PrivateKeyFile"),
            ApiKeyFile = settings.Required("ApiKeyFile"),
            PlatformKeys = [new(settings.Required("PlatformKeys:0:Id"), settings.Required("PlatformKeys:0:File")),
                .. Pairs(settings, "PlatformKeys", "Id", "File").Skip(1)],
            PayBy = settings.OneOf("PayBy", WechatPayBy.Native),
            Splits = settings.Flag("Splits"),
            TransferScene = settings.Optional("TransferScene") ?? "",
            TransferPerception = settings.Optional("TransferPerception") ?? "",
            TransferReports = [.. Pairs(settings, "TransferReports", "Type", "Content")],
            Gateway = settings.Address("Gateway", "https://api.mch.weixin.qq.com"),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(
        PaymentSettings settings, string list, string key, string value)
    {
        for (var index = 0; ; index++)
        {
            var place = $"{list}:{index.ToString(CultureInfo.InvariantCulture)}:";
            if (settings.Optional(place + key) is not { } name)
            {
                yield break;
            }

            yield return new(name, settings.Required(place + value));
        }
    }
}
