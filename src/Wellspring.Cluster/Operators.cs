using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Wellspring.Cluster;

/// <summary>Who runs pools on the cluster 运营方(租户), and how much each may ask for.</summary>
/// <param name="Rate">Commands a second, over the whole cluster.</param>
/// <param name="MostDaily">Commands a day, in UTC.</param>
public sealed record Operator(string Name, int Rate, int MostPools, long MostDaily, bool IsSuspended)
{
    public const int DefaultRate = 20_000;
    public const int DefaultMostPools = 8;
    public const long DefaultMostDaily = 100_000_000;
}

/// <summary>The operators of the cluster, as all nodes see them.</summary>
/// <param name="database">With the schema <c>cluster</c> in front.</param>
public sealed class Operators(NpgsqlDataSource database)
{
    private const string Columns = "name, rate, most_pools, most_daily, suspended";

    /// <summary>Adds an operator and gives the only copy of its key; null where the name is taken.</summary>
    public async Task<string?> AddAsync(Operator added, CancellationToken cancellation)
    {
        if (!PoolKey.IsName(added.Name))
        {
            throw new FormatException($"{added.Name} is no name of an operator");
        }

        var key = NewKey(added.Name);
        await using var insert = database.CreateCommand("""
            INSERT INTO operators (name, key_hash, rate, most_pools, most_daily, suspended)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """);
        Add(insert, added.Name, HashOf(key), added.Rate, added.MostPools, added.MostDaily, added.IsSuspended);
        return await insert.ExecuteNonQueryAsync(cancellation) == 1 ? key : null;
    }

    /// <summary>Gives a new key; the old one is of no use from now on. Null where there is no such operator.</summary>
    public async Task<string?> ReplaceKeyAsync(string name, CancellationToken cancellation)
    {
        var key = NewKey(name);
        await using var update = database.CreateCommand("UPDATE operators SET key_hash = $2 WHERE name = $1");
        Add(update, name, HashOf(key));
        return await update.ExecuteNonQueryAsync(cancellation) == 1 ? key : null;
    }

    /// <summary>Sets limits and whether it is suspended; false where there is no such operator.</summary>
    public async Task<bool> ChangeAsync(Operator changed, CancellationToken cancellation)
    {
        await using var update = database.CreateCommand("""
            UPDATE operators SET rate = $2, most_pools = $3, most_daily = $4, suspended = $5 WHERE name = $1
            """);
        Add(update, changed.Name, changed.Rate, changed.MostPools, changed.MostDaily, changed.IsSuspended);
        return await update.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task<Operator?> FindAsync(string name, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM operators WHERE name = $1");
        Add(query, name);
        return (await ReadAsync(query, cancellation)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<Operator>> AllAsync(CancellationToken cancellation)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM operators ORDER BY name");
        return await ReadAsync(query, cancellation);
    }

    /// <summary>The operator that a key belongs to; null for a wrong key.</summary>
    public async Task<Operator?> FindByKeyAsync(string key, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM operators WHERE key_hash = $1");
        Add(query, HashOf(key));
        return (await ReadAsync(query, cancellation)).SingleOrDefault();
    }

    /// <summary>Counts commands of today before they are let in; how many of them are within the day's limit.</summary>
    public async Task<long> TakeOfTodayAsync(string name, DateOnly day, long wanted, CancellationToken cancellation)
    {
        await using var count = database.CreateCommand("""
            WITH allowed AS (
                SELECT o.name, least($3, greatest(0, o.most_daily - coalesce(d.commands, 0))) AS given
                FROM operators o LEFT JOIN days d ON d.operator = o.name AND d.day = $2 WHERE o.name = $1),
            counted AS (
                INSERT INTO days (operator, day, commands) SELECT name, $2, given FROM allowed WHERE given > 0
                ON CONFLICT (operator, day) DO UPDATE SET commands = days.commands + excluded.commands
                    WHERE days.commands + excluded.commands <= (SELECT most_daily FROM operators WHERE name = $1)
                RETURNING 1)
            SELECT coalesce((SELECT given FROM allowed WHERE EXISTS (SELECT 1 FROM counted)), 0)
            """);
        Add(count, name, day, wanted);
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Uncounts commands that were counted ahead and did not come.</summary>
    public async Task GiveBackAsync(string name, DateOnly day, long unused, CancellationToken cancellation)
    {
        await using var update = database.CreateCommand(
            "UPDATE days SET commands = greatest(0, commands - $3) WHERE operator = $1 AND day = $2");
        Add(update, name, day, unused);
        await update.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Commands counted today.</summary>
    public async Task<long> CountOfAsync(string name, DateOnly day, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand("SELECT commands FROM days WHERE operator = $1 AND day = $2");
        Add(query, name, day);
        return await query.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    // 256 bits of chance need no slow hash: there is nothing to guess.
    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string NewKey(string name) =>
        $"wsop_{name}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";

    private static async Task<IReadOnlyList<Operator>> ReadAsync(NpgsqlCommand query, CancellationToken cancellation)
    {
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var all = new List<Operator>();
        while (await rows.ReadAsync(cancellation))
        {
            all.Add(new(rows.GetString(0), rows.GetInt32(1), rows.GetInt32(2), rows.GetInt64(3), rows.GetBoolean(4)));
        }

        return all;
    }

    internal static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}
