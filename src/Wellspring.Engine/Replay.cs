using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine;

/// <summary>A pool rebuilt from its journal, and where the journal stood.</summary>
/// <param name="Plan">The version in effect at the end.</param>
/// <param name="Names">Outside names of members; numbers in the journal.</param>
/// <param name="End">The position and hash that the state belongs to.</param>
/// <param name="SnapshotAt">The position of the snapshot that was used; 0 when none was.</param>
public sealed record ReplayedPool(
    Plan Plan, Pool Pool, Names Names, Counts Counts, JournalEnd End, long SnapshotAt);

/// <summary>Rebuilds a pool: from a snapshot and the records after it, or from the first record.</summary>
public static class Replay
{
    /// <summary>The plan the journal was opened with: version 1 of its history.</summary>
    /// <exception cref="JournalDamagedException">The first record is not a reviewed plan's opening.</exception>
    public static Plan PlanOf(IJournal journal)
    {
        var first = journal.Find(0) ?? throw new JournalDamagedException(0, "gap");
        var records = JournalBatch.Open(0, first.Payload, first.Hash.Span, JournalBatch.NoHash);
        try
        {
            return RecordCodec.Read(records[0].Span, 0).Event is PoolEvent.PoolOpened opened
                ? PlanReview.Resume(opened.Plan) ?? throw new JournalDamagedException(0, "plan-unreadable")
                : throw new JournalDamagedException(0, "no-opening");
        }
        catch (WireException)
        {
            throw new JournalDamagedException(0, "unreadable");
        }
    }

    /// <summary>Rebuilds the pool of a journal that is not empty.</summary>
    /// <param name="snapshot">A start that is trusted only if the journal holds its position and hash.</param>
    /// <param name="seen">
    /// Gets every record from <paramref name="seenFrom"/> on, also those before the snapshot.
    /// </param>
    public static ReplayedPool Run(
        IJournal journal, Snapshot? snapshot, IPostings? postings = null, Action<JournalRecord>? seen = null,
        long seenFrom = long.MaxValue)
    {
        var end = journal.End();
        var plan = PlanOf(journal);
        var restored = snapshot is not null && postings is null && snapshot.IsOf(journal)
            ? TryRestore(plan, snapshot)
            : null;
        var start = restored is null ? null : snapshot;
        var pool = restored ?? new Pool(plan, postings);
        var counts = start?.Counts ?? Counts.None;
        var applied = start?.At ?? new JournalEnd(0, JournalBatch.NoHash);
        var names = new Names();
        foreach (var name in journal.Names())
        {
            names.Restore(name.Number, name.Name);
        }

        foreach (var record in Records(journal, Math.Min(applied.Position, seenFrom), end))
        {
            if (record.Position >= applied.Position)
            {
                Apply(pool, record);
                counts = counts.With(record.Event);
            }

            if (record.Position >= seenFrom)
            {
                seen!(record);
            }
        }

        names.RestoreCount(pool.MemberCount);
        return new(pool.Plan, pool, names, counts, end, start?.At.Position ?? 0);
    }

    /// <summary>All records from a position on, each batch checked against its hash and the one before.</summary>
    /// <exception cref="JournalDamagedException">A batch is damaged, missing or not where it should be.</exception>
    public static IEnumerable<JournalRecord> Records(IJournal journal, long from, JournalEnd end)
    {
        ReadOnlyMemory<byte> previous = default;
        var next = -1L;
        foreach (var batch in journal.Read(from))
        {
            if (batch.First != next && (next >= 0 || batch.First > from))
            {
                throw new JournalDamagedException(Math.Max(next, from), "gap");
            }

            var records = JournalBatch.Open(
                batch.First, batch.Payload, batch.Hash.Span, batch.First == 0 ? JournalBatch.NoHash : previous.Span);
            if (records.Length != batch.Count)
            {
                throw new JournalDamagedException(batch.First, "count-differs");
            }

            (previous, next) = (batch.Hash, batch.Next);
            for (var index = 0; index < records.Length; index++)
            {
                if (batch.First + index >= from)
                {
                    yield return Decode(records[index], batch.First, batch.First + index);
                }
            }
        }

        if (next >= 0 && (next != end.Position || !previous.Span.SequenceEqual(end.Hash.Span)))
        {
            throw new JournalDamagedException(next, "gap");
        }
    }

    /// <summary>Applies one record and compares the figures it carries with what came out.</summary>
    /// <exception cref="JournalDamagedException">Applying it broke an invariant, or gave other totals.</exception>
    public static void Apply(Pool pool, JournalRecord record)
    {
        try
        {
            pool.Apply(record.Event, record.At, record.Position);
        }
        catch (Exception broken) when (broken is BrokenInvariantException or OverflowException or KeyNotFoundException)
        {
            throw new JournalDamagedException(record.Position, $"record {record.Position} breaks: {broken.Message}");
        }

        var backing = pool.Backing;
        if (backing.Pool != record.Pool || backing.Circulating != record.Circulating || backing.Scale != record.Scale
            || backing.Reserve != record.Reserve || !pool.TakeNettings().SequenceEqual(record.Netted))
        {
            throw new JournalDamagedException(record.Position, $"record {record.Position}: total-mismatch");
        }
    }

    /// <summary>The pool of a snapshot; null where another release wrote it, for a snapshot is a cache.</summary>
    public static Pool? TryRestore(Plan plan, Snapshot snapshot, IPostings? postings = null)
    {
        try
        {
            return Pool.Restore(plan, snapshot.Image.Span, postings);
        }
        catch (Exception strange) when (strange is WireException or BrokenInvariantException or OverflowException)
        {
            return null;
        }
    }

    private static JournalRecord Decode(ReadOnlyMemory<byte> bytes, long batch, long position)
    {
        try
        {
            return RecordCodec.Read(bytes.Span, position);
        }
        catch (Exception broken) when (broken is WireException or BrokenInvariantException or OverflowException)
        {
            throw new JournalDamagedException(batch, $"record {position}: {broken.Message}");
        }
    }
}
