using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Legacy;

/// <summary>What is typed of an answer that a creditor signed on paper.</summary>
/// <param name="Document">SHA-256 of the scanned paper.</param>
/// <param name="Amount">As typed; empty for all that can be converted.</param>
public sealed record PaperDraft(
    string Member, OfferAnswer Answer, string Document, string Amount, bool ProceedsReduceClaim, bool English);

/// <summary>Answers on paper 书面同意: one person enters what was signed, another compares and lets it count.</summary>
public sealed class PaperConsents(PoolGate gate, PoolClock clock) : ISecondActs
{
    public IReadOnlyList<string> Kinds { get; } = [ActRules.PaperConsent];

    /// <summary>A paper as an act of two people, with the offer as it stands; what to mend otherwise.</summary>
    internal static (TwoPersonAct? Act, Bilingual? Mistake) Draft(OfferCard offer, PaperDraft draft)
    {
        var isAll = draft.Answer is not OfferAnswer.Yes || draft.Amount.Trim().Length == 0;
        var fen = 0L;
        Bilingual? wrong =
            !ActJson.IsHash(draft.Document.Trim())
                ? new("请填写签字文件扫描件的 SHA-256（64 位小写十六进制）。",
                    "Enter the SHA-256 of the scanned paper: 64 lower-case hexadecimal digits.")
            : !isAll && (!Decimals.TryRead(draft.Amount.Trim(), 2, out fen) || fen == 0)
                ? new($"金额“{draft.Amount}”不对，请写成 1000.00 的样子，或留空表示全部。",
                    $"\"{draft.Amount}\" is no amount; write it like 1000.00, or leave it empty for all.")
            : draft.Answer is OfferAnswer.Yes && offer.Most == Money.Zero
                ? new("这位债权人没有可以转换的债权。", "This creditor has nothing that could be converted.")
            : fen > offer.Most.Units / Money.UnitsPerFen
                ? new($"金额超过可以转换的 {Written.Yuan(offer.Most).Zh} 元，请改小。",
                    $"The amount is more than the {Written.Yuan(offer.Most).En} that can be converted; write less.")
            : null;
        return wrong is { } mistake ? (null, mistake) : (ActJson.Act(ActRules.PaperConsent, offer.Member, new Paper(
            draft.Answer.Code(), draft.Document.Trim(), isAll ? offer.Most.Units : fen * Money.UnitsPerFen,
            draft.ProceedsReduceClaim, draft.English, offer.Figures.ToJson())), null);
    }

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        var paper = ActJson.Of<Paper>(act.Commands);
        var amount = Written.Yuan(Money.FromUnits(paper.Amount));
        var known = reader.Number($"""
            SELECT 1 FROM legacy_answers WHERE document = {paper.Document} AND state <> 'refused'
            """);
        return known is not null
            ? ([], new("这份文件已经登记过一个答复。", "An answer was entered from this paper before."))
            : ([paper.AnswerOf switch
            {
                OfferAnswer.Yes => new(
                    $"按文件 {paper.Document[..16]}… 记录债权人 {act.Subject} 同意：{amount.Zh} 元债权转换为消费币，"
                    + (paper.Proceeds ? "卖出净得款冲减剩余债权。" : "卖出净得款不冲减债权。"),
                    $"Creditor {act.Subject} agrees by paper {paper.Document[..16]}…: {amount.En} of the claim become "
                    + (paper.Proceeds ? "coins and net proceeds reduce the rest." : "coins; proceeds reduce nothing.")),
                var other => new(
                    $"按文件 {paper.Document[..16]}… 记录债权人 {act.Subject} 的答复："
                    + $"{(other is OfferAnswer.No ? "不同意" : "以后再说")}；债权不变。",
                    $"Creditor {act.Subject} answers {other.Code()} by paper {paper.Document[..16]}…; the claim "
                    + "stays."),
            }], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        var paper = ActJson.Of<Paper>(approval.Commands);
        var figures = OfferFigures.FromJson(paper.Shown);
        var text = DisclosureBook.LegacyOffer(figures);
        var amount = Money.FromUnits(paper.Amount);
        OfferAnswers.Write(
            transaction, new(approval.Subject, figures, text, amount),
            new(paper.AnswerOf, text.HashIn(paper.English), paper.English, amount, paper.Proceeds), gate.Plan,
            new(OfferAnswers.Paper, approval.AskedBy, by, paper.Document), clock);
    }

    private sealed record Paper(
        string Answer, string Document, long Amount, bool Proceeds, bool English, string Shown)
    {
        internal OfferAnswer AnswerOf => Answer switch
        {
            "yes" => OfferAnswer.Yes,
            "no" => OfferAnswer.No,
            _ => OfferAnswer.Later,
        };
    }
}
