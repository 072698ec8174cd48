using Wellspring.Core.Pools;

namespace Wellspring.Bench;

/// <summary>How many orders one core decides and books, without journal, ids and names.</summary>
internal static class DecidingInMemory
{
    public static void Run(Measurement measurement)
    {
        var members = measurement.Options.Members;
        var (fresh, repeat) = (new List<double>(), new List<double>());
        var exits = 0L;

        // The first run warms up the code and is not counted.
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var pool = new Pool(Given.WorkedExample);
            pool.Apply(pool.Opening(), Given.At, 0);
            var (first, second) = (Rate(pool, 0, members), Rate(pool, members, members));
            exits = pool.Totals.Exits;
            Measurement.Progress($"run {run}: new {first:N0}/s, repeat {second:N0}/s");
            if (run > 0)
            {
                fresh.Add(first);
                repeat.Add(second);
            }
        }

        measurement.Add(new(
            $"decide + apply in memory, each order a new member, up to {members:N0}", "orders/s", "N0", fresh,
            "≥ 1 M/s", rate => rate >= 1e6));
        measurement.Add(new($"decide + apply in memory, random member of {members:N0}", "orders/s", "N0", repeat,
            "≥ 1 M/s", rate => rate >= 1e6));
        measurement.Note($"In memory: one thread, worked-example plan, cap exits on ({exits:N0} on the way); "
            + "commands made beforehand, the garbage collector's own thread included.");
    }

    private static double Rate(Pool pool, long first, int orders)
    {
        var commands = Enumerable.Range(0, orders)
            .Select(index => Given.Order(first + index, 0) as PoolCommand).ToArray();
        var facts = Enumerable.Range(0, orders)
            .Select(index => new Facts(new(Given.MemberOf(first + index, orders)), default, null, null, false, false))
            .ToArray();
        return orders / Measurement.Seconds(() =>
        {
            for (var index = 0; index < orders; index++)
            {
                var position = first + index + 1;
                pool.Apply(pool.Decide(commands[index], facts[index], position).Event, Given.At, position);
            }
        });
    }
}
