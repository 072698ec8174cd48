using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Wellspring.Operations.Tests.Deploying;

/// <summary>One package that comes with the product, and under which licence.</summary>
internal sealed record Dependency(string Name, string Version, string Licence, bool IsDirect, string Projects);

/// <summary>Reads what the product is built of off its lock files, and licences off the packages.</summary>
internal static class DependencyReport
{
    public const string Page = "docs/reference/dependencies.md";

    /// <summary>Licences that allow use, change and sale, and ask for no more than a notice.</summary>
    public static readonly IReadOnlyList<string> Permitted =
        ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "MS-PL OR Apache-2.0", "ISC"];

    // Packages that name their licence by an address, or in a file, as somebody here read it there.
    private static readonly Dictionary<string, string> ReadByHand = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BouncyCastle.Cryptography"] = "MIT",
        ["K4os.Compression.LZ4"] = "MIT",
        ["Konscious.Security.Cryptography.Argon2"] = "MIT",
        ["Konscious.Security.Cryptography.Blake2"] = "MIT",
    };

    public static IReadOnlyList<Dependency> Read()
    {
        var found = new SortedDictionary<string, (string Version, bool Direct, SortedSet<string> Projects)>(
            StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.GetFiles(
            Repository.Path("src"), "packages.lock.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var project = Path.GetFileName(Path.GetDirectoryName(file)!).Replace("Wellspring.", "");
            using var text = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var package in text.RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject()))
            {
                var type = package.Value.GetProperty("type").GetString();
                if (type == "Project" || BuildOnly(package.Name))
                {
                    continue;
                }

                var version = package.Value.GetProperty("resolved").GetString()!;
                var before = found.GetValueOrDefault(package.Name, (version, false, []));
                var projects = before.Item3;
                if (type == "Direct")
                {
                    projects.Add(project);
                }

                found[package.Name] = (version, before.Item2 || type == "Direct", projects);
            }
        }

        return [.. found.Select(one => new Dependency(
            one.Key, one.Value.Version, LicenceOf(one.Key, one.Value.Version), one.Value.Direct,
            string.Join(", ", one.Value.Projects)))];
    }

    public static string Write(IReadOnlyList<Dependency> all)
    {
        var page = new StringBuilder();
        page.Append("# What the product is built of\n\n");
        page.Append("Written by a test from `packages.lock.json` of every project and the licence that each package ");
        page.Append("states; refreshed with `WELLSPRING_UPDATE_DOCS=1`.\n");
        page.Append("Why each is there: [0004 Packages](../decisions/0004-dependencies.md). ");
        page.Append("Packages of building and testing are not shipped and not listed.\n\n");
        page.Append(CultureInfo.InvariantCulture,
            $"{all.Count(one => one.IsDirect)} chosen, {all.Count(one => !one.IsDirect)} brought along. Licences: ");
        page.AppendJoin(", ", all.GroupBy(one => one.Licence).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));
        page.Append(".\n\n| package | version | licence | used by |\n| --- | --- | --- | --- |\n");
        foreach (var one in all)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {one.Name} | {one.Version} | {one.Licence} | {(one.IsDirect ? one.Projects : "")} |\n");
        }

        return page.ToString();
    }

    private static bool BuildOnly(string name) =>
        name.Contains("Analyzer", StringComparison.Ordinal) || name == "Microsoft.AspNetCore.App.Internal.Assets"
        || name.StartsWith("Microsoft.Orleans.CodeGenerator",
            StringComparison.Ordinal);

    private static string LicenceOf(string name, string version)
    {
        var home = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var lower = name.ToLowerInvariant();
        var folder = Path.Combine(home, lower, version.ToLowerInvariant());
        var file = Path.Combine(folder, $"{lower}.nuspec");
        if (!File.Exists(file))
        {
            return "not restored here";
        }

        var metadata = XDocument.Load(file).Root!.Elements().First();
        var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        if (licence?.Attribute("type")?.Value == "expression")
        {
            return licence.Value.Replace("(", "").Replace(")", "");
        }

        return ReadByHand.GetValueOrDefault(name)
            ?? (licence is not null && File.Exists(Path.Combine(folder, licence.Value.Replace('\\', '/')))
                && File.ReadAllText(Path.Combine(folder, licence.Value.Replace('\\', '/'))) is var text
                && (text.Contains("MIT License", StringComparison.OrdinalIgnoreCase)
                    || text.Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal))
                ? "MIT"
                : "unknown");
    }
}
