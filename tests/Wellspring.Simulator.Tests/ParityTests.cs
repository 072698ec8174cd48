using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Simulator.Tests;

/// <summary>The simulator against the pool it stands for: to the unit, or not at all.</summary>
public sealed class ParityTests
{
    /// <summary>WELLSPRING_LONG=1: two hundred scenarios of a hundred thousand orders each.</summary>
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("WELLSPRING_LONG") == "1";

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
    public async Task The_engine_gives_the_same_state_for_the_commands_of_a_scenario()
    {
        var (scenarios, orders) = IsLong ? (200, 100_000) : (6, 4_000);
        var (reversed, splits, injected, coins, released) = (0L, 0, 0L, 0L, 0L);
        for (var number = 0; number < scenarios; number++)
        {
            var scenario = RandomWorlds.Of(1_000 + number, orders, refunds: true, legacy: true);
            var folder = Directory.CreateTempSubdirectory("wellspring-parity-").FullName;
            try
            {
                var journal = new MemoryJournal();
                var sent = new List<PoolCommand>();
                var writer = PoolWriter.Start(PoolDesk.Open(journal, folder, scenario.Plan), new());

                var result = SimulatorRun.ByCommands(scenario, sent: sent.Add);
                foreach (var block in sent.Chunk(1_000))
                {
                    await writer.SubmitAsync(block, TestContext.Current.CancellationToken);
                }

                var live = await writer.ReadAsync(
                    desk => (desk.Pool.StateHash(), desk.Pool.Totals, desk.Pool.Backing),
                    TestContext.Current.CancellationToken);
                await writer.DisposeAsync();

                Assert.True(result.StateHash == live.Item1, $"scenario {number}: the engine's state differs");
                Assert.Equal(result.StateHash, Replay.Run(journal, null).Pool.StateHash());
                (reversed, splits) = (reversed + live.Totals.Released.Units, splits + live.Backing.Scale);
                injected += live.Totals.Injected.Units;
                coins += result.Debt!.End.SettledByGoods.Units;
                released += result.Debt.Forecast.Months.IsEmpty ? 0 : result.Debt.Forecast.Months[^1].ReleasedValue.Units;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Assert.True(reversed > 0 && splits > 0 && injected > 0, $"{reversed} {splits} {injected}");
        Assert.True(coins > 0 && released > 0, $"{coins} {released}");
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

    private static string Text(SimulationResult result)
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
