using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>What everybody who joined has got 会员结果, by the place at which they joined; nobody is left out.</summary>
internal sealed class Outcomes
{
    private readonly Cohort[] _cohorts;
    private readonly long _planned;

    // The cohort of the member before, and who else is in it.
    private (Cohort Cohort, long From, long Until) _last;

    public Outcomes(int cohorts, long planned)
    {
        (_planned, _cohorts) = (Math.Max(1, planned), new Cohort[cohorts]);
        for (var index = 0; index < cohorts; index++)
        {
            _cohorts[index] = new();
        }

        _last = (_cohorts[0], 0, 0);
    }

    /// <summary>Of each payout, what the receiver had paid into the pool and what others had.</summary>
    public Money OwnPart => Sum(cohort => cohort.OwnPart);

    public Money FromOthers => Sum(cohort => cohort.Received - cohort.OwnPart);

    /// <summary>One member, when nothing more will happen to it.</summary>
    /// <param name="joined">How many orders had settled before the member's first.</param>
    /// <param name="own">What the member's orders brought into the pool: a flat rebate could give that.</param>
    public void Add(long joined, Money spent, Money own, Money received, Money ifSold, bool capped)
    {
        var cohort = joined >= _last.From && joined < _last.Until ? _last.Cohort : CohortOf(joined);
        cohort.Members++;
        cohort.Classes[(int)ClassOf(spent, own, received + ifSold, capped)]++;
        cohort.BeatsRebate += received + ifSold > own ? 1 : 0;
        cohort.Spent += spent;
        cohort.Own += own;
        cohort.Received += received;
        cohort.IfSold += ifSold;
        cohort.Sort(Parts(received, spent), Parts(ifSold, spent), received + ifSold, spent);
        if (received == Money.Zero)
        {
            return;
        }

        var ownPart = received.AtMost(own);
        cohort.Paid++;
        cohort.OwnPart += ownPart;
        if (capped)
        {
            cohort.CappedReceived += received;
            cohort.CappedOwn += ownPart;
        }
    }

    /// <summary>The same so far, to which others can be added without touching these.</summary>
    public Outcomes Copy()
    {
        var copy = new Outcomes(_cohorts.Length, _planned);
        for (var index = 0; index < _cohorts.Length; index++)
        {
            copy._cohorts[index].Add(_cohorts[index]);
        }

        return copy;
    }

    public ImmutableArray<CohortOutcome> ByCohort =>
        [.. _cohorts.Select((cohort, index) => cohort.Tell(index + 1)).Where(cohort => cohort.Members > 0)];

    public CohortOutcome All()
    {
        var all = new Cohort();
        foreach (var cohort in _cohorts)
        {
            all.Add(cohort);
        }

        return all.Tell(0);
    }

    private Cohort CohortOf(long joined)
    {
        var count = _cohorts.Length;
        var place = (int)Math.Min(count - 1, joined * count / _planned);
        _last = (_cohorts[place], FirstOf(place), place == count - 1 ? long.MaxValue : FirstOf(place + 1));
        return _last.Cohort;

        long FirstOf(int cohort) => ((cohort * _planned) + count - 1) / count;
    }

    private Money Sum(Func<Cohort, Money> of) => _cohorts.Aggregate(Money.Zero, (sum, cohort) => sum + of(cohort));

    private static OutcomeClass ClassOf(Money spent, Money own, Money got, bool capped) =>
        capped ? OutcomeClass.Capped
        : got == Money.Zero ? OutcomeClass.Nothing
        : got <= own ? OutcomeClass.UpToRebate
        : got.Units < spent.Units - got.Units ? OutcomeClass.AboveRebate
        : OutcomeClass.HalfOrMore;

    private static long Parts(Money part, Money spent) =>
        spent == Money.Zero || part == Money.Zero
            ? 0
            : Exact.MulDiv(part.Units, Rate.PartsPerWhole, spent.Units, Rounding.Down);

    private sealed class Cohort
    {
        public long Members { get; set; }

        /// <summary>Members by <see cref="OutcomeClass"/>.</summary>
        public long[] Classes { get; } = new long[5];

        /// <summary>Members who were paid anything.</summary>
        public long Paid { get; set; }

        public Money OwnPart { get; set; }

        public Money CappedReceived { get; set; }

        public Money CappedOwn { get; set; }

        public long BeatsRebate { get; set; }

        public Money Spent { get; set; }

        public Money Own { get; set; }

        public Money Received { get; set; }

        public Money IfSold { get; set; }

        // Most have either been paid or hold points, and are in one histogram then instead of three.
        private Histogram OnlyPaid { get; } = new();

        private Histogram OnlyHeld { get; } = new();

        private Histogram BothPaid { get; } = new();

        private Histogram BothHeld { get; } = new();

        private Histogram BothTogether { get; } = new();

