using Npgsql;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Wellspring.Engine.Tests.Journals.JournalDatabase))]

namespace Wellspring.Engine.Tests.Journals;

/// <summary>One PostgreSQL for all journals of these tests; each has a pool of its own.</summary>
public sealed class JournalDatabase : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _pools;

    public NpgsqlDataSource Source { get; private set; } = null!;

    public Task<string> NewDatabaseAsync() => _server!.NewDatabaseAsync(CancellationToken.None);

    public string NewPool() => $"pool-{Interlocked.Increment(ref _pools)}";

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(CancellationToken.None, "fsync=off");
        Source = NpgsqlDataSource.Create(await _server.NewDatabaseAsync(CancellationToken.None));
        PostgresSchema.Prepare(Source);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _server!.DisposeAsync();
    }
}

public sealed class PostgresJournalTests : JournalContract
{
    private readonly JournalDatabase _database;
    private readonly string _pool;
    private readonly PostgresJournal _journal;

    public PostgresJournalTests(JournalDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _pool) = (database, database.NewPool());
        _journal = PostgresJournal.OpenToWrite(database.Source, _pool);
    }

    protected override IJournal Journal => _journal;

    [Fact]
    public void Everything_is_there_after_reopening()
    {
        var written = Fill(3, 1, 5);
        var key = _journal.NameKey().ToArray();

        using var again = PostgresJournal.OpenToRead(_database.Source, _pool);

        Assert.Equal(written.Select(Shown), again.Read(0).Select(Shown));
        Assert.Equal(9, again.End().Position);
        Assert.Equal(key, again.NameKey().ToArray());
    }

    [Fact]
    public void A_reader_sees_one_moment_and_is_not_in_the_way()
    {
        Fill(2);
        using var reader = PostgresJournal.OpenToRead(_database.Source, _pool);
        Assert.Equal(2, reader.End().Position);
        var seen = reader.Read(0).Select(Shown).ToList();

        var end = _journal.End();
        _journal.Append(end, Batches.After(end, 3, new MemberName(77, "later")));

        Assert.Equal(2, reader.End().Position);
        Assert.Null(reader.Find(2));
        Assert.Equal(seen, reader.Read(0).Select(Shown));
        Assert.DoesNotContain(reader.Names(), name => name.Number == 77);
        using var later = PostgresJournal.OpenToRead(_database.Source, _pool);
        Assert.Equal(5, later.End().Position);
        Assert.Contains(later.Names(), name => name.Number == 77);
    }

    [Fact]
    public void Two_writers_of_one_pool_cannot_both_append()
    {
        using var second = PostgresJournal.OpenToWrite(_database.Source, _pool);
        var start = _journal.End();
        var theirs = Batches.After(start, 2, new MemberName(1, "theirs"));
        second.Append(start, theirs);

        Assert.Throws<JournalFencedException>(
            () => _journal.Append(start, Batches.After(start, 1, new MemberName(1, "mine"))));

        Assert.Equal([Shown(theirs)], _journal.Read(0).Select(Shown));
        Assert.Equal([new(1, "theirs")], _journal.Names().ToArray());
    }

    [Fact]
    public void An_owner_appends_nothing_once_there_is_a_newer_one_though_the_journal_ends_where_it_expects()
    {
        var start = _journal.End();
        using var newer = PostgresJournal.OpenToWrite(_database.Source, _pool);

        Assert.Throws<JournalFencedException>(() => _journal.Append(start, Batches.After(start, 1)));

        newer.Append(start, Batches.After(start, 2));
        Assert.Equal(2, newer.End().Position);
    }

    [Fact]
    public void One_claim_opens_the_journal_again_and_again_until_there_is_a_newer_one()
    {
        var claim = PoolClaim.Take(_database.Source, _pool);
        var start = _journal.End();
        using (var first = PostgresJournal.OpenToWrite(_database.Source, claim))
        {
            first.Append(start, Batches.After(start, 1));
        }

        using var second = PostgresJournal.OpenToWrite(_database.Source, claim);
        second.Append(second.End(), Batches.After(second.End(), 1));
        Assert.True(claim.IsNewest(_database.Source));

        var newest = PoolClaim.Take(_database.Source, _pool);
        Assert.Equal(claim.Epoch + 1, newest.Epoch);
        Assert.False(claim.IsNewest(_database.Source));
        Assert.Throws<JournalFencedException>(
            () => second.Append(second.End(), Batches.After(second.End(), 1)));
    }

    [Fact]
    public async Task Of_many_writers_that_append_at_once_exactly_one_does()
    {
        var start = _journal.End();

        var appended = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            using var journal = PostgresJournal.OpenToWrite(_database.Source, _pool);
            try
            {
                journal.Append(start, Batches.After(start, 1, new MemberName(1, "one"), salt: writer));
                return true;
            }
            catch (JournalFencedException)
            {
                return false;
            }
        })));

        Assert.Single(appended, kept => kept);
        Assert.Equal(1, _journal.End().Position);
    }

    [Fact]
    public void A_batch_whose_name_is_taken_is_not_kept_in_part()
    {
        var start = _journal.End();
        _journal.Append(start, Batches.After(start, 1, new MemberName(1, "a")));
        var end = _journal.End();

        Assert.Throws<PostgresException>(
            () => _journal.Append(end, Batches.After(end, 1, new MemberName(2, "b"), new MemberName(1, "c"))));

        Assert.Equal(1, _journal.End().Position);
        Assert.Equal([new(1, "a")], _journal.Names().ToArray());
    }

    [Fact]
    public void Pools_in_one_database_do_not_see_each_other()
    {
        Fill(3);
        using var other = PostgresJournal.OpenToWrite(_database.Source, _database.NewPool());

        Assert.Equal(0, other.End().Position);
        Assert.Empty(other.Read(0));
        Assert.NotEqual(_journal.NameKey().ToArray(), other.NameKey().ToArray());
    }

    [Theory]
    [InlineData("DELETE FROM batches WHERE pool = $1 AND first = 3", "lost-end")]
    [InlineData("UPDATE batches SET hash = '\\x00' WHERE pool = $1 AND first = 3", "head-differs")]
    [InlineData("UPDATE pools SET position = 2 WHERE pool = $1", "head-differs")]
    public void An_end_that_is_not_what_was_acknowledged_is_damage(string deed, string reason)
    {
        Fill(3, 1);
        using var command = _database.Source.CreateCommand(deed);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _pool });
        command.ExecuteNonQuery();

        Assert.Equal(reason, Assert.Throws<JournalDamagedException>(() => _journal.End()).Reason);
    }

    [Fact]
    public async Task A_database_of_a_later_release_is_refused_and_one_of_this_release_is_left_as_it_is()
    {
        Fill(2);
        PostgresSchema.Prepare(_database.Source);
        Assert.Equal(2, _journal.End().Position);

        await using var later = NpgsqlDataSource.Create(await _database.NewDatabaseAsync());
        PostgresSchema.Prepare(later);
        await using var raise = later.CreateCommand("UPDATE journal_version SET version = 99");
        await raise.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Throws<NewerSchemaException>(() => PostgresSchema.Prepare(later));
    }
}
