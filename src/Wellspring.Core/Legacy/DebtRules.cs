using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>Old debts 历史债务 before any conversion: registered, contested, resolved, handed on, taken back.</summary>
/// <remarks>
/// What was converted is counted per creditor and not per claim. So a claim can be handed on or taken back as long as
/// its creditor has at least its amount unconverted and undisputed.
/// </remarks>
internal static class DebtRules
{
    public static Decision Register(PoolState state, PoolCommand.RegisterClaim register, in Facts facts)
    {
        var refusal = Running(state) is var off and not Refusal.None ? off
            : state.Legacy.Claims.ContainsKey(register.Claim) ? Refusal.ClaimExists
            : register.Amount == Money.Zero ? Refusal.NothingToDo
            : register.Amount > Settling.LargestAmount ? Refusal.AmountTooLarge
            : (Int128)state.Legacy.Claimed.Units + register.Amount.Units > Decimals.Limit ? Refusal.PoolFull
            : Refusal.None;
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.ClaimRegistered(new(
                register.Claim, facts.Member, register.ClaimKind, register.Amount, register.Since, register.Evidence,
                register.Origin, register.Quantity, register.UnitValue, ClaimState.Open)))
            : Decision.Refuse(refusal);
    }

    public static Decision Dispute(PoolState state, PoolCommand.DisputeClaim dispute)
    {
        if (Find(state, dispute.Claim, out var claim) is var refusal and not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var frozen = claim!.Amount.AtMost(state.Legacy.Find(claim.Member)!.Convertible);
        return claim.State is ClaimState.Disputed ? Decision.Refuse(Refusal.ClaimDisputed)
            : frozen == Money.Zero ? NotOpen(frozen)
            : Decision.Accept(new PoolEvent.ClaimDisputed(
                claim.Id, claim.Member, frozen, dispute.By, dispute.Reason));
    }

    public static Decision Resolve(PoolState state, PoolCommand.ResolveClaim resolve)
    {
        if (Find(state, resolve.Claim, out var claim) is var refusal and not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        if (claim!.State is not ClaimState.Disputed || resolve.Amount > claim.Amount)
        {
            return NotOpen(claim.Amount);
        }

        // What coins paid already cannot be taken away again: only what the dispute froze can be given up.
        var waived = claim.Amount - resolve.Amount;
        refusal = TwoPersons(state, resolve.By, resolve.Approver);
        return refusal is not Refusal.None ? Decision.Refuse(refusal)
            : waived > claim.Frozen ? NotOpen(claim.Frozen)
            : waived > Money.Zero && resolve.Document is null ? Decision.Refuse(Refusal.DocumentNeeded)
            : Decision.Accept(new PoolEvent.ClaimResolved(
                claim.Id, claim.Member, resolve.Amount, waived, resolve.By, resolve.Approver, resolve.Document));
    }

    public static Decision Transfer(PoolState state, PoolCommand.TransferClaim transfer, in Facts facts)
    {
        if (Find(state, transfer.Claim, out var claim) is var refusal and not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var movable = state.Legacy.Find(claim!.Member)!.Convertible;
        refusal = claim.State is ClaimState.Disputed ? Refusal.ClaimDisputed
            : claim.Member == facts.Member ? Refusal.NothingToDo
            : TwoPersons(state, transfer.By, transfer.Approver);
        return refusal is not Refusal.None ? Decision.Refuse(refusal)
            : claim.Amount > movable ? NotOpen(movable)
            : Decision.Accept(new PoolEvent.ClaimTransferred(
                claim.Id, claim.Member, facts.Member, claim.Amount, transfer.Transfer, transfer.Document, transfer.By,
                transfer.Approver));
    }

    public static Decision Withdraw(PoolState state, PoolCommand.WithdrawClaim withdraw)
    {
        if (Find(state, withdraw.Claim, out var claim) is var refusal and not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var movable = claim!.State is ClaimState.Disputed
            ? claim.Frozen
            : state.Legacy.Find(claim.Member)!.Convertible;
        refusal = TwoPersons(state, withdraw.By, withdraw.Approver);
        return refusal is not Refusal.None ? Decision.Refuse(refusal)
            : claim.Amount > movable ? NotOpen(movable)
            : Decision.Accept(new PoolEvent.ClaimWithdrawn(
                claim.Id, claim.Member, claim.Amount, withdraw.Reason, withdraw.By, withdraw.Approver));
    }

    /// <summary>Whether claims are taken at all: the plan says so, and the pool lives.</summary>
    public static Refusal Running(PoolState state) =>
        state.IsClosed ? Refusal.PoolClosed
        : state.Plan.Legacy is null ? Refusal.LegacyOff
        : Refusal.None;

    /// <summary>Outside the sandbox two different people answer for the step.</summary>
    public static Refusal TwoPersons(PoolState state, string? by, string? approver) =>
        by is not null && by == approver ? Refusal.SamePerson
        : (by is null || approver is null) && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
        : Refusal.None;

    private static Refusal Find(PoolState state, string id, out Claim? claim)
    {
        claim = state.Legacy.Claims.GetValueOrDefault(id);
        return state.IsClosed ? Refusal.PoolClosed
            : claim is null ? Refusal.ClaimUnknown
            : claim.State is ClaimState.Withdrawn ? Refusal.ClaimNotOpen
            : Refusal.None;
    }

    private static Decision NotOpen(Money most) => Decision.Refuse(Refusal.ClaimNotOpen, most.ToString());
}
