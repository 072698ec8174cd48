using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests;

/// <summary>docs/formats/plan.md and plan.schema.json say what plan files are; shipped plans keep their hash.</summary>
public sealed partial class PlanDocumentTests
{
    private static readonly string Root = FindRoot();

    /// <summary>A plan that changes its hash is another plan to every journal that was opened with it.</summary>
    private static readonly Dictionary<string, string> Hashes = new()
    {
        ["cn-full.json"] = "3eb2205934130052ebf6c7342c6e3d84e80944d9f03314053774c4f4d1d51f47",
        ["cn-start.json"] = "c29e91aebb65e29e33927a1fe8140e37e881e584d02d49d74d80a350cb95b40b",
        ["legacy-conversion.json"] = "74138320553177f4aa0ba1a37586410dbdc5cfc1cdcc557c30891445ea4613f3",
        ["local-life.json"] = "3ccd6b993225b27f1e67c73cdf97ffc55b459547044a399499c018c45370c0eb",
        ["own-goods.json"] = "727ce2ea24ba03a0562b5fc94ef838baffd6bec672e7ae08ec2cade1542ab82d",
        ["shop-orders.json"] = "c1232105426c64d44b989a4feab255c3b61a1b50173d75b05bd9447a342a565d",
        ["starter.json"] = "0c2fea08067e42d936acf1a4171a4ae8135dfc434d0fb5a82df157023cdece18",
        ["stock-clearance.json"] = "2d475f14c4d335255ac03968311b9936c5f11a8a3e5b45de70ea8f893ced2f1e",
        ["worked-example.json"] = "4a6c4fba2bc2de3e6dc36c1bc388f18d3d6832589a2f5d1b4cf98ea1a3abb1b1",
    };

    private static readonly string[] Sources =
        [
            "PlanReview.cs", "RewardReview.cs", "LegacyReview.cs", "PlanReader.cs", "PlanFile.cs",
            "RecognisedSettings.cs",
            "../Compliance/PlanGuard.cs",
        ];

    /// <summary>Codes that the plan guard gets from the scanner and from the guard of agents.</summary>
    private static readonly string[] FiredElsewhere = ["CN-SEC-04", "CN-TOK-04", "CN-FRA-01", "CN-FRA-04"];

    // With every group there is: the one of old debts has its defaults once it stands there.
    private static readonly PlanDraft Defaults = new() { Id = "x", Legacy = new() };

    private static readonly string Schema = File.ReadAllText(Path.Combine(Root, "docs/formats/plan.schema.json"));

