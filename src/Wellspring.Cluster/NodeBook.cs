using Npgsql;

namespace Wellspring.Cluster;

/// <summary>A node as it last introduced itself, and whether the cluster counts it as alive.</summary>
public sealed record NodeEntry(
    string Name, Uri Url, string Version, bool OpensPlatforms, DateTimeOffset Started, bool IsAlive);

/// <summary>The nodes that were ever part of the cluster.</summary>
/// <param name="database">With the schema <c>cluster</c> in front.</param>
public sealed class NodeBook(NpgsqlDataSource database)
{
    // What Orleans calls a silo that serves.
    private const int Active = 3;

    /// <summary>Says who this node is and which release it runs.</summary>
    public async Task IntroduceAsync(NodeOptions node, CancellationToken cancellation)
    {
        await using var upsert = database.CreateCommand("""
            INSERT INTO nodes (name, url, version, platforms, started) VALUES ($1, $2, $3, $4, now())
            ON CONFLICT (name) DO UPDATE SET url = excluded.url, version = excluded.version,
                platforms = excluded.platforms, started = now()
            """);
        Operators.Add(upsert, node.Name, node.PublicUrl.ToString(), node.Version, node.OpensPlatforms);
        await upsert.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<IReadOnlyList<NodeEntry>> AllAsync(CancellationToken cancellation)
    {
        await using var query = database.CreateCommand("""
            SELECT n.name, url, version, platforms, n.started,
                EXISTS (SELECT 1 FROM silos s WHERE s.name = n.name AND s.status = $1)
            FROM nodes n ORDER BY n.name
            """);
        Operators.Add(query, Active);
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var all = new List<NodeEntry>();
        while (await rows.ReadAsync(cancellation))
        {
            all.Add(new(rows.GetString(0), new(rows.GetString(1)), rows.GetString(2), rows.GetBoolean(3),
                rows.GetFieldValue<DateTimeOffset>(4), rows.GetBoolean(5)));
        }

        return all;
    }
}
