using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>Where the pool stood when so many orders had settled.</summary>
public sealed record Mark(long Orders, int Day, Backing Backing, long Exits, Money Paid);

/// <summary>What a run 挤兑 paid to one stretch of the queue, the first share up to <paramref name="Until"/>.</summary>
/// <param name="Median">Of the members' payouts, in millionths of what each had spent.</param>
public sealed record QueuePlace(Rate From, Rate Until, long Members, Money Spent, Money Paid, long Median);

/// <summary>What one simulation found: integers from first to last, the same on every machine.</summary>
public sealed record SimulationResult(
    Scenario Scenario, int Replication, bool ByCommands, long Orders, long Refused, int Days,
    ImmutableArray<Mark> Marks, Backing Backing, Money Paid, Money Into, long Exits, CohortOutcome All,
    ImmutableArray<CohortOutcome> Cohorts, Money OwnPart, Money FromOthers, ImmutableArray<QueuePlace> Queue)
{
    /// <summary>SHA-256 of the pool's state; null where no real pool was driven.</summary>
    public string? StateHash { get; init; }

    /// <summary>What became of the old debt; null where the scenario has none.</summary>
    public DebtOutcome? Debt { get; init; }

    /// <summary>Orders there were for each member who reached the cap; null where none did.</summary>
    public long? OrdersPerExit => Exits == 0 ? null : Orders / Exits;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("scenario", Scenario.Id);
        writer.WriteString("plan", Scenario.Given.Hash);
        writer.WriteNumber("seed", Scenario.Seed);
        writer.WriteNumber("replication", Replication);
        writer.WriteString("engine", ByCommands ? "pool" : "fast");
        if (StateHash is not null)
        {
            writer.WriteString("stateHash", StateHash);
        }

        writer.WriteNumber("orders", Orders);
        writer.WriteNumber("refused", Refused);
        writer.WriteNumber("days", Days);
        writer.WriteStartArray("marks");
        foreach (var mark in Marks)
        {
            WriteMark(writer, mark);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("end");
        WriteState(writer, Backing, Exits, Paid);
        writer.WriteString("reserve", Backing.Reserve.ToString());
        writer.WriteString("into", Into.ToString());
        writer.WriteEndObject();
        writer.WriteStartObject("outcomes");
        Write(writer, All);
        writer.WriteEndObject();
        writer.WriteStartArray("cohorts");
        foreach (var cohort in Cohorts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("place", cohort.Place);
            Write(writer, cohort);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteRest(writer);
    }

    private void WriteRest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("whoPays");
        writer.WriteString("paid", Paid.ToString());
        writer.WriteString("ownPart", OwnPart.ToString());
        writer.WriteString("fromOthers", FromOthers.ToString());
        writer.WriteString("shareFromOthers", Share(FromOthers.Units, (OwnPart + FromOthers).Units));
        writer.WriteEndObject();
        WriteNumberOrNull(writer, "ordersPerExit", OrdersPerExit);
        writer.WriteStartArray("queue");
        foreach (var place in Queue)
        {
            writer.WriteStartObject();
            writer.WriteString("from", place.From.ToString());
            writer.WriteString("until", place.Until.ToString());
            writer.WriteNumber("members", place.Members);
            writer.WriteString("paid", place.Paid.ToString());
            writer.WriteString("median", Decimals.Write(place.Median, 6));
            writer.WriteString("mean", Share(place.Paid.Units, place.Spent.Units));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Debt?.Write(writer);
        writer.WriteStartArray("assumptions");
        foreach (var sentence in Scenario.Adapted)
        {
            writer.WriteStringValue($"{sentence.Zh} {sentence.En}");
        }

        writer.WriteEndArray();
    }

    private static void WriteMark(Utf8JsonWriter writer, Mark mark)
    {
        writer.WriteStartObject();
        writer.WriteNumber("orders", mark.Orders);
        writer.WriteNumber("day", mark.Day);
        WriteState(writer, mark.Backing, mark.Exits, mark.Paid);
        writer.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter writer, in Backing backing, long exits, Money paid)
    {
        writer.WriteString("price", backing.Price.ToString(6));
        writer.WriteNumber("scale", backing.Scale);
        writer.WriteString("pool", backing.Pool.ToString());
        writer.WriteString("circulating", backing.Circulating.ToString());
        writer.WriteNumber("exits", exits);
        writer.WriteString("paid", paid.ToString());
    }

    private static void Write(Utf8JsonWriter writer, CohortOutcome cohort)
    {
        writer.WriteNumber("members", cohort.Members);
        writer.WriteNumber("capped", cohort.Capped);
        writer.WriteString("shareCapped", Share(cohort.Capped, cohort.Members));
        writer.WriteNumber("beatsRebate", cohort.BeatsRebate);
        writer.WriteString("shareBeatingRebate", Share(cohort.BeatsRebate, cohort.Members));
        writer.WriteString("rebate", Decimals.Write(cohort.Rebate, 6));
        Write(writer, "paidSoFar", cohort.SoFar);
        Write(writer, "ifSold", cohort.IfSold);
        Write(writer, "together", cohort.Together);
    }

    private static void Write(Utf8JsonWriter writer, string name, Spread spread)
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

    private static string Share(long part, long whole) =>
        Decimals.Write(whole == 0 ? 0 : Exact.MulDiv(part, Rate.PartsPerWhole, whole, Rounding.Down), 6);

    private static void WriteNumberOrNull(Utf8JsonWriter writer, string name, long? value)
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
