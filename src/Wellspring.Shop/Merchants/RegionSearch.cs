namespace Wellspring.Shop.Merchants;

/// <summary>Finds the division somebody means by a name or a code, where no script can offer lists.</summary>
public static class RegionSearch
{
    /// <summary>
    /// Finest divisions that match: by code, by full name, else all whose full name contains every typed word. One
    /// result is an answer, several a question.
    /// </summary>
    public static IReadOnlyList<Region> Find(string? typed, int most)
    {
        var words = (typed ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return [];
        }

        var whole = string.Concat(words);
        if (Regions.Find(whole) is { } coded)
        {
            return coded.IsFinest ? [coded] : [.. Finest(coded).Take(most)];
        }

        var named = Regions.All.Where(region => region.FullName == whole).ToList();
        return named is [{ IsFinest: true }] ? named
            : named.Count == 1 ? [.. Finest(named[0]).Take(most)]
            : [.. Regions.All.Where(region => region.IsFinest && words.All(word => Says(region, word))).Take(most)];
    }

    private static bool Says(Region region, string word) =>
        region.FullName.Contains(word, StringComparison.Ordinal)
        || (region.Province.NameEn ?? "").StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Region> Finest(Region above) =>
        above.IsFinest ? [above] : above.Children.SelectMany(Finest);
}
