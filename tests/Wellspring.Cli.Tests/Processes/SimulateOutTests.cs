using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Wellspring.Cli.Tests.Processes;

/// <summary><c>wellspring simulate --out</c>: the folder with page, tables and plan.</summary>
public sealed class SimulateOutTests : IDisposable
{
    private static readonly string[] Expected =
        ["marks", "path", "cohorts", "bins", "recoveries", "worlds", "fan", "tornado", "sobol", "replications"];

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_has_the_page_and_every_table_twice_with_the_same_cells()
    {
        var said = await RunAsync("out", threads: 1);

        var html = await File.ReadAllTextAsync(
            Path.Combine(_folder["out"], "report.html"), TestContext.Current.CancellationToken);
        var tables = Directory.GetFiles(_folder["out"], "*.csv").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.All(Expected, name => Assert.Contains(name, tables));
        foreach (var table in tables)
        {
            var csv = File.ReadAllLines(Path.Combine(_folder["out"], $"{table}.csv")).Select(line => line.Split(','));
            Assert.Equal(csv, await ParquetAsync($"{table}.parquet"));
        }

        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "result.json")));
        Assert.Equal(said.Json.ToString(), result.RootElement.ToString());
        var marks = File.ReadAllLines(Path.Combine(_folder["out"], "marks.csv")).Skip(1)
            .Select(line => line.Split(','));
        Assert.Equal(
            said.Json.GetProperty("marks").EnumerateArray().Select(mark => (
                mark.GetProperty("orders").GetInt64(), mark.GetProperty("pool").GetString()!,
                mark.GetProperty("circulating").GetString()!)),
            marks.Select(cells => (long.Parse(cells[0], CultureInfo.InvariantCulture), cells[4], cells[5])));
    }

    [Fact]
    public async Task The_folder_has_the_same_bytes_again_with_another_number_of_threads()
    {
        await RunAsync("once", threads: 1);
        await RunAsync("again", threads: 2);

        var files = Directory.GetFiles(_folder["once"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(files, Directory.GetFiles(_folder["again"]).Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.True(
            File.ReadAllBytes(Path.Combine(_folder["once"], file!))
                .SequenceEqual(File.ReadAllBytes(Path.Combine(_folder["again"], file!))), file));
    }

    [Fact]
    public async Task The_scenario_in_the_folder_gives_the_same_result_again()
    {
        var said = await RunAsync("out", threads: 1);

        var again = (await _folder.RunAsync(
            "simulate", Path.Combine(_folder["out"], "scenario.json"), "--json")).Exits(0);

        Assert.Equal(said.Output, again.Output);
    }

    [Fact]
    public async Task A_journal_has_a_report_of_what_happened()
    {
        (await _folder.ApplyAsync(
            CliFolder.Settle(1), CliFolder.Settle(2), CliFolder.Settle(3), CliFolder.SellAll("s-1", "m2"))).Exits(0);

        (await _folder.RunAsync("simulate", _folder.Data, "--out", _folder["out"])).Exits(0);

        var html = await File.ReadAllTextAsync(
            Path.Combine(_folder["out"], "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("账本回放", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"worlds\"", html, StringComparison.Ordinal);
    }

    private async Task<Said> RunAsync(string folder, int threads) => (await _folder.RunAsync(
        "simulate", Path.Combine(Path.GetDirectoryName(CliFolder.Plan)!, "..", "scenarios", "growth-stops.json"),
        "--orders", "5000", "--quick", "--threads", $"{threads}", "--out", _folder[folder], "--json")).Exits(0);

    // As text again, so that both files can be laid side by side.
    private async Task<List<string[]>> ParquetAsync(string file)
    {
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(_folder["out"], file));
        Assert.Equal(["engine", "plan", "run", "seed"], reader.CustomMetadata.Keys.Order());
        using var group = reader.OpenRowGroupReader(0);
        var fields = reader.Schema.DataFields;
        var columns = new List<string[]>();
        foreach (var field in fields)
        {
            columns.Add(await ColumnAsync(group, field));
        }

        return
        [
            [.. fields.Select(field => field.Name)],
            .. Enumerable.Range(0, (int)group.RowCount).Select(row => columns.Select(cells => cells[row]).ToArray()),
        ];
    }

    private static async Task<string[]> ColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        var rows = (int)group.RowCount;
        // Words are read as slices of characters unless a string is asked for.
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var words = new string?[rows];
            await group.ReadAsync(field, words.AsMemory()!);
            return [.. words.Select(word => word ?? "")];
        }

        if (field.ClrType == typeof(long))
        {
            var counts = new long?[rows];
            await group.ReadAsync<long>(field, counts.AsMemory());
            return [.. counts.Select(count => count?.ToString(CultureInfo.InvariantCulture) ?? "")];
        }

        var format = "0." + new string('0', ((DecimalDataField)field).Scale);
        var amounts = new decimal?[rows];
        await group.ReadAsync<decimal>(field, amounts.AsMemory());
        return [.. amounts.Select(amount => amount?.ToString(format, CultureInfo.InvariantCulture) ?? "")];
    }
}
