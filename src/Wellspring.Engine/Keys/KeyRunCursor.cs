using System.Collections.Immutable;

namespace Wellspring.Engine.Keys;

/// <summary>Walks through one run from its least key to its greatest, a bounded chunk at a time.</summary>
internal sealed class KeyRunCursor(KeyRun run)
{
    private readonly byte[] _chunk = new byte[KeyRun.ChunkPages * KeyRun.PageBytes];
    private readonly KeyEntry[] _page = new KeyEntry[KeyRun.PageEntries];
    private int _nextPage;
    private int _count;
    private int _index = -1;

    private ref readonly KeyEntry Current => ref _page[_index];

    /// <summary>All entries in order, the newest first among those of one key.</summary>
    /// <param name="runs">Newest first.</param>
    public static IEnumerable<KeyEntry> Merge(ImmutableArray<KeyRun> runs)
    {
        var cursors = runs.Select(run => new KeyRunCursor(run)).Where(cursor => cursor.MoveNext()).ToList();
        while (cursors.Count > 0)
        {
            var least = 0;
            for (var index = 1; index < cursors.Count; index++)
            {
                least = cursors[index].Current.CompareTo(cursors[least].Current) < 0 ? index : least;
            }

            yield return cursors[least].Current;
            if (!cursors[least].MoveNext())
            {
                cursors.RemoveAt(least);
            }
        }
    }

    private bool MoveNext()
    {
        if (++_index < _count)
        {
            return true;
        }

        if (_nextPage == run.Header.Pages)
        {
            return false;
        }

        var entries = run.NextPage(_nextPage++, _chunk);
        entries.CopyTo(_page);
        (_index, _count) = (0, entries.Length);
        return true;
    }
}
