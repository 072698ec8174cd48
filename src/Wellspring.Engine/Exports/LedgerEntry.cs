using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Exports;

/// <summary>One side of an entry: debits positive, credits negative.</summary>
internal readonly record struct Posting(Account Account, long Units)
{
    public string Currency => CurrencyOf(Account);

    /// <summary>All decimals of the currency, so that every program keeps them.</summary>
    public string Amount => Decimals.Write(Units, Account.IsPoints ? Points.Decimals : Money.Decimals);

    public static string CurrencyOf(Account account) => account.IsPoints ? "POINTS" : "CNY";
}

/// <summary>The double entry of one record.</summary>
/// <param name="Id">The command's id; null for what the engine did itself.</param>
/// <param name="Title">One line, already <see cref="Plain"/>.</param>
internal sealed record LedgerEntry(
    DateOnly Date, long Position, string? Id, string Title, ImmutableArray<Posting> Postings)
{
    public string Day => DayOf(Date);

    public static string DayOf(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// Text that means nothing to any of the formats: letters, digits, spaces and <c>- _ . / # @ +</c> stay, all else
    /// is percent-encoded. An id cannot end a comment, a tag or a string that way, and can still be found.
    /// </summary>
    public static string Plain(string text)
    {
        if (text.All(IsPlain))
        {
            return text;
        }

        var plain = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (rune.IsBmp && IsPlain((char)rune.Value)))
            {
                plain.Append(rune.ToString());
                continue;
            }

            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                plain.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return plain.ToString();
    }

    private static bool IsPlain(char letter) => char.IsLetterOrDigit(letter) || " -_./#@+".Contains(letter);
}

/// <summary>One output format of the ledger.</summary>
internal interface ILedgerText
{
    void Begin(Plan plan);

    void Write(LedgerEntry entry);

    /// <summary>Closes the text with what every account must stand at after all entries.</summary>
    void End(LedgerEntry balances);
}
