using System.Net;
using System.Net.Sockets;
using System.Text;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Api;

/// <summary>What somebody sends who means no good, or whose program is broken.</summary>
public sealed class HostileApiTests(ApiServer api) : IClassFixture<ApiServer>
{
    private readonly RunningServer _server = api.Server;
    private readonly Caller _caller = api.Caller;

    public static TheoryData<string> Bodies =>
    [
        "", " ", "null", "[]", "1", "\"x\"", "{", "{}", "{]", "{\"settleOrder\":[]}", "{\"settleOrder\":null}",
        "{\"settleOrder\":{},\"settleOrder\":{}}", "{\"commands\":[]}", "{\"commands\":{}}", "{\"commands\":[1]}",
        "{\"commands\":[{\"advanceClock\":{}}],\"more\":1}", "{\"advanceClock\":{}} trailing", "\0\0\0",
        "{\"id\":\"\\ud800\",\"advanceClock\":{}}", "{\"__proto__\":{}}",
        "{\"a\":" + new string('[', 2_000) + new string(']', 2_000) + "}",
        "{\"advanceClock\":{\"x\":\"" + new string('x', 70_000) + "\"}}",
        "{\"settleOrder\":{\"order\":\"o-1\",\"member\":\"m1\",\"merchant\":\"s1\",\"amount\":\"1e9\"}}",
        "{\"settleOrder\":{\"order\":\"o-1\",\"member\":\"m1\",\"merchant\":\"s1\",\"amount\":\"-5\"}}",
        "{\"settleOrder\":{\"order\":\"o-1\",\"member\":\"m1\",\"merchant\":\"s1\",\"amount\":\"NaN\"}}",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_broken_body_gets_a_sentence_and_changes_nothing(string body)
    {
        foreach (var address in new[] { "/v1/commands", "/v1/quotes/sale", "/v1/quotes/redemption", "/v1/webhooks" })
        {
            var reply = await _caller.PostAsync(address, body, key: address == "/v1/commands" ? "h-1" : null);
            Assert.True(
                reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
                $"{address} {(int)reply.Status} {reply.Text}");
            Assert.Equal("application/problem+json", reply.Type);
        }

        (await _caller.GetAsync("/v1/commands/h-1")).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/commands")
        {
            Content = new ByteArrayContent([0x7b, 0xff, 0xfe, 0x7d]),
        };
        request.Content.Headers.ContentType = new("application/json");

        (await _caller.SendAsync(request)).Refused(HttpStatusCode.BadRequest, "not-utf8");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Other_content_types_are_refused(string type)
    {
        foreach (var address in new[] { "/v1/commands", "/v1/quotes/sale", "/v1/webhooks" })
        {
            (await _caller.PostAsync(address, "{}", type: type))
                .Refused(HttpStatusCode.UnsupportedMediaType, "content-type");
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_not_read()
    {
        foreach (var (address, length) in new[] { ("/v1/commands", 5 * 1024 * 1024), ("/v1/quotes/sale", 40_000) })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new ByteArrayContent(new byte[length]),
            };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.ExpectContinue = true;
            (await _caller.SendAsync(request)).Refused(HttpStatusCode.RequestEntityTooLarge, "too-large");
        }
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_no_further_than_the_limit()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/quotes/sale")
        {
            Content = new StreamContent(new MemoryStream(new byte[40_000])),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;

        (await _caller.SendAsync(request)).Refused(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("x' OR '1'='1")]
    [InlineData("x\"; DROP TABLE orders; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a\r\nSet-Cookie: x=1")]
    [InlineData("../../etc/passwd")]
    [InlineData("%00")]
    [InlineData("￿‮abc")]
    [InlineData("𠀀𠀀𠀀")]
    public async Task Hostile_ids_find_nothing_and_break_nothing(string id)
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();
        var escaped = Uri.EscapeDataString(id);
        foreach (var address in new[]
        {
            "/v1/orders/", "/v1/members/", "/v1/withdrawals/", "/v1/commands/", "/v1/webhooks/",
        })
        {
            (await _caller.GetAsync(address + escaped)).Refused(HttpStatusCode.NotFound, "not-found");
        }

        foreach (var query in new[] { "member", "merchant", "state" })
        {
            var page = (await _caller.GetAsync($"/v1/orders?{query}={escaped}")).Done();
            Assert.Equal(0, page.Json.GetProperty("items").GetArrayLength());
        }

        foreach (var field in new[] { "order", "merchant" })
        {
            var body = new Dictionary<string, object>
            {
                ["settleOrder"] = new Dictionary<string, string>
                {
                    ["order"] = "o-2", ["member"] = "m1", ["merchant"] = "s1", ["amount"] = "1.00", [field] = id,
                },
            };
            var reply = await _caller.PostAsync("/v1/commands", body, "h-2");
            Assert.Equal("settleOrder." + field, reply.Refused(HttpStatusCode.BadRequest, "bad-input")["place"]);
        }

        Assert.Equal("1", (await _caller.GetAsync("/v1/pool")).Done()["orders"]);
    }

    [Fact]
    public async Task A_member_name_that_is_too_long_is_nobody()
    {
        (await _caller.GetAsync("/v1/members/" + new string('字', 300))).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_header_with_a_line_break_in_it_never_gets_through()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/commands HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\0b\r\nContent-Length: 2\r\n\r\n{}"));
        var buffer = new byte[64];
        var read = await stream.ReadAsync(buffer);

        Assert.StartsWith("HTTP/1.1 400", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back()
    {
        await using var server = await RunningServer.StartAsync(
            Caller.FinalPlan, api: new() { RequestsPerSecond = 10, Burst = 3 });
        using var caller = Caller.Of(server);
        using var other = Caller.Of(server);

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.GetAsync("/v1/pool")));

        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.OK);
        var rejected = replies.First(reply => reply.Status != HttpStatusCode.OK);
        rejected.Refused(HttpStatusCode.TooManyRequests, "too-many");
        Assert.NotNull(rejected.RetryAfter);
        (await other.GetAsync("/v1/pool")).Done();
    }
}
