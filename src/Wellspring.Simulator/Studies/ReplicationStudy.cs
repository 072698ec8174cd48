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
    public bool Reached => Until is null || Error <= Until;

    /// <param name="most">Replications at most, from 2.</param>
    /// <param name="error">Stops when the reported quantiles are known so well, as a share of what was spent.</param>
    public static ReplicationStudy Run(
        Scenario scenario, int most, double? error, int threads, Action<double>? progress)
    {
        var runs = new List<(Headline Headline, double? Control)>();
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
        StudyOrigin.Write(writer, "error", Error);
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

    private static (Headline Headline, double? Control) One(Scenario scenario, int replication)
    {
        var result = SimulatorRun.Run(scenario with { Cohorts = 1 }, progress: null, replication);
        return (Headline.Of(result), Control.FoundIn(result));
    }

    private static Control? ControlOf(Scenario scenario, List<(Headline Headline, double? Control)> runs) =>
        runs.TrueForAll(run => run.Control is not null)
            ? new(Control.KnownOf(scenario), runs.Sum(run => run.Control!.Value) / runs.Count)
            : null;

    private static ImmutableArray<ReplicatedFigure> Tell(
        Scenario scenario, List<(Headline Headline, double? Control)> runs)
    {
        var control = runs.TrueForAll(run => run.Control is not null)
            ? runs.Select(run => run.Control!.Value).ToArray()
            : null;
        var known = Control.KnownOf(scenario);
        return
        [
            .. Headline.Figures.Select(figure =>
            {
                var values = runs.Select(run => figure.Of(run.Headline) / 1e6).ToArray();
                return new ReplicatedFigure(
                    figure, Estimate.Of(values), control is null ? null : Control.Adjust(values, control, known));
            }),
        ];
    }
}

/// <summary>One figure over all replications.</summary>
/// <param name="Controlled">
/// With what chance did to the money that came in taken out; null where nothing is known of it, or it did nothing.
/// </param>
public sealed record ReplicatedFigure(Figure Figure, Estimate Plain, Estimate? Controlled)
{
    public Estimate Best => Controlled is { } controlled && controlled.Error < Plain.Error ? controlled : Plain;
}

/// <summary>
/// What an order brings in the mean is known beforehand, and nothing else is ever paid out 守恒: how far a run's draws
/// are from it says something of its quantiles.
/// </summary>
/// <param name="Known">Expected, in yuan an order.</param>
/// <param name="Found">Paid out and still there, in yuan an order, in the mean of the runs.</param>
public sealed record Control(double Known, double Found)
{
    /// <summary>What an order brings the pool in the mean of the scenario's kinds.</summary>
    public static double KnownOf(Scenario scenario)
    {
        var split = scenario.Plan.Split;
        var taken = split.Platform.Parts + (split.UnassignedToPool ? 0 : split.RewardBudget.Parts);
        var (sum, weights) = (0.0, 0L);
        foreach (var kind in scenario.Kinds)
        {
            weights += kind.Weight;
            sum += kind.Commission.Parts == 0
                ? 0
                : kind.Weight * ((kind.From.Units + kind.To.Units) / 2e6)
                    * (kind.Commission.Parts - taken) / 1e6;
        }

        return sum / weights;
    }

    /// <summary>
    /// What a run's orders brought, in yuan an order; null where other money came in, or some was taken out again.
    /// </summary>
    internal static double? FoundIn(SimulationResult result)
    {
        var scenario = result.Scenario;
        if (result.Refused > 0 || result.Orders == 0 || scenario.Refunds is not null || !scenario.Injections.IsEmpty
            || scenario.Legacy is not null)
        {
            return null;
        }

        var brought = result.Paid + result.Backing.Pool + result.Backing.Reserve - scenario.Plan.Pool.Float;
        return brought.Units / 1e6 / result.Orders;
    }

    internal static Estimate? Adjust(double[] values, double[] control, double known)
    {
        var (mean, middle) = (values.Sum() / values.Length, control.Sum() / control.Length);
        var spread = control.Sum(one => (one - middle) * (one - middle));
        if (values.Length < 4 || spread <= known * known * 1e-18)
        {
            return null;
        }

        var slope = values.Zip(control).Sum(pair => (pair.First - mean) * (pair.Second - middle)) / spread;
        return Estimate.Of([.. values.Zip(control).Select(pair => pair.First - (slope * (pair.Second - known)))], 2);
    }
}
