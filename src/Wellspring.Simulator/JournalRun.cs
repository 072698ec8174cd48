using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>
/// A journal as a scenario 账本回放: the same outcomes as of an invented world, of what really happened.
/// </summary>
/// <remarks>
/// What a member's orders brought into the pool is counted as they settled; a refund takes it back in proportion.
/// </remarks>
public sealed class JournalRun
{
    private readonly Pool _pool;
    private readonly Dictionary<long, Person> _people = [];
    private readonly List<Mark> _marks = [];
    private Instant? _begun;
    private long _nextMark = 1;

    /// <param name="first">The plan that the pool was opened with.</param>
    public JournalRun(Plan first) => _pool = new(first);

    private sealed class Person
    {
        public Money Own { get; set; }

        public long Joined { get; init; }

        public bool Capped { get; set; }
    }

    /// <summary>One record of the journal, in order.</summary>
    public void Apply(PoolEvent happened, Instant at, long position)
    {
        _pool.Apply(happened, at, position);
        _pool.TakeNettings();
        Hear(happened);
        if (_pool.Totals.Orders > 0)
        {
            _begun ??= _pool.Clock;
        }

        for (; _pool.Totals.Orders >= _nextMark; _nextMark *= 10)
        {
            _marks.Add(new(_pool.Totals.Orders, Days, _pool.Backing, _pool.Totals.Exits, Paid));
        }
    }

    public SimulationResult Tell(string id, int cohorts)
    {
        var (plan, totals) = (_pool.Plan, _pool.Totals);
        var outcomes = new Outcomes(cohorts, _people.Count);
        foreach (var (number, person) in _people)
        {
            var member = _pool.Member(new(number));
            if (member.Spent > Money.Zero)
            {
                var ifSold = Worth.Of(plan, member.Value);
                outcomes.Add(person.Joined, member.Spent, person.Own, member.Received, ifSold, person.Capped);
            }
        }

        var scenario = new Scenario
        {
            Id = id,
            Name = new("账本回放", "Replay of a journal"),
            Given = plan,
            Plan = plan,
            Orders = totals.Orders,
            Cohorts = cohorts,
        };
        var into = totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.LegacyDeposits + totals.GoodsReturned - totals.Released;
        return new(
            scenario, 0, ByCommands: true, totals.Orders, 0, Days, [.. _marks], _pool.Backing, Paid, into,
            totals.Exits, outcomes.All(), outcomes.ByCohort, outcomes.OwnPart, outcomes.FromOthers, [])
        {
            StateHash = _pool.StateHash(),
        };
    }

    private Money Paid => _pool.Totals.Paid + _pool.Totals.Redeemed + _pool.Totals.ClosingPaid;

    private int Days => _begun is { } begun
        ? (int)((_pool.Clock.Milliseconds - begun.Milliseconds) / Instant.MillisecondsPerDay)
        : 0;

    private void Hear(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled settled:
                Hear(settled.Settlement);
                break;
            case PoolEvent.OrderReversed reversed when reversed.Row.Amount > Money.Zero:
                var person = Of(reversed.Row.Member);
                person.Own = person.Own.LessAtMost(
                    Kernel.Share(reversed.Row.Inflow, reversed.Amount, reversed.Row.Amount));
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    if (item is DueItem.OrderFinal final)
                    {
                        Hear(final.Settlement);
                    }
                    else if (item is DueItem.NoticeEnded { Exit: var exit })
                    {
                        Of(exit.Member).Capped = true;
                    }

                    Hear(item.After);
                }

                break;
            default:
                break;
        }

        Hear(happened.After);
    }

    private void Hear(Settlement order) => Of(order.Member).Own += order.Inflow;

    private void Hear(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Of(exit.Member).Capped = true;
        }
    }

    private Person Of(MemberNumber member)
    {
        if (!_people.TryGetValue(member.Value, out var person))
        {
            _people.Add(member.Value, person = new() { Joined = _people.Count });
        }

        return person;
    }
}
