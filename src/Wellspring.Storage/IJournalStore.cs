using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>Where one pool's journal is kept: a file, or a database that holds many.</summary>
public interface IJournalStore
{
    /// <summary>Whether no batch was ever acknowledged here.</summary>
    bool IsBlank { get; }

    /// <summary>Bytes it takes on disk, with those of other pools in the same tables.</summary>
    long Bytes { get; }

    /// <summary>Opens the journal to append to, making it if it is not there.</summary>
    /// <param name="nameKey">The secret of names, where this is a copy of another journal; null makes one.</param>
    /// <exception cref="JournalDamagedException">It is damaged; not a byte of it was changed.</exception>
    /// <exception cref="DirectoryBusyException">Another process has it open, and the store can tell.</exception>
    IJournal OpenToWrite(ReadOnlyMemory<byte>? nameKey = null);

    /// <summary>Opens the journal without being able to change it.</summary>
    IJournal OpenToRead();

    /// <summary>What the store itself finds wrong with what it holds; empty when nothing is.</summary>
    IReadOnlyList<string> Check();
}
