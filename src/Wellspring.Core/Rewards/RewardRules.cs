using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>Bindings, agents, levels, promoters and dividends: the commands of pool-rules 9.</summary>
internal static class RewardRules
{
    /// <summary>Longest chain of referrers walked when looking for a cycle.</summary>
    private const int ReferralDepth = 10_000;

    /// <summary>
    /// Bindings that have run out count as links too when looking for a cycle, so that nobody who walks up the tree
    /// ever walks in a circle.
    /// </summary>
    public static Decision Bind(PoolState state, in Facts facts, Instant clock)
    {
        if (state.IsClosed)
        {
            return Decision.Refuse(Refusal.PoolClosed);
        }

        var above = (int)facts.Referrer.Value;
        for (var depth = 0; above != 0; depth++)
        {
            if (above == facts.Member.Value)
            {
                return Decision.Refuse(Refusal.ReferralCycle);
            }

            if (depth == ReferralDepth)
            {
                return Decision.Refuse(Refusal.ReferralTooDeep);
            }

            above = state.Members.Read(new(above)).Referrer;
        }

        var bound = state.Members.Read(facts.Member).Referrer;
        return bound == 0 || MayReplace(state, facts, bound, clock)
            ? Decision.Accept(new PoolEvent.ReferrerBound(facts.Member, facts.Referrer))
            : Decision.Refuse(Refusal.AlreadyBound);
    }

    public static Decision Unbind(PoolState state, in Facts facts) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.Members.Read(facts.Member).Referrer is not (> 0 and var referrer) ? Decision.Refuse(Refusal.NotBound)
        : Decision.Accept(new PoolEvent.ReferrerUnbound(facts.Member, new(referrer)));

    public static Decision Register(PoolState state, PoolCommand.RegisterMerchant register, in Facts facts)
    {
        var shares = (long)state.Plan.Split.Platform.Parts + state.Plan.Split.RewardBudget.Parts;
        var known = state.Merchants.Find(register.Merchant)?.Developer ?? MemberNumber.None;
        return state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
            : register.Commission.Parts > 0 && register.Commission.Parts < shares
                ? Decision.Refuse(Refusal.CommissionTooLow)
            : register.Developer is not null && known != MemberNumber.None && known != facts.Member
                ? Decision.Refuse(Refusal.DeveloperKnown)
            : Decision.Accept(new PoolEvent.MerchantRegistered(register.Merchant, register.Commission)
            {
                Developer = register.Developer is null || known == facts.Member ? MemberNumber.None : facts.Member,
            });
    }

    public static Decision Appoint(PoolState state, PoolCommand.AppointAgent appoint, in Facts facts)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : !Division.TryRead(appoint.Division, out var division) ? Refusal.DivisionUnknown
            : !division.CanHave(appoint.Tier) ? Refusal.DivisionTier
            : appoint.Until <= appoint.From ? Refusal.PeriodEmpty
            : state.Rewards.IsTaken(division, appoint.From, appoint.Until) ? Refusal.DivisionTaken
            : Refusal.None;
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.AgentAppointed(new(
                appoint.Division, appoint.Tier, facts.Member, appoint.From, appoint.Until, appoint.Contract)))
            : Decision.Refuse(refusal);
    }

    /// <summary>Orders paid before still earn the agent what they would have.</summary>
    public static Decision EndAgent(PoolState state, PoolCommand.EndAgent end, Instant clock) =>
        !Division.TryRead(end.Division, out var division) ? Decision.Refuse(Refusal.DivisionUnknown)
        : state.Rewards.Coming(division, clock) is not { } agency ? Decision.Refuse(Refusal.NoAgent)
        : Decision.Accept(new PoolEvent.AgentEnded(agency with { Until = agency.From.Later(clock) }));

    public static Decision BookFee(PoolState state, PoolCommand.BookAgentFee book, in Facts facts)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : book.Amount == Money.Zero ? Refusal.NothingToDo
            : book.Amount > Settling.LargestAmount ? Refusal.AmountTooLarge
            : !Division.TryRead(book.Division, out _) ? Refusal.DivisionUnknown
            : (Int128)state.Rewards.AgentFees.Units + book.Amount.Units > Decimals.Limit ? Refusal.PoolFull
            : Refusal.None;
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.AgentFeeBooked(book.Division, facts.Member, book.Amount, book.Voucher))
            : Decision.Refuse(refusal);
    }

    public static Decision SetLevel(PoolState state, PoolCommand.SetLevel set, in Facts facts) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : set.Level is not null && state.Plan.Rewards.Levels.IndexOf(set.Level) < 0
            ? Decision.Refuse(Refusal.LevelUnknown)
        : set.Level == state.Rewards.Levels.GetValueOrDefault((int)facts.Member.Value)
            ? Decision.Refuse(Refusal.NothingToDo)
        : Decision.Accept(new PoolEvent.LevelSet(facts.Member, set.Level));

    public static Decision Promote(PoolState state, in Facts facts, bool ends) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.Rewards.Promoters.Contains((int)facts.Member.Value) != ends ? Decision.Refuse(Refusal.PromoterState)
        : Decision.Accept(ends
            ? new PoolEvent.PromoterEnded(facts.Member)
            : new PoolEvent.PromoterAppointed(facts.Member));

    /// <summary>Each gets the floor of its share by weight; the crumb stays with the platform.</summary>
    public static Decision PayDividend(PoolState state, PoolCommand.PayDividend pay, in Facts facts)
    {
        var weights = pay.Shares.Aggregate(Int128.Zero, (sum, share) => sum + share.Weight);
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : !state.Plan.Rewards.Dividends ? Refusal.DividendsOff
            : state.Rewards.Periods.ContainsKey(pay.Period) ? Refusal.DividendPaid
            : pay.Amount == Money.Zero || weights <= 0 || pay.Shares.Any(share => share.Weight <= 0)
                ? Refusal.NothingToDo
            : facts.Others.Distinct().Count() < facts.Others.Length ? Refusal.PayeeDoubled
            : pay.Amount > state.Platform ? Refusal.PlatformTooLow
            : weights > long.MaxValue ? Refusal.AmountTooLarge
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var payments = ImmutableArray.CreateBuilder<DividendPayment>(pay.Shares.Length);
        var crumb = pay.Amount;
        for (var index = 0; index < pay.Shares.Length; index++)
        {
            var weight = pay.Shares[index].Weight;
            var part = Money.FromUnits(Exact.MulDiv(pay.Amount.Units, weight, (long)weights, Rounding.Down));
            payments.Add(new(facts.Others[index], weight, part));
            crumb -= part;
        }

        return Decision.Accept(new PoolEvent.DividendPaid(pay.Period, pay.Amount, payments.DrainToImmutable(), crumb));
    }

    // The same referrer again replaces nothing, unless it renews a binding that has run out.
    private static bool MayReplace(PoolState state, in Facts facts, int bound, Instant clock) =>
        state.Plan.Rewards.Binding.Mode switch
        {
            BindingMode.Override => bound != facts.Referrer.Value,
            BindingMode.Validity => Entitlement.HasRunOut(state, facts.Member, clock),
            _ => false,
        };
}
