using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Simulator.Tests;

/// <summary>A journal of what a scenario did gives the answers that the scenario itself gives.</summary>
public sealed class JournalAnswerTests
{
    [Fact]
    public async Task A_journal_of_a_scenario_gives_its_answers()
    {
        var (reached, exits) = (0, 0L);
        for (var number = 0; number < 12; number++)
        {
            var drawn = RandomWorlds.Of(5_000 + number, 1_500, refunds: number % 2 == 0);

            // A sale right after an order is a record of its own there, and comes after the mark of the order.
            var behaviours = drawn.Behaviours.RemoveAll(one => one.Sells is SellsWhen.AtOnce or SellsWhen.AtMultiple);
            var scenario = drawn with
            {
                Afterwards = 0, Run = null, Behaviours = behaviours.IsEmpty ? [Worlds.Holds] : behaviours,
            };

            var (lived, journal) = await LiveAsync(scenario);
            var told = Replayed(journal, scenario.Cohorts);

            Assert.True(lived.StateHash == told.StateHash, $"scenario {number}: another state");
            Assert.Equal(
                lived.Marks.Select(mark => mark with { Day = 0 }), told.Marks.Select(mark => mark with { Day = 0 }));
            Assert.Equal((lived.End.Live, lived.End.LiveSpend), (told.End.Live, told.End.LiveSpend));
            Assert.Equal(lived.CoverageAt(lived.End), told.CoverageAt(told.End));
            Assert.Equal((lived.Take!.Turnover, lived.Take.Platform, lived.Take.Budget, lived.Take.Kept),
                (told.Take!.Turnover, told.Take.Platform, told.Take.Budget, told.Take.Kept));
            Assert.Equal(lived.Path[^1].LogIndex, told.Path[^1].LogIndex);
            Assert.Equal(lived.OwnPart + lived.FromOthers, told.OwnPart + told.FromOthers);
            foreach (var recovery in told.Recoveries.Where(recovery => recovery.Target is Answers.RecoveryTarget.Cap))
            {
                var same = lived.Recoveries.FirstOrDefault(other =>
                    other.Member == recovery.Member && other.Target == recovery.Target);
                Assert.Equal(same?.Orders, same is null ? null : recovery.Orders);
                reached += recovery.Orders is null ? 0 : 1;
            }

            exits += told.Exits;
        }

        Assert.True(reached > 20 && exits > 1_000, $"{reached} reached, {exits} exits");
    }

    private static async Task<(SimulationResult Lived, MemoryJournal Journal)> LiveAsync(Scenario scenario)
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-answers-").FullName;
        try
        {
            var journal = new MemoryJournal();
            var sent = new List<PoolCommand>();
            await using var writer = PoolWriter.Start(PoolDesk.Open(journal, folder, scenario.Plan), new());
            var lived = SimulatorRun.ByCommands(scenario, sent: sent.Add);
            foreach (var block in sent.Chunk(1_000))
            {
                await writer.SubmitAsync(block, TestContext.Current.CancellationToken);
            }

            return (lived, journal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SimulationResult Replayed(MemoryJournal journal, int cohorts)
    {
        var run = new JournalRun(Replay.PlanOf(journal));
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            run.Apply(record.Event, record.At, record.Position);
        }

        return run.Tell("journal", cohorts);
    }
}
