using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Wellspring.Shop.Tests.Gateway;

/// <summary>Keys of one run: ours, the channels' and a stranger's. None outlives the test.</summary>
internal static class GatewayKeys
{
    public const string PayeeName = "张三丰";
    public const string ApiKey = "0123456789abcdef0123456789ABCDEF";
    public const string WechatMerchant = "1900000109";
    public const string WechatApp = "wx8888888888888888";
    public const string WechatSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    public const string WechatPlatformId = "PUB_KEY_ID_0119000001092026112200000000000000";
    public const string AlipayApp = "2021004100000000";
    public const string AlipayReceiver = "2088101126765726";

    public static void Write(string folder)
    {
        foreach (var name in (string[])["wechat-merchant", "wechat-platform", "alipay-app", "alipay", "stranger"])
        {
            using var rsa = RSA.Create(2048);
            File.WriteAllText(Path.Combine(folder, name + ".pem"), rsa.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(Path.Combine(folder, name + ".pub.pem"), rsa.ExportSubjectPublicKeyInfoPem());
        }

        WriteCertificates(folder);
        File.WriteAllText(Path.Combine(folder, "wechat-api.key"), ApiKey);
        File.WriteAllText(Path.Combine(folder, "settings.json"), JsonSerializer.Serialize(new
        {
            wechat = new
            {
                mchid = WechatMerchant, appid = WechatApp, serial = WechatSerial, platformId = WechatPlatformId,
                payeeName = PayeeName,
            },
            alipay = new { appId = AlipayApp, receiver = AlipayReceiver, payeeName = PayeeName },
        }));
    }

    /// <summary>
    /// A root of two certificates and, as in Alipay's own file, one that is not RSA and has to be passed over.
    /// </summary>
    private static void WriteCertificates(string folder)
    {
        using var root = SelfSigned("CN=Test Root CA R1, OU=Certification Authority, O=Test Pay, C=CN");
        using var other = SelfSigned("CN=Test Root CA 2, O=Test Pay, L=Hangzhou, ST=Zhejiang, C=CN");
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=Curve, O=Test Pay, C=CN", curve, HashAlgorithmName.SHA256)
            .CreateSelfSigned(Start, End);
        File.WriteAllText(
            Path.Combine(folder, "alipay-root.crt"),
            string.Join('\n', new[] { elliptic, root, other }.Select(one => one.ExportCertificatePem())));
        Issue(folder, "alipay-app", "CN=Our Shop, O=Our Company, C=CN", root, [0x20, 0x26, 0x11, 0x22, 0x00, 0x01]);
        Issue(folder, "alipay", "CN=Pay Company, O=Test Pay, C=CN", root, [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);

        // The same key under a later certificate: only its number tells them apart.
        Issue(folder, "alipay", "CN=Pay Company, O=Test Pay, C=CN", root, [0x02], certificateName: "alipay-next");
    }

    private static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset End { get; } = Start.AddYears(20);

    private static X509Certificate2 SelfSigned(string name)
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Start, End);
    }

    private static void Issue(
        string folder, string file, string name, X509Certificate2 root, byte[] serial, string? certificateName = null)
    {
        using var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, file + ".pem")));
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(root, Start, End.AddYears(-1), serial);
        File.WriteAllText(Path.Combine(folder, (certificateName ?? file) + ".crt"), certificate.ExportCertificatePem());
    }
}
