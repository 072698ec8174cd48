using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>Draws, logarithms and histograms: the parts that could differ between machines or lose somebody.</summary>
public sealed class SamplingTests
{
    [Fact]
    public void A_draw_by_number_is_the_one_that_dice_would_make_at_that_turn()
    {
        var draws = new Draws(20260105, 3);
        var dice = new Dice(draws.StartOf(Purpose.Holding));

        for (var item = 0; item < 100; item++)
        {
            Assert.Equal(dice.Next(), draws.Next(Purpose.Holding, item));
        }
    }

    [Fact]
    public void Our_logarithm_and_exponential_are_right_to_thirteen_digits()
    {
        var draws = new Draws(1, 0);
        for (var item = 0; item < 20_000; item++)
        {
            var scale = (int)draws.Below(Purpose.Amount, item, 1_800) - 900;
            var value = Math.ScaleB(draws.Uniform(Purpose.Shape, item), scale);
            Assert.Equal(Math.Log(value), Portable.Log(value), 1e-12 * Math.Max(1, Math.Abs(Math.Log(value))));
            var power = (draws.Uniform(Purpose.Buyer, item) * 1_300) - 650;
            Assert.Equal(1, Portable.Exp(power) / Math.Exp(power), 1e-12);
        }
    }

    [Fact]
    public void Exponential_holding_times_have_their_mean_and_a_fifth_hold_longer_than_that_of_a_fifth()
    {
        var draws = new Draws(7, 0);
        var behaviour = new Behaviour(1, SellsWhen.After) { Days = 100 };

        var days = Enumerable.Range(1, 100_000).Select(item => HoldingTime.Of(behaviour, draws, item)).ToList();

        Assert.Equal(100.5, days.Average(), 1.5);
        Assert.Equal(0.2, days.Count(day => day > 160.9) / 100_000.0, 0.005);
    }

    [Fact]
    public void Quantiles_of_a_histogram_are_the_nearest_ranks_to_a_thousandth()
    {
        var dice = new Dice(11);
        var histogram = new Histogram();
        var all = new List<long>();
        for (var item = 0; item < 5_000; item++)
        {
            var value = dice.Below(1L << (int)dice.Below(40));
            histogram.Add(value);
            all.Add(value);
        }

        all.Sort();
        foreach (var perMille in new[] { 1, 50, 250, 500, 750, 950, 1000 })
        {
            var exact = all[(int)((5_000L * perMille / 1000) - 1)];
            Assert.InRange(histogram.Quantile(perMille), exact * 0.999, (exact * 1.001) + 1);
        }

        Assert.Equal((all[0], all[^1], 5_000L), (histogram.Least, histogram.Greatest, histogram.Count));
    }

    [Theory]
    [InlineData(ArrivalShape.Flat)]
    [InlineData(ArrivalShape.Exponential)]
    [InlineData(ArrivalShape.Logistic)]
    [InlineData(ArrivalShape.Bass)]
    [InlineData(ArrivalShape.Empirical)]
    public void Every_curve_brings_whole_orders_and_no_more_than_there_are(ArrivalShape shape)
    {
        var arrivals = new Arrivals
        {
            Shape = shape, PerDay = 10.5, Growth = 0.05, MiddleDay = 50, Market = 5_000, Innovation = 0.01,
            Imitation = 0.3, Counts = [3, 0, 9], StopsAfterDay = 400,
        };
        var curve = new ArrivalCurve(arrivals, 4_000);

        var days = Enumerable.Range(0, 500).Select(curve.On).ToList();

        Assert.All(days, today => Assert.True(today >= 0));
        Assert.InRange(days.Sum(), 1_599, 4_000);
        Assert.All(days.Skip(401), today => Assert.Equal(0, today));
    }
}
