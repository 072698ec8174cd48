using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Legacy.Forecasts;

namespace Wellspring.Cli.Legacy;

/// <summary>Forecasts side by side, the falling one first, with what they take for granted.</summary>
internal static class ForecastTable
{
    private static readonly ImmutableArray<int> Shown = [1, 3, 6, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240];

    /// <summary>The sentence that a forecast comes down to; "never" is one of its answers.</summary>
    public static Bilingual Verdict(Forecast forecast)
    {
        var months = forecast.Assumptions.Months;
        return forecast switch
        {
            { EndMonth: 0 } => new("现在就没有待用的消费币。", "No coins are open now."),
            { EndMonth: { } month } => new(
                $"第 {month} 个月用完全部消费币（{Month(forecast.Ends!.Value)}）。",
                $"The last coin is used in month {month} ({Month(forecast.Ends.Value)})."),
            _ => new(
                $"在这些假设下永远还不完：{months} 个月后还剩 {LegacyFigures.Yuan(forecast.Months[^1].Coins)} 消费币。",
                $"Never under these assumptions: after {months} months "
                + $"{LegacyFigures.Yuan(forecast.Months[^1].Coins)} of coins are left."),
        };
    }

    public static string Name(Forecast forecast) => forecast.Assumptions.GrowthParts switch
    {
        0 => "持平 flat",
        < 0 => $"下降 falling {Growth(forecast)}",
        _ => $"增长 growing {Growth(forecast)}",
    };

    public static void Show(IReadOnlyList<Forecast> forecasts)
    {
        var most = forecasts.Max(forecast => forecast.Months.Length);
        var rows = Shown.Where(month => month <= most).Select(month => forecasts
            .Select(forecast => forecast.Months.Length >= month
                ? LegacyFigures.Yuan(forecast.Months[month - 1].Debt)
                : "·")
            .Prepend($"{month}").ToArray());
        Terminal.WriteTable("预测：月末未清债务 forecast: debt still open at the end of the month",
            [("月 month", true), .. forecasts.Select(forecast => (Name(forecast), true))], rows);
        foreach (var forecast in forecasts)
        {
            var verdict = Verdict(forecast);
            Console.WriteLine($"  {Name(forecast)}：{verdict.Zh}");
            Console.WriteLine($"    {verdict.En}");
        }

        ShowAssumptions(forecasts[^1]);
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Forecast> forecasts)
    {
        writer.WriteStartArray("forecasts");
        foreach (var forecast in forecasts)
        {
            Write(writer, forecast);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Forecast forecast)
    {
        var given = forecast.Assumptions;
        writer.WriteStartObject();
        writer.WriteString("growthPerMonth", Growth(forecast));
        writer.WriteString("turnover", given.Turnover.ToString());
        writer.WriteString("funding", given.Funding.ToString());
        writer.WriteString("platformShare", given.PlatformShare.ToString());
        writer.WriteString("demand", given.Demand?.ToString());
        writer.WriteBoolean("never", forecast.IsNever);
        writer.WritePropertyName("endMonth");
        if (forecast.EndMonth is { } end)
        {
            writer.WriteNumberValue(end);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("left", forecast.Left.ToString());
        writer.WriteString("notConverted", forecast.NotConverted.ToString());
        writer.WriteStartArray("months");
        foreach (var month in forecast.Months)
        {
            writer.WriteStartObject();
            writer.WriteNumber("month", month.Month);
            writer.WriteString("debt", month.Debt.ToString());
            writer.WriteString("coins", month.Coins.ToString());
            writer.WriteString("settledByGoods", month.Goods.ToString());
            writer.WriteString("funded", month.Funded.ToString());
            writer.WriteString("fundFree", month.Free.ToString());
            writer.WriteString("lockedValue", month.LockedValue.ToString());
            writer.WriteString("releasedValue", month.ReleasedValue.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void ShowAssumptions(Forecast forecast)
    {
        var given = forecast.Assumptions;
        Console.WriteLine();
        Console.WriteLine("  假设 assumptions");
        Console.WriteLine($"    其他人每月消费 others buy a month      {LegacyFigures.Yuan(given.Turnover)}");
        Console.WriteLine($"    经营者每月投入 operator's own money    {LegacyFigures.Yuan(given.Funding)}");
        Console.WriteLine($"    债权人每月想用 creditors want to use   {Demand(given)}");
        Console.WriteLine($"    平台分成中投入 of the platform's part  {given.PlatformShare}");
        Console.WriteLine($"    不会同意的债权 never converted         {LegacyFigures.Yuan(forecast.NotConverted)}");
        Console.WriteLine("    按池的真实规则逐日运行；增长最多算三年；结果不是承诺。");
        Console.WriteLine("    Run day by day by the pool's own rules; growth counts for three years; no promise.");
    }

    private static string Demand(ForecastAssumptions given) => given.Demand is { } demand
        ? LegacyFigures.Yuan(demand)
        : "结算资金够多少用多少 as much as the fund covers";

    private static string Growth(Forecast forecast)
    {
        var parts = forecast.Assumptions.GrowthParts;
        return (parts < 0 ? "-" : "+") + Rate.FromParts(Math.Abs(parts));
    }

    private static string Month(Instant at) =>
        at.ToDateTimeOffset().ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
