namespace Wellspring.Core.Pools;

/// <summary>Members with free points, the one whose exit price is lowest on top.</summary>
/// <remarks>
/// The exit price is L ÷ points, a fraction, compared by cross-multiplication; ties go to the older membership. It
/// changes only by the member's own events, and a split scales all alike, so the heap needs no rebuilding.
/// </remarks>
internal sealed class TriggerHeap(Members members)
{
    /// <summary>Heap slot of a member without free points, or in a pool without a cap.</summary>
    public const int Outside = -1;

    /// <summary>Heap slot of a member whose notice is running.</summary>
    public const int OnNotice = -2;

    private int[] _numbers = new int[64];

    public int Count { get; private set; }

    public int this[int slot] => _numbers[slot];

    /// <summary>Puts the member where its present trigger belongs.</summary>
    public void Place(int number)
    {
        ref var member = ref members[number];
        if (member.HeapSlot < 0)
        {
            if (Count == _numbers.Length)
            {
                Array.Resize(ref _numbers, Count * 2);
            }

            member.HeapSlot = Count++;
            _numbers[member.HeapSlot] = number;
        }

        Up(member.HeapSlot, number);
        Down(member.HeapSlot, number);
    }

    public void Remove(int number, int leaves)
    {
        ref var member = ref members[number];
        var slot = member.HeapSlot;
        member.HeapSlot = leaves;
        if (slot < 0)
        {
            return;
        }

        var last = _numbers[--Count];
        if (slot < Count)
        {
            Set(slot, last);
            Up(slot, last);
            Down(members[last].HeapSlot, last);
        }
    }

    /// <summary>Whether a leaves before b: lower trigger first, then the older member, then the number.</summary>
    public bool IsBefore(int a, int b)
    {
        ref var left = ref members[a];
        ref var right = ref members[b];
        var (leftPoints, rightPoints) = (left.Points.Units, right.Points.Units);
        if (left.Scale > right.Scale)
        {
            rightPoints *= Core.Decimals.PowerOfTen(left.Scale - right.Scale);
        }
        else if (right.Scale > left.Scale)
        {
            leftPoints *= Core.Decimals.PowerOfTen(right.Scale - left.Scale);
        }

        var order = Exact.CompareRatios(left.Limit.Units, leftPoints, right.Limit.Units, rightPoints);
        return order < 0 || (order == 0 && (left.FirstOrder < right.FirstOrder
            || (left.FirstOrder == right.FirstOrder && a < b)));
    }

    private void Up(int slot, int number)
    {
        while (slot > 0)
        {
            var parent = (slot - 1) / 2;
            if (!IsBefore(number, _numbers[parent]))
            {
                break;
            }

            Set(slot, _numbers[parent]);
            slot = parent;
        }

        Set(slot, number);
    }

    private void Down(int slot, int number)
    {
        while (true)
        {
            var child = (slot * 2) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && IsBefore(_numbers[child + 1], _numbers[child]))
            {
                child++;
            }

            if (!IsBefore(_numbers[child], number))
            {
                break;
            }

            Set(slot, _numbers[child]);
            slot = child;
        }

        Set(slot, number);
    }

    private void Set(int slot, int number)
    {
        _numbers[slot] = number;
        members[number].HeapSlot = slot;
    }
}
