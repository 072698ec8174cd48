using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Cap exits, notices and splits: rules 5 and 13, by looking at every member every time.</summary>
internal sealed class SlowExits(Plan plan)
{
    /// <summary>What follows any change: notices lapse, exits run or are announced, points are split.</summary>
    public SlowStep After(SlowState state)
    {
        // Only an own event can make the condition false, so looking at everybody is looking at the right one.
        foreach (var member in Noticed(state).Where(member => !Meets(state, member)))
        {
            state = state.With(member with { Notice = null });
        }

        if (state.Paused || state.Closed)
        {
            return state;
        }

        return Split(
            plan.Cap.Automatic ? RunAll(state)
            : AnnounceAll(state));
    }

    /// <summary>Members with a running notice; where exits run at once nobody ever has one.</summary>
    public IEnumerable<SlowMember> Noticed(SlowState state) => plan.Cap.Automatic
        ? []
        : state.Members.Values.Where(member => member.Notice is not null);

    /// <summary>At the end of a notice the exit runs if its condition still holds.</summary>
    public SlowStep EndNotice(SlowState state, string name)
    {
        var member = state.Member(name) with { Notice = null };
        state = state.With(member);
        return After(Meets(state, member) ? Exit(state, member) : state);
    }

    private SlowState RunAll(SlowState state)
    {
        while (InTriggerOrder(state).FirstOrDefault() is { } member)
        {
            state = Exit(state, member);
        }

        return state;
    }

    private SlowState AnnounceAll(SlowState state)
    {
        foreach (var member in InTriggerOrder(state).Where(member => member.Notice is null).ToList())
        {
            var due = state.Clock + plan.Cap.NoticePeriod.Milliseconds;
            var position = state.Positions + 1;
            state = state.With(member with { Notice = new(due, position, Stuck: false) })
                with { Positions = position };
        }

        return state;
    }

    private static List<SlowMember> InTriggerOrder(SlowState state)
    {
        var meeting = state.Members.Values.Where(member => Meets(state, member)).ToList();
        meeting.Sort((left, right) => CompareTriggers(left, right));
        return meeting;
    }

    // L ÷ points as a fraction, lowest first; ties by the older membership.
    private static int CompareTriggers(SlowMember left, SlowMember right)
    {
        var byTrigger = (left.Limit * right.Points).CompareTo(right.Limit * left.Points);
        return byTrigger != 0 ? byTrigger : left.Joined.CompareTo(right.Joined);
    }

    private static bool Meets(SlowState state, SlowMember member) =>
        !member.Points.IsZero
        && member.Cap is not null
        && member.Points * state.Pool >= member.Limit * state.Circulating;

    private SlowState Exit(SlowState state, SlowMember member)
    {
        var value = state.Value(member.Points);
        var (paid, open) = (BigInteger.Zero, member.Limit);
        foreach (var part in state.Worth(member.Oldest(member.Points)))
        {
            var counted = BigInteger.Min(part.Value, open);
            paid += counted * part.Rights.Retention.Rest.Parts / Rate.PartsPerWhole;
            open -= counted;
        }

        var purse = plan.Selling.Enabled ? SlowPurse.Sales : SlowPurse.Goods;
        var exit = new SlowExit(member.Name, member.Points, value, paid);

        state = state.Burn(member.Points, paid)
            .With(member.WithoutOldest(member.Points) with { Notice = null })
            .Pay(member.Name, purse, paid);
        return state with
        {
            Aftermath = state.Aftermath with { Exits = state.Aftermath.Exits.Add(exit) },
            Totals = state.Totals with
            {
                Paid = state.Totals.Paid + paid,
                ExitsPaid = state.Totals.ExitsPaid + paid,
                Exits = state.Totals.Exits + 1,
            },
        };
    }

    private SlowStep Split(SlowState state)
    {
        while (ReachesSplit(state))
        {
            if (state.Price.Points * 10 > SlowState.Largest)
            {
                return Refusal.PoolFull;
            }

            state = state.Split();
        }

        return state.IsFull ? Refusal.PoolFull : state;
    }

    private bool ReachesSplit(SlowState state) =>
        state.Price.Money * Points.UnitsPerPoint >= plan.Pool.SplitAt.Units * state.Price.Points;
}
