using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Bench;

/// <summary>One injection that lifts the price past the cap of very many members.</summary>
internal static class CascadeOfExits
{
    private static readonly Money Largest = Money.FromYuan(1_000_000_000);

    // Splits would be a second thing to measure, so the price may grow.
    private static readonly Plan Plan = Given.Approve(Given.WorkedExample.Settings with
    {
        Pool = new() { SplitAt = Money.FromYuan(1_000_000) },
    });

    public static void Run(Measurement measurement)
    {
        var few = measurement.Options.Quick ? 1_000 : 10_000;
        var many = 10 * few;
        var image = Image(members: 4 * many);
        var (small, large) = (AmountFor(image, few), AmountFor(image, many));
        var (decides, applies, growths) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var less = Time(image, small);
            var more = Time(image, large);
            var growth = (more.Decide + more.Apply) / more.Exits / ((less.Decide + less.Apply) / less.Exits);
            Measurement.Progress($"run {run}: {less.Exits:N0} exits {less.Decide * 1e3:N1} + {less.Apply * 1e3:N1} ms, "
                + $"{more.Exits:N0} exits {more.Decide * 1e3:N1} + {more.Apply * 1e3:N1} ms, growth {growth:N2}");
            if (run > 0)
            {
                decides.Add(more.Decide * 1e3);
                applies.Add(more.Apply * 1e3);
                growths.Add(growth);
            }
        }

        measurement.Add(new($"cascade of {many:N0} cap exits from one injection: decide", "ms", "N0", decides));
        measurement.Add(new("… apply", "ms", "N0", applies));
        measurement.Add(new($"… time an exit, against {few:N0} exits in the same pool", "×", "N2", growths,
            "near 1 (n log n)", growth => growth < 1.5));
        measurement.Note($"Cascade: {4 * many:N0} members with one order of 1,000.00 each, rebuilt from a state image "
            + $"before each run; the injected amounts are found so that about {few:N0} and {many:N0} exit.");
    }

    private static byte[] Image(int members)
    {
        var pool = new Pool(Plan);
        pool.Apply(pool.Opening(), Given.At, 0);
        for (var number = 1; number <= members; number++)
        {
            var order = new PoolCommand.SettleOrder(
                "c", Given.At, "o", "m", "s1", Money.FromYuan(1_000), null, []);
            var facts = new Facts(new(number), default, null, null, false, false);
            pool.Apply(pool.Decide(order, facts, number).Event, Given.At, number);
        }

        var writer = new WireWriter(1 << 20);
        pool.WriteImage(writer);
        return writer.Written.ToArray();
    }

    /// <summary>The amount, within a hundredth of the exits, that makes so many members exit.</summary>
    private static Money AmountFor(byte[] image, int exits)
    {
        var pool = Pool.Restore(Plan, image);
        var (low, high) = (0L, Largest.Units);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var caused = Decide(pool, Money.FromUnits(middle)).After.Exits.Length;
            if (Math.Abs(caused - exits) <= exits / 100)
            {
                return Money.FromUnits(middle);
            }

            (low, high) = caused < exits ? (middle, high) : (low, middle);
        }

        throw new InvalidOperationException("no single injection makes so many members exit");
    }

    private static (double Decide, double Apply, int Exits) Time(byte[] image, Money amount)
    {
        var pool = Pool.Restore(Plan, image);
        PoolEvent? happened = null;
        var decide = Measurement.Seconds(() => happened = Decide(pool, amount));
        var apply = Measurement.Seconds(() => pool.Apply(happened!, Given.At, 1));
        return (decide, apply, happened!.After.Exits.Length);
    }

    private static PoolEvent Decide(Pool pool, Money amount) => pool.Decide(
        new PoolCommand.InjectCapital("i", Given.At, amount, "bench", "V-1", null), default, 1).Event;
}
