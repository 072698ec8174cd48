using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>What happens to many at once 大事: injections, planned sell-offs, panics.</summary>
/// <param name="sell">Sells what a member has.</param>
/// <param name="follow">Lets happen what the last act set off.</param>
internal sealed class Upheavals(Scenario scenario, IPoolSide pool, Draws draws, Func<int, bool> sell, Action follow)
{
    private readonly DaysSoFar _days = new();

    public void Saw(long orders) => _days.Add(orders);

    public void Come(int day)
    {
        foreach (var injection in scenario.Injections)
        {
            if (injection.Day == day && pool.Inject(injection.Amount))
            {
                follow();
            }
        }

        foreach (var planned in scenario.SellOffs)
        {
            if (planned.Day == day)
            {
                SellSome(Purpose.SellOff, day, planned.Share);
            }
        }

        if (scenario.Panic is { } panic && _days.FellBelow(panic.OrdersBelow))
        {
            SellSome(Purpose.Panic, day, panic.Share);
        }
    }

    private void SellSome(Purpose purpose, int day, Rate share)
    {
        for (var member = 1; member <= pool.Members; member++)
        {
            if (pool.Held(member) > Points.Zero && draws.Chance(purpose, ((long)day << 32) + member, share))
            {
                sell(member);
                follow();
            }
        }
    }
}

/// <summary>Which orders will be taken back, and when.</summary>
internal sealed class RefundPlan(Refunds? refunds, Draws draws)
{
    private readonly Dictionary<int, List<(long Order, int Member, Money Amount)>> _due = [];

    public void Draw(int member, long order, Money amount, int day)
    {
        if (refunds is not null && draws.Chance(Purpose.Refund, order, refunds.Share)
            && refunds.Part.Of(amount).FloorToFen() is { Units: > 0 } part)
        {
            var on = day + refunds.AfterDays;
            (_due.TryGetValue(on, out var due) ? due : _due[on] = []).Add((order, member, part));
        }
    }

    public List<(long Order, int Member, Money Amount)> Take(int day) => _due.Remove(day, out var due) ? due : [];
}
