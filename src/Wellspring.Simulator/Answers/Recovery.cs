using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Answers;

/// <summary>How much a member may want back before speaking of having it back 回本.</summary>
public enum RecoveryTarget
{
    /// <summary>What a flat rebate of the same cost would have given at once.</summary>
    Rebate,

    /// <summary>Half of what was spent.</summary>
    Half,

    /// <summary>Four fifths of what was spent.</summary>
    FourFifths,

    /// <summary>The forced sale at the cap 封顶.</summary>
    Cap,
}

/// <summary>When one member first had so much back, paid out or by selling then; never is a possible answer.</summary>
/// <param name="Member">The place at which the member joined: 1 is the first.</param>
/// <param name="JoinedDay">The day of the member's first order.</param>
/// <param name="Orders">Orders of everybody by then; null: not in this run.</param>
/// <param name="Day">The day by then; null: not in this run.</param>
public sealed record Recovery(long Member, RecoveryTarget Target, int JoinedDay, long? Orders, int? Day)
{
    /// <summary>How long the member waited; null: not in this run.</summary>
    public int? DaysWaited => Day - JoinedDay;

    /// <summary>The same in months of thirty days, as text with one decimal; null: not in this run.</summary>
    public string? MonthsWaited => DaysWaited is { } days ? Decimals.Write(days / 3, 1) : null;
}

/// <summary>
/// What one member had back at each point of the path 会员轨迹, in millionths of what it had spent: for sample paths
/// and curves.
/// </summary>
/// <param name="Member">The place at which the member joined.</param>
/// <param name="GotBack">One entry a point of the path, paid out or by selling then; null before it joined.</param>
public sealed record FollowedMember(long Member, ImmutableArray<long?> GotBack);
