using System.Text.Json;
using Wellspring.Core;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>The answers of a simulation as JSON; never is written as null.</summary>
internal sealed class AnswerWriter(SimulationResult result, Utf8JsonWriter writer)
{
    public void Write()
    {
        WriteRecoveries();
        WriteStop();
        writer.WriteStartObject("whoPays");
        writer.WriteString("paid", result.Paid.ToString());
        writer.WriteString("ownPart", result.OwnPart.ToString());
        writer.WriteString("fromOthers", result.FromOthers.ToString());
        writer.WriteString("shareFromOthers", Decimals.Write(result.Dependence.ShareFromOthers, 6));
        Write("each", result.Dependence);
        Write("eachCapped", result.DependenceOfCapped);
        writer.WriteEndObject();
        Figures.WriteNumber(writer, "ordersPerExit", result.OrdersPerExit);
        WriteMerchants();
        WriteTake();
        WriteHorizon();
        WriteLast();
        WritePath();
    }

    private void WriteRecoveries()
    {
        writer.WriteStartArray("recoveries");
        foreach (var recovery in result.Recoveries)
        {
            writer.WriteStartObject();
            writer.WriteNumber("member", recovery.Member);
            writer.WriteString("target", Figures.NameOf(recovery.Target));
            Figures.WriteNumber(writer, "orders", recovery.Orders);
            Figures.WriteNumber(writer, "day", recovery.Day);
            writer.WriteString("months", recovery.MonthsWaited);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // How the same cohorts stood before, for "before and after".
    private void WriteStop()
    {
        if (result.Stop is not { } stop)
        {
            writer.WriteNull("growthStop");
            return;
        }

        writer.WriteStartObject("growthStop");
        writer.WriteNumber("orders", stop.Orders);
        writer.WriteNumber("day", stop.Day);
        writer.WriteStartArray("cohorts");
        foreach (var cohort in stop.Cohorts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("place", cohort.Place);
            writer.WriteNumber("capped", cohort.Capped);
            Figures.Write(writer, "paidSoFar", cohort.SoFar);
            Figures.Write(writer, "ifSold", cohort.IfSold);
            Figures.Write(writer, "together", cohort.Together);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(string name, Dependence dependence)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("members", dependence.Members);
        writer.WriteString("paid", dependence.PaidEach.ToString());
        writer.WriteString("fromOthers", dependence.OthersEach.ToString());
        writer.WriteString("shareFromOthers", Decimals.Write(dependence.ShareFromOthers, 6));
        writer.WriteString("ordersOfOthers", Decimals.Write(dependence.OrdersOfOthers, 3));
        writer.WriteEndObject();
    }

    private void WriteMerchants()
    {
        writer.WriteStartArray("merchants");
        foreach (var merchant in result.Merchants)
        {
            writer.WriteStartObject();
            writer.WriteString("commission", merchant.Commission.ToString());
            writer.WriteString("margin", merchant.Margin.ToString());
            writer.WriteString("left", Decimals.Write(merchant.Left, 6));
            Figures.WriteParts(writer, "breakEvenUplift", merchant.BreakEvenUplift);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteTake()
    {
        if (result.Take is not { } take)
        {
            writer.WriteNull("platform");
            return;
        }

        writer.WriteStartObject("platform");
        writer.WriteString("turnover", take.Turnover.ToString());
        writer.WriteString("fees", take.Platform.ToString());
        writer.WriteString("rewardBudget", take.Budget.ToString());
        writer.WriteString("unassignedRewards", take.BudgetToPool ? "pool" : "platform");
        writer.WriteString("keptOfSales", take.Kept.ToString());
        writer.WriteBoolean("dividends", take.Dividends);
        writer.WriteStartArray("rewards");
        foreach (var reward in take.Rewards)
        {
            writer.WriteStartObject();
            writer.WriteString("name", $"{reward.Name.Zh} {reward.Name.En}");
            writer.WriteString("rate", reward.Rate.ToString());
            writer.WriteString("most", reward.Most.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("insiders");
        foreach (var insider in take.Insiders)
        {
            writer.WriteStartObject();
            writer.WriteString("first", insider.First.ToString());
            writer.WriteString("share", Decimals.Write(insider.Share, 6));
            writer.WriteString("ifNobodySold", Decimals.Write(insider.IfNobodySold, 6));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteHorizon()
    {
        if (result.Horizon is not { } horizon)
        {
            writer.WriteNull("horizon");
            return;
        }

        writer.WriteStartObject("horizon");
        writer.WriteString("mintValue", horizon.MintValue.ToString());
        writer.WriteNumber("smallestMintWithSplits", horizon.SmallestMint);
        writer.WriteStartArray("withoutSplits");
        foreach (var row in horizon.Rows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("holdingDays", row.HoldingDays);
            writer.WriteString("decadesPerYear", Decimals.Write(row.DecadesPerYear, 3));
            writer.WriteStartObject("years");
            foreach (var (decimals, years) in row.Years)
            {
                writer.WriteString($"{decimals}", years is { } hundredths ? Decimals.Write(hundredths, 2) : null);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteLast()
    {
        if (result.Last is not { } last)
        {
            writer.WriteNull("lastSeller");
            return;
        }

        writer.WriteStartObject("lastSeller");
        writer.WriteString("leftWithoutOwner", last.Left.ToString());
        writer.WriteString("paid", last.LastPaid.ToString());
        writer.WriteString("spent", last.LastSpent.ToString());
        writer.WriteString("multiple", Decimals.Write(last.Multiple, 6));
        writer.WriteEndObject();
    }

    private void WritePath()
    {
        writer.WriteStartArray("path");
        foreach (var point in result.Path)
        {
            writer.WriteStartObject();
            writer.WriteNumber("orders", point.Orders);
            writer.WriteNumber("day", point.Day);
            writer.WriteString("logIndex", Decimals.Write(point.LogIndex, 6));
            writer.WriteString("pool", point.Backing.Pool.ToString());
            writer.WriteString("circulating", point.Backing.Circulating.ToString());
            writer.WriteNumber("scale", point.Backing.Scale);
            writer.WriteNumber("exits", point.Exits);
            writer.WriteString("paid", point.Paid.ToString());
            writer.WriteNumber("live", point.Live);
            Figures.WriteParts(writer, "promiseCovered", result.CoverageAt(point)?.Share);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("followed");
        foreach (var followed in result.Followed)
        {
            writer.WriteStartObject();
            writer.WriteNumber("member", followed.Member);
            writer.WriteStartArray("gotBack");
            foreach (var parts in followed.GotBack)
            {
                writer.WriteStringValue(parts is { } multiple ? Decimals.Write(multiple, 6) : null);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
