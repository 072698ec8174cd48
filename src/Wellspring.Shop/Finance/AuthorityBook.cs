using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Orders of courts and authorities 协助执行: a freeze of a member's money, a pause, a payment; each with its paper,
/// entered
/// by two people, lifted by two people.
/// </summary>
public sealed class AuthorityBook(ShopDatabase database) : ISecondActs
{
    public const string Freeze = "freeze";
    public const string Pause = "pause";
    public const string Pay = "pay";

    public static IReadOnlyList<string> OrderKinds { get; } = [Freeze, Pause, Pay];

    public IReadOnlyList<string> Kinds { get; } = [ActRules.AuthorityOrder, ActRules.LiftOrder];

    /// <summary>An order as an act of two people; what to mend otherwise.</summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Draft(AuthorityDraft draft)
    {
        Bilingual? wrong =
            !OrderKinds.Contains(draft.Kind) ? new("请选择文书种类。", "Choose the kind of order.")
            : draft.Subject.Length == 0
                || (draft.Kind == Freeze && !draft.Subject.StartsWith("m-", StringComparison.Ordinal))
                ? new("冻结须填写会员号;其他填写 pool 或编号。", "A freeze names a member's number; others write pool or an id.")
            : draft.Authority.Trim().Length < 2 || draft.Number.Trim().Length < 2
                ? new("请填写机关名称和文书号。", "Name the authority and the number of its paper.")
            : !ActJson.IsHash(draft.DocumentHash)
                ? new("请填写文书的 SHA-256(64 位小写十六进制)。",
                    "Enter the SHA-256 of the paper: 64 lower-case hexadecimal digits.")
            : null;
        return wrong is null ? (ActJson.Act(ActRules.AuthorityOrder, draft.Subject, draft), null) : (null, wrong);
    }

    /// <summary>The end of an order, with the paper that ends it.</summary>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Lift(string id, string documentHash) =>
        ActJson.IsHash(documentHash)
            ? (ActJson.Act(ActRules.LiftOrder, id, documentHash), null)
            : (null, new("请填写解除文书的 SHA-256。", "Enter the SHA-256 of the paper that ends it."));

    /// <summary>All orders, the newest first.</summary>
    public IReadOnlyList<AuthorityEntry> All(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, kind, subject, authority, number, document_hash, at, entered_by, approved_by, lifted_at, lifted_by
        FROM authority_orders ORDER BY at DESC, id LIMIT {most}
        """,
        row => new AuthorityEntry(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.At(6), row.Text(7),
            row.Text(8), row.AtOrNull(9), row.TextOrNull(10))));

    /// <summary>The number of the paper that freezes a member's money; null where none does.</summary>
    internal static string? IsFrozen(ShopReader reader, string member) => reader.Text($"""
        SELECT number FROM authority_orders WHERE kind = 'freeze' AND subject = {member} AND lifted_at IS NULL
        """);

    internal static Finding Frozen(string number) => new(
        "authority-freeze", "withdrawal",
        $"机关文书 {number} 要求冻结,暂不能付款;可向作出文书的机关申请复核。",
        $"Paper {number} of an authority freezes this money; ask the authority that issued it to look again.")
    {
        Action = RuleAction.Refuse,
    };

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        if (act.Kind == ActRules.LiftOrder)
        {
            return reader.Text($"SELECT number FROM authority_orders WHERE id = {act.Subject} AND lifted_at IS NULL")
                is { } number
                ? ([new($"文书 {number} 的措施解除,付款恢复。", $"The measure of paper {number} ends; payouts go on.")], null)
                : ([], new("没有这个生效中的文书。", "There is no such order in force."));
        }

        var draft = ActJson.Of<AuthorityDraft>(act.Commands);
        return ([new($"按 {draft.Authority} {draft.Number} 对 {draft.Subject} 执行 {draft.Kind}。",
            $"{draft.Kind} of {draft.Subject} by paper {draft.Number} of {draft.Authority}.")], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        if (approval.Kind == ActRules.LiftOrder)
        {
            transaction.Execute($"""
                UPDATE authority_orders SET lifted_at = {now}, lifted_by = {by},
                    lift_hash = {ActJson.Of<string>(approval.Commands)}
                WHERE id = {approval.Subject}
                """);
            return;
        }

        var draft = ActJson.Of<AuthorityDraft>(approval.Commands);
        transaction.Execute($"""
            INSERT INTO authority_orders (id, kind, subject, authority, number, document_hash, at, entered_by,
                approved_by)
            VALUES ({Ids.New("au")}, {draft.Kind}, {draft.Subject}, {draft.Authority.Trim()}, {draft.Number.Trim()},
                {draft.DocumentHash}, {now}, {approval.AskedBy}, {by})
            """);
    }
}

/// <summary>An order as somebody types it from the paper.</summary>
/// <param name="Subject">A member's id, or <c>pool</c>.</param>
public sealed record AuthorityDraft(string Kind, string Subject, string Authority, string Number, string DocumentHash);

/// <summary>An order with the people who entered and ended it.</summary>
public sealed record AuthorityEntry(
    string Id, string Kind, string Subject, string Authority, string Number, string DocumentHash, Instant At,
    string EnteredBy, string ApprovedBy, Instant? LiftedAt, string? LiftedBy);
