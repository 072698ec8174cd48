using System.Collections.Immutable;
using System.Diagnostics;

namespace Wellspring.Core.Pools;

/// <summary>
/// Who is owed what beside the pool: members' wallets 零钱, the platform, merchants; and every posting.
/// </summary>
internal sealed class Wallets(PoolState state, IPostings? postings)
{
    private readonly List<Netting> _nettings = [];

    /// <summary>What payouts since the last call paid of their members' debts.</summary>
    public ImmutableArray<Netting> TakeNettings()
    {
        if (_nettings.Count == 0)
        {
            return [];
        }

        var taken = _nettings.ToImmutableArray();
        _nettings.Clear();
        return taken;
    }

    /// <summary>Brings a member's points to the present scale; the account takes its share of the rescale.</summary>
    public void Touch(MemberNumber number)
    {
        ref var member = ref state.Members[number];
        var points = Members.PointsAt(member, state.Backing.Scale);
        var gained = points.Units - member.Points.Units;
        (member.Points, member.Scale) = (points, state.Backing.Scale);
        Post(AccountKind.PointsFree, number.Value, gained);
        Post(AccountKind.PointsRescale, 0, -gained);
        if (state.Legacy.Find(number) is { } creditor)
        {
            var locked = creditor.Bring(state.Backing.Scale);
            Post(AccountKind.PointsLocked, number.Value, locked);
            Post(AccountKind.PointsRescale, 0, -locked);
        }
    }

    /// <summary>Points gained (positive) or burnt (negative) by a holder, against the issue account.</summary>
    public void PostPoints(AccountKind holder, long number, long units)
    {
        Post(holder, number, units);
        Post(AccountKind.PointsIssued, 0, -units);
    }

    /// <summary>Points of a creditor move from locked to free; their number stays.</summary>
    public void Release(MemberNumber number, Points points)
    {
        Post(AccountKind.PointsFree, number.Value, points.Units);
        Post(AccountKind.PointsLocked, number.Value, -points.Units);
    }

    /// <summary>
    /// A split of everything by ten: the float takes its share at once, members when they are touched.
    /// </summary>
    public void Rescale(Backing before)
    {
        Post(AccountKind.PointsIssued, 0, -9 * before.Circulating.Units);
        Post(AccountKind.PointsRescale, 0, 9 * (before.Circulating - before.Float).Units);
        Post(AccountKind.PointsFloat, 0, 9 * before.Float.Units);
    }

    public void Transfer(AccountKind debit, AccountKind credit, Money amount) =>
        Transfer(new Account(debit, 0), new Account(credit, 0), amount);

    public void Transfer(Account debit, Account credit, Money amount)
    {
        Post(debit.Kind, debit.Number, amount.Units);
        Post(credit.Kind, credit.Number, -amount.Units);
    }

    /// <summary>
    /// Credits a member; what the member owes is taken first and goes to the platform, which advanced it.
    /// </summary>
    public void PayMember(MemberNumber number, AccountKind wallet, Money amount, AccountKind from)
    {
        ref var member = ref state.Members[number];
        var netted = amount.AtMost(member.Receivable);
        if (netted > Money.Zero)
        {
            _nettings.Add(new(number, netted));
            member.Receivable -= netted;
            Post(AccountKind.MemberReceivable, number.Value, -netted.Units);
            Post(AccountKind.PlatformAdvanced, 0, netted.Units);
            PlatformIncome(netted, from);
        }

        var rest = amount - netted;
        if (wallet is AccountKind.WalletDividends)
        {
            state.Rewards.AddDividend(number, rest.Units);
        }
        else
        {
            ref var purse = ref Purse(ref member, wallet);
            purse += rest;
        }

        Post(from, 0, rest.Units);
        Post(wallet, number.Value, -rest.Units);
    }

    /// <summary>Income of the platform; what it owes is taken first.</summary>
    public void PlatformIncome(Money amount, AccountKind from)
    {
        var netted = amount.AtMost(state.PlatformReceivable);
        state.PlatformReceivable -= netted;
        state.Platform += amount - netted;
        Post(from, 0, amount.Units);
        Post(AccountKind.PlatformReceivable, 0, -netted.Units);
        Post(AccountKind.Platform, 0, -(amount - netted).Units);
    }

