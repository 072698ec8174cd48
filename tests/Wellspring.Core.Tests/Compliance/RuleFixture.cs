using System.Text.Json;
using System.Text.Json.Nodes;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>One rule's public input, an example that it catches, and one that it lets go.</summary>
internal sealed record RuleFixture(
    string Code, string Where, string Fails, string Passes, Func<IEnumerable<Finding>> Failing,
    Func<IEnumerable<Finding>> Passing)
{
    /// <summary>The action of the failing example; the rule's usual one when not said.</summary>
    public RuleAction? Action { get; init; }

    private const string PlanCheck = "plan file: `wellspring plan check`, setup, publishing";
    private const string TextCheck = "a text on its way to be published";

    /// <summary>A setting of a CN plan; everything else is as in plans/cn-start.json.</summary>
    public static RuleFixture Setting(
        string code, string path, string bad, string good, params (string Path, string Value)[] both) => new(
        code, PlanCheck, $"`{path}: {bad}`{With(both)}", $"`{path}: {good}`{With(both)}",
        () => CheckPlan([(path, bad), .. both]), () => CheckPlan([(path, good), .. both]));

    public static RuleFixture Said(
        string code, ContentKind kind, string bad, string good) => new(
        code, TextCheck, $"{Name(kind)} “{bad}”", $"“{good}”",
        () => ContentGuard.Review(new(bad) { Kind = kind }), () => ContentGuard.Review(new(good) { Kind = kind }));

    public static RuleFixture Facts(
        string code, string where, string fails, IEnumerable<Finding> failing, string passes,
        IEnumerable<Finding> passing) => new(code, where, fails, passes, () => failing, () => passing);

    /// <summary>What the review says to cn-start with these settings instead.</summary>
    public static IEnumerable<Finding> CheckPlan(params (string Path, string Value)[] settings)
    {
        var (draft, findings) = PlanFile.Read(PlanText(settings));
        if (draft is null)
        {
            return findings;
        }

        PlanReview.TryApprove(draft, out _, out findings);
        return findings;
    }

    public static string PlanText(params (string Path, string Value)[] settings)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        var plan = JsonNode.Parse(File.ReadAllText(Places.Shipped("cn-start.json")), documentOptions: options)!
            .AsObject();
        foreach (var (path, value) in settings)
        {
            Set(plan, path.Split('.'), JsonNode.Parse(value));
        }

        return plan.ToJsonString();
    }

    private static void Set(JsonObject group, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.Length == 1)
        {
            group[path[0]] = value;
            return;
        }

        if (group[path[0]] is not JsonObject inner)
        {
            group[path[0]] = inner = [];
        }

        Set(inner, path[1..], value);
    }

    private static string With((string Path, string Value)[] both) =>
        both.Length == 0 ? "" : " with " + string.Join(", ", both.Select(one => $"`{one.Path}: {one.Value}`"));

    private static string Name(ContentKind kind) => kind switch
    {
        ContentKind.General => "",
        ContentKind.Agent => "agent ad",
        ContentKind.Points => "ad for points",
        _ => kind.ToString().ToLowerInvariant(),
    };
}

internal static class Places
{
    public static string Root { get; } = Find();

    public static string Shipped(string plan) => Path.Combine(Root, "plans", plan);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Wellspring.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
