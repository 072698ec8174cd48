using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Calibration;

/// <summary>What one run to today came to, in whole units: money in its own, shares in millionths.</summary>
/// <param name="Price">In millionths of the price at the past date, splits taken out.</param>
/// <param name="Multiples">Of the tracked members: paid out or worth if sold, for what each had spent.</param>
internal sealed record Figures(
    long Price, Money Pool, long Exits, Money Paid, long Orders, long NewMembers, long Median, long[] Multiples);

/// <summary>A pool as it stood at a past date, to be gone on with as often as asked.</summary>
internal sealed class PastState
{
    private const int MostTracked = 20_000;
    private const double MostPrice = 1e18;

    private readonly Plan _first;
    private readonly byte[] _image;
    private readonly Instant _at;
    private readonly long _position;
    private readonly Backing _backing;
    private readonly Totals _totals;
    private readonly int _members;
    private readonly ImmutableArray<(Past Past, bool Capped, Instant? HeldSince)> _people;

    private PastState(Observation seen, Plan first, Instant at, ImmutableArray<int> tracked, int buyers)
    {
        var writer = new WireWriter(1 << 16);
        seen.Pool.WriteImage(writer);
        (_first, _image, _at, _position) = (first, writer.Written.ToArray(), at, seen.Position);
        (_backing, _totals, _members) = (seen.Pool.Backing, seen.Pool.Totals, seen.Pool.MemberCount);
        _people = [.. Enumerable.Range(1, _members).Select(number => Known(seen, number))];
        (Tracked, Buyers) = (tracked, buyers);
    }

    /// <summary>Whose outcomes are compared, by number: all who had bought, or so many drawn of them.</summary>
    public ImmutableArray<int> Tracked { get; }

    public int Buyers { get; }

    public static PastState Of(Observation seen, Plan first, Instant at, ulong seed)
    {
        var buyers = Enumerable.Range(1, seen.Pool.MemberCount)
            .Where(number => seen.Pool.LifeOf(new(number)).Spent > Money.Zero).ToList();
        var dice = new Dice(seed);
        var tracked = buyers.ToList();
        for (var place = 0; buyers.Count > MostTracked && place < MostTracked; place++)
        {
            var other = place + (int)dice.Below(tracked.Count - place);
            (tracked[place], tracked[other]) = (tracked[other], tracked[place]);
        }

        return new(seen, first, at, [.. tracked.Take(MostTracked).Order()], buyers.Count);
    }

    public CommandPool Resume()
    {
        var pool = Pool.Restore(_first, _image);

        // How an order is paid changes no figure; where a plan asks for it, it is sold as the operator's own goods.
        var funding = pool.Plan.IsSandbox ? null : new Funding(FundingMode.OwnGoods, "scenario");
        return new(new ResumedPool(pool, _at, _position, funding));
    }

    /// <summary>Who is there, and when those who hold will sell, given that they have not yet.</summary>
    public StartState People(Survival holding, Dice dice)
    {
        var habits = new Weights(HoldingHabits.Of(holding).Select(habit => habit.Weight));
        return new([.. _people.Select(one => Draw(one.Past, one.Capped, one.HeldSince, holding, habits, dice))]);
    }

    public Figures Measure(Pool pool, long orders)
    {
        var multiples = new long[Tracked.Length];
        var retention = pool.Plan.Selling.Retention;
        for (var place = 0; place < multiples.Length; place++)
        {
            var number = new MemberNumber(Tracked[place]);
            var (spent, received) = pool.LifeOf(number);
            var all = received + Kernel.Paid(pool.Backing.Value(pool.Held(number)), retention);
            multiples[place] = spent == Money.Zero
                ? 0
                : Exact.MulDiv(all.Units, Rate.PartsPerWhole, spent.Units, Rounding.Down);
        }

        var sorted = multiples.Order().ToList();
        return new(
            PriceOf(pool.Backing), pool.Backing.Pool, pool.Totals.Exits - _totals.Exits,
            pool.Totals.Paid - _totals.Paid, orders, pool.MemberCount - _members,
            sorted.Count == 0 ? 0 : sorted[(sorted.Count - 1) / 2], multiples);
    }

    private static (Past Past, bool Capped, Instant? HeldSince) Known(Observation seen, int number)
    {
        var (spent, received) = seen.Pool.LifeOf(new(number));
        var member = seen.Find(number);
        var past = new Past
        {
            Spent = spent,
            Received = received,
            Own = member?.Own ?? Money.Zero,
            Joined = (uint)(member?.Joined ?? 0),
            Orders = member?.Orders ?? 0,
        };
        return (past, member?.Capped ?? false, seen.Lots.HeldSince(number));
    }

    private StartMember Draw(
        Past past, bool capped, Instant? heldSince, Survival holding, Weights habits, Dice dice)
    {
        if (heldSince is not { } since)
        {
            return new(past, (byte)habits.At(dice.Below(habits.Sum)), capped, null);
        }

        var age = Math.Max(0, _at.Milliseconds - since.Milliseconds);
        var uniform = (dice.Below(1L << 53) + 1) * (1.0 / (1L << 53));
        if (HoldingHabits.SellsAt(holding, age, uniform) is not { } sellsAt)
        {
            return new(past, HoldingHabits.Never, capped, null);
        }

        var day = (sellsAt - age + (Instant.MillisecondsPerDay / 2)) / Instant.MillisecondsPerDay;
        return new(past, HoldingHabits.After, capped, (int)Math.Max(0, day));
    }

    private long PriceOf(in Backing backing)
    {
        var (now, then) = (backing.Price, _backing.Price);
        var price = 1e6 * now.Money.Units / now.Points.Units * then.Points.Units / then.Money.Units;
        for (var split = _backing.Scale; split < backing.Scale; split++)
        {
            price *= 10;
        }

        return price >= MostPrice ? (long)MostPrice : (long)price;
    }
}
