using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Withdrawals 提现: rule 10.</summary>
internal sealed class SlowWallets(Plan plan)
{
    public SlowStep Request(SlowState state, PoolCommand.RequestWithdrawal wish)
    {
        BigInteger amount = wish.Amount.Units;
        var member = state.Member(wish.Member);
        var day = new Instant(state.Clock).DayAt(plan.Settings.TimeZone);
        var refusal = RefuseRequest(state, wish, member, day);
        if (refusal is not Refusal.None)
        {
            return refusal;
        }

        var fromSales = BigInteger.Min(amount, member.SaleMoney);
        var fromRewards = BigInteger.Min(amount - fromSales, member.RewardMoney);
        var fromDividends = amount - fromSales - fromRewards;
        var isApproved = plan.Withdrawal.ReviewAbove is { } limit && amount <= limit.Units;
        return state
            .With(member with
            {
                SaleMoney = member.SaleMoney - fromSales,
                RewardMoney = member.RewardMoney - fromRewards,
                DividendMoney = member.DividendMoney - fromDividends,
            })
            .With(new SlowWithdrawal(
                wish.Withdrawal, wish.Member, fromSales, fromRewards, plan.Withdrawal.Fee.Units,
                isApproved ? WithdrawalState.Approved : WithdrawalState.Requested, day, Returned: false)
            {
                FromDividends = fromDividends,
            });
    }

    public static SlowStep Approve(SlowState state, string id) =>
        Move(state, id, WithdrawalState.Requested, withdrawal => state.Member(withdrawal.Member).Receivable.IsZero
            ? state.With(withdrawal with { State = WithdrawalState.Approved })
            : Refusal.ReceivableOpen);

    public static SlowStep Reject(SlowState state, string id) =>
        Move(state, id, WithdrawalState.Requested, withdrawal => GiveBack(state, withdrawal));

    public static SlowStep Pay(SlowState state, string id) =>
        Move(state, id, WithdrawalState.Approved, withdrawal =>
            state.With(withdrawal with { State = null }).PlatformGets(withdrawal.Fee));

    public static SlowStep Fail(SlowState state, string id) =>
        Move(state, id, WithdrawalState.Approved, withdrawal => GiveBack(state, withdrawal));

    private Refusal RefuseRequest(
        SlowState state, PoolCommand.RequestWithdrawal wish, SlowMember member, long day)
    {
        BigInteger amount = wish.Amount.Units;
        var settings = plan.Withdrawal;
        var thatDay = state.Withdrawals.Values
            .Where(other => other.Member == wish.Member && other.Day == day && !other.Returned)
            .Aggregate(amount, (sum, other) => sum + other.Amount);
        var isInBounds = amount >= settings.Min.Units
            && (settings.Max is not { } max || amount <= max.Units)
            && (settings.DailyLimit is not { } limit || thatDay <= limit.Units);
        return state.Withdrawals.ContainsKey(wish.Withdrawal) ? Refusal.WithdrawalExists
            : !settings.Enabled ? Refusal.WithdrawalOff
            : amount.IsZero ? Refusal.NothingToDo
            : !isInBounds ? Refusal.WithdrawalBounds
            : !member.Receivable.IsZero ? Refusal.ReceivableOpen
            : amount > member.SaleMoney + member.RewardMoney + member.DividendMoney ? Refusal.WalletTooLow
            : Refusal.None;
    }

    private static SlowStep Move(
        SlowState state, string id, WithdrawalState from, Func<SlowWithdrawal, SlowStep> move) =>
        !state.Withdrawals.TryGetValue(id, out var withdrawal) || withdrawal.State is null
            ? Refusal.WithdrawalUnknown
            : withdrawal.State != from ? Refusal.WithdrawalState
            : move(withdrawal);

    private static SlowState GiveBack(SlowState state, SlowWithdrawal withdrawal)
    {
        var member = state.Member(withdrawal.Member);
        return state
            .With(withdrawal with { State = null, Returned = true })
            .With(member with
            {
                SaleMoney = member.SaleMoney + withdrawal.FromSales,
                RewardMoney = member.RewardMoney + withdrawal.FromRewards,
                DividendMoney = member.DividendMoney + withdrawal.FromDividends,
            });
    }
}
