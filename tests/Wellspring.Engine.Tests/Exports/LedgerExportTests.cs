using System.Globalization;
using Wellspring.Core.Compliance;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Engine.Exports;
using Wellspring.Engine.Journals;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Engine.Tests.Exports;

/// <summary>Exports are accepted by hledger and beancount, which find the balances that the pool posted.</summary>
public sealed class LedgerExportTests
{
    public static TheoryData<string> SceneNames { get; } = [.. Scenes.All.Keys];

    [Theory]
    [MemberData(nameof(SceneNames))]
    public void Hledger_accepts_the_export_and_finds_the_same_balances(string scene)
    {
        var desk = Scenes.All[scene]();
        using var file = new ExportFile(desk, LedgerFormat.Hledger);

        Programs.Run("hledger", "-f", file.Path, "check", "--strict");
        var balances = Programs.Run(
            "hledger", "-f", file.Path, "balance", "--flat", "--no-total", "--layout", "bare", "-O", "csv");

        Assert.Equal(Posted(desk), Programs.Balances(balances));
    }

    [Theory]
    [MemberData(nameof(SceneNames))]
    public void Beancount_accepts_the_export_and_finds_the_same_balances(string scene)
    {
        var desk = Scenes.All[scene]();
        using var file = new ExportFile(desk, LedgerFormat.Beancount);

        Programs.Run("bean-check", file.Path);
        var balances = Programs.Run(
            "bean-query", "-f", "csv", file.Path, "SELECT account, sum(position) AS amount GROUP BY account");

        Assert.Equal(Posted(desk), Programs.Balances(balances));
    }

