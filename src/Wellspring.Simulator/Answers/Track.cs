using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Answers;

/// <summary>
/// Keeps the path of a run in at most two hundred points: ten a decade of orders, some fifty of days, as many of a
/// run for the exit. The marks at the powers of ten are kept beside it.
/// </summary>
internal sealed class Track(Scenario scenario, RecoveryWatch watch)
{
    private const int MostDays = 48;

    // The preferred numbers of ten steps a decade.
    private static readonly ImmutableArray<int> Steps = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800];

    private readonly List<Entry> _path = [];
    private readonly List<Mark> _marks = [];
    private int _step;
    private long _decade = 1;
    private int _dayStride = 1;
    private int _days;
    private int _nextOfRun;

    private readonly record struct Entry(PathPoint Point, long[] GotBack, bool IsDay);

    /// <summary>The number of orders at which <see cref="Orders"/> wants to be called next.</summary>
    public long Next { get; private set; } = 1;

    public ImmutableArray<Mark> Marks => [.. _marks];

    public ImmutableArray<PathPoint> Path => [.. _path.Select(entry => entry.Point)];

    public ImmutableArray<FollowedMember> Followed =>
    [
        .. watch.Members.Select((member, place) => new FollowedMember(
            member,
            [.. _path.Select(entry => entry.GotBack[place] is var parts and >= 0 ? parts : (long?)null)])),
    ];

    /// <summary>So many orders have settled as were waited for.</summary>
    public void Orders(IPoolView pool, Holders holders, long orders, int day)
    {
        // A record of a journal may settle many orders at once.
        var isMark = _step == 0;
        Add(pool, holders, orders, day, isDay: false);
        do
        {
            (_step, _decade) = _step + 1 == Steps.Length ? (0, _decade * 10) : (_step + 1, _decade);
            Next = Steps[_step] * _decade / 100;
            isMark |= _step == 0 && Next <= orders;
        }
        while (Next <= orders || (_decade == 1 && Steps[_step] % 100 != 0));
        if (isMark)
        {
            _marks.Add(MarkOf(pool, holders, orders, day));
        }
    }

    /// <summary>A day has ended; the stride between those that are kept doubles as they grow many.</summary>
    public void Day(IPoolView pool, Holders holders, long orders, int day)
    {
        if (day % _dayStride != 0)
        {
            return;
        }

        Add(pool, holders, orders, day, isDay: true);
        if (++_days <= MostDays)
        {
            return;
        }

        _dayStride *= 2;
        _days -= _path.RemoveAll(entry => entry.IsDay && entry.Point.Day % _dayStride != 0);
    }

    /// <summary>In a run for the exit: when so many of the queue have sold.</summary>
    public void Run(IPoolView pool, Holders holders, long orders, int day, int sold, int queue)
    {
        if (sold < _nextOfRun)
        {
            return;
        }

        // A third of who is left sells between two points, so that the end of the queue is seen in full.
        Add(pool, holders, orders, day, isDay: false);
        _nextOfRun = sold + Math.Max(1, (queue - sold) / 3);
    }

    /// <summary>Where it ended.</summary>
    public void End(IPoolView pool, Holders holders, long orders, int day)
    {
        if (_path.Count == 0 || _path[^1].Point.Backing != pool.Backing || _path[^1].Point.Day != day)
        {
            Add(pool, holders, orders, day, isDay: false);
        }
    }

    public static Mark MarkOf(IPoolView pool, Holders holders, long orders, int day) =>
        new(orders, day, pool.Backing, pool.Exits, pool.Paid) { Live = holders.Count, LiveSpend = holders.Spent };

    private void Add(IPoolView pool, Holders holders, long orders, int day, bool isDay) => _path.Add(new(
        new(
            orders, day, pool.Backing, pool.Exits, pool.Paid, holders.Count, holders.Spent,
            PathPoint.LogIndexOf(pool.Backing, scenario.Plan.Pool.StartPrice)),
        watch.GotBack(pool.Backing), isDay));
}

/// <summary>Who holds points, and what these spent on them.</summary>
internal sealed class Holders
{
    public long Count { get; private set; }

    public Money Spent { get; private set; }

    public void Join(Money spent) => (Count, Spent) = (Count + 1, Spent + spent);

    public void Leave(Money spent) => (Count, Spent) = (Count - 1, Spent - spent);

    /// <summary>What a holder spent on what it holds changed; nothing: it holds none.</summary>
    public void Change(Money before, Money after)
    {
        Count += (after > Money.Zero ? 1 : 0) - (before > Money.Zero ? 1 : 0);
        Spent = Spent - before + after;
    }

    /// <summary>A member who may come back was sold out.</summary>
    public void Drop(ref Past past)
    {
        Change(past.Live, Money.Zero);
        past.Live = Money.Zero;
    }
}
