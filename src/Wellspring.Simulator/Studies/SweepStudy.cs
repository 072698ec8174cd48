using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator.Studies;

/// <summary>One knob and the values a sweep sets it to: so many, evenly, both ends among them.</summary>
public sealed record SweepAxis(Knob Knob, double From, double To, int Steps)
{
    private const int MostSteps = 1_000;

    /// <summary>Reads <c>mu=0.3..0.9:7</c>; else says what is wrong with it.</summary>
    public static bool TryRead(
        string text, [NotNullWhen(true)] out SweepAxis? axis, [NotNullWhen(false)] out Bilingual? fault)
    {
        (axis, fault) = (null, null);
        var (name, rest) = Cut(text, "=");
        if (Knobs.Find(name) is not { } knob)
        {
            var names = string.Join(' ', Knobs.All.Select(one => one.Name));
            fault = new($"没有名为“{name}”的旋钮；可用：{names}。", $"There is no knob \"{name}\"; there are: {names}.");
            return false;
        }

        var (range, steps) = Cut(rest, ":");
        var (from, to) = Cut(range, "..");
        if (!Number(from, out var first) || !Number(to, out var last) || first >= last
            || !int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 2 or > MostSteps)
        {
            fault = new($"“{text}”应写成 {name}=从..到:几个值，如 {Example(knob)}（2 至 {MostSteps} 个）。",
                $"\"{text}\" is written {name}=FROM..TO:STEPS, such as {Example(knob)} (2 to {MostSteps} steps).");
            return false;
        }

        axis = new(knob, first, last, count);
        return true;
    }

    public double At(int step) => From + ((To - From) * step / (Steps - 1));

    private static string Example(Knob knob) =>
        string.Create(CultureInfo.InvariantCulture, $"{knob.Name}={knob.From}..{knob.To}:7");

    private static (string Before, string After) Cut(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is var place and >= 0
            ? (text[..place], text[(place + mark.Length)..])
            : (text, "");

    private static bool Number(string text, out double number) => double.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out number);
}

/// <summary>What a few figures become while knobs are turned, step by step, each with each 扫描.</summary>
public sealed record SweepStudy(
    Scenario Scenario, ImmutableArray<SweepAxis> Axes, int Replications, ImmutableArray<SweepPoint> Points)
{
    public const int MostPoints = 10_000;

    /// <summary>How many points a grid has.</summary>
    public static long CountOf(IEnumerable<SweepAxis> axes) =>
        axes.Aggregate(1L, (count, axis) => count > MostPoints ? count : count * axis.Steps);

    /// <param name="replications">Runs a point; every point meets the same draws.</param>
    public static SweepStudy Run(
        Scenario scenario, ImmutableArray<SweepAxis> axes, int replications, int threads, Action<double>? progress)
    {
        var count = (int)CountOf(axes);
        if (axes.IsEmpty || count > MostPoints)
        {
            throw new ArgumentOutOfRangeException(nameof(axes), count, $"1 to {MostPoints} points");
        }

        var points = Enumerable.Range(0, count).Select(number => ValuesOf(axes, number)).ToArray();
        var runs = Batch.Run<Headline?>(count * replications, threads, progress, item =>
        {
            var values = points[item / replications];
            var set = Knob.Set(scenario, [.. axes.Zip(values, (axis, value) => (axis.Knob, value))]);
            return set is null ? null : Batch.Headline(set, item % replications);
        });
        return new(
            scenario, axes, replications,
            [.. points.Select((values, number) => PointOf(
                values, runs.AsSpan().Slice(number * replications, replications)))]);
    }

    public void Write(Utf8JsonWriter writer)
    {
        StudyOrigin.Write(writer, "sweep", Scenario, Scenario.Orders, Points.Length * Replications);
        writer.WriteStartArray("knobs");
        foreach (var axis in Axes)
        {
            writer.WriteStartObject();
            writer.WriteString("name", axis.Knob.Name);
            StudyOrigin.Write(writer, "title", axis.Knob.Title);
            StudyOrigin.Write(writer, "from", axis.From);
            StudyOrigin.Write(writer, "to", axis.To);
            writer.WriteNumber("steps", axis.Steps);
            StudyOrigin.WriteOrNull(writer, "now", axis.Knob.Now(Scenario));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("points");
        foreach (var point in Points)
        {
            writer.WriteStartObject();
            foreach (var (axis, value) in Axes.Zip(point.Values))
            {
                StudyOrigin.Write(writer, axis.Knob.Name, value);
            }

            Write(writer, point);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, SweepPoint point)
    {
        writer.WriteBoolean("allowed", point.IsAllowed);
        foreach (var (figure, estimate) in Headline.Figures.Zip(point.Figures))
        {
            StudyOrigin.Write(writer, figure.Name, estimate.Mean);
        }

        writer.WriteStartObject("errors");
        foreach (var (figure, estimate) in Headline.Figures.Zip(point.Figures))
        {
            StudyOrigin.WriteOrNull(writer, figure.Name, estimate.IsKnown ? estimate.Error : null);
        }

        writer.WriteEndObject();
    }

    // The last knob turns fastest.
    private static ImmutableArray<double> ValuesOf(ImmutableArray<SweepAxis> axes, int number)
    {
        var values = new double[axes.Length];
        for (var place = axes.Length - 1; place >= 0; place--)
        {
            values[place] = axes[place].At(number % axes[place].Steps);
            number /= axes[place].Steps;
        }

        return [.. values];
    }

    private static SweepPoint PointOf(ImmutableArray<double> values, ReadOnlySpan<Headline?> runs)
    {
        var figures = ImmutableArray.CreateBuilder<Estimate>();
        foreach (var figure in runs[0] is null ? [] : Headline.Figures)
        {
            var all = new double[runs.Length];
            for (var run = 0; run < runs.Length; run++)
            {
                all[run] = figure.Of(runs[run]!.Value) / 1e6;
            }

            figures.Add(Estimate.Of(all));
        }

        return new(values, figures.DrainToImmutable());
    }
}

/// <summary>One point of a grid.</summary>
/// <param name="Values">In the order of the axes.</param>
/// <param name="Figures">
/// In the order of <see cref="Headline.Figures"/>; empty where no pool may run on such a plan.
/// </param>
public sealed record SweepPoint(ImmutableArray<double> Values, ImmutableArray<Estimate> Figures)
{
    public bool IsAllowed => !Figures.IsEmpty;
}