    /// <summary>Both sides of a settled order beside the points' backing.</summary>
    /// <param name="toPool">The part of the remainder that is in the price.</param>
    /// <param name="toReserve">The part that found no points to carry it.</param>
    public void Settle(Settlement order, Money toPool, Money toReserve)
    {
        var merchant = state.Merchants.FindOrAdd(order.Merchant, state.Plan.Split.Commission);
        TakePayment(order, merchant);
        Transfer(AccountKind.Clearing, AccountKind.Pool, order.Inflow + toPool);
        Transfer(AccountKind.Clearing, AccountKind.Reserve, toReserve);
        if (order.Subsidy > Money.Zero)
        {
            var first = state.Subsidies.Peek();
            UseSubsidy(first, order.Subsidy);
            Transfer(AccountKind.Subsidies, AccountKind.Pool, order.Subsidy);
        }

        PlatformIncome(order.Platform + (order.Remainder - toPool - toReserve), AccountKind.Clearing);
        foreach (var reward in order.Rewards)
        {
            state.Totals = state.Totals with { Rewarded = state.Totals.Rewarded + reward.Amount };
            PayMember(reward.Payee, AccountKind.WalletRewards, reward.Amount, AccountKind.Clearing);
        }

        PostPoints(AccountKind.PointsFree, order.Member.Value, order.Points.Units);
    }

    /// <summary>Who bears a refund after finality, in the order of pool-rules 8.</summary>
    public void Reverse(PoolEvent.OrderReversed reversed)
    {
        var row = reversed.Row;
        GiveBack(reversed);
        Transfer(AccountKind.Pool, AccountKind.Clearing, reversed.Released);
        foreach (var taken in reversed.Taken)
        {
            ref var payee = ref state.Members[taken.Payee];
            payee.RewardMoney -= taken.FromRewards;
            payee.SaleMoney -= taken.FromSales;
            TakeDividend(taken.Payee, taken.FromDividends);
            Post(AccountKind.WalletRewards, taken.Payee.Value, taken.FromRewards.Units);
            Post(AccountKind.WalletSales, taken.Payee.Value, taken.FromSales.Units);
            Post(AccountKind.Clearing, 0, -(taken.FromRewards + taken.FromSales + taken.FromDividends).Units);
            Owe(taken.Payee, taken.Owed);
        }

        Owe(row.Member, reversed.MemberOwes);
        PlatformPays(reversed.PlatformPays);
    }

    public void TopUp(PoolEvent.DepositToppedUp topUp)
    {
        var merchant = state.Merchants.FindOrAdd(topUp.Merchant, state.Plan.Split.Commission);
        merchant.Deposit += topUp.Amount;
        Post(AccountKind.Clearing, 0, topUp.Amount.Units);
        Post(AccountKind.MerchantDeposit, merchant.Number, -topUp.Amount.Units);
    }

