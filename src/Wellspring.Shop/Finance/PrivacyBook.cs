using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>
/// What personal information law asks an operator to keep in order: requests with deadlines, impact assessments, leaks,
/// suspicious contents.
/// </summary>
public sealed class PrivacyBook(ShopDatabase database, PoolClock clock)
{
    private const int TextLimit = 1_000;
    private const int MostOpen = 5;

    /// <summary>What a member may ask for.</summary>
    public static IReadOnlyList<string> RequestKinds { get; } = ["access", "correct", "erase", "withdraw", "explain"];

    /// <summary>What is assessed before it begins (PIPL 55).</summary>
    public static IReadOnlyList<string> Topics { get; } = ["sensitive", "automated", "sharing", "export", "other"];

    /// <summary>A member asks; the answer is due in fifteen days.</summary>
    public Bilingual? Ask(string id, string member, string kind, string text) =>
        !RequestKinds.Contains(kind) ? new("请选择请求种类。", "Choose what you ask for.")
        : text.Length > TextLimit ? new("说明最多 1000 个字。", "At most 1000 characters, please.")
        : kind == "correct" && text.Trim().Length < 2 ? new("请写明要更正什么。", "Say what has to be corrected.")
        : database.Write<Bilingual?>(transaction =>
        {
            if ((transaction.Number($"""
                SELECT count(*) FROM privacy_requests WHERE member = {member} AND state = 'open'
                """) ?? 0) >= MostOpen)
            {
                return new("您已有 5 个请求在处理,请等其中一个办结。", "Five of your requests are open already; wait for one.");
            }

            var now = clock.WallNow();
            transaction.Execute($"""
                INSERT INTO privacy_requests (id, member, kind, text, state, opened_at, due_at)
                VALUES ({id}, {member}, {kind}, {text.Trim()}, 'open', {now},
                    {now.Plus(Duration.Days(Limits.RequestDays))})
                ON CONFLICT (id) DO NOTHING
                """);
            return null;
        });

    /// <summary>A member's own requests, newest first.</summary>
    public IReadOnlyList<PrivacyRequest> Of(string member) => database.Read(reader => reader.All(
        $"""
        SELECT id, member, kind, text, state, opened_at, due_at, done_at, done_by, answer FROM privacy_requests
        WHERE member = {member} ORDER BY opened_at DESC, id
        """,
        Read));

