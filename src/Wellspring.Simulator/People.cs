using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>One member as the scenario knows it; sixteen bytes.</summary>
internal record struct Person
{
    /// <summary>The next in the same day of the calendar.</summary>
    public int Next;

    /// <summary>The one before; below 0 the day itself, at 0 it waits for no day.</summary>
    public int Previous;

    /// <summary>Spent, in fen; where members come back, their past says it.</summary>
    public uint SpentFen;

    public byte Kind;

    public byte Behaviour;

    public bool Capped;

    /// <summary>Whether answers follow this member on its way.</summary>
    public bool Followed;
}

/// <summary>What a member who may come back has behind it; forty bytes.</summary>
internal record struct Past
{
    public Money Spent;

    /// <summary>What the orders brought into the pool.</summary>
    public Money Own;

    public Money Received;

    /// <summary>What it spent on what it holds now, as the cap counts it.</summary>
    public Money Live;

    /// <summary>How many orders had settled before the first.</summary>
    public uint Joined;

    public int Orders;
}

/// <summary>Who does something on which day: a list a day, woven through the members themselves.</summary>
internal sealed class Calendar(Chunks<Person> people)
{
    private int[] _first = new int[1024];

    public void Add(int member, int day)
    {
        if (day >= _first.Length)
        {
            Array.Resize(ref _first, Math.Max(day + 1, _first.Length * 2));
        }

        Remove(member);
        ref var person = ref people[member];
        (person.Next, person.Previous) = (_first[day], -day - 1);
        if (_first[day] != 0)
        {
            people[_first[day]].Previous = member;
        }

        _first[day] = member;
    }

    public void Remove(int member)
    {
        ref var person = ref people[member];
        if (person.Previous == 0)
        {
            return;
        }

        if (person.Next != 0)
        {
            people[person.Next].Previous = person.Previous;
        }

        if (person.Previous < 0)
        {
            _first[-person.Previous - 1] = person.Next;
        }
        else
        {
            people[person.Previous].Next = person.Next;
        }

        (person.Next, person.Previous) = (0, 0);
    }

    public bool TryTake(int day, out int member)
    {
        member = day < _first.Length ? _first[day] : 0;
        if (member != 0)
        {
            Remove(member);
        }

        return member != 0;
    }
}
