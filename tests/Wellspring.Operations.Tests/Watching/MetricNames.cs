using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Wellspring.Operations.Tests.Watching;

/// <summary>Names of metrics: those a server gives, and those that dashboard and alerts ask for.</summary>
internal static partial class MetricNames
{
    /// <summary>Prometheus' own, which every target has.</summary>
    private static readonly string[] Given = ["up"];

    public static HashSet<string> In(string exposition) =>
    [
        .. exposition.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line[..line.IndexOfAny(['{', ' '])]),
        .. Given,
    ];

    public static HashSet<string> AskedFor() => [.. Dashboard().Concat(Alerts()).SelectMany(NamesIn)];

    public static IEnumerable<string> Dashboard()
    {
        using var board = JsonDocument.Parse(Repository.Read("deploy/monitoring/grafana-dashboard.json"));
        return [.. board.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)];
    }

    public static IEnumerable<string> Alerts()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("deploy/monitoring/alerts.yaml")));
        return yaml.Documents[0].AllNodes.OfType<YamlMappingNode>()
            .Where(node => node.Children.ContainsKey("expr"))
            .Select(node => ((YamlScalarNode)node.Children["expr"]).Value!);
    }

    // What stands before a parenthesis is a function, what stands in braces a label.
    private static IEnumerable<string> NamesIn(string query)
    {
        var bare = Labels().Replace(Grouping().Replace(query, " "), " ");
        return Word().Matches(bare).Select(word => word.Value)
            .Where(word => word.Contains('_', StringComparison.Ordinal) || Given.Contains(word))
            .Where(word => !Functions.Contains(word));
    }

    private static readonly string[] Functions = ["histogram_quantile", "max_over_time"];

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(by|without) *\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Word();
}
