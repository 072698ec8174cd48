using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;

namespace Wellspring.Storage.Postgres;

/// <summary>
/// Says that what belongs in a directory is in a PostgreSQL database 存放处: the file <c>database.json</c> there.
/// </summary>
/// <remarks>
/// It holds a connection string without a password: that comes from PGPASSWORD or a password file, never from a file of
/// ours. The search path names the schema; each platform has its own.
/// </remarks>
public static class PostgresPlace
{
    private const string FileName = "database.json";
    private const string DefaultSchema = "wellspring";

    // A data source is a pool of connections: one for each database in a process.
    private static readonly ConcurrentDictionary<string, NpgsqlDataSource> Sources = new(StringComparer.Ordinal);

    /// <summary>The database of a directory; null where the directory itself holds everything.</summary>
    /// <exception cref="FormatException">The file is there and cannot be read.</exception>
    public static NpgsqlDataSource? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path));
            return SourceOf(file.RootElement.GetProperty("postgres").GetString() ?? "");
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{path}: {broken.Message}");
        }
    }

    /// <summary>Whether a directory says so.</summary>
    public static bool IsBound(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Forgets the database of a directory that is only a copy of what is in one.</summary>
    public static void Unbind(string folder) => File.Delete(Path.Combine(folder, FileName));

    /// <summary>Binds a directory to a database. The same again changes nothing.</summary>
    /// <exception cref="FormatException">
    /// It is no connection string, it holds a password, or the directory is bound to another database.
    /// </exception>
    public static void Bind(string folder, string connection)
    {
        var text = JsonSerializer.Serialize(new { postgres = Checked(connection) });
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            if (File.ReadAllText(path) != text)
            {
                throw new FormatException($"{path} names another database");
            }

            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path);
    }

    /// <summary>Whether the schema of a connection has any table; a move goes only where there is none.</summary>
    /// <exception cref="FormatException">It is no connection string, or it holds a password.</exception>
    public static bool HasTables(string connection)
    {
        var source = SourceOf(connection);
        using var query = source.CreateCommand("SELECT 1 FROM pg_tables WHERE schemaname = $1 LIMIT 1");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SchemaOf(source) });
        return query.ExecuteScalar() is not null;
    }

    /// <summary>Drops every table of the schema that a connection names, with all that is in it.</summary>
    /// <remarks>For a copy that was broken off, in a schema that was empty when it began.</remarks>
    public static void DropTables(string connection)
    {
        var source = SourceOf(connection);
        using var drop = source.CreateCommand($"""
            DO $do$ DECLARE one text; BEGIN
                FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = '{SchemaOf(source)}' LOOP
                    EXECUTE format('DROP TABLE IF EXISTS %I.%I CASCADE', '{SchemaOf(source)}', one);
                END LOOP;
            END $do$
            """);
        drop.ExecuteNonQuery();
    }

    private static NpgsqlDataSource SourceOf(string connection) =>
        Sources.GetOrAdd(Checked(connection), PostgresSource.Open);

    // Letters, digits and _, or it would not have been accepted.
    private static string SchemaOf(NpgsqlDataSource source) =>
        new NpgsqlConnectionStringBuilder(source.ConnectionString).SearchPath!;

    private static string Checked(string connection)
    {
        var builder = PostgresSource.Settings(connection);
        if (builder.Password is not null)
        {
            throw new FormatException("a password does not belong here: set PGPASSWORD, or use a password file");
        }

        builder.SearchPath ??= DefaultSchema;
        return builder.SearchPath.All(one => char.IsAsciiLetterOrDigit(one) || one == '_')
            ? builder.ConnectionString
            : throw new FormatException("the search path is one schema, of letters, digits and _");
    }
}
