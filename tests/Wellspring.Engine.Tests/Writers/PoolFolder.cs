using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>A pool's data directory that is gone after the test.</summary>
/// <param name="database">Where its journal and all that is kept with it are; null for files in the directory.</param>
internal sealed class PoolFolder(JournalDatabase? database = null, string? pool = null) : IDisposable
{
    /// <summary>A snapshot and a checkpoint of the key index at every stop.</summary>
    public static readonly PoolWriterOptions Snapshots = new() { SnapshotAtStop = 1 };

    public static readonly Plan Example = TestPlans.Approve(TestPlans.WorkedExample);

    private static readonly string[] JournalFiles = ["journal.db", "journal.db-wal", "journal.db.head"];

    public string Path { get; } = Directory.CreateTempSubdirectory("pool-").FullName;

    /// <summary>The pool's name in the database.</summary>
    public string PoolName { get; } = pool ?? database?.NewPool() ?? "main";

    public JournalDatabase? Database => database;

    public PoolDirectory Pool => database is null ? new(Path) : new(Path, database.Source, PoolName);

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public Session Open(PoolWriterOptions? options = null, Plan? plan = null) =>
        new(Pool.OpenToWrite(plan ?? Example), options ?? new());

    /// <summary>Opens the pool, submits all commands at once, and closes it.</summary>
    public async Task<Answer[]> RunAsync(params PoolCommand[] commands)
    {
        await using var session = Open();
        return await session.SubmitAsync(commands);
    }

    public string StateHash() => Pool.Load().Pool.StateHash();

    public JournalEnd End()
    {
        using var journal = Pool.OpenToRead();
        return journal.End();
    }

    /// <summary>All records, every hash of the chain checked.</summary>
    public JournalRecord[] Records()
    {
        using var journal = Pool.OpenToRead();
        return [.. Replay.Records(journal, 0, journal.End())];
    }

    /// <summary>The hash of the state that the journal alone gives, whatever snapshots say.</summary>
    public string HashFromZero()
    {
        using var journal = Pool.OpenToRead();
        return Replay.Run(journal, snapshot: null).Pool.StateHash();
    }

    public void DeleteCaches()
    {
        File.Delete(this["snapshot"]);
        File.Delete(this["views.db"]);
        Directory.Delete(this["keys"], recursive: true);
    }

    /// <summary>The files as they are at this moment: what a kill would leave, while a session is open.</summary>
    public PoolFolder Copy()
    {
        var copy = new PoolFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
            {
                using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var sink = File.Create(target);
                source.CopyTo(sink);
            }
        }

        return copy;
    }

    public void Flip(string file, long offset, int bit = 4)
    {
        using var stream = new FileStream(this[file], FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var old = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(old ^ (1 << bit)));
    }

    /// <summary>Every byte that belongs to the journal; a file that is not there counts as an empty one.</summary>
    public string JournalBytes() => string.Join('|', JournalFiles.Select(
        name => File.Exists(this[name]) ? Convert.ToHexString(File.ReadAllBytes(this[name])) : ""));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A running pool and its desk.</summary>
internal sealed class Session(PoolDesk desk, PoolWriterOptions options) : IAsyncDisposable
{
    private readonly PoolWriter _writer = PoolWriter.Start(desk, options);

    public PoolDesk Desk => desk;

    public Task<Answer> SubmitAsync(PoolCommand command) =>
        _writer.SubmitAsync(command, TestContext.Current.CancellationToken);

    public Task<Answer[]> SubmitAsync(PoolCommand[] commands) =>
        _writer.SubmitAsync(commands, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
