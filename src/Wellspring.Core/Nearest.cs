namespace Wellspring.Core;

/// <summary>The known name that a misspelt one is closest to, for "did you mean".</summary>
public static class Nearest
{
    /// <summary>Letters compared; no name of ours is longer, and a stranger's may be as long as its line.</summary>
    private const int LettersCompared = 64;

    public static string To(string name, IEnumerable<string> known) =>
        known.MinBy(candidate => Distance(name, candidate)) ?? "";

    // Levenshtein distance; upper and lower case are the same letter.
    private static int Distance(string name, string candidate)
    {
        var row = Enumerable.Range(0, candidate.Length + 1).ToArray();
        for (var i = 1; i <= name.Length && i <= LettersCompared; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= candidate.Length; j++)
            {
                var cost = char.ToLowerInvariant(name[i - 1]) == char.ToLowerInvariant(candidate[j - 1]) ? 0 : 1;
                left = Math.Min(Math.Min(left + 1, row[j] + 1), diagonal + cost);
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
