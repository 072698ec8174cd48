using System.Reflection;
using System.Security.Cryptography;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Shop.Auditing;

/// <summary>Which program runs: the hashes of its own files, so that an altered guard shows.</summary>
internal static class BuildMark
{
    private static readonly Assembly[] Parts =
        [typeof(Plan).Assembly, typeof(PoolDesk).Assembly, typeof(PoolDirectory).Assembly, typeof(BuildMark).Assembly];

    private static readonly Lazy<IReadOnlyList<(string Name, string Hash)>> Read = new(() =>
    [
        .. Parts.Select(part => (part.GetName().Name!, HashOf(part)))
            .OrderBy(part => part.Item1, StringComparer.Ordinal),
    ]);

    public static IReadOnlyList<(string Name, string Hash)> Files => Read.Value;

    /// <summary>One hash over all of them.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
        string.Join('\n', Files.Select(file => $"{file.Name} {file.Hash}")))));

    public static IEnumerable<object?[]> Rows(AuditSource source)
    {
        yield return ["build", Hash];
        foreach (var (name, hash) in Files)
        {
            yield return [$"build.{name}", hash];
        }

        yield return ["ruleset.version", Ruleset.Version];
        yield return ["ruleset.hash", Ruleset.Hash];
        yield return ["plan.hash", source.Plan.Hash];
        yield return ["plan.profile", source.Plan.IsSandbox ? "sandbox" : "CN"];
        foreach (var (name, value) in source.Configuration)
        {
            yield return [$"setting.{name}", value];
        }
    }

    // In a program of one file there is no file of the part: the program itself is hashed.
    private static string HashOf(Assembly part)
    {
        using var file = File.OpenRead(part.Location is { Length: > 0 } path ? path : Environment.ProcessPath!);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
