using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Calibration;

/// <summary>How points left a holding.</summary>
internal enum Leaving
{
    /// <summary>Sold or redeemed by will.</summary>
    ByWill,
    AtTheCap,
    TakenBack,
}

/// <summary>
/// Every order's points 积分批次 from their mint to their end, oldest first out, and every holding from its first point
/// to its last.
/// </summary>
internal sealed class LotBook
{
    private readonly Dictionary<long, Holding> _holdings = [];
    private readonly List<Spell> _byAge = [];
    private readonly List<Spell> _byMultiple = [];
    private readonly List<Spell> _held = [];
    private int _scale;

    private sealed class Lot
    {
        public required string Order { get; init; }

        public required Instant Begin { get; init; }

        public required Money Amount { get; init; }

        public required long Entry { get; init; }

        public required Int128 Minted { get; init; }

        public required int MintedAt { get; init; }

        public Int128 Points { get; set; }

        public double Weight { get; set; } = 1;
    }

    private sealed class Holding(Instant begin)
    {
        public Instant Begin { get; } = begin;

        public List<Lot> Lots { get; } = [];

        public double Weight { get; set; } = 1;
    }

    /// <summary>Orders' points that ever were, and how many of them ended in which way; parts as parts.</summary>
    public long Minted { get; private set; }

    public double Sold { get; private set; }

    public double Capped { get; private set; }

    public double TakenBack { get; private set; }

    /// <summary>When a member's present holding began; null where it holds nothing.</summary>
    public Instant? HeldSince(long member) => _holdings.TryGetValue(member, out var held) ? held.Begin : null;

    public void Mint(
        long member, string order, Points points, Money amount, Money mintValue, Rate retention, Instant at)
    {
        if (points == Points.Zero)
        {
            return;
        }

        if (!_holdings.TryGetValue(member, out var held))
        {
            _holdings.Add(member, held = new(at));
        }

        Minted += amount > Money.Zero ? 1 : 0;
        held.Lots.Add(new()
        {
            Order = order, Begin = at, Amount = amount, Entry = MultipleOf(Kernel.Paid(mintValue, retention), amount),
            Minted = points.Units, MintedAt = _scale, Points = points.Units,
        });
    }

    /// <param name="net">What a sale of so many points pays or would pay.</param>
    /// <param name="order">Whose points go first; null where the oldest do.</param>
    public void Leave(long member, Points points, Money net, Leaving leaving, Instant at, string? order = null)
    {
        if (points == Points.Zero || !_holdings.TryGetValue(member, out var held))
        {
            return;
        }

        Int128 rest = points.Units;
        var before = held.Lots.Aggregate(Int128.Zero, (sum, lot) => sum + lot.Points);
        foreach (var lot in held.Lots.OrderBy(lot => lot.Order == order ? 0 : 1).ToList())
        {
            var taken = rest < lot.Points ? rest : lot.Points;
            if (taken == 0)
            {
                continue;
            }

            var part = taken == lot.Points ? lot.Weight : lot.Weight * (double)taken / (double)lot.Points;
            Note(lot, part, leaving, at, NetOf(lot, points, net));
            (lot.Weight, lot.Points, rest) = (lot.Weight - part, lot.Points - taken, rest - taken);
        }

        held.Lots.RemoveAll(lot => lot.Points == 0);
        var gone = held.Lots.Count == 0 || before == 0
            ? held.Weight
            : held.Weight * (double)((Int128)points.Units - rest) / (double)before;
        _held.Add(new(0, AgeOf(held.Begin, at), leaving is Leaving.ByWill, gone));
        held.Weight -= gone;
        if (held.Lots.Count == 0)
        {
            _holdings.Remove(member);
        }
    }

    public void LeaveAll(long member, Money net, Leaving leaving, Instant at)
    {
        if (_holdings.TryGetValue(member, out var held))
        {
            var all = held.Lots.Aggregate(Int128.Zero, (sum, lot) => sum + lot.Points);
            Leave(member, Points.FromUnits((long)all), net, leaving, at);
        }
    }

    public void Split(int times)
    {
        _scale += times;
        for (; times > 0; times--)
        {
            foreach (var lot in _holdings.Values.SelectMany(held => held.Lots))
            {
                lot.Points *= 10;
            }
        }
    }

    public long HeldBy(long member) => _holdings.TryGetValue(member, out var held)
        ? (long)held.Lots.Aggregate(Int128.Zero, (sum, lot) => sum + lot.Points)
        : 0;

    /// <summary>All spells so far; what is still held has lasted to now.</summary>
    public (List<Spell> ByAge, List<Spell> ByMultiple, List<Spell> Holdings) Tell(
        Instant now, in Backing backing, Rate retention)
    {
        var (byAge, byMultiple, held) = (_byAge.ToList(), _byMultiple.ToList(), _held.ToList());
        foreach (var holding in _holdings.Values)
        {
            held.Add(new(0, AgeOf(holding.Begin, now), Ended: false, holding.Weight));
            foreach (var lot in holding.Lots.Where(lot => lot.Amount > Money.Zero))
            {
                var points = Points.FromUnits((long)lot.Points);
                var net = NetOf(lot, points, Kernel.Paid(backing.Value(points), retention));
                byAge.Add(new(0, AgeOf(lot.Begin, now), Ended: false, lot.Weight));
                byMultiple.Add(new(lot.Entry, Math.Max(lot.Entry, net), Ended: false, lot.Weight));
            }
        }

        return (ByExit(byAge), ByExit(byMultiple), ByExit(held));
    }

    private static List<Spell> ByExit(List<Spell> spells)
    {
        // One order for the same spells, whatever way they were found.
        spells.Sort((a, b) => (a.Exit, a.Entry, a.Ended, a.Weight).CompareTo((b.Exit, b.Entry, b.Ended, b.Weight)));
        return spells;
    }

    private void Note(Lot lot, double part, Leaving leaving, Instant at, long multiple)
    {
        // Points that were released to a creditor belong to no order.
        if (lot.Amount == Money.Zero)
        {
            return;
        }

        var ended = leaving is Leaving.ByWill;
        _byAge.Add(new(0, AgeOf(lot.Begin, at), ended, part));
        _byMultiple.Add(new(lot.Entry, Math.Max(lot.Entry, multiple), ended, part));
        (Sold, Capped, TakenBack) = leaving switch
        {
            Leaving.ByWill => (Sold + part, Capped, TakenBack),
            Leaving.AtTheCap => (Sold, Capped + part, TakenBack),
            _ => (Sold, Capped, TakenBack + part),
        };
    }

    // What the whole lot would have brought, for what was spent on it: the price of the points that leave is its price.
    private long NetOf(Lot lot, Points points, Money net)
    {
        var whole = lot.Minted;
        for (var split = lot.MintedAt; split < _scale; split++)
        {
            whole *= 10;
        }

        return points == Points.Zero || whole > Decimals.Limit
            ? lot.Entry
            : MultipleOf(Money.FromUnits(
                Exact.MulDivOrNot((long)whole, net.Units, points.Units) is (var units, true) ? units : 0), lot.Amount);
    }

    private static long MultipleOf(Money part, Money spent) => spent == Money.Zero
        ? 0
        : Exact.MulDivOrNot(part.Units, Rate.PartsPerWhole, spent.Units) is (var parts, true) ? parts : 0;

    private static long AgeOf(Instant begin, Instant end) => Math.Max(0, end.Milliseconds - begin.Milliseconds);
}
