using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Konscious.Security.Cryptography;

namespace Wellspring.Shop.Staff;

/// <summary>Passwords of staff, kept as Argon2id hashes with their settings beside them.</summary>
public static class Passwords
{
    public const int Shortest = 12;
    public const int Longest = 200;

    // OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane.
    private const int MemoryKiB = 19 * 1024;
    private const int Passes = 2;
    private const int Lanes = 1;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // One hash at a time: a flood of logins waits in line instead of taking all memory.
    private static readonly SemaphoreSlim Hashing = new(2);

    // What an unknown mail is compared with, so that it takes as long as a known one.
    private static readonly Lazy<string> Nobody = new(() => Hash(Ids.Secret()));

    /// <summary>What is wrong with a new password; null when it will do.</summary>
    public static Core.Bilingual? Mistake(string password, string mail) => password switch
    {
        { Length: < Shortest } => new($"密码至少 {Shortest} 个字符。", $"A password has at least {Shortest} characters."),
        { Length: > Longest } => new($"密码最多 {Longest} 个字符。", $"A password has at most {Longest} characters."),
        _ when password.Distinct().Count() < 5 => new(
            "密码里重复的字符太多,请换一个。", "The password repeats too few characters; choose another."),
        _ when mail.Length > 0 && password.Contains(mail, StringComparison.OrdinalIgnoreCase) => new(
            "密码不能包含邮箱地址。", "The password may not contain the mail address."),
        _ => null,
    };

    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return string.Create(CultureInfo.InvariantCulture,
            $"argon2id$m={MemoryKiB},t={Passes},p={Lanes}${Convert.ToBase64String(salt)}$")
            + Convert.ToBase64String(Derive(password, salt, MemoryKiB, Passes, Lanes));
    }

    /// <summary>Whether the password is the one behind <paramref name="stored"/>; false, as slowly, for none.</summary>
    public static bool Matches(string password, string? stored)
    {
        var parts = (stored ?? Nobody.Value).Split('$');
        var settings = parts[1].Split(',').Select(part => int.Parse(part[2..], CultureInfo.InvariantCulture)).ToArray();
        var hash = Derive(password, Convert.FromBase64String(parts[2]), settings[0], settings[1], settings[2]);
        return CryptographicOperations.FixedTimeEquals(hash, Convert.FromBase64String(parts[3])) && stored is not null;
    }

    private static byte[] Derive(string password, byte[] salt, int memoryKiB, int passes, int lanes)
    {
        Hashing.Wait();
        try
        {
            using var argon = new Argon2id(Encoding.UTF8.GetBytes(password))
            {
                Salt = salt, MemorySize = memoryKiB, Iterations = passes, DegreeOfParallelism = lanes,
            };
            return argon.GetBytes(HashBytes);
        }
        finally
        {
            Hashing.Release();
        }
    }
}
