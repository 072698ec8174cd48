using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>The fields of one object of a command, each read by its kind; mistakes name their place.</summary>
/// <remarks>A field that cannot be read gives a harmless value: after a mistake no command comes out.</remarks>
internal sealed class CommandFields(CommandReader reader, JsonElement element, string path)
{
    public const int IdLimit = 64;
    public const int NameLimit = 64;
    public const int PhraseLimit = 200;
    public const int LinesLimit = 1_000;

    // Stands for bytes that are no UTF-8; two names must not become one.
    private const char NotUtf8 = '\uFFFD';
    private const int AmountLength = 40;
    private const int FenDecimals = 2;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    private static readonly Instant Earliest = new(946_684_800_000);
    private static readonly Instant TooLate = new(7_258_118_400_000);

    /// <summary>An id of the sender's: order, merchant, voucher, person on duty. It is journaled as it is.</summary>
    public string Id(string name) => ReadId(name, isRequired: true) ?? "";

    public string? IdOrNull(string name) => ReadId(name, isRequired: false);

    /// <summary>A member by the name that the sender knows it by; it never enters the journal.</summary>
    public string Member(string name) => ReadPrintable(name, NameLimit, isRequired: true, "m1") ?? "";

    public string? MemberOrNull(string name) => ReadPrintable(name, NameLimit, isRequired: false, "m1");

    /// <summary>A level by its name in the plan.</summary>
    public string? LevelOrNull(string name) => ReadPrintable(name, NameLimit, isRequired: false, "V1");

    /// <summary>A division by its code of six digits.</summary>
    public string Division(string name) => ReadDivision(name, isRequired: true) ?? "";

    public string? DivisionOrNull(string name) => ReadDivision(name, isRequired: false);

    public AgentTier Tier(string name) =>
        Choice(name, [AgentTier.District, AgentTier.City, AgentTier.Province], AgentTiers.Code, isRequired: true);

    /// <summary>A source or a reason, in words.</summary>
    public string Phrase(string name) => ReadPrintable(name, PhraseLimit, isRequired: true, "series A") ?? "";

    public string? PhraseOrNull(string name) => ReadPrintable(name, PhraseLimit, isRequired: false, "audit");

    /// <summary>Money that enters or leaves the system: whole fen.</summary>
    public Money Cash(string name) => ReadCash(name, isRequired: true) ?? Money.Zero;

    public Money? CashOrNull(string name) => ReadCash(name, isRequired: false);

    /// <summary>The least money a sale may bring; none stated is zero.</summary>
    public Money Minimum(string name) =>
        TryText(name, isRequired: false, "0", out var text, quotes: true)
        && TryAmount(name, text, Money.Decimals, out var units)
            ? Money.FromUnits(units)
            : Money.Zero;

    public PointsAsked Points(string name) =>
        !TryText(name, isRequired: true, "112", out var text, quotes: true) || text == "all" ? PointsAsked.All
        : TryAmount(name, text, Core.Points.Decimals, out var units) ? new(Core.Points.FromUnits(units))
        : default;

    public int? Scale(string name)
    {
        var value = Find(name);
        if (IsMissing(value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var scale) && scale >= 0)
        {
            return scale;
        }

        var shown = Shown.Of(value.GetRawText());
        reader.Report($"{At(name)}：{shown} 不是拆分次数，请写不带引号的整数，如 0。",
            $"{At(name)}: {shown} is not a scale; write a whole number from 0 without quotes, such as 0.");
        return null;
    }

    public Rate Rate(string name)
    {
        if (!TryText(name, isRequired: true, "20%", out var text))
        {
            return Core.Rate.Zero;
        }

        if (text.EndsWith('%') && Decimals.TryRead(text.AsSpan()[..^1], 4, out var parts)
            && parts <= Core.Rate.PartsPerWhole)
        {
            return Core.Rate.FromParts((int)parts);
        }

        var mend = Decimals.TryRead(text, 4, out var bare) && bare <= Core.Rate.PartsPerWhole ? $"{text}%" : "20%";
        reader.Report($"{At(name)}：{ShownAt(name)} 不是百分比，请写如 \"{mend}\"（0% 至 100%，至多四位小数）。",
            $"{At(name)}: {ShownAt(name)} is not a percentage; write \"{mend}\" (0% to 100%, at most four decimals).");
        return Core.Rate.Zero;
    }

    public Instant Time(string name)
    {
        if (!TryText(name, isRequired: true, "2026-01-05T10:00:00+08:00", out var text))
        {
            return default;
        }

        if (!IsoTime.TryRead(text, out var time))
        {
            ReportTime(name, text);
        }
        else if (time < Earliest || time >= TooLate)
        {
            reader.Report($"{At(name)}：{ShownAt(name)} 不在 2000 至 2199 年（UTC）之内，请核对年份。",
                $"{At(name)}: {ShownAt(name)} is not in the years 2000 to 2199 (UTC); check the year.");
        }

        return time;
    }

