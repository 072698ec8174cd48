using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>
/// What a pool knows about who may earn: agents, levels, promoters, bindings' age; and what dividends left.
/// </summary>
/// <remarks>
/// Few members have any of it, so it stands beside them and not in each. A pool whose plan asks for none of it keeps
/// nothing, and its state has the bytes that it always had.
/// </remarks>
internal sealed class RewardBook
{
    private static readonly List<Agency> Nobody = [];

    /// <summary>Appointments by division code, in the order of their beginning.</summary>
    public SortedDictionary<int, List<Agency>> Agencies { get; } = [];

    /// <summary>Levels that were appointed, by member.</summary>
    public Dictionary<int, string> Levels { get; } = [];

    public SortedSet<int> Promoters { get; } = [];

    /// <summary>When bindings were made; kept only where the plan lets them run out.</summary>
    public Dictionary<int, Instant> BoundAt { get; } = [];

    /// <summary>Dividend money in wallets.</summary>
    public Dictionary<int, Money> Dividends { get; } = [];

    /// <summary>Periods that were paid, with their amounts: the run key of dividends.</summary>
    public SortedDictionary<string, Money> Periods { get; } = new(StringComparer.Ordinal);

    /// <summary>Agents' fees over the whole life of the pool.</summary>
    public Money AgentFees { get; set; }

    public Money DividendsPaid { get; set; }

    public bool IsEmpty => Agencies.Count == 0 && Levels.Count == 0 && Promoters.Count == 0 && BoundAt.Count == 0
        && Dividends.Count == 0 && Periods.Count == 0 && AgentFees == Money.Zero;

    /// <summary>The agent of a division at a moment; None where there is none.</summary>
    public MemberNumber AgentOf(Division? division, Instant clock)
    {
        if (division is { } there && Agencies.Count > 0 && Agencies.TryGetValue(there.Code, out var all))
        {
            foreach (var agency in all)
            {
                if (agency.IsInForce(clock))
                {
                    return agency.Member;
                }
            }
        }

        return MemberNumber.None;
    }

    /// <summary>The appointment that an end would end: in force, or else the next to begin.</summary>
    public Agency? Coming(Division division, Instant clock) =>
        Agencies.GetValueOrDefault(division.Code, Nobody).Find(agency => clock < agency.Until);

    public bool IsTaken(Division division, Instant from, Instant until) =>
        Agencies.GetValueOrDefault(division.Code, Nobody).Exists(agency => agency.Meets(from, until));

    /// <summary>
    /// Adds an appointment; one of the same beginning is replaced, and one that never begins is gone.
    /// </summary>
    public void Put(Division division, Agency agency)
    {
        if (!Agencies.TryGetValue(division.Code, out var all))
        {
            Agencies.Add(division.Code, all = []);
        }

        all.RemoveAll(other => other.From == agency.From && other.Member == agency.Member);
        if (agency.From < agency.Until)
        {
            var place = all.FindIndex(other => other.From > agency.From);
            all.Insert(place < 0 ? all.Count : place, agency);
        }

        if (all.Count == 0)
        {
            Agencies.Remove(division.Code);
        }
    }

    /// <summary>Adds to or takes from a wallet's dividend money.</summary>
    public void AddDividend(MemberNumber member, long units)
    {
        var money = Money.FromUnits(DividendOf(member).Units + units);
        if (money == Money.Zero)
        {
            Dividends.Remove((int)member.Value);
        }
        else
        {
            Dividends[(int)member.Value] = money;
        }
    }

    public Money DividendOf(MemberNumber member) =>
        Dividends.Count == 0 ? Money.Zero : Dividends.GetValueOrDefault((int)member.Value);

    /// <summary>
    /// The place of a member's level in the plan's list: the higher of the appointed and the one its own spending
    /// reached; −1 for none.
    /// </summary>
    public int LevelOf(RewardLevels levels, MemberNumber member, Money spent)
    {
        var appointed = levels.IndexOf(Levels.GetValueOrDefault((int)member.Value));
        for (var index = levels.All.Length - 1; index > appointed; index--)
        {
            if (levels.All[index].MinSpend is { } least && spent >= least)
            {
                return index;
            }
        }

        return appointed;
    }
}
