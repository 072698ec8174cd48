using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Server.Console;

/// <summary>How one setting of a plan is typed.</summary>
internal enum PlanInput
{
    Text,
    Number,
    Flag,
    Choice,

    /// <summary>A list, as JSON.</summary>
    Json,
}

/// <summary>One setting of a plan as the form shows it.</summary>
internal sealed record PlanField(string Path, Bilingual Name, PlanInput Input = PlanInput.Text, params string[] Choices)
{
    /// <summary>Whether a finding is about this setting, or about something inside it.</summary>
    public bool Is(string path) => path == Path
        || path.StartsWith(Path + ".", StringComparison.Ordinal)
        || path.StartsWith(Path + "[", StringComparison.Ordinal);
}

/// <summary>Settings that stand together.</summary>
internal sealed record PlanSection(Bilingual Name, IReadOnlyList<PlanField> Fields);

/// <summary>One setting that differs between two plans.</summary>
internal sealed record PlanDifference(
    string Path, Bilingual Name, string Before, string After, bool IsImportant, ChangeEffect Effect);

/// <summary>A plan file as a form: each setting typed by itself, read back by the reader of plan files.</summary>
internal sealed class PlanForm
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private PlanForm()
    {
    }

    /// <summary>What is typed for a setting; empty leaves it out, and then it has its default.</summary>
    public string this[string path]
    {
        get => _values.GetValueOrDefault(path, "");
        set => _values[path] = value;
    }

    public static PlanForm Of(string plan)
    {
        var form = new PlanForm();
        using var document = JsonDocument.Parse(plan);
        form.Take(document.RootElement, "");
        return form;
    }

    /// <summary>The settings that a plan's text states, by path.</summary>
    public static IReadOnlyCollection<string> Paths(string plan) => Of(plan)._values.Keys;

    /// <summary>The plan file that this form stands for.</summary>
    public string ToText()
    {
        var root = new JsonObject();
        foreach (var (path, value) in _values.Where(setting => setting.Value.Trim().Length > 0))
        {
            var names = path.Split('.');
            var group = root;
            foreach (var name in names[..^1])
            {
                group[name] ??= new JsonObject();
                group = group[name]!.AsObject();
            }

            group[names[^1]] = Node(PlanFields.Find(path)?.Input ?? PlanInput.Text, value.Trim());
        }

        return root.ToJsonString(Written);
    }

    /// <summary>The settings in which two plans differ, with what each change does to those who are there.</summary>
    public static IReadOnlyList<PlanDifference> Between(PlanDraft before, PlanDraft after) =>
    [
        .. PlanChanges.Between(before, after).Select(change => new PlanDifference(
            change.Path, PlanFields.NameOf(change.Path), change.Before, change.After, change.IsImportant,
            change.Effect)),
    ];

    private static JsonNode? Node(PlanInput input, string value)
    {
        try
        {
            return input switch
            {
                PlanInput.Flag when value is "true" or "false" => JsonValue.Create(value == "true"),
                PlanInput.Number when int.TryParse(value, CultureInfo.InvariantCulture, out var number) =>
                    JsonValue.Create(number),
                PlanInput.Json => JsonNode.Parse(value),
                _ => JsonValue.Create(value),
            };
        }
        catch (JsonException)
        {
            // The reader of plan files says what is wrong with it, at its place.
            return JsonValue.Create(value);
        }
    }

    private void Take(JsonElement element, string path)
    {
        if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                Take(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
            }
        }
        else if (element.ValueKind is not JsonValueKind.Null)
        {
            _values[path] = element.ValueKind switch
            {
                JsonValueKind.String => Short(element.GetString()!),
                _ => element.GetRawText(),
            };
        }
    }

    // Canonical money has six decimals; people write 100 and 0.5.
    private static string Short(string text) =>
        text.Contains('.', StringComparison.Ordinal) && Decimals.TryRead(text, Money.Decimals, out _)
            ? text.TrimEnd('0').TrimEnd('.')
            : text;
}
