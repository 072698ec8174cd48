using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Texts;

/// <summary>
/// The gate of every text that can be published 文案审核: it is scanned, refused with code and place, or waits for a
/// person; every version stays, with what the scan said and who decided.
/// </summary>
public sealed class TextBook(ShopDatabase database, TimeProvider wall)
{
    private const int MostFindings = 20;

    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] Deciders = [Roles.Operator, Roles.Risk];

    /// <summary>Scans a text without keeping anything: what a form shows while somebody types.</summary>
    public static ImmutableArray<Finding> Scan(TextDraft draft) => ContentGuard.Review(new(draft.Text)
    {
        Kind = KindOf(draft.Kind), Subject = $"{draft.Kind} {draft.Subject}", IsByThirdParty = draft.IsOutside,
    });

    /// <summary>Scans a text and keeps it as the next version; the same text again is the version it was.</summary>
    /// <remarks>The caller stores what the text is about only where the answer is not refused.</remarks>
    public static TextVersion Submit(ShopTransaction transaction, TextDraft draft, Instant at)
    {
        var hash = ContentGuard.Hash(draft.Text);
        var latest = Latest(transaction, draft.Kind, draft.Subject);
        if (latest is not null && latest.Hash == hash && latest.Ruleset == Ruleset.Hash
            && latest.State is TextStates.Approved or TextStates.Waiting or TextStates.Refused)
        {
            return latest;
        }

        var findings = Scan(draft);
        var state = findings.Any(finding => finding.Action is RuleAction.Refuse) ? TextStates.Refused
            : findings.Any(finding => finding.Action is not RuleAction.Record) || draft.NeedsPerson
                ? TextStates.Waiting
            : TextStates.Approved;
        var version = new TextVersion(
            Ids.New("tx"), draft.Kind, draft.Subject, (latest?.Version ?? 0) + 1, draft.Text, hash, Ruleset.Hash, state,
            [.. findings.Take(MostFindings).Select(TextFinding.Of)], draft.IsOutside, draft.By, at,
            state == TextStates.Approved ? TextStates.ByScan : null, state == TextStates.Approved ? at : null, null);
        if (state != TextStates.Refused)
        {
            Supersede(transaction, draft);
        }

        Insert(transaction, version, isCurrent: state != TextStates.Refused);
        var codes = string.Join(' ', version.Findings.Select(finding => finding.Code));
        Audit.Note(transaction, at, draft.By, $"text.{state}", version.Id,
            $"{draft.Kind} {draft.Subject} v{version.Version} {codes}".TrimEnd());
        return version;
    }

    /// <summary>A person lets a waiting text be shown, or not; nobody decides on a text of their own.</summary>
    public ActAnswer Decide(string id, string by, bool approves, string note) => database.Write(transaction =>
    {
        var now = Instant.From(wall.GetUtcNow());
        if (Find(transaction, id) is not { State: TextStates.Waiting } version)
        {
            return ActAnswer.No("这段文字已经有了结果。", "This text was decided already.");
        }

        if (StaffBook.Find(transaction, by) is not { IsActive: true } person || !person.MayAny(Deciders))
        {
            return new(ActAnswer.RoleMissing, new("您的角色不能审核文字。", "Your roles do not allow deciding on texts."));
        }

        if (version.By == by || StaffBook.Find(transaction, version.By) is { VerifiedIdentity: { } author }
            && author == person.VerifiedIdentity)
        {
            return new(ActAnswer.SamePerson, new("作者不能审核自己的文字。", "An author does not decide on their own text."));
        }

        if (!approves && note.Trim().Length == 0)
        {
            return ActAnswer.No("请写明不同意的原因。", "Write why it is turned down.");
        }

        var state = approves ? TextStates.Approved : TextStates.Rejected;
        transaction.Execute($"""
            UPDATE texts SET state = {state}, decided_by = {by}, decided_at = {now}, note = {note.Trim()}
            WHERE id = {id}
            """);
        if (version.Kind == TextKinds.Notice)
        {
            NoticeBoard.Follow(transaction, version.Subject, approves, now);
        }

        Audit.Note(transaction, now, by, $"text.{state}", id, $"{version.Kind} {version.Subject} v{version.Version}");
        return approves ? ActAnswer.Well("已同意,可以展示。", "Approved; it may be shown.")
            : ActAnswer.Well("已拒绝,不会展示。", "Turned down; it is not shown.");
    });

    /// <summary>What waits for a person, oldest first.</summary>
    public IReadOnlyList<TextVersion> Waiting(int most = 200) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, subject, version, text, hash, ruleset, state, findings, outside, by, at, decided_by,
            decided_at, note
        FROM texts WHERE state = 'waiting' ORDER BY at, id LIMIT {most}
        """, Read));

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<TextVersion> Newest(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, subject, version, text, hash, ruleset, state, findings, outside, by, at, decided_by,
            decided_at, note
        FROM texts ORDER BY at DESC, id LIMIT {most}
        """, Read));

    private static TextVersion? Latest(ShopReader reader, string kind, string subject) => reader.One(
        $"""
        SELECT id, kind, subject, version, text, hash, ruleset, state, findings, outside, by, at, decided_by,
            decided_at, note
        FROM texts WHERE kind = {kind} AND subject = {subject} ORDER BY version DESC LIMIT 1
        """, Read);

    private static TextVersion? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, kind, subject, version, text, hash, ruleset, state, findings, outside, by, at, decided_by,
            decided_at, note
        FROM texts WHERE id = {id}
        """, Read);

    private static void Supersede(ShopTransaction transaction, TextDraft draft) => transaction.Execute($"""
        UPDATE texts SET current = 0, state = CASE state WHEN 'waiting' THEN 'replaced' ELSE state END
        WHERE kind = {draft.Kind} AND subject = {draft.Subject} AND current = 1
        """);

    private static void Insert(ShopTransaction transaction, TextVersion version, bool isCurrent) =>
        transaction.Execute($"""
            INSERT INTO texts (id, kind, subject, version, text, hash, ruleset, state, findings, outside, by, at,
                decided_by, decided_at, current)
            VALUES ({version.Id}, {version.Kind}, {version.Subject}, {(long)version.Version}, {version.Text},
                {version.Hash}, {version.Ruleset}, {version.State},
                {JsonSerializer.Serialize(version.Findings, Compact)}, {version.IsOutside}, {version.By}, {version.At},
                {version.DecidedBy}, {version.DecidedAt}, {isCurrent})
            """);

    private static ContentKind KindOf(string kind) => kind switch
    {
        TextKinds.Goods => ContentKind.Product,
        TextKinds.Notice => ContentKind.Notice,
        TextKinds.Agent => ContentKind.Agent,
        TextKinds.Plan or TextKinds.Store or TextKinds.Merchant => ContentKind.Name,
        _ => ContentKind.General,
    };

    private static TextVersion Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), (int)row.Integer(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7),
        JsonSerializer.Deserialize<TextFinding[]>(row.Text(8))!, row.Flag(9), row.Text(10), row.At(11),
        row.TextOrNull(12), row.AtOrNull(13), row.TextOrNull(14));
}
