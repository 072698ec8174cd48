using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wellspring.Server.Hosting;
using Wellspring.Server.Nodes;
using Wellspring.Server.Platforms;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cluster.Tests;

/// <summary>What a node answers when it is asked too much, or what its database has forgotten or cannot say.</summary>
[Collection("cluster")]
public sealed class DoorTests(TestDatabase database)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_lost_what_was_acknowledged_is_noticed_and_guessed_keys_are_not_looked_up()
    {
        await using var cluster = await TestCluster.StartAsync(database, "a");
        using var client = await cluster.NewOperatorAsync("lost");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        using var http = new HttpClient();
        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [await LogAsync("lost/main"), await LogAsync("lost/none"), await LogAsync("lost/No")]);
        http.DefaultRequestHeaders.Authorization = new("Bearer", client.Key);
        var pool = new Uri(cluster["a"].Url, "/cluster/v1/pools/main");
        Assert.Equal((HttpStatusCode.NotFound, true),
            Found(await http.GetAsync(pool + "/members/" + new string('x', 300), Cancellation)));
        Assert.Equal(HttpStatusCode.OK, await SubmitAsync(1));
        Assert.Equal(HttpStatusCode.OK, await SubmitAsync(51));

        // As a standby that lagged by one batch and was promoted.
        await using var lagging = PostgresSource.Open(ClusterSchema.ConnectionOf(cluster.Connection, "lost"));
        await using var forget = lagging.CreateCommand("""
            UPDATE pools SET epoch = epoch + 1, position = (SELECT max(first) FROM batches), hash =
                (SELECT hash FROM batches ORDER BY first DESC OFFSET 1 LIMIT 1);
            DELETE FROM batches WHERE first = (SELECT max(first) FROM batches); DELETE FROM snapshots;
            """);
        await forget.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, await SubmitAsync(101));
        using var owner = await http.GetAsync(pool + "/owner", Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, owner.StatusCode);
        Assert.Contains("damaged", await owner.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        // A right key that this node has not seen is one guess more.
        using var guesser = new HttpClient();
        for (var guess = 0; guess < 300; guess++)
        {
            guesser.DefaultRequestHeaders.Authorization = new("Bearer", $"guess-{guess}");
            using var refused = await guesser.GetAsync(pool, Cancellation);
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        }

        using var later = await cluster.NewOperatorAsync("later");
        guesser.DefaultRequestHeaders.Authorization = new("Bearer", later.Key);
        using var limited = await guesser.GetAsync(new Uri(cluster["a"].Url, "/cluster/v1/pools"), Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        using var known = await http.GetAsync(new Uri(cluster["a"].Url, "/cluster/v1/pools"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);

        await AssertLimitedAsync(new(cluster["a"].Url, "/cluster/v1/public/lost/No/log/key"));

        // Without a secret of the cluster there is no log, and no name tells more than that.
        async Task<HttpStatusCode> LogAsync(string name)
        {
            using var answer = await http.GetAsync(
                new Uri(cluster["a"].Url, $"/cluster/v1/public/{name}/log/key"), Cancellation);
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> SubmitAsync(int number)
        {
            using var answer = await http.PostAsync(
                pool + "/commands", new StringContent(TestCluster.Settle(number)), Cancellation);
            return answer.StatusCode;
        }

        static (HttpStatusCode, bool) Found(HttpResponseMessage answer) =>
            (answer.StatusCode, answer.Content.Headers.ContentLength is not 0);
    }

    // Whoever asks for logs without end is told to wait.
    private static async Task AssertLimitedAsync(Uri log)
    {
        using var anybody = new HttpClient();
        HttpStatusCode[] answers = [];
        for (var round = 0; round < 100 && !answers.Contains(HttpStatusCode.TooManyRequests); round++)
        {
            answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
            {
                using var answer = await anybody.GetAsync(log, Cancellation);
                var isTold = answer.Headers.RetryAfter is not null;
                Assert.Equal(isTold ? HttpStatusCode.TooManyRequests : HttpStatusCode.NotFound, answer.StatusCode);
                return answer.StatusCode;
            }));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_front_door_whose_database_is_away_lives_and_knows_no_host_until_it_has_read_them()
    {
        // Its one connection is in other hands.
        await using var shared = PostgresSource.Open(
            ClusterSchema.ConnectionOf(await database.NewAsync() + ";Maximum Pool Size=1;Timeout=1"));
        await ClusterSchema.PrepareAsync(shared, Cancellation);
        using var door = Door(shared);
        var held = await shared.OpenConnectionAsync(Cancellation);

        Assert.Equal((StatusCodes.Status200OK, true), await AskAsync(door, "/health/live"));
        Assert.Equal((StatusCodes.Status200OK, true), await AskAsync(door, "/cluster/v1/pools"));
        Assert.Equal((StatusCodes.Status503ServiceUnavailable, false), await AskAsync(door, "/"));
        Assert.Equal((StatusCodes.Status503ServiceUnavailable, false), await AskAsync(door, "/"));
        await held.DisposeAsync();
        Assert.Equal((StatusCodes.Status200OK, true), await AskAsync(door, "/"));
    }

    [Fact]
    public async Task A_node_has_connections_for_a_thousand_pools_of_an_operator_unless_it_is_told_otherwise()
    {
        var connection = await database.NewAsync();
        await using var usual = new OperatorSources(connection);
        await using var told = new OperatorSources(connection + ";Maximum Pool Size=7");

        Assert.Equal((1_000, 7), (MostOf(usual), MostOf(told)));

        static int MostOf(OperatorSources sources) =>
            new NpgsqlConnectionStringBuilder(sources.Of("many").ConnectionString).MaxPoolSize;
    }

    [Fact]
    public async Task Two_visitors_of_a_node_that_has_just_started_wait_for_the_same_list_of_hosts()
    {
        await using var shared = PostgresSource.Open(ClusterSchema.ConnectionOf(await database.NewAsync()));
        await ClusterSchema.PrepareAsync(shared, Cancellation);
        await new Operators(shared).AddAsync(new("acme", 1_000, 10, 1_000_000, IsSuspended: false), Cancellation);
        using var door = Door(shared);
        await new PlatformBook(shared).AddAsync(
            new(PoolKey.Of("acme", "shop"), "https://shop.test", TestCluster.Plan, null, DateTimeOffset.UnixEpoch),
            "shop.test", Cancellation);
        await using var holds = await shared.OpenConnectionAsync(Cancellation);
        await using var held = await holds.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand("LOCK TABLE pools", holds);
        await hold.ExecuteNonQueryAsync(Cancellation);

        var first = AskAsync(door, "/");
        var second = AskAsync(door, "/");
        Assert.False(first.IsCompleted || second.IsCompleted);
        await held.CommitAsync(Cancellation);

        // Nobody runs the platform: both are told to come back, and neither is sent to the node's own pages.
        Assert.Equal((StatusCodes.Status503ServiceUnavailable, false), await first);
        Assert.Equal((StatusCodes.Status503ServiceUnavailable, false), await second);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    public async Task A_node_that_listens_everywhere_and_says_nowhere_where_it_is_does_not_start(string url)
    {
        var refused = await Assert.ThrowsAsync<ServerSettingsException>(() => NodeServing.BuildAsync(
            new() { Connection = "Host=127.0.0.1;Port=1", Folder = Path.GetTempPath(), Url = url }, Cancellation));

        Assert.Contains("--public-url", refused.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("--public-url", refused.Sentence.En, StringComparison.Ordinal);
    }

    private static ServiceProvider Services { get; } = new ServiceCollection().AddLogging().BuildServiceProvider();

    private static FrontDoor Door(NpgsqlDataSource shared) => new(
        new(shared), new Nobody(), new(),
        new(Path.GetTempPath(), "Host=127.0.0.1", new(new string('s', 40))) { Patience = TimeSpan.Zero }, null!);

    private static async Task<(int Status, bool IsNodes)> AskAsync(FrontDoor door, string path)
    {
        var http = new DefaultHttpContext { RequestServices = Services };
        (http.Request.Method, http.Request.Host, http.Request.Path) = ("GET", new("shop.test"), path);
        var isNodes = false;
        await door.AnswerAsync(http, _ =>
        {
            isNodes = true;
            return Task.CompletedTask;
        });
        return (http.Response.StatusCode, isNodes);
    }

    private sealed class Nobody : IPlatformOwners
    {
        public Uri Own => new("http://127.0.0.1:1");

        public Task<Uri?> FindAsync(PoolKey key, CancellationToken cancellation) => Task.FromResult<Uri?>(null);

        public void Forget(PoolKey key)
        {
        }
    }
}
