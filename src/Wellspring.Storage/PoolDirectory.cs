using Npgsql;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage.Postgres;
using Wellspring.Storage.Views;

namespace Wellspring.Storage;

/// <summary>
/// One pool's place: its journal, in a file there or in a database, and the caches that can be rebuilt from it.
/// </summary>
public sealed class PoolDirectory
{
    private const string OnlyPool = "main";

    private readonly (NpgsqlDataSource Source, string Pool)? _database;

    /// <summary>A pool whose journal is a file of the directory, or where <c>database.json</c> there says.</summary>
    public PoolDirectory(string path)
    {
        Folder = Path.GetFullPath(path);
        if (PostgresPlace.Find(Folder) is { } database)
        {
            _database = (database, OnlyPool);
            Journal = new PostgresJournals(database, OnlyPool);
        }
        else
        {
            Journal = new SqliteJournals(Path.Combine(Folder, "journal.db"));
        }
    }

    /// <summary>A pool whose journal is in a database; the directory holds what can be rebuilt from it.</summary>
    /// <param name="pool">Which of the database's pools.</param>
    /// <param name="claim">In whose name it is written; null claims the pool whenever it is opened to write.</param>
    public PoolDirectory(string path, NpgsqlDataSource database, string pool, PoolClaim? claim = null) =>
        (Folder, Journal, _database) =
            (Path.GetFullPath(path), new PostgresJournals(database, pool, claim), (database, pool));

    public string Folder { get; }

    /// <summary>Where the journal is kept.</summary>
    public IJournalStore Journal { get; }

    /// <summary>Whether the journal, and what is kept with it, is in a database.</summary>
    public bool IsInDatabase => _database is not null;

    /// <summary>Where snapshots are kept: with the journal.</summary>
    public ISnapshots Snapshots => _database is var (source, pool)
        ? new PostgresSnapshots(source, pool)
        : new FileSnapshots(Folder);

    /// <summary>The file of the views, where the journal is a file too.</summary>
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
            return PoolDesk.Open(journal, Folder, plan, wall, Snapshots);
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
        return Replay.Run(journal, Snapshot.Newest(Snapshots, journal));
    }

    internal IViewTables OpenViews() => _database is var (source, pool)
        ? PostgresViews.Open(source, pool)
        : SqliteViews.Open(ViewsPath);

    /// <summary>Views that are there, to look at only; null where none of this release's are.</summary>
    internal IViewTables? FindViews() => _database is var (source, pool)
        ? PostgresViews.Find(source, pool)
        : SqliteViews.Find(ViewsPath);
}

/// <summary>Another process has this pool open to write.</summary>
public sealed class DirectoryBusyException(string folder) : Exception($"{folder} is in use by another process");
