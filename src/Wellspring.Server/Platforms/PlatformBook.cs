using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Npgsql;

namespace Wellspring.Server.Platforms;

/// <summary>Which platforms a cluster runs, for which operators, under which names of hosts 平台登记.</summary>
public sealed partial class PlatformBook
{
    private const string Platforms = "SELECT operator, name, public_url, plan, acknowledgements, restarts FROM platforms";

    private readonly NpgsqlDataSource _database;

    /// <param name="database">The cluster's own schema.</param>
    public PlatformBook(NpgsqlDataSource database)
    {
        _database = database;
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var prepare = new NpgsqlCommand($"""
            SELECT pg_advisory_xact_lock(hashtextextended('wellspring-platforms', 0));
            CREATE SCHEMA IF NOT EXISTS "{new NpgsqlConnectionStringBuilder(database.ConnectionString).SearchPath}";
            CREATE TABLE IF NOT EXISTS platforms (operator text NOT NULL, name text NOT NULL, public_url text NOT NULL,
                plan text, acknowledgements text, restarts bigint NOT NULL DEFAULT 0, PRIMARY KEY (operator, name));
            CREATE TABLE IF NOT EXISTS hosts (host text PRIMARY KEY, operator text NOT NULL, name text NOT NULL,
                FOREIGN KEY (operator, name) REFERENCES platforms ON DELETE CASCADE);
            """, connection);
        prepare.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <summary>Whether a word can name a platform: it becomes part of a schema's and of a directory's name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Whether a word can be the host of a platform, as browsers send it.</summary>
    public static bool IsHost(string text) => text.Length <= 253 && Host().IsMatch(text);

    /// <summary>Notes a platform and its host; false where the name or the host is taken.</summary>
    public bool TryAdd(PlatformEntry entry, string host)
    {
        using var add = _database.CreateCommand("""
            WITH added AS (
                INSERT INTO platforms (operator, name, public_url, plan, acknowledgements)
                SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM hosts WHERE host = $6)
                ON CONFLICT DO NOTHING RETURNING operator, name)
            INSERT INTO hosts (host, operator, name) SELECT $6, operator, name FROM added
            """);
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Operator });
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Name });
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.PublicUrl });
        add.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = entry.Plan });
        add.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = entry.Acknowledgements });
        add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = host });
        return add.ExecuteNonQuery() == 1;
    }

    /// <summary>Lets a platform answer under one more host; false where the host is taken.</summary>
    public bool TryAddHost(string key, string host) => Change(
        "INSERT INTO hosts (operator, name, host) SELECT operator, name, $3 FROM platforms WHERE operator = $1 AND name = $2 "
        + "ON CONFLICT DO NOTHING", key, host);

    /// <summary>Takes a platform off the cluster; its records and journal stay in their schema.</summary>
    public bool Remove(string key) => Change("DELETE FROM platforms WHERE operator = $1 AND name = $2", key);

    /// <summary>Asks whoever runs the platform to open it anew, so that it reads its settings again.</summary>
    public bool Restart(string key) =>
        Change("UPDATE platforms SET restarts = restarts + 1 WHERE operator = $1 AND name = $2", key);

    /// <summary>A platform by its key <c>operator/name</c>; null where there is none.</summary>
    public PlatformEntry? Find(string key)
    {
        using var query = _database.CreateCommand($"{Platforms} WHERE operator = $1 AND name = $2");
        Name(query, key);
        using var row = query.ExecuteReader();
        return row.Read() ? EntryOf(row) : null;
    }

    /// <summary>Every platform with its hosts.</summary>
    public IReadOnlyList<(PlatformEntry Entry, string[] Hosts)> All()
    {
        using var query = _database.CreateCommand("""
            SELECT p.operator, p.name, p.public_url, p.plan, p.acknowledgements, p.restarts,
                array(SELECT host FROM hosts h WHERE h.operator = p.operator AND h.name = p.name ORDER BY host)
            FROM platforms p ORDER BY p.operator, p.name
            """);
        using var rows = query.ExecuteReader();
        var all = new List<(PlatformEntry, string[])>();
        while (rows.Read())
        {
            all.Add((EntryOf(rows), rows.GetFieldValue<string[]>(6)));
        }

        return all;
    }

    /// <summary>Keys of platforms by their hosts, as of now.</summary>
    public async Task<FrozenDictionary<string, string>> HostsAsync(CancellationToken cancellation)
    {
        await using var query = _database.CreateCommand("SELECT host, operator || '/' || name FROM hosts");
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await rows.ReadAsync(cancellation))
        {
            all[rows.GetString(0)] = rows.GetString(1);
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static PlatformEntry EntryOf(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4))
    {
        Restarts = row.GetInt64(5),
    };

    private bool Change(string sql, string key, params string[] more)
    {
        using var change = _database.CreateCommand(sql);
        Name(change, key);
        foreach (var value in more)
        {
            change.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        return change.ExecuteNonQuery() > 0;
    }

    private static void Name(NpgsqlCommand command, string key)
    {
        var parts = key.Split('/', 2);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parts[0] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parts.Length == 2 ? parts[1] : "" });
    }

    [GeneratedRegex(@"^[a-z](?!.*--)[a-z0-9-]{0,22}[a-z0-9]$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")]
    private static partial Regex Host();
}

/// <summary>One platform of a cluster.</summary>
/// <param name="Operator">Whose it is.</param>
/// <param name="PublicUrl">The address that members and payment channels see.</param>
/// <param name="Plan">The plan file with which a new pool opens; null lets the set-up choose.</param>
/// <param name="Acknowledgements">What that plan rests on; null where on nothing.</param>
public sealed record PlatformEntry(
    string Operator, string Name, string PublicUrl, string? Plan, string? Acknowledgements)
{
    /// <summary>How often somebody asked to open it anew.</summary>
    public long Restarts { get; init; }

    public string Key => $"{Operator}/{Name}";

    /// <summary>The schema of the database that holds journal, records and files of this platform alone.</summary>
    public string Schema => $"op_{Operator}__{Name}".Replace('-', '_');
}
