using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Operations.Tests.Watching;

/// <summary>The real server under the eyes of Prometheus, a collector and whoever reads its log.</summary>
public sealed partial class WatchedServerTests : IDisposable
{
    // Nobody is called so; whoever finds one of them in a log has found what must not be there.
    private const string Mail = "sentinel-mail-7731@example.org";
    private const string Phone = "13987654321";
    private const string Nickname = "哨兵昵称甲";
    private const string Member = "m-sentinel-4242";

    private static readonly string[] Sentinels = ["sentinel", Phone, "987654321", Nickname, "wsk-"];

    private readonly Programs _programs = new();

    [Fact]
    public async Task A_day_in_its_life_shows_in_metrics_traces_and_logs_and_nobodys_name_does()
    {
        await using var collector = await Collector.StartAsync();
        Directory.CreateDirectory(_programs["shop"]);

        // Nobody listens there: what is to be mailed cannot be, and that is a line in the log.
        await File.WriteAllTextAsync(Path.Combine(_programs["shop"], "server.json"), """
            {"notify":{"mail":{"host":"127.0.0.1","port":1,"security":"none","from":"shop@example.org"}}}
            """, TestContext.Current.CancellationToken);
        await using var server = await _programs.ServeAsync(
            collector.Environment, "--data", _programs["shop"], "--plan", Repository.Path("plans/starter.json"),
            "--metrics", "http://127.0.0.1:0", "--logs", "json");
        var key = (await _programs.RunAsync(
            "key", "create", "--data", _programs["shop"], "--name", "till", "--scope", "commands:write",
            "--scope", "members:read")).Exits(0).Output.Trim();
        await LiveAsync(server, key);

        var told = await MetricsAsync(server);
        AssertEveryNameExists(told);
        await UntilAsync(() => collector.TextOf("/v1/traces").Contains("pool.append", StringComparison.Ordinal)
            && collector.TextOf("/v1/traces").Contains("POST /join", StringComparison.Ordinal)
            && collector.TextOf("/v1/metrics").Contains("wellspring.commands", StringComparison.Ordinal)
            && server.Output.Any(line => line.Contains("was not sent", StringComparison.Ordinal)));
        await server.StopAsync();

        Assert.All(server.Output, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line)
            .RootElement.ValueKind));
        var all = new Dictionary<string, string>
        {
            ["log"] = string.Join('\n', server.Output.Concat(server.Errors)), ["metrics"] = told,
            ["sent metrics"] = collector.TextOf("/v1/metrics"), ["sent traces"] = collector.TextOf("/v1/traces"),
        };
        Assert.All(all, text => Assert.All(
            Sentinels, sentinel => Assert.DoesNotContain(sentinel, text.Value, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Metrics_are_not_on_the_public_address_and_from_elsewhere_want_a_key()
    {
        var open = (await _programs.RunAsync(
            "serve", "--data", _programs["a"], "--metrics", "http://0.0.0.0:0")).Exits(2);
        Assert.Contains("--metrics-key", open.Errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_programs["key"], "a-key-of-metrics-0123", TestContext.Current.CancellationToken);
        await using var server = await _programs.ServeAsync(
            null, "--data", _programs["b"], "--plan", Repository.Path("plans/starter.json"),
            "--metrics", "http://127.0.0.1:0", "--metrics-key", _programs["key"]);
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(server.Address, "/metrics"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(server.Metrics)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "a-key-of-metrics-0123");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(server.Metrics)).StatusCode);
    }

    public void Dispose() => _programs.Dispose();

    // A member joins by form, an order settles and another is refused by API, and some requests go wrong.
    private static async Task LiveAsync(Serving server, string key)
    {
        using var walker = new Walker(server.Address);
        await walker.OpenAsync("/join");
        await walker.SendAsync("form[action^='/join']", Answers(Phone));
        var form = walker.Document;
        var at = walker.Location;
        Assert.StartsWith("/join/code/", at, StringComparison.Ordinal);
        await walker.OpenAsync("/outbox");
        var code = SixDigits().Match(walker.Text).Value;
        walker.Back(form, at);
        await walker.SendAsync("#code-form", ("code", code));
        Assert.StartsWith("/me/consents/", walker.Location, StringComparison.Ordinal);
        await walker.OpenAsync($"/no-such-page/{Phone}?mail={Mail}");
        using var other = new Walker(server.Address);
        await other.OpenAsync("/join");
        await other.SendAsync("form[action^='/join']", Answers(Mail));

        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        client.DefaultRequestHeaders.TryAddWithoutValidation("tracestate", "who=sentinel");
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "sentinel-agent");
        await SendAsync(client, $$$"""
            {"id":"t-1","placeOrder":{"order":"o-1","member":"{{{Member}}}","merchant":"s1","amount":"100.00"}}
            """, HttpStatusCode.OK);
        await SendAsync(client, $$$"""
            {"id":"t-2","placeOrder":{"order":"o-1","member":"{{{Member}}}","merchant":"s1","amount":"100.00"}}
            """, HttpStatusCode.UnprocessableEntity);
        await SendAsync(client, $$$"""{"id":"t-3","member":"{{{Phone}}}"}""", HttpStatusCode.BadRequest);
        using var read = await client.GetAsync(new Uri($"/v1/members/{Member}", UriKind.Relative));
        using var none = await client.GetAsync(new Uri($"/v1/members/{Phone}?q={Nickname}", UriKind.Relative));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wsk-sentinel");
        using var wrong = await client.GetAsync(new Uri($"/v1/members/{Member}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static (string Name, string Value)[] Answers(string address) =>
    [
        ("q1", "promotion"), ("q2", "bound"), ("q3", "report"), ("address", address), ("nickname", Nickname),
        ("agree", "yes"), ("agree-cap", "yes"),
    ];

    private static async Task SendAsync(HttpClient client, string command, HttpStatusCode expected)
    {
        using var content = new StringContent(command, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v1/commands", UriKind.Relative), content);
        Assert.True(expected == answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    // Figures of the platform come every few seconds.
    private static async Task<string> MetricsAsync(Serving server)
    {
        using var client = new HttpClient();
        var told = "";
        await UntilAsync(async () =>
        {
            told = await client.GetStringAsync(server.Metrics);
            return told.Contains("wellspring_waiting{", StringComparison.Ordinal)
                && told.Contains("wellspring_refusals_total{", StringComparison.Ordinal);
        });
        return told;
    }

    private static void AssertEveryNameExists(string told)
    {
        var known = MetricNames.In(told);
        var asked = MetricNames.AskedFor();
        Assert.True(asked.Count > 15, "dashboard and alerts ask for more than this");
        Assert.Empty(asked.Except(known));

        // The other way round: what is measured is looked at.
        Assert.Empty(known.Where(name => name.StartsWith("wellspring_", StringComparison.Ordinal)
            && !name.EndsWith("_sum", StringComparison.Ordinal) && !name.EndsWith("_count", StringComparison.Ordinal))
            .Except(asked));
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var round = 0; !await holds(); round++)
        {
            Assert.True(round < 600, "a minute passed");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{6}(?![0-9])")]
    private static partial Regex SixDigits();
}
