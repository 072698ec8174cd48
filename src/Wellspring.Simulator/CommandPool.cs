using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Simulator;

/// <summary>The real pool, driven by the commands that a platform would send.</summary>
internal sealed class CommandPool : IPoolSide
{
    private const int DueLimit = 10_000;
    private const long FirstDay = 1_767_542_400_000;

    private readonly Action<PoolCommand>? _sent;
    private readonly Dictionary<long, OrderRow>? _rows;
    private readonly Dictionary<int, Rate> _registered = [];
    private readonly List<int> _numbers = [0];
    private readonly List<int> _members = [0];
    private readonly DebtSide? _debt;
    private readonly WashSide? _wash;
    private readonly bool _limited;
    private readonly ResumedPool? _resumed;
    private readonly Dictionary<string, long> _open = new(StringComparer.Ordinal);
    private List<int> _late = [];
    private RefundBearers _refunds = RefundBearers.None;
    private Instant _now = new(FirstDay);
    private long _position;
    private long _deeds;
    private long _otherExits;
    private Money _platform;
    private Money _budget;
    private Money _sold;

    /// <param name="sent">Gets every command, so that another pool can be given the same.</param>
    public CommandPool(Scenario scenario, int replication = 0, Action<PoolCommand>? sent = null)
    {
        (Pool, _sent, _limited) = (new(scenario.Plan), sent, Worth.AreLimited(scenario.Plan));
        _rows = scenario.Refunds is null ? null : [];
        Pool.Apply(Pool.Opening(), _now, _position++);
        _wash = scenario.Washing is { } washing
            ? new(Pool, washing, (command, facts) => Send(command, facts), Next)
            : null;
        if (scenario.Legacy is { } debt)
        {
            _debt = new(Pool, debt, scenario.Plan.Split, Do);
            _debt.Begin(
                DrawnCreditor.Of(debt, new(scenario.Seed, replication), FirstDay / Instant.MillisecondsPerDay), _now);
        }
    }

    /// <summary>Goes on with a pool that has a past; its orders go the way that its plan asks for.</summary>
    public CommandPool(ResumedPool resumed)
    {
        (Pool, _resumed, _rows) = (resumed.Pool, resumed, []);
        (_now, _position) = (resumed.From, resumed.Position);
        _limited = Worth.AreLimited(Pool.Plan);
        for (var number = 1; number <= Pool.MemberCount; number++)
        {
            Join(new(number));
        }
    }

    public Pool Pool { get; }

    public Backing Backing => Pool.Backing;

    public Price Price => Pool.Backing.Price;

    public int Scale => Pool.Backing.Scale;

    public Money Paid => Pool.Totals.Paid + Pool.Totals.Redeemed + Pool.Totals.ClosingPaid;

    public Money Into => Pool.Totals is var totals
        ? totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.LegacyDeposits + totals.GoodsReturned - totals.Released
        : default;

    /// <summary>Of members; creditors and those who wash are told of apart.</summary>
    public long Exits => Pool.Totals.Exits - _otherExits;

    public int Members => _numbers.Count - 1;

    /// <summary>What became of the scenario's old debt so far; null where it has none.</summary>
    public DebtOutcome? Debt => _debt?.Tell();

    /// <summary>What self-orders brought those who placed them; null where nobody did.</summary>
    public WashOutcome? Washed => _wash?.Tell();

    /// <summary>Who bore the members' refunds; null where the scenario has none.</summary>
    public RefundBearers? Refunded => _rows is null ? null : _refunds with { StillOwed = Owed() };

    public List<SimulatedExit> Caused { get; } = [];

    public Takings Takings => new(
        Pool.Totals.Turnover, _platform, _budget, _sold + Pool.Totals.ClosingPaid);

    public void Begin(int day)
    {
        _now = new((_resumed?.From.Milliseconds ?? FirstDay) + (day * Instant.MillisecondsPerDay));
        if (_resumed is not null)
        {
            RunDue(_now);
        }
    }

    public IReadOnlyList<int> TakeLate()
    {
        var late = _late;
        _late = late.Count == 0 ? late : [];
        return late;
    }

