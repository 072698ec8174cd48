namespace Wellspring.Shop.Payments.Alipay;

/// <summary>How a payer pays at Alipay: scanning a code, or on Alipay's page.</summary>
public enum AlipayBy
{
    Code,
    Page,
}

/// <summary>What Alipay has to know about us 支付宝应用配置; files hold the keys, this holds their names.</summary>
/// <remarks>
/// Keys (公钥模式) are enough to be paid; Alipay lets money out only with certificates (公钥证书模式).
/// </remarks>
public sealed record AlipayOptions
{
    public const string Prefix = "Payments:Alipay";

    public required string AppId { get; init; }

    /// <summary>Our application's private key: PEM, or bare base64 as Alipay's tool writes it.</summary>
    public required string PrivateKeyFile { get; init; }

    /// <summary>Alipay's public key, without certificates.</summary>
    public string PublicKeyFile { get; init; } = "";

    /// <summary>Our application's certificate <c>appCertPublicKey.crt</c>; with it come the other two.</summary>
    public string AppCertificateFile { get; init; } = "";

    /// <summary>Alipay's certificate <c>alipayCertPublicKey_RSA2.crt</c>.</summary>
    public string AlipayCertificateFile { get; init; } = "";

    /// <summary>Alipay's root certificates <c>alipayRootCert.crt</c>.</summary>
    public string RootCertificateFile { get; init; } = "";

    public AlipayBy PayBy { get; init; }

    /// <summary>Freezes every payment for splitting, until the split is finished.</summary>
    public bool Splits { get; init; }

    public Uri Gateway { get; init; } = new("https://openapi.alipay.com/gateway.do");

    public bool Certified => AppCertificateFile.Length > 0;

    /// <summary>
    /// Reads <c>Payments:Alipay:…</c>; null while <c>Payments:Alipay:AppId</c> is not set: the channel is off.
    /// </summary>
    /// <exception cref="PaymentSettingsException">Something needed is missing or wrong.</exception>
    public static AlipayOptions? Read(Func<string, string?> setting)
    {
        var settings = new PaymentSettings(Prefix, setting);
        if (settings.Optional("AppId") is not { } app)
        {
            return null;
        }

        var certified = settings.Optional("AppCertificateFile") is not null;
        return new()
        {
            AppId = app,
            PrivateKeyFile = settings.Required("PrivateKeyFile"),
            PublicKeyFile = certified ? "" : settings.Required("PublicKeyFile"),
            AppCertificateFile = settings.Optional("AppCertificateFile") ?? "",
            AlipayCertificateFile = certified ? settings.Required("AlipayCertificateFile") : "",
            RootCertificateFile = certified ? settings.Required("RootCertificateFile") : "",
            PayBy = settings.OneOf("PayBy", AlipayBy.Code),
            Splits = settings.Flag("Splits"),
            Gateway = settings.Address("Gateway", "https://openapi.alipay.com/gateway.do"),
        };
    }
}
