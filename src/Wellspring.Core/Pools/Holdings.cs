using Wellspring.Core.Legacy;

namespace Wellspring.Core.Pools;

/// <summary>A member's free points as booking changes them, with round, vintages, ages and trigger.</summary>
internal sealed class Holdings(PoolState state, Wallets wallets)
{
    /// <summary>Takes points out of the oldest vintages, before <see cref="TakePoints"/>.</summary>
    public void TakeOldest(MemberNumber number, Points points)
    {
        var scale = state.Backing.Scale;
        var lots = state.Vintages.Of((int)number.Value, Members.PointsAt(state.Members[number], scale), scale);
        if (!lots.IsPlain)
        {
            state.Vintages.Keep(number, lots.LessOldest(points), scale);
        }
    }

    /// <summary>Burns points of one order: of its vintage and age first. The backing follows.</summary>
    public void TakeOf(OrderRow row, Points points)
    {
        var scale = state.Backing.Scale;
        var lots = state.Vintages.Of((int)row.Member.Value, state.Members[row.Member].Points, scale);
        if (!lots.IsPlain)
        {
            lots = lots.LessOf(state.Vintages.VintageOf(row.PlanVersion), points);
            state.Vintages.Keep(row.Member, lots, scale);
        }

        TakePoints(row.Member, points, Money.Zero);
        state.Ages.TakeOf(row.Member, row.Order, points, scale);
    }

    /// <summary>Points leave a member's round, which ends with the last of them.</summary>
    public void TakePoints(MemberNumber number, Points points, Money value)
    {
        wallets.Touch(number);
        ref var member = ref state.Members[number];
        member.Points -= points;
        member.Proceeds += value;
        if (member.Points == Points.Zero)
        {
            (member.Basis, member.Proceeds) = (Money.Zero, Money.Zero);
            if (state.Legacy.ClaimBasisOf((int)number.Value) > Money.Zero)
            {
                state.Legacy.Change(number, state.Backing.Scale, creditor => creditor.ClaimBasis = Money.Zero);
            }
        }

        wallets.PostPoints(AccountKind.PointsFree, number.Value, -points.Units);
    }

    /// <summary>Released points join the member's round, or open one; that they were locked is the caller's.</summary>
    public void Give(MemberNumber number, Points locked, Points points)
    {
        var scale = state.Backing.Scale;
        ref var member = ref state.Members[number];
        member.Round += member.Points == Points.Zero ? 1 : 0;
        var (free, left) = ReleaseRules.LotsAfter(state, (int)number.Value, member.Points, locked, points);
        state.Vintages.Keep(number, free, scale);
        state.LockedVintages.Keep(number, left, scale);
        member.Points += points;
        state.Ages.Add(number, new(Ages.Released, state.Clock, points, scale));
    }

    public void BurnBacking(Points points, Money leaving)
    {
        var reserve = state.Backing.Reserve;
        state.Backing = state.Backing.Burn(points, leaving);
        wallets.Transfer(AccountKind.Pool, AccountKind.Reserve, state.Backing.Reserve - reserve);
    }

    /// <summary>
    /// The member's place in the heap after any event of its own. A running notice keeps it out of the heap.
    /// </summary>
    public void Retrigger(MemberNumber number)
    {
        if (!state.Vintages.HasCap)
        {
            return;
        }

        ref var member = ref state.Members[number];
        member.Limit = state.LimitOf(
            state.Vintages.CapOf((int)number.Value), member.Basis, member.Proceeds,
            state.Legacy.ClaimBasisOf((int)number.Value));
        if (member.HeapSlot == TriggerHeap.OnNotice)
        {
            return;
        }

        if (member.Points == Points.Zero || member.Limit == Vintages.NoLimit)
        {
            state.Heap.Remove((int)number.Value, leaves: TriggerHeap.Outside);
        }
        else
        {
            state.Heap.Place((int)number.Value);
        }
    }
}
