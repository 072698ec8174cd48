using Wellspring.Core;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>How far a journal is restored 恢复点: up to so many records, or to a moment.</summary>
/// <remarks>
/// What was written together is kept together or left out together, so that the restored journal is a beginning of the
/// old one to the byte, with its hashes: it ends with the last whole batch at or before the point.
/// </remarks>
public sealed record RestorePoint
{
    private RestorePoint()
    {
    }

    /// <summary>The most records to keep; null where a moment says it.</summary>
    public long? Position { get; private init; }

    /// <summary>The last moment to keep, by the clock of the host that wrote; null where a position says it.</summary>
    public Instant? Moment { get; private init; }

    public static RestorePoint At(long position) => new() { Position = position };

    /// <summary>
    /// Batches that state no time of recording, as those of command files, are measured by their last command's.
    /// </summary>
    public static RestorePoint At(Instant moment) => new() { Moment = moment };

    /// <summary>Where a journal is to end.</summary>
    /// <exception cref="RestorePointException">It ends before that position, or begins after that moment.</exception>
    public JournalEnd In(IJournal journal)
    {
        var whole = journal.End();
        if (Position > whole.Position)
        {
            throw new RestorePointException(new(
                $"备份只有 {whole.Position} 条记录，没有位置 {Position}；请给出不大于 {whole.Position} 的位置。",
                $"The backup holds {whole.Position} records and no position {Position}; name one up to "
                + $"{whole.Position}."));
        }

        var end = new JournalEnd(0, JournalBatch.NoHash);
        foreach (var batch in journal.Read(0))
        {
            // The first batch beyond the point ends it, also where the host's clock went back afterwards.
            if (batch.Next > Math.Min(Position ?? long.MaxValue, whole.Position) || TimeOf(batch) > Moment)
            {
                break;
            }

            end = new(batch.Next, batch.Hash);
        }

        return end.Position > 0 ? end : throw new RestorePointException(new(
            "恢复点早于第一批记录，那时还没有账本；请给出更晚的时间或位置。",
            "The point lies before the first batch, when there was no pool yet; name a later time or position."));
    }

    private static Instant TimeOf(JournalBatch batch)
    {
        var records = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
        var recorded = JournalBatch.RecordedOf(batch.Payload.Span);
        return recorded != default
            ? recorded
            : RecordCodec.Read(records[^1].Span, batch.Next - 1).At;
    }
}

/// <summary>There is nothing to restore up to that point; the sentence says why and what to name instead.</summary>
public sealed class RestorePointException(Bilingual sentence) : Exception(sentence.ToString())
{
    public Bilingual Sentence { get; } = sentence;
}

/// <summary>The beginning of a journal, up to a point, read as if it were all there is.</summary>
internal sealed class JournalPrefix(IJournalStore store, RestorePoint until) : IJournalStore
{
    public bool IsBlank => store.IsBlank;

    public long Bytes => store.Bytes;

    public IJournal OpenToWrite(ReadOnlyMemory<byte>? nameKey = null) =>
        throw new InvalidOperationException("the beginning of a journal is only read");

    public IJournal OpenToRead()
    {
        var journal = store.OpenToRead();
        try
        {
            var end = until.In(journal);

            // Names are not in the chain: how many there were at that point, the pool of that point says.
            var members = Replay.Run(new Reading(journal, end, 0), snapshot: null).Pool.MemberCount;
            return new Reading(journal, end, members);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Check() => store.Check();

    private sealed class Reading(IJournal journal, JournalEnd end, long members) : IJournal
    {
        public JournalEnd End() => end;

        public void Append(JournalEnd expected, JournalBatch batch) =>
            throw new InvalidOperationException("the beginning of a journal is only read");

        public IEnumerable<JournalBatch> Read(long position) =>
            journal.Read(position).TakeWhile(batch => batch.First < end.Position);

        public JournalBatch? Find(long position) => position < end.Position ? journal.Find(position) : null;

        public IEnumerable<MemberName> Names() => journal.Names().Where(name => name.Number <= members);

        public ReadOnlyMemory<byte> NameKey() => journal.NameKey();

        public void Dispose() => journal.Dispose();
    }
}
