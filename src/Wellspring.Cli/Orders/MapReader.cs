using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Orders;

/// <summary>Reads a map's settings one by one and collects, with its place, whatever cannot be read.</summary>
internal sealed class MapReader
{
    public List<Finding> Findings { get; } = [];

    public MapGroup Group(JsonElement element, string path, params string[] names)
    {
        var there = element.ValueKind is JsonValueKind.Object;
        if (!there && element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            Report("map-type", path, "此处应为一组设置 {…}。", "A group of settings { … } belongs here.");
        }

        foreach (var unknown in there ? element.EnumerateObject().Where(one => !names.Contains(one.Name)) : [])
        {
            var nearest = Nearest.To(unknown.Name, names);
            Report("unknown-key", path.Length == 0 ? unknown.Name : $"{path}.{unknown.Name}",
                $"没有“{unknown.Name}”这一项,是否要写“{nearest}”?",
                $"There is no setting \"{unknown.Name}\" here; did you mean \"{nearest}\"?");
        }

        return new(this, there ? element : default, path);
    }

    public void Report(string code, string path, string zh, string en) => Findings.Add(new(code, path, zh, en));
}

/// <summary>One group of a map file, with its path for findings.</summary>
internal sealed class MapGroup(MapReader reader, JsonElement element, string path)
{
    private const int LongestText = 200;

    public bool IsThere => element.ValueKind is JsonValueKind.Object;

    public MapGroup Group(string name, params string[] names) => reader.Group(Find(name), At(name), names);

    /// <summary>A text that the map cannot do without; empty after it was reported.</summary>
    public string Needed(string name)
    {
        if (!Missing(Find(name)))
        {
            return Text(name) ?? "";
        }

        reader.Report("map-missing", At(name), $"缺少 {At(name)}。", $"{At(name)} is missing.");
        return "";
    }

    public string? Text(string name)
    {
        var value = Find(name);
        return IsText(value) ? value.GetString()!
            : Missing(value) ? null
            : Wrong(name, default(string), value, $"是文字(1 至 {LongestText} 字)",
                $"a text of 1 to {LongestText} characters");
    }

    public ImmutableArray<string> Texts(string name, ImmutableArray<string> otherwise)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(IsText)
            ? [.. value.EnumerateArray().Select(text => text.GetString()!)]
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "是一组文字,如 [\"order\"]", "a list of texts such as [\"order\"]");
    }

    public bool Flag(string name)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.True
            || (!Missing(value) && value.ValueKind is not JsonValueKind.False
                && Wrong(name, false, value, "为 true 或 false", "true or false"));
    }

    public int Number(string name, int otherwise)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "是正整数", "a whole number above 0");
    }

    public string Choice(string name, string otherwise, params string[] choices)
    {
        var value = Find(name);
        var list = string.Join(" / ", choices.Select(choice => JsonSerializer.Serialize(choice)));
        return value.ValueKind is JsonValueKind.String && choices.Contains(value.GetString()) ? value.GetString()!
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, $"为 {list}", $"one of {list}");
    }

    public YuanRate Rate(string name)
    {
        var value = Find(name);
        return value.ValueKind is JsonValueKind.String
            && Decimals.TryRead(value.GetString(), YuanRate.Decimals, out var billionths) && billionths > 0
            ? new(billionths)
            : Missing(value) ? YuanRate.One
            : Wrong(name, YuanRate.One, value, $"是写成字符串的正数,如 \"9.1\"(至多 {YuanRate.Decimals} 位小数)",
                $"a decimal above 0 as a string, such as \"9.1\" (at most {YuanRate.Decimals} decimals)");
    }

    public Duration Offset(string name, Duration otherwise)
    {
        var value = Find(name);
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        return text is ['+' or '-', _, _, ':', _, _]
            && TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            && offset <= TimeSpan.FromHours(14)
            ? new((text[0] == '-' ? -1 : 1) * (offset.Ticks / TimeSpan.TicksPerMillisecond))
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, value, "是时差,如 \"+08:00\"", "an offset such as \"+08:00\"");
    }

    private static bool IsText(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestText };

    private JsonElement Find(string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Missing(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private T Wrong<T>(string name, T otherwise, JsonElement value, string zh, string en)
    {
        var raw = value.GetRawText();
        var shown = raw.Length > 60 ? raw[..60] + "…" : raw;
        reader.Report("map-value", At(name),
            $"{At(name)}:{shown} 不合格式,应{zh}。", $"{At(name)}: {shown} is not {en}.");
        return otherwise;
    }
}
