using System.Collections.Immutable;
using System.Text.Json;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// The same scenario with other draws, again and again 重复: how far the figures of one run may be off by chance.
/// </summary>
/// <param name="Until">The standard error at which it could stop; null where it had to run all.</param>
/// <param name="Runs">Each run's headline, by number of replication.</param>
/// <param name="Figures">In the order of <see cref="Headline.Figures"/>.</param>
/// <param name="Control">What is known beforehand, and what was found; null where it is not known.</param>
public sealed record ReplicationStudy(
    Scenario Scenario, double? Until, ImmutableArray<Headline> Runs, ImmutableArray<ReplicatedFigure> Figures,
    Control? Control)
{
    private const int Step = 4;
    private const int Least = 8;

    /// <summary>The greatest standard error of the three quantiles that are reported.</summary>
    public double Error => ErrorOf(Figures);

    /// <summary>Whether the error that was asked for was reached; true where none was.</summary>
    public bool Reached => Until is null || (Runs.Length > 1 && Error <= Until);

    /// <param name="most">Replications at most, from 2.</param>
    /// <param name="error">Stops when the reported quantiles are known so well, as a share of what was spent.</param>
    public static ReplicationStudy Run(
        Scenario scenario, int most, double? error, int threads, Action<double>? progress)
    {
        var runs = new List<ControlledRun>();
        ImmutableArray<ReplicatedFigure> figures;
        do
        {
            // The rule is asked at fixed numbers of runs, so that it stops at the same one with any threads.
            var (from, count) = (runs.Count, Math.Min(most, error is null ? most : Math.Max(Least, runs.Count + Step)));
            runs.AddRange(Batch.Run(
                count - from, threads, part => progress?.Invoke((from + (part * (count - from))) / most),
                number => One(scenario, from + number)));
            figures = Tell(scenario, runs);
        }
        while (runs.Count < most && ErrorOf(figures) > error);

        progress?.Invoke(1);
        return new(
            scenario, error, [.. runs.Select(run => run.Headline)], figures, ControlOf(scenario, runs));
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "replications", Scenario, Scenario.Orders, Runs.Length);
        StudyOrigin.WriteOrNull(writer, "until", Until);
        writer.WriteBoolean("reached", Reached);
        StudyOrigin.WriteOrNull(writer, "error", Runs.Length > 1 ? Error : null);
        writer.WriteStartObject("figures");
        foreach (var one in Figures)
        {
            writer.WriteStartObject(one.Figure.Name);
            one.Plain.Write(writer);
            if (one.Controlled is { } controlled)
            {
                writer.WriteStartObject("controlled");
                controlled.Write(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (Control is { } control)
        {
            writer.WriteStartObject("control");
            StudyOrigin.Write(writer, "known", control.Known);
            StudyOrigin.Write(writer, "found", control.Found);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("runsInOrder");
        foreach (var run in Runs)
        {
            writer.WriteStartObject();
            run.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static double ErrorOf(ImmutableArray<ReplicatedFigure> figures) => figures
        .Where(one => one.Figure.Name is "median" or "p5" or "p95").Max(one => one.Best.Error);

    private static ControlledRun One(Scenario scenario, int replication)
    {
        var result = SimulatorRun.Run(scenario with { Cohorts = 1 }, progress: null, replication);
        return new(
            Headline.Of(result), Control.BroughtBy(result),
            Control.ShareAtOnce(scenario, replication, result.All.Members));
    }

    private static Control? ControlOf(Scenario scenario, List<ControlledRun> runs) =>
        runs.TrueForAll(run => run.Brought is not null)
            ? new(Control.KnownOf(scenario), runs.Sum(run => run.Brought!.Value) / runs.Count)
            : null;

    private static ImmutableArray<ReplicatedFigure> Tell(Scenario scenario, List<ControlledRun> runs)
    {
        double[][] controls =
        [
            .. runs.TrueForAll(run => run.Brought is not null)
                ? new[] { Control.Less(runs.Select(run => run.Brought!.Value), Control.KnownOf(scenario)) }
                : [],
            Control.Less(runs.Select(run => run.ShareAtOnce), Knobs.AtOnce.Now(scenario)!.Value),
        ];
        return
        [
            .. Headline.Figures.Select(figure =>
            {
                var values = runs.Select(run => figure.Of(run.Headline) / 1e6).ToArray();
                return new ReplicatedFigure(figure, Estimate.Of(values), Control.Adjust(values, controls));
            }),
        ];
    }
}

/// <summary>One figure over all replications.</summary>
/// <param name="Controlled">
/// Less what chance did to the amounts and to the share of sellers at once, which are known; null where it did nothing.
/// </param>
public sealed record ReplicatedFigure(Figure Figure, Estimate Plain, Estimate? Controlled)
{
    public Estimate Best => Controlled is { } controlled && controlled.Error < Plain.Error ? controlled : Plain;
}
