using System.CommandLine;
using System.Globalization;
using Wellspring.Cli.Charts;
using Wellspring.Cli.Legacy;
using Wellspring.Core;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring legacy</c>: the old debt of a pool, where it stands and where it goes.</summary>
internal static class LegacyCommand
{
    private const int MostReleaseDays = 10;

    public static Command Build() => new("legacy", "旧债转化 old debts: where they stand and where they go")
    {
        BuildStatus(), BuildReport(), BuildForecast(), LegacyImportCommand.Claims(), LegacyImportCommand.Members(),
    };

    private static Command BuildStatus()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("status", "旧债现状 where the old debt stands") { data, json };
        command.SetAction(parsed =>
        {
            var pool = Load(parsed.GetRequiredValue(data)).Pool;
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => LegacyFigures.Write(writer, pool.Legacy!));
            }
            else
            {
                Terminal.WriteFacts("旧债现状 where the old debt stands", LegacyFigures.Facts(pool.Legacy!));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command BuildReport()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var chart = new Option<string?>("--chart") { Description = "瀑布图 waterfall as .svg", HelpName = "FILE" };
        var command = new Command("report", "旧债报告与对账 the whole report, reconciled") { data, chart, json };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(data);
            var replayed = Load(folder);
            var audit = LegacyAudit.Of(replayed.Pool);
            var source = $"{replayed.End.Position - 1}";
            var fall = LegacyFigures.Waterfall(
                replayed.Pool, new("旧债的去向", "What became of the old debt"),
                new($"账本记录 0–{source}", $"Journal records 0–{source}"));
            if (parsed.GetValue(chart) is { } target)
            {
                File.WriteAllText(target, WaterfallChart.Svg(fall));
                Console.Error.WriteLine($"已写出 written: {target}");
            }

            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer =>
                {
                    LegacyFigures.Write(writer, replayed.Pool.Legacy!);
                    LegacyFigures.Write(writer, fall);
                    LegacyFigures.Write(writer, LegacyFigures.Cohorts(replayed.Pool));
                    audit.Write(writer);
                });
            }
            else
            {
                LegacyFigures.Show(fall);
                LegacyFigures.Show(LegacyFigures.Cohorts(replayed.Pool));
                ShowReleases(folder);
                audit.Show("对账 reconciliation");
            }

            return audit.Holds ? ExitCodes.Done : ExitCodes.DamagedData;
        });
        return command;
    }

    private static Command BuildForecast()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var turnover = Yuan("--turnover", "其他人每月消费（元） others buy a month, yuan");
        var funding = Yuan("--funding", "经营者每月投入（元） operator's money a month, yuan");
        var demand = Yuan("--demand", "债权人每月想用的消费币（元），或 all what creditors use a month, or all");
        var share = new Option<int>("--platform-share") { Description = "平台分成投入 % of the platform's part" };
        var growth = new Option<int>("--growth")
        {
            Description = "涨跌 % 每月 growth and shrinking a month, percent",
            DefaultValueFactory = _ => 5,
        };
        var months = new Option<int>("--months")
        {
            Description = "最多算几个月 months to run",
            DefaultValueFactory = _ => ForecastAssumptions.UsualMonths,
        };
        var command = new Command("forecast", "何时还清：可能是“永远还不完” when it ends: it may say never")
        {
            data, turnover, funding, demand, share, growth, months, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var folder = parsed.GetRequiredValue(data);
            var replayed = Load(folder);
            var past = Past(folder, replayed);
            var flat = new ForecastAssumptions(
                Given(parsed.GetValue(turnover), "--turnover") ?? past.Turnover,
                Given(parsed.GetValue(funding), "--funding") ?? past.Funding)
            {
                Demand = parsed.GetValue(demand) is "all" ? null
                    : Given(parsed.GetValue(demand), "--demand") ?? past.Demand,
                PlatformShare = Rate.FromParts(10_000 * Within(
                    parsed.GetValue(share), "--platform-share", 0, 100)),
                Months = Within(parsed.GetValue(months), "--months", 1, 1_200),
            };
            var parts = 10_000 * Within(parsed.GetValue(growth), "--growth", 1, 50);
            var forecasts = await Terminal.WithProgressAsync("预测 forecast", progress =>
                Task.Run(() => ForecastStart.Of(replayed.Pool)!.Three(flat, parts)));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => ForecastTable.Write(writer, forecasts));
            }
            else
            {
                ForecastTable.Show(forecasts);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string?> Yuan(string name, string description) =>
        new(name) { Description = description, HelpName = "YUAN" };

    private static ReplayedPool Load(string data)
    {
        var replayed = Options.Load(data);
        return replayed.Pool.Legacy is not null && replayed.Plan.Legacy is not null
            ? replayed
            : throw new BadInputException($"“{data}”的方案没有 legacy 部分，没有旧债可看。",
                $"The plan of \"{data}\" has no legacy group: there is no old debt to show.");
    }

    private static void ShowReleases(string folder)
    {
        var directory = new PoolDirectory(folder);
        using var journal = directory.OpenToRead();
        using var views = ViewStore.Open(directory);
        views.CatchUp(journal);
        Terminal.WriteTable("最近的释放 latest releases",
            [("日期 day", false), ("限额 budget", true), ("释放 released", true), ("人数 people", true)],
            views.Reader.Legacy.ReleaseDays(MostReleaseDays).Select(row => new[]
            {
                DateTime.UnixEpoch.AddDays(row.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                row.Budget.ToString(), row.Released.ToString(), Figures.Count(row.Creditors),
            }));
    }

    // An average month of the past: whoever expects another one says so.
    private static (Money Turnover, Money Funding, Money? Demand) Past(string folder, ReplayedPool replayed)
    {
        var directory = new PoolDirectory(folder);
        using var journal = directory.OpenToRead();
        using var views = ViewStore.Open(directory);
        views.CatchUp(journal);
        var days = views.Reader.Legacy.Days();
        var length = days.Count == 0 ? 1 : Math.Max(1, days[^1].Day - days[0].Day + 1);
        var funded = days.Count == 0 ? Money.Zero : days[^1].Funded;
        var used = OfMonth(replayed.Pool.Legacy!.SettledByGoods, length);
        return (OfMonth(replayed.Pool.Totals.Turnover, length), OfMonth(funded, length),
            used > Money.Zero ? used : null);
    }

    private static Money OfMonth(Money whole, long days) => Money.FromUnits(Exact.MulDiv(
        whole.Units, ForecastAssumptions.DaysPerMonth, Math.Max(days, ForecastAssumptions.DaysPerMonth),
        Rounding.Down)).FloorToFen();

    private static Money? Given(string? text, string option) => text is null ? null
        : Decimals.TryRead(text, Money.Decimals, out var units) && Money.FromUnits(units).IsWholeFen
            ? Money.FromUnits(units)
        : throw new BadInputException($"{option} 的“{text}”不是金额，请写如 200000 或 1234.56。",
            $"{option}: \"{text}\" is no amount, write 200000 or 1234.56.");

    private static int Within(int value, string option, int least, int most) => value >= least && value <= most
        ? value
        : throw new BadInputException(
            $"{option} 须在 {least} 与 {most} 之间。", $"{option} is between {least} and {most}.");
}
