using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator;

/// <summary>One group of a scenario file with its place, for findings that say where and how to mend it.</summary>
internal sealed class ScenarioGroup
{
    private readonly List<Finding> _findings;
    private readonly JsonElement _element;
    private readonly string _path;

    public ScenarioGroup(List<Finding> findings, JsonElement element, string path, params string[] names)
    {
        (_findings, _path) = (findings, path);
        IsThere = element.ValueKind is JsonValueKind.Object;
        _element = IsThere ? element : default;
        if (!IsThere && !Missing(element))
        {
            Report("scenario-type", path, "此处应为一组设置 {…}。", "A group of settings { … } belongs here.");
        }

        foreach (var unknown in IsThere ? element.EnumerateObject().Where(one => !names.Contains(one.Name)) : [])
        {
            var nearest = Nearest.To(unknown.Name, names);
            Report("unknown-key", At(unknown.Name), $"没有“{unknown.Name}”这一项，是否要写“{nearest}”？",
                $"There is no setting \"{unknown.Name}\" here; did you mean \"{nearest}\"?");
        }
    }

    public bool IsThere { get; }

    public JsonElement this[string name] =>
        IsThere && _element.TryGetProperty(name, out var found) ? found : default;

    public ScenarioGroup Group(string name, params string[] names) => new(_findings, this[name], At(name), names);

    public IReadOnlyList<ScenarioGroup> List(string name, params string[] names)
    {
        var value = this[name];
        return value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((one, index) => new ScenarioGroup(
                _findings, one, $"{At(name)}[{index}]", names))]
            : Missing(value) ? []
            : Wrong<ScenarioGroup[]>(name, [], "是列表 […]", "a list [ … ]");
    }

    public string Text(string name, string otherwise)
    {
        var value = this[name];
        return value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 and <= 200 } text ? text
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, "是文字（1 至 200 字）", "a text of 1 to 200 characters");
    }

    public long Whole(string name, long otherwise, long least, long most)
    {
        var value = this[name];
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number)
            && number >= least && number <= most ? number
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, $"是 {least} 至 {most} 的整数", $"a whole number from {least} to {most}");
    }

    /// <summary>A decimal as a string, above 0; only for times, counts and curves.</summary>
    public double Decimal(string name, double otherwise, double most)
    {
        var value = this[name];
        return value.ValueKind is JsonValueKind.String
            && Decimals.TryRead(value.GetString(), 6, out var millionths) && millionths > 0
            && millionths / 1e6 <= most ? millionths / 1e6
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, $"是写成字符串的正数（不超过 {most:0.######}），如 \"0.5\"",
                $"a number above 0 as a string (at most {most:0.######}), such as \"0.5\"");
    }

    public Money Yuan(string name, Money otherwise, Money most)
    {
        var value = this[name];
        return value.ValueKind is JsonValueKind.String
            && Decimals.TryRead(value.GetString(), 2, out var fen) && fen > 0 && fen <= most.Units / Money.UnitsPerFen
            ? Money.FromUnits(fen * Money.UnitsPerFen)
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, $"是写成字符串的元数，如 \"1000\"（至分，不超过 {most.Units / Money.UnitsPerYuan}）",
                $"yuan as a string, such as \"1000\" (to the fen, at most {most.Units / Money.UnitsPerYuan})");
    }

    public Rate Percent(string name, Rate otherwise)
    {
        var value = this[name];
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        return text.EndsWith('%') && Decimals.TryRead(text.AsSpan()[..^1], 4, out var parts)
            && parts <= Rate.PartsPerWhole ? Rate.FromParts((int)parts)
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, "是百分比，如 \"20%\"（0% 至 100%）", "a percentage such as \"20%\" (0% to 100%)");
    }

    /// <summary>Growth or shrinking by so much, in parts per million: <c>5%</c>, <c>-5%</c>.</summary>
    public int SignedPercent(string name)
    {
        var value = this[name];
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        var falls = text.StartsWith('-');
        return text.EndsWith('%') && Decimals.TryRead(text.AsSpan()[(falls ? 1 : 0)..^1], 4, out var parts)
            && parts < Rate.PartsPerWhole ? (int)(falls ? -parts : parts)
            : Missing(value) ? 0
            : Wrong(name, 0, "是百分比，如 \"5%\" 或 \"-5%\"（小于 100%）",
                "a percentage such as \"5%\" or \"-5%\" (below 100%)");
    }

    public string Choice(string name, string otherwise, params string[] choices)
    {
        var value = this[name];
        var list = string.Join(" / ", choices.Select(choice => $"\"{choice}\""));
        return value.ValueKind is JsonValueKind.String && choices.Contains(value.GetString()) ? value.GetString()!
            : Missing(value) ? otherwise
            : Wrong(name, otherwise, $"为 {list}", $"one of {list}");
    }

    /// <summary>Whether the group says anything under the name; if not, that is a finding.</summary>
    public bool Needs(string name)
    {
        if (Missing(this[name]))
        {
            Report("scenario-missing", At(name), $"缺少 {At(name)}。", $"{At(name)} is missing.");
            return false;
        }

        return true;
    }

    public void Report(string code, string path, string zh, string en) => _findings.Add(new(code, path, zh, en));

    public string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static bool Missing(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private T Wrong<T>(string name, T otherwise, string zh, string en)
    {
        var raw = this[name].GetRawText();
        var shown = raw.Length > 60 ? raw[..60] + "…" : raw;
        Report("scenario-value", At(name), $"{At(name)}：{shown} 不合格式，应{zh}。", $"{At(name)}: {shown} is not {en}.");
        return otherwise;
    }
}
