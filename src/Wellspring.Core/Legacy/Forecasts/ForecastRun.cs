using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy.Forecasts;

/// <summary>Drives a copy of a pool: every day others buy, then the debt is worked off a little.</summary>
/// <remarks>
/// Others are thirty buyers who each come once a month and first sell what the plan lets them of the points they hold.
/// docs/concepts/legacy.md says so to the reader.
/// </remarks>
internal sealed class ForecastRun
{
    private const string Name = "forecast";
    private static readonly Funding OwnGoods = new(FundingMode.OwnGoods, Name);

    private readonly Pool _pool;
    private readonly Money _turnover;
    private readonly Repayment _repayment;
    private readonly int _firstOther;
    private long _position;
    private long _commands;
    private Instant _now;

    /// <param name="pool">A copy: it is driven on from where it stands.</param>
    public ForecastRun(Pool pool, ForecastAssumptions given)
    {
        (_pool, _turnover) = (pool, given.Turnover);
        _repayment = new(pool, given, _ => Name, Try);
        _firstOther = _pool.MemberCount + 1;
        _position = 1L << 40;
        _now = _pool.Clock;
    }

    public Forecast Run()
    {
        for (var day = 0; _repayment.GoesOn; day++)
        {
            _now = _now.Plus(Duration.Days(1));
            RunDue();
            var other = new MemberNumber(_firstOther + (day % ForecastAssumptions.DaysPerMonth));
            SellWhatIsAllowed(other);
            Buy(other, _repayment.OfDay(_turnover));
            _repayment.Pay(_now, more: Money.Zero);
            RunDue();
            _repayment.EndDay();
        }

        return _repayment.Tell();
    }

    private void Buy(MemberNumber other, Money amount)
    {
        if (amount > Money.Zero)
        {
            var order = NextId();
            Require(new PoolCommand.PlaceOrder(order, _now, order, Name, Name, amount, OwnGoods, []), other);
            Require(new PoolCommand.DeliverOrder(NextId(), _now, order), default);
            RunDue();
        }
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
            _repayment.Earned(order.Platform);
        }
        else if (item is DueItem.PointsReleased released)
        {
            _repayment.Released(released.Points);
        }
    }

    private string NextId() => $"{Name}-{++_commands}";
}
