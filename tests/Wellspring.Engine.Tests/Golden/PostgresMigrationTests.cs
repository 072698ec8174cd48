using System.Runtime.CompilerServices;
using Npgsql;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Engine.Tests.Golden;

/// <summary>
/// Dumps of databases as each schema of the journal's tables left them, pools and all: every one opens for ever.
/// </summary>
public sealed class PostgresMigrationTests(JournalDatabase server)
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "postgres");

    public static TheoryData<string> Dumps =>
        new(Directory.GetFiles(Folder, "journal-*.sql").Select(path => Path.GetFileNameWithoutExtension(path)));

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task A_database_of_an_older_schema_opens_with_all_it_had(string dump)
    {
        await using var source = PostgresSource.Open(await RestoreAsync(dump));
        var expected = new GoldenJournal("v1", "every-kind").Expected;

        var directory = new PoolDirectory(Path.Combine(Path.GetTempPath(), "no-caches-here"), source, "main");

        Assert.Equal(expected, GoldenJournal.ExpectedOf(directory));
        Assert.Equal(PostgresSchema.Latest, VersionOf(source));
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task A_database_of_an_older_schema_takes_the_next_batch(string dump)
    {
        await using var source = PostgresSource.Open(await RestoreAsync(dump));
        var store = new PostgresJournals(source, "main");
        using var journal = store.OpenToWrite();
        var end = journal.End();

        var batch = Batches.After(end, 2);
        journal.Append(end, batch);

        Assert.Equal(end.Position + 2, journal.End().Position);
        Assert.Equal(batch.Hash.ToArray(), journal.Find(end.Position)!.Hash.ToArray());
    }

    [Fact]
    public async Task Nodes_that_start_at_once_migrate_it_once()
    {
        await using var source = PostgresSource.Open(await RestoreAsync("journal-1"));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresSchema.Prepare(source))));

        Assert.Equal(PostgresSchema.Latest, VersionOf(source));
        Assert.Equal(64, PostgresJournal.OpenToRead(source, "main").End().Position);
    }

    [Fact]
    public async Task A_migration_that_takes_long_keeps_no_other_schema_waiting()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var connection = await server.NewDatabaseAsync();
        await using var slow = PostgresSource.Open(connection + ";Search Path=slow");
        await using var quick = PostgresSource.Open(connection + ";Search Path=quick");
        PostgresSchema.Prepare(slow);
        await using var held = await slow.OpenConnectionAsync(cancellation);
        await using var transaction = await held.BeginTransactionAsync(cancellation);
        await using var hold = new NpgsqlCommand("LOCK TABLE journal_version", held);
        await hold.ExecuteNonQueryAsync(cancellation);
        var waiting = Task.Run(() => PostgresSchema.Prepare(slow), cancellation);
        await using var locks = quick.CreateCommand(
            "SELECT count(*) FROM pg_locks WHERE relation = 'slow.journal_version'::regclass AND NOT granted");
        while (await locks.ExecuteScalarAsync(cancellation) is 0L)
        {
            await Task.Delay(10, cancellation);
        }

        await Task.Run(() => PostgresSchema.Prepare(quick), cancellation)
            .WaitAsync(TimeSpan.FromMinutes(1), cancellation);

        Assert.Equal(PostgresSchema.Latest, VersionOf(quick));
        Assert.False(waiting.IsCompleted);
        await transaction.CommitAsync(cancellation);
        await waiting;
    }

    [Fact]
    public async Task A_database_of_a_later_release_is_left_alone()
    {
        var connection = await RestoreAsync("journal-1");
        await ExecuteAsync(connection, $"UPDATE wellspring.journal_version SET version = {PostgresSchema.Latest + 1}");
        await using var source = PostgresSource.Open(connection);

        Assert.Throws<NewerSchemaException>(() => PostgresSchema.Prepare(source));

        Assert.Equal(PostgresSchema.Latest + 1, VersionOf(source));
    }

    private async Task<string> RestoreAsync(string dump)
    {
        var connection = await server.NewDatabaseAsync() + ";Search Path=wellspring";
        await ExecuteAsync(connection, await File.ReadAllTextAsync(Path.Combine(Folder, dump + ".sql")));
        return connection;
    }

    // A dump empties the search path of its connection, which is why that is not used again.
    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }

    private static int VersionOf(NpgsqlDataSource source)
    {
        using var query = source.CreateCommand("SELECT version FROM journal_version");
        return (int)query.ExecuteScalar()!;
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
