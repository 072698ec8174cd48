namespace Wellspring.Simulator.Tests;

/// <summary>What is written as a scenario file is the scenario again when it is read.</summary>
public sealed class ScenarioTextTests
{
    [Fact]
    public void A_written_scenario_is_read_back_whole_and_written_the_same()
    {
        for (var number = 0; number < 200; number++)
        {
            var world = RandomWorlds.Of(number, 5_000, refunds: number % 2 == 0);
            var text = ScenarioText.Write(world with
            {
                Seed = (ulong)number,

                // A file knows no less than a fen, and no refund on the order's own day.
                Refunds = world.Refunds is { } back ? back with { AfterDays = back.AfterDays + 1 } : null,
                Injections = [.. world.Injections.Where(one => one.Amount.FloorToFen() == one.Amount)],
            });

            var (read, findings) = ScenarioFile.Read(text, _ => null);

            Assert.True(read is not null, $"{number}: {string.Join("; ", findings)}\n{text}");
            Assert.Equal(text, ScenarioText.Write(read));
        }
    }
}
