using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>The bytes of a <see cref="ReleaseQueue"/>; who waits in it follows from the creditors.</summary>
internal static class ReleaseImage
{
    public static bool IsEmpty(PoolState state) => state.Legacy.Releases is var queue
        && !queue.HasLots && queue.Due == Points.Zero && queue.RunLeft == Points.Zero
        && queue.StepPrice.Points == Points.Zero && queue.Position == ReleaseKey.First
        && state.LockedVintages.ByMember.Count == 0;

    public static void Write(PoolState state, WireWriter writer)
    {
        var (queue, scale) = (state.Legacy.Releases, state.Backing.Scale);
        writer.Money(queue.StepPrice.Money);
        writer.Points(queue.StepPrice.Points);
        writer.Unsigned((ulong)queue.StepScale);
        writer.Points(queue.RunLeft);
        Write(queue.Position, writer);
        Write(queue.End, writer);
        writer.Flag(queue.HasWrapped);
        var lots = queue.Lots.ToList();
        writer.Unsigned((ulong)lots.Count);
        foreach (var lot in lots)
        {
            writer.Unsigned((ulong)lot.Number);
            writer.Signed(lot.Day);
            writer.Unsigned((ulong)lot.Period);
            writer.Unsigned((ulong)lot.Instalments);
            writer.Points(lot.At(scale));
        }

        var due = queue.DueAt(scale).ToList();
        writer.Unsigned((ulong)due.Count);
        foreach (var (number, points) in due)
        {
            writer.Unsigned((ulong)number);
            writer.Points(points);
        }

        VersionImage.Write(state.LockedVintages, scale, writer);
    }

    /// <summary>Read after the creditors.</summary>
    public static void Read(PoolState state, ref WireReader reader)
    {
        var (queue, scale) = (state.Legacy.Releases, state.Backing.Scale);
        (queue.StepPrice, queue.StepScale) = (new(reader.Money(), reader.Points()), reader.Int());
        queue.RestoreRun(reader.Points(), ReadKey(ref reader), ReadKey(ref reader), reader.Flag());
        for (var left = reader.Int(); left > 0; left--)
        {
            queue.AddLot(new(reader.Int(), reader.Signed(), reader.Natural(), reader.Int(), reader.Points(), scale));
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            var (number, points) = (reader.Int(), reader.Points());
            var creditor = state.Legacy.Find(new(number)) ?? throw new WireException("instalments of nobody");
            queue.AddDue(number, points, scale);
            queue.Place(number, creditor.Since, creditor.Locked);
        }

        VersionImage.Read(state.LockedVintages, scale, ref reader);
    }

    private static void Write(ReleaseKey key, WireWriter writer)
    {
        writer.Signed(key.Since);
        writer.Unsigned((ulong)key.Number);
    }

    private static ReleaseKey ReadKey(ref WireReader reader) => new(reader.Signed(), reader.Int());
}
