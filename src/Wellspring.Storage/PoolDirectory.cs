using Npgsql;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage.Postgres;

namespace Wellspring.Storage;

/// <summary>
/// One pool's place: its journal, in a file there or in a database, and the caches that can be rebuilt from it.
/// </summary>
public sealed class PoolDirectory
{
    private const string OnlyPool = "main";

    /// <summary>A pool whose journal is a file of the directory, or where <c>database.json</c> there says.</summary>
    public PoolDirectory(string path)
    {
        Folder = Path.GetFullPath(path);
        Journal = PostgresPlace.Find(Folder) is { } database
            ? new PostgresJournals(database, OnlyPool)
            : new SqliteJournals(Path.Combine(Folder, "journal.db"));
    }

    /// <summary>A pool whose journal is in a database; the directory holds what can be rebuilt from it.</summary>
    /// <param name="pool">Which of the database's pools.</param>
    /// <param name="claim">In whose name it is written; null claims the pool whenever it is opened to write.</param>
    public PoolDirectory(string path, NpgsqlDataSource database, string pool, PoolClaim? claim = null) =>
        (Folder, Journal) = (Path.GetFullPath(path), new PostgresJournals(database, pool, claim));

    public string Folder { get; }

    /// <summary>Where the journal is kept.</summary>
    public IJournalStore Journal { get; }

    public string ViewsPath => Path.Combine(Folder, "views.db");

    /// <summary>Whether a pool was opened here: a kill before its first record leaves files, but no pool.</summary>
    public bool Exists => !Journal.IsBlank;

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
        var journal = Journal.OpenToWrite();
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

    public IJournal OpenToRead() => Journal.OpenToRead();

    /// <summary>The pool as the journal has it now, without being able to change anything.</summary>
    public ReplayedPool Load()
    {
        using var journal = OpenToRead();
        return Replay.Run(journal, Snapshot.Read(Folder, out _));
    }
}

/// <summary>Another process has this pool open to write.</summary>
public sealed class DirectoryBusyException(string folder) : Exception($"{folder} is in use by another process");
