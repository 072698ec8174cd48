namespace Wellspring.Core.Pools;

/// <summary>What the pool holds of one member. Points are in the scale they were last touched in.</summary>
/// <remarks>A round's basis and proceeds are zero while the member has no free points (pool-rules 5).</remarks>
internal struct Member
{
    // The first five stand together: the trigger heap reads them of members far apart, one cache line each.
    public Points Points;

    /// <summary>
    /// L = max(0, floor(cap·basis) − proceeds), kept because the trigger heap asks for it all the time.
    /// </summary>
    public Money Limit;
    public int Scale;

    /// <summary>Place in the trigger heap, or one of the constants of <see cref="TriggerHeap"/>.</summary>
    public int HeapSlot;

    /// <summary>How many orders had settled before the member's first; −1 before it.</summary>
    public long FirstOrder;
    public Money Basis;
    public Money Proceeds;

    /// <summary>Paid for settled orders over the whole life, less reversals.</summary>
    public Money Spent;

    /// <summary>Got out of the pool over the whole life: sales, exits, redemptions, closing.</summary>
    public Money Received;
    public Money SaleMoney;
    public Money RewardMoney;
    public Money GoodsCredit;

    /// <summary>Owed by the member; the platform advanced it.</summary>
    public Money Receivable;

    public int Round;
    public int Referrer;
}

/// <summary>All members of a pool, dense by number, in chunks so that growth never copies them.</summary>
internal sealed class Members
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;

    private Member[][] _chunks = new Member[16][];

    /// <summary>The highest number in use.</summary>
    public int Count { get; private set; }

    public ref Member this[MemberNumber number] => ref this[(int)number.Value];

    public ref Member this[int number] => ref _chunks[number >> ChunkBits][number & ChunkMask];

    public bool Has(MemberNumber number) => number.Value > 0 && number.Value <= Count;

    /// <summary>A copy to read; a member that does not exist yet has nothing.</summary>
    public Member Read(MemberNumber number) => Has(number)
        ? this[number]
        : new Member { FirstOrder = -1, HeapSlot = TriggerHeap.Outside };

    /// <summary>Makes room for a number; numbers are given without gaps.</summary>
    public void Admit(MemberNumber number)
    {
        if (number.Value <= Count)
        {
            return;
        }

        Invariant.Require(number.Value == Count + 1L && number.Value < int.MaxValue, "member numbers have no gaps");
        Count++;
        var chunk = Count >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, chunk * 2);
        }

        _chunks[chunk] ??= new Member[ChunkSize];
        this[Count] = new() { FirstOrder = -1, HeapSlot = TriggerHeap.Outside };
    }

    /// <summary>Free points in the present scale.</summary>
    public static Points PointsAt(in Member member, int scale) => member.Scale == scale || member.Points == Points.Zero
        ? member.Points
        : Points.FromUnits(member.Points.Units * Core.Decimals.PowerOfTen(scale - member.Scale));
}
