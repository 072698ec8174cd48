namespace Wellspring.Simulator.Tests;

/// <summary>How much of memory a run takes: what lives counts, what is over does not.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void A_lot_that_waits_for_its_cap_takes_at_most_forty_bytes()
    {
        var result = SimulatorRun.Fast(Worlds.Worked(500_000), progress: null, 0, out var bytes);

        Assert.InRange((double)bytes / (500_000 - result.Exits), 24, 40);
    }

    [Fact]
    public void An_order_whose_holder_has_sold_takes_nothing()
    {
        SimulatorRun.Fast(Leaving(200_000), progress: null, 0, out var few);
        SimulatorRun.Fast(Leaving(800_000), progress: null, 0, out var many);

        // A queue of triggers gives its blocks back when their turn comes, a block of 8,192 numbers at a time.
        Assert.InRange(many, few / 2, few + (64 * 1024));
    }

    [Fact]
    public void Whoever_sells_at_once_leaves_no_blocks_behind()
    {
        SimulatorRun.Fast(Worlds.SellingAtOnce(300_000, percent: 100), progress: null, 0, out var bytes);

        Assert.InRange(bytes, 0, 512 * 1024);
    }

    private static Scenario Leaving(long orders) => Worlds.Worked(orders) with
    {
        Behaviours = [new(1, SellsWhen.After) { Days = 3 }],
        Arrivals = new() { PerDay = 20_000 },
        Afterwards = 200,
    };
}
