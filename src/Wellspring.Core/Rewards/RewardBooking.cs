using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>Books who may earn, agents' fees and dividends.</summary>
internal sealed class RewardBooking(PoolState state, Wallets wallets)
{
    /// <summary>Books an event of this kind; false for any other.</summary>
    public bool TryBook(PoolEvent happened)
    {
        var book = state.Rewards;
        switch (happened)
        {
            case PoolEvent.ReferrerBound bound:
                Bind(bound);
                break;
            case PoolEvent.ReferrerUnbound unbound:
                ref var member = ref state.Members[unbound.Member];
                Invariant.Require(member.Referrer == unbound.Referrer.Value, "who leaves a referrer was bound to it");
                member.Referrer = 0;
                book.BoundAt.Remove((int)unbound.Member.Value);
                break;
            case PoolEvent.AgentAppointed { Agency: var agency }:
                state.Members.Admit(agency.Member);
                Invariant.Require(
                    !book.IsTaken(DivisionOf(agency), agency.From, agency.Until), "a division has one agent at a time");
                book.Put(DivisionOf(agency), agency);
                break;
            case PoolEvent.AgentEnded { Agency: var agency }:
                book.Put(DivisionOf(agency), agency);
                break;
            case PoolEvent.AgentFeeBooked fee:
                state.Members.Admit(fee.Member);
                book.AgentFees += fee.Amount;
                wallets.Transfer(AccountKind.Clearing, AccountKind.AgentFees, fee.Amount);
                break;
            case PoolEvent.LevelSet set:
                SetLevel(set);
                break;
            case PoolEvent.PromoterAppointed { Member: var promoter }:
                state.Members.Admit(promoter);
                book.Promoters.Add((int)promoter.Value);
                break;
            case PoolEvent.PromoterEnded { Member: var promoter }:
                book.Promoters.Remove((int)promoter.Value);
                break;
            case PoolEvent.DividendPaid dividend:
                Pay(dividend);
                break;
            default:
                return false;
        }

        return true;
    }

    private void Bind(PoolEvent.ReferrerBound bound)
    {
        var (first, second) = bound.Member.Value < bound.Referrer.Value
            ? (bound.Member, bound.Referrer)
            : (bound.Referrer, bound.Member);
        state.Members.Admit(first);
        state.Members.Admit(second);
        var mode = state.Plan.Rewards.Binding.Mode;
        Invariant.Require(
            state.Members[bound.Member].Referrer == 0 || mode is not BindingMode.FirstTouch, "a binding is made once");
        state.Members[bound.Member].Referrer = (int)bound.Referrer.Value;
        if (mode is BindingMode.Validity)
        {
            state.Rewards.BoundAt[(int)bound.Member.Value] = state.Clock;
        }
    }

    private void SetLevel(PoolEvent.LevelSet set)
    {
        state.Members.Admit(set.Member);
        if (set.Level is null)
        {
            state.Rewards.Levels.Remove((int)set.Member.Value);
        }
        else
        {
            state.Rewards.Levels[(int)set.Member.Value] = set.Level;
        }
    }

    private void Pay(PoolEvent.DividendPaid dividend)
    {
        var paid = Money.Zero;
        foreach (var payment in dividend.Payments.OrderBy(payment => payment.Member))
        {
            state.Members.Admit(payment.Member);
            paid += payment.Amount;
        }

        Invariant.Require(paid + dividend.Crumb == dividend.Amount, "a dividend is its payments and the crumb");
        Invariant.Require(state.Rewards.Periods.TryAdd(dividend.Period, paid), "a period is paid once");
        state.Rewards.DividendsPaid += paid;
        state.Platform -= paid;
        foreach (var payment in dividend.Payments)
        {
            wallets.PayMember(payment.Member, AccountKind.WalletDividends, payment.Amount, AccountKind.Platform);
        }
    }

    private static Division DivisionOf(Agency agency)
    {
        Invariant.Require(Division.TryRead(agency.Division, out var division), "an agent stands for a division");
        return division;
    }
}
