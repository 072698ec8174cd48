using System.Collections.Immutable;
using System.Text.Json;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// Which knob matters how much over a whole box of plans and behaviours, alone and together with others 敏感度.
/// </summary>
/// <param name="BasePoints">Each takes as many runs as there are knobs, and two more.</param>
/// <param name="Outcomes">Of the figures that the indices are of.</param>
public sealed record SobolStudy(
    Scenario Scenario, int BasePoints, long Orders, ImmutableArray<Knob> Box, ImmutableArray<SobolOutcome> Outcomes)
{
    public const int MostBasePoints = 1 << 16;

    private static readonly ImmutableArray<string> Watched = ["median", "p95", "shareCapped", "shareBeatingRebate"];

    public int Runs => BasePoints * (Box.Length + 2);

    /// <param name="basePoints">A power of two fills the box best.</param>
    /// <param name="orders">Orders a run, where fewer than the scenario's; 0 for the scenario's.</param>
    public static SobolStudy Run(
        Scenario scenario, int basePoints, int orders, int threads, Action<double>? progress) =>
        Run(scenario, Knobs.BoxOf(TornadoStudy.Shortened(scenario, orders)), basePoints, orders, threads, progress);

    /// <param name="box">The knobs, each between its ends.</param>
    public static SobolStudy Run(
        Scenario scenario, ImmutableArray<Knob> box, int basePoints, int orders, int threads, Action<double>? progress)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(basePoints, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(basePoints, MostBasePoints);
        var shorter = TornadoStudy.Shortened(scenario, orders);
        var draws = new Draws(scenario.Seed, replication: -1);
        var sequence = new SobolSequence(box.Length * 2, draws);
        var runsEach = box.Length + 2;
        var runs = Batch.Run(basePoints * runsEach, threads, progress, item =>
        {
            var point = sequence.At(item / runsEach);
            var values = box.Select((knob, place) =>
                (knob, knob.At(point[IsBeside(item % runsEach, place) ? box.Length + place : place]))).ToArray();
            return Knob.Set(shorter, values) is { } set
                ? Batch.Headline(set)
                : throw new InvalidOperationException("a point within the box gives no plan");
        });
        return new(
            scenario, basePoints, shorter.Orders, box,
            [.. Headline.Figures.Where(figure => Watched.Contains(figure.Name)).Select(figure =>
                OutcomeOf(figure, runs, runsEach, draws))]);
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "sobol", Scenario, Orders, Runs);
        writer.WriteNumber("basePoints", BasePoints);
        writer.WriteStartArray("box");
        foreach (var knob in Box)
        {
            writer.WriteStartObject();
            writer.WriteString("name", knob.Name);
            StudyOrigin.Write(writer, "title", knob.Title);
            StudyOrigin.Write(writer, "from", knob.From);
            StudyOrigin.Write(writer, "to", knob.To);
            writer.WriteBoolean("logarithmic", knob.IsLogarithmic);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("outcomes");
        foreach (var outcome in Outcomes)
        {
            Write(writer, outcome);
        }

        writer.WriteEndArray();
    }

    private void Write(Utf8JsonWriter writer, SobolOutcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteString("figure", outcome.Figure.Name);
        StudyOrigin.Write(writer, "least", outcome.Least);
        StudyOrigin.Write(writer, "p5", outcome.P5);
        StudyOrigin.Write(writer, "p50", outcome.P50);
        StudyOrigin.Write(writer, "p95", outcome.P95);
        StudyOrigin.Write(writer, "greatest", outcome.Greatest);
        writer.WriteStartArray("indices");
        foreach (var (knob, index) in Box.Zip(outcome.Indices))
        {
            writer.WriteStartObject();
            writer.WriteString("knob", knob.Name);
            Write(writer, "s1", index.First);
            Write(writer, "st", index.Total);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Band band)
    {
        writer.WriteStartObject(name);
        StudyOrigin.Write(writer, "value", band.Value);
        StudyOrigin.Write(writer, "p5", band.P5);
        StudyOrigin.Write(writer, "p95", band.P95);
        writer.WriteEndObject();
    }

    // Run 0 of a point is A, run 1 is B, run 2 + k is A with knob k from B.
    private static bool IsBeside(int run, int knob) => run == 1 || run == knob + 2;

    private static SobolOutcome OutcomeOf(
        Figure figure, ImmutableArray<Headline> runs, int runsEach, Draws draws)
    {
        var points = runs.Length / runsEach;
        double[] Of(int run) =>
            [.. Enumerable.Range(0, points).Select(point => figure.Of(runs[(point * runsEach) + run]) / 1e6)];
        var (a, b) = (Of(0), Of(1));
        var sorted = a.Concat(b).Order().ToArray();
        return new(
            figure, sorted[sorted.Length / 20], sorted[sorted.Length / 2],
            sorted[sorted.Length - 1 - (sorted.Length / 20)],
            SobolIndices.Of(a, b, [.. Enumerable.Range(2, runsEach - 2).Select(Of)], draws))
        {
            Least = sorted[0],
            Greatest = sorted[^1],
        };
    }
}

/// <summary>One figure over the whole box: how it spreads, and which knob does it.</summary>
/// <param name="Indices">In the order of the box.</param>
public sealed record SobolOutcome(
    Figure Figure, double P5, double P50, double P95, ImmutableArray<SobolIndex> Indices)
{
    /// <summary>Nowhere in the box less than this, of all the points that were run.</summary>
    public double Least { get; init; }

    public double Greatest { get; init; }
}
