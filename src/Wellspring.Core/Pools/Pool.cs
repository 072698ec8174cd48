using System.Collections.Immutable;
using System.Security.Cryptography;
using Wellspring.Core.Compliance;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>One pool: the money in it, the points on it, who holds them, and who is owed what around it.</summary>
/// <remarks>
/// <see cref="Decide"/> only reads, <see cref="Apply"/> only writes, and neither asks the world anything. So the same
/// journal gives the same pool, bit for bit, on every machine. One thread owns a pool; nothing here locks.
/// </remarks>
public sealed class Pool
{
    private readonly PoolState _state;
    private readonly Booking _booking;

    /// <param name="postings">Gets both sides of everything that is booked; null where nobody reads the ledger.</param>
    public Pool(Plan plan, IPostings? postings = null)
        : this(new PoolState(plan), postings)
    {
    }

    private Pool(PoolState state, IPostings? postings)
    {
        _state = state;
        _booking = new(state, new(state, postings));
    }

    /// <summary>The version of the plan in effect.</summary>
    public Plan Plan => _state.Plan;

    /// <summary>Every version of the plan, in order; published ones that do not yet apply are last.</summary>
    public IEnumerable<PlanVersion> PlanVersions => _state.History.All;

    /// <summary>Every acknowledgement 书面确认 there was, in order, and whether it was taken back.</summary>
    public IEnumerable<(Acknowledgement Given, bool IsVoid)> Acknowledgements => _state.Acknowledgements.All;

    /// <summary>The rules whose acknowledgement the present plan needs and that nobody holds at a time.</summary>
    public IEnumerable<string> MissingAcknowledgements(Instant at) =>
        Plan.Needs.Where(code => !_state.Acknowledgements.IsLive(code, Plan.Hash, at));

    public Backing Backing => _state.Backing;

    public Totals Totals => _state.Totals;

    /// <summary>The latest time that any accepted command brought along.</summary>
    public Instant Clock => _state.Clock;

    public bool IsPaused => _state.IsPaused;

    public bool IsClosed => _state.IsClosed;

    public Instant? ClosesAt => _state.ClosesAt;

    public Money Platform => _state.Platform;

    public Money PlatformReceivable => _state.PlatformReceivable;

    /// <summary>Members with a number, whether or not they ever ordered.</summary>
    public int MemberCount => _state.Members.Count;

    public int PendingCount => _state.Pending.Count;

    public bool IsOpened => _state.IsOpened;

    /// <summary>When the next order becomes final or the next notice ends; null while nothing is awaited.</summary>
    public Instant? NextDue
    {
        get
        {
            var order = _state.Pending.First?.Due;
            Instant? notice = _state.Notices.Running.Count > 0 ? _state.Notices.Running.First().Value.Due : null;
            var next = order is null || notice < order ? notice : order;
            var plan = _state.History.Next?.EffectiveAt;
            next = next is null || plan < next ? plan : next;
            var release = ReleaseRules.NextDay(_state);
            return _state.IsPaused || _state.IsClosed ? null : next is null || release < next ? release : next;
        }
    }

    /// <summary>The pool as a snapshot holds it; the same plan is needed.</summary>
    /// <exception cref="WireException">The bytes are not a state of a pool with this plan.</exception>
    public static Pool Restore(Plan plan, ReadOnlySpan<byte> image, IPostings? postings = null) =>
        new(StateImage.Read(plan, image), postings);

    /// <summary>The first event of every journal.</summary>
    public PoolEvent Opening()
    {
        var opened = Backing.Open(Plan.Pool.StartPrice, Plan.Pool.Float);
        return new PoolEvent.PoolOpened(Plan.Text, opened.Pool, opened.Float)
        {
            Acknowledgements = Plan.Acknowledgements,
        };
    }

    /// <summary>What the command would do now. A broken invariant on the way is an answer too: quarantine.</summary>
    /// <param name="position">The journal position that the record will have.</param>
    public Decision Decide(PoolCommand command, in Facts facts, long position)
    {
        try
        {
            return DecideKind(command, facts, _state.Clock.Later(command.At), position);
        }
        catch (BrokenInvariantException broken)
        {
            return Decision.Quarantine(broken.Message);
        }
        catch (OverflowException)
        {
            return Decision.Quarantine("an amount passes 64 bits");
        }
    }

