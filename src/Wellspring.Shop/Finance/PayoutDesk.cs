using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Shop.Finance;

/// <summary>Where a member asks to be paid under profile CN: every cost and every obstacle before the deed.</summary>
public sealed class PayoutDesk(
    PoolGate gate, PoolClock clock, PayeeBook payees, PayoutCheck check, PayoutTax tax, Withdrawals withdrawals)
{
    private const string Quote = "quote";

    /// <summary>What an amount would come to: gross, fee and tax by origin, what arrives, who is paid.</summary>
    public async Task<PayoutQuote> QuoteAsync(string member, Money amount, CancellationToken cancellation)
    {
        var (decision, _, _) = await gate.QuoteAsync(
            new PoolCommand.RequestWithdrawal(Quote, clock.Now(), Quote, member, amount), cancellation);
        if (decision.Event is not PoolEvent.WithdrawalRequested { Withdrawal: var it })
        {
            return new(amount, Money.Zero, [], payees.Approved(member), decision.Reason, Missing(decision));
        }

        var from = new PayoutOrigins(it.FromSales, it.FromRewards, it.FromDividends);
        var lines = check.Lines(member, from);
        var card = payees.Approved(member);
        var verdict = await check.ReviewAsync(
            new(PayoutStep.Asking, Quote, member, from, card?.Channel ?? "manual", ""),
            cancellation);
        return new(amount, it.Fee, lines, card, Refusal.None, Stops(verdict))
        {
            Holds = [.. verdict.Holds.Except(Stops(verdict))],
        };
    }

    /// <summary>
    /// Asks for it, or says what stands in the way; what only needs a person's look is asked for and waits.
    /// </summary>
    public async Task<(Payout? Payout, PayoutQuote Quote)> RequestAsync(
        string id, string member, Money amount, CancellationToken cancellation)
    {
        if (withdrawals.Find(id) is { } before)
        {
            return (before, new(amount, before.Fee, [], null, Refusal.None, []));
        }

        var quote = await QuoteAsync(member, amount, cancellation);
        if (!quote.MayAsk || quote.Payee is not { } card)
        {
            return (null, quote);
        }

        var payout = await withdrawals.RequestAsync(
            id, member, amount, new(card.Channel, "****" + card.Tail, "", card.Id), cancellation);
        tax.Hold(id, member, new([], quote.Holds));
        return (payout, quote);
    }

    // The pool names the rule whose acknowledgement is gone; the member reads the rule's sentence.
    private static IReadOnlyList<Finding> Missing(Decision decision) =>
        decision.Event is PoolEvent.Refused { Reason: Refusal.AcknowledgementMissing, Detail: { } code }
            && Ruleset.Find(code) is not null
            ? [Ruleset.Fire(code, "withdrawal")]
            : [];

    // What waits for the bank's word is not even asked for: nobody could say when it goes on.
    private static IReadOnlyList<Finding> Stops(PayoutVerdict verdict) =>
        [.. verdict.Refusals, .. verdict.Holds.Where(one => one.Code == "CN-RAI-09")];
}

/// <summary>What a withdrawal would come to.</summary>
/// <param name="Refusal">Why the pool would not take it.</param>
/// <param name="Stops">Why the guard would not.</param>
public sealed record PayoutQuote(
    Money Gross, Money Fee, IReadOnlyList<PayoutLine> Lines, PayeeCard? Payee, Refusal Refusal,
    IReadOnlyList<Finding> Stops)
{
    /// <summary>What makes it wait for a person once it is asked for.</summary>
    public IReadOnlyList<Finding> Holds { get; init; } = [];

    public Money Tax => Lines.Aggregate(Money.Zero, (sum, line) => sum + line.Tax);

    public Money Net => Gross.LessAtMost(Fee + Tax);

    public bool MayAsk => Refusal is Refusal.None && Stops.Count == 0 && Net > Money.Zero;
}
