using System.Globalization;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Merchants;

/// <summary>Reads what merchants type: texts of a length, without signs that change how others read a page.</summary>
internal static class Wording
{
    /// <summary>Reads one line; what is wrong is added to <paramref name="problems"/>.</summary>
    public static string Line(string field, Bilingual what, string? text, int most, List<Problem> problems,
        bool needed = true) => Read(field, what, text, most, problems, needed, lines: false);

    /// <summary>Reads a text that may have several lines.</summary>
    public static string Lines(string field, Bilingual what, string? text, int most, List<Problem> problems) =>
        Read(field, what, text?.ReplaceLineEndings("\n"), most, problems, needed: false, lines: true);

    /// <summary>Reads an amount in whole fen.</summary>
    public static Money Amount(
        string field, Bilingual what, string? text, List<Problem> problems, bool aboveZero = true)
    {
        if (Decimals.TryRead((text ?? "").Trim(), Money.Decimals, out var units)
            && Money.FromUnits(units) is { IsWholeFen: true } amount && amount <= Largest
            && (!aboveZero || amount > Money.Zero))
        {
            return amount;
        }

        problems.Add(new(field, new(
            $"{what.Zh}：请写元为单位的金额，最多两位小数，如 1000.00{(aboveZero ? "，且大于 0" : "")}。",
            $"{what.En}: write yuan with at most two decimals, such as 1000.00{(aboveZero ? ", above zero" : "")}.")));
        return Money.Zero;
    }

    private static Money Largest => Money.FromYuan(1_000_000_000);

    private static string Read(
        string field, Bilingual what, string? text, int most, List<Problem> problems, bool needed, bool lines)
    {
        var trimmed = (text ?? "").Trim();
        if (trimmed.Length == 0 && needed)
        {
            problems.Add(new(field, new($"请填写{what.Zh}。", $"Fill in: {what.En}.")));
        }
        else if (new StringInfo(trimmed).LengthInTextElements > most || trimmed.Length > most * 8)
        {
            problems.Add(new(field, new(
                $"{what.Zh}最多 {most} 个字；请缩短。", $"{what.En}: at most {most} characters; shorten it.")));
        }
        else if (trimmed.EnumerateRunes().Any(rune => !IsPlain(rune) && !(lines && rune.Value == '\n')))
        {
            problems.Add(new(field, new(
                $"{what.Zh}里有看不见的控制符，会改变别人看到的文字；请重新手工输入。",
                $"{what.En} has invisible signs that change what others read; type it again by hand.")));
        }
        else
        {
            return trimmed;
        }

        return "";
    }

    // Format signs are refused but for the two joiners that emoji and some scripts need; they turn nothing around.
    private static bool IsPlain(Rune rune) => rune.Value is 0x200C or 0x200D
        || (rune.Value != 0xFFFD && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned));
}
