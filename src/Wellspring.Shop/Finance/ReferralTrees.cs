using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Finance;

/// <summary>
/// The trees of paid referrals, counted as the opinions of 2013 count them: the root's own level too.
/// </summary>
/// <remarks>An edge counts once a reward was paid along it; who only joined by a link is in no tree.</remarks>
public static class ReferralTrees
{
    /// <summary>Every root with its depth, people and what its promoters paid in fees.</summary>
    public static IReadOnlyList<TreeFacts> Count(ShopReader reader)
    {
        var below = reader.All(
                $"SELECT DISTINCT payee, buyer FROM reward_edges WHERE kind = {(long)Core.Pools.RewardKind.Direct}",
                row => (Payee: row.Text(0), Buyer: row.Text(1)))
            .Where(edge => edge.Payee != edge.Buyer)
            .ToLookup(edge => edge.Payee, edge => edge.Buyer, StringComparer.Ordinal);
        var paidFor = below.SelectMany(group => group).ToHashSet(StringComparer.Ordinal);
        return [.. below.Select(group => group.Key).Where(payee => !paidFor.Contains(payee))
            .Order(StringComparer.Ordinal).Select(root => Walk(below, root))];
    }

    /// <summary>Everybody in a root's tree, the root first.</summary>
    public static IReadOnlyList<string> PeopleOf(ShopReader reader, string root)
    {
        var people = new List<string> { root };
        var known = new HashSet<string>(people, StringComparer.Ordinal);
        for (var next = 0; next < people.Count; next++)
        {
            people.AddRange(reader.All(
                $"SELECT DISTINCT buyer FROM reward_edges WHERE payee = {people[next]} AND kind = 1 ORDER BY buyer",
                row => row.Text(0)).Where(known.Add));
        }

        return people;
    }

    // Level by level, so that a chain of any length needs no stack.
    private static TreeFacts Walk(ILookup<string, string> below, string root)
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { root };
        var (level, levels) = (new List<string> { root }, 0);
        while (level.Count > 0)
        {
            levels++;
            level = [.. level.SelectMany(person => below[person]).Where(known.Add)];
        }

        // Nobody pays to become a promoter here; the rule's counter of fees stays at nothing.
        return new() { Root = root, Levels = levels, People = known.Count, Fees = Money.Zero };
    }
}
