using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>
/// What creditors decide themselves 债权人的意思: yes, no, later, taking a yes back, giving up what is left; and the
/// operator's fund and stops.
/// </summary>
internal static class OfferRules
{
    /// <summary>
    /// Only a yes converts. A no or a later after a yes takes that yes back, until the first coin is spent.
    /// </summary>
    public static Decision Answer(PoolState state, PoolCommand.AnswerOffer answer, in Facts facts)
    {
        if (Creditor(state, facts, out var creditor) is var refusal and not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        if (answer.Answer is OfferAnswer.Yes)
        {
            return Convert(state, answer, creditor!);
        }

        return creditor!.HasConsented && !creditor.CanRevoke
            ? Decision.Refuse(Refusal.CoinSpent)
            : Decision.Accept(new PoolEvent.OfferAnswered(
                creditor.Member, answer.Answer, answer.Offer, Money.Zero, creditor.Coins, creditor.CoinRate,
                creditor.ProceedsReduceClaim));
    }

    public static Decision Revoke(PoolState state, in Facts facts) =>
        Creditor(state, facts, out var creditor) is var refusal and not Refusal.None ? Decision.Refuse(refusal)
        : !creditor!.HasConsented ? Decision.Refuse(Refusal.NoConsent)
        : !creditor.CanRevoke ? Decision.Refuse(Refusal.CoinSpent)
        : Decision.Accept(new PoolEvent.ConsentRevoked(creditor.Member, creditor.Coins));

    public static Decision Waive(PoolState state, PoolCommand.WaiveClaim waive, in Facts facts) =>
        Creditor(state, facts, out var creditor) is var refusal and not Refusal.None ? Decision.Refuse(refusal)
        : creditor!.CoinsHeld > Money.Zero ? Decision.Refuse(Refusal.CoinsHeld)
        : creditor.Unconverted + creditor.Coins == Money.Zero ? Decision.Refuse(Refusal.NothingToDo)
        : Decision.Accept(new PoolEvent.ClaimWaived(
            creditor.Member, creditor.Unconverted, creditor.Coins, waive.Statement));

    public static Decision Fund(PoolState state, PoolCommand.FundSettlement fund)
    {
        var refusal = DebtRules.Running(state) is var off and not Refusal.None ? off
            : fund.Amount == Money.Zero ? Refusal.NothingToDo
            : fund.Amount > Settling.LargestAmount ? Refusal.AmountTooLarge
            : fund.Approver is null && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
            : (Int128)state.Legacy.Fund.Units + state.Legacy.FundHeld.Units + fund.Amount.Units > Decimals.Limit
                ? Refusal.PoolFull
            : Refusal.None;
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.SettlementFunded(fund.Amount, fund.Source, fund.Voucher, fund.Approver))
            : Decision.Refuse(refusal);
    }

    public static Decision Stop(PoolState state, PoolCommand.StopReleases stop)
    {
        var refusal = DebtRules.Running(state) is var off and not Refusal.None ? off
            : state.Legacy.IsStopped ? Refusal.ReleasesStopped
            : DebtRules.TwoPersons(state, stop.By, stop.Approver);
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.ReleasesStopped(stop.By, stop.Approver, stop.Reason))
            : Decision.Refuse(refusal);
    }

    public static Decision Restart(PoolState state, PoolCommand.RestartReleases restart)
    {
        var refusal = DebtRules.Running(state) is var off and not Refusal.None ? off
            : !state.Legacy.IsStopped ? Refusal.ReleasesRunning
            : DebtRules.TwoPersons(state, restart.By, restart.Approver);
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.ReleasesRestarted(restart.By, restart.Approver))
            : Decision.Refuse(refusal);
    }

    /// <summary>A creditor may leave the offer for good, but coins are for goods of a pool that goes on.</summary>
    private static Decision Convert(PoolState state, PoolCommand.AnswerOffer answer, Creditor creditor)
    {
        var amount = answer.Amount ?? creditor.Convertible;
        var refusal = DebtRules.Running(state) is var off and not Refusal.None ? off
            : state.ClosesAt is not null ? Refusal.ClosingAnnounced
            : amount == Money.Zero ? NothingLeft(creditor)
            : amount > creditor.Convertible ? Refusal.ClaimNotOpen
            : Refusal.None;
        if (refusal is Refusal.ClaimNotOpen)
        {
            return Decision.Refuse(refusal, creditor.Convertible.ToString());
        }

        // The rule is asked where the conversion is decided, whatever the ways that lead here.
        var findings = LegacyGuard.Review(new ConversionFacts
        {
            Creditor = creditor.Member.ToString(),
            HasSignedConsent = answer.Answer is OfferAnswer.Yes && AcknowledgementRules.IsHash(answer.Offer),
        });
        return refusal is not Refusal.None ? Decision.Refuse(refusal)
            : !findings.IsEmpty ? Decision.Refuse(Refusal.NoConsent, findings[0].Code)
            : Decision.Accept(new PoolEvent.OfferAnswered(
                creditor.Member, OfferAnswer.Yes, answer.Offer, amount, Money.Zero,
                creditor.HasConsented ? creditor.CoinRate : state.Plan.Legacy!.Coin.Rate,
                answer.ProceedsReduceClaim));
    }

    private static Refusal NothingLeft(Creditor creditor) =>
        creditor.Disputed > Money.Zero ? Refusal.ClaimDisputed : Refusal.NothingToDo;

    private static Refusal Creditor(PoolState state, in Facts facts, out Creditor? creditor)
    {
        creditor = state.Legacy.Find(facts.Member);
        return state.IsClosed ? Refusal.PoolClosed
            : creditor is null ? Refusal.NotACreditor
            : Refusal.None;
    }
}
