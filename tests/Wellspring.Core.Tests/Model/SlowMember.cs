using System.Collections.Immutable;
using System.Numerics;

namespace Wellspring.Core.Tests.Model;

/// <summary>A member of the slow model, by name, with everything written out and in the present scale.</summary>
internal sealed record SlowMember(string Name)
{
    /// <summary>The position of the member's first settled order; 0 while there is none.</summary>
    public long Joined { get; init; }

    public BigInteger Points { get; init; }

    public BigInteger Basis { get; init; }

    public BigInteger Proceeds { get; init; }

    /// <summary>The number of the last round; the member is in it while it holds points.</summary>
    public int Round { get; init; }

    public BigInteger Spent { get; init; }

    public long Orders { get; init; }

    public BigInteger SaleMoney { get; init; }

    public BigInteger RewardMoney { get; init; }

    public BigInteger GoodsCredit { get; init; }

    public BigInteger Receivable { get; init; }

    public BigInteger DividendMoney { get; init; }

    public string? Referrer { get; init; }

    /// <summary>When the present binding was made.</summary>
    public long BoundAt { get; init; }

    /// <summary>The level that was appointed; own spending may reach a higher one.</summary>
    public string? Level { get; init; }

    public bool IsPromoter { get; init; }

    /// <summary>The calendar day that the two counters below are about.</summary>
    public long SaleDay { get; init; }

    public BigInteger SoldThatDay { get; init; }

    public BigInteger PaidThatDay { get; init; }

    /// <summary>Points by the order that minted them, oldest first.</summary>
    public ImmutableList<SlowLot> Lots { get; init; } = [];

    /// <summary>Points by vintage of the plan, the first at 0.</summary>
    public ImmutableSortedDictionary<int, BigInteger> Vintages { get; init; } =
        ImmutableSortedDictionary<int, BigInteger>.Empty;

    /// <summary>The best cap that points of this round brought, in millionths; null: no cap.</summary>
    public long? Cap { get; init; }

    public SlowNotice? Notice { get; init; }

    public BigInteger SoldOn(long day) => SaleDay == day ? SoldThatDay : 0;

    public BigInteger PaidOn(long day) => SaleDay == day ? PaidThatDay : 0;

    /// <summary>What the member may still take out in this round before the cap.</summary>
    public BigInteger Limit => BigInteger.Max(0, (Basis * Cap!.Value / 1_000_000) - Proceeds);

    /// <summary>With points of a vintage; a round keeps the best cap, and none is the best.</summary>
    public SlowMember WithMinted(int vintage, BigInteger points, long? cap) => points.IsZero ? this : this with
    {
        Vintages = Vintages.SetItem(vintage, Vintages.GetValueOrDefault(vintage) + points),
        Cap = Points.IsZero ? cap : Cap is null || cap is null ? null : Math.Max(Cap.Value, cap.Value),
    };

    /// <summary>How many of some points come from each vintage, oldest first.</summary>
    public IEnumerable<(int Vintage, BigInteger Points)> Oldest(BigInteger points)
    {
        foreach (var (vintage, held) in Vintages)
        {
            var part = BigInteger.Min(points, held);
            points -= part;
            if (!part.IsZero)
            {
                yield return (vintage, part);
            }
        }
    }

    /// <summary>How many points were minted at least <paramref name="age"/> milliseconds before the clock.</summary>
    public BigInteger OlderThan(long age, long clock) => Lots
        .Where(lot => lot.Settled + age <= clock)
        .Aggregate(BigInteger.Zero, (sum, lot) => sum + lot.Points);

    /// <summary>Sold, redeemed or exited points: the oldest go first, and the round ends with the last one.</summary>
    public SlowMember WithoutOldest(BigInteger points) => Without(points, Lots, Vintages.Keys);

    /// <summary>Points burnt by a reversal: those of the order itself go first, then the newest.</summary>
    public SlowMember WithoutOwnThenNewest(BigInteger points, string order, int vintage)
    {
        var own = Lots.Where(lot => lot.Order == order);
        var others = Lots.Where(lot => lot.Order != order).Reverse();
        return Without(points, own.Concat(others), Vintages.Keys.Reverse().Prepend(vintage));
    }

    public SlowMember TimesTen() => this with
    {
        Points = Points * 10,
        SoldThatDay = SoldThatDay * 10,
        Lots = Lots.ConvertAll(lot => lot with { Points = lot.Points * 10 }),
        Vintages = Vintages.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value * 10),
    };

    private SlowMember Without(BigInteger points, IEnumerable<SlowLot> inOrder, IEnumerable<int> vintages)
    {
        var lots = Lots;
        var open = points;
        foreach (var lot in inOrder.ToList())
        {
            var taken = BigInteger.Min(open, lot.Points);
            open -= taken;
            lots = taken == lot.Points ? lots.Remove(lot) : lots.Replace(lot, lot with { Points = lot.Points - taken });
        }

        Assert.Equal(BigInteger.Zero, open);
        var (left, rest) = (Vintages, points);
        foreach (var vintage in vintages.ToList())
        {
            var taken = BigInteger.Min(rest, left.GetValueOrDefault(vintage));
            left = left.SetItem(vintage, left.GetValueOrDefault(vintage) - taken);
            rest -= taken;
        }

        Assert.Equal(BigInteger.Zero, rest);
        var after = this with { Points = Points - points, Lots = lots, Vintages = left };
        return after.Points.IsZero ? after with { Basis = 0, Proceeds = 0 } : after;
    }
}

/// <summary>The points of one settled order that are still held.</summary>
internal sealed record SlowLot(long Settled, string Order, BigInteger Points);

/// <summary>A running notice of a cap exit; a <paramref name="Stuck"/> one ended but could not run.</summary>
internal sealed record SlowNotice(long Due, long Position, bool Stuck);