    /// <summary>How the commission got there; null where the line does not say.</summary>
    public Funding? Funding(string name)
    {
        if (Group(name, "mode", "reference") is not { } group)
        {
            return null;
        }

        var mode = group.Choice("mode", FundingModes.All, FundingModes.Code, isRequired: true);
        return new(mode, group.IdOrNull("reference"));
    }

    public ImmutableArray<OrderLine> Lines(string name)
    {
        var value = Find(name);
        if (IsMissing(value))
        {
            return [];
        }

        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() > LinesLimit)
        {
            var (zh, en) = value.ValueKind is JsonValueKind.Array
                ? ($"有 {value.GetArrayLength()} 行", $"has {value.GetArrayLength()} lines")
                : ($"是{CommandReader.Kind(value).Zh}", $"is {CommandReader.Kind(value).En}");
            reader.Report($"{At(name)} {zh}，应是至多 {LinesLimit} 行的数组 […]。",
                $"{At(name)} {en}; write a list […] of at most {LinesLimit} lines.");
            return [];
        }

        return [.. value.EnumerateArray().Select((line, index) => Line(line, $"{At(name)}[{index}]"))];
    }

    /// <summary>A text of up to <paramref name="limit"/> characters, on one line.</summary>
    public string Prose(string name, int limit) =>
        ReadPrintable(name, limit, isRequired: true, "checked with counsel on 2026-11-20") ?? "";

    /// <summary>A SHA-256 as 64 small hexadecimal digits.</summary>
    public string Hash(string name)
    {
        if (TryText(name, isRequired: true, new string('0', 64), out var text) && !AcknowledgementRules.IsHash(text))
        {
            reader.Report($"{At(name)}：{ShownAt(name)} 不是 SHA-256，请写 64 位小写十六进制。",
                $"{At(name)}: {ShownAt(name)} is no SHA-256; write 64 small hexadecimal digits.");
        }

        return text;
    }

    /// <summary>A whole number from 1.</summary>
    public int Count(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0)
        {
            return count;
        }

        var shown = IsMissing(value) ? "" : Shown.Of(value.GetRawText());
        reader.Report($"{At(name)}：{shown} 不是正整数，请写不带引号的整数，如 1。",
            $"{At(name)}: {shown} is not a whole number from 1; write one without quotes, such as 1.");
        return 1;
    }

    /// <summary>One of some words.</summary>
    public string Word(string name, params ImmutableArray<string> words) =>
        Choice(name, words, word => word, isRequired: true) ?? words[0];

    /// <summary>An object that has to be there.</summary>
    public CommandFields? Object(string name, params string[] names)
    {
        if (IsMissing(Find(name)))
        {
            reader.Report($"缺少 {At(name)}，请补上一个对象 {{…}}。", $"{At(name)} is missing; add an object {{…}}.");
            return null;
        }

        return Group(name, names);
    }

    /// <summary>A list of objects; none where nothing is said.</summary>
    public ImmutableArray<CommandFields> Objects(string name, int limit, params string[] names)
    {
        var value = Find(name);
        if (IsMissing(value))
        {
            return [];
        }

        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() > limit)
        {
            reader.Report($"{At(name)} 应是至多 {limit} 项的数组 […]。",
                $"{At(name)}: write a list […] of at most {limit}.");
            return [];
        }

        var all = value.EnumerateArray().Select((one, index) => Group(one, $"{At(name)}[{index}]", names));
        return [.. all.OfType<CommandFields>()];
    }

    /// <summary>Money that stays in the books: as fine as they are kept.</summary>
    public Money Amount(string name) => ReadMoney(name, isRequired: true) ?? Money.Zero;

    public Money? AmountOrNull(string name) => ReadMoney(name, isRequired: false);

    /// <summary>A number of somebody else's points.</summary>
    public Points? QuantityOrNull(string name) =>
        TryText(name, isRequired: false, "112", out var text, quotes: true)
        && TryAmount(name, text, Core.Points.Decimals, out var units)
            ? Core.Points.FromUnits(units)
            : null;

    /// <summary>True or false; false where nothing is said.</summary>
    public bool Flag(string name)
    {
        var value = Find(name);
        if (!IsMissing(value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Report(name, "请写不带引号的 true 或 false", "write true or false without quotes");
        }

        return value.ValueKind is JsonValueKind.True;
    }

    public bool Has(string name) => !IsMissing(Find(name));

    /// <summary>Reports what is wrong with a field: sentences without their place and their end.</summary>
    public void Report(string name, string zh, string en) => reader.Report($"{At(name)}：{zh}。", $"{At(name)}: {en}.");

    /// <summary>Reports whole sentences.</summary>
    public void Refuse(string zh, string en) => reader.Report(zh, en);

    private Money? ReadMoney(string name, bool isRequired) =>
        TryText(name, isRequired, "1000.00", out var text, quotes: true)
        && TryAmount(name, text, Money.Decimals, out var units)
            ? Money.FromUnits(units)
            : null;

    private OrderLine Line(JsonElement value, string place)
    {
        if (Group(value, place, "goods", "amount", "cost", "inflowBasis") is not { } line)
        {
            return new("", Money.Zero, null);
        }

        var (goods, amount, cost) = (line.Id("goods"), line.Cash("amount"), line.CashOrNull("cost"));
        var basis = line.Choice("inflowBasis", ["margin", "rate"], word => word, isRequired: false);
        if (cost is null && basis == "margin")
        {
            reader.Report($"{place}：写了 \"inflowBasis\":\"margin\" 却没有 cost，请补上成本，如 \"cost\":\"800.00\"。",
                $"{place} has \"inflowBasis\":\"margin\" but no cost; add the cost, such as \"cost\":\"800.00\".");
        }
        else if (cost is not null && basis != "margin")
        {
            reader.Report($"{place}：写了 cost 却没有 \"inflowBasis\":\"margin\"，请补上，或删去 cost。",
                $"{place} has a cost but no \"inflowBasis\":\"margin\"; add it, or leave the cost out.");
        }
        else if (cost > Settling.LargestAmount)
        {
            reader.Report($"{place}.cost：成本超过 {Settling.LargestAmount} 元，请核对。",
                $"{place}.cost: a cost is at most {Settling.LargestAmount} yuan; check it.");
        }

        return new(goods, amount, cost);
    }

    private CommandFields? Group(string name, params string[] names) =>
        IsMissing(Find(name)) ? null : Group(Find(name), At(name), names);

    /// <summary>An object that stands in a list.</summary>
    public CommandFields? Group(JsonElement value, string place, params string[] names)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            var (zh, en) = CommandReader.Kind(value);
            reader.Report($"{place} 是{zh}，应是一个对象 {{…}}。", $"{place} is {en}; write an object {{…}}.");
            return null;
        }

        reader.CheckNames(value, place, names);
        return new(reader, value, place);
    }

    /// <summary>One of some choices by its public spelling.</summary>
    public T? Choice<T>(string name, ImmutableArray<T> choices, Func<T, string> code, bool isRequired)
    {
        if (!TryText(name, isRequired, code(choices[0]), out var text))
        {
            return default;
        }

        foreach (var choice in choices)
        {
            if (code(choice) == text)
            {
                return choice;
            }
        }

        var list = string.Join(" / ", choices.Select(choice => $"\"{code(choice)}\""));
        reader.Report($"{At(name)}：没有 {ShownAt(name)} 这个选项，请写 {list} 之一。",
            $"{At(name)}: {ShownAt(name)} is no choice here; write one of {list}.");
        return default;
    }

    private string? ReadId(string name, bool isRequired)
    {
        if (!TryText(name, isRequired, "o-1", out var text, quotes: true))
        {
            return null;
        }

        if (text.Length is >= 1 and <= IdLimit && !text.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            return text;
        }

        reader.Report($"{At(name)}：{ShownAt(name)} 不能作编号，请用 1 至 {IdLimit} 个字母、数字或 . _ : -。",
            $"{At(name)}: {ShownAt(name)} is not an id; write 1 to {IdLimit} letters a-z A-Z, digits, or . _ : -.");
        return null;
    }

    private string? ReadDivision(string name, bool isRequired)
    {
        if (!TryText(name, isRequired, "110105", out var text, quotes: true))
        {
            return null;
        }

        if (Core.Rewards.Division.TryRead(text, out _))
        {
            return text;
        }

        reader.Report($"{At(name)}：{ShownAt(name)} 不是行政区划代码，请写 6 位数字，如 \"110105\"。",
            $"{At(name)}: {ShownAt(name)} is not a division code; write six digits, such as \"110105\".");
        return null;
    }

    private string? ReadPrintable(string name, int limit, bool isRequired, string example)
    {
        if (!TryText(name, isRequired, example, out var text, quotes: true))
        {
            return null;
        }

        // A character outside the basic plane is two units and one character.
        if (!string.IsNullOrWhiteSpace(text) && text.EnumerateRunes().Count() <= limit
            && text.EnumerateRunes().All(Shown.IsPrintable)
            && !text.Contains(NotUtf8))
        {
            return text;
        }

        reader.Report($"{At(name)}：{ShownAt(name)} 不合要求，请写 1 至 {limit} 个可见字符，不含控制字符和换行。",
            $"{At(name)}: {ShownAt(name)} does not fit; write 1 to {limit} printable characters on one line.");
        return null;
    }

    private Money? ReadCash(string name, bool isRequired)
    {
        if (!TryText(name, isRequired, "1000.00", out var text, quotes: true))
        {
            return null;
        }

        if (Decimals.TryRead(text, Money.Decimals, out var units) && units % Money.UnitsPerFen == 0)
        {
            return Money.FromUnits(units);
        }

        ReportAmount(name, text, FenDecimals);
        return null;
    }

    private bool TryAmount(string name, string text, int decimals, out long units)
    {
        var reads = Decimals.TryRead(text, decimals, out units);
        if (!reads)
        {
            ReportAmount(name, text, decimals);
        }

        return reads;
    }

    /// <summary>What keeps the text from being an amount: each reason has its own mend.</summary>
    private void ReportAmount(string name, string text, int decimals)
    {
        var fraction = text.IndexOf('.') is >= 0 and var point ? text.AsSpan()[(point + 1)..].TrimEnd('0') : "";
        var digits = text.Count(char.IsAsciiDigit);
        var isDecimal = digits > 0 && digits == text.Length - (text.Contains('.') ? 1 : 0)
            && !text.StartsWith('.') && !text.EndsWith('.');
        var (zh, en) = text.StartsWith('-') || text.StartsWith('+')
            ? ("带有正负号，金额和积分一律不写符号", "has a sign; amounts are written without one")
            : !isDecimal
            ? ("不是数额，请只写数字和至多一个小数点，如 \"1000.00\"",
                "is not an amount; write digits and at most one point, such as \"1000.00\"")
            : text.Length > AmountLength
            ? ($"超过 {AmountLength} 个字符，请去掉多余的零", $"is longer than {AmountLength} characters; leave out needless zeros")
            : fraction.Length <= decimals
            ? ("太大，超出本系统能记的数额，请核对", "is more than can be booked here; check it")
            : decimals == FenDecimals
            ? ("有不足一分的零头，现金以分为最小单位，请至多写两位小数",
                "has fractions of a fen; cash moves in whole fen, so write at most two decimals")
            : ($"的小数超过 {decimals} 位，请至多写 {decimals} 位", $"has more than {decimals} decimals; write at most {decimals}");
        reader.Report($"{At(name)}：{ShownAt(name)} {zh}。", $"{At(name)}: {ShownAt(name)} {en}.");
    }

    private void ReportTime(string name, string text)
    {
        var (zh, en) = IsoTime.TryRead(text + "Z", out _)
            ? ($"没有时差，请写如 \"{Shown.Of(text)}+08:00\"，UTC 则以 Z 结尾",
                $"has no offset; write \"{Shown.Of(text)}+08:00\", or Z at the end for UTC")
            : ("不是带时差的时间，请写如 \"2026-01-05T10:00:00+08:00\"",
                "is not a time with an offset; write one such as \"2026-01-05T10:00:00+08:00\"");
        reader.Report($"{At(name)}：{ShownAt(name)} {zh}。", $"{At(name)}: {ShownAt(name)} {en}.");
    }

    /// <summary>The text of a field, if it is one. Null counts as left out.</summary>
    /// <param name="quotes">Whether a number needs only its quotes to be right.</param>
    private bool TryText(string name, bool isRequired, string example, out string text, bool quotes = false)
    {
        var value = Find(name);
        text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        if (value.ValueKind is JsonValueKind.Number)
        {
            var raw = value.GetRawText();
            var mend = quotes && Decimals.TryRead(raw, Core.Points.Decimals, out _) ? raw : example;
            reader.Report($"{At(name)}：{ShownAt(name)} 是数字，请加引号写成文字，如 \"{mend}\"。",
                $"{At(name)}: {ShownAt(name)} is a number; write it as a string, \"{mend}\".");
        }
        else if (IsMissing(value) && isRequired)
        {
            reader.Report($"缺少 {At(name)}，请补上，如 \"{name}\":\"{example}\"。",
                $"{At(name)} is missing; add it, such as \"{name}\":\"{example}\".");
        }
        else if (!IsMissing(value) && value.ValueKind is not JsonValueKind.String)
        {
            var (zh, en) = CommandReader.Kind(value);
            reader.Report($"{At(name)} 是{zh}，应是文字，如 \"{name}\":\"{example}\"。",
                $"{At(name)} is {en}; write a text, such as \"{name}\":\"{example}\".");
        }

        return value.ValueKind is JsonValueKind.String;
    }

    public JsonElement Find(string name) => element.TryGetProperty(name, out var found) ? found : default;

    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private string ShownAt(string name) => Shown.Of(Find(name).GetRawText());

    private static bool IsMissing(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
}
