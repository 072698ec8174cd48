using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Plans;

/// <summary>A plan that somebody works on and that does not run.</summary>
public sealed record SavedDraft(
    string Hash, string Text, int Version, ImmutableArray<Acknowledgement> Acknowledgements, string By, Instant At);

/// <summary>What somebody writes who answers for a rule: why, on which documents, until when.</summary>
public sealed record AcknowledgementEntry(
    string Reason, ImmutableArray<AcknowledgedDocument> Documents, Instant ExpiresAt);

/// <summary>
/// Drafts of plans, and what leads from one to an act of two people. The pool decides what is published.
/// </summary>
public sealed class PlanBook(ShopDatabase database, PoolClock clock)
{
    /// <summary>Stands for the second person until there is one.</summary>
    private const string SomebodyElse = "second-person";
    private const int MostDrafts = 50;
    private const int MostAttempts = 10;

    /// <summary>Keeps a draft with what was acknowledged for it; the same settings again are the same draft.</summary>
    public void Save(PlanDraft draft, ImmutableArray<Acknowledgement> acknowledgements, string by)
    {
        var text = PlanFile.Write(draft);
        var hash = HashOf(text);
        var own = AcknowledgementFile.Write([.. acknowledgements.Where(given => given.SubjectHash == hash)]);
        database.Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO plan_drafts (hash, plan, version, acknowledgements, by, at)
                VALUES ({hash}, {text}, {(long)draft.Version}, {own}, {by}, {clock.WallNow()})
                ON CONFLICT (hash) DO UPDATE SET acknowledgements = excluded.acknowledgements, at = excluded.at
                """);
            Audit.Note(transaction, clock.WallNow(), by, "plan.draft-saved", hash);
        });
    }

    public IReadOnlyList<SavedDraft> Drafts() => database.Read(reader => reader.All(
        $"""
        SELECT hash, plan, version, acknowledgements, by, at FROM plan_drafts ORDER BY at DESC, hash LIMIT {MostDrafts}
        """,
        row => new SavedDraft(row.Text(0), row.Text(1), (int)row.Integer(2), AcknowledgementFile.Read(row.Text(3)).All,
            row.Text(4), row.At(5))));

    /// <summary>
    /// A written confirmation of one finding for exactly this plan; the act brings its second person.
    /// </summary>
    public Acknowledgement Acknowledge(PlanDraft draft, Finding finding, AcknowledgementEntry entry, StaffMember by) =>
        new(finding.Code, Ruleset.Version, draft.Profile, draft.Version, HashOf(PlanFile.Write(draft)), by.Id,
            HashOf(by.Name), string.Join(' ', by.Roles), clock.Now(), entry.Reason.Trim(), entry.Documents,
            AcknowledgementRules.HashOf(finding.Zh, finding.En), SomebodyElse, entry.ExpiresAt);

    /// <summary>Asks to publish a draft as the next version.</summary>
    public TwoPersonAct Publication(
        PlanDraft draft, ImmutableArray<Acknowledgement> acknowledgements, Instant effectiveAt) =>
        new(ActRules.PublishPlan, HashOf(PlanFile.Write(draft))[..16],
        [
            CommandText.Write(new PoolCommand.PublishPlan(
                "draft", clock.Now(), PlanFile.Write(draft), effectiveAt, acknowledgements, null, null)),
        ]);

    /// <summary>Asks to renew a confirmation of the plan that runs.</summary>
    public TwoPersonAct Renewal(Acknowledgement given) => new(ActRules.Acknowledge, given.Code,
        [CommandText.Write(new PoolCommand.Acknowledge("draft", clock.Now(), given))]);

    /// <summary>Asks to take the confirmations of a rule back.</summary>
    public TwoPersonAct Voiding(string code, string by, string reason) => new(ActRules.VoidAcknowledgement, code,
        [CommandText.Write(new PoolCommand.VoidAcknowledgement("draft", clock.Now(), code, by, reason.Trim()))]);

    /// <summary>Keeps in the journal that somebody wanted to publish what rules refuse.</summary>
    public void RecordAttempt(string by, string planText, IEnumerable<string> codes) => database.Write(transaction =>
    {
        foreach (var code in codes.Distinct().Take(MostAttempts))
        {
            PoolGate.Enqueue(transaction, new PoolCommand.RecordRefusedAttempt(
                Ids.New("attempt"), clock.Now(), code, by, HashOf(planText)));
            Audit.Note(transaction, clock.WallNow(), by, "plan.refused", code, HashOf(planText));
        }
    });

    public static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
