using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Npgsql;
using Wellspring.Cluster;

namespace Wellspring.Server.Platforms;

/// <summary>Which of a cluster's pools are whole platforms, and under which hosts they answer 平台登记.</summary>
public sealed partial class PlatformBook
{
    private const string Platforms = """
        SELECT f.operator, f.pool, f.public_url, p.plan, p.acknowledgements, p.created, f.restarts, o.suspended,
            array(SELECT host FROM hosts h WHERE h.operator = f.operator AND h.pool = f.pool ORDER BY host)
        FROM platforms f JOIN pools p USING (operator, pool) JOIN operators o ON o.name = f.operator
        """;

    // Nodes that take part, or are about to.
    private const string WithoutSecret = """
        EXISTS (SELECT 1 FROM nodes n JOIN silos s ON s.name = n.name AND s.status BETWEEN 1 AND 3
            AND s.alive > now() - interval '1 minute' WHERE NOT n.platforms)
        """;

    // Held while a platform is noted, and for a moment by each node without the secret after it has joined: whichever
    // comes second sees the other.
    private const string Turn = "SELECT pg_advisory_xact_lock(hashtextextended('wellspring-platforms', 0))";

    private readonly NpgsqlDataSource _database;
    private readonly PoolBook _pools;

    /// <param name="database">With the schema <c>cluster</c> in front, prepared by <see cref="ClusterSchema"/>.</param>
    public PlatformBook(NpgsqlDataSource database) => (_database, _pools) = (database, new(database));

    /// <summary>
    /// Whether a word can name a platform or its operator: both become part of one schema's name, with -- between them.
    /// </summary>
    public static bool IsName(string text) => PoolKey.IsName(text) && text.Length is >= 2 and <= 24
        && !text.EndsWith('-') && !text.Contains("--", StringComparison.Ordinal);

    /// <summary>Whether a word can be the host of a platform, as browsers send it.</summary>
    public static bool IsHost(string text) => text.Length <= 253 && Host().IsMatch(text);

