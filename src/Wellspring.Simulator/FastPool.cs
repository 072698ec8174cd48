using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>
/// A pool for many millions of orders: the pool's own backing and formulas, members as sixteen bytes each, and nothing
/// that a simulation does not ask for — no journal, no ids, no wallets.
/// </summary>
internal sealed class FastPool : IPoolSide
{
    private readonly Plan _plan;
    private readonly Multiple? _cap;
    private readonly Rate _retention;
    private readonly bool _once;
    private readonly Chunks<Lot> _lots = new();
    private readonly Triggers _triggers;
    private readonly KnownOrder[] _known;
    private Backing _backing;
    private Money _turnover;

    /// <param name="once">Whether each member orders once; then what is sold is forgotten.</param>
    public FastPool(Plan plan, int kinds, bool once)
    {
        (_plan, _cap, _retention, _once) = (plan, plan.Cap.Multiple, plan.Selling.Retention, once);
        _triggers = new(kinds, once, Read);
        _known = new KnownOrder[kinds];
        _backing = Backing.Open(plan.Pool.StartPrice, plan.Pool.Float);
        Into = _backing.Pool;
    }

    private record struct Lot(Points Points, Money Basis);

    // Most orders of a kind are alike: their parts are asked for once.
    private readonly record struct KnownOrder(Money Amount, Rate Commission, OrderParts Parts, Money MintValue);

    public Backing Backing => _backing;

    public int Scale => _backing.Scale;

    public Money Paid { get; private set; }

    public Money Into { get; private set; }

    public long Exits { get; private set; }

    public int Members => _lots.Count;

    public List<SimulatedExit> Caused { get; } = [];

    /// <summary>Bytes for members and their triggers.</summary>
    public long Bytes => (_lots.Capacity * 16) + _triggers.Bytes;

    /// <summary>What a plan asks for that this pool does not know; null where it knows all.</summary>
    public static Bilingual? Missing(Plan plan, Scenario scenario) =>
        scenario.Refunds is not null ? new("退款冲回", "refunds after finality")
        : scenario.Legacy is not null ? new("历史债务", "an old debt")
        : plan.Selling is { MinSpendBeforeSale: not null } or { MaxShareOfHoldingPerDay: not null }
            or { MaxAmountPerDay: not null } || plan.Selling.MinHolding.Milliseconds > 0
            ? new("卖出限制", "limits on selling")
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
            known = Known(amount, commission);
        }

        (inflow, var mintValue) = (known.Parts.Inflow, known.MintValue);
        if (Kernel.Mint(_backing, mintValue, inflow, out var points) is not Refusal.None)
        {
            return false;
        }

        var after = _backing.Deposit(inflow, points);
        after = _plan.Split.UnassignedToPool ? WithRemainder(after, known.Parts.Budget) : after;
        var turnover = _turnover.Units + amount.Units;
        if (after.IsFull || turnover > Decimals.Limit)
        {
            return false;
        }

        Into += after.Pool + after.Reserve - (_backing.Pool + _backing.Reserve);
        (_backing, _turnover) = (after, Money.FromUnits(turnover));
        Hold(member, kind, points, known.Parts.Commission > Money.Zero ? amount : default);
        Cascade();
        return true;
    }

    public Money? Sell(int member)
    {
        var points = Held(member);
        if (!_plan.Selling.Enabled || points == Points.Zero)
        {
            return null;
        }

        var paid = Kernel.Paid(_backing.Value(points), _retention);
        _backing = _backing.Burn(points, paid);
        Paid += paid;
        Leave(member);
        Cascade();
        return paid;
    }

    public bool Inject(Money amount)
    {
        if (_backing.IsEmpty || amount == Money.Zero)
        {
            return false;
        }

        _backing = _backing.Add(amount);
        Into += amount;
        Cascade();
        return true;
    }

    public bool Reverse(long order, Money amount) =>
        throw new NotSupportedException("a scenario with refunds is run by commands");

    public Points Held(int member) => member > _lots.Count ? Points.Zero : _lots.Read(member).Points;

    public bool End(int day) => false;

    private KnownOrder Known(Money amount, Rate commission)
    {
        var parts = Kernel.Parts(amount, commission.Of(amount), _plan.Split.Platform, _plan.Split.RewardBudget);
        return new(
            amount, commission, parts,
            Kernel.MintValue(parts.Inflow, _plan.Pool.MintRatio, _plan.Pool.MaxMintValuePerOrder));
    }

    private static Backing WithRemainder(in Backing backing, Money remainder) =>
        backing.IsEmpty ? backing.ToReserve(remainder) : backing.Add(remainder);

    private void Hold(int member, int kind, Points points, Money basis)
    {
        if (member == _lots.Count + 1)
        {
            _lots.Add();
        }
        else
        {
            _triggers.Changed(member);
        }

        ref var lot = ref _lots[member];
        lot.Points += points;
        lot.Basis += lot.Points > Points.Zero ? basis : Money.Zero;
        if (_cap is { } cap && lot.Points > Points.Zero)
        {
            _triggers.Push(member, kind, lot.Points, Kernel.Limit(cap, lot.Basis, Money.Zero, Money.Zero));
        }
    }

    // Nobody sells a part of a holding here, so a round has no proceeds before its end.
    private (Points Points, Money Limit) Read(int member)
    {
        var lot = _lots.Read(member);
        return (lot.Points, lot.Points == Points.Zero
            ? Money.Zero
            : Kernel.Limit(_cap!.Value, lot.Basis, Money.Zero, Money.Zero));
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
        while (_cap is { } cap && _triggers.TryNext(_backing.Price, out var member))
        {
            var lot = _lots[member];
            var limit = Kernel.Limit(cap, lot.Basis, Money.Zero, Money.Zero);
            var paid = Kernel.ExitPaid(_backing.Value(lot.Points), limit, _retention);
            _backing = _backing.Burn(lot.Points, paid);
            Paid += paid;
            Exits++;
            Leave(member);
            Caused.Add(new(member, paid));
        }

        while (_backing.NeedsSplit(_plan.Pool.SplitAt))
        {
            Invariant.Require(_backing.CanSplit, "a scenario stays within the limits of a pool");
            _backing = _backing.Split();
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
