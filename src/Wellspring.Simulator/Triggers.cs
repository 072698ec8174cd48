using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>
/// Who comes next as the price rises: holders by the price at which their points reach a limit, lowest first.
/// </summary>
/// <remarks>
/// The price never falls, so whoever buys later reaches the same multiple later: where everybody buys once, a lane a
/// kind of order is a plain queue. What arrives out of turn, by a rounding or because a holder bought again, goes into
/// a heap. Entries are left behind when their holder changes, and passed over when their turn comes.
/// </remarks>
/// <param name="read">A holder's present points and limit; no points where it holds none any more.</param>
/// <param name="once">Whether a holder never comes back, so that the queues may be used.</param>
internal sealed class Triggers(int lanes, bool once, Func<int, (Points Points, Money Limit)> read)
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, once ? lanes : 0).Select(_ => new Lane())];
    private Entry[] _heap = new Entry[64];
    private int _count;
    private bool _topIsLive;

    // The lowest of all, so that an order that makes nobody leave costs one comparison; member 0 where there is none.
    private Entry _next;
    private bool _nextIsKnown = true;

    private readonly record struct Entry(Points Points, Money Limit, int Member)
    {
        public bool IsBefore(in Entry other)
        {
            var order = Exact.CompareRatios(Limit.Units, Points.Units, other.Limit.Units, other.Points.Units);
            return order < 0 || (order == 0 && Member < other.Member);
        }
    }

    /// <summary>Bytes in use, for the measure of a live lot.</summary>
    public long Bytes => (_heap.LongLength * 24) + _lanes.Sum(lane => lane.Waiting.Bytes);

    public void Push(int member, int lane, Points points, Money limit)
    {
        var entry = new Entry(points, limit, member);
        if (once && _lanes[lane].TryPush(entry))
        {
            // Behind a head that is waiting nobody is first.
            _nextIsKnown &= _lanes[lane].HasHead;
            return;
        }

        if (_count == _heap.Length)
        {
            Rebuild(scaled: false);
            if (_count * 2 > _heap.Length)
            {
                Array.Resize(ref _heap, _heap.Length * 2);
            }
        }

        var slot = _count++;
        for (; slot > 0 && entry.IsBefore(_heap[(slot - 1) / 2]); slot = (slot - 1) / 2)
        {
            _heap[slot] = _heap[(slot - 1) / 2];
        }

        _heap[slot] = entry;
        _topIsLive &= slot > 0;
        _nextIsKnown &= slot > 0;
    }

    /// <summary>A holder's points changed or are gone.</summary>
    public void Changed(int member)
    {
        foreach (var lane in _lanes)
        {
            lane.HasHead &= lane.Head.Member != member;
        }

        // Whoever sells at once was pushed last, and mostly stands last.
        _count -= _count > 0 && _heap[_count - 1].Member == member ? 1 : 0;
        _topIsLive &= _count > 0 && _heap[0].Member != member;
        _nextIsKnown &= _next.Member != member;
    }

    /// <summary>The holder with the lowest trigger, if the price has reached it.</summary>
    public bool TryNext(in Price price, out int member)
    {
        if (!_nextIsKnown)
        {
            _next = Lowest();
            _nextIsKnown = true;
        }

        member = _next.Member;
        return member != 0 && Kernel.Exits(_next.Points, _next.Limit, price);
    }

    /// <summary>Points were split by ten; every trigger keeps its place.</summary>
    public void Split()
    {
        foreach (var lane in _lanes)
        {
            var tail = Math.Min(lane.Tail.Points.Units, Decimals.Limit / 10) * 10;
            lane.Tail = lane.Tail with { Points = Points.FromUnits(tail) };
            lane.HasHead = false;
        }

        Rebuild(scaled: true);
        _nextIsKnown = false;
    }

    private Entry Lowest()
    {
        var lowest = _count > 0 && (_topIsLive || Settle()) ? _heap[0] : default;
        foreach (var lane in _lanes)
        {
            if ((lane.HasHead || Advance(lane)) && (lowest.Member == 0 || lane.Head.IsBefore(lowest)))
            {
                lowest = lane.Head;
            }
        }

        return lowest;
    }

    private bool Advance(Lane lane)
    {
        while (lane.Waiting.TryPeek(out var member))
        {
            var (points, limit) = read(member);
            if (points > Points.Zero)
            {
                lane.Head = new(points, limit, member);
                return lane.HasHead = true;
            }

            lane.Waiting.Drop();
        }

        return false;
    }

    // Until an entry stands on top that its holder still stands behind.
    private bool Settle()
    {
        while (_count > 0)
        {
            var top = _heap[0];
            if (read(top.Member) == (top.Points, top.Limit))
            {
                return _topIsLive = true;
            }

            var last = _heap[--_count];
            if (_count > 0)
            {
                Sink(0, last);
            }
        }

        return _topIsLive = false;
    }

    private void Rebuild(bool scaled)
    {
        var kept = 0;
        for (var slot = 0; slot < _count; slot++)
        {
            var (entry, now) = (_heap[slot], read(_heap[slot].Member));
            var points = scaled && now.Points > Points.Zero ? Points.FromUnits(now.Points.Units / 10) : now.Points;
            if (points == entry.Points && now.Limit == entry.Limit)
            {
                _heap[kept++] = entry with { Points = now.Points };
            }
        }

        _count = kept;
        for (var slot = (kept / 2) - 1; slot >= 0; slot--)
        {
            Sink(slot, _heap[slot]);
        }

        _topIsLive = false;
    }

    private void Sink(int slot, Entry entry)
    {
        while ((slot * 2) + 1 < _count)
        {
            var child = (slot * 2) + 1;
            child += child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]) ? 1 : 0;
            if (!_heap[child].IsBefore(entry))
            {
                break;
            }

            _heap[slot] = _heap[child];
            slot = child;
        }

        _heap[slot] = entry;
    }

    private sealed class Lane
    {
        public MemberQueue Waiting { get; } = new();

        // Fields: the head is looked at after every order.
        public Entry Head;

        public bool HasHead;

        public Entry Tail;

        public bool TryPush(in Entry entry)
        {
            if (Tail.Member != 0 && entry.IsBefore(Tail))
            {
                return false;
            }

            Tail = entry;
            Waiting.Add(entry.Member);
            return true;
        }
    }
}

/// <summary>First in, first out, four bytes each; what has passed is given back.</summary>
internal sealed class MemberQueue
{
    private const int Size = 8192;
    private readonly Queue<int[]> _blocks = new();
    private int[]? _last;
    private int _in = Size;
    private int _out;

    public long Bytes => _blocks.Count * (long)Size * 4;

    public void Add(int member)
    {
        if (_in == Size)
        {
            _blocks.Enqueue(_last = new int[Size]);
            _in = 0;
        }

        _last![_in++] = member;
    }

    public bool TryPeek(out int member)
    {
        if (_blocks.TryPeek(out var first) && (!ReferenceEquals(first, _last) || _out < _in))
        {
            member = first[_out];
            return true;
        }

        member = 0;
        return false;
    }

    public void Drop()
    {
        if (++_out == Size)
        {
            _blocks.Dequeue();
            _out = 0;
            (_last, _in) = _blocks.Count == 0 ? (null, Size) : (_last, _in);
        }
    }
}
