using Wellspring.Core.Pools;

namespace Wellspring.Shop.Auditing;

/// <summary>One member in the referral graph 推荐关系图.</summary>
/// <param name="Depth">1 for somebody whom nobody referred.</param>
/// <param name="Below">Everybody below, at any distance.</param>
internal readonly record struct ReferralNode(
    MemberNumber Member, MemberNumber Referrer, int Depth, int Directly, int Below);

/// <summary>Who referred whom, with depth and numbers of people; chains have no cycles.</summary>
internal sealed class ReferralGraph
{
    private readonly int[] _referrers;
    private readonly int[] _depths;
    private readonly int[] _directly;
    private readonly int[] _below;

    private ReferralGraph(int[] referrers)
    {
        _referrers = referrers;
        _depths = new int[referrers.Length];
        _directly = new int[referrers.Length];
        _below = new int[referrers.Length];
        for (var number = 1; number < referrers.Length; number++)
        {
            _directly[referrers[number]]++;
            _depths[number] = DepthOf(number);
        }

        // The deepest first: whoever is below somebody was counted before that somebody.
        foreach (var number in Enumerable.Range(1, referrers.Length - 1).OrderByDescending(one => _depths[one]))
        {
            _below[referrers[number]] += _below[number] + 1;
        }
    }

    /// <summary>Everybody who was referred or refers, by number.</summary>
    public IEnumerable<ReferralNode> Nodes => Enumerable.Range(1, _referrers.Length - 1)
        .Where(number => _referrers[number] != 0 || _directly[number] != 0).Select(Node);

    public static ReferralGraph Of(Pool pool)
    {
        var referrers = new int[pool.MemberCount + 1];
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            referrers[number] = (int)pool.Member(new(number)).Referrer.Value;
        }

        return new(referrers);
    }

    private ReferralNode Node(int number) => new(
        new(number), new(_referrers[number]), _depths[number], _directly[number], _below[number]);

    private int DepthOf(int number)
    {
        var depth = 1;
        for (var above = _referrers[number]; above != 0; above = _referrers[above])
        {
            if (_depths[above] is > 0 and var known)
            {
                return known + depth;
            }

            depth++;
        }

        return depth;
    }
}
