using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>The real pool, driven by the commands that a platform would send.</summary>
internal sealed class CommandPool : IPoolSide
{
    private const int DueLimit = 10_000;
    private const long FirstDay = 1_767_542_400_000;

    private readonly Action<PoolCommand>? _sent;
    private readonly Dictionary<long, OrderRow>? _rows;
    private readonly HashSet<int> _registered = [];
    private Instant _now = new(FirstDay);
    private long _position;
    private long _deeds;

    /// <param name="keepsOrders">Whether settled orders are remembered, so that they can be taken back.</param>
    /// <param name="sent">Gets every command, so that another pool can be given the same.</param>
    public CommandPool(Plan plan, bool keepsOrders, Action<PoolCommand>? sent = null)
    {
        (Pool, _sent, _rows) = (new(plan), sent, keepsOrders ? [] : null);
        Pool.Apply(Pool.Opening(), _now, _position++);
    }

    public Pool Pool { get; }

    public Backing Backing => Pool.Backing;

    public int Scale => Pool.Backing.Scale;

    public Money Paid => Pool.Totals.Paid;

    public Money Into => Pool.Totals is var totals
        ? totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.LegacyDeposits + totals.GoodsReturned - totals.Released - totals.Redeemed
        : default;

    public long Exits => Pool.Totals.Exits;

    public int Members => Pool.MemberCount;

    public List<SimulatedExit> Caused { get; } = [];

    public void Begin(int day) => _now = new(FirstDay + (day * Instant.MillisecondsPerDay));

    public bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow)
    {
        var merchant = $"s{kind}";
        if (_registered.Add(kind))
        {
            Send(new PoolCommand.RegisterMerchant($"r-{++_deeds}", _now, merchant, commission), default);
        }

        var settled = Send(new PoolCommand.SettleOrder(
            $"o-{order}", _now, $"o-{order}", Name(member), merchant, amount, null, []), FactsOf(member));
        inflow = settled is PoolEvent.OrderSettled { Settlement: var figures } ? figures.Inflow : Money.Zero;
        if (settled is PoolEvent.OrderSettled { Settlement: var done })
        {
            _rows?.Add(order, OrderRow.Of(done));
            return true;
        }

        return false;
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

    public Points Held(int member) => Pool.Held(new(member));

    private static string Name(int member) => $"m{member}";

    private static Facts FactsOf(int member) => new(new(member), default, null, null, false, false);

    // As the writer does: due work first, then the command, then what it set free.
    private PoolEvent Send(PoolCommand command, in Facts facts)
    {
        _sent?.Invoke(command);
        RunDue(command.At);
        var happened = Pool.Decide(command, facts, _position).Event;
        if (happened is PoolEvent.Quarantined broken)
        {
            throw new BrokenInvariantException(broken.Invariant);
        }

        Pool.Apply(happened, command.At, _position++);
        Pool.TakeNettings();
        Hear(happened.After);
        RunDue(Pool.Clock);
        return happened;
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
                    Caused.Add(new((int)exit.Member.Value, exit.Paid));
                }

                Hear(item.After);
            }
        }
    }

    private void Hear(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Caused.Add(new((int)exit.Member.Value, exit.Paid));
        }
    }
}
