using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Compliance;

/// <summary>Acknowledgements 书面确认 as people and programs write them: a JSON list, or one object of it.</summary>
public static class AcknowledgementFile
{
    /// <summary>More than this in one file or command is a mistake.</summary>
    public const int Most = 50;

    private const string Cn = "CN";
    private const string Sandbox = "sandbox";

    private static readonly Acknowledgement Nothing = new(
        "", "", PlanProfile.Cn, 1, "", "", "", "", default, "", [], "", "", default);

    internal static readonly string[] Names =
    [
        "code", "rulesetVersion", "profile", "planVersion", "subjectHash", "actorId", "actorNameHash", "role", "at",
        "reason", "documents", "textShownHash", "secondApproverId", "expiresAt",
    ];

    /// <summary>Reads a file: a list […], or an object with the list under <c>acknowledgements</c>.</summary>
    public static (ImmutableArray<Acknowledgement> All, Mistake? Mistake) Read(string text)
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            AllowDuplicateProperties = false,
            MaxDepth = 8,
        };
        try
        {
            var wrapped = text.AsSpan().TrimStart().StartsWith("[") ? $"{{\"acknowledgements\":{text}\n}}" : text;
            using var document = JsonDocument.Parse(wrapped, options);
            var reader = new CommandReader();
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return ([], new("文件应是确认的数组 […]。", "The file is a list […] of acknowledgements."));
            }

            reader.CheckNames(document.RootElement, "", ["acknowledgements"]);
            var all = ReadAll(new(reader, document.RootElement, ""), "acknowledgements");
            return reader.Mistake is { } mistake ? ([], mistake) : (all, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return ([], new($"不是有效的 JSON：{broken.Message}", $"Not valid JSON: {broken.Message}"));
        }
    }

    /// <summary>The canonical list, without white space.</summary>
    public static string Write(ImmutableArray<Acknowledgement> all) => $"[{string.Join(',', all.Select(Write))}]";

    /// <summary>The canonical object.</summary>
    public static string Write(Acknowledgement it)
    {
        var line = new StringBuilder("{");
        Text(line, "code", it.Code);
        Text(line, "rulesetVersion", it.RulesetVersion);
        Text(line, "profile", it.Profile is PlanProfile.Cn ? Cn : Sandbox);
        line.Append(CultureInfo.InvariantCulture, $",\"planVersion\":{it.PlanVersion}");
        Text(line, "subjectHash", it.SubjectHash);
        Text(line, "actorId", it.ActorId);
        Text(line, "actorNameHash", it.ActorNameHash);
        Text(line, "role", it.Role);
        Text(line, "at", it.At.ToString());
        Text(line, "reason", it.Reason);
        line.Append(",\"documents\":[");
        for (var index = 0; index < it.Documents.Length; index++)
        {
            line.Append(index > 0 ? ",{" : "{");
            Text(line, "name", it.Documents[index].Name);
            Text(line, "sha256", it.Documents[index].Sha256);
            line.Append('}');
        }

        line.Append(']');
        Text(line, "textShownHash", it.TextShownHash);
        Text(line, "secondApproverId", it.SecondApproverId);
        Text(line, "expiresAt", it.ExpiresAt.ToString());
        return line.Append('}').ToString();
    }

    internal static ImmutableArray<Acknowledgement> ReadAll(CommandFields fields, string name) =>
        [.. fields.Objects(name, Most, Names).Select(Read)];

    internal static Acknowledgement Read(CommandFields? of) => of is null ? Nothing : new(
        of.Id("code"), of.Id("rulesetVersion"),
        of.Word("profile", Cn, Sandbox) == Cn ? PlanProfile.Cn : PlanProfile.Sandbox,
        of.Count("planVersion"), of.Hash("subjectHash"), of.Id("actorId"), of.Hash("actorNameHash"),
        of.Phrase("role"), of.Time("at"), of.Prose("reason", AcknowledgementRules.LongestReason),
        [
            .. of.Objects("documents", AcknowledgementRules.MostDocuments, "name", "sha256")
                .Select(document => new AcknowledgedDocument(document.Phrase("name"), document.Hash("sha256"))),
        ],
        of.Hash("textShownHash"), of.Id("secondApproverId"), of.Time("expiresAt"));

    private static void Text(StringBuilder line, string name, string value)
    {
        line.Append(line[^1] == '{' ? "\"" : ",\"").Append(name).Append("\":\"");
        foreach (var letter in value)
        {
            _ = letter is '"' or '\\' ? line.Append('\\').Append(letter)
                : letter < ' ' ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
                : line.Append(letter);
        }

        line.Append('"');
    }
}
