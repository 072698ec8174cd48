using Npgsql;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Bytes that changed in the database while nobody ran.</summary>
[Collection(nameof(Databases))]
public sealed class DamagedDatabaseTests(Tally tally, Databases databases)
{
    [Fact]
    public async Task A_byte_changed_in_the_database_is_refused_by_name()
    {
        var connection = await databases.NewDatabaseAsync();
        await using var platform = await Platform.StartAsync(connection);
        var ledger = await Load.BriefAsync(platform, "p");
        await platform.KillAsync();

        const string Change = """
            UPDATE wellspring.batches
            SET payload = set_byte(payload, octet_length(payload) - 9, get_byte(payload, octet_length(payload) - 9) # 1)
            WHERE first = (SELECT max(first) FROM wellspring.batches)
            """;
        await SqlAsync(connection, Change);
        var flipped = (await platform.TryStartAsync()).Exits(3);
        Assert.Contains("hash-mismatch", flipped.Output, StringComparison.Ordinal);
        Assert.Contains("hash-mismatch", (await platform.VerifyAsync()).Exits(3).Output, StringComparison.Ordinal);
        await SqlAsync(connection, Change);

        await SqlAsync(connection, """
            CREATE TABLE aside AS SELECT * FROM wellspring.batches ORDER BY first DESC LIMIT 1;
            DELETE FROM wellspring.batches WHERE first = (SELECT first FROM aside);
            """);
        var shorter = (await platform.TryStartAsync()).Exits(3);
        Assert.Contains("lost-end", shorter.Output, StringComparison.Ordinal);
        await SqlAsync(connection, "INSERT INTO wellspring.batches SELECT * FROM aside");

        await platform.StartAsync();
        await platform.KillAsync();
        (await platform.VerifyAsync()).Exits(0);
        tally.Add("byte flipped, end cut off, in PostgreSQL", 2,
            ledger.Compare(Databases.PoolOf(connection, platform)).IsWhole(), []);
    }

    private static async Task SqlAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }
}
