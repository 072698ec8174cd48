using System.Runtime.CompilerServices;

namespace Wellspring.Cli.Tests.Docs;

/// <summary>The project's Markdown pages.</summary>
internal static class Pages
{
    private static readonly string[] Folders = ["docs", "bench", "tests"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, in one order on every machine.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Root, "*.md")
        .Concat(Folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
        .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Root, path))
        .Order(StringComparer.Ordinal);

    public static string[] Read(string page) => File.ReadAllLines(Path.Combine(Root, page));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
