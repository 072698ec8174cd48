using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>Withdrawals that wait because a rule of velocity or sharing fired; two people let them go.</summary>
public sealed class HoldBook(ShopDatabase database) : ISecondActs
{
    public IReadOnlyList<string> Kinds { get; } = [ActRules.ReleaseHold];

    /// <summary>The release of a hold, with a reason, as an act of two people.</summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Release(string hold, string note) => note.Trim().Length < 5
        ? (null, new("请写明放行理由(至少5个字)。", "State why it may go, at least 5 characters."))
        : (ActJson.Act(ActRules.ReleaseHold, hold, note.Trim()), null);

    /// <summary>What waits, oldest first.</summary>
    public IReadOnlyList<PayoutHold> Open(int most) => database.Read(reader => reader.All(
        $"""
        SELECT h.id, h.withdrawal, h.member, h.code, h.zh, h.en, h.held_at FROM payout_holds h
        WHERE h.released_at IS NULL AND EXISTS (SELECT 1 FROM withdrawals w WHERE w.id = h.withdrawal
            AND w.state IN ('requested', 'approved'))
        ORDER BY h.held_at, h.id LIMIT {most}
        """,
        row => new PayoutHold(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), new(row.Text(4), row.Text(5)), row.At(6))));

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act) =>
        reader.Text($"SELECT withdrawal FROM payout_holds WHERE id = {act.Subject} AND released_at IS NULL")
            is { } withdrawal
            ? ([new($"提现 {withdrawal} 可继续审核和付款。", $"Withdrawal {withdrawal} may be reviewed and paid.")], null)
            : ([], new("这笔提现没有在暂停。", "This withdrawal is not on hold."));

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now) =>
        transaction.Execute($"""
        UPDATE payout_holds SET released_at = {now}, released_by = {approval.AskedBy}, approver = {by},
            note = {ActJson.Of<string>(approval.Commands)}
        WHERE id = {approval.Subject}
        """);
}

/// <summary>A withdrawal on hold and the rule that fired.</summary>
public sealed record PayoutHold(
    string Id, string Withdrawal, string Member, string Code, Bilingual Why, Instant HeldAt);
