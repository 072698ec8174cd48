namespace Wellspring.Core.Pools;

/// <summary>The laws of pool-rules 16 that cost O(1): asked after every step, in production as in tests.</summary>
internal static class PoolLaws
{
    public static void Check(PoolState state, int scaleBefore, Price priceBefore)
    {
        var backing = state.Backing;
        Invariant.Require(
            state.IsClosed || backing.Scale != scaleBefore || priceBefore.Points == Points.Zero
            || backing.Price.IsAtLeast(priceBefore), "the price never falls");
        Invariant.Require(
            (Int128)backing.Pool.Units + backing.Reserve.Units == state.Totals.Expected,
            "pool and reserve hold what went in less what went out");
        Invariant.Require(!backing.IsFull, "totals stay below 2^62");
        if (state.IsPaused || state.IsClosed)
        {
            return;
        }

        var isSplit = !backing.NeedsSplit(state.Plan.Pool.SplitAt) || !backing.CanSplit;
        Invariant.Require(isSplit, "the price is below splitAt after splits");
        if (state.Heap.Count > 0)
        {
            ref var lowest = ref state.Members[state.Heap[0]];
            Invariant.Require(
                !Cascade.Triggers(backing, Members.PointsAt(lowest, backing.Scale), lowest.Limit),
                "nobody stays behind who meets the exit condition");
        }
    }
}
