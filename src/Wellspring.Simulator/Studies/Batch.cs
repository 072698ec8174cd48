using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Simulator.Reports;

namespace Wellspring.Simulator.Studies;

/// <summary>Many runs at once: items are numbered and kept in order, so that threads never change a result.</summary>
internal static class Batch
{
    public static ImmutableArray<T> Run<T>(int count, int threads, Action<double>? progress, Func<int, T> item)
    {
        var results = new T[count];
        var done = 0;
        var telling = new Lock();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, number =>
        {
            results[number] = item(number);
            lock (telling)
            {
                progress?.Invoke(++done / (double)count);
            }
        });
        return [.. results];
    }

    /// <summary>A run of which only the headline is kept.</summary>
    public static Headline Headline(Scenario scenario, int replication = 0) =>
        Studies.Headline.Of(SimulatorRun.Run(scenario with { Cohorts = 1 }, progress: null, replication));
}

/// <summary>What every study says of itself: plan hash, seed, runs, version, assumptions.</summary>
internal static class StudyOrigin
{
    public static void Write(Utf8JsonWriter writer, string study, Scenario scenario, long orders, int runs)
    {
        writer.WriteString("study", study);
        writer.WriteString("scenario", scenario.Id);
        writer.WriteString("plan", scenario.Given.Hash);
        writer.WriteNumber("seed", scenario.Seed);
        writer.WriteNumber("orders", orders);
        writer.WriteNumber("runs", runs);
        writer.WriteString("version", Assumptions.Engine);
        writer.WriteStartArray("assumptions");
        foreach (var sentence in scenario.Adapted)
        {
            writer.WriteStringValue($"{sentence.Zh} {sentence.En}");
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, string name, double value) =>
        writer.WriteString(name, Text(value));

    public static void WriteOrNull(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } known)
        {
            Write(writer, name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Write(Utf8JsonWriter writer, string name, Bilingual text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("zh", text.Zh);
        writer.WriteString("en", text.En);
        writer.WriteEndObject();
    }

    public static string Text(double value)
    {
        var text = value.ToString("0.000000", System.Globalization.CultureInfo.InvariantCulture);
        return text == "-0.000000" ? "0.000000" : text;
    }
}
