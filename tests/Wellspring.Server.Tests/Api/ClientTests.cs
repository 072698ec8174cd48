using System.Net;
using Wellspring.Client;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Api;

/// <summary>The typed client against the real server, with a net in between that loses what it likes.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private readonly Net _net = new();
    private RunningServer _server = null!;
    private WellspringClient _client = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Caller.FinalPlan);
        _http = new(_net) { BaseAddress = _server.Address };
        _client = new(_http, Caller.KeyOf(_server), new() { FirstDelay = TimeSpan.FromMilliseconds(5), Attempts = 4 });
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mall_settles_reads_back_and_sells()
    {
        var client = _client;

        var settled = await client.SubmitAsync("settle-1001", "settleOrder", new
        {
            order = "1001", member = "u-7", merchant = "s1", amount = "1000.00",
        });
        var member = await client.MemberAsync("u-7", after: settled.Position);
        var quote = await client.QuoteSaleAsync("u-7", "all");
        var sold = await client.SubmitAsync("sell-1", "sellPoints", new
        {
            member = "u-7", points = quote.Points, scale = quote.Scale, minimum = quote.Paid,
        });

        Assert.Equal("112.00000000", member.Points);
        Assert.Equal("128.000000", quote.Paid);
        Assert.Equal(quote.Paid, sold.Member!.Wallet);
        var order = await client.OrderAsync("1001", after: sold.Position);
        Assert.Equal("settled", order.State);
        Assert.Equal("160.000000", (await client.PoolAsync()).Inflow);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_and_not_repeated()
    {
        _net.LosesAnswers = 1;

        var settled = await SettleAsync("1001");

        Assert.Equal("orderSettled", settled.Outcome);
        Assert.Equal(1, _net.Sent.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Contains("GET /v1/commands/settle-1001", _net.Sent);
    }

    [Fact]
    public async Task A_lost_request_is_sent_again_under_its_id()
    {
        _net.LosesRequests = 2;

        var settled = await SettleAsync("1001");

        Assert.False(settled.Repeated);
        Assert.Equal(1, (await _client.PoolAsync()).Orders);
    }

    [Fact]
    public async Task A_refusal_whose_answer_was_lost_is_still_a_refusal()
    {
        _net.LosesAnswers = 1;

        var refused = await Assert.ThrowsAsync<RefusedException>(() => _client.SubmitAsync(
            "sell-1", "sellPoints", new { member = "nobody", points = "1", scale = 0 }));

        Assert.Equal("not-enough-points", refused.Refusal.Code);
        Assert.True(refused.Refusal.IsByTheRules);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_waited_for()
    {
        _net.Answers.Enqueue(HttpStatusCode.TooManyRequests);
        _net.Answers.Enqueue(HttpStatusCode.ServiceUnavailable);
        _net.Answers.Enqueue(HttpStatusCode.BadGateway);

        Assert.Equal("orderSettled", (await SettleAsync("1001")).Outcome);
    }

    [Fact]
    public async Task A_server_that_is_never_there_leaves_the_outcome_unknown()
    {
        _net.LosesRequests = int.MaxValue;

        var unknown = await Assert.ThrowsAsync<UnknownOutcomeException>(() => SettleAsync("1001"));

        Assert.Equal("settle-1001", unknown.Id);
    }

    [Fact]
    public async Task Batches_and_lists_come_whole()
    {
        var lines = await _client.SubmitBatchAsync(Enumerable.Range(1, 120).Select(number => new
        {
            id = $"b-{number}",
            settleOrder = new { order = $"o-{number}", member = "u-1", merchant = "s1", amount = "1000.00" },
        }));
        var last = lines[^1].Answer!.Position;

        var orders = await _client.OrdersAsync(member: "u-1", after: last).ToListAsync();
        var statement = await _client.StatementAsync("u-1", after: last).ToListAsync();

        Assert.Equal(120, lines.Count);
        Assert.Equal(120, orders.Select(order => order.Order).Distinct().Count());
        Assert.True(statement.Count >= 120);
        Assert.Null(await _client.FindAsync("b-121"));
    }

    private Task<CommandAnswer> SettleAsync(string order) => _client.SubmitAsync(
        "settle-" + order, "settleOrder", new { order, member = "u-7", merchant = "s1", amount = "1000.00" });

    /// <summary>Loses requests before they arrive, answers after the server has acted, or answers itself.</summary>
    private sealed class Net() : DelegatingHandler(new HttpClientHandler())
    {
        public int LosesRequests { get; set; }

        public int LosesAnswers { get; set; }

        public Queue<HttpStatusCode> Answers { get; } = [];

        /// <summary>What arrived at the server.</summary>
        public List<string> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (LosesRequests-- > 0)
            {
                throw new HttpRequestException("lost on the way");
            }

            if (Answers.TryDequeue(out var status))
            {
                return new(status) { Content = new StringContent("") };
            }

            Sent.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            var response = await base.SendAsync(request, cancellationToken);
            if (LosesAnswers-- > 0)
            {
                response.Dispose();
                throw new HttpRequestException("the answer was lost");
            }

            return response;
        }
    }
}