    public static TheoryData<string> ShippedPlans => new(
        Directory.EnumerateFiles(Path.Combine(Root, "plans"), "*.json").Select(Path.GetFileName).OfType<string>()
            .Where(name => !name.EndsWith(".map.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ShippedPlans))]
    public void Every_shipped_plan_reads_and_keeps_its_hash(string name)
    {
        var (draft, findings) = PlanFile.Read(File.ReadAllText(Path.Combine(Root, "plans", name)));

        Assert.Empty(findings);
        Assert.Equal(Hashes.GetValueOrDefault(name), PlanReview.Resume(PlanFile.Write(draft!))!.Hash);
    }

    [Theory]
    [MemberData(nameof(ShippedPlans))]
    public void The_canonical_text_of_a_shipped_plan_reads_back_to_itself(string name)
    {
        var canonical = PlanFile.Write(PlanFile.Read(File.ReadAllText(Path.Combine(Root, "plans", name))).Draft!);

        Assert.Equal(canonical, PlanFile.Write(PlanFile.Read(canonical).Draft!));
    }

    [Fact]
    public void The_page_lists_every_setting_in_canonical_order_with_its_default()
    {
        using var canonical = JsonDocument.Parse(PlanFile.Write(Defaults, whole: true));

        Assert.Equal(
            Leaves(canonical.RootElement, "").Select(leaf => (leaf.Path, leaf.Path == "id" ? "needed" : leaf.Text)),
            Rows().Select(row => (row[0].Trim('`'), row[2] == "–" ? "null" : row[2].Trim('`'))));
    }

    [Fact]
    public void The_schema_has_the_names_of_the_canonical_text_in_its_order()
    {
        using var canonical = JsonDocument.Parse(PlanFile.Write(Defaults, whole: true));
        using var schema = JsonDocument.Parse(Schema);

        Assert.Equal(Leaves(canonical.RootElement, "").Select(leaf => leaf.Path), SchemaPaths(schema.RootElement, ""));
    }

    [Fact]
    public void The_schema_s_defaults_are_the_program_s()
    {
        using var schema = JsonDocument.Parse(Schema);
        var stated = SchemaDefaults(schema.RootElement).ToString();

        Assert.Equal(PlanFile.Write(Defaults), PlanFile.Write(PlanFile.Read(stated).Draft! with { Id = "x" }));
    }

    [Theory]
    [InlineData("money", "0.01", "100", "1.5000000000", "0.000001")]
    [InlineData("rate", "0%", "0.3%", "100%", "99.9999%", "100.000%")]
    [InlineData("multiple", "1.2", "none", "1000")]
    [InlineData("duration", "7d", "12h", "30m", "0d")]
    [InlineData("offset", "+08:00", "-13:59", "+14:00")]
    [InlineData("money", "!-1", "!.5", "!1.", "!1,000", "!0.0000001", "!1e3")]
    [InlineData("rate", "!20", "!100.1%", "!-1%", "!0.00001%", "!101%")]
    [InlineData("multiple", "!1.2x", "!None", "!")]
    [InlineData("duration", "!7", "!d", "!1.5d", "!7 d", "!100000d")]
    [InlineData("offset", "!08:00", "!+8:00", "!+15:00", "!+14:01")]
    public void The_schema_s_patterns_take_what_the_program_takes(string type, params string[] values)
    {
        using var schema = JsonDocument.Parse(Schema);
        var pattern = schema.RootElement.GetProperty("$defs").GetProperty(type).GetProperty("pattern").GetString()!;
        foreach (var value in values)
        {
            var text = value.TrimStart('!');
            var isGood = value == text;
            Assert.True(isGood == Regex.IsMatch(text, pattern), $"schema: {value}");
            Assert.True(isGood == (PlanFile.Read(With(type, text)).Draft is not null), $"program: {value}");
        }
    }

    [Fact]
    public void Every_finding_of_the_review_and_the_reader_is_on_the_page_and_none_besides()
    {
        var page = Page();
        var inCode = Sources
            .Select(file => File.ReadAllText(Path.Combine(Root, "src/Wellspring.Core/Plans", file)))
            .SelectMany(source => FindingCode().Matches(source).Select(match => match.Groups[1].Value))
            .Concat(FiredElsewhere).Distinct().Order(StringComparer.Ordinal);
        var columns = Rows().SelectMany(row => row[4].Split(',')).Select(code => code.Trim().Trim('`'));
        var others = Quoted().Matches(Between(page, "Findings of the file", "## Recognised"))
            .Select(match => match.Groups[1].Value);

        Assert.Equal(
            inCode, columns.Concat(others).Where(code => code.Length > 0).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_that_no_profile_allows_are_on_the_page_with_their_rule()
    {
        const string start = "<!-- recognised -->";
        const string end = "<!-- /recognised -->";
        var table = string.Concat(
            "| path | such as | rule |\n| --- | --- | --- |\n",
            string.Concat(RecognisedSettings.All.Select(one => $"| `{one.Path}` | `{one.Example}` | "
                + $"`{(one.Rule.Length > 0 ? one.Rule : RecognisedSettings.NeverOffered)}` |\n")));
        var page = Page();
        if (Environment.GetEnvironmentVariable("WELLSPRING_UPDATE_DOCS") == "1")
        {
            page = $"{page.Split(start)[0]}{start}\n{table}{end}{page.Split(end)[1]}";
            File.WriteAllText(Path.Combine(Root, "docs/formats/plan.md"), page);
        }

        Assert.Equal(table, Between(page, start, end).TrimStart('\n'));
    }

    [Fact]
    public void Names_that_are_not_built_yet_are_on_the_page_and_refused_as_such()
    {
        var page = Page();
        var section = Between(page, "## Recognised, not built yet", "## Canonical");
        var source = File.ReadAllText(Path.Combine(Root, "src/Wellspring.Core/Plans/PlanReader.cs"));
        var list = Between(source, "LaterSettings =", "];");
        var names = LaterName().Matches(list).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"`{name}`", section, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Equal(
            "not-built-yet", Assert.Single(PlanFile.Read($$"""{"id":"x","{{name}}":1}""").Findings).Code));
    }

    private static string With(string type, string value) => type switch
    {
        "money" => $$$"""{"id":"x","pool":{"float":"{{{value}}}"}}""",
        "rate" => $$$"""{"id":"x","split":{"platform":"{{{value}}}"}}""",
        "multiple" => $$$"""{"id":"x","cap":{"multiple":"{{{value}}}"}}""",
        "duration" => $$$"""{"id":"x","cap":{"noticePeriod":"{{{value}}}"}}""",
        _ => $$$"""{"id":"x","timeZone":"{{{value}}}"}""",
    };

    private static IEnumerable<(string Path, string Text)> Leaves(JsonElement element, string path) =>
        element.ValueKind is JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(one => Leaves(one.Value, Join(path, one.Name)))
            : [(path, element.ValueKind is JsonValueKind.String
                && element.GetString() is { Length: > 0 } text ? $"\"{text}\"" : element.GetRawText())];

    private static IEnumerable<string> SchemaPaths(JsonElement schema, string path) =>
        schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(one => SchemaPaths(one.Value, Join(path, one.Name)))
            : [path];

    private static System.Text.Json.Nodes.JsonNode SchemaDefaults(JsonElement schema)
    {
        var defaults = new System.Text.Json.Nodes.JsonObject();
        foreach (var one in schema.GetProperty("properties").EnumerateObject())
        {
            defaults[one.Name] = one.Value.TryGetProperty("properties", out _) ? SchemaDefaults(one.Value)
                : one.Value.TryGetProperty("default", out var value)
                    ? System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText())
                    : null;
        }

        return defaults.DeepClone();
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Between(string text, string start, string end) =>
        text.Split(start, 2)[1].Split(end, 2)[0];

    private static IEnumerable<string[]> Rows() => Between(Page(), "## Settings", "Findings of the file").Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static string Page() =>
        File.ReadAllText(Path.Combine(Root, "docs/formats/plan.md")).ReplaceLineEndings("\n");

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex("""(?:new\(|Report\(|Fire\()\s*"([a-z]+(?:-[a-z]+)*|(?:CN|CHN)-[A-Z]+-[0-9]+)", """)]
    private static partial Regex FindingCode();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"([A-Za-z]+)\"")]
    private static partial Regex LaterName();
}
