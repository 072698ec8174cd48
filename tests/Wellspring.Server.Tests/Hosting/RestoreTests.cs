using Npgsql;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Hosting;

public sealed class RestoreTests
{
    [Fact]
    public async Task A_pool_older_than_its_shop_is_not_opened()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-restore-").FullName;
        var pool = Path.Combine(folder, "pool");
        await using (var server = await RunningServer.StartAsync(folder: folder))
        {
            await WriteAsync(server, "clock-1");
        }

        CopyFolder(pool, pool + ".old");
        await using (var server = await RunningServer.StartAsync(folder: folder))
        {
            await WriteAsync(server, "clock-2");
        }

        Directory.Delete(pool, recursive: true);
        Directory.Move(pool + ".old", pool);
        if (StoreUnderTest.IsPostgres)
        {
            ForgetLastBatch(folder);
        }

        await Assert.ThrowsAsync<ShopAheadException>(() => RunningServer.StartAsync(folder: folder));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task WriteAsync(RunningServer server, string id)
    {
        var at = Instant.From(server.Wall.GetUtcNow());
        await server.Get<PoolGate>().SubmitAsync(new PoolCommand.AdvanceClock(id, at), CancellationToken.None);
        await server.Get<PoolFlow>().RunAsync(CancellationToken.None);
    }

    // What restoring an older dump of the journal's tables alone would leave.
    private static void ForgetLastBatch(string folder)
    {
        using var connection = new NpgsqlConnection(StoreUnderTest.ConnectionOf(folder));
        connection.Open();
        using var forget = new NpgsqlCommand("""
            DELETE FROM batches WHERE first = (SELECT max(first) FROM batches);
            UPDATE pools SET (position, hash) =
                (SELECT first + count, hash FROM batches ORDER BY first DESC LIMIT 1);
            """, connection);
        Assert.Equal(2, forget.ExecuteNonQuery());
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
