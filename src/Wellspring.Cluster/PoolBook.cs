using Npgsql;

namespace Wellspring.Cluster;

/// <summary>A pool as the cluster knows it before it is opened.</summary>
/// <param name="Kind">Which <see cref="IPoolOpener"/> opens it: <c>headless</c> or <c>platform</c>.</param>
/// <param name="Plan">The plan file that opens the pool; null where the journal has it.</param>
/// <param name="Acknowledgements">What the plan rests on, as in its file.</param>
/// <param name="Created">When it was added: the plan was approved then.</param>
public sealed record PoolEntry(
    PoolKey Key, string Kind, string? Plan, string? Acknowledgements, DateTimeOffset Created)
{
    /// <summary>A pool without pages: commands in, answers out.</summary>
    public const string Headless = "headless";

    /// <summary>A whole platform: pages, console and API.</summary>
    public const string Platform = "platform";
}

/// <summary>Which pools there are, and whose.</summary>
/// <param name="database">With the schema <c>cluster</c> in front.</param>
public sealed class PoolBook(NpgsqlDataSource database)
{
    private const string Columns = "operator, pool, kind, plan, acknowledgements, created";

    /// <summary>Adds a pool unless the operator has as many as it may.</summary>
    public Task<PoolAdding> AddAsync(PoolEntry added, CancellationToken cancellation) =>
        AddAsync(added, _ => Task.FromResult(true), cancellation);

    /// <summary>As above, with what must be noted in the same transaction; where that cannot be, nothing is.</summary>
    /// <param name="note">Gives false where it cannot be: the answer is <see cref="PoolAdding.IsThere"/>.</param>
    public async Task<PoolAdding> AddAsync(
        PoolEntry added, Func<NpgsqlConnection, Task<bool>> note, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // The operator's row is held, so that two additions at once count one after the other.
        await using var most = new NpgsqlCommand(
            "SELECT most_pools FROM operators WHERE name = $1 FOR UPDATE", connection);
        Operators.Add(most, added.Key.Operator);
        if (await most.ExecuteScalarAsync(cancellation) is not int limit)
        {
            return PoolAdding.NoSuchOperator;
        }

        await using var insert = new NpgsqlCommand("""
            INSERT INTO pools (operator, pool, kind, plan, acknowledgements, created)
            SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM pools WHERE operator = $1) < $7
            ON CONFLICT DO NOTHING
            """, connection);
        Operators.Add(insert, added.Key.Operator, added.Key.Pool, added.Kind, (object?)added.Plan ?? DBNull.Value,
            (object?)added.Acknowledgements ?? DBNull.Value, added.Created.UtcDateTime, (long)limit);
        insert.Parameters[3].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text;
        insert.Parameters[4].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text;
        if (await insert.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return await FindAsync(added.Key, cancellation) is null ? PoolAdding.TooMany : PoolAdding.IsThere;
        }

        if (!await note(connection))
        {
            return PoolAdding.IsThere;
        }

        await transaction.CommitAsync(cancellation);
        return PoolAdding.Added;
    }

    public async Task<PoolEntry?> FindAsync(PoolKey key, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand(
            $"SELECT {Columns} FROM pools WHERE operator = $1 AND pool = $2");
        Operators.Add(query, key.Operator, key.Pool);
        return (await ReadAsync(query, cancellation)).SingleOrDefault();
    }

    /// <summary>The pools of an operator; of all operators where none is named.</summary>
    public async Task<IReadOnlyList<PoolEntry>> AllAsync(string? owner, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand(
            $"SELECT {Columns} FROM pools WHERE $1 = '' OR operator = $1 ORDER BY operator, pool");
        Operators.Add(query, owner ?? "");
        return await ReadAsync(query, cancellation);
    }

    private static async Task<IReadOnlyList<PoolEntry>> ReadAsync(NpgsqlCommand query, CancellationToken cancellation)
    {
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var all = new List<PoolEntry>();
        while (await rows.ReadAsync(cancellation))
        {
            all.Add(new(
                PoolKey.Of(rows.GetString(0), rows.GetString(1)), rows.GetString(2),
                rows.IsDBNull(3) ? null : rows.GetString(3), rows.IsDBNull(4) ? null : rows.GetString(4),
                rows.GetFieldValue<DateTimeOffset>(5)));
        }

        return all;
    }
}

/// <summary>What came of adding a pool.</summary>
public enum PoolAdding
{
    Added,

    /// <summary>There is one of this name, or what belongs to it is taken.</summary>
    IsThere,

    /// <summary>The operator has as many as it may.</summary>
    TooMany,

    NoSuchOperator,
}
