using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Cli.Orders;

/// <summary>Makes ids that the journal takes, 1 to 64 of <c>[A-Za-z0-9._:-]</c>, out of any text.</summary>
internal static class LegalId
{
    public const int Longest = 64;

    private const int HashDigits = 8;

    public static bool IsLegal(string text) => text.Length is > 0 and <= Longest && text.All(IsLegal);

    /// <summary>
    /// A legal text as it is. Any other: each run of other characters becomes one hyphen, and eight digits of the
    /// text's
    /// SHA-256 at the end keep apart what would look the same. The same text always gives the same id.
    /// </summary>
    public static string Of(string text) => IsLegal(text) ? text : WithHash(Plain(text), text);

    /// <summary>
    /// The readable id without a hash, or null where it would lose a letter, or is too long or empty.
    /// </summary>
    public static string? Readable(string text)
    {
        var plain = Plain(text);
        return IsLegal(plain) && text.All(char.IsAscii) ? plain : null;
    }

    private static bool IsLegal(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or ':' or '-';

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            var gap = !IsLegal(sign);
            if (!gap || (plain.Length > 0 && plain[^1] != '-'))
            {
                plain.Append(gap ? '-' : sign);
            }
        }

        return text.Length > 0 && IsLegal(text[^1]) ? plain.ToString() : plain.ToString().TrimEnd('-');
    }

    private static string WithHash(string plain, string text)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
        var room = Longest - HashDigits - 1;
        var start = plain.Length > room ? plain[..room] : plain;
        return start.Length == 0 ? $"x-{hash}" : $"{start}-{hash}";
    }
}

/// <summary>
/// Gives each merchant text an id of its own: readable where possible, with a hash where two would be alike.
/// </summary>
internal sealed class MerchantIds(string prefix)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    public string Of(string text)
    {
        if (_ids.TryGetValue(text, out var known))
        {
            return known;
        }

        var whole = prefix + text;
        var id = LegalId.Readable(whole) is { } readable && _taken.Add(readable)
            ? readable
            : Unlike(whole);
        _ids.Add(text, id);
        return id;
    }

    // A trailing blank makes the text illegal, so that it gets a hash; more of them while even that is taken.
    private string Unlike(string text)
    {
        var id = LegalId.Of(text + " ");
        while (!_taken.Add(id))
        {
            text += " ";
            id = LegalId.Of(text + " ");
        }

        return id;
    }
}
