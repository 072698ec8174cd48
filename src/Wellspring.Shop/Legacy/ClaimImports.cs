using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy.Files;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>What a file of claims is or would be to this pool.</summary>
/// <param name="New">Claims that are not registered yet.</param>
/// <param name="Known">Claims that are registered already, with the same words.</param>
/// <param name="NewCreditors">Creditors of the new claims whom nobody knew before.</param>
/// <param name="Before">What was claimed of the pool before, in all.</param>
/// <param name="Refused">Claims that the pool refused; 0 in a dry run.</param>
public sealed record ImportReport(
    ClaimFile File, ClaimSum New, ClaimSum Known, IReadOnlyList<RowProblem> Conflicts, long NewCreditors,
    Money Before, ClaimSum Done, long Refused)
{
    /// <summary>What is claimed in all once every new claim is registered.</summary>
    public Money After => Before + New.Amount;

    /// <summary>All problems of the file and of what is registered already, by line.</summary>
    public IEnumerable<RowProblem> Problems => File.Problems.Concat(Conflicts).OrderBy(problem => problem.Line);

    public long ProblemCount => File.ProblemCount + Conflicts.Count;

    /// <summary>Whether it may be registered: every row is right.</summary>
    public bool IsClean => ProblemCount == 0;

    /// <summary>Every row is new, known, in conflict, rejected or unreadable: nothing is lost on the way.</summary>
    public bool AddsUp => File.Rows == New.Claims + Known.Claims + Conflicts.Count + File.Rejected.Claims
        + File.Unreadable;
}

/// <summary>One import as it was noted.</summary>
/// <param name="State"><c>running</c>, <c>done</c>, or <c>failed</c> where the server stopped on the way.</param>
public sealed record ImportNote(
    string Id, string Kind, string File, string FileHash, string State, string By, Instant At, Instant? EndedAt,
    long Rows, long Accepted, Money Amount, long Rejected, long Known, long Done, long Refused);

/// <summary>Registers the claims of an old platform from a file, after a dry run of the very same code.</summary>
/// <remarks>
/// A claim's command has the claim's id in its own: a kill on the way loses nothing, and the same file again goes on
/// where it stopped. Nobody is converted by it.
/// </remarks>
public sealed class ClaimImports(ShopDatabase database, PoolGate gate, PoolFlow flow, PoolClock clock)
{
    private const int AtOnce = 1_000;

    /// <summary>What the file would do; nothing is changed.</summary>
    /// <param name="said">Told how much of how much is through.</param>
    public async Task<ImportReport> DryRunAsync(
        Stream file, Action<long, long>? said, CancellationToken cancellation)
    {
        var read = await Task.Run(() => ClaimFile.Read(file, Reading(said), cancellation), cancellation);
        var (report, _) = await CompareAsync(read, cancellation);
        return report;
    }

    /// <summary>Registers what is new in a file without a mistake; a file with one registers nothing.</summary>
    /// <param name="name">The file's name, for the list of imports.</param>
    public async Task<ImportReport> RunAsync(
        Stream file, string name, string by, Action<long, long>? said, CancellationToken cancellation)
    {
        var read = await Task.Run(() => ClaimFile.Read(file, Reading(null), cancellation), cancellation);
        var (report, fresh) = await CompareAsync(read, cancellation);
        if (!report.IsClean || fresh.Count == 0)
        {
            return report;
        }

        var import = Note(report, name, by);
        var (done, refused) = (default(ClaimSum), 0L);
        for (var start = 0; start < fresh.Count; start += AtOnce)
        {
            var end = Math.Min(start + AtOnce, fresh.Count);
            var (registered, no) = await RegisterAsync(fresh[start..end], cancellation);
            (done, refused) = (done + registered, refused + no);
            database.Write(transaction => transaction.Execute(
                $"UPDATE legacy_imports SET done = {done.Claims}, refused = {refused} WHERE id = {import}"));
            said?.Invoke(end, fresh.Count);
        }

        await flow.RunAsync(cancellation);
        var whole = report with { Done = done, Refused = refused };
        End(database, import, whole, by, clock.WallNow());
        return whole;
    }

    /// <summary>Notes how an import ended.</summary>
    public static void End(ShopDatabase database, string import, ImportReport report, string by, Instant now) =>
        database.Write(transaction =>
        {
            transaction.Execute($"""
                UPDATE legacy_imports SET state = 'done', ended_at = {now}, done = {report.Done.Claims},
                    refused = {report.Refused}
                WHERE id = {import}
                """);
            Audit.Note(transaction, now, by, "legacy.imported", import, report.File.Hash);
        });

    /// <summary>The imports so far, newest first.</summary>
    public IReadOnlyList<ImportNote> Newest(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, file, file_hash, state, by, at, ended_at, rows, accepted, amount, rejected, known, done,
            refused
        FROM legacy_imports ORDER BY at DESC, id LIMIT {most}
        """,
        row => new ImportNote(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.At(6), row.AtOrNull(7),
            row.Integer(8), row.Integer(9), row.Money(10), row.Integer(11), row.Integer(12), row.Integer(13),
            row.Integer(14))));

    private ClaimReading Reading(Action<long, long>? said) =>
        new(clock.Now().DayAt(gate.Plan.Settings.TimeZone)) { Said = said ?? ((_, _) => { }) };

    private async Task<(ImportReport Report, List<ClaimRow> Fresh)> CompareAsync(
        ClaimFile file, CancellationToken cancellation)
    {
        var known = database.Read(reader => OldCreditors.Known(reader, file.ByCreditor.Keys));
        return await gate.ReadAsync(
            desk => ClaimRegister.Compare(desk.Pool, desk.Names.Find, file, known), cancellation);
    }

    private string Note(ImportReport report, string name, string by) =>
        Begin(database, report, name, by, clock.WallNow());

    /// <summary>Notes that an import begins; its id ends it (<see cref="End"/>).</summary>
    public static string Begin(
        ShopDatabase database, ImportReport report, string name, string by, Instant now)
    {
        var id = Ids.New("li");
        database.Write(transaction => transaction.Execute($"""
            INSERT INTO legacy_imports (id, kind, file, file_hash, state, by, at, rows, accepted, amount, rejected,
                known, done, refused)
            VALUES ({id}, 'claims', {Path.GetFileName(name)}, {report.File.Hash}, 'running', {by}, {now},
                {report.File.Rows}, {report.New.Claims}, {report.New.Amount}, {report.ProblemCount},
                {report.Known.Claims}, 0, 0)
            """));
        return id;
    }

    private async Task<(ClaimSum Done, long Refused)> RegisterAsync(
        List<ClaimRow> rows, CancellationToken cancellation)
    {
        var now = clock.WallNow();
        var members = database.Write(transaction =>
            rows.Select(row => OldCreditors.Resolve(transaction, row.Creditor, now)).ToList());
        var at = clock.Now();
        var answers = await gate.SubmitAsync(
            [.. rows.Zip(members, (row, member) => (PoolCommand)ClaimRegister.Command(row, member, at))], cancellation);
        var done = rows.Zip(answers)
            .Where(pair => pair.Second is { Kind: AnswerKind.Done or AnswerKind.Repeated, Reason: Refusal.None })
            .Aggregate(default(ClaimSum), (sum, pair) => sum + pair.First.Amount);
        return (done, rows.Count - done.Claims);
    }
}
