using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Views;

/// <summary>A journal that notes from where it was read, and can break in the middle.</summary>
internal sealed class WatchedJournal(IJournal journal) : IJournal
{
    public List<long> ReadFrom { get; } = [];

    /// <summary>Batches that a read gives before it fails.</summary>
    public int BreaksAfter { get; init; } = int.MaxValue;

    /// <summary>Happens when the first batch has been read.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public JournalEnd End() => journal.End();

    public void Append(JournalEnd expected, JournalBatch batch) => journal.Append(expected, batch);

    public IEnumerable<JournalBatch> Read(long position)
    {
        ReadFrom.Add(position);
        var given = 0;
        foreach (var batch in journal.Read(position))
        {
            if (given++ == 1 && Meanwhile is { } happens)
            {
                Meanwhile = null;
                happens().GetAwaiter().GetResult();
            }

            yield return given <= BreaksAfter ? batch : throw new IOException("the disk went away");
        }
    }

    public JournalBatch? Find(long position) => journal.Find(position);

    public IEnumerable<MemberName> Names() => journal.Names();

    public ReadOnlyMemory<byte> NameKey() => journal.NameKey();

    public void Dispose() => journal.Dispose();
}
