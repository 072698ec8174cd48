using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>What the command's own member will hold once the command is booked, before the exit test.</summary>
internal readonly record struct OwnHolding(
    int Number, Points Points, VintageLots Lots, Money Limit, long FirstOrder, int HeapSlot)
{
    /// <summary>No member of the command's own, or one whose holding it leaves alone.</summary>
    public static OwnHolding Nobody { get; } = Nothing(0, TriggerHeap.Outside);

    /// <summary>A member whom the command leaves without free points.</summary>
    public static OwnHolding Nothing(int number, int heapSlot) => 
        new(number, Points.Zero, default, Money.Zero, 0, heapSlot);
}

/// <summary>
/// The exit test after a step, without touching the state: exits or notices in order of trigger price, then splits.
/// </summary>
/// <remarks>
/// An exit changes nobody else's trigger, so the members to exit are a prefix of the heap's order. A frontier of heap
/// slots walks that order: O(log n) an exit, and members who do not exit are not looked at.
/// </remarks>
internal ref struct Cascade(PoolState state, OwnHolding own, bool evenPaused = false)
{
    private readonly TriggerHeap _heap = state.Heap;
    private readonly CapSettings _cap = state.Plan.Cap;
    private PriorityQueue<int, int>? _frontier;
    private bool _ownPending = own.Points > Points.Zero && own.HeapSlot != TriggerHeap.OnNotice;

    /// <summary>Runs the test on the successor; false when the pool would pass its limits.</summary>
    public bool Run(ref Backing after, out Aftermath aftermath)
    {
        aftermath = Aftermath.None;
        if (after.IsFull)
        {
            return false;
        }

        var lapsed = own.HeapSlot == TriggerHeap.OnNotice && !Triggers(after, own.Points, own.Limit)
            ? new MemberNumber(own.Number)
            : MemberNumber.None;
        if (state.IsPaused && !evenPaused)
        {
            aftermath = lapsed == MemberNumber.None ? aftermath : aftermath with { Lapsed = lapsed };
            return true;
        }

        ImmutableArray<CapExit> exits = [];
        ImmutableArray<MemberNumber> notices = [];
        if (state.Vintages.HasCap)
        {
            (exits, notices) = _cap.Automatic ? (Exits(ref after), notices) : (exits, Notices(after));
        }

        var splits = 0;
        while (after.NeedsSplit(state.Plan.Pool.SplitAt))
        {
            if (!after.CanSplit)
            {
                return false;
            }

            after = after.Split();
            splits++;
        }

        if (!exits.IsEmpty || !notices.IsEmpty || splits > 0 || lapsed != MemberNumber.None)
        {
            aftermath = new(exits, notices, lapsed, splits);
        }

        return true;
    }

    /// <summary>Pool-rules 5: exit when points·P ≥ L·S, exactly.</summary>
    public static bool Triggers(in Backing backing, Points points, Money limit) =>
        Kernel.Exits(points, limit, new(backing.Pool, backing.Circulating));

    private ImmutableArray<CapExit> Exits(ref Backing after)
    {
        ImmutableArray<CapExit>.Builder? exits = null;
        while (TryNext(after, out var number, out var points, out var limit))
        {
            var value = after.Value(points);
            var lots = number == own.Number ? own.Lots : state.Vintages.Of(number, points, after.Scale);
            var paid = state.Vintages.ExitPaid(lots, points, after, limit);
            after = after.Burn(points, paid);
            (exits ??= ImmutableArray.CreateBuilder<CapExit>()).Add(new(new(number), points, value, paid));
        }

        return exits?.DrainToImmutable() ?? [];
    }

    private ImmutableArray<MemberNumber> Notices(in Backing after)
    {
        ImmutableArray<MemberNumber>.Builder? notices = null;
        while (TryNext(after, out var number, out _, out _))
        {
            (notices ??= ImmutableArray.CreateBuilder<MemberNumber>()).Add(new(number));
        }

        return notices?.DrainToImmutable() ?? [];
    }

    /// <summary>The member with the lowest trigger that the price has reached, if there is one.</summary>
    private bool TryNext(in Backing after, out int number, out Points points, out Money limit)
    {
        var slot = NextSlot();
        if (slot >= 0 && !(_ownPending && OwnIsBefore(_heap[slot], after.Scale)))
        {
            number = _heap[slot];
            ref var member = ref state.Members[number];
            (points, limit) = (Members.PointsAt(member, after.Scale), member.Limit);
            if (!Triggers(after, points, limit))
            {
                return false;
            }

            Consume(slot);
            return true;
        }

        (number, points, limit) = (own.Number, own.Points, own.Limit);
        if (!_ownPending || !Triggers(after, points, limit))
        {
            return false;
        }

        _ownPending = false;
        return true;
    }

    // The own member's place in the heap still shows the holding before the command: it is passed over there.
    private int NextSlot()
    {
        if (_frontier is null)
        {
            if (_heap.Count == 0)
            {
                return -1;
            }

            if (_heap[0] != own.Number)
            {
                return 0;
            }

            Consume(0);
        }

        while (_frontier!.TryPeek(out var slot, out _))
        {
            if (_heap[slot] != own.Number)
            {
                return slot;
            }

            Consume(slot);
        }

        return -1;
    }

    private void Consume(int slot)
    {
        if (_frontier is null)
        {
            var heap = _heap;
            _frontier = new(Comparer<int>.Create((a, b) =>
                a == b ? 0 : heap.IsBefore(heap[a], heap[b]) ? -1 : 1));
        }
        else
        {
            _frontier.Dequeue();
        }

        for (var child = (slot * 2) + 1; child <= (slot * 2) + 2 && child < _heap.Count; child++)
        {
            _frontier.Enqueue(child, child);
        }
    }

    private readonly bool OwnIsBefore(int other, int scale)
    {
        ref var member = ref state.Members[other];
        var points = Members.PointsAt(member, scale);
        var order = Exact.CompareRatios(own.Limit.Units, own.Points.Units, member.Limit.Units, points.Units);
        return order < 0 || (order == 0 && (own.FirstOrder < member.FirstOrder
            || (own.FirstOrder == member.FirstOrder && own.Number < other)));
    }
}
