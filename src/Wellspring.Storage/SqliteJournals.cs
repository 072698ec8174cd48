using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>A journal in one embedded file.</summary>
public sealed class SqliteJournals(string path) : IJournalStore
{
    public string Path { get; } = path;

    public bool IsBlank => SqliteJournal.IsBlank(Path);

    public long Bytes => new FileInfo(Path) is { Exists: true, Length: var length } ? length : 0;

    public IJournal OpenToWrite(ReadOnlyMemory<byte>? nameKey = null) => SqliteJournal.OpenToWrite(Path, nameKey);

    public IJournal OpenToRead() => SqliteJournal.OpenToRead(Path);

    public IReadOnlyList<string> Check()
    {
        using var journal = SqliteJournal.OpenToRead(Path);
        return journal.CheckPages();
    }
}
