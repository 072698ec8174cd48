using Wellspring.Core;
using Wellspring.Core.Plans;
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
    private readonly DebtSide? _debt;
    private readonly int _creditors;
    private readonly ResumedPool? _resumed;
    private readonly Dictionary<string, long> _open = new(StringComparer.Ordinal);
    private List<int> _late = [];
    private Instant _now = new(FirstDay);
    private long _position;
    private long _deeds;
    private long _creditorExits;
    private Money _platform;
    private Money _budget;
    private Money _sold;

    /// <param name="sent">Gets every command, so that another pool can be given the same.</param>
    public CommandPool(Scenario scenario, int replication = 0, Action<PoolCommand>? sent = null)
    {
        (Pool, _sent) = (new(scenario.Plan), sent);
        _rows = scenario.Refunds is null ? null : [];
        Pool.Apply(Pool.Opening(), _now, _position++);
        if (scenario.Legacy is { } debt)
        {
            var creditors = DrawnCreditor.Of(
                debt, new(scenario.Seed, replication), FirstDay / Instant.MillisecondsPerDay);
            _creditors = creditors.Length;
            _debt = new(Pool, debt, scenario.Plan.Split, Do);
            _debt.Begin(creditors, _now);
        }
    }

    /// <summary>Goes on with a pool that has a past; its orders go the way that its plan asks for.</summary>
    public CommandPool(ResumedPool resumed)
    {
        (Pool, _resumed, _rows) = (resumed.Pool, resumed, []);
        (_now, _position) = (resumed.From, resumed.Position);
    }

    public Pool Pool { get; }

    public Backing Backing => Pool.Backing;

    public Price Price => Pool.Backing.Price;

    public int Scale => Pool.Backing.Scale;

    public Money Paid => Pool.Totals.Paid + Pool.Totals.Redeemed;

    public Money Into => Pool.Totals is var totals
        ? totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.LegacyDeposits + totals.GoodsReturned - totals.Released
        : default;

    /// <summary>Of members; what creditors' released points reach is told with the debt.</summary>
    public long Exits => Pool.Totals.Exits - _creditorExits;

    public int Members => Pool.MemberCount - _creditors;

    /// <summary>What became of the scenario's old debt so far; null where it has none.</summary>
    public DebtOutcome? Debt => _debt?.Tell();

    public List<SimulatedExit> Caused { get; } = [];

    public Takings Takings => new(Pool.Totals.Turnover, _platform, _budget, _sold);

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

        var id = Id($"o-{order}");
        if (!Pool.Plan.Orders.AcceptFinal)
        {
            return Place(member, order, id, merchant, amount, commission, out inflow);
        }

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
        var diverted = commission.Of(amount) - present.Of(amount);
        _debt?.Earned(done, diverted);
        inflow = done.Inflow + diverted;
        return true;
    }

    public Money? Sell(int member)
    {
        if (Send(
            new PoolCommand.SellPoints($"d-{++_deeds}", _now, Name(member), PointsAsked.All, Money.Zero, null),
            FactsOf(member)) is not PoolEvent.PointsSold sold)
        {
            return null;
        }

        _sold += sold.Value;
        return sold.Paid;
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
        return true;
    }

    public Points Held(int member) => Pool.Held(NumberOf(member));

    public bool End(int day) => _debt is not null && _debt.End(_now);

    public Money Basis(int member) => Pool.Member(NumberOf(member)).Basis;

    // What a scenario adds to a pool with a past is called otherwise than anything in it.
    private string Id(string id) => _resumed is null ? id : "scenario-" + id;

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

    // Creditors are known to the pool before anybody else.
    private MemberNumber NumberOf(int member) => new(_creditors + member);

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
        _late.Add((int)final.Member.Value);
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
        if (exit.Member.Value > _creditors)
        {
            Caused.Add(new((int)(exit.Member.Value - _creditors), exit.Paid));
        }
        else
        {
            _creditorExits++;
        }
    }
}