    /// <summary>Books what happened. It cannot refuse: what does not add up throws, and the pool is over.</summary>
    public void Apply(PoolEvent happened, Instant at, long position) => _booking.Apply(happened, at, position);

    /// <summary>
    /// Finalises what is due by <paramref name="at"/>, at most <paramref name="limit"/> items: each is decided and
    /// booked before the next. Returns the record to journal, or null when nothing is due.
    /// </summary>
    public PoolEvent.DueProcessed? RunDue(Instant at, int limit)
    {
        var clock = _state.Clock.Later(at);
        ImmutableArray<DueItem>.Builder? items = null;
        while (!_state.IsPaused && !_state.IsClosed && (items?.Count ?? 0) < limit && DecideDue(clock) is { } item)
        {
            (items ??= ImmutableArray.CreateBuilder<DueItem>()).Add(item);
            _booking.Apply(item, clock);
        }

        return items is null ? null : new(clock, items.DrainToImmutable());
    }

    /// <summary>What payouts since the last call paid of their members' debts; a record carries it.</summary>
    public ImmutableArray<Netting> TakeNettings() => _booking.TakeNettings();

    /// <summary>The canonical bytes of the state, the same on every machine for the same journal.</summary>
    public void WriteImage(WireWriter writer) => StateImage.Write(_state, writer);

