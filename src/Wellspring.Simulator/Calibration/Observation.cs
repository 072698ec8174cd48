using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Calibration;

/// <summary>One record of a journal.</summary>
public readonly record struct Happening(PoolEvent Event, Instant At, long Position);

/// <summary>
/// Watches a journal go by 观测: when orders came and from whom, what they were worth, what was taken back, and how long
/// points were held.
/// </summary>
public sealed class Observation
{
    private readonly Pool _pool;
    private readonly Dictionary<string, SeenOrder> _byId = new(StringComparer.Ordinal);
    private readonly List<SeenOrder> _orders = [];
    private readonly Dictionary<long, SeenMember> _members = [];
    private readonly LotBook _lots = new();

    /// <param name="first">The plan that the pool was opened with.</param>
    public Observation(Plan first) => _pool = new(first);

    public Instant Clock => _pool.Clock;

    /// <summary>
    /// The last moment at which anybody did anything; a clock that only moves on after it is no history.
    /// </summary>
    public Instant LastDeed { get; private set; }

    internal Pool Pool => _pool;

    internal LotBook Lots => _lots;

    internal IReadOnlyList<SeenOrder> Orders => _orders;

    /// <summary>Where the next record stands.</summary>
    internal long Position { get; private set; }

    /// <summary>Of members who were sold out, by will or by the cap, those who ordered again after it.</summary>
    internal (long SoldOut, long CameBack) Returns { get; private set; }

    internal SeenMember? Find(long member) => _members.GetValueOrDefault(member);

    /// <summary>One record of the journal, in order.</summary>
    public void Apply(in Happening happening)
    {
        _pool.Apply(happening.Event, happening.At, happening.Position);
        _pool.TakeNettings();
        Position = happening.Position + 1;
        LastDeed = happening.Event is PoolEvent.ClockAdvanced or PoolEvent.DueProcessed ? LastDeed : Clock;
        Hear(happening.Event);
        Hear(happening.Event.After);
    }

    /// <summary>What can be said of all that went by so far.</summary>
    /// <param name="until">The end of the time watched; no record so far is later.</param>
    public Calibrated Tell(Instant until) => Calibrated.Of(this, until);

    private void Hear(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderPlaced { Placed: var placed }:
                Arrive(placed.Order, placed.Member, placed.Amount, placed.Commission);
                break;
            case PoolEvent.OrderSettled { Settlement: var settled }:
                Settle(settled);
                break;
            case PoolEvent.OrderRefunded refunded when _byId.TryGetValue(refunded.Order, out var order):
                order.Amount = order.IsSettled ? order.Amount : order.Amount.LessAtMost(refunded.Cash);
                break;
            case PoolEvent.OrderReversed reversed:
                Hear(reversed);
                break;
            case PoolEvent.PointsSold sold:
                _lots.Leave(sold.Member.Value, sold.Points, sold.Paid, Leaving.ByWill, Clock);
                NoteSoldOut(sold.Member);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                _lots.Leave(redeemed.Member.Value, redeemed.Points, redeemed.Credit, Leaving.ByWill, Clock);
                NoteSoldOut(redeemed.Member);
                break;
            case PoolEvent.PoolWasClosed closed:
                foreach (var payment in closed.Payments)
                {
                    _lots.LeaveAll(payment.Member.Value, payment.Paid, Leaving.TakenBack, Clock);
                }

                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    Hear(item);
                    Hear(item.After);
                }

