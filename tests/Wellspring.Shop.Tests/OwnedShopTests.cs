using Npgsql;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Shop.Database;
using Wellspring.Storage.Postgres;

namespace Wellspring.Shop.Tests;

/// <summary>A shop on a cluster has one owner: what an older one still writes is refused, not mixed in.</summary>
public sealed class OwnedShopTests : IAsyncDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        StoreUnderTest.ConnectionOf($"owned-{Guid.NewGuid()}"));

    public OwnedShopTests() => PostgresSchema.Prepare(_database);

    [Fact]
    public void An_older_owner_writes_no_record_and_may_still_read()
    {
        using var older = ShopDatabase.Open(_database, PoolClaim.Take(_database, "main"));
        Note(older, "before");
        using var newer = ShopDatabase.Open(_database, PoolClaim.Take(_database, "main"));

        Assert.Throws<JournalFencedException>(() => Note(older, "behind"));

        Note(newer, "after");
        Assert.Equal(["before", "after"], Notes(older));
    }

    [Fact]
    public async Task A_claim_waits_for_a_write_that_has_begun_and_the_journal_does_not()
    {
        var claim = PoolClaim.Take(_database, "main");
        using var shop = ShopDatabase.Open(_database, claim);
        using var journal = PostgresJournal.OpenToWrite(_database, claim);
        using var began = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var write = Task.Run(() => shop.Write(transaction =>
        {
            transaction.Execute($"INSERT INTO audit (at, who, act) VALUES (1, 'a', 'begun')");
            began.Set();
            Assert.True(mayEnd.Wait(Generous));
        }), TestContext.Current.CancellationToken);
        Assert.True(began.Wait(Generous, TestContext.Current.CancellationToken));

        var end = journal.End();
        journal.Append(end, OneRecord(end));
        var takeover = Task.Run(
            () => PoolClaim.Take(_database, "main"), TestContext.Current.CancellationToken);
        await UntilSomebodyWaitsForARowAsync();
        Assert.False(takeover.IsCompleted);

        mayEnd.Set();
        await write;
        Assert.Equal(claim.Epoch + 1, (await takeover).Epoch);
        Assert.Equal(["begun"], Notes(shop));
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    private static void Note(ShopDatabase shop, string act) => shop.Write(transaction =>
        transaction.Execute($"INSERT INTO audit (at, who, act) VALUES (1, 'a', {act})"));

    private static IReadOnlyList<string> Notes(ShopDatabase shop) => shop.Read(reader =>
        reader.All($"SELECT act FROM audit ORDER BY sequence", row => row.Text(0)));

    private static JournalBatch OneRecord(JournalEnd end)
    {
        var writer = new Core.WireWriter();
        JournalBatch.Begin(writer, end.Position, end.Hash.Span);
        var length = writer.Reserve();
        writer.Raw([1]);
        writer.Patch(length, writer.Length - length - 4);
        return JournalBatch.Seal(writer, end.Position, 1, []);
    }

    private async Task UntilSomebodyWaitsForARowAsync()
    {
        using var limit = new CancellationTokenSource(Generous);
        await using var query = _database.CreateCommand("""
            SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'
                AND pid <> pg_backend_pid()
            """);
        while ((long)(await query.ExecuteScalarAsync(limit.Token))! == 0)
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
