using System.Data;
using Npgsql;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Views;

/// <summary>Views of one pool among many, in the database of its journal.</summary>
/// <remarks>
/// Two nodes may follow at once: a transaction writes rows only where those before them end, so one of the two goes on
/// behind the other's. Rows carry the pool's number, which is given once.
/// </remarks>
internal sealed class PostgresViews : IViewTables
{
    private readonly NpgsqlDataSource _database;
    private readonly int _number;
    private readonly PostgresQueries _queries;
    private readonly NpgsqlConnection? _moment;

    /// <param name="moment">Looks at one moment of the database; null where every question sees the latest.</param>
    private PostgresViews(NpgsqlDataSource database, int number, NpgsqlConnection? moment = null) =>
        (_database, _number, _queries, _moment) = (database, number, new(database, number), moment);

    public IViewQueries Own => _queries;

    public IViewQueries Readers => _queries;

    /// <summary>Opens a pool's views, empty where none of this release's are.</summary>
    public static PostgresViews Open(NpgsqlDataSource database, string pool)
    {
        using var find = database.CreateCommand("""
            INSERT INTO view_stands (pool, version, position, hash) VALUES ($1, $2, 0, $3)
            ON CONFLICT (pool) DO UPDATE SET pool = excluded.pool RETURNING number, version
            """);
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ViewTable.Version });
        find.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = JournalBatch.NoHash });
        int number, version;
        using (var row = find.ExecuteReader())
        {
            row.Read();
            (number, version) = (row.GetInt32(0), row.GetInt32(1));
        }

        var views = new PostgresViews(database, number);
        if (version != ViewTable.Version)
        {
            views.Clear();
        }

        return views;
    }

    /// <summary>
    /// Views as they are at this moment, whoever follows meanwhile, to look at only; null where none of this release's
    /// are.
    /// </summary>
    public static PostgresViews? Find(NpgsqlDataSource database, string pool)
    {
        var moment = database.OpenConnection();
        try
        {
            using (var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", moment))
            {
                begin.ExecuteNonQuery();
            }

            using var find = new NpgsqlCommand(
                "SELECT number FROM view_stands WHERE pool = $1 AND version = $2", moment);
            find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
            find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ViewTable.Version });
            if (find.ExecuteScalar() is int number)
            {
                return new(database, number, moment);
            }
        }
        catch
        {
            moment.Dispose();
            throw;
        }

        moment.Dispose();
        return null;
    }

    public JournalEnd End()
    {
        using var query = Query("SELECT position, hash FROM view_stands WHERE number = @in_pool");
        using var row = query.ExecuteReader();
        return row.Read()
            ? new(row.GetInt64(0), row.GetFieldValue<byte[]>(1))
            : throw new InvalidOperationException("the views of this pool were taken away while they were open");
    }

    public IDisposable? Alone() => null;

    public void Write(ViewBatch rows, JournalEnd expected, JournalEnd end)
    {
        using var connection = _database.OpenConnection();
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        using var batch = new NpgsqlBatch(connection, transaction);
        var stand = batch.CreateBatchCommand();
        stand.CommandText = """
            UPDATE view_stands SET position = $2, hash = $3 WHERE number = $1 AND position = $4 AND hash = $5
            """;
        stand.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _number });
        stand.Parameters.Add(new NpgsqlParameter<long> { TypedValue = end.Position });
        stand.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = end.Hash.ToArray() });
        stand.Parameters.Add(new NpgsqlParameter<long> { TypedValue = expected.Position });
        stand.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = expected.Hash.ToArray() });
        batch.BatchCommands.Add(stand);
        PostgresViewRows.Add(batch, _number, rows);
        batch.Prepare();
        try
        {
            batch.ExecuteNonQuery();
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The stand did not move, so the rows behind it met those of whoever moved it.
            throw new ViewsOvertakenException();
        }

        if (stand.RecordsAffected != 1)
        {
            throw new ViewsOvertakenException();
        }

        transaction.Commit();
    }

    public void Clear()
    {
        using var connection = _database.OpenConnection();
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        using var batch = new NpgsqlBatch(connection, transaction);
        Add("UPDATE view_stands SET position = 0, hash = $2, version = $3 WHERE number = $1");
        batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = JournalBatch.NoHash });
        batch.BatchCommands[0].Parameters.Add(new NpgsqlParameter<int> { TypedValue = ViewTable.Version });
        foreach (var table in ViewTable.All)
        {
            Add($"DELETE FROM view_{table.Name} WHERE in_pool = $1");
        }

        batch.ExecuteNonQuery();
        transaction.Commit();

        void Add(string sql)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _number });
            batch.BatchCommands.Add(command);
        }
    }

    public IEnumerable<string> Rows(ViewTable table)
    {
        using var query = Query(PostgresQueries.Translate(table.Select));
        using var row = query.ExecuteReader();
        while (row.Read())
        {
            yield return string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
        }
    }

    // Other connections are the process's.
    public void Dispose() => _moment?.Dispose();

    private NpgsqlCommand Query(string sql)
    {
        var query = _moment is null ? _database.CreateCommand(sql) : new NpgsqlCommand(sql, _moment);
        query.CommandTimeout = 0;
        query.Parameters.Add(new NpgsqlParameter<int>("in_pool", _number));
        return query;
    }
}
