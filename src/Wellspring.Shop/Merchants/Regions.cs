using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Wellspring.Shop.Merchants;

/// <summary>The shipped table of divisions by GB/T 2260 code: provinces, cities, districts.</summary>
/// <remarks>The table is a copy with a date; docs/reference/regions.md says of what, and how to renew it.</remarks>
public static class Regions
{
    private const string Resource = "Wellspring.Shop.Merchants.divisions.txt";

    private static readonly Lazy<FrozenDictionary<string, Region>> Table = new(Load);

    /// <summary>The day up to which changes are in the table.</summary>
    public static DateOnly AsOf { get; } = new(2024, 12, 31);

    /// <summary>All divisions in order of code.</summary>
    public static ImmutableArray<Region> All { get; } = [.. Table.Value.Values.OrderBy(
        region => region.Code, StringComparer.Ordinal)];

    public static ImmutableArray<Region> Provinces { get; } =
        [.. All.Where(region => region.Level is RegionLevel.Province)];

    /// <summary>The division of a code; null for a code that is not in the table.</summary>
    public static Region? Find(string? code) => code is null ? null : Table.Value.GetValueOrDefault(code);

    /// <summary>The next tier below a division: cities and, where that tier is absent, districts.</summary>
    public static ImmutableArray<Region> Children(string? code) => Find(code)?.Children ?? [];

    private static FrozenDictionary<string, Region> Load()
    {
        using var stream = typeof(Regions).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads a table in order of code, so that whatever a division lies in stands above it.</summary>
    internal static FrozenDictionary<string, Region> Read(TextReader text)
    {
        var regions = new Dictionary<string, Region>(StringComparer.Ordinal);
        var below = new Dictionary<Region, ImmutableArray<Region>.Builder>();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var cells = line.Split('\t');
            if (cells is not [{ Length: 6 } code, { Length: > 0 } name, ..] || cells.Length > 3
                || !code.All(char.IsAsciiDigit))
            {
                throw new FormatException($"divisions.txt, line {number}: write a code of 6 digits, a tab, a name");
            }

            var region = Make(regions, code, name, cells.ElementAtOrDefault(2), number);
            regions.Add(code, region);
            if ((region.Level is RegionLevel.District ? region.City ?? region.Province : region.Province) is var above
                && above != region)
            {
                (below.TryGetValue(above, out var list) ? list : below[above] = ImmutableArray.CreateBuilder<Region>())
                    .Add(region);
            }
        }

        foreach (var (above, list) in below)
        {
            above.Children = list.DrainToImmutable();
        }

        return regions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Region Make(Dictionary<string, Region> above, string code, string name, string? nameEn, int number)
    {
        if (code.EndsWith("0000", StringComparison.Ordinal))
        {
            return new(code, name, nameEn, null, null);
        }

        var province = above.GetValueOrDefault(code[..2] + "0000")
            ?? throw new FormatException($"divisions.txt, line {number}: {code} stands above its province");
        return new(code, name, nameEn, province, above.GetValueOrDefault(code[..4] + "00"));
    }
}