                break;
            default:
                break;
        }
    }

    private void Hear(DueItem item)
    {
        if (item is DueItem.OrderFinal { Settlement: var final })
        {
            Settle(final);
        }
        else if (item is DueItem.NoticeEnded { Exit: var exit })
        {
            Hear(exit);
        }
        else if (item is DueItem.PointsReleased released)
        {
            _lots.Mint(
                released.Member.Value, "", released.Points, Money.Zero, Money.Zero, Rate.Zero, Clock);
        }
    }

    private void Hear(PoolEvent.OrderReversed reversed)
    {
        if (_byId.TryGetValue(reversed.Row.Order, out var order))
        {
            order.FirstReversed ??= Clock;
            order.Reversed += reversed.Amount;
        }

        var member = Of(reversed.Row.Member.Value);
        member.Own = member.Own.LessAtMost(
            Kernel.Share(reversed.Row.Inflow, reversed.Amount, reversed.Row.Amount));
        _lots.Leave(
            reversed.Row.Member.Value, reversed.Burnt, Net(_pool.Backing.Value(reversed.Burnt)), Leaving.TakenBack,
            Clock, reversed.Row.Order);
    }

    private void Hear(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Hear(exit);
        }

        _lots.Split(after.Splits);
    }

    private void Hear(in CapExit exit)
    {
        Of(exit.Member.Value).Capped = true;
        _lots.Leave(exit.Member.Value, exit.Points, Net(exit.Value), Leaving.AtTheCap, Clock);
        NoteSoldOut(exit.Member);
    }

    private SeenOrder Arrive(string id, MemberNumber number, Money amount, Rate commission)
    {
        var member = Of(number.Value);
        var order = new SeenOrder(Clock, number.Value, ComesBack: member.Orders > 0)
        {
            Amount = amount,
            Commission = commission,
        };
        member.Orders++;
        if (member.IsSoldOut)
        {
            (member.IsSoldOut, Returns) = (false, Returns with { CameBack = Returns.CameBack + 1 });
        }

        _byId[id] = order;
        _orders.Add(order);
        return order;
    }

    private void Settle(Settlement settled)
    {
        if (!_byId.TryGetValue(settled.Order, out var order))
        {
            order = Arrive(settled.Order, settled.Member, settled.Amount, settled.Rate);
        }

        (order.IsSettled, order.SettledAt, order.Amount) = (true, Clock, settled.Amount);
        order.Commission = settled.ByMargin && settled.Amount > Money.Zero
            ? Rate.FromParts((int)Math.Min(Rate.PartsPerWhole, Exact.MulDiv(
                settled.Commission.Units, Rate.PartsPerWhole, settled.Amount.Units, Rounding.Down)))
            : settled.Rate;
        var member = Of(settled.Member.Value);
        member.Joined ??= _pool.Totals.Orders - 1;
        member.Own += settled.Inflow;
        _lots.Mint(
            settled.Member.Value, settled.Order, settled.Points, settled.Amount, settled.MintValue,
            _pool.Plan.Selling.Retention, Clock);
    }

    private void NoteSoldOut(MemberNumber number)
    {
        var member = Of(number.Value);
        if (!member.IsSoldOut && _lots.HeldSince(number.Value) is null)
        {
            (member.IsSoldOut, Returns) = (true, Returns with { SoldOut = Returns.SoldOut + 1 });
        }
    }

    private Money Net(Money value) => Kernel.Paid(value, _pool.Plan.Selling.Retention);

    private SeenMember Of(long number)
    {
        if (!_members.TryGetValue(number, out var member))
        {
            _members.Add(number, member = new());
        }

        return member;
    }
}

/// <summary>An order as it went by; the amount is what was left of it when it settled.</summary>
internal sealed record SeenOrder(Instant At, long Member, bool ComesBack)
{
    public Money Amount { get; set; }

    public Rate Commission { get; set; }

    public bool IsSettled { get; set; }

    public Instant SettledAt { get; set; }

    public Money Reversed { get; set; }

    public Instant? FirstReversed { get; set; }
}

/// <summary>A member as it went by.</summary>
internal sealed class SeenMember
{
    public int Orders { get; set; }

    /// <summary>How many orders had settled before the first; null before it.</summary>
    public long? Joined { get; set; }

    /// <summary>What the orders brought into the pool.</summary>
    public Money Own { get; set; }

    public bool Capped { get; set; }

    public bool IsSoldOut { get; set; }
}