    /// <summary>Withdrawals and goods credit.</summary>
    public void Book(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.CreditSpent spent:
                state.Members[spent.Member].GoodsCredit -= spent.Amount;
                Post(AccountKind.WalletCredit, spent.Member.Value, spent.Amount.Units);
                Post(AccountKind.Goods, 0, -spent.Amount.Units);
                break;
            case PoolEvent.WithdrawalRequested { Withdrawal: var requested }:
                state.Withdrawals.Add(requested.Id, requested);
                MoveOut(requested, returns: false);
                break;
            case PoolEvent.WithdrawalApproved { Withdrawal: var approved }:
                state.Withdrawals[approved.Id] = approved with { State = WithdrawalState.Approved };
                break;
            case PoolEvent.WithdrawalRejected { Withdrawal: var rejected }:
                Finish(rejected, returns: true);
                break;
            case PoolEvent.WithdrawalReturned { Withdrawal: var returned }:
                Finish(returned, returns: true);
                break;
            case PoolEvent.WithdrawalSettled { Withdrawal: var paid }:
                Finish(paid, returns: false);
                break;
            default:
                throw new UnreachableException($"nothing books {happened.GetType().Name}");
        }
    }

    private void TakePayment(Settlement order, Merchant merchant)
    {
        var rest = order.Amount - order.Commission;
        switch (order.Funding?.Mode)
        {
            case FundingMode.OwnGoods:
                Transfer(AccountKind.Clearing, AccountKind.Goods, rest);
                break;
            case FundingMode.MerchantDirect:
                merchant.Deposit -= order.Commission;
                Post(AccountKind.MerchantDeposit, merchant.Number, order.Commission.Units);
                Post(AccountKind.Clearing, 0, -order.Commission.Units);
                break;
            default:
                merchant.Payable += rest;
                Post(AccountKind.Clearing, 0, rest.Units);
                Post(AccountKind.MerchantPayable, merchant.Number, -rest.Units);
                break;
        }
    }

    // The customer gets the amount; the merchant's part of it is the merchant's, the commission's part is `due`.
    private void GiveBack(PoolEvent.OrderReversed reversed)
    {
        var merchant = state.Merchants.FindOrAdd(reversed.Row.Merchant, state.Plan.Split.Commission);
        var rest = reversed.Amount - reversed.Due;
        switch (reversed.Row.Mode)
        {
            case FundingMode.OwnGoods:
                Transfer(AccountKind.Goods, AccountKind.Clearing, rest);
                break;
            case FundingMode.MerchantDirect:
                // The shop pays its customer itself, and its commission returns to its deposit.
                merchant.Deposit += reversed.Due;
                Post(AccountKind.Clearing, 0, reversed.Due.Units);
                Post(AccountKind.MerchantDeposit, merchant.Number, -reversed.Due.Units);
                break;
            default:
                var payable = rest.AtMost(merchant.Payable);
                merchant.Payable -= payable;
                merchant.Receivable += rest - payable;
                Post(AccountKind.Clearing, 0, -rest.Units);
                Post(AccountKind.MerchantPayable, merchant.Number, payable.Units);
                Post(AccountKind.MerchantReceivable, merchant.Number, (rest - payable).Units);
                break;
        }
    }

    // The platform advances what a member cannot give back at once, and gets it from the member's later payouts.
    private void Owe(MemberNumber number, Money amount)
    {
        if (amount > Money.Zero)
        {
            state.Members[number].Receivable += amount;
            Post(AccountKind.MemberReceivable, number.Value, amount.Units);
            Post(AccountKind.PlatformAdvanced, 0, -amount.Units);
            PlatformPays(amount);
        }
    }

    private void PlatformPays(Money amount)
    {
        var there = amount.AtMost(state.Platform);
        state.Platform -= there;
        state.PlatformReceivable += amount - there;
        Post(AccountKind.Platform, 0, there.Units);
        Post(AccountKind.PlatformReceivable, 0, (amount - there).Units);
        Post(AccountKind.Clearing, 0, -amount.Units);
    }

    private void UseSubsidy(Subsidy first, Money used)
    {
        var left = first.Left - used;
        state.Subsidies.Dequeue();
        if (left > Money.Zero)
        {
            var others = state.Subsidies.ToArray();
            state.Subsidies.Clear();
            state.Subsidies.Enqueue(first with { Left = left });
            Array.ForEach(others, state.Subsidies.Enqueue);
        }
    }

    private void Finish(Withdrawal withdrawal, bool returns)
    {
        Invariant.Require(
            state.Withdrawals.Remove(withdrawal.Id, out var known) && known == withdrawal, "a withdrawal ends once");
        if (returns)
        {
            MoveOut(withdrawal, returns: true);
            return;
        }

        Post(AccountKind.Withdrawals, withdrawal.Member.Value, withdrawal.Amount.Units);
        Post(AccountKind.Clearing, 0, -withdrawal.Amount.Units);
        PlatformIncome(withdrawal.Fee, AccountKind.Clearing);
    }

    private void MoveOut(Withdrawal withdrawal, bool returns)
    {
        ref var member = ref state.Members[withdrawal.Member];
        member.SaleMoney = returns ? member.SaleMoney + withdrawal.FromSales : member.SaleMoney - withdrawal.FromSales;
        member.RewardMoney =
            returns ? member.RewardMoney + withdrawal.FromRewards : member.RewardMoney - withdrawal.FromRewards;
        var sign = returns ? -1 : 1;
        TakeDividend(withdrawal.Member, withdrawal.FromDividends, sign);
        Post(AccountKind.WalletSales, withdrawal.Member.Value, sign * withdrawal.FromSales.Units);
        Post(AccountKind.WalletRewards, withdrawal.Member.Value, sign * withdrawal.FromRewards.Units);
        Post(AccountKind.Withdrawals, withdrawal.Member.Value, -sign * withdrawal.Amount.Units);
        // What comes back on a later day was requested on its own: it frees nothing of today.
        if (state.Plan.Withdrawal.DailyLimit is not null && withdrawal.Day == state.Today(state.Clock))
        {
            var today = state.Counter(state.RequestedToday, withdrawal.Member, state.Clock);
            state.RequestedToday[(int)withdrawal.Member.Value] = today with
            {
                Money = returns ? today.Money - withdrawal.Amount : today.Money + withdrawal.Amount,
            };
        }
    }

    // Takes dividend money out of a wallet, or puts it back where the sign is negative.
    private void TakeDividend(MemberNumber member, Money amount, int sign = 1)
    {
        if (amount > Money.Zero)
        {
            state.Rewards.AddDividend(member, -sign * amount.Units);
            Post(AccountKind.WalletDividends, member.Value, sign * amount.Units);
        }
    }

    private static ref Money Purse(ref Member member, AccountKind wallet)
    {
        switch (wallet)
        {
            case AccountKind.WalletSales:
                return ref member.SaleMoney;
            case AccountKind.WalletRewards:
                return ref member.RewardMoney;
            default:
                return ref member.GoodsCredit;
        }
    }

    private void Post(AccountKind kind, long number, long units)
    {
        if (units != 0)
        {
            postings?.Post(new(kind, number), units);
        }
    }
}
