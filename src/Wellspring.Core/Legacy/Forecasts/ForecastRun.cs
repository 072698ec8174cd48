using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy.Forecasts;

/// <summary>Drives a copy of a pool: every day others buy, money reaches the fund, creditors use coins.</summary>
/// <remarks>
/// All of it goes through the commands anybody else would send, so the forecast knows no rule of its own. Others are
/// thirty buyers who each come once a month and first sell what the plan lets them of the points they hold; creditors
/// use coins in turn, oldest claim first, and keep their points. docs/concepts/legacy.md says so to the reader.
/// </remarks>
internal sealed class ForecastRun
{
    private const int DaysPerMonth = ForecastAssumptions.DaysPerMonth;
    private const string Name = "forecast";
    private static readonly Funding OwnGoods = new(FundingMode.OwnGoods, Name);

    private readonly ForecastAssumptions _given;
    private readonly Pool _pool;
    private readonly CoinSettings _plan;
    private readonly LegacyTotals _start;
    private readonly int _firstOther;
    private readonly ImmutableArray<MemberNumber> _creditors;
    private readonly ImmutableArray<ForecastMonth>.Builder _months = ImmutableArray.CreateBuilder<ForecastMonth>();
    private long _position;
    private long _commands;
    private Instant _now;
    private Money _fromPlatform;
    private Money _released;
    private int? _dryDay;
    private int _next;

    /// <param name="pool">A copy: it is driven on from where it stands.</param>
    public ForecastRun(Pool pool, ForecastAssumptions given)
    {
        _given = given;
        _pool = pool;
        _plan = _pool.Plan.Legacy?.Coin
            ?? throw new InvalidOperationException("the plan has no legacy to forecast");
        _start = _pool.Legacy!;
        _firstOther = _pool.MemberCount + 1;
        _position = 1L << 40;
        _now = _pool.Clock;
        _creditors = [.. _pool.Creditors().Where(creditor => creditor.CoinsFree > Money.Zero)
            .OrderBy(creditor => creditor.Since).ThenBy(creditor => creditor.Member.Value)
            .Select(creditor => creditor.Member)];
    }

    public Forecast Run()
    {
        int? end = IsOver ? 0 : null;
        for (var month = 1; end is null && month <= _given.Months; month++)
        {
            RunMonth(month);
            end = IsOver ? month : null;
        }

        return new(_given, _start, _months.ToImmutable(), end, _dryDay);
    }

    // Less than a fen of a coin buys nothing; it does not keep a forecast from ending.
    private bool IsOver => _next >= _creditors.Length && _pool.Legacy!.FundHeld == Money.Zero;

    private void RunMonth(int month)
    {
        var funding = _given.InMonth(_given.Funding, month);
        var turnover = _given.InMonth(_given.Turnover, month);
        var demand = _given.Demand is { } bought ? _given.InMonth(bought, month) : (Money?)null;
        var funded = Money.Zero;
        for (var day = 1; day <= DaysPerMonth; day++)
        {
            _now = _now.Plus(Duration.Days(1));
            RunDue();
            var other = new MemberNumber(_firstOther + day - 1);
            SellWhatIsAllowed(other);
            Buy(other, OfDay(turnover, day));
            var money = OfDay(funding, day) + TakeFromPlatform();
            funded += money;
            Fund(money);
            UseCoins(demand is { } whole ? OfDay(whole, day) : null, ((month - 1) * DaysPerMonth) + day);
        }

        var totals = _pool.Legacy!;
        _months.Add(new(
            month, _now, totals.Coins + totals.Unconverted, totals.Coins, totals.SettledByGoods, funded,
            totals.Fund, totals.Locked, totals.LockedValue, _released));
    }

    // The month's amount comes in thirty parts that differ by a fen at most and add up to it.
    private static Money OfDay(Money month, int day) => Until(month, day) - Until(month, day - 1);

    private static Money Until(Money month, int day) => Money.FromUnits(
        Exact.MulDiv(month.Units, day, DaysPerMonth, Rounding.Down)).FloorToFen();

    private Money TakeFromPlatform()
    {
        var whole = _fromPlatform.FloorToFen();
        _fromPlatform -= whole;
        return whole;
    }

    private void Fund(Money money)
    {
        if (money > Money.Zero)
        {
            Require(new PoolCommand.FundSettlement(NextId(), _now, money, Name, Name, Name), default);
        }
    }

    private void Buy(MemberNumber other, Money amount)
    {
        if (amount > Money.Zero)
        {
            var order = Place(other, amount);
            Require(new PoolCommand.DeliverOrder(NextId(), _now, order), default);
            RunDue();
        }
    }

    private void UseCoins(Money? demand, int day)
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
                _dryDay ??= demand is null ? null : day;
                break;
            }

            PayWithCoins(creditor, value);
            wanted -= value;
            _next += value == all ? 1 : 0;
        }

        RunDue();
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
        var order = Place(creditor.Member, Money.FromUnits(fen).FloorToFen());
        Require(new PoolCommand.PayWithCoins(NextId(), _now, Name, order, coins), creditor.Member);
        Require(new PoolCommand.DeliverOrder(NextId(), _now, order), default);
    }

    private string Place(MemberNumber member, Money amount)
    {
        var id = NextId();
        Require(new PoolCommand.PlaceOrder(id, _now, id, Name, Name, amount, OwnGoods, []), member);
        return id;
    }

    // The plan's daily limits may refuse all of it; a part may pass. What no part passes stays with its buyer.
    private void SellWhatIsAllowed(MemberNumber other)
    {
        var points = other.Value <= _pool.MemberCount ? _pool.Held(other) : Points.Zero;
        for (var parts = 1; parts <= 32 && points.Units / parts > 0; parts *= 2)
        {
            var asked = new PointsAsked(Points.FromUnits(points.Units / parts));
            var sale = new PoolCommand.SellPoints(NextId(), _now, Name, asked, Money.Zero, Scale: null);
            if (Try(sale, other).IsAccepted)
            {
                return;
            }
        }
    }

    private void Require(PoolCommand command, MemberNumber member)
    {
        if (Try(command, member) is { IsAccepted: false, Reason: var reason })
        {
            throw new BrokenInvariantException($"the pool refused a forecast's own step: {reason}");
        }
    }

    private Decision Try(PoolCommand command, MemberNumber member)
    {
        var decision = _pool.Decide(command, new Facts { Member = member }, _position);
        if (decision.IsAccepted)
        {
            _pool.Apply(decision.Event, _now, _position++);
        }

        return decision;
    }

    private void RunDue()
    {
        while (_pool.RunDue(_now, limit: 10_000) is { } due)
        {
            foreach (var item in due.Items)
            {
                Note(item);
            }
        }
    }

    private void Note(DueItem item)
    {
        if (item is DueItem.OrderFinal { Settlement: var order } && order.Member.Value >= _firstOther)
        {
            _fromPlatform += _given.PlatformShare.Of(order.Platform);
        }
        else if (item is DueItem.PointsReleased released)
        {
            _released += _pool.Backing.Value(released.Points);
        }
    }

    private string NextId() => $"{Name}-{++_commands}";
}
