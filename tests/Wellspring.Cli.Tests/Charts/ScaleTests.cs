using Wellspring.Cli.Charts;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Tests.Charts;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(0, "0 0.01")]
    [InlineData(0.03, "0 0.01 0.02 0.03")]
    [InlineData(160, "0 50 100 150 200")]
    [InlineData(480, "0 100 200 300 400 500")]
    [InlineData(999.99, "0 200 400 600 800 1,000")]
    [InlineData(1_000_000_000_000, "0 200,000,000,000 400,000,000,000 600,000,000,000 800,000,000,000 " +
        "1,000,000,000,000")]
    public void The_pool_axis_starts_at_zero_and_ends_at_a_round_number(decimal highest, string labels)
    {
        var scale = ValueScale.OfPool(highest, steps: 5);

        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Written)));
    }

    [Theory]
    [InlineData(0, "0 0.0001")]
    [InlineData(1, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(1.8674, "0 0.5 1.0 1.5 2.0")]
    [InlineData(999, "0 200 400 600 800 1,000")]
    public void The_price_axis_carries_no_more_decimals_than_it_needs(decimal highest, string labels)
    {
        var scale = ValueScale.OfPrice(highest, steps: 5);

        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Written)));
    }

    [Fact]
    public void Every_length_of_time_has_marks_that_do_not_touch()
    {
        var start = new DateTimeOffset(2026, 12, 30, 23, 58, 7, TimeSpan.FromHours(8));
        for (var seconds = 0.0; seconds < 4e9; seconds = (seconds * 1.07) + 1)
        {
            foreach (var (width, size) in new[] { (900m, 19.2m), (640m, 16m), (354m, ChartFrame.Phone.Figure) })
            {
                var ticks = TimeScale.Between(start, start.AddSeconds(seconds)).Ticks(width, size);

                Assert.NotEmpty(ticks);
                Assert.All(ticks, tick => Assert.InRange(tick.Time, 0, 1));
                Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(
                    Between(pair.First, pair.Second) * width / size > (Widest(pair.First) + Widest(pair.Second)) / 2,
                    $"{pair.First} touches {pair.Second} in {width}"));
            }
        }
    }

    [Fact]
    public void Marks_name_the_day_and_the_year_once()
    {
        var midnight = new DateTimeOffset(2026, 12, 31, 23, 58, 0, TimeSpan.FromHours(8));

        var ticks = TimeScale.Between(midnight, midnight.AddMinutes(4)).Ticks(900, 16);

        Assert.Equal(["23:58", "23:59", "00:00", "00:01", "00:02"], ticks.Select(tick => tick.Label));
        Assert.Equal(["2026-12-31", null, "2027-01-01", null, null], ticks.Select(tick => tick.Context));
    }

    [Fact]
    public void The_first_and_the_last_moment_of_the_calendar_can_be_drawn()
    {
        Assert.NotEmpty(TimeScale.Between(DateTimeOffset.MinValue, DateTimeOffset.MinValue).Ticks(900, 16));
        Assert.NotEmpty(TimeScale.Between(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue).Ticks(900, 16));
        Assert.NotEmpty(TimeScale.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Ticks(354, 16));
    }

    private static decimal Between(TimeTick first, TimeTick second) => second.Time - first.Time;

    private static decimal Widest(TimeTick tick) =>
        Math.Max(Lettering.Width(tick.Label, 1), Lettering.Width(tick.Context ?? "", 1));
}