        public Histogram SoFar => Sum(OnlyPaid, BothPaid, OnlyHeld.Count);

        public Histogram Held => Sum(OnlyHeld, BothHeld, OnlyPaid.Count);

        public Histogram Together
        {
            get
            {
                var sum = Sum(OnlyPaid, BothTogether, nothing: 0);
                sum.Add(OnlyHeld);
                return sum;
            }
        }

        public void Sort(long paid, long held, Money together, Money spent)
        {
            if (paid == 0)
            {
                OnlyHeld.Add(held);
            }
            else if (held == 0)
            {
                OnlyPaid.Add(paid);
            }
            else
            {
                BothPaid.Add(paid);
                BothHeld.Add(held);
                BothTogether.Add(Parts(together, spent));
            }
        }

        public void Add(Cohort other)
        {
            (Members, Paid, OwnPart) = (Members + other.Members, Paid + other.Paid, OwnPart + other.OwnPart);
            CappedReceived += other.CappedReceived;
            CappedOwn += other.CappedOwn;
            for (var place = 0; place < Classes.Length; place++)
            {
                Classes[place] += other.Classes[place];
            }

            (BeatsRebate, Spent, Own) = (BeatsRebate + other.BeatsRebate, Spent + other.Spent, Own + other.Own);
            (Received, IfSold) = (Received + other.Received, IfSold + other.IfSold);
            OnlyPaid.Add(other.OnlyPaid);
            OnlyHeld.Add(other.OnlyHeld);
            BothPaid.Add(other.BothPaid);
            BothHeld.Add(other.BothHeld);
            BothTogether.Add(other.BothTogether);
        }

        private static Histogram Sum(Histogram one, Histogram both, long nothing)
        {
            var sum = new Histogram();
            sum.Add(one);
            sum.Add(both);
            sum.AddNothing(nothing);
            return sum;
        }

        public CohortOutcome Tell(int place)
        {
            var together = Together;
            return new(
                place, Members, Classes[(int)OutcomeClass.Capped], BeatsRebate, Spent, Received, IfSold,
                Spread(SoFar, Received), Spread(Held, IfSold), Spread(together, Received + IfSold), Parts(Own, Spent))
            {
                Own = Own,
                Paid = Paid,
                OwnPart = OwnPart,
                CappedReceived = CappedReceived,
                CappedOwn = CappedOwn,
                Classes = OutcomeBins.Of(Classes),
                Bins = OutcomeBins.Of(together),
                Dots = [.. together.Quantiles(OutcomeBins.DotPerMilles.AsSpan())],
            };
        }

        private Spread Spread(Histogram histogram, Money sum)
        {
            var quantiles = histogram.Quantiles([50, 250, 500, 750, 950]);
            return Members == 0
                ? default
                : new(
                    histogram.Least, quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4],
                    Parts(sum, Spent));
        }
    }
}

/// <summary>Multiples of spend, in millionths: 110 000 is 0.11 of what was spent.</summary>
/// <param name="Mean">Of all money spent together, so that it is known beforehand: what a control can check.</param>
public readonly record struct Spread(long Min, long P5, long P25, long P50, long P75, long P95, long Mean);

/// <summary>The outcomes of those who joined at one place, or of all (place 0).</summary>
/// <param name="Capped">Members who were ever sold out at the cap.</param>
/// <param name="BeatsRebate">Members who have more than a flat rebate of the same cost would have given them.</param>
/// <param name="Rebate">What a flat rebate of the same cost pays of each yuan spent, in millionths.</param>
/// <param name="SoFar">Money paid out; nothing counts as nothing.</param>
/// <param name="IfSold">What a sale now would pay, each alone: all together would get less.</param>
public sealed record CohortOutcome(
    int Place, long Members, long Capped, long BeatsRebate, Money Spent, Money Received, Money ValueIfSold,
    Spread SoFar, Spread IfSold, Spread Together, long Rebate)
{
    /// <summary>What these members' orders brought into the pool: what a flat rebate could have given them.</summary>
    public Money Own { get; init; }

    /// <summary>Members who were paid anything, and of all payouts the part up to what each one brought in.</summary>
    public long Paid { get; init; }

    public Money OwnPart { get; init; }

    /// <summary>The same of members who were ever capped.</summary>
    public Money CappedReceived { get; init; }

    public Money CappedOwn { get; init; }

    /// <summary>For an icon array of a thousand, least first.</summary>
    public ImmutableArray<ClassShare> Classes { get; init; } = [];

    /// <summary>For a row of the heat map, lowest first: what was paid and a sale now would pay, together.</summary>
    public ImmutableArray<OutcomeBin> Bins { get; init; } = [];

    /// <summary>For a dot plot, lowest first: twenty dots in millionths of spend, each one member in twenty.</summary>
    public ImmutableArray<long> Dots { get; init; } = [];
}
