using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Shop.Staff;

/// <summary>
/// Time-based one-time codes of an authenticator app 动态口令: RFC 6238 with SHA-1, 30 seconds, 6 digits.
/// </summary>
public static class Totp
{
    public const int StepSeconds = 30;
    private const int Digits = 6;
    private const int SecretBytes = 20;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    // A phone's clock may be half a minute off, either way.
    private const long Tolerance = 1;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of one step: what the app shows.</summary>
    // RFC 6238 is defined on HMAC-SHA-1, and every authenticator app speaks it; a collision of SHA-1 does not help
    // here.
#pragma warning disable CA5350
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        var text = number.ToString("D10", System.Globalization.CultureInfo.InvariantCulture);
        return text[^digits..];
    }
#pragma warning restore CA5350

    /// <summary>
    /// The step whose code this is; null when it is none, or one not after <paramref name="lastStep"/>: a code counts
    /// once.
    /// </summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            var isSame = CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(CodeAt(secret, step)));
            if (isSame && step > lastStep)
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>The secret as a person types it into an app.</summary>
    public static string Spell(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var part in secret)
        {
            (bits, count) = (((bits & 31) << 8) | part, count + 8);
            for (; count >= 5; count -= 5)
            {
                text.Append(Base32[(bits >> (count - 5)) & 31]);
            }
        }

        return count == 0 ? text.ToString() : text.Append(Base32[(bits << (5 - count)) & 31]).ToString();
    }

    /// <summary>The address inside the QR code that an app scans.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString("Wellspring:" + account)}?secret={Spell(secret)}&issuer=Wellspring";
}
