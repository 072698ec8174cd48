using System.Globalization;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>
/// What a platform reports to the tax office 涉税信息报送: the quarterly pack of merchants and people, the base data, the
/// calendar that reminds of them.
/// </summary>
public sealed class ReportBook(ShopDatabase database, PoolGate gate, PoolClock clock, ReportPack pack) : ISecondActs
{
    public const string Base = "base";
    public const string Quarter = "quarter";
    public const string Franchise = "franchise";

    public IReadOnlyList<string> Kinds { get; } = [ActRules.NamedReport];

    /// <summary>What is due or comes due, by the plan's calendar.</summary>
    public async Task<IReadOnlyList<Finding>> CalendarAsync(CancellationToken cancellation)
    {
        var fees = await gate.ReadAsync(desk => desk.Pool.AgentFees, cancellation);
        return database.Read(reader => CalendarGuard.Review(new CalendarFacts
        {
            Today = Today,
            StartedOn = reader.Number($"SELECT min(paid_at) FROM orders WHERE paid_at IS NOT NULL") is { } first
                ? DayOf(new(first))
                : null,
            BaseReported = Filed(reader, Base) is not null,
            QuarterReported = Filed(reader, Quarter) is { } quarter ? StartOf(quarter) : null,
            HasPaidAgents = fees > Money.Zero,
            FranchiseYearReported = Filed(reader, Franchise) is { } year
                && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        }));
    }

    /// <summary>The last quarter that has ended, such as <c>2026-Q3</c>.</summary>
    public string LastQuarter => QuarterOf(Today.AddMonths(-3));

    /// <summary>
    /// Makes a quarter's pack with masked identities; its bytes are always the same for the same records.
    /// </summary>
    public Bilingual? Make(string period, string by) => !IsQuarter(period)
        ? new("请填写季度,例如 2026-Q3。", "Enter a quarter, such as 2026-Q3.")
        : database.Write<Bilingual?>(transaction =>
        {
            Insert(transaction, new(Quarter, period, by, null, null));
            return null;
        });

    /// <summary>A pack with names for a named authority, as an act of two people.</summary>
    /// <param name="scope">The authority and the number of its paper, or the duty to file.</param>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Named(string period, string scope) =>
        !IsQuarter(period) ? (null, new("请填写季度,例如 2026-Q3。", "Enter a quarter, such as 2026-Q3."))
        : scope.Trim().Length < 6
            ? (null, new("请写明报送机关、文书号或法定依据。", "Name the authority and its paper, or the duty to file."))
        : (ActJson.Act(ActRules.NamedReport, period, scope.Trim()), null);

    /// <summary>Notes a duty that is fulfilled outside: base data, franchise report.</summary>
    public Bilingual? Note(string kind, string period, string by) =>
        kind is not (Base or Franchise) || period.Trim().Length is 0 or > 20
            ? new("请选择报送种类并填写期间。", "Choose the kind and enter its period.")
            : database.Write<Bilingual?>(transaction =>
            {
                Insert(transaction, new(kind, period.Trim(), by, null, null));
                return null;
            });

    /// <summary>A report was filed; the receipt's number is kept.</summary>
    public Bilingual? File(string id, string by, string receipt) => receipt.Trim().Length is < 2 or > 100
        ? new("请填写回执号。", "Enter the receipt's number.")
        : database.Write<Bilingual?>(transaction =>
        {
            var now = clock.WallNow();
            if (transaction.Execute($"""
                UPDATE reports SET filed_at = {now}, filed_by = {by}, receipt = {receipt.Trim()}
                WHERE id = {id} AND filed_at IS NULL
                """) == 0)
            {
                return new("这份报送已登记回执。", "This report has its receipt already.");
            }

            Audit.Note(transaction, now, by, "report.filed", id, receipt.Trim());
            return null;
        });

    /// <summary>All reports, the newest first.</summary>
    public IReadOnlyList<Report> All(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, period, made_at, made_by, approver, scope, hash, filed_at, receipt FROM reports
        ORDER BY made_at DESC, id LIMIT {most}
        """,
        Read));

    /// <summary>A quarter's pack as one file; every download is noted. Null where there is none.</summary>
    public (byte[] Zip, string Name)? Download(string id, string by)
    {
        var report = database.Write(transaction =>
        {
            var found = transaction.One(
                $"""
                SELECT id, kind, period, made_at, made_by, approver, scope, hash, filed_at, receipt FROM reports
                WHERE id = {id} AND kind = {Quarter}
                """,
                Read);
            if (found is not null)
            {
                Audit.Note(transaction, clock.WallNow(), by, "report.downloaded", id, found.Scope ?? "masked");
            }

            return found;
        });
        return report is null ? null : (
            database.Read(reader => pack.Write(reader, report.Period, report.Scope)),
            $"{report.Period}{(report.Scope is null ? "-masked" : "")}.zip");
    }

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        var scope = ActJson.Of<string>(act.Commands);
        return ([new($"{act.Subject} 的报送包将显示姓名、证件号和纳税人识别号;用途:{scope}。每次下载都有记录。",
            $"The pack of {act.Subject} will show names, documents and taxpayer numbers, for: {scope}. "
            + "Every download is noted.")], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now) => Insert(
        transaction, new(Quarter, approval.Subject, approval.AskedBy, by, ActJson.Of<string>(approval.Commands)));

    /// <summary>The first day of a quarter written <c>2026-Q3</c>.</summary>
    internal static DateOnly StartOf(string period) => new(
        int.Parse(period[..4], CultureInfo.InvariantCulture), ((period[6] - '1') * 3) + 1, 1);

    private static string? Filed(ShopReader reader, string kind) => reader.Text(
        $"SELECT max(period) FROM reports WHERE kind = {kind} AND filed_at IS NOT NULL");

    private DateOnly Today => DayOf(clock.Now());

    private void Insert(ShopTransaction transaction, New report)
    {
        var (id, now) = (Ids.New("rp"), clock.WallNow());
        var hash = report.Kind == Quarter
            ? Convert.ToHexStringLower(SHA256.HashData(pack.Write(transaction, report.Period, report.Scope)))
            : null;
        transaction.Execute($"""
            INSERT INTO reports (id, kind, period, made_at, made_by, approver, scope, hash)
            VALUES ({id}, {report.Kind}, {report.Period}, {now}, {report.By}, {report.Approver}, {report.Scope}, {hash})
            """);
        Audit.Note(transaction, now, report.By, $"report.{report.Kind}", id, report.Period);
    }

    private static string QuarterOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Year}-Q{((day.Month - 1) / 3) + 1}");

    private static bool IsQuarter(string period) =>
        period.Length == 7 && period[4..6] == "-Q" && period[6] is >= '1' and <= '4'
        && int.TryParse(period[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 2000;

    private DateOnly DayOf(Instant at) => DateOnly.FromDateTime(
        at.Plus(gate.Plan.Settings.TimeZone).ToDateTimeOffset().UtcDateTime);

    private static Report Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.At(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6),
        row.TextOrNull(7), row.AtOrNull(8), row.TextOrNull(9));

    private sealed record New(string Kind, string Period, string By, string? Approver, string? Scope);
}

/// <summary>One report, made or filed.</summary>
/// <param name="Scope">For whom identities are shown; null: masked.</param>
/// <param name="Hash">SHA-256 of the pack when it was made.</param>
public sealed record Report(
    string Id, string Kind, string Period, Instant MadeAt, string MadeBy, string? Approver, string? Scope, string? Hash,
    Instant? FiledAt, string? Receipt);
