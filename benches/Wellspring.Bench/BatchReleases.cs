using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Bench;

/// <summary>A day's release run over very many creditors, beside a day that touches everybody's points.</summary>
internal static class BatchReleases
{
    private const int RecordLimit = 10_000;
    private static readonly string Hash = new('a', 64);

    // A cap, so that every release looks at the exit limit too; splits would be a second thing to measure.
    private static readonly Plan Plan = Given.Approve(Given.WorkedExample.Settings with
    {
        Pool = new() { SplitAt = Money.FromYuan(1_000_000) },
        Cap = new() { Multiple = new(1_000_000_000), Automatic = true },
        Legacy = new() { Coin = new() { MaxShareOfOrder = Rate.Whole }, Release = new() { InflowShare = Rate.Whole } },
    });

    // The same hundredth of all locked points, but a hundredth of everybody's: each lot is touched every day.
    private static readonly Plan Naive = Given.Approve(Plan.Settings with
    {
        Legacy = Plan.Legacy! with
        {
            Release = Plan.Legacy.Release with
            {
                DailyCap = Rate.Whole, CreditorDailyCap = Rate.FromParts(10_000), Order = CreditorOrder.ProRata,
            },
        },
    });

    public static void Run(Measurement measurement)
    {
        var (few, many) = (measurement.Options.Members / 10, measurement.Options.Members);
        var (small, large, all) = (Image(Plan, few), Image(Plan, many), Image(Naive, many));
        var (days, each, growths, naives, starts) = (
            new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var touched = 0;
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var less = Time(Plan, small);
            var more = Time(Plan, large);
            var naive = Time(Naive, all);
            var growth = more.Seconds / more.Touched / (less.Seconds / less.Touched);
            touched = more.Touched;
            Measurement.Progress($"run {run}: {less.Touched:N0} of {few:N0} in {less.Seconds * 1e3:N1} ms, "
                + $"{more.Touched:N0} of {many:N0} in {more.Seconds * 1e3:N1} ms, "
                + $"every one of {naive.Touched:N0} in {naive.Seconds:N2} s");
            if (run > 0)
            {
                days.Add(more.Seconds * 1e3);
                each.Add(more.Seconds * 1e6 / more.Touched);
                growths.Add(growth);
                naives.Add(naive.Seconds * 1e3);
                starts.Add(more.Restore);
            }
        }

        measurement.Add(new($"release run of a day, {many:N0} locked creditors, {touched:N0} of them touched",
            "ms", "N1", days));
        measurement.Add(new("… a creditor who gets points", "µs", "N2", each));
        measurement.Add(new($"… time a creditor, against a pool of {few:N0}", "×", "N2", growths,
            "near 1 (log n)", growth => growth < 3));
        measurement.Add(new($"a naive day: a hundredth of each of {many:N0} creditors' points", "ms", "N1", naives));
        measurement.Add(new($"the pool of {many:N0} creditors from its snapshot", "s", "N1", starts));
        measurement.Note($"Releases: rule inflow at 1 % a day, by age of claim; {many:N0} creditors with one coin "
            + "order of 100.00 each, decided, booked and put into records of 10,000. The naive day releases about as "
            + "many points in all by the same code, but a hundredth of every creditor's, so that each is touched.");
    }

    private static byte[] Image(Plan plan, int creditors)
    {
        var pool = new Pool(plan);
        pool.Apply(pool.Opening(), Given.At, 0);
        var position = 1L;
        var fund = new PoolCommand.FundSettlement("f", Given.At, Money.FromYuan(1_000_000_000), "own", "v", null);
        Do(pool, fund, default, ref position);
        for (var number = 1; number <= creditors; number++)
        {
            Owe(pool, new(number), ref position);
            if (number % 100_000 == 0)
            {
                Measurement.Progress($"{number:N0} creditors with coins");
            }
        }

        Finish(pool, Given.At.Plus(Duration.Days(8)));
        Measurement.Progress($"{creditors:N0} coin orders final");

        // Enough inflow of somebody else that the daily cap is what limits the run.
        var other = new MemberNumber(creditors + 1);
        var facts = new Facts(other, default, null, null, false, false);
        for (var order = 0; order < 10; order++)
        {
            Do(pool, new PoolCommand.SettleOrder("z", pool.Clock, $"z{order}", "zoe", "s1",
                Money.FromYuan(1_000_000_000), null, []), facts, ref position);
        }

        var writer = new WireWriter(1 << 24);
        pool.WriteImage(writer);
        return writer.Written.ToArray();
    }

    private static void Owe(Pool pool, MemberNumber number, ref long position)
    {
        var (id, facts) = ($"{number.Value}", new Facts(number, default, null, null, false, false));
        var amount = Money.FromYuan(100);
        var at = Given.At;
        Do(pool, new PoolCommand.RegisterClaim("r", at, $"k{id}", id, ClaimKind.Cash, amount, null, null,
            18_000 + (number.Value * 7919 % 1_800), Hash, "old"), facts, ref position);
        Do(pool, new PoolCommand.AnswerOffer("a", at, id, OfferAnswer.Yes, Hash, null, false), facts, ref position);
        Do(pool, new PoolCommand.PlaceOrder("p", at, $"o{id}", id, "s1", amount, null, []), facts, ref position);
        Do(pool, new PoolCommand.PayWithCoins("c", at, id, $"o{id}", amount), facts, ref position);
        Do(pool, new PoolCommand.DeliverOrder("d", at, $"o{id}"), facts, ref position);
    }

    private static void Do(Pool pool, PoolCommand command, in Facts facts, ref long position)
    {
        var decision = pool.Decide(command, facts, position);
        if (!decision.IsAccepted)
        {
            throw new InvalidOperationException($"{command} gave {decision.Event}");
        }

        pool.Apply(decision.Event, command.At, position++);
    }

    private static void Finish(Pool pool, Instant at)
    {
        while (pool.RunDue(at, RecordLimit) is not null)
        {
        }
    }

    private static (double Seconds, double Restore, int Touched) Time(Plan plan, byte[] image)
    {
        Pool? pool = null;
        var restore = Measurement.Seconds(() => pool = Pool.Restore(plan, image));
        var at = pool!.Clock.Plus(Duration.Days(1));
        var touched = 0;
        var seconds = Measurement.Seconds(() =>
        {
            while (pool.RunDue(at, RecordLimit) is { } record)
            {
                touched += record.Items.Count(item => item is DueItem.PointsReleased);
            }
        });
        return (seconds, restore, touched);
    }
}
