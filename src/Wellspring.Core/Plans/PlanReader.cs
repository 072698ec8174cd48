using System.Globalization;
using System.Text.Json;

namespace Wellspring.Core.Plans;

/// <summary>Reads a plan's settings one by one and collects, with its place, whatever cannot be read.</summary>
internal sealed class PlanReader
{
    private static readonly string[] LaterSettings =
    [
        "maxOrderShareOfPool", "minOrder", "perMemberPerDayMint", "washOrderLimits", "texts",
        "goodsCategories", "identityNeeded", "taxRule",
    ];

    public List<Finding> Findings { get; } = [];

    /// <summary>What no profile allows, said by its rule; the draft is still read and reviewed as a whole.</summary>
    public List<Finding> Refused { get; } = [];

    public PlanGroup Group(JsonElement element, string path, params string[] names)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            Report("plan-type", path, $"此处应为一组设置 {{…}}。", "A group of settings { … } belongs here.");
            return new(this, default, path);
        }

        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var unknown in element.EnumerateObject().Where(one => !names.Contains(one.Name)))
            {
                var at = path.Length == 0 ? unknown.Name : $"{path}.{unknown.Name}";
                if (!RecognisedSettings.Read(at, unknown.Value, this))
                {
                    ReportUnknown(unknown.Name, at, names);
                }
            }
        }

        return new(this, element, path);
    }

    public void Report(string code, string path, string zh, string en) => Findings.Add(new(code, path, zh, en));

    public static string Offset(Duration offset)
    {
        var minutes = offset.Milliseconds / 60_000;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}");
    }

    /// <summary>Whether a later release brings the setting.</summary>
    public static bool IsLater(string name) => LaterSettings.Contains(name);

    public void ReportUnknown(string name, string path, string[] known)
    {
        if (IsLater(name))
        {
            Report("not-built-yet", path, $"本版本尚未实现“{name}”,请删去此项。",
                $"This release does not implement \"{name}\" yet, and a setting is never ignored: remove it.");
            return;
        }

        var nearest = Nearest.To(name, known);
        Report("unknown-key", path, $"没有“{name}”这一项，是否要写“{nearest}”？",
            $"There is no setting \"{name}\" here; did you mean \"{nearest}\"?");
    }
}

/// <summary>One group of a plan file, with its path for findings.</summary>
internal sealed class PlanGroup(PlanReader reader, JsonElement element, string path)
{
    public PlanGroup Group(string name, params string[] names) => reader.Group(Find(name), At(name), names);

