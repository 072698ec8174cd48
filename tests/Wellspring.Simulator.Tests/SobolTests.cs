using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Tests;

/// <summary>Sensitivity: the sequence fills its box, known indices come out, and the published table.</summary>
public sealed class SobolTests(ITestOutputHelper output)
{
    private static readonly Draws Numbers = new(1, 0);

    [Fact]
    public void Every_dimension_of_the_sequence_visits_each_equal_part_once()
    {
        var sequence = new SobolSequence(SobolSequence.MostDimensions, Numbers);
        var points = Enumerable.Range(0, 1 << 10).Select(sequence.At).ToArray();

        for (var place = 0; place < SobolSequence.MostDimensions; place++)
        {
            foreach (var size in new[] { 16, 256, 1024 })
            {
                var parts = points.Take(size).Select(point => (int)(point[place] * size));
                Assert.Equal(size, parts.Distinct().Count());
            }
        }
    }

    [Fact]
    public void Two_dimensions_together_are_filled_evenly()
    {
        var sequence = new SobolSequence(SobolSequence.MostDimensions, Numbers);
        var points = Enumerable.Range(0, 1 << 12).Select(sequence.At).ToArray();

        for (var x = 0; x < 12; x++)
        {
            for (var y = 0; y < x; y++)
            {
                var cells = points.CountBy(point => ((int)(point[x] * 8), (int)(point[y] * 8))).ToArray();
                Assert.Equal(64, cells.Length);
                Assert.All(cells, cell => Assert.InRange(cell.Value, 48, 80));
            }
        }
    }

    [Fact]
    public void The_indices_of_a_function_that_is_known_come_out()
    {
        // Ishigami: S1 = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437.
        const int points = 4096;
        var sequence = new SobolSequence(6, Numbers);
        double[] Values(int beside) =>
        [
            .. Enumerable.Range(0, points).Select(number =>
            {
                var point = sequence.At(number);
                var x = Enumerable.Range(0, 3).Select(place =>
                    Math.PI * ((2 * point[beside == -1 || beside == place ? place + 3 : place]) - 1)).ToArray();
                var sine = Math.Sin(x[1]);
                return Math.Sin(x[0]) + (7 * sine * sine) + (0.1 * x[2] * x[2] * x[2] * x[2] * Math.Sin(x[0]));
            }),
        ];

        var indices = SobolIndices.Of(Values(-2), Values(-1), [Values(0), Values(1), Values(2)], Numbers);

        Assert.Equal([0.3139, 0.4424, 0], indices.Select(one => one.First.Value), Near(0.02));
        Assert.Equal([0.5576, 0.4424, 0.2437], indices.Select(one => one.Total.Value), Near(0.02));
        Assert.All(indices, one => Assert.InRange(one.Total.Value, one.Total.P5, one.Total.P95));
        Assert.All(indices, one => Assert.True(one.Total.P95 - one.Total.P5 < 0.1));
    }

    [Fact]
    public void In_a_small_box_study_the_strong_knobs_stand_out_and_the_majority_loses_against_a_rebate()
    {
        var study = SobolStudy.Run(Steady(10_000), basePoints: 64, orders: 0, threads: 2, null);

        Assert.Equal(["kappa", "mu", "cap", "payout", "at-once", "holding"], study.Box.Select(knob => knob.Name));
        Assert.Equal(512, study.Runs);
        var median = study.Outcomes[0];
        Assert.InRange(median.Indices[0].Total.Value, 0.35, 0.75);
        Assert.InRange(median.Indices[1].Total.Value, 0.2, 0.45);
        Assert.InRange(median.Indices[2].Total.Value, 0, 0.03);
        Assert.InRange(median.Indices[5].Total.Value, 0, 0.03);
        Assert.True(study.Outcomes[3].Greatest < 0.5, $"{study.Outcomes[3].Greatest}");
        Assert.All(study.Outcomes, outcome => Assert.InRange(outcome.P50, outcome.P5, outcome.P95));
    }

    /// <remarks>
    /// The published table rests on 256 base points, "indices are ±0.1 or so". Its box for the holding time is not
    /// told; a fiftieth of the time to twice it gives its spreads. It takes minutes, and runs when it is asked for:
    /// <c>-explicit only -method "*published_table*"</c>.
    /// </remarks>
    [Fact(Explicit = true)]
    public void The_published_table_comes_out_within_a_tenth()
    {
        (double[] First, double[] Total)[] published =
        [
            ([.53, .26, .00, .05, .08, .00], [.54, .32, .00, .07, .10, .00]),
            ([.39, .25, .03, .01, .06, .03], [.53, .35, .07, .08, .09, .07]),
            ([.14, .41, .04, .11, .08, .04], [.32, .43, .37, .19, .16, .07]),
            ([.03, .28, .04, .16, .19, .30], [.09, .28, .08, .29, .22, .35]),
        ];

        var study = SobolStudy.Run(Steady(50_000), basePoints: 1024, orders: 0, threads: 2, null);

        var first = new List<double>();
        foreach (var (outcome, table) in study.Outcomes.Zip(published))
        {
            output.WriteLine($"{outcome.Figure.Name} {outcome.P5:0.000} {outcome.P50:0.000} {outcome.P95:0.000}");
            for (var knob = 0; knob < study.Box.Length; knob++)
            {
                var index = outcome.Indices[knob];
                output.WriteLine(
                    $"  {study.Box[knob].Name} {index.First.Value:0.00} [{index.First.P5:0.00} {index.First.P95:0.00}] "
                    + $"{index.Total.Value:0.00} [{index.Total.P5:0.00} {index.Total.P95:0.00}]");
                Assert.Equal(table.Total[knob], index.Total.Value, 0.1);
                first.Add(Math.Abs(table.First[knob] - index.First.Value));
            }
        }

        // Three of the table's first indices are 0.12 to 0.17 off: mu for both shares, and cap for the share capped.
        Assert.True(first.Count(distance => distance <= 0.1) >= 21, string.Join(' ', first));
        Assert.All(first, distance => Assert.InRange(distance, 0, 0.2));
        Assert.True(study.Outcomes[3].Greatest < 0.5, $"{study.Outcomes[3].Greatest}");
        Assert.Equal([0.038, 0.086, 0.161], Spread(study.Outcomes[0]), Near(0.005));
        Assert.Equal([0.16, 0.22, 0.27], Spread(study.Outcomes[3]), Near(0.012));
    }

    private static double[] Spread(SobolOutcome outcome) => [outcome.P5, outcome.P50, outcome.P95];

    // A hundred orders a day, so that whole days of holding are fine steps.
    private static Scenario Steady(long orders) => Worlds.Worked(orders) with { Arrivals = new() { PerDay = 100 } };

    private static IEqualityComparer<double> Near(double distance) =>
        EqualityComparer<double>.Create((left, right) => Math.Abs(left - right) <= distance);
}
