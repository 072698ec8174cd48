using System.Diagnostics;
using Wellspring.Cli.Clusters;
using Wellspring.Cluster;
using Wellspring.Core.Pools;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage.Postgres;

namespace Wellspring.Bench.Clustered;

/// <summary>Real nodes over a real PostgreSQL: one pool against sixteen on one node and two, and how long a kill lasts.
/// </summary>
internal static class ClusterLoad
{
    private const int Clients = 16;
    private const int LinesAtOnce = 1_000;
    private const string Operator = "bench";

    public static void Run(Measurement measurement) => RunAsync(measurement, isLoaded: true).GetAwaiter().GetResult();

    /// <summary>The kills alone.</summary>
    public static void RunKills(Measurement measurement) =>
        RunAsync(measurement, isLoaded: false).GetAwaiter().GetResult();

    private static async Task RunAsync(Measurement measurement, bool isLoaded)
    {
        var quick = measurement.Options.Quick;
        await using var server = await PostgresServer.StartAsync(CancellationToken.None, "max_connections=900");
        var database = await server.NewDatabaseAsync(CancellationToken.None);
        var cluster = new BenchCluster(database, measurement.Folder("nodes"));
        await using var disposing = cluster;
        var key = await cluster.PrepareAsync(Operator);
        var orders = quick ? 32_000 : 96_000;
        var first = await cluster.StartAsync("a");
        if (isLoaded)
        {
            await LoadAsync(measurement, key, "1 node", orders, [first.Url]);
        }

        var second = await cluster.StartAsync("b");
        if (isLoaded)
        {
            await LoadAsync(measurement, key, "2 nodes", orders, [first.Url, second.Url]);
            measurement.Note($"Nodes, PostgreSQL with default durability and {Clients} clients share this machine's "
                + "cores: a second node adds a process, no cores. Requests of 1,000 commands over HTTP, answers read "
                + "whole.");
            measurement.Note(await cluster.ConnectionsAsync());
        }

        await KillAsync(measurement, cluster, key, kills: quick ? 3 : 25);
        measurement.Note("A pause is the time from kill -9 of the owner until a client at the other node, which keeps "
            + "sending one command at a time, gets its next answer: finding out, claiming and replaying included.");
    }

    private static async Task LoadAsync(Measurement measurement, string key, string nodes, int orders, Uri[] doors)
    {
        using var client = new PoolClient(key, doors);
        foreach (var pools in (int[])[1, 16])
        {
            var rates = new List<double>();
            for (var run = 0; run <= measurement.Options.Runs; run++)
            {
                var rate = await RateAsync(client, $"{nodes[0]}n{pools}p{run}", pools, orders);
                Measurement.Progress($"{nodes}, {pools} pools, run {run}: {rate:N0}/s");
                if (run > 0)
                {
                    rates.Add(rate);
                }
            }

            measurement.Add(new(
                $"settlement through the door, {nodes}, {pools} pool{(pools == 1 ? "" : "s")}", "orders/s", "N0",
                rates));
        }
    }

    // New pools each time, so that no run carries what another left.
    private static async Task<double> RateAsync(PoolClient client, string name, int pools, int orders)
    {
        var bodies = new Queue<string[]>[Clients];
        for (var one = 0; one < Clients; one++)
        {
            var from = one * (orders / Clients);
            bodies[one] = new(Enumerable.Range(from, orders / Clients)
                .Select(number => CommandText.Write(Given.Order(number, Given.MemberOf(number, 10_000))))
                .Chunk(LinesAtOnce));
        }

        for (var pool = 0; pool < pools; pool++)
        {
            await client.AddAsync($"p{pool}-{name}", BenchCluster.Plan, null, CancellationToken.None);
            await client.ReadAsync($"p{pool}-{name}", "/owner", CancellationToken.None);
        }

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(bodies.Select(async (mine, one) =>
        {
            while (mine.TryDequeue(out var lines))
            {
                var answers = await client.SubmitAsync($"p{one % pools}-{name}", lines, one, CancellationToken.None);
                Require(answers.Length == lines.Length && answers.All(IsSettled));
            }
        }));
        return orders / watch.Elapsed.TotalSeconds;
    }

