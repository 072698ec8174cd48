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
    // Some batches of the usual size: enough that no core waits, and bounded.
    private const long BytesAhead = 2 << 20;

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
        foreach (var (batch, opening) in Ahead(journal, from))
        {
            if (batch.First != next && (next >= 0 || batch.First > from))
            {
                throw new JournalDamagedException(Math.Max(next, from), "gap");
            }

            (previous, next) = (batch.Hash, batch.Next);
            var (records, damage) = opening.GetAwaiter().GetResult();
            foreach (var record in records)
            {
                yield return record;
            }

            if (damage is not null)
            {
                throw damage;
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

    // Hashing and decoding are most of the work of a start, and need no record before: other cores do them meanwhile.
    private static IEnumerable<(JournalBatch Batch, Task<Opened> Opening)> Ahead(IJournal journal, long from)
    {
        var opening = new Queue<(JournalBatch Batch, Task<Opened> Opening)>();
        var ahead = 0L;
        ReadOnlyMemory<byte> previous = default;
        using var batches = journal.Read(from).GetEnumerator();
        JournalDamagedException? damage;
        while (TryNext(batches, out damage))
        {
            var batch = batches.Current;
            var before = batch.First == 0 ? JournalBatch.NoHash : previous;
            opening.Enqueue((batch, Task.Run(() => Open(batch, before, from))));
            (previous, ahead) = (batch.Hash, ahead + batch.Payload.Length);
            while (ahead > BytesAhead && opening.TryDequeue(out var first))
            {
                ahead -= first.Batch.Payload.Length;
                yield return first;
            }
        }

        foreach (var last in opening)
        {
            yield return last;
        }

        if (damage is not null)
        {
            throw damage;
        }
    }

    // Storage that cannot be read stops whoever reads ahead; the batches before it are still given.
    private static bool TryNext(IEnumerator<JournalBatch> batches, out JournalDamagedException? damage)
    {
        try
        {
            damage = null;
            return batches.MoveNext();
        }
        catch (JournalDamagedException found)
        {
            damage = found;
            return false;
        }
    }

    private static Opened Open(JournalBatch batch, ReadOnlyMemory<byte> previous, long from)
    {
        var records = new List<JournalRecord>();
        try
        {
            var texts = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous.Span);
            if (texts.Length != batch.Count)
            {
                throw new JournalDamagedException(batch.First, "count-differs");
            }

            for (var position = Math.Max(from, batch.First); position < batch.Next; position++)
            {
                records.Add(Decode(texts[(int)(position - batch.First)], batch.First, position));
            }

            return new(records, null);
        }
        catch (JournalDamagedException damage)
        {
            // Whoever reads gets the records before it first.
            return new(records, damage);
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

    private sealed record Opened(IReadOnlyList<JournalRecord> Records, JournalDamagedException? Damage);
}
