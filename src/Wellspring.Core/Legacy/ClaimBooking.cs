using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>
/// Books claims 债权, answers to offers, waivers, the settlement fund and stops of releases. No money of the pool and
/// no points move by them.
/// </summary>
internal sealed class ClaimBooking(PoolState state, Wallets wallets)
{
    /// <summary>Whether the event was one of these, and is booked.</summary>
    public bool TryBook(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ClaimRegistered { Claim: var claim }:
                Register(claim);
                break;
            case PoolEvent.ClaimDisputed disputed:
                Dispute(disputed);
                break;
            case PoolEvent.ClaimResolved resolved:
                Resolve(resolved);
                break;
            case PoolEvent.ClaimTransferred transferred:
                Transfer(transferred);
                break;
            case PoolEvent.ClaimWithdrawn withdrawn:
                Withdraw(withdrawn);
                break;
            case PoolEvent.OfferAnswered answered:
                Answer(answered);
                break;
            case PoolEvent.ConsentRevoked revoked:
                Convert(revoked.Member, Money.Zero, revoked.Returned, creditor => creditor.Answer = OfferAnswer.No);
                break;
            case PoolEvent.ClaimWaived waived:
                Waive(waived);
                break;
            case PoolEvent.SettlementFunded { Amount: var amount }:
                state.Legacy.Fund += amount;
                wallets.Transfer(AccountKind.Clearing, AccountKind.SettlementFund, amount);
                break;
            case PoolEvent.ReleasesStopped:
                state.Legacy.IsStopped = true;
                state.Legacy.Releases.Stop();
                break;
            case PoolEvent.ReleasesRestarted:
                state.Legacy.IsStopped = false;
                break;
            default:
                return false;
        }

        return true;
    }

    private void Register(Claim claim)
    {
        Invariant.Require(state.Legacy.Claims.TryAdd(claim.Id, claim), "a claim is registered once");
        state.Members.Admit(claim.Member);
        Gain(claim.Member, claim.Id, claim.Amount);
        wallets.Transfer(Debt, Claims(claim.Member), claim.Amount);
    }

    private void Dispute(PoolEvent.ClaimDisputed disputed)
    {
        Put(disputed.Claim, claim => claim with { State = ClaimState.Disputed, Frozen = disputed.Frozen });
        Change(disputed.Member, creditor => creditor.Disputed += disputed.Frozen);
    }

    private void Resolve(PoolEvent.ClaimResolved resolved)
    {
        var frozen = state.Legacy.Claims[resolved.Claim].Frozen;
        Put(resolved.Claim, claim => claim with
        {
            State = ClaimState.Open,
            Frozen = Money.Zero,
            Amount = resolved.Agreed,
        });
        Change(resolved.Member, creditor =>
        {
            creditor.Disputed -= frozen;
            creditor.Unconverted -= resolved.Waived;
            creditor.Waived += resolved.Waived;
        });
        wallets.Transfer(Claims(resolved.Member), Debt, resolved.Waived);
    }

    private void Transfer(PoolEvent.ClaimTransferred transferred)
    {
        state.Members.Admit(transferred.To);
        Put(transferred.Claim, claim => claim with { Member = transferred.To });
        Lose(transferred.From, transferred.Claim, transferred.Amount, Money.Zero);
        Gain(transferred.To, transferred.Claim, transferred.Amount);
        wallets.Transfer(Claims(transferred.From), Claims(transferred.To), transferred.Amount);
    }

    private void Withdraw(PoolEvent.ClaimWithdrawn withdrawn)
    {
        var frozen = state.Legacy.Claims[withdrawn.Claim].Frozen;
        Put(withdrawn.Claim, claim => claim with { State = ClaimState.Withdrawn, Frozen = Money.Zero });
        Lose(withdrawn.Member, withdrawn.Claim, withdrawn.Amount, frozen);
        wallets.Transfer(Claims(withdrawn.Member), Debt, withdrawn.Amount);
    }

    private void Answer(PoolEvent.OfferAnswered answered) =>
        Convert(answered.Member, answered.Converted, answered.Returned, creditor =>
        {
            creditor.Answer = answered.Answer;
            creditor.Offer = answered.Offer;
            creditor.AnsweredAt = state.Clock;
            creditor.CoinRate = answered.CoinRate;
            creditor.ProceedsReduceClaim = answered.ProceedsReduceClaim;
        });

    private void Convert(MemberNumber member, Money converted, Money returned, Action<Creditor> then)
    {
        Change(member, creditor =>
        {
            creditor.Unconverted = creditor.Unconverted - converted + returned;
            creditor.Coins = creditor.Coins + converted - returned;
            then(creditor);
            Invariant.Require(
                creditor.HasConsented || creditor.Coins == Money.Zero, "nobody is converted who did not consent");
        });
        wallets.Transfer(Claims(member), Coins(member), converted);
        wallets.Transfer(Coins(member), Claims(member), returned);
    }

    private void Waive(PoolEvent.ClaimWaived waived)
    {
        foreach (var id in state.Legacy.Find(waived.Member)!.Claims)
        {
            Put(id, claim => claim.State is ClaimState.Disputed
                ? claim with { State = ClaimState.Open, Frozen = Money.Zero }
                : claim);
        }

        Change(waived.Member, creditor =>
        {
            Invariant.Require(creditor.CoinsHeld == Money.Zero, "held coins are not waived");
            creditor.Disputed = Money.Zero;
            creditor.Unconverted -= waived.Unconverted;
            creditor.Coins -= waived.Coins;
            creditor.Waived += waived.Unconverted + waived.Coins;
        });
        wallets.Transfer(Claims(waived.Member), Debt, waived.Unconverted);
        wallets.Transfer(Coins(waived.Member), Debt, waived.Coins);
    }

    private void Gain(MemberNumber member, string claim, Money amount) => Change(member, creditor =>
    {
        var since = state.Legacy.Claims[claim].Since;
        creditor.Since = creditor.Claims.Count == 0 ? since : Math.Min(creditor.Since, since);
        creditor.Claims.Add(claim);
        creditor.Claimed += amount;
        creditor.Unconverted += amount;
    });

    private void Lose(MemberNumber member, string claim, Money amount, Money frozen) => Change(member, creditor =>
    {
        creditor.Claims.Remove(claim);
        creditor.Claimed -= amount;
        creditor.Unconverted -= amount;
        creditor.Disputed -= frozen;
        creditor.Since = Oldest(creditor);
    });

    private long Oldest(Creditor creditor) =>
        creditor.Claims.Count == 0 ? creditor.Since : creditor.Claims.Min(id => state.Legacy.Claims[id].Since);

    private void Change(MemberNumber member, Action<Creditor> change)
    {
        wallets.Touch(member);
        state.Legacy.Change(member, state.Backing.Scale, change);
    }

    private void Put(string claim, Func<Claim, Claim> change) =>
        state.Legacy.Claims[claim] = change(state.Legacy.Claims[claim]);

    private static Account Debt => new(AccountKind.LegacyDebt, 0);

    private static Account Claims(MemberNumber member) => new(AccountKind.LegacyClaims, member.Value);

    private static Account Coins(MemberNumber member) => new(AccountKind.LegacyCoins, member.Value);
}
