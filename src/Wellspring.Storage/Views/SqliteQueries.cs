using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Wellspring.Storage.Views;

/// <summary>Asks the views of an SQLite file, on connections that are used again.</summary>
internal sealed class SqliteQueries(Func<SqliteConnection> connect) : IViewQueries
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public List<T> All<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<Given> parameters)
    {
        var connection = _idle.TryTake(out var idle) ? idle : connect();
        try
        {
            using var query = connection.CreateCommand();
            query.CommandText = sql;
            foreach (var (name, value, _) in parameters)
            {
                query.Parameters.AddWithValue(name, value ?? DBNull.Value);
            }

            using var row = query.ExecuteReader();
            var rows = new List<T>();
            while (row.Read())
            {
                rows.Add(read(row));
            }

            return rows;
        }
        finally
        {
            _idle.Add(connection);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
