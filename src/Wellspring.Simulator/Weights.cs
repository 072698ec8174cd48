using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>Things drawn in proportion to their weights.</summary>
internal sealed class Weights
{
    private readonly long[] _cumulative;

    public Weights(IEnumerable<int> weights)
    {
        var sum = 0L;
        _cumulative = [.. weights.Select(weight => sum += weight)];
        Sum = sum;
    }

    public long Sum { get; }

    public bool IsOne => _cumulative.Length == 1;

    /// <summary>The place that a number below <see cref="Sum"/> falls on.</summary>
    public int At(long number)
    {
        var place = 0;
        while (_cumulative[place] <= number)
        {
            place++;
        }

        return place;
    }
}

/// <summary>The queue of a run 挤兑, in stretches: what each got for what it had spent.</summary>
internal sealed class RunQueue
{
    private static readonly ImmutableArray<int> Ends = [500_000, 900_000, 990_000, 999_000, 1_000_000];

    private readonly byte[] _stretchOf;
    private readonly (Histogram Multiples, Money Spent, Money Paid)[] _stretches =
        [.. Ends.Select(_ => (new Histogram(), Money.Zero, Money.Zero))];

    public RunQueue(List<int> holders, int members)
    {
        _stretchOf = new byte[members + 1];
        for (var place = 0; place < holders.Count; place++)
        {
            var stretch = 0;
            while ((long)place * Rate.PartsPerWhole >= (long)holders.Count * Ends[stretch])
            {
                stretch++;
            }

            _stretchOf[holders[place]] = (byte)(stretch + 1);
        }
    }

    /// <summary>Who holds points, in the order of joining or in a random one.</summary>
    public static List<int> Line(IPoolSide pool, RunOrder order, Draws draws)
    {
        var holders = new List<int>();
        for (var member = 1; member <= pool.Members; member++)
        {
            if (pool.Held(member) > Points.Zero)
            {
                holders.Add(member);
            }
        }

        for (var place = holders.Count - 1; place > 0 && order is RunOrder.Random; place--)
        {
            var other = (int)draws.Below(Purpose.Queue, place, place + 1);
            (holders[place], holders[other]) = (holders[other], holders[place]);
        }

        return holders;
    }

    /// <summary>Everybody in the queue is paid once, in its turn or before it at the cap.</summary>
    public void Pay(int member, Money spent, Money paid)
    {
        ref var stretch = ref _stretches[_stretchOf[member] - 1];
        stretch.Spent += spent;
        stretch.Paid += paid;
        stretch.Multiples.Add(Exact.MulDiv(paid.Units, Rate.PartsPerWhole, spent.Units, Rounding.Down));
    }

    public ImmutableArray<QueuePlace> Tell() => [.. _stretches.Select((stretch, index) => new QueuePlace(
        Rate.FromParts(index == 0 ? 0 : Ends[index - 1]), Rate.FromParts(Ends[index]), stretch.Multiples.Count,
        stretch.Spent, stretch.Paid, stretch.Multiples.Quantile(500)))];
}
