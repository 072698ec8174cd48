using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;
using Wellspring.Storage.Postgres;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>One node of a cluster, as a real process that comes and goes at one address.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faults-node-").FullName;
    private readonly string _cluster;
    private readonly IPAddress _address;
    private readonly Wrap _wrap;
    private readonly int _silo = Platform.FreePort();
    private Running? _running;

    public Node(string cluster, IPAddress address, Wrap wrap)
    {
        (_cluster, _address, _wrap) = (cluster, address, wrap);
        Address = new(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{Platform.FreePort()}"));
    }

    public Uri Address { get; }

    public Running Process => _running ?? throw new InvalidOperationException("it was never started");

    /// <summary>Starts it without waiting.</summary>
    public void Begin() =>
        _running = Running.Begin(_wrap,
        [
            "node", "--cluster", _cluster, "--url", Address.ToString(), "--public-url", Address.ToString(),
            "--silo-address", _address.ToString(), "--silo-port", _silo.ToString(CultureInfo.InvariantCulture),
            "--data", _folder,
        ], "is running: ");

    /// <summary>Starts it whenever it has ended, as the system's supervisor does.</summary>
    public async Task KeepRunningAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (Process.HasExited)
            {
                Begin();
            }

            await Task.Delay(200, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { HasExited: false })
        {
            await _running.KillAsync();
        }

        _running?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Two nodes, one operator, one pool, and clients at both doors.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private const string Operator = "faults";
    private const string Pool = "main";
    private readonly string _connection;
    private readonly CancellationTokenSource _done = new();
    private readonly List<Task> _keepers = [];
    private string _key = "";

    private TwoNodes(string connection, params Node[] nodes) => (_connection, Nodes) = (connection, nodes);

    public IReadOnlyList<Node> Nodes { get; }

    /// <param name="here">The database's address for the nodes, in place of loopback.</param>
    public static async Task<TwoNodes> StartAsync(string connection, string here, params (IPAddress, Wrap)[] places)
    {
        var cluster = connection.Replace("127.0.0.1", here, StringComparison.Ordinal);
        var two = new TwoNodes(connection, [.. places.Select(place => new Node(cluster, place.Item1, place.Item2))]);
        var added = (await Running.RunAsync("operator", "add", Operator, "--cluster", connection, "--rate", "1000000",
            "--most-daily", "1000000000", "--json")).Exits(0);
        two._key = JsonDocument.Parse(added.Output).RootElement.GetProperty("key").GetString()!;
        foreach (var node in two.Nodes)
        {
            node.Begin();
            await node.Process.ListensAsync();
            two._keepers.Add(node.KeepRunningAsync(two._done.Token));
        }

        using var http = two.Client(0);
        var plan = string.Join('\n', (await File.ReadAllLinesAsync(
            Path.Combine(Platform.Root, "plans", "worked-example.json")))
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        using var body = new StringContent($"{{\"plan\":{plan}}}");
        using var made = await http.PutAsync("/cluster/v1/pools/" + Pool, body);
        Assert.True(made.StatusCode is HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return two;
    }

    public Load LoadOn(Ledger ledger, string name) => Load.Through(
        [() => Client(0), () => Client(1)], Dialect.Node(Pool), ledger, name, clients: 4, seed: 3);

    /// <summary>The node that owns the pool, as any of them says.</summary>
    public async Task<Node> OwnerAsync()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await OwnerAsync(attempt % Nodes.Count) is { } owner)
            {
                return owner;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException("nobody owns the pool");
    }

    /// <summary>
    /// Waits until every node takes part again, whatever was done to it before: a corpse that does not know it yet
    /// names another owner than the others do.
    /// </summary>
    public async Task AllTakePartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var said = new List<Node?>();
            for (var node = 0; node < Nodes.Count; node++)
            {
                said.Add(await OwnerAsync(node));
            }

            if (said[0] is not null && said.TrueForAll(one => one == said[0]))
            {
                return;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    private async Task<Node?> OwnerAsync(int asked)
    {
        try
        {
            using var http = Client(asked);
            var said = await http.GetReplyAsync($"/cluster/v1/pools/{Pool}/owner");
            return said.Status is not HttpStatusCode.OK ? null : Nodes.Single(node =>
                node.Address.Authority == new Uri(said.Json.GetProperty("owner").GetString()!).Authority);
        }
        catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>The journal is whole, every acknowledgement stands in it, and all nodes say the same of it.</summary>
    public async Task<Compared> AgreeAsync(Ledger ledger)
    {
        await AllTakePartAsync();
        var said = new List<string>();
        for (var node = 0; node < Nodes.Count; node++)
        {
            using var http = Client(node);
            said.Add((await http.GetReplyAsync("/cluster/v1/pools/" + Pool)).Done().Text);
        }

        Assert.All(said, one => Assert.Equal(said[0], one));
        await _done.CancelAsync();
        await Task.WhenAll(_keepers);
        foreach (var node in Nodes)
        {
            await node.Process.KillAsync();
        }

        var folder = Directory.CreateTempSubdirectory("faults-look-").FullName;
        PostgresPlace.Bind(folder, _connection + ";Search Path=op_" + Operator);
        (await Running.RunAsync("verify", "--data", folder, "--json")).Exits(0);
        Directory.Delete(folder, recursive: true);
        return Compare(ledger);
    }

    public Compared Compare(Ledger ledger)
    {
        using var source = NpgsqlDataSource.Create(_connection + ";Pooling=false;Search Path=op_" + Operator);
        return ledger.Compare(new(Path.GetTempPath(), source, Pool)).IsWhole();
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_keepers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        _done.Dispose();
    }

    private HttpClient Client(int node)
    {
        var client = Platform.ClientOf(Nodes[node].Address, _key);
        client.Timeout = TimeSpan.FromSeconds(8);
        return client;
    }
}