    /// <summary>SHA-256 of <see cref="WriteImage"/>, in hexadecimal.</summary>
    public string StateHash()
    {
        var writer = new WireWriter(1 << 16);
        WriteImage(writer);
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written));
    }

    /// <summary>A member's free points in the present scale.</summary>
    public Points Held(MemberNumber number) => Members.PointsAt(_state.Members.Read(number), _state.Backing.Scale);

    /// <summary>The free points that were held long enough to pay for goods (<c>redeeming.minHolding</c>).</summary>
    public Points Redeemable(MemberNumber number, Instant at)
    {
        var held = Held(number);
        var lots = _state.Vintages.Of((int)number.Value, held, _state.Backing.Scale);
        return SaleRules.Ripe(_state, number, lots, held, rights => rights.RedeemHolding, at);
    }

    /// <summary>What one member holds; all zero for a number that was never given.</summary>
    public MemberBalance Member(MemberNumber number)
    {
        var member = _state.Members.Read(number);
        var points = Members.PointsAt(member, _state.Backing.Scale);
        var pending = _state.Pending.Count == 0
            ? []
            : _state.Pending.Of(number).Select(order => new PendingEstimate(order, Estimate(order))).ToImmutableArray();
        return new(number, points, _state.Backing.Value(points), member.Basis, member.Proceeds, member.Spent,
            member.Received, member.SaleMoney, member.RewardMoney, member.GoodsCredit, member.Receivable, pending,
            member.HeapSlot == TriggerHeap.OnNotice ? _state.Notices.DueOf((int)number.Value) : null,
            new(member.Referrer))
        {
            DividendMoney = _state.Rewards.DividendOf(number),
            ReferrerUntil = Entitlement.EndOf(_state, number),
            Level = LevelOf(number),
            IsPromoter = _state.Rewards.Promoters.Contains((int)number.Value),
        };
    }

    /// <summary>
    /// What one member paid for settled orders and got out of the pool over the whole life: cheap enough to ask of all.
    /// </summary>
    public (Money Spent, Money Received) LifeOf(MemberNumber number) =>
        _state.Members.Read(number) is var member ? (member.Spent, member.Received) : default;

    /// <summary>An order before finality as the pool holds it; null when it holds none of this id.</summary>
    public PendingOrder? PendingOf(string order) => _state.Pending.Find(order);

    /// <summary>
    /// The merchants in order of appearance: id, number, commission and what stands between them and us.
    /// </summary>
    public IEnumerable<MerchantBalance> Merchants() => _state.Merchants.All.Select(merchant => new MerchantBalance(
        merchant.Id, merchant.Number, merchant.Commission, merchant.Payable, merchant.Deposit, merchant.Receivable)
    {
        Developer = merchant.Developer,
    });

    /// <summary>What a creditor 债权人 is owed, has got and holds; null for a member without a claim.</summary>
    public CreditorBalance? Creditor(MemberNumber number) => LegacyReading.Creditor(_state, number);

    /// <summary>All creditors by member number.</summary>
    public IEnumerable<CreditorBalance> Creditors() => LegacyReading.Creditors(_state);

    /// <summary>
    /// All creditors together and the settlement fund; null where the plan has no old debts and none was registered.
    /// </summary>
    public LegacyTotals? Legacy => LegacyReading.Totals(_state);

    /// <summary>A claim by its id; null where none was registered under it.</summary>
    public Claim? Claim(string id) => _state.Legacy.Claims.GetValueOrDefault(id);

    /// <summary>Every claim in the order of its registration.</summary>
    public IEnumerable<Claim> Claims() => _state.Legacy.Claims.Values;

    /// <summary>A creditor's claims in the order they came to it; withdrawn ones are left out.</summary>
    public IEnumerable<Claim> ClaimsOf(MemberNumber number) =>
        _state.Legacy.Find(number) is { } creditor ? creditor.Claims.Select(id => _state.Legacy.Claims[id]) : [];

    /// <summary>Every appointment of a region agent, by division code and beginning, past ones too.</summary>
    public IEnumerable<Agency> Agencies() => _state.Rewards.Agencies.Values.SelectMany(all => all);

    /// <summary>Agents' fees over the whole life of the pool; no reward is ever taken of them.</summary>
    public Money AgentFees => _state.Rewards.AgentFees;

    /// <summary>What shareholders got over the whole life of the pool, before receivables were netted.</summary>
    public Money DividendsPaid => _state.Rewards.DividendsPaid;

    /// <summary>The periods for which a dividend was paid, with what shareholders got.</summary>
    public IReadOnlyDictionary<string, Money> DividendPeriods => _state.Rewards.Periods;

    /// <summary>What an order before finality would pay if it settled now: an estimate.</summary>
    public RewardSheet EstimateSheet(PendingOrder order)
    {
        var paid = PaidOrder.Of(order);
        var budget = Settling.PartsOf(_state, paid).Budget;
        var clock = _state.Clock;
        return Entitlement.Sheet(_state, Settling.PayeesOf(_state, paid, clock), order.Amount, budget, clock);
    }

    /// <summary>
    /// What every account must show, read off the state and not off any postings: all but <c>Clearing</c> and
    /// <c>Goods</c>, which no rule asks for. Accounts at zero are left out.
    /// </summary>
    public IEnumerable<(Account Account, long Units)> Balances() => StateBalances.Of(_state);

    /// <summary>What every member has, by number: the liabilities that a day's tree of balances commits to.</summary>
    public IEnumerable<MemberHolding> Holdings() => StateHoldings.Of(_state);

    /// <summary>Posts, for an export's end, the rescale shares that members have not taken yet.</summary>
    public static void SettleRescale(Pool pool, IPostings postings)
    {
        var wallets = new Wallets(pool._state, postings);
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            wallets.Touch(new(number));
        }
    }

    private Decision DecideKind(PoolCommand command, in Facts facts, Instant clock, long position) => command switch
    {
        PoolCommand.SettleOrder settle => OrderRules.Settle(_state, settle, facts, clock),
        PoolCommand.PlaceOrder place => OrderRules.Place(_state, place, facts, clock, position),
        PoolCommand.DeliverOrder deliver => OrderRules.Deliver(_state, deliver, facts, clock),
        PoolCommand.RefundOrder refund => OrderRules.Refund(_state, refund, facts),
        PoolCommand.ReverseOrder reverse => ReversalRules.Reverse(_state, reverse, facts),
        PoolCommand.SellPoints sell => SaleRules.Sell(_state, sell, facts, clock),
        PoolCommand.RedeemPoints redeem => SaleRules.Redeem(_state, redeem, facts, clock),
        PoolCommand.SpendCredit spend => SaleRules.SpendCredit(_state, spend, facts),
        PoolCommand.InjectCapital inject => MoneyRules.Inject(_state, inject),
        PoolCommand.Subsidise subsidise => MoneyRules.Subsidise(_state, subsidise),
        PoolCommand.ReturnReserve give => MoneyRules.ReturnReserve(_state, give),
        PoolCommand.BindReferrer => RewardRules.Bind(_state, facts, clock),
        PoolCommand.RegisterMerchant register => RewardRules.Register(_state, register, facts),
        PoolCommand.TopUpDeposit topUp => MoneyRules.TopUp(_state, topUp),
        PoolCommand.AdvanceClock => Decision.Accept(new PoolEvent.ClockAdvanced()),
        PoolCommand.PausePool pause => LifeRules.Pause(_state, pause),
        PoolCommand.LiftPause lift => LifeRules.Lift(_state, lift),
        PoolCommand.AnnounceClosing announce => LifeRules.Announce(_state, announce, clock),
        PoolCommand.ClosePool close => LifeRules.Close(_state, close, clock),
        PoolCommand.PublishPlan publish => VersionRules.Publish(_state, publish, clock),
        PoolCommand.Acknowledge acknowledge => VersionRules.Acknowledge(_state, acknowledge.Given, clock),
        PoolCommand.VoidAcknowledgement revoke => VersionRules.Void(_state, revoke),
        PoolCommand.RecordRefusedAttempt attempt => Decision.Accept(
            new PoolEvent.AttemptRecorded(attempt.Code, attempt.By, attempt.Subject)),
        PoolCommand.PublishStatement publish => Statements.Publish(publish),
        PoolCommand.HoldOrder hold => VersionRules.Hold(_state, hold, facts),
        PoolCommand.ReleaseOrder release => VersionRules.Release(_state, release, facts),
        _ => DecideRewards(command, facts, clock),
    };

    private Decision DecideRewards(PoolCommand command, in Facts facts, Instant clock) => command switch
    {
        PoolCommand.UnbindReferrer => RewardRules.Unbind(_state, facts),
        PoolCommand.AppointAgent appoint => RewardRules.Appoint(_state, appoint, facts),
        PoolCommand.EndAgent end => RewardRules.EndAgent(_state, end, clock),
        PoolCommand.BookAgentFee fee => RewardRules.BookFee(_state, fee, facts),
        PoolCommand.SetLevel level => RewardRules.SetLevel(_state, level, facts),
        PoolCommand.AppointPromoter => RewardRules.Promote(_state, facts, ends: false),
        PoolCommand.EndPromoter => RewardRules.Promote(_state, facts, ends: true),
        PoolCommand.PayDividend pay => RewardRules.PayDividend(_state, pay, facts),
        _ => DecideWithdrawal(command, facts, clock),
    };

    private Decision DecideWithdrawal(PoolCommand command, in Facts facts, Instant clock) => command switch
    {
        PoolCommand.RequestWithdrawal request => MoneyRules.Request(_state, request, facts, clock),
        PoolCommand.ApproveWithdrawal { Withdrawal: var id } approve => MoneyRules.Approve(
            _state, id, clock,
            moved => new PoolEvent.WithdrawalApproved(moved, approve.Approver)),
        PoolCommand.RejectWithdrawal { Withdrawal: var id } reject => MoneyRules.Move(
            _state, id, WithdrawalState.Requested, outward: false,
            moved => new PoolEvent.WithdrawalRejected(moved, reject.Reason)),
        PoolCommand.WithdrawalPaid { Withdrawal: var id } paid => MoneyRules.Move(
            _state, id, WithdrawalState.Approved, outward: false,
            moved => new PoolEvent.WithdrawalSettled(moved, paid.Voucher)),
        PoolCommand.WithdrawalFailed { Withdrawal: var id } failed => MoneyRules.Move(
            _state, id, WithdrawalState.Approved, outward: false,
            moved => new PoolEvent.WithdrawalReturned(moved, failed.Reason)),
        _ => LegacyDecisions.Decide(_state, command, facts, clock),
    };

    // A release run that has begun goes on before anything else; else what is due first comes first.
    private DueItem? DecideDue(Instant clock)
    {
        if (ReleaseRules.Next(_state) is { } released)
        {
            return released;
        }

        var order = _state.Pending.First is { } first && first.Due <= clock ? first : null;
        var release = ReleaseRules.DueAt(_state, clock);
        if (_state.History.Next is { } next && next.EffectiveAt <= clock
            && (order is null || next.EffectiveAt <= order.Due)
            && !(_state.Notices.Running.Count > 0 && _state.Notices.Running.First().Value.Due < next.EffectiveAt)
            && !(release < next.EffectiveAt))
        {
            return TakeEffect(next.Plan, clock);
        }

        var (member, due) = _state.Notices.Running.Count > 0 ? _state.Notices.Running.First().Value : (0, clock);
        if (member != 0 && due <= clock && (order is null || due < order.Due) && !(release < due))
        {
            return EndNotice(member, clock);
        }

        return release is { } start && (order is null || start < order.Due) ? ReleaseRules.Begin(_state, clock)
            : order is null ? null
            : Finalise(order, clock);
    }

    private DueItem Finalise(PendingOrder order, Instant clock)
    {
        try
        {
            var refusal = Settling.Decide(
                _state, PaidOrder.Of(order), clock, out var settlement, out var after);
            return refusal is Refusal.None
                ? new DueItem.OrderFinal(settlement!) { After = after }
                : new DueItem.OrderHeld(order.Order, refusal, "");
        }
        catch (Exception broken) when (broken is BrokenInvariantException or OverflowException)
        {
            return new DueItem.OrderHeld(order.Order, Refusal.Quarantined, broken.Message);
        }
    }

    // Only a lower splitAt has consequences at once: the new price may be due for a split.
    private DueItem.PlanEffective TakeEffect(Plan plan, Instant clock)
    {
        var after = _state.Backing;
        var splits = 0;
        for (; after.NeedsSplit(plan.Pool.SplitAt) && after.CanSplit; splits++)
        {
            after = after.Split();
        }

        return new DueItem.PlanEffective(plan.Settings.Version)
        {
            After = VersionRules.Again(Deeds.Reopened(_state, plan, clock), splits),
        };
    }

    private DueItem EndNotice(int number, Instant clock)
    {
        if (Deeds.MissingForExit(_state, clock) is not null)
        {
            return new DueItem.NoticeHeld(new(number));
        }

        ref var member = ref _state.Members[number];
        var points = Members.PointsAt(member, _state.Backing.Scale);
        var value = _state.Backing.Value(points);
        var lots = _state.Vintages.Of(number, points, _state.Backing.Scale);
        var paid = _state.Vintages.ExitPaid(lots, points, _state.Backing, member.Limit);
        var after = _state.Backing.Burn(points, paid);
        return new Cascade(_state, OwnHolding.Nobody).Run(ref after, out var aftermath)
            ? new DueItem.NoticeEnded(new(number), new(new(number), points, value, paid)) { After = aftermath }
            : new DueItem.NoticeHeld(new(number));
    }

    private string? LevelOf(MemberNumber number)
    {
        var levels = Plan.Rewards.Levels;
        var place = levels.IsEmpty
            ? -1
            : _state.Rewards.LevelOf(levels, number, _state.Members.Read(number).Spent);
        return place < 0 ? null : levels.All[place].Name;
    }

    private Points Estimate(PendingOrder order) =>
        Settling.Decide(_state, PaidOrder.Of(order), _state.Clock, out var settlement, out _) is Refusal.None
            ? settlement!.Points
            : Points.Zero;
}

