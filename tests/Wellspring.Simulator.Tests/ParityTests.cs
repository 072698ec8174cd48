using System.Text;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>The simulator against the pool it stands for: to the unit, or not at all.</summary>
public sealed class ParityTests
{
    /// <summary>WELLSPRING_LONG=1: two hundred scenarios of a hundred thousand orders each.</summary>
    internal static readonly bool IsLong = Environment.GetEnvironmentVariable("WELLSPRING_LONG") == "1";

    [Fact]
    public void The_fast_pool_gives_what_the_real_pool_gives_to_the_unit()
    {
        var (exits, splits, repeats) = (0L, 0, 0);
        for (var number = 0; number < (IsLong ? 2_000 : 250); number++)
        {
            var scenario = RandomWorlds.Of(number, orders: 40 + (number % 7 * 150), refunds: false);

            var (fast, fastPeople) = Run(scenario, new FastPool(
                scenario.Plan, scenario.Kinds.Length, once: !scenario.Returns));
            var (real, realPeople) = Run(scenario, new CommandPool(scenario));

            Assert.True(
                Text(real with { ByCommands = false, StateHash = null }) == Text(fast),
                $"scenario {number} differs: {Text(real)}\n{Text(fast)}");
            Assert.True(fastPeople.SequenceEqual(realPeople), $"the members of scenario {number} differ");
            Assert.Equal(real.Backing, fast.Backing);
            (exits, splits) = (exits + fast.Exits, splits + fast.Backing.Scale);
            repeats += scenario.Returns ? 1 : 0;
        }

        Assert.True(
            exits > 1_000 && splits > 100 && repeats > 50, $"{exits} exits, {splits} splits, {repeats} repeats");
    }

    [Fact]
    public void Two_threads_give_the_bytes_of_one()
    {
        var scenario = RandomWorlds.Of(5, 3_000, refunds: false) with { Run = RunOrder.Random };

        var one = SimulatorRun.Replicate(scenario, 6, threads: 1).Select(Text).ToList();
        var two = SimulatorRun.Replicate(scenario, 6, threads: 2).Select(Text).ToList();

        Assert.Equal(one, two);
        Assert.True(one.Distinct().Count() > 1, "replications differ in their draws");
    }

    private static (SimulationResult Result, List<Points> People) Run(Scenario scenario, IPoolSide pool)
    {
        var result = new Simulation(scenario, pool, replication: 0, progress: null).Run();
        return (result, [.. Enumerable.Range(1, pool.Members).Select(pool.Held)]);
    }

    internal static string Text(SimulationResult result)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            result.Write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
