using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>Those who wash beside a scenario's members, by the commands of ordinary buyers.</summary>
/// <param name="join">The number of the next new member of the pool.</param>
internal sealed class WashSide(
    Pool pool, Washing given, Func<PoolCommand, Facts, PoolEvent> send, Func<MemberNumber> join)
{
    private const string Shop = "wash";
    private readonly MemberNumber[] _people = new MemberNumber[given.People];
    private readonly Queue<(int Day, int Place, OrderRow Row)> _orders = new();
    private WashOutcome _so = new(
        given, 0, 0, Money.Zero, Money.Zero, Money.Zero, Money.Zero, RefundBearers.None);

    private bool _registered;
    private long _deeds;

    public bool Knows(MemberNumber member) => Array.IndexOf(_people, member) >= 0;

    public void Exited(Money paid) => _so = _so with { Received = _so.Received + paid };

    /// <summary>The end of a day: what was ordered some days ago is sold or taken back, then new orders come.</summary>
    public void End(int day, Instant now)
    {
        while (_orders.TryPeek(out var order) && order.Day + given.AfterDays <= day)
        {
            _orders.Dequeue();
            if (given.Then is WashEnd.Sell)
            {
                Sell(order.Place, now);
            }
            else
            {
                TakeBack(order.Row, now);
            }
        }

        for (var order = 0; order < given.OrdersPerDay && day >= given.FromDay && day <= given.UntilDay; order++)
        {
            Buy((int)((_so.Orders + _so.Refused) % given.People), day, now);
        }
    }

    public WashOutcome Tell()
    {
        var (left, owed) = (Money.Zero, Money.Zero);
        foreach (var member in _people.Where(member => member != MemberNumber.None))
        {
            left += Worth.Of(pool.Plan, pool.Backing.Value(pool.Held(member)));
            owed += pool.Member(member).Receivable;
        }

        return _so with { ValueLeft = left, Refunds = _so.Refunds with { StillOwed = owed } };
    }

    private void Buy(int place, int day, Instant now)
    {
        if (!_registered)
        {
            _registered = true;
            send(new PoolCommand.RegisterMerchant($"w-{++_deeds}", now, Shop, given.Commission), default);
        }

        var id = $"w-{++_deeds}";
        var member = _people[place] == MemberNumber.None ? join() : _people[place];
        if (send(new PoolCommand.SettleOrder(id, now, id, Name(place), Shop, given.Amount, null, []), new()
            {
                Member = member,
            }) is not PoolEvent.OrderSettled { Settlement: var done })
        {
            _so = _so with { Refused = _so.Refused + 1 };
            return;
        }

        _people[place] = member;
        _orders.Enqueue((day, place, OrderRow.Of(done)));
        _so = _so with
        {
            Orders = _so.Orders + 1,
            Turnover = _so.Turnover + done.Amount,
            Commissions = _so.Commissions + done.Commission,
        };
    }

    private void Sell(int place, Instant now)
    {
        if (pool.Held(_people[place]) > Points.Zero && send(
            new PoolCommand.SellPoints($"w-{++_deeds}", now, Name(place), PointsAsked.All, Money.Zero, null),
            new() { Member = _people[place] }) is PoolEvent.PointsSold sold)
        {
            _so = _so with { Received = _so.Received + sold.Paid };
        }
    }

    private void TakeBack(OrderRow row, Instant now)
    {
        if (send(new PoolCommand.ReverseOrder($"w-{++_deeds}", now, row.Order, row.Amount), new()
            {
                Order = row, OrderTaken = true,
            }) is PoolEvent.OrderReversed reversed)
        {
            _so = _so with { Refunds = _so.Refunds.With(reversed) };
        }
    }

    private static string Name(int place) => $"w{place + 1}";
}
