using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>The real pool, driven by the commands that a platform would send.</summary>
internal sealed class CommandPool : IPoolSide
{
    private const int DueLimit = 10_000;
    private const long FirstDay = 1_767_542_400_000;

    private readonly Scenario _scenario;
    private readonly Action<PoolCommand>? _sent;
    private readonly Dictionary<long, OrderRow>? _rows;
    private readonly Dictionary<int, Rate> _registered = [];
    private readonly DebtSide? _debt;
    private readonly int _creditors;
    private Instant _now = new(FirstDay);
    private long _position;
    private long _deeds;
    private long _creditorExits;

    /// <param name="sent">Gets every command, so that another pool can be given the same.</param>
    public CommandPool(Scenario scenario, int replication = 0, Action<PoolCommand>? sent = null)
    {
        (_scenario, Pool, _sent) = (scenario, new(scenario.Plan), sent);
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

    public void Begin(int day) => _now = new(FirstDay + (day * Instant.MillisecondsPerDay));

    public bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow)
    {
        var merchant = $"s{kind}";
        var present = _debt?.CommissionLeft(commission) ?? commission;
        if (!_registered.TryGetValue(kind, out var known) || known != present)
        {
            _registered[kind] = present;
            Send(new PoolCommand.RegisterMerchant($"r-{++_deeds}", _now, merchant, present), default);
        }

        inflow = Money.Zero;
        if (Send(new PoolCommand.SettleOrder(
            $"o-{order}", _now, $"o-{order}", Name(member), merchant, amount, null, []), FactsOf(member))
            is not PoolEvent.OrderSettled { Settlement: var done })
        {
            return false;
        }

        _rows?.Add(order, OrderRow.Of(done));
        var diverted = commission.Of(amount) - present.Of(amount);
        _debt?.Earned(done, diverted);
        inflow = done.Inflow + diverted;
        return true;
    }

    public Money? Sell(int member) => Send(
        new PoolCommand.SellPoints($"d-{++_deeds}", _now, Name(member), PointsAsked.All, Money.Zero, null),
        FactsOf(member)) is PoolEvent.PointsSold sold ? sold.Paid : null;

    public bool Inject(Money amount) => Send(
        new PoolCommand.InjectCapital($"d-{++_deeds}", _now, amount, "scenario", $"v-{_deeds}", null), default)
        is PoolEvent.CapitalInjected;

    public bool Reverse(long order, Money amount)
    {
        if (!_rows!.TryGetValue(order, out var row))
        {
            return false;
        }

        var facts = new Facts(default, default, row, null, true, false);
        if (Send(new PoolCommand.ReverseOrder($"d-{++_deeds}", _now, $"o-{order}", amount), facts)
            is not PoolEvent.OrderReversed reversed)
        {
            return false;
        }

        _rows[order] = reversed.Row;
        return true;
    }

    public Points Held(int member) => Pool.Held(NumberOf(member));

    public bool End(int day) => _debt is not null && _debt.End(_now);

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

                Hear(item.After);
            }
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