    /// <summary>What would come of adding a platform now; nothing is noted.</summary>
    public async Task<PlatformAdding> LookAsync(PoolKey key, string host, CancellationToken cancellation)
    {
        await using var query = _database.CreateCommand($"""
            SELECT EXISTS (SELECT 1 FROM pools WHERE operator = $1 AND pool = $2)
                    OR EXISTS (SELECT 1 FROM hosts WHERE host = $3),
                (SELECT count(*) FROM pools WHERE operator = $1) >= o.most_pools,
                {WithoutSecret}
            FROM operators o WHERE o.name = $1
            """);
        Name(query, key);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = host });
        await using var row = await query.ExecuteReaderAsync(cancellation);
        return !await row.ReadAsync(cancellation) ? PlatformAdding.NoSuchOperator
            : row.GetBoolean(0) ? PlatformAdding.IsTaken
            : row.GetBoolean(1) ? PlatformAdding.TooMany
            : row.GetBoolean(2) ? PlatformAdding.NodeWithoutSecret
            : PlatformAdding.Added;
    }

    /// <summary>
    /// Notes a platform, its pool and its host together, unless one of them is taken, the operator has its fill, or a
    /// node takes part that could not open it.
    /// </summary>
    public async Task<PlatformAdding> AddAsync(PlatformEntry entry, string host, CancellationToken cancellation)
    {
        var isBesideNode = false;
        var added = await _pools.AddAsync(
            new(entry.Key, PoolEntry.Platform, entry.Plan, entry.Acknowledgements, entry.Created),
            async connection =>
            {
                isBesideNode = await IsBesideNodeAsync(connection, cancellation);
                return !isBesideNode && await NoteAsync(connection, entry, host, cancellation);
            }, cancellation);
        return added switch
        {
            PoolAdding.Added => PlatformAdding.Added,
            PoolAdding.TooMany => PlatformAdding.TooMany,
            PoolAdding.NoSuchOperator => PlatformAdding.NoSuchOperator,
            _ => isBesideNode ? PlatformAdding.NodeWithoutSecret : PlatformAdding.IsTaken,
        };
    }

    /// <summary>Waits until no platform is half noted: what is noted later has seen which nodes take part.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        await using var turn = _database.CreateCommand(Turn);
        await turn.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<bool> IsBesideNodeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var turn = new NpgsqlCommand(Turn, connection);
        await turn.ExecuteNonQueryAsync(cancellation);
        await using var query = new NpgsqlCommand($"SELECT {WithoutSecret}", connection);
        return (bool)(await query.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<bool> NoteAsync(
        NpgsqlConnection connection, PlatformEntry entry, string host, CancellationToken cancellation)
    {
        await using var note = new NpgsqlCommand("""
            WITH added AS (
                INSERT INTO platforms (operator, pool, public_url) VALUES ($1, $2, $3) RETURNING operator, pool)
            INSERT INTO hosts (host, operator, pool) SELECT $4, operator, pool FROM added ON CONFLICT DO NOTHING
            """, connection);
        Name(note, entry.Key);
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.PublicUrl });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = host });
        return await note.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>Lets a platform answer under one more host; false where the host is taken.</summary>
    public bool TryAddHost(PoolKey key, string host) => Change("""
        INSERT INTO hosts (operator, pool, host) SELECT operator, pool, $3 FROM platforms
        WHERE operator = $1 AND pool = $2 ON CONFLICT DO NOTHING
        """, key, host);

    /// <summary>Takes a platform off the cluster; its records and journal stay in their schema.</summary>
    public bool Remove(PoolKey key) => Change("""
        WITH gone AS (DELETE FROM platforms WHERE operator = $1 AND pool = $2 RETURNING operator, pool)
        DELETE FROM pools p USING gone WHERE p.operator = gone.operator AND p.pool = gone.pool
        """, key);

    /// <summary>Asks whoever runs the platform to open it anew, so that it reads its settings again.</summary>
    public bool Restart(PoolKey key) =>
        Change("UPDATE platforms SET restarts = restarts + 1 WHERE operator = $1 AND pool = $2", key);

    /// <summary>A platform by its key; null where there is none.</summary>
    public PlatformEntry? Find(PoolKey key)
    {
        using var query = _database.CreateCommand($"{Platforms} WHERE f.operator = $1 AND f.pool = $2");
        Name(query, key);
        using var row = query.ExecuteReader();
        return row.Read() ? EntryOf(row) : null;
    }

    /// <summary>Every platform.</summary>
    public async Task<IReadOnlyList<PlatformEntry>> AllAsync(CancellationToken cancellation)
    {
        await using var query = _database.CreateCommand($"{Platforms} ORDER BY f.operator, f.pool");
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var all = new List<PlatformEntry>();
        while (await rows.ReadAsync(cancellation))
        {
            all.Add(EntryOf(rows));
        }

        return all;
    }

    /// <summary>Platforms by their hosts, as of now, without those of suspended operators.</summary>
    public async Task<FrozenDictionary<string, PoolKey>> HostsAsync(CancellationToken cancellation) =>
        (await AllAsync(cancellation)).Where(entry => !entry.IsSuspended)
            .SelectMany(entry => entry.Hosts.Select(host => KeyValuePair.Create(host, entry.Key)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static PlatformEntry EntryOf(NpgsqlDataReader row) => new(
        PoolKey.Of(row.GetString(0), row.GetString(1)), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4), row.GetFieldValue<DateTimeOffset>(5))
    {
        Restarts = row.GetInt64(6),
        IsSuspended = row.GetBoolean(7),
        Hosts = row.GetFieldValue<string[]>(8),
    };

    private bool Change(string sql, PoolKey key, params string[] more)
    {
        using var change = _database.CreateCommand(sql);
        Name(change, key);
        foreach (var value in more)
        {
            change.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        return change.ExecuteNonQuery() > 0;
    }

    private static void Name(NpgsqlCommand command, PoolKey key)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Operator });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Pool });
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$")]
    private static partial Regex Host();
}

/// <summary>What came of adding a platform.</summary>
public enum PlatformAdding
{
    Added,

    /// <summary>The name or the host belongs to another.</summary>
    IsTaken,

    /// <summary>The operator has as many pools as it may.</summary>
    TooMany,

    NoSuchOperator,

    /// <summary>A node runs without the cluster's secret: it might be chosen, and could not open it.</summary>
    NodeWithoutSecret,
}

/// <summary>One platform of a cluster.</summary>
/// <param name="PublicUrl">The address that members and payment channels see.</param>
/// <param name="Plan">The plan file with which a new pool opens; null lets the set-up choose.</param>
/// <param name="Acknowledgements">What that plan rests on; null where on nothing.</param>
/// <param name="Created">When it was added: the plan was approved then.</param>
public sealed record PlatformEntry(
    PoolKey Key, string PublicUrl, string? Plan, string? Acknowledgements, DateTimeOffset Created)
{
    /// <summary>How often somebody asked to open it anew.</summary>
    public long Restarts { get; init; }

    /// <summary>Whether its operator may run nothing for now.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The hosts under which it answers.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The schema of the database that holds journal, records and files of this platform alone.</summary>
    public string Schema => $"pf_{Key.Operator}__{Key.Pool}".Replace('-', '_');
}
