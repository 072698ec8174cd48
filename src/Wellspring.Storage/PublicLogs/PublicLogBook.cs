using Wellspring.Engine.Journals;
using Wellspring.Engine.PublicLog;
using Wellspring.Proof;

namespace Wellspring.Storage.PublicLogs;

/// <summary>
/// A pool's public log 公开日志 as it is kept in memory: the tree of hashes over the journal, and proofs out of it. The
/// entries themselves are written anew from the journal whenever somebody asks.
/// </summary>
public sealed class PublicLogBook
{
    private const int Step = 65_536;

    private readonly Lock _reading = new();
    private readonly LogTree _tree = new();

    public long Size
    {
        get
        {
            lock (_reading)
            {
                return _tree.Size;
            }
        }
    }

    /// <summary>The entries from one position up to another, as far as the journal has them.</summary>
    /// <exception cref="JournalDamagedException">A batch is damaged.</exception>
    public static IEnumerable<byte[]> Entries(IJournal journal, long from, long until)
    {
        foreach (var batch in journal.Read(from).TakeWhile(batch => batch.First < until))
        {
            var records = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
            var end = Math.Min(records.Length, until - batch.First);
            for (var place = Math.Max(0, from - batch.First); place < end; place++)
            {
                yield return PublicRecord.Of(RecordCodec.Read(records[(int)place].Span, batch.First + place));
            }
        }
    }

    /// <summary>Takes what the journal has more. One caller at a time; proofs may be asked for meanwhile.</summary>
    /// <param name="progress">Gets how many entries there are so far.</param>
    public void CatchUp(IJournal journal, Action<long>? progress, CancellationToken cancellation)
    {
        var size = Size;
        foreach (var entry in Entries(journal, size, long.MaxValue))
        {
            var leaf = LogProof.Leaf(entry);
            lock (_reading)
            {
                _tree.Add(leaf);
            }

            if (++size % Step == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(size);
            }
        }
    }

    public Digest RootAt(long size)
    {
        lock (_reading)
        {
            return _tree.RootAt(size);
        }
    }

    public IReadOnlyList<Digest> Inclusion(long index, long size)
    {
        lock (_reading)
        {
            return _tree.Inclusion(index, size);
        }
    }

    public IReadOnlyList<Digest> Consistency(long earlier, long later)
    {
        lock (_reading)
        {
            return _tree.Consistency(earlier, later);
        }
    }

    /// <summary>The log at a size, signed.</summary>
    public SignedNote Sign(NoteSigner key, long size) => new SignedNote(
        new Checkpoint(key.Verifier.Name, size, RootAt(size), []).ToString(), []).SignedBy(key);

    /// <summary>Whether the log still holds all that was signed once.</summary>
    public bool Continues(Checkpoint signed) => signed.Size <= Size && RootAt(signed.Size) == signed.Root;
}
