using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Wellspring.Cluster;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Server.Logs;
using Wellspring.Server.Platforms;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Nodes;

/// <summary>Opens pools without pages: the journal in the operator's schema, the caches in the node's folder.</summary>
internal sealed class HeadlessOpener(
    NodeOptions node, OperatorSources sources, NodeSecret secret, TimeProvider wall, ILogger<LogDesk> log)
    : IKindOpener
{
    // The caches of a pool have one user at a time: the next activation waits until the one before has let go.
    private readonly ConcurrentDictionary<PoolKey, SemaphoreSlim> _turns = [];
    private readonly LastEnds _ends = new();
    private readonly LogBuilds _builds = new();

    public string Kind => PoolEntry.Headless;

    public async Task<IOwnedPool> OpenAsync(PoolEntry entry, CancellationToken cancellation)
    {
        var turn = _turns.GetOrAdd(entry.Key, _ => new(1, 1));
        await turn.WaitAsync(cancellation);
        try
        {
            var database = sources.Of(entry.Key.Operator);
            var claim = PoolClaim.Take(database, entry.Key.Pool);
            var directory = new PoolDirectory(
                Path.Combine(node.Folder, entry.Key.Operator, entry.Key.Pool), database, entry.Key.Pool, claim);
            var writer = PoolWriter.Start(OpenDesk(entry, directory), new() { Name = $"{entry.Key}" });
            var published = secret.Known is { } known
                ? new PoolLog(new(entry.Key, database, directory, claim, writer, known, wall), _builds, log)
                : null;
            return new HeadlessPool(writer, published, () =>
            {
                _ends.Keep(entry.Key, writer.Acknowledged);
                turn.Release();
            });
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>The plan of an entry, as it was approved when the pool was added.</summary>
    internal static (Plan? Plan, IReadOnlyList<Finding> Findings) PlanOf(PoolEntry entry) =>
        PoolPlan.Of(entry.Plan ?? "", entry.Acknowledgements, entry.Created);

    private PoolDesk OpenDesk(PoolEntry entry, PoolDirectory directory)
    {
        var isThere = directory.Exists;
        _ends.Require(entry.Key, _ => isThere);
        var desk = directory.OpenToWrite(isThere ? null : PlanOf(entry).Plan, wall);
        try
        {
            _ends.Require(entry.Key, desk.Holds);
            return desk;
        }
        catch
        {
            desk.Dispose();
            throw;
        }
    }

    private sealed class HeadlessPool(PoolWriter writer, PoolLog? published, Action ended) : IOwnedPool
    {
        public PoolWriter Writer => writer;

        public Uri? Door => null;

        public Func<string, Task<byte[]>>? Log => published is null ? null : published.AnswerAsync;

        public Task Stopped => writer.Stopped;

        public async ValueTask DisposeAsync()
        {
            try
            {
                await using (writer)
                {
                    await (published?.DisposeAsync() ?? ValueTask.CompletedTask);
                }
            }
            finally
            {
                ended();
            }
        }
    }
}

/// <summary>The cluster's secret, where this node was given one.</summary>
internal sealed record NodeSecret(ClusterSecret? Known);
