using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>One simulation as JSON: amounts, shares and multiples are decimal strings, the median first.</summary>
internal sealed class ResultWriter(SimulationResult result, Utf8JsonWriter writer)
{
    public void Write()
    {
        writer.WriteString("scenario", result.Scenario.Id);
        writer.WriteString("plan", result.Scenario.Given.Hash);
        writer.WriteNumber("seed", result.Scenario.Seed);
        writer.WriteNumber("replication", result.Replication);
        writer.WriteString("engine", result.ByCommands ? "pool" : "fast");
        if (result.StateHash is not null)
        {
            writer.WriteString("stateHash", result.StateHash);
        }

        writer.WriteNumber("orders", result.Orders);
        writer.WriteNumber("refused", result.Refused);
        writer.WriteNumber("days", result.Days);
        writer.WriteStartArray("marks");
        foreach (var mark in result.Marks)
        {
            writer.WriteStartObject();
            writer.WriteNumber("orders", mark.Orders);
            writer.WriteNumber("day", mark.Day);
            WriteState(mark);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("end");
        WriteState(result.End);
        writer.WriteString("reserve", result.Backing.Reserve.ToString());
        writer.WriteString("into", result.Into.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("outcomes");
        Write(result.All);
        writer.WriteEndObject();
        WriteCohorts("cohorts", result.Cohorts);
        WriteQueue();
        new AnswerWriter(result, writer).Write();
        result.Debt?.Write(writer);
        result.Washed?.Write(writer);
        result.Refunded?.Write(writer, "refunds");
        writer.WriteStartArray("assumptions");
        foreach (var sentence in result.Scenario.Adapted)
        {
            writer.WriteStringValue($"{sentence.Zh} {sentence.En}");
        }

        writer.WriteEndArray();
    }

    private void WriteState(Mark mark)
    {
        writer.WriteString("price", mark.Backing.Price.ToString(6));
        writer.WriteNumber("scale", mark.Backing.Scale);
        writer.WriteString("pool", mark.Backing.Pool.ToString());
        writer.WriteString("circulating", mark.Backing.Circulating.ToString());
        writer.WriteNumber("exits", mark.Exits);
        writer.WriteString("paid", mark.Paid.ToString());
        writer.WriteNumber("live", mark.Live);
        writer.WriteString("liveSpend", mark.LiveSpend.ToString());
        if (result.CoverageAt(mark) is { } coverage)
        {
            writer.WriteString("promise", coverage.Promise.ToString());
            Figures.WriteParts(writer, "promiseCovered", coverage.Share);
        }
    }

    private void WriteCohorts(string name, IEnumerable<CohortOutcome> cohorts)
    {
        writer.WriteStartArray(name);
        foreach (var cohort in cohorts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("place", cohort.Place);
            Write(cohort);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Write(CohortOutcome cohort)
    {
        writer.WriteNumber("members", cohort.Members);
        writer.WriteNumber("capped", cohort.Capped);
        writer.WriteString("shareCapped", Figures.Share(cohort.Capped, cohort.Members));
        writer.WriteNumber("beatsRebate", cohort.BeatsRebate);
        writer.WriteString("shareBeatingRebate", Figures.Share(cohort.BeatsRebate, cohort.Members));
        writer.WriteString("rebate", Decimals.Write(cohort.Rebate, 6));
        writer.WriteString("spent", cohort.Spent.ToString());
        writer.WriteString("broughtIn", cohort.Own.ToString());
        writer.WriteString("received", cohort.Received.ToString());
        writer.WriteString("receivedFromOthers", (cohort.Received - cohort.OwnPart).ToString());
        writer.WriteString("valueIfSold", cohort.ValueIfSold.ToString());
        Figures.Write(writer, "paidSoFar", cohort.SoFar);
        Figures.Write(writer, "ifSold", cohort.IfSold);
        Figures.Write(writer, "together", cohort.Together);
        writer.WriteStartArray("classes");
        foreach (var part in cohort.Classes)
        {
            writer.WriteStartObject();
            writer.WriteString("class", Figures.NameOf(part.Class));
            writer.WriteNumber("members", part.Members);
            writer.WriteNumber("ofThousand", part.OfThousand);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("bins");
        foreach (var bin in cohort.Bins)
        {
            writer.WriteStartObject();
            writer.WriteString("from", Decimals.Write(bin.From, 6));
            Figures.WriteParts(writer, "until", bin.Until);
            writer.WriteNumber("members", bin.Members);
            writer.WriteNumber("ofThousand", bin.OfThousand);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("dots");
        foreach (var dot in cohort.Dots)
        {
            writer.WriteStringValue(Decimals.Write(dot, 6));
        }

        writer.WriteEndArray();
    }

    private void WriteQueue()
    {
        writer.WriteStartArray("queue");
        foreach (var place in result.Queue)
        {
            writer.WriteStartObject();
            writer.WriteString("from", place.From.ToString());
            writer.WriteString("until", place.Until.ToString());
            writer.WriteNumber("members", place.Members);
            writer.WriteString("paid", place.Paid.ToString());
            writer.WriteString("median", Decimals.Write(place.Median, 6));
            writer.WriteString("mean", Figures.Share(place.Paid.Units, place.Spent.Units));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>Figures of answers as JSON has them.</summary>
internal static class Figures
{
    /// <summary>Names as JSON has them: <c>upToRebate</c>.</summary>
    public static string NameOf(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static void Write(Utf8JsonWriter writer, string name, Spread spread)
    {
        writer.WriteStartObject(name);
        foreach (var (label, value) in new[]
        {
            ("p50", spread.P50), ("min", spread.Min), ("p5", spread.P5), ("p25", spread.P25), ("p75", spread.P75),
            ("p95", spread.P95), ("mean", spread.Mean),
        })
        {
            writer.WriteString(label, Decimals.Write(value, 6));
        }

        writer.WriteEndObject();
    }

    public static string Share(long part, long whole) =>
        Decimals.Write(whole == 0 ? 0 : Exact.MulDiv(part, Rate.PartsPerWhole, whole, Rounding.Down), 6);

    /// <summary>Millionths as a decimal string, or null.</summary>
    public static void WriteParts(Utf8JsonWriter writer, string name, long? millionths) =>
        writer.WriteString(name, millionths is { } parts ? Decimals.Write(parts, 6) : null);

    public static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
