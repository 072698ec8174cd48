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
        database.Write(transaction =>
        {
            transaction.Execute(
                $"UPDATE legacy_imports SET state = 'done', ended_at = {clock.WallNow()} WHERE id = {import}");
            Audit.Note(transaction, clock.WallNow(), by, "legacy.imported", import, read.Hash);
        });
        return report with { Done = done, Refused = refused };
    }

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

    /// <summary>The command that registers one row; its id follows from the claim's.</summary>
    public static PoolCommand.RegisterClaim Command(ClaimRow row, string member, Instant at) => new(
        CommandId(row.Claim), at, row.Claim, member, row.Kind, row.Amount, row.Quantity, row.UnitValue, row.Since,
        row.Evidence, row.Origin);

    /// <summary>Whether a registered claim says what a row says.</summary>
    /// <param name="member">Whom the row names, as the pool knows them.</param>
    public static bool IsSame(Claim claim, ClaimRow row, MemberNumber member) =>
        claim.Member == member && claim.Kind == row.Kind && claim.Evidence == row.Evidence
        && claim.Since == row.Since && claim.Amount == row.Amount && claim.State is not ClaimState.Withdrawn;

    /// <summary>What is wrong with a row whose claim is registered in other words.</summary>
    public static RowProblem Conflict(ClaimRow row) => new(row.Line, "claim-exists", new(
        $"claim：编号“{row.Claim}”已登记过，内容不同（或已撤回、转让）；新债权请换编号，改错请先撤回再登记。",
        $"claim: \"{row.Claim}\" is registered in other words (or was withdrawn or transferred); give a new claim its "
        + "own id, mend an old one by withdrawing it first."));

    // A long claim id still makes a command id of at most 64 signs.
    private static string CommandId(string claim) =>
        claim.Length <= 50 ? $"legacy.claim.{claim}" : Ids.From("legacy.claim", claim);

    private ClaimReading Reading(Action<long, long>? said) =>
        new(clock.Now().DayAt(gate.Plan.Settings.TimeZone)) { Said = said ?? ((_, _) => { }) };

    private async Task<(ImportReport Report, List<ClaimRow> Fresh)> CompareAsync(
        ClaimFile file, CancellationToken cancellation)
    {
        var known = database.Read(reader => file.ByCreditor.Keys.ToDictionary(
            cell => cell, cell => OldCreditors.Known(reader, cell), StringComparer.Ordinal));
        return await gate.ReadAsync(
            desk =>
            {
                var (conflicts, fresh) = (new List<RowProblem>(), new List<ClaimRow>());
                var (added, same) = (default(ClaimSum), default(ClaimSum));
                foreach (var row in file.Claims)
                {
                    if (desk.Pool.Claim(row.Claim) is not { } claim)
                    {
                        fresh.Add(row);
                        added += row.Amount;
                    }
                    else if (known[row.Creditor] is { } member && IsSame(claim, row, desk.Names.Find(member)))
                    {
                        same += row.Amount;
                    }
                    else
                    {
                        conflicts.Add(Conflict(row));
                    }
                }

                var strangers = fresh.Select(row => row.Creditor).Distinct().Count(cell => known[cell] is null);
                var before = desk.Pool.Legacy?.Claimed ?? Money.Zero;
                return (new ImportReport(file, added, same, conflicts, strangers, before, default, 0), fresh);
            },
            cancellation);
    }

    private string Note(ImportReport report, string name, string by) => database.Write(transaction =>
    {
        var id = Ids.New("li");
        transaction.Execute($"""
            INSERT INTO legacy_imports (id, kind, file, file_hash, state, by, at, rows, accepted, amount, rejected,
                known, done, refused)
            VALUES ({id}, 'claims', {Path.GetFileName(name)}, {report.File.Hash}, 'running', {by}, {clock.WallNow()},
                {report.File.Rows}, {report.New.Claims}, {report.New.Amount}, {report.ProblemCount},
                {report.Known.Claims}, 0, 0)
            """);
        return id;
    });

    private async Task<(ClaimSum Done, long Refused)> RegisterAsync(
        List<ClaimRow> rows, CancellationToken cancellation)
    {
        var now = clock.WallNow();
        var members = database.Write(transaction =>
            rows.Select(row => OldCreditors.Resolve(transaction, row.Creditor, now)).ToList());
        var at = clock.Now();
        var answers = await gate.SubmitAsync(
            [.. rows.Zip(members, (row, member) => (PoolCommand)Command(row, member, at))], cancellation);
        var done = rows.Zip(answers)
            .Where(pair => pair.Second is { Kind: AnswerKind.Done or AnswerKind.Repeated, Reason: Refusal.None })
            .Aggregate(default(ClaimSum), (sum, pair) => sum + pair.First.Amount);
        return (done, rows.Count - done.Claims);
    }
}
