using System.Net;
using System.Text.Json;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Watching;

namespace Wellspring.Operations.Tests.Watching;

public sealed class ReadinessTests : IDisposable
{
    private readonly Programs _programs = new();

    [Theory]
    [InlineData(100, 100, 3_600, false)]
    [InlineData(99, 100, 5, false)]
    [InlineData(99, 100, 31, true)]
    [InlineData(0, 60_000, 0, true)]
    [InlineData(0, 40_000, 0, false)]
    public void Views_are_waited_for_when_they_stand_still_or_lag_far(
        long followed, long position, int seconds, bool behind) =>
        Assert.Equal(behind, ReadinessCheck.IsBehind(followed, position, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task A_platform_that_is_not_set_up_lives_and_is_not_ready()
    {
        await using var server = await _programs.ServeAsync(null, "--data", _programs["shop"]);

        Assert.Equal((HttpStatusCode.OK, ""), await AskAsync(server, "/health/live"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not-set-up"), await AskAsync(server, "/health/ready"));
    }

    [Fact]
    public async Task A_platform_whose_database_is_gone_is_not_ready_and_says_so_until_it_is_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = await PostgresServer.StartAsync(cancellation);
        await using var server = await _programs.ServeAsync(
            null, "--data", _programs["shop"], "--plan", Repository.Path("plans/starter.json"),
            "--postgres", await postgres.NewDatabaseAsync(cancellation));
        await UntilAsync(server, HttpStatusCode.OK, "");

        await postgres.KillAsync();
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable, "database");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "/health/live")).Status);

        await postgres.StartAgainAsync(cancellation);
        await UntilAsync(server, HttpStatusCode.OK, "");
    }

    public void Dispose() => _programs.Dispose();

    private static async Task UntilAsync(Serving server, HttpStatusCode status, string reason)
    {
        var last = (Status: HttpStatusCode.Unused, Reasons: "");
        for (var round = 0; last.Status != status || !last.Reasons.Contains(reason, StringComparison.Ordinal); round++)
        {
            Assert.True(round < 120, $"two minutes passed; it says {last}");
            await Task.Delay(500, TestContext.Current.CancellationToken);
            last = await AskAsync(server, "/health/ready");
        }
    }

    private static async Task<(HttpStatusCode Status, string Reasons)> AskAsync(Serving server, string path)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length == 0)
        {
            return (answer.StatusCode, "");
        }

        using var json = JsonDocument.Parse(text);
        Assert.Equal(answer.StatusCode == HttpStatusCode.OK, json.RootElement.GetProperty("ready").GetBoolean());
        return (answer.StatusCode, string.Join(
            ' ', json.RootElement.GetProperty("reasons").EnumerateArray().Select(one => one.GetString())));
    }
}
