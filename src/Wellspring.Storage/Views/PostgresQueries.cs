using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Wellspring.Storage.Views;

/// <summary>Asks the views of one pool among many in a PostgreSQL database.</summary>
/// <remarks>
/// The statements are those of the embedded views: each table stands for its rows of this pool, which costs nothing,
/// for the key of every table begins with the pool's number.
/// </remarks>
internal sealed partial class PostgresQueries(NpgsqlDataSource database, int pool) : IViewQueries
{
    private static readonly ConcurrentDictionary<string, string> Translated = new(StringComparer.Ordinal);

    public List<T> All<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<Given> parameters)
    {
        using var query = database.CreateCommand(Translated.GetOrAdd(sql, Translate));
        query.Parameters.Add(new NpgsqlParameter<int>("in_pool", pool));
        foreach (var (name, value, isText) in parameters)
        {
            query.Parameters.Add(new NpgsqlParameter(name[1..], isText ? NpgsqlDbType.Text : NpgsqlDbType.Bigint)
            {
                Value = value ?? DBNull.Value,
            });
        }

        using var row = query.ExecuteReader();
        var rows = new List<T>();
        while (row.Read())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    // The connections are the process's.
    public void Dispose()
    {
    }

    /// <summary>A statement of the embedded views as it is asked here, for the pool <c>@in_pool</c>.</summary>
    public static string Translate(string sql) => Named().Replace(
        Table().Replace(sql, "$1 (SELECT * FROM view_$2 WHERE in_pool = @in_pool) AS $2"), "@$1");

    [GeneratedRegex(
        @"\b(FROM|JOIN) (prices|orders|statements|postings|claims|coin_orders|releases|release_days|legacy_days)\b")]
    private static partial Regex Table();

    [GeneratedRegex(@"\$([a-z]+)\b")]
    private static partial Regex Named();
}
