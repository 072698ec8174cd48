using Wellspring.Core;

namespace Wellspring.Shop.Members;

/// <summary>Where a member is reached and logs in by: a mail address or a phone number, in one spelling.</summary>
public sealed record ContactAddress
{
    private const int MailLimit = 254;

    private ContactAddress(string channel, string value) => (Channel, Value) = (channel, value);

    public const string Mail = "mail";
    public const string Phone = "phone";

    /// <summary><see cref="Mail"/> or <see cref="Phone"/>.</summary>
    public string Channel { get; }

    /// <summary>Mail in lower case; a phone number as <c>+8613800138000</c>.</summary>
    public string Value { get; }

    public bool IsMail => Channel == Mail;

    public static Bilingual Mistake { get; } = new(
        "请填写邮箱(如 anna@example.org)或手机号(11 位,国外号码以 + 和国家区号开头)。",
        "Write a mail address (such as anna@example.org) or a phone number (11 digits; elsewhere begin with + and the "
        + "country code).");

    /// <summary>Reads what somebody typed; null for neither a mail address nor a phone number.</summary>
    public static ContactAddress? Read(string typed)
    {
        var text = TypedText.Plain(typed);
        return text.Contains('@', StringComparison.Ordinal) ? ReadMail(text) : ReadPhone(text);
    }

    /// <summary>Enough to recognise one's own, not to learn another's: <c>a***@example.org</c>.</summary>
    public string Masked => IsMail
        ? Value[..1] + "***" + Value[Value.IndexOf('@', StringComparison.Ordinal)..]
        : $"{Value[..^8]}****{Value[^4..]}";

    public override string ToString() => Masked;

    private static ContactAddress? ReadMail(string text)
    {
        var parts = text.ToLowerInvariant().Split('@');
        var isMail = text.Length <= MailLimit && parts is [{ Length: > 0 and <= 64 } local, { Length: > 0 } domain]
            && local.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '%' or '+' or '-')
            && domain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
            && domain.Split('.') is { Length: > 1 } labels && labels.All(label => label.Length is > 0 and <= 63);
        return isMail ? new(Mail, string.Join('@', parts)) : null;
    }

    private static ContactAddress? ReadPhone(string text)
    {
        var digits = string.Concat(text.Where(letter => !" -()".Contains(letter, StringComparison.Ordinal)));
        return digits switch
        {
            ['+', >= '1' and <= '9', ..] when digits.Length is >= 9 and <= 16 && digits[1..].All(char.IsAsciiDigit) =>
                new(Phone, digits),
            ['1', >= '3' and <= '9', ..] when digits.Length == 11 && digits.All(char.IsAsciiDigit) =>
                new(Phone, "+86" + digits),
            _ => null,
        };
    }
}
