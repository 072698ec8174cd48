using System.CommandLine;
using Wellspring.Cli.Orders;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring import</c>: settles a shop's orders and tells what they would have done.</summary>
internal static class ImportCommand
{
    private const int CommandsAtOnce = 1_000;

    public static Command Build()
    {
        var (data, plan, json) = (Options.Data(), Options.Plan(), Options.Json());
        var file = new Argument<string>("ORDERS.csv") { Description = "订单文件 order file (.csv or .csv.gz)" };
        var map = new Option<string>("--map") { Description = "映射文件 map file", HelpName = "MAP.json", Required = true };
        var given = Options.Acknowledgements();
        var open = new Option<bool>("--open-end")
        {
            Description = "不推进时钟到最后一单的终局 leave the last orders pending",
        };
        var command = new Command("import", "导入订单 settle a shop's orders") 
        {
            plan, given, data, file, map, open, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var approved = Options.ReadPlanIfGiven(parsed.GetValue(plan), parsed.GetValue(given));
            var read = ReadMap(parsed.GetRequiredValue(map));
            var path = parsed.GetRequiredValue(file);
            var directory = new PoolDirectory(parsed.GetRequiredValue(data));
            using var csv = OpenOrders(path, read);
            var desk = directory.OpenToWrite(approved);
            var outcome = await Terminal.WithProgressAsync("结算 settling", progress =>
                RunAsync(desk, csv, read, !parsed.GetValue(open), progress, cancellation));
            var report = ImportReport.Of(directory, path, outcome);
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(report.Write);
            }
            else
            {
                report.Show();
            }

            return outcome.Count.Unreadable > 0 ? ExitCodes.BadInput : ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Settles what a file holds; the desk is closed at the end.</summary>
    public static async Task<ImportOutcome> RunAsync(
        PoolDesk desk, OrderCsv csv, OrderMap map, bool finish, Action<double> progress, CancellationToken cancellation)
    {
        var import = new OrderImport(map, desk.Pool.Plan.Orders.ReturnWindow);
        var outcome = new ImportOutcome { Referrals = map.InventedReferralEvery };
        await using (var pool = PoolWriter.Start(desk, new()))
        {
            var commands = new List<PoolCommand>();
            foreach (var row in csv.Rows())
            {
                var translated = import.Translate(row);
                outcome.Note(translated);
                commands.AddRange(translated.Commands);
                if (commands.Count >= CommandsAtOnce)
                {
                    outcome.Note(await pool.SubmitAsync([.. commands], cancellation));
                    commands.Clear();
                    progress((double)csv.Position / csv.Length);
                }
            }

            if (finish && import.Finish() is { } end)
            {
                commands.Add(end);
            }

            outcome.Note(await pool.SubmitAsync([.. commands], cancellation));
            outcome.Count = import.Count;
        }

        return outcome;
    }

    public static OrderMap ReadMap(string path)
    {
        var (map, findings) = MapFile.Read(Options.ReadText(path));
        return map ?? throw BadInputException.Of("映射文件", "The map file", path, findings);
    }

    public static OrderCsv OpenOrders(string path, OrderMap map)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"找不到文件 {path}。", $"There is no file {path}.");
        }

        var (csv, findings) = OrderCsv.Open(path, map);
        return csv ?? throw BadInputException.Of("订单文件", "The order file", path, findings);
    }
}

/// <summary>What an import did: the translation's account and the pool's answers.</summary>
internal sealed class ImportOutcome
{
    private const int BadRowsShown = 20;

    public ImportCount Count { get; set; } = new();

    /// <summary>How often a referrer was invented, where the map asks for it.</summary>
    public int? Referrals { get; init; }

    public long Done { get; private set; }

    public long Repeated { get; private set; }

    public SortedDictionary<string, long> Refusals { get; } = new(StringComparer.Ordinal);

    public List<RowOutcome> BadRows { get; } = [];

    public void Note(RowOutcome row)
    {
        if (row.Bad is not null && BadRows.Count < BadRowsShown)
        {
            BadRows.Add(row);
        }
    }

    public void Note(Answer[] answers)
    {
        foreach (var answer in answers)
        {
            var no = answer.Kind is AnswerKind.Conflict ? "id-conflict"
                : answer.Kind is AnswerKind.Quarantined ? "quarantined"
                : answer.Reason is Refusal.None ? null
                : answer.Reason.Code();
            if (no is not null)
            {
                Refusals[no] = Refusals.GetValueOrDefault(no) + 1;
            }

            Done += answer.Kind is AnswerKind.Done ? 1 : 0;
            Repeated += answer.Kind is AnswerKind.Repeated ? 1 : 0;
        }
    }
}
