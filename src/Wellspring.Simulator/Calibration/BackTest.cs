using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Calibration;

/// <summary>From when on a history is to be foretold, and how often.</summary>
public sealed record BackTestWish
{
    public const int UsualDraws = 200;

    /// <summary>The past date to start from; null where a share of the history says it.</summary>
    public Instant? From { get; init; }

    /// <summary>The share of the history that is known; the rest is foretold.</summary>
    public Rate Known { get; init; } = Rate.FromParts(700_000);

    public int Draws { get; init; } = UsualDraws;

    public ulong Seed { get; init; } = 1;

    /// <summary>Never changes a figure.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>
/// A back-test 回测: from the state of a past date the calibrated scenario runs to today, many times, and what came is
/// laid beside what was foretold.
/// </summary>
public static class BackTest
{
    private const int FewestOrders = 30;
    private const int FewestDays = 7;
    private const int MostResampled = 20_000;

    /// <param name="journal">All records from the first; read twice.</param>
    /// <param name="progress">From 0 to 1.</param>
    public static (BackTestResult? Result, Bilingual? Problem) Run(
        Func<IEnumerable<Happening>> journal, Plan first, BackTestWish wish, Action<double>? progress = null)
    {
        if (SpanOf(journal()) is not var (begin, end) || CutOf(begin, end, wish) is not { } cut)
        {
            return (null, new("这份历史里没有订单，无法回测。", "There is no order in this history to test on."));
        }

        if (cut <= begin || end.Milliseconds - cut.Milliseconds < Instant.MillisecondsPerDay)
        {
            return (null, new(
                $"回测的起点须在 {begin} 之后、{end} 之前至少一天。",
                $"A back-test starts after {begin} and at least a day before {end}."));
        }

        var seen = new Observation(first);
        using var records = journal().GetEnumerator();
        var hasNext = ApplyUntil(seen, records, cut, started: records.MoveNext());
        var known = seen.Tell(cut);
        if (known.Orders < FewestOrders || known.Counts.Length < FewestDays || seen.Pool.IsClosed)
        {
            return (null, new(
                $"到 {cut} 只有 {known.Orders} 笔订单、{known.Counts.Length} 天；回测至少要有 {FewestOrders} 笔、"
                + $"{FewestDays} 天，且池未终止。",
                $"By {cut} there were {known.Orders} orders in {known.Counts.Length} days; a back-test needs "
                + $"{FewestOrders} orders, {FewestDays} days and a pool that is not closed."));
        }

        var start = PastState.Of(seen, first, cut, wish.Seed);
        ApplyUntil(seen, records, end, hasNext);
        var since = seen.Orders.Where(order => order.At > cut && order.Amount > Money.Zero).Select(order => order.At)
            .ToList();
        var came = start.Measure(seen.Pool, since.Count);
        var days = (int)((end.Milliseconds - cut.Milliseconds + Instant.MillisecondsPerDay - 1)
            / Instant.MillisecondsPerDay);
        var real = DailyCounts.From(since, cut, days);
        var drawn = Foretell(start, known, days, null, wish, part => progress?.Invoke(part / 2));
        var given = Foretell(start, known, days, real, wish, part => progress?.Invoke((1 + part) / 2));
        return (new(known, cut, end, wish)
        {
            Members = start.Tracked.Length,
            AllMembers = start.Buyers,
            Foretold = Compared.Of(drawn, came),
            WithRealArrivals = Compared.Of(given, came),
        }, null);
    }

    private static Instant? CutOf(Instant begin, Instant end, BackTestWish wish) => wish.From ?? new Instant(
        begin.Milliseconds + (long)((Int128)(end.Milliseconds - begin.Milliseconds) * wish.Known.Parts
            / Rate.PartsPerWhole));

