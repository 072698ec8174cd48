namespace Wellspring.Engine.Journals;

/// <summary>The only truth. Everything else, memory included, can be rebuilt from it.</summary>
public interface IJournal : IDisposable
{
    /// <summary>Where the journal ends, read from storage.</summary>
    /// <exception cref="JournalDamagedException">The journal ends before what was acknowledged.</exception>
    JournalEnd End();

    /// <summary>Returns when all of the batch is on disk, or throws having kept none of it.</summary>
    /// <param name="expected">
    /// Where the writer believes the journal ends. If it ends elsewhere another writer has been here: the append
    /// throws, and this writer's memory is stale. This is the fence that makes two owners of a pool harmless.
    /// </param>
    void Append(JournalEnd expected, JournalBatch batch);

    /// <summary>
    /// All batches from the one that holds <paramref name="position"/>, in order, as stored, names not filled in.
    /// </summary>
    IEnumerable<JournalBatch> Read(long position);

    /// <summary>The batch that holds a position; null past the end.</summary>
    JournalBatch? Find(long position);

    /// <summary>Whether one of its batches ends at this position with this hash.</summary>
    bool Holds(JournalEnd at) => at.Position > 0 && Find(at.Position - 1) is { } batch
        && batch.Next == at.Position && batch.Hash.Span.SequenceEqual(at.Hash.Span);

    /// <summary>All names that were not erased, by number.</summary>
    IEnumerable<MemberName> Names();

    /// <summary>The secret under which names without a number are hashed; made once, kept outside the chain.</summary>
    ReadOnlyMemory<byte> NameKey();
}

/// <summary>Another writer appended to this journal: this one must stop and start again from storage.</summary>
public sealed class JournalFencedException(string message) : Exception(message);