    /// <summary>Requests in a state, the earliest deadline first.</summary>
    public IReadOnlyList<PrivacyRequest> In(string state, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, member, kind, text, state, opened_at, due_at, done_at, done_by, answer FROM privacy_requests
        WHERE state = {state} ORDER BY due_at, id LIMIT {most}
        """,
        Read));

    /// <summary>A person answered a request: done, or refused with a reason the member reads.</summary>
    public Bilingual? Answer(string id, string by, string state, string answer) =>
        answer.Trim().Length < 5 ? new("请写明处理结果,会员会看到。", "Write what was done; the member reads it.")
        : database.Write<Bilingual?>(transaction =>
        {
            var now = clock.WallNow();
            if (transaction.Execute($"""
                UPDATE privacy_requests SET state = {state}, done_at = {now}, done_by = {by}, answer = {answer.Trim()}
                WHERE id = {id} AND state = 'open'
                """) == 0)
            {
                return new("这个请求已办结。", "This request was answered already.");
            }

            Audit.Note(transaction, now, by, $"privacy.{state}", id);
            return null;
        });

    /// <summary>An impact assessment 影响评估 was made; its paper is known by its hash and kept three years.</summary>
    public Bilingual? Assess(string topic, string summary, string documentHash, string by) =>
        !Topics.Contains(topic) ? new("请选择评估事项。", "Choose what was assessed.")
        : summary.Trim().Length < 10 ? new("请写明结论(至少10个字)。", "State the outcome, at least 10 characters.")
        : !ActJson.IsHash(documentHash) ? BadHash
        : database.Write<Bilingual?>(transaction =>
        {
            var (id, now) = (Ids.New("ia"), clock.WallNow());
            transaction.Execute($"""
                INSERT INTO impact_assessments (id, topic, document_hash, summary, at, by)
                VALUES ({id}, {topic}, {documentHash}, {summary.Trim()}, {now}, {by})
                """);
            Audit.Note(transaction, now, by, "impact.assessed", id, topic);
            return null;
        });

    public IReadOnlyList<ImpactAssessment> Assessments() => database.Read(reader => reader.All(
        $"SELECT id, topic, document_hash, summary, at, by FROM impact_assessments ORDER BY at DESC, id",
        row => new ImpactAssessment(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.At(4), row.Text(5))));

    /// <summary>A leak 泄露 was found: remedy at once, tell the authority and the people.</summary>
    public Bilingual? Leaked(string what, string kinds, string people, string remedy, string by) =>
        what.Trim().Length < 4 || kinds.Trim().Length < 2 || remedy.Trim().Length < 4
            ? new("请写明发生了什么、涉及哪些信息、采取了什么补救。", "Say what happened, which data, and what was done at once.")
        : !long.TryParse(people, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new("请填写涉及人数。", "Enter how many people are affected.")
        : database.Write<Bilingual?>(transaction =>
        {
            var (id, now) = (Ids.New("lk"), clock.WallNow());
            transaction.Execute($"""
                INSERT INTO leaks (id, found_at, what, kinds, people, remedy, by)
                VALUES ({id}, {now}, {what.Trim()}, {kinds.Trim()}, {count}, {remedy.Trim()}, {by})
                """);
            Audit.Note(transaction, now, by, "leak.recorded", id);
            return null;
        });

    /// <summary>The authority or the people were told, or the case is closed once both were.</summary>
    public Bilingual? LeakStep(string id, string step, string by) => database.Write<Bilingual?>(transaction =>
    {
        var now = clock.WallNow();
        var done = step switch
        {
            "authority" => transaction.Execute(
                $"UPDATE leaks SET authority_at = {now} WHERE id = {id} AND authority_at IS NULL"),
            "people" => transaction.Execute(
                $"UPDATE leaks SET people_at = {now} WHERE id = {id} AND people_at IS NULL"),
            "close" => transaction.Execute($"""
                UPDATE leaks SET closed_at = {now} WHERE id = {id} AND closed_at IS NULL AND authority_at IS NOT NULL
                    AND people_at IS NOT NULL
                """),
            _ => 0,
        };
        if (done == 0)
        {
            return new("须先通知主管部门和个人,或这一步已登记。", "Tell the authority and the people first, or this was noted.");
        }

        Audit.Note(transaction, now, by, $"leak.{step}", id);
        return null;
    });

    public IReadOnlyList<Leak> Leaks() => database.Read(reader => reader.All(
        $"""
        SELECT id, found_at, what, kinds, people, remedy, authority_at, people_at, closed_at FROM leaks
        ORDER BY found_at DESC, id
        """,
        row => new Leak(
            row.Text(0), row.At(1), row.Text(2), row.Text(3), row.Integer(4), row.Text(5), row.AtOrNull(6),
            row.AtOrNull(7), row.AtOrNull(8))));

    private static PrivacyRequest Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.At(5), row.At(6), row.AtOrNull(7),
        row.TextOrNull(8), row.TextOrNull(9));

    private static Bilingual BadHash { get; } = new(
        "请填写文件的 SHA-256(64 位小写十六进制)。", "Enter the paper's SHA-256: 64 lower-case hexadecimal digits.");
}

/// <summary>Something a member asked about their own information.</summary>
/// <param name="State">open, done or refused.</param>
public sealed record PrivacyRequest(
    string Id, string Member, string Kind, string Text, string State, Instant OpenedAt, Instant DueAt, Instant? DoneAt,
    string? DoneBy, string? Answer);

/// <summary>One impact assessment.</summary>
public sealed record ImpactAssessment(
    string Id, string Topic, string DocumentHash, string Summary, Instant At, string By);

/// <summary>One leak and who was told when.</summary>
public sealed record Leak(
    string Id, Instant FoundAt, string What, string Kinds, long People, string Remedy, Instant? AuthorityAt,
    Instant? PeopleAt, Instant? ClosedAt);