    // A clock that only moves on at the end, so that the last orders become final, is no history.
    private static (Instant Begin, Instant End)? SpanOf(IEnumerable<Happening> journal)
    {
        (Instant? begin, var end) = (null, default(Instant));
        foreach (var record in journal)
        {
            if (record.Event is PoolEvent.OrderPlaced or PoolEvent.OrderSettled)
            {
                begin ??= record.At;
            }

            if (record.Event is not (PoolEvent.ClockAdvanced or PoolEvent.DueProcessed))
            {
                end = end.Later(record.At);
            }
        }

        return begin is { } first ? (first, end) : null;
    }

    private static bool ApplyUntil(Observation seen, IEnumerator<Happening> records, Instant until, bool started)
    {
        while (started && records.Current.At <= until)
        {
            seen.Apply(records.Current);
            started = records.MoveNext();
        }

        return started;
    }

    private static Figures[] Foretell(
        PastState start, Calibrated known, int days, ImmutableArray<long>? arrivals, BackTestWish wish,
        Action<double> progress)
    {
        var found = new Figures[wish.Draws];
        var done = 0;
        Parallel.For(0, wish.Draws, new ParallelOptions { MaxDegreeOfParallelism = wish.Threads }, draw =>
        {
            found[draw] = Once(start, known, days, arrivals, wish.Seed, draw);
            progress((double)Interlocked.Increment(ref done) / wish.Draws);
        });
        return found;
    }

    // What is not known at the past date is drawn anew each time: how people hold, how many orders come, who does what.
    private static Figures Once(
        PastState start, Calibrated known, int days, ImmutableArray<long>? arrivals, ulong seed, int draw)
    {
        var dice = new Dice(unchecked((seed * 0x9E3779B97F4A7C15) + (ulong)draw + 1));
        var oldest = (long)(known.Counts.Length + days + 1) * Instant.MillisecondsPerDay;
        var holding = Resampled(known, dice).Extended(oldest, Instant.MillisecondsPerDay);
        var counts = arrivals ?? DailyCounts.Draw(known.Counts, days, dice);
        var last = counts.Length - 1;
        while (last > 0 && counts[last] == 0)
        {
            last--;
        }

        var scenario = new Scenario
        {
            Id = "back-test",
            Name = new("回测", "Back-test"),
            Given = known.Plan,
            Plan = known.Plan,
            Seed = seed,
            Orders = counts.Sum(),
            Afterwards = days - last,
            Arrivals = new() { Shape = ArrivalShape.Empirical, Counts = counts, StopsAfterDay = days },
            Kinds = Resampled(known.Kinds, dice),
            Behaviours = HoldingHabits.Of(holding),
            ReturningBuyers = known.ReturningLately,
            Refunds = CalibratedScenario.RefundsOf(known),
        };
        var pool = start.Resume();
        new Simulation(scenario, pool, draw + 1, progress: null, start.People(holding, dice)).Run();
        return start.Measure(pool.Pool, counts.Sum());
    }

    // What was seen is one sample of what could have been: with few the estimates move, with many hardly.
    private static ImmutableArray<OrderKind> Resampled(ImmutableArray<OrderKind> kinds, Dice dice)
    {
        var sum = 0L;
        ImmutableArray<long> cumulative = [.. kinds.Select(kind => sum += kind.Weight)];
        if (sum > MostResampled)
        {
            return kinds;
        }

        var weights = new int[kinds.Length];
        for (var order = 0L; order < sum; order++)
        {
            weights[dice.Weighted(cumulative)]++;
        }

        return [.. kinds.Select((kind, place) => kind with { Weight = weights[place] })];
    }

    private static Survival Resampled(Calibrated known, Dice dice)
    {
        var spells = known.HoldingSpells;
        if (spells.Count is 0 or > MostResampled)
        {
            return known.Holding;
        }

        var copies = new int[spells.Count];
        for (var one = 0; one < spells.Count; one++)
        {
            copies[dice.Below(spells.Count)]++;
        }

        return Survival.Of(spells, copies);
    }
}
