using System.Buffers;

namespace Wellspring.Simulator;

/// <summary>
/// Things numbered from 1 without gaps, in blocks: growing copies nothing, and a block whose last thing is dropped is
/// given back.
/// </summary>
internal sealed class Chunks<T> : IDisposable
    where T : struct
{
    private const int Bits = 13;
    private const int Size = 1 << Bits;
    private const int Mask = Size - 1;

    private T[]?[] _blocks = new T[]?[64];
    private int[] _left = new int[64];
    private T[] _last = [];

    public int Count { get; private set; }

    /// <summary>Blocks in memory, times what one holds.</summary>
    public long Capacity { get; private set; }

    public ref T this[int number] => ref _blocks[number >> Bits]![number & Mask];

    /// <summary>A copy; the default of what was dropped.</summary>
    public T Read(int number) => _blocks[number >> Bits] is { } block ? block[number & Mask] : default;

    public ref T Add()
    {
        var number = ++Count;
        if ((number & Mask) == 0 || number == 1)
        {
            Begin(number >> Bits);
        }

        ref var place = ref _last[number & Mask];
        place = default;
        return ref place;
    }

    public void Drop(int number)
    {
        var index = number >> Bits;
        _blocks[index]![number & Mask] = default;
        if (--_left[index] == 0)
        {
            GiveBack(index);
        }
    }

    /// <summary>Gives every block back; for whoever comes next to begin in warm memory.</summary>
    public void Dispose()
    {
        for (var index = 0; index <= Count >> Bits; index++)
        {
            if (_blocks[index] is not null)
            {
                GiveBack(index);
            }
        }
    }

    private void Begin(int index)
    {
        if (index == _blocks.Length)
        {
            Array.Resize(ref _blocks, index * 2);
            Array.Resize(ref _left, index * 2);
        }

        _blocks[index] = _last = ArrayPool<T>.Shared.Rent(Size);
        _left[index] = index == 0 ? Size - 1 : Size;
        Capacity += Size;
    }

    // A block's count begins with all that will be in it, so that it ends at none only after the last was added.
    private void GiveBack(int index)
    {
        ArrayPool<T>.Shared.Return(_blocks[index]!);
        _blocks[index] = null;
        Capacity -= Size;
    }
}
