using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>
/// A pool for many millions of orders: the pool's own backing and formulas, members as sixteen bytes each, and nothing
/// that a simulation does not ask for — no journal, no ids, no wallets.
/// </summary>
internal sealed class FastPool : IPoolSide, IDisposable
{
    private readonly Plan _plan;
    private readonly Multiple? _cap;
    private readonly Rate _retention;
    private readonly bool _once;
    private readonly bool _isSold;
    private readonly bool _isTaken;
    private readonly Chunks<Lot> _lots = new();
    private readonly Triggers _triggers;
    private readonly KnownOrder[] _known;

    // While points circulate, an order and a sale change only these two; the rest of the backing changes rarely.
    private Price _live;
    private Backing _rest;
    private Money _turnover;
    private long _platform;
    private long _budget;
    private long _sold;

    /// <param name="once">Whether each member orders once; then what is sold is forgotten.</param>
    public FastPool(Plan plan, int kinds, bool once)
    {
        (_plan, _cap, _retention, _once) = (plan, plan.Cap.Multiple, plan.Selling.Retention, once);
        (_isSold, _isTaken) = (plan.Selling.Enabled, plan.Selling.Enabled || plan.Redeeming.Enabled);
        _triggers = new(kinds, once, Read);
        _known = new KnownOrder[kinds];
        Take(Backing.Open(plan.Pool.StartPrice, plan.Pool.Float));
        Into = _rest.Pool;
    }

    private record struct Lot(Points Points, Money Basis);

    // Most orders of a kind are alike: their parts are asked for once.
    private record struct KnownOrder(
        Money Amount, Rate Commission, Money Inflow, Money Remainder, Money MintValue, Money Basis, Money Limit,
        Money Platform, Money Budget);

    public Backing Backing => IsEmpty ? _rest : _rest.At(_live);

    public Price Price => IsEmpty ? _rest.Kept : _live;

    public int Scale => _rest.Scale;

    public Money Paid { get; private set; }

    public Money Into { get; private set; }

    public long Exits { get; private set; }

    public int Members => _lots.Count;

    private bool IsEmpty => _live.Points == Points.Zero;

    public List<SimulatedExit> Caused { get; } = [];

    public Takings Takings => new(
        _turnover, Money.FromUnits(_platform), Money.FromUnits(_budget), Money.FromUnits(_sold));

    /// <summary>Bytes for members and their triggers.</summary>
    public long Bytes => (_lots.Capacity * 16) + _triggers.Bytes;

    /// <summary>What a plan asks for that this pool does not know; null where it knows all.</summary>
    public static Bilingual? Missing(Plan plan, Scenario scenario) =>
        scenario.Refunds is not null ? new("退款冲回", "refunds after finality")
        : scenario.Legacy is not null ? new("历史债务", "an old debt")
        : scenario.Washing is not null ? new("刷单", "self-orders")
        : scenario.Closes ? new("终止盈利池", "closing a pool")
        : Worth.AreLimited(plan) ? new("卖出限制", "limits on selling")
        : plan.Cap is { Multiple: not null, Automatic: false } ? new("封顶通知期", "notices before an exit")
        : null;

    public void Begin(int day)
    {
    }