    public bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow)
    {
        var merchant = Id($"s{kind}");
        var present = _debt?.CommissionLeft(commission) ?? commission;
        if (!_registered.TryGetValue(kind, out var known) || known != present)
        {
            _registered[kind] = present;
            Send(new PoolCommand.RegisterMerchant($"r-{++_deeds}", _now, merchant, present), default);
        }

        var isNew = member > Members;
        if (isNew)
        {
            Join(Next());
        }

        var id = Id($"o-{order}");
        var done = Pool.Plan.Orders.AcceptFinal
            ? SettleNow(member, order, id, merchant, amount, commission.Of(amount) - present.Of(amount), out inflow)
            : Place(member, order, id, merchant, amount, commission, out inflow);
        if (isNew && !done)
        {
            _numbers.RemoveAt(Members);
            _members.RemoveAt(_members.Count - 1);
        }

        return done;
    }

    public Money? Sell(int member)
    {
        if (!Pool.Plan.Selling.Enabled)
        {
            return Send(
                new PoolCommand.RedeemPoints(
                    $"d-{++_deeds}", _now, Name(member), PointsAsked.All, $"g-{_deeds}", null), FactsOf(member))
                is PoolEvent.PointsRedeemed redeemed ? Sold(redeemed.Value, redeemed.Credit) : null;
        }

        var asked = _limited ? new PointsAsked(Allowed(Held(member))) : PointsAsked.All;
        return Send(
            new PoolCommand.SellPoints($"d-{++_deeds}", _now, Name(member), asked, Money.Zero, null), FactsOf(member))
            is PoolEvent.PointsSold sold ? Sold(sold.Value, sold.Paid) : null;
    }

    public bool Inject(Money amount) => Send(
        new PoolCommand.InjectCapital($"d-{++_deeds}", _now, amount, "scenario", $"v-{_deeds}", null), default)
        is PoolEvent.CapitalInjected;

    public bool Reverse(long order, Money amount)
    {
        if (_open.ContainsKey(Id($"o-{order}")))
        {
            return Send(new PoolCommand.RefundOrder($"d-{++_deeds}", _now, Id($"o-{order}"), amount), default)
                is PoolEvent.OrderRefunded;
        }

        if (!_rows!.TryGetValue(order, out var row))
        {
            return false;
        }

        var facts = new Facts(default, default, row, null, true, false);
        if (Send(new PoolCommand.ReverseOrder($"d-{++_deeds}", _now, Id($"o-{order}"), amount), facts)
            is not PoolEvent.OrderReversed reversed)
        {
            return false;
        }

        _rows[order] = reversed.Row;
        _refunds = _refunds.With(reversed);
        return true;
    }

    public Points Held(int member) => Pool.Held(NumberOf(member));

    public IReadOnlyList<SimulatedExit> Close()
    {
        Send(new PoolCommand.AnnounceClosing($"d-{++_deeds}", _now, null), default);
        _now = _now.Plus(Duration.Days(30));
        return Send(new PoolCommand.ClosePool($"d-{++_deeds}", _now, null), default) is PoolEvent.PoolWasClosed closed
            ? [.. closed.Payments.Where(payment => MemberOf(payment.Member) > 0)
                .Select(payment => new SimulatedExit(MemberOf(payment.Member), payment.Paid))]
            : throw new BrokenInvariantException("a pool whose end was announced closes");
    }

    public bool End(int day)
    {
        _wash?.End(day, _now);
        return _debt is not null && _debt.End(_now);
    }

    private Money Sold(Money value, Money paid)
    {
        _sold += value;
        return paid;
    }

    // The most that the plan lets a holder sell on one day, who sells once a day.
    private Points Allowed(Points held)
    {
        var (selling, most) = (Pool.Plan.Selling, held);
        if (selling.MaxShareOfHoldingPerDay is { } share)
        {
            most = Points.FromUnits(Exact.MulDiv(most.Units, share.Parts, Rate.PartsPerWhole, Rounding.Down));
        }

        if (selling.MaxAmountPerDay is { } amount && Worth.Of(Pool.Plan, Backing.Value(most)) is var whole
            && whole > amount)
        {
            most = Points.FromUnits(Exact.MulDiv(most.Units, amount.Units, whole.Units, Rounding.Down));
        }

        return most;
    }

    private Money Owed()
    {
        var owed = Money.Zero;
        foreach (var number in _numbers.Skip(1))
        {
            owed += Pool.Member(new(number)).Receivable;
        }

        return owed;
    }

    public Money Basis(int member) => Pool.Member(NumberOf(member)).Basis;

    // What a scenario adds to a pool with a past is called otherwise than anything in it.
    private string Id(string id) => _resumed is null ? id : "scenario-" + id;

    /// <param name="diverted">What of the commission goes to creditors, in the what-if.</param>
    private bool SettleNow(
        int member, long order, string id, string merchant, Money amount, Money diverted, out Money inflow)
    {
        inflow = Money.Zero;
        if (Send(new PoolCommand.SettleOrder(
            id, _now, id, Name(member), merchant, amount, _resumed?.Funding, []), FactsOf(member))
            is not PoolEvent.OrderSettled { Settlement: var done })
        {
            return false;
        }

        _platform += done.Platform;
        _budget += done.Budget;
        _rows?.Add(order, OrderRow.Of(done));
        _debt?.Earned(done, diverted);
        inflow = done.Inflow + diverted;
        return true;
    }

    // It settles when its return window has run out; until then it is only promised.
    private bool Place(
        int member, long order, string id, string merchant, Money amount, Rate commission, out Money inflow)
    {
        var split = Pool.Plan.Split;
        inflow = Kernel.Parts(amount, commission.Of(amount), split.Platform, split.RewardBudget).Inflow;
        var placed = Send(new PoolCommand.PlaceOrder(
            id, _now, id, Name(member), merchant, amount, _resumed?.Funding, []), FactsOf(member));
        if (placed is not PoolEvent.OrderPlaced)
        {
            return false;
        }

        _open.Add(id, order);
        Send(new PoolCommand.DeliverOrder($"d-{++_deeds}", _now, id), default);
        return true;
    }

    private static string Name(int member) => $"m{member}";

    private MemberNumber Next() => new(Pool.MemberCount + 1);

    // Creditors and those who wash are members of the pool too, but not of the scenario.
    private MemberNumber NumberOf(int member) => new(_numbers[member]);

    private int MemberOf(MemberNumber number) =>
        number.Value < _members.Count ? _members[(int)number.Value] : 0;

    // Before the order settles, for it may cause the exit of its own member.
    private void Join(MemberNumber number)
    {
        _numbers.Add((int)number.Value);
        while (_members.Count < number.Value)
        {
            _members.Add(0);
        }

        _members.Add(Members);
    }

    private Facts FactsOf(int member) => new() { Member = NumberOf(member) };

    private Decision Do(PoolCommand command, MemberNumber member) => Decide(command, new() { Member = member });

    private PoolEvent Send(PoolCommand command, in Facts facts) => Decide(command, facts).Event;

    // As the writer does: due work first, then the command, then what it set free.
    private Decision Decide(PoolCommand command, in Facts facts)
    {
        _sent?.Invoke(command);
        RunDue(command.At);
        var decision = Pool.Decide(command, facts, _position);
        if (decision.Event is PoolEvent.Quarantined broken)
        {
            throw new BrokenInvariantException(broken.Invariant);
        }

        Pool.Apply(decision.Event, command.At, _position++);
        Pool.TakeNettings();
        Hear(decision.Event.After);
        RunDue(Pool.Clock);
        return decision;
    }

    private void RunDue(Instant at)
    {
        while (Pool.RunDue(at, DueLimit) is { } due)
        {
            Pool.TakeNettings();
            _position++;
            foreach (var item in due.Items)
            {
                if (item is DueItem.NoticeEnded { Exit: var exit })
                {
                    Hear(exit);
                }
                else if (item is DueItem.PointsReleased released)
                {
                    _debt?.Released(released.Points);
                }
                else if (item is DueItem.OrderFinal { Settlement: var final })
                {
                    Hear(final);
                }

                Hear(item.After);
            }
        }
    }

    private void Hear(Settlement final)
    {
        if (MemberOf(final.Member) is var member and > 0)
        {
            _late.Add(member);
        }

        _platform += final.Platform;
        _budget += final.Budget;
        if (_open.Remove(final.Order, out var order))
        {
            _rows?.Add(order, OrderRow.Of(final));
        }
    }

    private void Hear(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Hear(exit);
        }
    }

    private void Hear(CapExit exit)
    {
        _sold += exit.Value;
        if (MemberOf(exit.Member) is var member and > 0)
        {
            Caused.Add(new(member, exit.Paid));
            return;
        }

        _otherExits++;
        if (_wash?.Knows(exit.Member) is true)
        {
            _wash.Exited(exit.Paid);
        }
    }
}
