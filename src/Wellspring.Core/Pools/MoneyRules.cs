namespace Wellspring.Core.Pools;

/// <summary>The operator's money: injections, subsidies, reserve, deposits; and wallets on their way out.</summary>
internal static class MoneyRules
{
    /// <summary>注资: pool-rules 7.</summary>
    public static Decision Inject(PoolState state, PoolCommand.InjectCapital inject)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : Amount(inject.Amount) is var bad and not Refusal.None ? bad
            : state.Backing.IsEmpty ? Refusal.PoolEmpty
            : inject.Approver is null && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
            : inject.Contract is null && !state.Plan.IsSandbox ? Refusal.AcknowledgementMissing
            : (state.Totals with { Injected = state.Totals.Injected + inject.Amount }).IsFull ? Refusal.PoolFull
            : Refusal.None;
        if (refusal is Refusal.AcknowledgementMissing)
        {
            return Decision.Refuse(refusal, Deeds.Injection);
        }

        return Raise(state, refusal, backing => backing.Add(inject.Amount), after => new PoolEvent.CapitalInjected(
            inject.Amount, inject.Source, inject.Voucher, inject.Approver)
        {
            Contract = inject.Contract,
            After = after,
        });
    }

    public static Decision Subsidise(PoolState state, PoolCommand.Subsidise subsidise)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : Amount(subsidise.Amount) is var bad and not Refusal.None ? bad
            : subsidise.Share == Rate.Zero ? Refusal.NothingToDo
            : state.Subsidies.Sum(subsidy => (Int128)subsidy.Left.Units) + subsidise.Amount.Units > Decimals.Limit
                ? Refusal.PoolFull
            : subsidise.Approver is null && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
            : Refusal.None;
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.Subsidised(
                subsidise.Amount, subsidise.Share, subsidise.Source, subsidise.Voucher, subsidise.Approver))
            : Decision.Refuse(refusal);
    }

    public static Decision ReturnReserve(PoolState state, PoolCommand.ReturnReserve give)
    {
        var amount = give.Amount ?? state.Backing.Reserve;
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : amount > state.Backing.Reserve ? Refusal.ReserveTooLow
            : amount == Money.Zero ? Refusal.NothingToDo
            : state.Backing.IsEmpty ? Refusal.PoolEmpty
            : Refusal.None;
        return Raise(state, refusal, backing => backing.ReturnReserve(amount),
            after => new PoolEvent.ReserveReturned(amount, give.Approver) { After = after });
    }

    public static Decision TopUp(PoolState state, PoolCommand.TopUpDeposit topUp) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : Amount(topUp.Amount) is var bad and not Refusal.None ? Decision.Refuse(bad)
        : (Int128)(state.Merchants.Find(topUp.Merchant)?.Deposit ?? Money.Zero).Units + topUp.Amount.Units
            > Decimals.Limit ? Decision.Refuse(Refusal.PoolFull)
        : Decision.Accept(new PoolEvent.DepositToppedUp(topUp.Merchant, topUp.Amount, topUp.Voucher));

    /// <summary>提现: pool-rules 10. Sale money leaves first, then rewards, then dividends.</summary>
    public static Decision Request(
        PoolState state, PoolCommand.RequestWithdrawal request, in Facts facts, Instant clock)
    {
        var member = state.Members.Read(facts.Member);
        var dividends = state.Rewards.DividendOf(facts.Member);
        var bounds = state.Plan.Withdrawal;
        var today = state.Counter(state.RequestedToday, facts.Member, clock).Money;
        var refusal = facts.WithdrawalTaken ? Refusal.WithdrawalExists
            : !bounds.Enabled ? Refusal.WithdrawalOff
            : request.Amount == Money.Zero ? Refusal.NothingToDo
            : request.Amount < bounds.Min || request.Amount > bounds.Max || today + request.Amount > bounds.DailyLimit
                ? Refusal.WithdrawalBounds
            : member.Receivable > Money.Zero ? Refusal.ReceivableOpen
            : member.SaleMoney + member.RewardMoney + dividends < request.Amount ? Refusal.WalletTooLow
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var fromSales = request.Amount.AtMost(member.SaleMoney);
        var fromRewards = (request.Amount - fromSales).AtMost(member.RewardMoney);
        if (fromSales > Money.Zero && Deeds.Missing(state, clock, Deeds.CashOut, Deeds.CashOutTax) is { } missing)
        {
            return Decision.Refuse(Refusal.AcknowledgementMissing, missing);
        }

        var approved = bounds.ReviewAbove is { } limit && request.Amount <= limit;
        return Decision.Accept(new PoolEvent.WithdrawalRequested(new(
            request.Withdrawal, facts.Member, fromSales, fromRewards, bounds.Fee,
            approved ? WithdrawalState.Approved : WithdrawalState.Requested, state.Today(clock))
        {
            FromDividends = request.Amount - fromSales - fromRewards,
        }));
    }

    /// <summary>Approves a withdrawal; sale money rests on what was acknowledged, as its request did.</summary>
    public static Decision Approve(PoolState state, string id, Instant clock, Func<Withdrawal, PoolEvent> happens) =>
        state.Withdrawals.TryGetValue(id, out var withdrawal) && withdrawal.FromSales > Money.Zero
        && withdrawal.State is WithdrawalState.Requested
        && Deeds.Missing(state, clock, Deeds.CashOut, Deeds.CashOutTax) is { } missing
            ? Decision.Refuse(Refusal.AcknowledgementMissing, missing)
            : Move(state, id, WithdrawalState.Requested, outward: true, happens);

    /// <summary>
    /// A step of a withdrawal that must stand in <paramref name="expected"/>; what the member came to owe meanwhile
    /// blocks a step <paramref name="outward"/>, and the money can only come back.
    /// </summary>
    public static Decision Move(
        PoolState state, string id, WithdrawalState expected, bool outward, Func<Withdrawal, PoolEvent> happens) =>
        !state.Withdrawals.TryGetValue(id, out var withdrawal) ? Decision.Refuse(Refusal.WithdrawalUnknown)
        : withdrawal.State != expected ? Decision.Refuse(Refusal.WithdrawalState)
        : outward && state.Members[withdrawal.Member].Receivable > Money.Zero
            ? Decision.Refuse(Refusal.ReceivableOpen)
        : Decision.Accept(happens(withdrawal));

    private static Int128 Sum<T>(this IEnumerable<T> items, Func<T, Int128> part) =>
        items.Aggregate(Int128.Zero, (sum, item) => sum + part(item));

    private static Refusal Amount(Money amount) =>
        amount == Money.Zero ? Refusal.NothingToDo
        : amount > Settling.LargestAmount ? Refusal.AmountTooLarge
        : Refusal.None;

    private static Decision Raise(
        PoolState state, Refusal refusal, Func<Backing, Backing> step, Func<Aftermath, PoolEvent> happens)
    {
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var after = step(state.Backing);
        return new Cascade(state, OwnHolding.Nobody).Run(ref after, out var aftermath)
            ? Decision.Accept(happens(aftermath))
            : Decision.Refuse(Refusal.PoolFull);
    }
}
