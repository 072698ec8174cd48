using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Legacy;

/// <summary>What a creditor is offered now 要约: the very words, and how much a yes could convert.</summary>
/// <param name="Most">What is unconverted and not in dispute.</param>
public sealed record OfferCard(
    string Member, CreditorBalance Balance, OfferFigures Figures, DisclosureText Text, Money Most)
{
    /// <summary>SHA-256 of the words in the language they are shown in; the answer brings it back.</summary>
    public string Hash(bool english) => Text.HashIn(english);
}

/// <summary>What a creditor answers.</summary>
/// <param name="Shown">The hash of the offer that was on the page: another offer is another question.</param>
/// <param name="Amount">Of a yes: what to convert, null for all that can.</param>
/// <param name="ProceedsReduceClaim">The creditor's choice about net proceeds of released points.</param>
public sealed record OfferReply(
    OfferAnswer Answer, string Shown, bool English, Money? Amount = null, bool ProceedsReduceClaim = false);

/// <summary>Offers to creditors and their answers. Only a recorded yes converts; nothing else ever does.</summary>
public sealed class LegacyOffers(
    ShopDatabase database, PoolGate gate, PoolFlow flow, PoolClock clock, PaperConsents paper)
{
    /// <summary>The kind of consent that a yes is kept as.</summary>
    public const string Consent = OfferAnswers.Consent;

    /// <summary>The offer as it is now; null where the member has no claim, or the plan converts none.</summary>
    public Task<OfferCard?> FindAsync(string member, CancellationToken cancellation)
    {
        var debtor = database.Read(OperatorDetails.Read).Name;
        return gate.ReadAsync(
            desk => desk.Pool.Plan.Legacy is { } legacy && desk.Pool.Creditor(desk.Names.Find(member)) is { } balance
                ? Card(member, balance, legacy, debtor ?? desk.Pool.Plan.Settings.Operator)
                : null,
            cancellation);
    }

    /// <summary>Writes answer, receipt and, of a yes, the consent; then the pool converts or says why not.</summary>
    public async Task<LegacyOutcome> AnswerAsync(string member, OfferReply reply, CancellationToken cancellation)
    {
        if (await FindAsync(member, cancellation) is not { } offer)
        {
            return new(false, PoolWords.Of(Refusal.NotACreditor.Code()));
        }

        if (offer.Hash(reply.English) != reply.Shown)
        {
            return LegacyOutcome.No("要约的内容刚刚有变，您的答复没有记录；请看过现在的内容再答复。",
                "The offer has just changed and your answer was not recorded; read it as it is now, then answer.");
        }

        var id = database.Write(transaction =>
            OfferAnswers.Write(
                transaction, new(member, offer.Figures, offer.Text, offer.Most), reply, gate.Plan,
                new(OfferAnswers.Page, member), clock));
        var outcome = await flow.RunAsync(id, cancellation);
        return PoolWords.Outcome(outcome, id, Done(reply.Answer));
    }

    /// <summary>Takes a yes back: coins become the claim they were, as long as none is spent.</summary>
    public async Task<LegacyOutcome> RevokeAsync(string member, CancellationToken cancellation)
    {
        var id = Ids.New("lv");
        database.Write(transaction =>
        {
            OfferAnswers.Revoking(transaction, member, id);
            PoolGate.Enqueue(transaction, new PoolCommand.RevokeConsent(id, clock.Now(), member));
            Audit.Note(transaction, clock.WallNow(), member, "legacy.revoke-asked", member);
        });
        var outcome = await flow.RunAsync(id, cancellation);
        return PoolWords.Outcome(outcome, id, new(
            "同意已撤回，消费币变回债权，债权与之前一样。",
            "The consent is taken back; the coins are the claim again, as it was before."));
    }

    /// <summary>The words a creditor would sign to give up the rest; null where nothing is left.</summary>
    public async Task<DisclosureText?> WaiverAsync(string member, string name, CancellationToken cancellation) =>
        await FindAsync(member, cancellation) is { Balance: { } balance } offer && balance.Open > Money.Zero
            ? DisclosureBook.Waiver(offer.Figures.Debtor, balance.Unconverted, balance.Coins, name.Trim())
            : null;

    /// <summary>Gives up what is left of the claim and of the coins, by a signed statement.</summary>
    /// <param name="name">Typed by the creditor: the signature.</param>
    /// <param name="shown">The hash of <see cref="WaiverAsync"/>'s words with an empty name, as they were read.</param>
    public async Task<LegacyOutcome> WaiveAsync(
        string member, string name, string shown, bool english, CancellationToken cancellation)
    {
        if (name.Trim().Length is < 2 or > 40 || name.Any(char.IsControl))
        {
            return LegacyOutcome.No("请写上您的姓名（2 至 40 字）作为签名。", "Sign with your name, 2 to 40 characters.");
        }

        if (await WaiverAsync(member, "", cancellation) is not { } read || read.HashIn(english) != shown)
        {
            return LegacyOutcome.No("金额刚刚有变，没有放弃任何债权；请看过现在的内容再签。",
                "The amounts have just changed and nothing was waived; read the words as they are now, then sign.");
        }

        var statement = (await WaiverAsync(member, name, cancellation))!;
        var (id, hash) = (Ids.New("lw"), statement.HashIn(english));
        database.Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO legacy_waivers (id, member, statement, statement_hash, signed_at, state)
                VALUES ({id}, {member}, {(english ? statement.Text.En : statement.Text.Zh)}, {hash},
                    {clock.WallNow()}, 'waiting')
                """);
            PoolGate.Enqueue(transaction, new PoolCommand.WaiveClaim(id, clock.Now(), member, hash));
            Audit.Note(transaction, clock.WallNow(), member, "legacy.waiver-signed", member, hash);
        });
        var outcome = await flow.RunAsync(id, cancellation);
        return PoolWords.Outcome(outcome, id, new(
            "已按您的签名放弃剩余债权；签名文件可在回执里查看。",
            "The rest of the claim is given up as you signed; the statement is among your receipts."));
    }

    /// <summary>A creditor's receipts, newest first.</summary>
    public IReadOnlyList<LegacyReceipt> ReceiptsOf(string member) =>
        database.Read(reader => OfferAnswers.Of(reader, member));

    public LegacyReceipt? Receipt(string member, string id) =>
        ReceiptsOf(member).FirstOrDefault(receipt => receipt.Id == id);

    /// <summary>A consent on paper as an act of two people, or what to mend.</summary>
    public async Task<(TwoPersonAct? Act, Bilingual? Mistake)> PaperAsync(
        PaperDraft draft, CancellationToken cancellation) =>
        await FindAsync(draft.Member.Trim(), cancellation) is { } offer
            ? paper.Draft(offer, draft)
            : (null, PoolWords.Of(Refusal.NotACreditor.Code()));

    private static OfferCard Card(string member, CreditorBalance balance, LegacySettings legacy, string debtor)
    {
        // A rate that was agreed stays; the plan's holds for whoever has not agreed yet.
        var rate = balance.Answer is OfferAnswer.Yes ? balance.CoinRate : legacy.Coin.Rate;
        var figures = FiguresOf(balance.Unconverted, balance.Convertible, rate, legacy, debtor);
        return new(member, balance, figures, DisclosureBook.LegacyOffer(figures), balance.Convertible);
    }

    internal static OfferFigures FiguresOf(
        Money unconverted, Money most, Rate rate, LegacySettings legacy, string debtor)
    {
        var (worth, share) = (Written.Yuan(rate.Of(most)), Written.Percent(legacy.Coin.MaxShareOfOrder));
        return new()
        {
            Debtor = DisclosureBook.Plain(debtor),
            Debt = Written.Yuan(unconverted),
            Goods = new(
                $"至多{Written.Yuan(most).Zh}枚消费币，可抵{worth.Zh}元商品（每单最多抵{share}%）",
                $"at most {Written.Yuan(most).Zh} coins that pay for {worth.En} of goods (at most {share}% of an "
                + "order)"),
            Rate = Written.Yuan(rate.Of(Money.FromYuan(1))),
            Share = share,
            Deposit = Written.Percent(legacy.Coin.DepositRate),
            Release = ReleaseWords.Of(legacy),
        };
    }

    private static Bilingual Done(OfferAnswer answer) => answer switch
    {
        OfferAnswer.Yes => new("已按您的同意转换为消费币；第一枚使用前可以撤回。",
            "Converted into coins as you agreed; until the first is spent you can take it back."),
        OfferAnswer.No => new("已记录：您不同意，债权保持原样。", "Recorded: you do not agree, and your claim stays as it is."),
        _ => new("已记录：以后再说，债权保持原样。", "Recorded: later; your claim stays as it is."),
    };
}
