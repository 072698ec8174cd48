namespace Wellspring.Engine.Journals;

/// <summary>A journal that forgets at exit: for tests, dry runs and measurements.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly List<JournalBatch> _batches = [];
    private readonly List<MemberName> _names = [];

    /// <summary>Makes every append fail, as a full disk would.</summary>
    public bool Fails { get; set; }

    public JournalEnd End() => _batches.Count == 0
        ? new(0, JournalBatch.NoHash)
        : new(_batches[^1].Next, _batches[^1].Hash);

    public void Append(JournalEnd expected, JournalBatch batch)
    {
        if (Fails)
        {
            throw new IOException("the disk is gone");
        }

        if (expected.Position != End().Position || !expected.Hash.Span.SequenceEqual(End().Hash.Span))
        {
            throw new JournalFencedException(
                $"the journal ends at {End().Position}, the writer expected {expected.Position}");
        }

        _batches.Add(batch);
        _names.AddRange(batch.Names);
    }

    public IEnumerable<JournalBatch> Read(long position) =>
        _batches.ToArray().SkipWhile(batch => batch.Next <= position);

    public JournalBatch? Find(long position) => Read(position).FirstOrDefault();

    public IEnumerable<MemberName> Names() => _names;

    public ReadOnlyMemory<byte> NameKey() => new byte[32];

    public void Dispose()
    {
        // Nothing to give back: the memory goes with the object.
    }
}
