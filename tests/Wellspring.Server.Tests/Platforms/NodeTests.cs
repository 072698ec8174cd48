using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Tests.Platforms;

/// <summary>A whole platform on two real nodes over one real PostgreSQL.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private const string Host = "shop.test";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly (string Name, string Value)[] Home =
    [
        ("region", "440106"), ("recipient", "林一"), ("phone", "13800000000"), ("address", "天河路 1 号"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-nodes-").FullName;
    private readonly List<(BuiltProgram Program, Uri Address)> _nodes = [];
    private string _cluster = "";
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _cluster = await StoreUnderTest.NewDatabaseAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret"), new string('k', 64));
        _key = (await RunAsync("operator", "add", "acme", "--cluster", _cluster)).Split('\n')
            .Single(line => line.StartsWith("wsop_", StringComparison.Ordinal)).Trim();
        await RunAsync(
            "operator", "platform", "add", "acme/shop", "--cluster", _cluster, "--secret", "secret", "--host", Host,
            "--public-url", $"http://{Host}", "--demo", "worked-example");
        await Task.WhenAll(StartAsync("a"), StartAsync("b"));
    }

    [Fact]
    public async Task A_member_who_bought_through_one_node_goes_on_when_it_is_killed_and_when_the_next_one_leaves()
    {
        using var guest = Visit(_nodes[0].Address);
        await guest.OpenPatientlyAsync("/");
        var owner = await OwnerAsync();
        var other = _nodes.Single(node => node.Address.Port != owner.Address.Port);
        using var anna = Visit(other.Address);

        await LogInAsync(anna, "demo002@example.com");
        var order = await BuyAsync(anna);
        var sale = await SellAsync(anna);
        await owner.Program.KillAsync();

        await anna.OpenPatientlyAsync("/orders");
        Assert.Contains(order, anna.Document.Body!.InnerHtml, StringComparison.Ordinal);
        await anna.OpenAsync(sale);
        Assert.Contains("已卖出", anna.Text, StringComparison.Ordinal);
        await BuyAsync(anna);
        Assert.NotEqual(sale, await SellAsync(anna));
        Assert.Equal(other.Address.Port, (await OwnerAsync()).Address.Port);

        // A third node, and the second leaves in peace: settings are read wherever the platform goes.
        await StartAsync("c");
        await PutAsync("""{ "tickets": { "complaintDays": 3 } }""", expected: 0);
        await PutAsync("""{ "tickets": { "complaintDay": 3 } }""", expected: 2);
        await RunAsync(
            "operator", "platform", "rotate", "acme/shop", "audit", "--cluster", _cluster, "--secret", "secret");
        await other.Program.StopAsync();
        using var later = Visit(_nodes[^1].Address, anna.Cookies);
        await later.OpenPatientlyAsync("/orders");
        Assert.Contains(order, later.Document.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.Contains("complaintDays", await File.ReadAllTextAsync(
            Path.Combine(_folder, "c", "platforms", "acme", "shop", "server.json")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(
            Path.Combine(_folder, "c", "platforms", "acme", "shop", "keys"), "*.retired.pem"));
        Assert.Empty(Verified().Damages);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (program, _) in _nodes)
        {
            await program.KillAsync();
            program.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string name)
    {
        var node = await BuiltProgram.NodeAsync(
            _folder, "--cluster", _cluster, "--secret", "secret", "--data", name, "--name", name, "--silo-port", "0");
        lock (_nodes)
        {
            _nodes.Add(node);
        }
    }

    private async Task PutAsync(string settings, int expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.json"), settings);
        var (output, code) = await BuiltProgram.RunAsync(
            _folder, "operator", "platform", "file", "put", "acme/shop", "server.json", "--cluster", _cluster,
            "--secret", "secret");
        Assert.True(code == expected, output);
    }

    private static Walker Visit(Uri node, CookieContainer? cookies = null) => new(new($"http://{Host}"), node, cookies);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (output, code) = await BuiltProgram.RunAsync(_folder, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    // Any node that lives says who owns the platform, once that is settled.
    private async Task<(BuiltProgram Program, Uri Address)> OwnerAsync()
    {
        using var limit = new CancellationTokenSource(Long);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        while (true)
        {
            foreach (var node in _nodes.Where(node => !node.Program.HasExited))
            {
                using var answer = await client.GetAsync(
                    new Uri(node.Address, "/cluster/v1/pools/shop/owner"), limit.Token);
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
                    var port = new Uri(said.RootElement.GetProperty("owner").GetString()!).Port;
                    if (_nodes.Find(one => one.Address.Port == port) is { Program.HasExited: false } owner)
                    {
                        return owner;
                    }
                }
            }

            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task LogInAsync(Walker walker, string mail)
    {
        await walker.OpenAsync("/login");
        await walker.SendAsync(null, ("address", mail));
        var (page, place) = (walker.Document, walker.Location);
        await walker.OpenAsync("/outbox");
        var message = walker.Document.QuerySelectorAll("li.message")
            .First(item => item.GetAttribute("data-address") == mail);
        walker.Back(page, place);
        await walker.SendAsync("#code-form", ("code", Joining.CodeIn(message.TextContent)));
        await walker.OpenAsync("/me");
        Assert.Contains(mail, walker.Text, StringComparison.Ordinal);
    }

    private static async Task<string> BuyAsync(Walker walker)
    {
        await walker.OpenAsync("/shop");
        var goods = walker.Document.QuerySelectorAll("a[href^='/shop/']")
            .Select(link => link.GetAttribute("href")!["/shop/".Length..].Split('?')[0]).First();
        await walker.OpenAsync($"/checkout?goods={goods}&quantity=1&province=440000");
        await walker.SendAsync("#order", Home);
        Assert.StartsWith("/demo/pay/p-", walker.Location, StringComparison.Ordinal);
        await walker.SendAsync("form[action^='/demo']", ("outcome", "paid"));
        Assert.StartsWith("/orders/o-", walker.Location, StringComparison.Ordinal);
        return walker.Location["/orders/".Length..].Split('?')[0];
    }

    private static async Task<string> SellAsync(Walker walker)
    {
        await walker.OpenAsync("/sell/quote?by=points&amount=1");
        await walker.SendAsync("form[action='/sell']");
        Assert.StartsWith("/sales/", walker.Location, StringComparison.Ordinal);
        return walker.Location;
    }

    private Verification Verified()
    {
        var connection = new NpgsqlConnectionStringBuilder(_cluster) { SearchPath = "pf_acme__shop" }.ConnectionString;
        using var database = PostgresSource.Open(connection);
        return new Verifier(new PoolDirectory(Path.Combine(_folder, "verify"), database, "main")).Run((_, _) => { });
    }
}

/// <summary>Walks as a person does who reads the page that says to come back in a moment.</summary>
internal static class Patience
{
    public static async Task OpenPatientlyAsync(this Walker walker, string address)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        do
        {
            await walker.OpenAsync(address);
            limit.Token.ThrowIfCancellationRequested();
        }
        while (walker.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound);

        Assert.Equal(HttpStatusCode.OK, walker.Status);
    }
}
