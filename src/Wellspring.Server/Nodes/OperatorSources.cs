using System.Collections.Concurrent;
using Npgsql;
using Wellspring.Cluster;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Nodes;

/// <summary>Connections to the schemas of operators, apart from each other, so that none starves another.</summary>
public sealed class OperatorSources(string connection) : IAsyncDisposable
{
    // Each open pool keeps a connection as long as it is open. Before what the operator gives, which so goes first.
    private const string Defaults = "Maximum Pool Size=1000;";

    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _sources = new(StringComparer.Ordinal);

    /// <summary>The operator's schema, which is made where it is missing and brought to this release.</summary>
    public NpgsqlDataSource Of(string owner) => _sources.GetOrAdd(owner, name => new(() =>
    {
        var source = PostgresSource.Open(ClusterSchema.ConnectionOf(Defaults + connection, name));
        try
        {
            PostgresSchema.Prepare(source);
            return source;
        }
        catch
        {
            _sources.TryRemove(name, out _);
            source.Dispose();
            throw;
        }
    })).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values.Where(source => source.IsValueCreated))
        {
            await source.Value.DisposeAsync();
        }
    }
}
