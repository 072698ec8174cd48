using YamlDotNet.RepresentationModel;

namespace Wellspring.Operations.Tests.Deploying;

/// <summary>Reads YAML as trees, and asks for what is at a place.</summary>
internal static class Manifests
{
    public static IReadOnlyList<YamlMappingNode> Read(string name)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(name)));
        return [.. yaml.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    /// <summary>What is at a path such as <c>spec.template</c>; null where nothing is.</summary>
    public static YamlNode? At(this YamlNode? node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(name, out var child) ? child : null;
        }

        return node;
    }

    public static string? Text(this YamlNode? node, string path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IReadOnlyList<YamlNode> List(this YamlNode? node, string path) =>
        (node.At(path) as YamlSequenceNode)?.Children.ToList() ?? [];

    public static IReadOnlyList<string> Words(this YamlNode? node, string path) =>
        [.. node.List(path).Select(word => ((YamlScalarNode)word).Value!)];

    public static IReadOnlyDictionary<string, string> Labels(this YamlNode? node, string path) =>
        (node.At(path) as YamlMappingNode)?.Children.ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!) ?? [];
}
