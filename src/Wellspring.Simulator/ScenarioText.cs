using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>Writes a scenario file 情景文件 that <see cref="ScenarioFile"/> reads again, its plan inside.</summary>
public static class ScenarioText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static string Write(Scenario scenario)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            Write(writer, scenario);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, Scenario scenario)
    {
        writer.WriteString("id", scenario.Id);
        writer.WriteStartObject("name");
        writer.WriteString("zh", scenario.Name.Zh);
        writer.WriteString("en", scenario.Name.En);
        writer.WriteEndObject();
        writer.WriteNumber("seed", scenario.Seed);
        writer.WriteNumber("orders", scenario.Orders);
        writer.WriteNumber("afterwards", scenario.Afterwards);
        writer.WriteNumber("cohorts", scenario.Cohorts);
        Write(writer, scenario.Arrivals);
        writer.WriteStartArray("kinds");
        foreach (var kind in scenario.Kinds)
        {
            writer.WriteStartObject();
            writer.WriteNumber("weight", kind.Weight);
            writer.WriteString("from", Yuan(kind.From));
            writer.WriteString("to", Yuan(kind.To));
            writer.WriteString("commission", kind.Commission.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("behaviours");
        foreach (var behaviour in scenario.Behaviours)
        {
            writer.WriteStartObject();
            Write(writer, behaviour);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("returningBuyers", scenario.ReturningBuyers.ToString());
        writer.WriteString("repurchase", scenario.Repurchase.ToString());
        writer.WriteNumber("repurchaseAfterDays", scenario.RepurchaseAfterDays);
        WriteRest(writer, scenario);
        writer.WritePropertyName("plan");
        writer.WriteRawValue(scenario.Given.Text);
    }

    private static void Write(Utf8JsonWriter writer, Arrivals arrivals)
    {
        writer.WriteStartObject("arrivals");
        writer.WriteString("shape", arrivals.Shape.ToString().ToLowerInvariant());
        WriteAboveZero(writer, "perDay", arrivals.PerDay);
        WriteAboveZero(writer, "growth", arrivals.Growth);
        WriteAboveZero(writer, "middleDay", arrivals.MiddleDay);
        WriteAboveZero(writer, "market", arrivals.Market);
        WriteAboveZero(writer, "innovation", arrivals.Innovation);
        WriteAboveZero(writer, "imitation", arrivals.Imitation);
        if (!arrivals.Counts.IsEmpty)
        {
            writer.WriteStartArray("counts");
            foreach (var count in arrivals.Counts)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
        }

        if (arrivals.StopsAfterDay is { } day)
        {
            writer.WriteNumber("stopsAfterDay", day);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Behaviour behaviour)
    {
        writer.WriteNumber("weight", behaviour.Weight);
        writer.WriteString("sells", behaviour.Sells switch
        {
            SellsWhen.AtOnce => "at-once",
            SellsWhen.After => "after",
            SellsWhen.AtMultiple => "at-multiple",
            _ => "never",
        });
        if (behaviour.Sells is SellsWhen.AtMultiple)
        {
            writer.WriteString("multiple", behaviour.Multiple.ToString());
        }

        if (behaviour.Sells is not SellsWhen.After)
        {
            return;
        }

        writer.WriteString("holding", behaviour.Shape.ToString().ToLowerInvariant());
        if (behaviour.Shape is not HoldingShape.Empirical)
        {
            WriteAboveZero(writer, "days", behaviour.Days);
            WriteAboveZero(writer, "steepness", behaviour.Steepness);
            return;
        }

        writer.WriteStartArray("quantiles");
        foreach (var quantile in behaviour.Quantiles)
        {
            writer.WriteStartObject();
            writer.WriteString("share", Rate.FromParts((int)quantile.BasisPoints * 100).ToString());
            writer.WriteNumber("days", quantile.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRest(Utf8JsonWriter writer, Scenario scenario)
    {
        if (scenario.Refunds is { } refunds)
        {
            writer.WriteStartObject("refunds");
            writer.WriteString("share", refunds.Share.ToString());
            writer.WriteNumber("afterDays", refunds.AfterDays);
            writer.WriteString("part", refunds.Part.ToString());
            writer.WriteEndObject();
        }

        writer.WriteStartArray("injections");
        foreach (var injection in scenario.Injections)
        {
            writer.WriteStartObject();
            writer.WriteNumber("day", injection.Day);
            writer.WriteString("amount", Yuan(injection.Amount));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (scenario.Panic is { } panic)
        {
            writer.WriteStartObject("panic");
            writer.WriteString("ordersBelow", panic.OrdersBelow.ToString());
            writer.WriteString("share", panic.Share.ToString());
            writer.WriteEndObject();
        }

        if (!scenario.SellOffs.IsEmpty)
        {
            writer.WriteStartArray("sellOffs");
            foreach (var sale in scenario.SellOffs)
            {
                writer.WriteStartObject();
                writer.WriteNumber("day", sale.Day);
                writer.WriteString("share", sale.Share.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (scenario.Washing is { } washing)
        {
            Write(writer, washing);
        }

        writer.WriteString("run", scenario.Closes ? "closing" : scenario.Run switch
        {
            RunOrder.Random => "random",
            RunOrder.InsidersFirst => "insiders-first",
            _ => "none",
        });
        if (scenario.Legacy is { } legacy)
        {
            Write(writer, legacy);
        }
    }

    private static void Write(Utf8JsonWriter writer, Washing washing)
    {
        writer.WriteStartObject("washing");
        writer.WriteNumber("people", washing.People);
        writer.WriteNumber("perDay", washing.OrdersPerDay);
        writer.WriteString("amount", Yuan(washing.Amount));
        writer.WriteString("commission", washing.Commission.ToString());
        writer.WriteString("then", washing.Then is WashEnd.Refund ? "refund" : "sell");
        writer.WriteNumber("afterDays", washing.AfterDays);
        writer.WriteNumber("fromDay", washing.FromDay);
        writer.WriteNumber("untilDay", washing.UntilDay);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OldDebt legacy)
    {
        writer.WriteStartObject("legacy");
        writer.WriteString("debt", Yuan(legacy.Amount));
        writer.WriteNumber("creditors", legacy.Creditors);
        WriteAboveZero(writer, "tail", legacy.Tail);
        writer.WriteString("consent", legacy.Consent.ToString());
        if (legacy.OwnMoney > Money.Zero)
        {
            writer.WriteString("ownMoney", Yuan(legacy.OwnMoney));
        }

        writer.WriteString("growth", $"{Decimals.Write(legacy.GrowthParts, 4)}%");
        writer.WriteString("platformShare", legacy.PlatformShare.ToString());
        if (legacy.Demand is { } demand)
        {
            writer.WriteString("demand", Yuan(demand));
        }

        writer.WriteString("shareOfInflow", legacy.ShareOfInflow.ToString());
        writer.WriteNumber("months", legacy.Months);
        writer.WriteEndObject();
    }

    // What a file may leave out is above 0 where it stands.
    private static void WriteAboveZero(Utf8JsonWriter writer, string name, double value)
    {
        var millionths = (long)Math.Round(value * 1e6);
        if (millionths > 0)
        {
            writer.WriteString(name, Decimals.Write(millionths, 6));
        }
    }

    private static string Yuan(Money amount) => Decimals.Write(amount.Units / Money.UnitsPerFen, 2);
}