    [Theory]
    [MemberData(nameof(SceneNames))]
    public void The_csv_lines_add_up_to_the_same_balances(string scene)
    {
        var desk = Scenes.All[scene]();
        var lines = Export(desk, LedgerFormat.Csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("# 演示 · 不得用于真实交易 (demo, not for real trading)", lines[0]);
        Assert.StartsWith($"# plan {desk.Pool.Plan.Settings.Id} version 1, sha256 {desk.Pool.Plan.Hash}", lines[1]);
        Assert.Equal("position,date,account,currency,amount", lines[2]);
        var sums = lines[3..].Select(line => line.Split(','))
            .GroupBy(fields => $"{fields[2]} {fields[3]}")
            .Select(group => (group.Key, Sum: group.Sum(f => decimal.Parse(f[4], CultureInfo.InvariantCulture))))
            .Where(group => group.Sum != 0)
            .ToDictionary(group => group.Key, group => group.Sum);
        Assert.Equal(Posted(desk), new SortedDictionary<string, decimal>(sums, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(LedgerFormat.Hledger, "hledger", "check", "-f")]
    [InlineData(LedgerFormat.Beancount, "bean-check")]
    public void An_entry_lost_from_the_file_is_found(LedgerFormat format, string program, params string[] before)
    {
        var desk = Scenes.All["withdrawals"]();
        using var file = new ExportFile(desk, format);
        var lines = File.ReadAllLines(file.Path).ToList();
        var entry = lines.FindLastIndex(line => line.Contains("OrderSettled", StringComparison.Ordinal));
        var next = lines.FindIndex(entry, line => line.Length == 0);
        lines.RemoveRange(entry, next - entry);
        File.WriteAllLines(file.Path, lines);

        Assert.NotEqual(0, Programs.TryRun(program, [.. before, file.Path]).Exit);
    }

    [Fact]
    public void An_export_reads_like_this()
    {
        var desk = new Desk(WorkedExample);
        desk.Settle("m1", "1000.00");
        var hash = desk.Pool.Plan.Hash;

        Assert.Equal(
            $"""
            ; 演示 · 不得用于真实交易 (demo, not for real trading)
            ; plan worked-example version 1, sha256 {hash}, ruleset sha256 {Ruleset.Hash}

            commodity 1.000000 CNY
            commodity 1.00000000 POINTS

            account Assets:Clearing
            account Liabilities:Pool
            account Liabilities:Platform
            account Liabilities:Merchants:S1:Payable
            account Equity:Points:Issued
            account Assets:Points:Free:M1
            2026-01-05 * OrderSettled c-1%3B%22%5C%22%2C 令%3A%0A1 o-1  ; position:1, id:c-1%3B%22%5C%22%2C 令%3A%0A1
                Assets:Clearing                                          1000.000000 CNY
                Liabilities:Pool                                         -160.000000 CNY
                Liabilities:Platform                                      -40.000000 CNY
                Liabilities:Merchants:S1:Payable                         -800.000000 CNY
                Equity:Points:Issued                                   -112.00000000 POINTS
                Assets:Points:Free:M1                                   112.00000000 POINTS

            ; positions 0 to 1; after them every account stands at
            2026-01-05 * Balances  ; position:1
                Assets:Clearing                           0.000000 CNY = 1000.000000 CNY
                Liabilities:Pool                          0.000000 CNY = -160.000000 CNY
                Liabilities:Platform                      0.000000 CNY = -40.000000 CNY
                Liabilities:Merchants:S1:Payable          0.000000 CNY = -800.000000 CNY
                Equity:Points:Issued                      0.00000000 POINTS = -112.00000000 POINTS
                Assets:Points:Free:M1                     0.00000000 POINTS = 112.00000000 POINTS

            """,
            Export(desk, LedgerFormat.Hledger));
    }

    [Fact]
    public void A_journal_that_does_not_add_up_stops_the_export()
    {
        var desk = new Desk(WorkedExample);
        desk.Settle("m1", "1000.00");
        var records = Scenes.Records(desk).ToArray();
        records[1] = records[1] with { Pool = records[1].Pool + Money.FromUnits(1) };

        Assert.Throws<BrokenInvariantException>(() => Write(desk, LedgerFormat.Csv, records));
        Assert.Throws<BrokenInvariantException>(() => Write(desk, LedgerFormat.Csv, records[1..]));
    }

    [Fact]
    public void Records_are_read_one_by_one()
    {
        var desk = new Desk(WorkedExample);
        desk.Settle("m1", "1000.00");
        desk.Settle("m2", "1000.00");
        var output = new StringWriter();
        var lengths = new List<int>();

        LedgerExport.Write(output, LedgerFormat.Csv, desk.Pool.Plan, Scenes.Records(desk).Select(record =>
        {
            lengths.Add(output.GetStringBuilder().Length);
            return record;
        }));

        Assert.Equal(lengths.Order(), lengths);
        Assert.True(lengths[2] > lengths[1], "record 1 was written before record 2 was asked for");
    }

    [Fact]
    public void An_empty_journal_gives_a_file_that_says_so()
    {
        var desk = new Desk(WorkedExample);
        foreach (var format in Enum.GetValues<LedgerFormat>())
        {
            Assert.StartsWith(format is LedgerFormat.Csv ? "# 演示" : "; 演示", Write(desk, format, []));
        }
    }

    private static string Export(Desk desk, LedgerFormat format) => Write(desk, format, Scenes.Records(desk));

    private static string Write(Desk desk, LedgerFormat format, IEnumerable<JournalRecord> records)
    {
        var output = new StringWriter();
        LedgerExport.Write(output, format, desk.Pool.Plan, records);
        return output.ToString();
    }

    // The export's own sums are not asked: the records are booked once more.
    private static SortedDictionary<string, decimal> Posted(Desk desk)
    {
        var sums = new Sums();
        var pool = new Pool(desk.Pool.Plan, sums);
        for (var position = 0; position < desk.Journal.Count; position++)
        {
            pool.Apply(desk.Journal[position].Event, desk.Journal[position].At, position);
        }

        Pool.SettleRescale(pool, sums);
        return sums.Balances;
    }

    private sealed class Sums : IPostings
    {
        private readonly Dictionary<Account, decimal> _units = [];

        public SortedDictionary<string, decimal> Balances => new(
            _units.Where(sum => sum.Value != 0).ToDictionary(
                sum => sum.Key.IsPoints ? $"{sum.Key.Name} POINTS" : $"{sum.Key.Name} CNY",
                sum => sum.Value / (sum.Key.IsPoints ? Points.UnitsPerPoint : Money.UnitsPerYuan)),
            StringComparer.Ordinal);

        public void Post(Account account, long units) =>
            _units[account] = _units.GetValueOrDefault(account) + units;
    }

    private sealed class ExportFile : IDisposable
    {
        public ExportFile(Desk desk, LedgerFormat format)
        {
            using var output = new StreamWriter(Path);
            LedgerExport.Write(output, format, desk.Pool.Plan, Scenes.Records(desk));
        }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
