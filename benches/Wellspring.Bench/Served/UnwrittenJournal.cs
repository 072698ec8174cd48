using Wellspring.Engine.Journals;

namespace Wellspring.Bench.Served;

/// <summary>A journal that is read from its file and goes on in memory: nothing is written or flushed.</summary>
internal sealed class UnwrittenJournal(IJournal written) : IJournal
{
    private readonly JournalEnd _start = written.End();
    private readonly List<JournalBatch> _batches = [];
    private readonly List<MemberName> _names = [];

    public JournalEnd End() => _batches.Count == 0 ? _start : new(_batches[^1].Next, _batches[^1].Hash);

    public void Append(JournalEnd expected, JournalBatch batch)
    {
        _batches.Add(batch);
        _names.AddRange(batch.Names);
    }

    public IEnumerable<JournalBatch> Read(long position) =>
        written.Read(position).Concat(_batches.ToArray().SkipWhile(batch => batch.Next <= position));

    public JournalBatch? Find(long position) => position < _start.Position
        ? written.Find(position)
        : _batches.Find(batch => batch.First <= position && position < batch.Next);

    public IEnumerable<MemberName> Names() => written.Names().Concat(_names);

    public ReadOnlyMemory<byte> NameKey() => written.NameKey();

    public void Dispose() => written.Dispose();
}
