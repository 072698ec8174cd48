using System.CommandLine;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Simulator;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>What a history shows of its people, as a scenario, and how well that foretells its own end.</summary>
internal sealed class CalibrateMode : ISimulateMode
{
    private const int MostDraws = 10_000;

    private readonly Option<bool> _calibrate = new("--calibrate")
    {
        Description = "从账本目录(或订单文件)量出情景 measure a scenario of a data directory, or of an orders file",
    };

    private readonly Option<string?> _backTest = new("--back-test")
    {
        Description = "从过去某日(或历史的某个比例)起推演到今天 foretell from a past date, or from a share of the history, on",
        HelpName = "DATE|SHARE",
    };

    private readonly Option<int?> _draws = new("--draws")
    {
        Description = "回测的抽样次数 draws of a back-test",
        HelpName = "N",
    };

    private readonly Option<string?> _write = new("--write")
    {
        Description = "写出情景文件 write the scenario file",
        HelpName = "FILE",
    };

    private readonly Option<string?> _map = new("--map")
    {
        Description = "订单文件的映射 map of an orders file",
        HelpName = "MAP.json",
    };

    private readonly Option<string?> _plan = new("--plan")
    {
        Description = "订单文件按此方案结算 plan that an orders file is settled under",
        HelpName = "FILE",
    };

    public IReadOnlyList<Option> Options => [_calibrate, _backTest, _draws, _write, _map, _plan];

    public bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(_calibrate) || parsed.GetValue(_backTest) is not null;

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var wish = parsed.GetValue(_backTest) is { } from ? WishOf(from, parsed.GetValue(_draws), asked) : null;
        var seen = await WatchAsync(parsed, asked, wish);
        var scenario = CalibratedScenario.Of(seen.Whole, "calibrated", asked.Seed ?? 1)
            ?? throw new BadInputException(
                $"{asked.Path} 里没有订单，无法校准。", $"There are no orders in {asked.Path} to calibrate on.");
        if (parsed.GetValue(_write) is { } file)
        {
            await File.WriteAllTextAsync(file, ScenarioText.Write(scenario));
            Console.Error.WriteLine($"已写出 written: {file}");
        }

        return new(
            writer =>
            {
                writer.WriteString("study", "calibrate");
                seen.Whole.Write(writer);
                writer.WritePropertyName("scenario");
                writer.WriteRawValue(ScenarioText.Write(scenario));
                if (seen.Test is { } test)
                {
                    writer.WriteStartObject("backTest");
                    test.Write(writer);
                    writer.WriteEndObject();
                }
            },
            () => CalibrationText.Show(seen.Whole, seen.Test));
    }

    private async Task<(Calibrated Whole, BackTestResult? Test)> WatchAsync(
        ParseResult parsed, AskedScenario asked, BackTestWish? wish)
    {
        if (asked.IsJournal)
        {
            using var journal = Commands.Options.Existing(asked.Path).OpenToRead();
            return await WatchAsync(journal, wish);
        }

        if (parsed.GetValue(_map) is not { } map || parsed.GetValue(_plan) is not { } plan)
        {
            throw new BadInputException(
                $"{asked.Path} 不是账本目录；若是订单文件，请用 --map 说明各列、用 --plan 指定方案。",
                $"{asked.Path} is no data directory. If it is a file of orders, say with --map which column is which, "
                + "and with --plan under which plan they settle.");
        }

        return await WatchAsync(await SettledAsync(asked.Path, map, Commands.Options.ReadPlan(plan)), wish);
    }

    private static async Task<(Calibrated Whole, BackTestResult? Test)> WatchAsync(
        IJournal journal, BackTestWish? wish)
    {
        var (end, first) = (journal.End(), Replay.PlanOf(journal));
        IEnumerable<Happening> Records() => Replay.Records(journal, 0, end)
            .Select(record => new Happening(record.Event, record.At, record.Position));

        var whole = await Terminal.WithProgressAsync("测量 measuring", progress => Task.Run(() =>
        {
            var seen = new Observation(first);
            foreach (var record in Records())
            {
                seen.Apply(record);
                progress((record.Position + 1.0) / end.Position);
            }

            return seen.Tell(seen.LastDeed);
        }));
        if (wish is null)
        {
            return (whole, null);
        }

        var (test, problem) = await Terminal.WithProgressAsync("回测 back-testing", progress =>
            Task.Run(() => BackTest.Run(Records, first, wish, progress)));
        return test is null ? throw new BadInputException(problem!.Value.Zh, problem.Value.En) : (whole, test);
    }

    // Orders that no pool has seen are settled in one that is forgotten at the end.
    private static async Task<IJournal> SettledAsync(string path, string mapPath, Plan plan)
    {
        var map = ImportCommand.ReadMap(mapPath);
        var folder = Directory.CreateTempSubdirectory("wellspring-calibrate-").FullName;
        try
        {
            var journal = new MemoryJournal();
            using var csv = ImportCommand.OpenOrders(path, map);
            await Terminal.WithProgressAsync("结算 settling", progress => ImportCommand.RunAsync(
                PoolDesk.Open(journal, folder, plan), csv, map, finish: true, progress, CancellationToken.None));
            return journal;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BackTestWish WishOf(string from, int? draws, AskedScenario asked)
    {
        var wish = new BackTestWish
        {
            Seed = asked.Seed ?? 1,
            Threads = asked.Threads,
            Draws = draws ?? BackTestWish.UsualDraws,
        };
        if (wish.Draws is < 10 or > MostDraws)
        {
            throw new BadInputException(
                $"--draws 须在 10 与 {MostDraws} 之间。", $"--draws is between 10 and {MostDraws}.");
        }

        if (from.EndsWith('%') && Decimals.TryRead(from.AsSpan()[..^1], 4, out var parts)
            && parts is > 0 and < Rate.PartsPerWhole)
        {
            return wish with { Known = Rate.FromParts((int)parts) };
        }

        return DateTimeOffset.TryParseExact(
            from, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:sszzz"], System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? wish with { From = Instant.From(time) }
            : throw new BadInputException(
                $"--back-test “{from}”不合格式：请写日期如 2026-03-01，或已知部分的比例如 70%。",
                $"--back-test \"{from}\": write a date such as 2026-03-01, or the share that is known, such as 70%.");
    }
}
