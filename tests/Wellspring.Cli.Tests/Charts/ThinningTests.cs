using Wellspring.Cli.Charts;

namespace Wellspring.Cli.Tests.Charts;

public sealed class ThinningTests
{
    [Fact]
    public void Few_values_stay_as_they_are()
    {
        var spots = Spots(Thinning.Most, i => i % 7);

        Assert.Same(spots, Thinning.Thin(spots, 900));
    }

    [Theory]
    [InlineData(1201)]
    [InlineData(5_003)]
    [InlineData(40_000)]
    public void The_worst_zigzag_fits_and_keeps_its_ends_and_extremes(int count)
    {
        var spots = Spots(count, i => i * 7919 % 1009);

        var kept = Thinning.Thin(spots, 900);

        Assert.InRange(kept.Count, 2, Thinning.Most);
        Assert.Equal(spots[0], kept[0]);
        Assert.Equal(spots[^1], kept[^1]);
        Assert.Equal(spots.Max(spot => spot.Value), kept.Max(spot => spot.Value));
        Assert.Equal(spots.Min(spot => spot.Value), kept.Min(spot => spot.Value));
        Assert.Equal(kept.OrderBy(spot => spot.Time), kept);
    }

    [Fact]
    public void A_rising_price_keeps_the_last_value_of_every_pixel_column()
    {
        var spots = Spots(40_000, i => i);

        var kept = Thinning.Thin(spots, 900);

        Assert.Equal(901, kept.Count);
    }

    [Fact]
    public void A_single_fall_among_thousands_is_not_lost()
    {
        var spots = Spots(40_000, i => i == 17_003 ? 1 : 5 + i);

        Assert.Contains(spots[17_003], Thinning.Thin(spots, 900));
    }

    [Fact]
    public void Thousands_of_values_at_one_moment_are_a_vertical_line()
    {
        var spots = Spots(5_000, i => i).Select(spot => spot with { Time = 0.5m }).ToList();

        Assert.Equal([spots[0], spots[^1]], Thinning.Thin(spots, 900));
    }

    private static List<Spot> Spots(int count, Func<int, int> value) =>
        [.. Enumerable.Range(0, count).Select(i => new Spot(i / (count - 1m), value(i)))];
}
