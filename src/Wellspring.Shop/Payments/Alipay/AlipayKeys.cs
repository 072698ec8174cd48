using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Wellspring.Shop.Payments.Alipay;

/// <summary>The keys between Alipay and us (RSA2), and the numbers by which certificates are called.</summary>
internal sealed class AlipayKeys
{
    // The curves of the national standard share the root file; Alipay numbers only its RSA certificates.
    private const string RsaSignatures = "1.2.840.113549.1.1";

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["2.5.4.3"] = "CN", ["2.5.4.6"] = "C", ["2.5.4.7"] = "L", ["2.5.4.8"] = "ST", ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
    };

    private readonly SigningKey _ours;
    private readonly VerifyingKey _theirs;

    public AlipayKeys(AlipayOptions options)
    {
        _ours = KeyFiles.Private(options.PrivateKeyFile);
        _theirs = KeyFiles.Public(options.Certified ? options.AlipayCertificateFile : options.PublicKeyFile);
        if (options.Certified)
        {
            AppNumber = NumberOf(KeyFiles.Certificates(options.AppCertificateFile)[0]);
            AlipayNumber = NumberOf(KeyFiles.Certificates(options.AlipayCertificateFile)[0]);
            RootNumber = string.Join('_', KeyFiles.Certificates(options.RootCertificateFile)
                .Where(root => root.SignatureAlgorithm.Value!.StartsWith(RsaSignatures, StringComparison.Ordinal))
                .Select(NumberOf));
        }
    }

    /// <summary>Null without certificates, as the two others.</summary>
    public string? AppNumber { get; }

    public string? AlipayNumber { get; }

    public string? RootNumber { get; }

    public string Sign(IEnumerable<KeyValuePair<string, string>> parameters) => _ours.Sign(Content(parameters));

    public bool Signed(ReadOnlySpan<byte> text, string signature) => _theirs.Signed(text, signature);

    /// <summary>What is signed of parameters: all that have a value, by name, joined as they are.</summary>
    public static string Content(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters
        .Where(parameter => parameter.Key != "sign" && parameter.Value.Length > 0)
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}={parameter.Value}"));

    /// <summary>MD5 of the issuer's name, last part first, and the serial number in decimal.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "A name that Alipay prescribes; it protects nothing.")]
    private static string NumberOf(X509Certificate2 certificate)
    {
        var issuer = certificate.IssuerName.EnumerateRelativeDistinguishedNames(reversed: true).Select(part =>
            part.GetSingleElementType() is var type && ShortNames.TryGetValue(type.Value!, out var name)
                ? $"{name}={part.GetSingleElementValue()}"
                : $"{type.FriendlyName}={part.GetSingleElementValue()}");
        var serial = new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true);
        var text = string.Join(',', issuer) + serial.ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