    public bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow)
    {
        ref var known = ref _known[kind];
        if (known.Amount != amount || known.Commission != commission)
        {
            Know(ref known, amount, commission);
        }

        inflow = known.Inflow;
        var turnover = _turnover.Units + amount.Units;
        if (Kernel.Mint(Price, IsEmpty, known.MintValue, inflow, out var points) is not Refusal.None
            || turnover > Decimals.Limit
            || !(IsEmpty ? TryOpen(known, points) : TryDeposit(known.Inflow + known.Remainder, points)))
        {
            return false;
        }

        _turnover = Money.FromUnits(turnover);
        _platform += known.Platform.Units;
        _budget += known.Budget.Units;
        Hold(member, kind, points, known);
        Cascade();
        return true;
    }

    public Money? Sell(int member)
    {
        var points = Held(member);
        if (!_isTaken || points == Points.Zero)
        {
            return null;
        }

        var value = Kernel.Value(points, _live);
        var paid = _isSold ? Kernel.Paid(value, _retention) : Worth.Of(_plan, value);
        Burn(points, paid);
        _sold += value.Units;
        Leave(member);
        Cascade();
        return paid;
    }

    public bool Inject(Money amount)
    {
        if (IsEmpty || amount == Money.Zero)
        {
            return false;
        }

        Take(Backing.Add(amount));
        Into += amount;
        Cascade();
        return true;
    }

    public bool Reverse(long order, Money amount) =>
        throw new NotSupportedException("a scenario with refunds is run by commands");

    public void Dispose() => _lots.Dispose();

    public Points Held(int member) => member > _lots.Count ? Points.Zero : _lots.Read(member).Points;

    public bool End(int day) => false;

    public Money Basis(int member) => member > _lots.Count ? Money.Zero : _lots.Read(member).Basis;

    public IReadOnlyList<SimulatedExit> Close() =>
        throw new NotSupportedException("a scenario that closes its pool is run by commands");

    // Written in place: a copy of so many fields waits for each of them.
    private void Know(ref KnownOrder known, Money amount, Rate commission)
    {
        var parts = Kernel.Parts(amount, commission.Of(amount), _plan.Split.Platform, _plan.Split.RewardBudget);
        var basis = parts.Commission > Money.Zero ? amount : Money.Zero;
        (known.Amount, known.Commission, known.Inflow) = (amount, commission, parts.Inflow);
        known.Remainder = _plan.Split.UnassignedToPool ? parts.Budget : Money.Zero;
        known.MintValue = Kernel.MintValue(parts.Inflow, _plan.Pool.MintRatio, _plan.Pool.MaxMintValuePerOrder);
        (known.Basis, known.Limit) = (basis, LimitOf(basis));
        (known.Platform, known.Budget) = (parts.Platform, parts.Budget);
    }

    // Money that mints nothing comes after the points it is for, and so raises only their price.
    private bool TryDeposit(Money money, Points points)
    {
        var after = Kernel.Deposit(_live, money, points);
        if (after.Money.Units > Decimals.Limit || after.Points.Units > Decimals.Limit)
        {
            return false;
        }

        Into += money;
        _live = after;
        return true;
    }

    private bool TryOpen(in KnownOrder order, Points points)
    {
        var after = _rest.Deposit(order.Inflow, points);
        after = after.IsEmpty ? after.ToReserve(order.Remainder) : after.Add(order.Remainder);
        if (after.IsFull)
        {
            return false;
        }

        Into += order.Inflow + order.Remainder;
        Take(after);
        return true;
    }

    private void Burn(Points points, Money paid)
    {
        if (points == _live.Points)
        {
            Take(Backing.Burn(points, paid));
        }
        else
        {
            _live = Kernel.Burn(_live, _rest.Float, points, paid);
        }

        Paid += paid;
    }

    private void Take(in Backing backing) => (_rest, _live) = (backing, new(backing.Pool, backing.Circulating));

    private Money LimitOf(Money basis) =>
        _cap is { } cap ? Kernel.Limit(cap, basis, Money.Zero, Money.Zero) : Money.Zero;

    private void Hold(int member, int kind, Points points, in KnownOrder order)
    {
        if (member > _lots.Count)
        {
            ref var first = ref _lots.Add();
            if (points > Points.Zero)
            {
                (first.Points, first.Basis) = (points, order.Basis);
                if (_cap is not null)
                {
                    _triggers.Push(member, kind, points, order.Limit);
                }
            }

            return;
        }

        _triggers.Changed(member);
        ref var lot = ref _lots[member];
        lot.Points += points;
        if (lot.Points > Points.Zero)
        {
            lot.Basis += order.Basis;
            if (_cap is not null)
            {
                _triggers.Push(member, kind, lot.Points, LimitOf(lot.Basis));
            }
        }
    }

    // Nobody sells a part of a holding here, so a round has no proceeds before its end.
    private (Points Points, Money Limit) Read(int member)
    {
        var lot = _lots.Read(member);
        return (lot.Points, lot.Points == Points.Zero ? Money.Zero : LimitOf(lot.Basis));
    }

    private void Leave(int member)
    {
        _triggers.Changed(member);
        if (_once)
        {
            _lots.Drop(member);
        }
        else
        {
            _lots[member] = default;
        }
    }

    private void Cascade()
    {
        while (_triggers.TryNext(Price, out var member))
        {
            var lot = _lots[member];
            var value = Kernel.Value(lot.Points, _live);
            var paid = Kernel.ExitPaid(value, LimitOf(lot.Basis), _retention);
            Burn(lot.Points, paid);
            _sold += value.Units;
            Exits++;
            Leave(member);
            Caused.Add(new(member, paid));
        }

        if (Price.Reaches(_plan.Pool.SplitAt))
        {
            Split();
        }
    }

    private void Split()
    {
        while (Backing.NeedsSplit(_plan.Pool.SplitAt))
        {
            Invariant.Require(Backing.CanSplit, "a scenario stays within the limits of a pool");
            Take(Backing.Split());
            for (var member = 1; member <= _lots.Count; member++)
            {
                if (_lots.Read(member).Points is { Units: > 0 } points)
                {
                    _lots[member].Points = Points.FromUnits(points.Units * 10);
                }
            }

            _triggers.Split();
        }
    }
}
