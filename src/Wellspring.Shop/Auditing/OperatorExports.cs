using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 16, 18, 19, 21 and 23: what the operator showed, asked, decided, stopped and runs.</summary>
internal static class OperatorExports
{
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

    private static object?[]? Pause(JournalRecord record) => record.Event switch
    {
        PoolEvent.PoolPaused it => [record.Position, record.At, "paused", it.By, null, it.Reason],
        PoolEvent.PauseLifted it => [record.Position, record.At, "lifted", it.By, it.Approver, null],
        PoolEvent.ClosingWasAnnounced it =>
            [record.Position, record.At, "closing-announced", it.By, null, it.Earliest.ToString()],
        PoolEvent.PoolWasClosed it => [record.Position, record.At, "closed", it.By, null, null],
        PoolEvent.OrderWasHeld it => [record.Position, record.At, $"order-held {it.Order}", null, null, it.Reason],
        PoolEvent.OrderReleased it => [record.Position, record.At, $"order-released {it.Order}", it.By, null, null],
        _ => null,
    };
}