    private static async Task KillAsync(Measurement measurement, BenchCluster cluster, string key, int kills)
    {
        const string pool = "killed";
        using (var any = new PoolClient(key, cluster.Doors))
        {
            await any.AddAsync(pool, BenchCluster.Plan, null, CancellationToken.None);
        }

        var pauses = new List<double>();
        var number = 0L;
        for (var kill = 0; kill < kills; kill++)
        {
            LocalNode owner;
            using (var any = new PoolClient(key, cluster.Doors))
            {
                var where = await any.ReadAsync(pool, "/owner", CancellationToken.None);
                owner = cluster.At(new(where.GetProperty("owner").GetString()!));
            }

            using var client = new PoolClient(key, cluster.Doors.Single(door => door != owner.Url));
            for (var before = 0; before < 20; before++)
            {
                await SettleAsync(client, pool, number++);
            }

            var watch = Stopwatch.StartNew();
            await owner.KillAsync();
            await SettleAsync(client, pool, number++);
            pauses.Add(watch.Elapsed.TotalSeconds);
            Measurement.Progress($"kill {kill + 1}: {pauses[^1]:N2} s");
            await cluster.StartAsync(owner.Name);
        }

        measurement.Add(new($"pause after kill -9 of the owner, {kills} kills, median", "s", "N2", pauses));
        measurement.Add(new(
            "… its 99th percentile", "s", "N2",
            [pauses.Order().ElementAt((int)Math.Ceiling(kills * 0.99) - 1)], "≤ 3 s",
            seconds => seconds <= 3));
    }

    private static async Task SettleAsync(PoolClient client, string pool, long number)
    {
        var line = CommandText.Write(Given.Order(number, 1 + (number % 100)));
        Require((await client.SubmitAsync(pool, [line], 0, CancellationToken.None)).Length == 1);
    }

    // Repeated, where a door grew impatient and asked twice: settled all the same, and once.
    private static bool IsSettled(string answer) => answer.Contains("\"answer\":\"done\"", StringComparison.Ordinal)
        || answer.Contains("\"answer\":\"repeated\"", StringComparison.Ordinal);

    private static void Require(bool isTrue)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("every order of a measurement settles");
        }
    }
}

/// <summary>Nodes that are this program again, over one database.</summary>
internal sealed class BenchCluster(string connection, string folder) : IAsyncDisposable
{
    private readonly List<LocalNode> _nodes = [];

    public static string Plan { get; } = Core.Plans.PlanFile.Write(Given.WorkedExample.Settings);

    public Uri[] Doors => [.. _nodes.Where(node => !node.HasExited).Select(node => node.Url)];

    public LocalNode At(Uri url) => _nodes.Last(node => node.Url.Port == url.Port && !node.HasExited);

    public async Task<string> PrepareAsync(string name)
    {
        await using var database = PostgresSource.Open(ClusterSchema.ConnectionOf(connection));
        await ClusterSchema.PrepareAsync(database, CancellationToken.None);
        return (await new Operators(database).AddAsync(
            new(name, 1_000_000_000, 10_000, long.MaxValue / 4, IsSuspended: false), CancellationToken.None))!;
    }

    public async Task<string> ConnectionsAsync()
    {
        await using var database = PostgresSource.Open(ClusterSchema.ConnectionOf(connection));
        await using var asking = database.CreateCommand(
            "SELECT count(*), (SELECT count(*) FROM pools) FROM pg_stat_activity WHERE datname = current_database()");
        await using var row = await asking.ExecuteReaderAsync();
        await row.ReadAsync();
        return $"After the loads: {row.GetInt64(0)} connections to the database, for {row.GetInt64(1)} open pools.";
    }

    public async Task<LocalNode> StartAsync(string name)
    {
        var node = await LocalNode.StartAsync(
            Environment.ProcessPath!, connection, folder, name, CancellationToken.None);
        _nodes.Add(node);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
