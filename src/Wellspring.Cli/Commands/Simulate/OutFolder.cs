using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Wellspring.Simulator.Reports;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>
/// <c>--out DIR</c>: the report as a page, its tables as CSV and Parquet, and the scenario and plan as they were run.
/// </summary>
internal sealed class OutFolder
{
    public Option<string?> Folder { get; } = new("--out")
    {
        Description = "写出报告、表格、情景与方案的目录 folder for report.html, CSV, Parquet, scenario and plan",
        HelpName = "DIR",
    };

    /// <summary>The same bytes for the same scenario, seed and program: there is no time of day in them.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(string folder, Report report)
    {
        Directory.CreateDirectory(folder);
        var (result, written) = (report.Result, new List<string>());
        await TextAsync("report.html", report.Html());
        await TextAsync("result.json", Json(result.Write));
        await TextAsync("plan.json", result.Scenario.Given.Text);
        var origin = new Dictionary<string, string>
        {
            ["plan"] = result.Scenario.Given.Hash,
            ["seed"] = result.Scenario.Seed.ToString(CultureInfo.InvariantCulture),
            ["run"] = ShareText.RunHash(result),
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
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture))
        {
            foreach (var column in table.Columns)
            {
                csv.WriteField(column.Name);
            }

            csv.NextRecord();
            for (var row = 0; row < table.Rows; row++)
            {
                foreach (var column in table.Columns)
                {
                    csv.WriteField(column.Text(row));
                }

                csv.NextRecord();
            }
        }

        return text.ToString();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
