using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Calibration;

/// <summary>A pool somewhere in its life 起点, to be gone on with.</summary>
/// <param name="Pool">Of its own: whoever goes on with it changes it.</param>
/// <param name="From">The beginning of day 0.</param>
/// <param name="Position">The place that the next record of its journal would have.</param>
/// <param name="Funding">How the orders that come are paid for; null where the plan does not ask.</param>
internal sealed record ResumedPool(Pool Pool, Instant From, long Position, Funding? Funding);

/// <summary>What is known at the start of one who is a member already.</summary>
/// <param name="Behaviour">The place among the scenario's behaviours.</param>
/// <param name="SellsOn">The day from the start on which the holding is sold; null where none is.</param>
internal readonly record struct StartMember(Past Past, byte Behaviour, bool Capped, int? SellsOn);

/// <summary>All who are members at the start, by number from 1.</summary>
internal sealed record StartState(ImmutableArray<StartMember> Members)
{
    public void Fill(Chunks<Person> people, Chunks<Past> pasts, Calendar calendar)
    {
        for (var index = 0; index < Members.Length; index++)
        {
            var known = Members[index];
            ref var person = ref people.Add();
            (person.Behaviour, person.Capped) = (known.Behaviour, known.Capped);
            pasts.Add() = known.Past;
            if (known.SellsOn is { } day)
            {
                calendar.Add(index + 1, day);
            }
        }
    }
}
