using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// Two plans and the very same people 比较: the same arrivals, and each member's draws by the member's number. What
/// differs is the plan's doing.
/// </summary>
/// <param name="Figures">In the order of <see cref="Headline.Figures"/>.</param>
/// <param name="Cohorts">Medians by place of joining.</param>
public sealed record ComparisonStudy(
    Scenario A, Scenario B, int Replications, ImmutableArray<ComparedFigure> Figures,
    ImmutableArray<ComparedCohort> Cohorts)
{
    /// <param name="replications">Pairs of runs, from 1; intervals need 2.</param>
    public static ComparisonStudy Run(
        Scenario a, Scenario b, int replications, int threads, Action<double>? progress)
    {
        var runs = Batch.Run(replications * 2, threads, progress, item =>
        {
            var result = SimulatorRun.Run(item % 2 == 0 ? a : b, progress: null, item / 2);
            return (Headline: Headline.Of(result), result.Cohorts);
        });
        var pairs = Enumerable.Range(0, replications).Select(pair => (A: runs[pair * 2], B: runs[(pair * 2) + 1]))
            .ToArray();
        return new(
            a, b, replications,
            [
                .. Headline.Figures.Select(figure => new ComparedFigure(figure, ComparedPair.Of(
                    [.. pairs.Select(pair => figure.Of(pair.A.Headline) / 1e6)],
                    [.. pairs.Select(pair => figure.Of(pair.B.Headline) / 1e6)]))),
            ],
            [
                .. Enumerable.Range(1, a.Cohorts).Select(place => Compared(place, [.. pairs.Select(pair =>
                    (MedianOf(pair.A.Cohorts, place), MedianOf(pair.B.Cohorts, place)))])).OfType<ComparedCohort>(),
            ]);
    }

    /// <summary>A with what is simplified in either plan.</summary>
    public Scenario Both => A with { Adapted = [.. A.Adapted.Union(B.Adapted)] };

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "comparison", Both, A.Orders, Replications * 2);
        writer.WriteString("planA", A.Given.Hash);
        writer.WriteString("planB", B.Given.Hash);
        writer.WriteStartArray("differs");
        foreach (var change in PlanChanges.Between(A.Given.Settings, B.Given.Settings))
        {
            writer.WriteStartObject();
            writer.WriteString("path", change.Path);
            writer.WriteString("a", change.Before);
            writer.WriteString("b", change.After);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("figures");
        foreach (var one in Figures)
        {
            writer.WriteStartObject(one.Figure.Name);
            one.Pair.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartArray("cohortMedians");
        foreach (var cohort in Cohorts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("place", cohort.Place);
            cohort.Medians.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static double? MedianOf(ImmutableArray<CohortOutcome> cohorts, int place) =>
        cohorts.FirstOrDefault(cohort => cohort.Place == place)?.Together.P50 / 1e6;

    // Where one of the pairs has nobody, there is nothing to compare.
    private static ComparedCohort? Compared(int place, (double? A, double? B)[] medians) =>
        medians.All(pair => pair is { A: not null, B: not null })
            ? new(place, ComparedPair.Of(
                [.. medians.Select(pair => pair.A!.Value)], [.. medians.Select(pair => pair.B!.Value)]))
            : null;
}

/// <summary>One figure under both plans.</summary>
public sealed record ComparedFigure(Figure Figure, ComparedPair Pair);

/// <summary>The medians of those who joined at one place.</summary>
public sealed record ComparedCohort(int Place, ComparedPair Medians);

/// <summary>Means under each plan, and the difference B − A of the paired runs.</summary>
public readonly record struct ComparedPair(Estimate A, Estimate B, Estimate Difference)
{
    public static ComparedPair Of(double[] a, double[] b) =>
        new(Estimate.Of(a), Estimate.Of(b), Estimate.Of([.. b.Zip(a, (second, first) => second - first)]));

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "a", A.Mean);
        StudyOrigin.Write(writer, "b", B.Mean);
        writer.WriteStartObject("difference");
        Difference.Write(writer);
        writer.WriteEndObject();
    }
}
