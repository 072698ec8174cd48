namespace Wellspring.Simulator.Tests;

/// <summary>Memory follows those who are there, not those who ever were.</summary>
public sealed class ChunksTests
{
    private const int Block = 8192;

    [Fact]
    public void Things_that_are_dropped_at_once_take_no_more_than_a_block()
    {
        using var chunks = new Chunks<long>();

        for (var number = 1; number <= 20 * Block; number++)
        {
            chunks.Add() = number;
            chunks.Drop(number);
            Assert.True(chunks.Capacity <= Block, $"{chunks.Capacity} places after {number}");
        }

        Assert.Equal(20 * Block, chunks.Count);
    }

    [Fact]
    public void What_is_dropped_reads_as_nothing_and_its_neighbours_stay()
    {
        using var chunks = new Chunks<long>();
        for (var number = 1; number <= 3 * Block; number++)
        {
            chunks.Add() = number;
        }

        for (var number = 1; number <= 3 * Block; number++)
        {
            if (number != 2 * Block)
            {
                chunks.Drop(number);
            }
        }

        Assert.Equal(2 * Block, chunks.Read(2 * Block));
        Assert.Equal(0, chunks.Read((2 * Block) - 1));
        Assert.Equal(0, chunks.Read((2 * Block) + 1));
        Assert.Equal(2 * Block, chunks.Capacity);
    }

    [Fact]
    public void A_block_that_comes_back_from_another_run_is_blank()
    {
        using (var before = new Chunks<long>())
        {
            for (var number = 0; number < 3 * Block; number++)
            {
                before.Add() = -1;
            }
        }

        using var chunks = new Chunks<long>();
        for (var number = 0; number < 3 * Block; number++)
        {
            Assert.Equal(0, chunks.Add());
        }
    }
}
