using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy.Forecasts;

/// <summary>How an old debt is worked off 逐日偿债: every day money reaches the fund and creditors use coins.</summary>
/// <remarks>
/// The one forecast there is: a forecast from a real pool and a scenario of the simulator both drive it. All of it goes
/// through the commands anybody else would send, so it knows no rule of its own. Creditors use coins in turn, oldest
/// claim first, and keep their points.
/// </remarks>
public sealed class Repayment
{
    private const int DaysPerMonth = ForecastAssumptions.DaysPerMonth;
    private const string Name = "forecast";
    private static readonly Funding OwnGoods = new(FundingMode.OwnGoods, Name);

    private readonly Pool _pool;
    private readonly ForecastAssumptions _given;
    private readonly Func<PoolCommand, MemberNumber, Decision> _send;
    private readonly Func<MemberNumber, string> _nameOf;
    private readonly CoinSettings _plan;
    private readonly LegacyTotals _start;
    private readonly ImmutableArray<MemberNumber> _creditors;
    private readonly ImmutableArray<ForecastMonth>.Builder _months = ImmutableArray.CreateBuilder<ForecastMonth>();
    private long _commands;
    private Instant _now;
    private Money _fromPlatform;
    private Money _funded;
    private Money _released;
    private int? _endMonth;
    private int? _dryDay;
    private int _day;
    private int _next;

    /// <param name="pool">As it stands; it is only read here.</param>
    /// <param name="nameOf">What a creditor is called in commands; the pool itself knows numbers only.</param>
    /// <param name="send">Decides and books a command of a member.</param>
    public Repayment(
        Pool pool, ForecastAssumptions given, Func<MemberNumber, string> nameOf,
        Func<PoolCommand, MemberNumber, Decision> send)
    {
        (_pool, _given, _nameOf, _send) = (pool, given, nameOf, send);
        _plan = pool.Plan.Legacy?.Coin ?? throw new InvalidOperationException("the plan has no legacy to forecast");
        _start = pool.Legacy!;
        _now = pool.Clock;
        _creditors = [.. pool.Creditors().Where(creditor => creditor.CoinsFree > Money.Zero)
            .OrderBy(creditor => creditor.Since).ThenBy(creditor => creditor.Member.Value)
            .Select(creditor => creditor.Member)];
        _endMonth = IsOver ? 0 : null;
    }

    /// <summary>Whether another day could still settle something: coins are open and months are left.</summary>
    public bool GoesOn => _endMonth is null && _day < _given.Months * DaysPerMonth;

    /// <summary>The month of the day that comes next, from 1.</summary>
    public int Month => (_day / DaysPerMonth) + 1;

    // Less than a fen of a coin buys nothing; it does not keep a forecast from ending.
    private bool IsOver => _next >= _creditors.Length && _pool.Legacy!.FundHeld == Money.Zero;

    /// <summary>An amount of the first month, grown, as its thirtieth on the day that comes next.</summary>
    public Money OfDay(Money first) => Part(_given.InMonth(first, Month), (_day % DaysPerMonth) + 1);

    /// <summary>The platform's part of somebody else's settled order; a share of it goes into the fund.</summary>
    public void Earned(Money platform) => _fromPlatform += _given.PlatformShare.Of(platform);

    public void Released(Points points) => _released += _pool.Backing.Value(points);

    /// <summary>The next day: its money and whatever creditors buy with their coins.</summary>
    /// <param name="more">What comes into the fund beside the operator's own money, in whole fen.</param>
    public void Pay(Instant now, Money more)
    {
        _now = now;
        var demand = _given.Demand is { } wanted ? OfDay(wanted) : (Money?)null;
        var money = OfDay(_given.Funding) + TakeFromPlatform() + more;
        _day++;
        _funded += money;
        if (money > Money.Zero)
        {
            Require(new PoolCommand.FundSettlement(NextId(), _now, money, Name, Name, Name), default);
        }

        UseCoins(demand);
    }

    /// <summary>The day is over, and what its orders set free is booked.</summary>
    public void EndDay()
    {
        if (_day % DaysPerMonth != 0)
        {
            return;
        }

        var totals = _pool.Legacy!;
        _months.Add(new(
            _day / DaysPerMonth, _now, totals.Coins + totals.Unconverted, totals.Coins, totals.SettledByGoods, _funded,
            totals.Fund, totals.Locked, totals.LockedValue, _released));
        _funded = Money.Zero;
        _endMonth = IsOver ? _day / DaysPerMonth : null;
    }

    public Forecast Tell() => new(_given, _start, _months.ToImmutable(), _endMonth, _dryDay);

    // The month's amount comes in thirty parts that differ by a fen at most and add up to it.
    private static Money Part(Money month, int day) => Until(month, day) - Until(month, day - 1);

    private static Money Until(Money month, int day) => Money.FromUnits(
        Exact.MulDiv(month.Units, day, DaysPerMonth, Rounding.Down)).FloorToFen();

    private Money TakeFromPlatform()
    {
        var whole = _fromPlatform.FloorToFen();
        _fromPlatform -= whole;
        return whole;
    }

    private void UseCoins(Money? demand)
    {
        var wanted = demand ?? Money.FromUnits(Decimals.Limit);
        while (_next < _creditors.Length && wanted > Money.Zero)
        {
            // Asked anew each time: what released points bring in an exit may have burnt coins meanwhile.
            var creditor = _pool.Creditor(_creditors[_next])!;
            var all = creditor.CoinRate.Of(creditor.CoinsFree).FloorToFen();
            var most = all.AtMost(wanted);
            var value = most.AtMost(Covered());
            if (most > Money.Zero && value == Money.Zero)
            {
                _dryDay ??= demand is null ? null : _day;
                break;
            }

            PayWithCoins(creditor, value);
            wanted -= value;
            _next += value == all ? 1 : 0;
        }
    }

    // The largest value in whole fen that the free fund covers together with its deposit.
    private Money Covered() => Money.FromUnits(Exact.MulDiv(
        _pool.Legacy!.Fund.Units, Rate.PartsPerWhole, Rate.PartsPerWhole + _plan.DepositRate.Parts,
        Rounding.Down)).FloorToFen();

    private void PayWithCoins(CreditorBalance creditor, Money value)
    {
        if (value == Money.Zero)
        {
            return;
        }

        var coins = Money.FromUnits(Exact.MulDiv(
            value.Units, Rate.PartsPerWhole, creditor.CoinRate.Parts, Rounding.Up));
        var fen = Exact.MulDiv(
            value.Units, Rate.PartsPerWhole, _plan.MaxShareOfOrder.Parts, Rounding.Up) + Money.UnitsPerFen - 1;
        var (order, name) = (NextId(), _nameOf(creditor.Member));
        Require(new PoolCommand.PlaceOrder(
            order, _now, order, name, Name, Money.FromUnits(fen).FloorToFen(), OwnGoods, []), creditor.Member);
        Require(new PoolCommand.PayWithCoins(NextId(), _now, name, order, coins), creditor.Member);
        Require(new PoolCommand.DeliverOrder(NextId(), _now, order), default);
    }

    private void Require(PoolCommand command, MemberNumber member)
    {
        if (_send(command, member) is { IsAccepted: false, Reason: var reason })
        {
            throw new BrokenInvariantException($"the pool refused a forecast's own step: {reason}");
        }
    }

    private string NextId() => $"{Name}-c{++_commands}";
}
