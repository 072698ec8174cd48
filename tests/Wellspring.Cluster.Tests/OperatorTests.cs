using System.Net;
using System.Text;
using System.Text.Json;
using Wellspring.Cli.Clusters;

namespace Wellspring.Cluster.Tests;

/// <summary>Two nodes and nobody killed: what operators may ask for, and what they may not see.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    private readonly TestDatabase _database;

    public TwoNodes(TestDatabase database) => _database = database;

    internal TestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync(_database, "a", "b");

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}

[Collection("cluster")]
public sealed class OperatorTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private TestCluster Cluster => nodes.Cluster;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_node_answers_for_every_pool_and_names_the_same_owner()
    {
        using var client = await Cluster.NewOperatorAsync("everywhere");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);

        foreach (var door in (int[])[0, 1])
        {
            await client.SubmitAsync(TestCluster.Pool, [TestCluster.Settle(door)], door, Cancellation);
        }

        var key = client.Key;
        var said = new List<string>();
        foreach (var node in (string[])["a", "b"])
        {
            using var at = new PoolClient(key, Cluster[node].Url);
            said.Add((await at.ReadAsync(TestCluster.Pool, "/owner", Cancellation)).GetProperty("owner").GetString()!);
            Assert.Equal(2, (await at.ReadAsync(TestCluster.Pool, "", Cancellation)).GetProperty("orders").GetInt32());
            Assert.Equal("o-1", (await at.ReadAsync(TestCluster.Pool, "/commands/c-1", Cancellation))
                .GetProperty("order").GetString());
            Assert.NotEqual("0", (await at.ReadAsync(TestCluster.Pool, "/members/m-1", Cancellation))
                .GetProperty("points").GetString());
        }

        Assert.Single(said.Distinct());
    }

    [Fact]
    public async Task An_operator_sees_nothing_of_another_though_their_pools_have_one_name()
    {
        using var mine = await Cluster.NewOperatorAsync("mine");
        using var theirs = await Cluster.NewOperatorAsync("theirs");
        await mine.AddAsync("same", TestCluster.Plan, null, Cancellation);
        await theirs.AddAsync("same", TestCluster.Plan, null, Cancellation);
        await theirs.AddAsync("secret", TestCluster.Plan, null, Cancellation);
        await mine.SubmitAsync("same", [TestCluster.Settle(1)], 0, Cancellation);
        await theirs.SubmitAsync("secret", [TestCluster.Settle(2)], 0, Cancellation);

        var key = mine.Key;
        Assert.Equal("""[{"pool":"same","kind":"headless"}]""", await TextAsync(key, ""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key, "/secret"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key, "/secret/owner"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key, "/secret/commands", TestCluster.Settle(3)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key, "/..%2Ftheirs%2Fsecret"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(key, "/same/commands/c-2"));
        Assert.Equal(0, (await theirs.ReadAsync("same", "", Cancellation)).GetProperty("orders").GetInt32());
        Assert.Equal(1, (await theirs.ReadAsync("secret", "", Cancellation)).GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task A_wrong_key_an_old_key_and_a_suspended_operator_come_in_nowhere()
    {
        using var client = await Cluster.NewOperatorAsync("locked");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        var old = client.Key;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(old, "/main"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("", "/main"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(old[..^1] + "x", "/main"));

        var key = (await Cluster.Operators.ReplaceKeyAsync("locked", Cancellation))!;
        await UntilAsync(async () => await StatusAsync(old, "/main") == HttpStatusCode.Unauthorized);
        var known = (await Cluster.Operators.FindAsync("locked", Cancellation))!;
        await Cluster.Operators.ChangeAsync(known with { IsSuspended = true }, Cancellation);
        await UntilAsync(async () => await StatusAsync(key, "/main") == HttpStatusCode.Forbidden);
        await Cluster.Operators.ChangeAsync(known, Cancellation);
        await UntilAsync(async () => await StatusAsync(key, "/main") == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_gets_more_than_the_rate_the_day_and_the_number_of_pools_allow_whatever_the_door()
    {
        using var client = await Cluster.NewOperatorAsync("small", rate: 100, mostPools: 1, mostDaily: 3_150);
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        var key = client.Key;
        Assert.Equal(HttpStatusCode.TooManyRequests, await PutAsync(key, "second", TestCluster.Plan));

        // Half a minute's worth at once is let in when nothing came before, and paid for afterwards, at every door.
        Assert.Equal(HttpStatusCode.OK, await SendBlockAsync(key, 0, "a", commands: 3_000));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SendBlockAsync(key, 3_000, "a"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await SendBlockAsync(key, 3_000, "b"));
        var known = (await Cluster.Operators.FindAsync("small", Cancellation))!;
        await Cluster.Operators.ChangeAsync(known with { Rate = 1_000_000 }, Cancellation);
        await UntilAsync(async () => await SendBlockAsync(key, 3_000, "b") == HttpStatusCode.OK);

        // 3 150 a day: what is left is less than a block, however long one waits.
        using var http = Http(key);
        await UntilAsync(async () =>
        {
            using var answer = await PostAsync(http, "a", Block(3_100));
            return (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("day-full", StringComparison.Ordinal)
                && answer.Headers.RetryAfter is not null;
        });
        Assert.Equal(
            3_100, (await client.ReadAsync(TestCluster.Pool, "", Cancellation)).GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task One_line_that_cannot_be_read_stops_the_whole_batch_before_anything_is_done()
    {
        using var client = await Cluster.NewOperatorAsync("careless");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        var key = client.Key;
        using var http = Http(key);

        using var answer = await PostAsync(http, "b", TestCluster.Settle(1) + "\n\n{\"id\":\"c-2\"}\n");
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("line 3", said.GetProperty("place").GetString());
        Assert.StartsWith("第 3 行", said.GetProperty("zh").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(key, "bad", "{\"id\":\"bad\"}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(key, "Bad", TestCluster.Plan));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(key, TestCluster.Pool, TestCluster.Plan));
        Assert.Equal(0, (await client.ReadAsync(TestCluster.Pool, "", Cancellation)).GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task The_same_lines_sent_again_at_another_door_are_answered_again_and_done_once()
    {
        using var client = await Cluster.NewOperatorAsync("insistent");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        var lines = Enumerable.Range(0, 40).Select(number => TestCluster.Settle(number)).ToArray();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(time =>
            client.SubmitAsync(TestCluster.Pool, lines, time, Cancellation)));

        Assert.Equal(40, all.Sum(
            answers => answers.Count(answer => answer.Contains("\"done\"", StringComparison.Ordinal))));
        Assert.Equal(280, all.Sum(
            answers => answers.Count(answer => answer.Contains("\"repeated\"", StringComparison.Ordinal))));
        Assert.Equal(40, (await client.ReadAsync(TestCluster.Pool, "", Cancellation)).GetProperty("orders").GetInt32());
    }

    private static HttpClient Http(string key)
    {
        var http = new HttpClient();
        if (key.Length > 0)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return http;
    }

    private static string Block(int first, int commands = 100) =>
        string.Join('\n', Enumerable.Range(first, commands).Select(number => TestCluster.Settle(number)));

    private async Task<HttpStatusCode> SendBlockAsync(
        string key, int first, string node, int commands = 100)
    {
        using var http = Http(key);
        using var answer = await PostAsync(http, node, Block(first, commands));
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync(HttpClient http, string node, string lines) => http.PostAsync(
        new Uri(Cluster[node].Url, "/cluster/v1/pools/main/commands"), new StringContent(lines), Cancellation);

    private async Task<HttpStatusCode> PutAsync(string key, string pool, string plan)
    {
        using var http = Http(key);
        using var answer = await http.PutAsync(new Uri(Cluster["a"].Url, $"/cluster/v1/pools/{pool}"),
            new StringContent($"{{\"plan\":{plan}}}", Encoding.UTF8, "application/json"), Cancellation);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> StatusAsync(string key, string what, string? post = null)
    {
        using var http = Http(key);
        var address = new Uri(Cluster["a"].Url, "/cluster/v1/pools" + what);
        using var answer = post is null
            ? await http.GetAsync(address, Cancellation)
            : await http.PostAsync(address, new StringContent(post), Cancellation);
        return answer.StatusCode;
    }

    private async Task<string> TextAsync(string key, string what)
    {
        using var http = Http(key);
        return await http.GetStringAsync(new Uri(Cluster["a"].Url, "/cluster/v1/pools" + what), Cancellation);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Generous);
        while (!await condition())
        {
            await Task.Delay(100, limit.Token);
        }
    }
}
