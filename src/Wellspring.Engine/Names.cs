using System.Text;
using Wellspring.Core.Pools;

namespace Wellspring.Engine;

/// <summary>Outside names of members and their numbers, about 25 bytes a member: no string is kept.</summary>
/// <remarks>
/// Names lie one after the other as UTF-8; a table of numbers, open addressing, finds them. The hash is seeded anew
/// in every process, so nobody can choose names that collide. What was added is never moved within its array, so
/// <see cref="NameOf"/> of a number that was given may be asked on any thread while the writer adds others.
/// </remarks>
public sealed class Names
{
    private byte[] _text = new byte[1024];
    private uint[] _ends = new uint[64];
    private int[] _slots = new int[128];

    public int Count { get; private set; }

    /// <summary>The number of a name; none where nobody has it: a name has at most 256 bytes.</summary>
    public MemberNumber Find(string name)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var written)
            ? new(_slots[SlotOf(utf8[..written])])
            : MemberNumber.None;
    }

    /// <summary>Gives the next number to a name that has none.</summary>
    public MemberNumber Add(string name)
    {
        Span<byte> buffer = stackalloc byte[256];
        var utf8 = buffer[..Encoding.UTF8.GetBytes(name, buffer)];
        Append(utf8);
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }
        else
        {
            _slots[SlotOf(utf8)] = Count;
        }

        return new(Count);
    }

    /// <summary>Takes a stored name; numbers between that were erased become nameless.</summary>
    public void Restore(long number, string name)
    {
        while (Count < number - 1)
        {
            Append([]);
        }

        Add(name);
    }

    /// <summary>Numbers whose names were erased and that stand after the last known name.</summary>
    public void RestoreCount(long count)
    {
        while (Count < count)
        {
            Append([]);
        }
    }

    /// <summary>The name behind a number; <c>#12</c> where it was erased.</summary>
    public string NameOf(MemberNumber number) =>
        number.Value > 0 && number.Value <= Count && TextOf((int)number.Value) is { IsEmpty: false } utf8
            ? Encoding.UTF8.GetString(utf8)
            : $"#{number.Value}";

    private void Append(ReadOnlySpan<byte> utf8)
    {
        var start = Count == 0 ? 0 : (int)_ends[Count - 1];
        if (start + utf8.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length + (_text.Length / 2), start + utf8.Length));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count + (Count / 2));
        }

        utf8.CopyTo(_text.AsSpan(start));
        _ends[Count++] = (uint)(start + utf8.Length);
    }

    private ReadOnlySpan<byte> TextOf(int number)
    {
        var start = number == 1 ? 0 : (int)_ends[number - 2];
        return _text.AsSpan(start, (int)_ends[number - 1] - start);
    }

    private int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        var slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] != 0 && !TextOf(_slots[slot]).SequenceEqual(utf8))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var number = 1; number <= Count; number++)
        {
            var utf8 = TextOf(number);
            if (!utf8.IsEmpty)
            {
                _slots[SlotOf(utf8)] = number;
            }
        }
    }
}