    /// <summary>A list of groups; whatever is no list is a finding, and reads as an empty one.</summary>
    public IEnumerable<PlanGroup> List(string name, params string[] names)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((one, index) => reader.Group(one, $"{At(name)}[{index}]", names))];
        }

        return Missing(value)
            ? []
            : Wrong<IEnumerable<PlanGroup>>(name, [], value, "是列表 […]", "a list […]");
    }

    public string Text(string name, string otherwise)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.String && value.GetString()!.Length <= 200)
        {
            return value.GetString()!;
        }

        return Missing(value)
            ? otherwise
            : Wrong(name, otherwise, value, "是文字(不超过 200 字)", "a text of up to 200 characters");
    }

    public int Number(string name, int otherwise)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "是正整数", "a whole number above 0");
    }

    /// <summary>A whole number from 0; nothing is 0.</summary>
    public int Count(string name)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number
            : Missing(value) ? 0
            : Wrong(name, 0, value, "是不小于 0 的整数", "a whole number, 0 or more");
    }

    /// <summary>SHA-256 of a paper, or nothing.</summary>
    public string Hash(string name)
    {
        var value = Find(name);
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        return Missing(value) || text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text
            : text.Length == 0 && value.ValueKind is JsonValueKind.String ? ""
            : Wrong(name, "", value, "是文件的 SHA-256(64 位小写十六进制)", "the SHA-256 of a paper, 64 small hexadecimal digits");
    }

    public bool Flag(string name, bool otherwise)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "为 true 或 false", "true or false");
    }

    public string Choice(string name, string otherwise, params string[] choices)
    {
        var value = Find(name);
        var list = string.Join(" / ", choices.Select(choice => $"\"{choice}\""));
        return value.ValueKind is JsonValueKind.String && choices.Contains(value.GetString()) ? value.GetString()!
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, $"为 {list}", list);
    }

    public Money? Money(string name)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.String
            && Decimals.TryRead(value.GetString(), Core.Money.Decimals, out var units)
            ? Core.Money.FromUnits(units)
            : Missing(value) ? null
            : Wrong(name, default(Money?), value, "是写成字符串的元数,如 \"100\"", "yuan as a string, such as \"100\"");
    }

    public Rate? Rate(string name)
    {
        var value = Find(name);
        if (Missing(value))
        {
            return null;
        }

        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        if (text.EndsWith('%') && Decimals.TryRead(text.AsSpan()[..^1], 4, out var parts)
            && parts <= Core.Rate.PartsPerWhole)
        {
            return Core.Rate.FromParts((int)parts);
        }

        var mend = Decimals.TryRead(text, 4, out _) ? $"\"{text}%\"" : "\"20%\"";
        return Wrong(name, default(Rate?), value, $"是百分比,请写如 {mend}(0% 至 100%,至多四位小数)",
            $"a percentage; write {mend} (0% to 100%, at most four decimals)");
    }

    public Multiple? MultipleOrNone(string name, Multiple? otherwise)
    {
        var value = Find(name);
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        return Missing(value) ? otherwise
            : text == "none" ? null
            : Decimals.TryRead(text, 6, out var millionths) ? new Multiple(millionths)
            : Wrong(name, default(Multiple?), value, "为倍数,如 \"1.2\",或 \"none\"",
                "a multiple such as \"1.2\", or \"none\"");
    }

    public Duration? Duration(string name)
    {
        var value = Find(name);
        if (Missing(value))
        {
            return null;
        }

        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        var unit = text.Length < 2
            ? 0L
            : text[^1] switch { 'd' => Instant.MillisecondsPerDay, 'h' => 3_600_000, 'm' => 60_000, _ => 0 };
        return unit > 0 && Decimals.TryRead(text.AsSpan()[..^1], 0, out var count) && count <= 36_500
            ? new Duration(count * unit)
            : Wrong(name, default(Duration?), value, "是时长,如 \"7d\"、\"12h\"、\"30m\"",
                "a duration such as \"7d\", \"12h\", \"30m\"");
    }

    public Duration Offset(string name, Duration otherwise)
    {
        var value = Find(name);
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        var reads = text is ['+' or '-', _, _, ':', _, _] && TimeSpan.TryParseExact(
            text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            && offset.Ticks <= 14 * TimeSpan.TicksPerHour;
        return reads
            ? new Duration((text[0] == '-' ? -1 : 1) * TimeSpan.ParseExact(
                text[1..], @"hh\:mm", CultureInfo.InvariantCulture).Ticks / TimeSpan.TicksPerMillisecond)
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "是时差,如 \"+08:00\"", "an offset such as \"+08:00\"");
    }

    /// <summary>Whether the group says anything under the name.</summary>
    public bool Has(string name) => !Missing(Find(name));

    public bool IsEmpty => element.ValueKind is JsonValueKind.Object && !element.EnumerateObject().MoveNext();

    private JsonElement Find(string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Missing(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private T Wrong<T>(string name, T otherwise, JsonElement value, string zh, string en)
    {
        var raw = value.GetRawText();
        var shown = raw.Length > 60 ? raw[..60] + "…" : raw;
        reader.Report("plan-value", At(name), $"{At(name)}:{shown} 不合格式,应{zh}。", $"{At(name)}: {shown} is not {en}.");
        return otherwise;
    }
}
