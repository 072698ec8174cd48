using System.CommandLine;
using System.Globalization;
using System.Text;
using CsvHelper;
using Wellspring.Simulator;
using Wellspring.Simulator.Reports;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>
/// <c>--out DIR</c>: the report as a page, its tables as CSV and Parquet, and the scenario and plan as they were run.
/// </summary>
internal sealed class OutFolder
{
    private readonly Option<string?> _folder = new("--out")
    {
        Description = "写出报告与表格的目录 folder for report.html, CSV, Parquet, scenario and plan",
        HelpName = "DIR",
    };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "报告里的研究少抽一些,误差更大 fewer draws in the report's studies, with wider errors",
    };

    public IReadOnlyList<Option> Options => [_folder, _quick];

    /// <summary>Studies the result and writes all of it, where that was asked for.</summary>
    public async Task WriteAsync(ParseResult parsed, SimulationResult result, int threads)
    {
        if (parsed.GetValue(_folder) is not { } folder)
        {
            return;
        }

        var report = await Terminal.WithProgressAsync("研究 studying", progress => Task.Run(() =>
            Report.Study(result, parsed.GetValue(_quick), threads, progress)));
        var written = await WriteAsync(folder, report);
        Console.Error.WriteLine($"已写出 {written.Count} 个文件 files written: {written[0]}");
    }

    /// <summary>The same bytes for the same scenario, seed and program: there is no time of day in them.</summary>
    private static async Task<IReadOnlyList<string>> WriteAsync(string folder, Report report)
    {
        Directory.CreateDirectory(folder);
        var (result, written) = (report.Result, new List<string>());
        await TextAsync("report.html", report.Html());
        await TextAsync("result.json", Terminal.Json(result.Write) + "\n");
        await TextAsync("plan.json", result.Scenario.Given.Text);
        if (!result.Scenario.Kinds.IsEmpty)
        {
            await TextAsync("scenario.json", ScenarioText.Write(result.Scenario));
        }

        var origin = new Dictionary<string, string>
        {
            ["plan"] = result.Scenario.Given.Hash,
            ["seed"] = result.Scenario.Seed.ToString(CultureInfo.InvariantCulture),
            ["run"] = RunHash.Of(result),
            ["engine"] = Assumptions.Engine,
        };
        foreach (var table in ReportTables.Of(report))
        {
            await TextAsync($"{table.Name}.csv", Csv(table));
            var path = Path.Combine(folder, $"{table.Name}.parquet");
            await using var stream = File.Create(path);
            await ParquetTable.WriteAsync(table, origin, stream);
            written.Add(path);
        }

        return written;

        async Task TextAsync(string name, string text)
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            written.Add(path);
        }
    }

    private static string Csv(ReportTable table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions(), true))
        {
            csv.WriteRecord([.. table.Columns.Select(column => column.Name)]);
            for (var row = 0; row < table.Rows; row++)
            {
                csv.WriteRecord([.. table.Columns.Select(column => column.Text(row))]);
            }
        }

        return text.ToString();
    }
}
