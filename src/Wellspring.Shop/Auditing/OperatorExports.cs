using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 2, 3, 16, 18, 19, 21, 22 and 23: what the operator set, showed, decided and runs.</summary>
internal static class OperatorExports
{
    public static AuditTable PlanTable { get; } = AuditTable.Whole(
        "02-plan-versions", "version:number hash publishedAt:time effectiveAt:time by:actor approver:actor setting "
            + "before after", PlanRows);

    public static AuditTable RefusedTable { get; } = AuditTable.Ranged(
        "03-refusals", "position:number at:time command reason member:member reference",
        source => source.Records().Where(record => record.Event is PoolEvent.Refused).Select(record =>
        {
            var refused = (PoolEvent.Refused)record.Event;
            return new object?[]
            {
                record.Position, record.At, record.Id, refused.Reason.Code(),
                refused.Subject.Member == MemberNumber.None ? null : refused.Subject.Member, refused.Subject.Reference,
            };
        }));

    public static AuditTable ReceiptTable { get; } = AuditTable.Shop(
        "16-receipts", """
        receipt givenAt:time member:member kind templateHash textHash english:flag planVersion:number planHash
        withdrawnAt:time
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, given_at, member, kind, template_hash, text_hash, english, plan_version, plan_hash, withdrawn_at
            FROM consents WHERE kind <> 'privacy' ORDER BY given_at, id
            """, read));

    public static AuditTable ConsentTable { get; } = AuditTable.Shop(
        "18-consents", "consent givenAt:time member:member kind textHash withdrawnAt:time",
        (shop, read) => shop.Each(
            $"SELECT id, given_at, member, kind, text_hash, withdrawn_at FROM consents ORDER BY given_at, id",
            read));

    public static AuditTable ActTable { get; } = AuditTable.Shop(
        "19-acts", "number:number at:time who:actor act subject:actor detail",
        (shop, read) => shop.Each(
            $"SELECT sequence, at, who, act, subject, detail FROM audit ORDER BY sequence", read));

    public static AuditTable StaffTable { get; } = AuditTable.Shop(
        "19-staff", "person since:time name:name mail:contact roles state secondFactor:flag identityBy:actor "
            + "invitedBy:actor",
        (shop, read) => shop.Each(
            $"""
            SELECT id, created_at, name, mail, roles, state, totp IS NOT NULL, identity_by, created_by FROM staff
            ORDER BY created_at, id
            """, read));

    public static AuditTable ApprovalTable { get; } = AuditTable.Shop(
        "19-approvals", """
        approval askedAt:time kind subject askedBy:actor state decidedBy:actor decidedAt:time note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, asked_at, kind, subject, asked_by, state, decided_by, decided_at, note FROM approvals
            ORDER BY asked_at, id
            """, read));

    public static AuditTable PauseTable { get; } = AuditTable.Ranged(
        "21-pauses", "position:number at:time what by:actor approver:actor reason",
        source => source.Records().Select(Pause).OfType<object?[]>());

    public static AuditTable BuildTable { get; } = AuditTable.Whole(
        "23-build", "item value", source => BuildMark.Rows(source));

    /// <summary>The settings of a plan, by path: <c>selling.retention</c> and its value.</summary>
    public static IEnumerable<(string Path, string Value)> Settings(string plan)
    {
        using var document = JsonDocument.Parse(plan);
        return Walk(document.RootElement, "").ToList();

        static IEnumerable<(string, string)> Walk(JsonElement element, string path) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Walk(
                property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Walk(
                item, $"{path}[{index}]")),
            _ => [(path, element.ToString())],
        };
    }

    // The first version in full, later ones by what they change.
    private static IEnumerable<object?[]> PlanRows(AuditSource source)
    {
        var opened = source.Records().First();
        return Settings(source.Plan.Text).Select(setting => new object?[]
        {
            (long)source.Plan.Settings.Version, source.Plan.Hash, opened.At, opened.At, null, null, setting.Path, null,
            setting.Value,
        });
    }

    private static object?[]? Pause(JournalRecord record) => record.Event switch
    {
        PoolEvent.PoolPaused it => [record.Position, record.At, "paused", it.By, null, it.Reason],
        PoolEvent.PauseLifted it => [record.Position, record.At, "lifted", it.By, it.Approver, null],
        PoolEvent.ClosingWasAnnounced it =>
            [record.Position, record.At, "closing-announced", it.By, null, it.Earliest.ToString()],
        PoolEvent.PoolWasClosed it => [record.Position, record.At, "closed", it.By, null, null],
        _ => null,
    };
}