/// <summary>What one member holds and is owed, in the pool's present scale.</summary>
/// <param name="Value">What the points are worth before retention.</param>
/// <param name="Basis">Spending that the cap of the present round counts.</param>
/// <param name="NoticeEnds">When an announced exit will run, if one is.</param>
public sealed record MemberBalance(
    MemberNumber Number, Points Points, Money Value, Money Basis, Money Proceeds, Money Spent, Money Received,
    Money SaleMoney, Money RewardMoney, Money GoodsCredit, Money Receivable, ImmutableArray<PendingEstimate> Pending,
    Instant? NoticeEnds, MemberNumber Referrer)
{
    public Money DividendMoney { get; init; }

    /// <summary>When the binding to <see cref="Referrer"/> stops earning; null where it does not run out.</summary>
    public Instant? ReferrerUntil { get; init; }

    /// <summary>The name of the member's level, appointed or reached by own spending; null for none.</summary>
    public string? Level { get; init; }

    public bool IsPromoter { get; init; }

    public Money Wallet => SaleMoney + RewardMoney + GoodsCredit + DividendMoney;
}

/// <summary>A pending order and the points it would mint now; worth nothing before it is final.</summary>
public readonly record struct PendingEstimate(PendingOrder Order, Points Points);

/// <summary>A merchant's standing.</summary>
public sealed record MerchantBalance(
    string Id, int Number, Rate Commission, Money Payable, Money Deposit, Money Receivable)
{
    /// <summary>Who brought the merchant in; None where nobody did.</summary>
    public MemberNumber Developer { get; init; }
}
