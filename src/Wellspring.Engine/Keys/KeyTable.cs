using System.Numerics;
using System.Runtime.InteropServices;

namespace Wellspring.Engine.Keys;

/// <summary>A key and its value, laid out in memory as on disk: 24 bytes, compared by key alone.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct KeyEntry(ulong High, ulong Low, long Value) : IComparable<KeyEntry>
{
    public const int Bytes = 24;

    public static KeyEntry Of(UInt128 key, long value) => unchecked(new((ulong)(key >> 64), (ulong)key, value));

    public bool HasKeyOf(in KeyEntry other) => High == other.High && Low == other.Low;

    public int CompareTo(KeyEntry other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
}

/// <summary>The newest keys, in memory: a hash table whose entries lie densely in order of arrival.</summary>
internal sealed class KeyTable
{
    // A slot holds the first 32 bits of its key above, and the entry's index plus one below: 0 is an empty slot.
    // The 32 bits settle nearly every comparison without a visit to the entry, which would be a cache miss.
    private ulong[] _slots;
    private KeyEntry[] _entries;

    public KeyTable(int keys)
    {
        // A table is sealed between batches, so it is usually a little over its limit when it goes.
        _entries = new KeyEntry[Math.Max(4, keys + (keys / 4))];
        _slots = new ulong[SlotsFor(_entries.Length)];
    }

    public int Count { get; private set; }

    public ReadOnlySpan<KeyEntry> Entries => _entries.AsSpan(0, Count);

    public long MemoryBytes => ((long)_entries.Length * KeyEntry.Bytes) + ((long)_slots.Length * sizeof(ulong));

    public bool TryFind(in KeyEntry wanted, out long value)
    {
        var held = _slots[SlotOf(wanted)];
        value = held == 0 ? 0 : _entries[IndexIn(held)].Value;
        return held != 0;
    }

    public void Put(in KeyEntry entry)
    {
        var slot = SlotOf(entry);
        if (_slots[slot] != 0)
        {
            _entries[IndexIn(_slots[slot])] = entry;
            return;
        }

        if (Count == _entries.Length)
        {
            Grow();
            slot = SlotOf(entry);
        }

        _entries[Count++] = entry;
        _slots[slot] = Mark(entry, Count);
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private static int SlotsFor(int entries) => checked((int)BitOperations.RoundUpToPowerOf2((uint)entries * 3 / 2));

    private static ulong Mark(in KeyEntry entry, int ordinal) => (entry.High & ~(ulong)uint.MaxValue) | (uint)ordinal;

    private static int IndexIn(ulong held) => (int)(held & uint.MaxValue) - 1;

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new ulong[SlotsFor(_entries.Length)];
        for (var index = 0; index < Count; index++)
        {
            // A slot is filled only after its entry is in place, so no earlier entry is mistaken for this one.
            _slots[SlotOf(_entries[index])] = Mark(_entries[index], index + 1);
        }
    }

    /// <summary>The slot that holds the key, or the empty one where it belongs.</summary>
    private int SlotOf(in KeyEntry wanted)
    {
        var slots = _slots;
        var last = slots.Length - 1;
        var slot = (int)(wanted.Low & (ulong)last);
        while (slots[slot] is not 0 and var held)
        {
            if (held >> 32 == wanted.High >> 32 && _entries[IndexIn(held)].HasKeyOf(wanted))
            {
                break;
            }

            slot = (slot + 1) & last;
        }

        return slot;
    }
}
