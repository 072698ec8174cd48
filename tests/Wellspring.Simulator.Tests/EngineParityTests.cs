using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Simulator.Tests;

/// <summary>
/// What a scenario sends to the real pool, sent to the engine: refunds, splits, injections, old debts, self-orders and
/// sell-offs give the same state, live and replayed.
/// </summary>
public sealed class EngineParityTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_gives_the_same_state_for_the_commands_of_a_scenario()
    {
        var (scenarios, orders) = ParityTests.IsLong ? (200, 100_000) : (6, 3_000);
        var sums = new Sums();
        for (var number = 0; number < scenarios; number++)
        {
            var scenario = RandomWorlds.Of(1_000 + number, orders, refunds: true, legacy: true);
            await CompareAsync(number, scenario, sums);
            if (number % 4 == 0)
            {
                // The fast pool knows no refunds, debts and self-orders; all the rest of the world it does.
                var plain = scenario with { Refunds = null, Legacy = null, Washing = null };
                var real = SimulatorRun.ByCommands(plain) with { ByCommands = false, StateHash = null };
                Assert.True(
                    ParityTests.Text(real) == ParityTests.Text(SimulatorRun.Fast(plain)), $"scenario {number} differs");
            }

            if (number % 20 == 19 || number == scenarios - 1)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{number + 1} scenarios of {orders} orders: {sums}");
            }
        }

        Assert.True(
            sums is { Refunds: > 0, Splits: > 0, Exits: > 0, Washed: > 0 } && sums.Injected > Money.Zero
            && sums.Coins > Money.Zero && sums.Released > Money.Zero, $"{sums}");
    }

    private static async Task CompareAsync(int number, Scenario scenario, Sums sums)
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-parity-").FullName;
        try
        {
            var journal = new MemoryJournal();
            var sent = new List<PoolCommand>();
            var writer = PoolWriter.Start(PoolDesk.Open(journal, folder, scenario.Plan), new());

            var result = SimulatorRun.ByCommands(scenario, sent: sent.Add);
            foreach (var block in sent.Chunk(1_000))
            {
                await writer.SubmitAsync(block, Cancel);
            }

            var live = await writer.ReadAsync(desk => (desk.Pool.StateHash(), desk.Pool.Totals), Cancel);
            await writer.DisposeAsync();

            Assert.True(result.StateHash == live.Item1, $"scenario {number}: the engine's state differs");
            Assert.Equal(result.StateHash, Replay.Run(journal, null).Pool.StateHash());
            sums.Add(sent.Count, live.Totals, result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Sums
    {
        public long Commands { get; private set; }

        public long Exits { get; private set; }

        public long Splits { get; private set; }

        public long Refunds { get; private set; }

        public long Washed { get; private set; }

        public Money Injected { get; private set; }

        public Money Coins { get; private set; }

        public Money Released { get; private set; }

        public void Add(int commands, Totals totals, SimulationResult result)
        {
            (Commands, Exits) = (Commands + commands, Exits + totals.Exits);
            (Splits, Injected) = (Splits + result.Backing.Scale, Injected + totals.Injected);
            Refunds += result.Refunded!.Refunds + (result.Washed?.Refunds.Refunds ?? 0);
            (Washed, Coins) = (Washed + (result.Washed?.Orders ?? 0), Coins + result.Debt!.End.SettledByGoods);
            var months = result.Debt.Forecast.Months;
            Released += months.IsEmpty ? Money.Zero : months[^1].ReleasedValue;
        }
    }
}
