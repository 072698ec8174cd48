using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>One pool's data directory: the journal, its head, and the caches that can be rebuilt from it.</summary>
public sealed class PoolDirectory(string path)
{
    public string Folder { get; } = Path.GetFullPath(path);

    public string JournalPath => Path.Combine(Folder, "journal.db");

    public string ViewsPath => Path.Combine(Folder, "views.db");

    /// <summary>Whether a pool was opened here: a kill before its first record leaves files, but no pool.</summary>
    public bool Exists => !SqliteJournal.IsBlank(JournalPath);

    /// <summary>Opens the pool to run commands; makes the directory and opens a new pool where there is none.</summary>
    /// <exception cref="DirectoryBusyException">Another process runs this pool.</exception>
    /// <exception cref="PlanDiffersException">The journal was opened with another plan.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged; nothing was changed.</exception>
    /// <param name="wall">Stamps each batch with the time of its recording; null states none.</param>
    public PoolDesk OpenToWrite(Plan? plan, TimeProvider? wall = null)
    {
        if (!Exists && plan is null)
        {
            throw new PlanDiffersException(null, null);
        }

        Directory.CreateDirectory(Folder);
        var journal = SqliteJournal.OpenToWrite(JournalPath);
        try
        {
            return PoolDesk.Open(journal, Folder, plan, wall);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public SqliteJournal OpenToRead() => SqliteJournal.OpenToRead(JournalPath);

    /// <summary>The pool as the journal has it now, without being able to change anything.</summary>
    public ReplayedPool Load()
    {
        using var journal = OpenToRead();
        return Replay.Run(journal, Snapshot.Read(Folder, out _));
    }
}

/// <summary>Another process has this pool open to write.</summary>
public sealed class DirectoryBusyException(string folder) : Exception($"{folder} is in use by another process");
