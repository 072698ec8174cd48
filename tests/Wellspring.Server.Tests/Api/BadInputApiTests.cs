using System.Net;

namespace Wellspring.Server.Tests.Api;

/// <summary>What callers get wrong, and the sentence they get. One server for all: nothing here changes it.</summary>
public sealed class BadInputApiTests(ApiServer api) : IClassFixture<ApiServer>
{
    private readonly Caller _caller = api.Caller;

    [Theory]
    [InlineData("""{"injectCapital":{"amount":"1.00","source":"me","voucher":"V-1"}}""")]
    [InlineData("""{"subsidise":{"amount":"1.00","rate":"1%","source":"me","voucher":"V-1"}}""")]
    [InlineData("""{"returnReserve":{}}""")]
    [InlineData("""{"topUpDeposit":{"merchant":"s1","amount":"1.00","voucher":"V-1"}}""")]
    [InlineData("""{"approveWithdrawal":{"withdrawal":"w-1"}}""")]
    [InlineData("""{"rejectWithdrawal":{"withdrawal":"w-1"}}""")]
    [InlineData("""{"withdrawalPaid":{"withdrawal":"w-1"}}""")]
    [InlineData("""{"withdrawalFailed":{"withdrawal":"w-1"}}""")]
    [InlineData("""{"pausePool":{}}""")]
    [InlineData("""{"liftPause":{}}""")]
    [InlineData("""{"announceClosing":{}}""")]
    [InlineData("""{"closePool":{}}""")]
    public async Task What_needs_people_no_key_can_do(string command)
    {
        (await _caller.PostAsync("/v1/commands", command, "n-1")).Refused(HttpStatusCode.Forbidden, "needs-person");

        (await _caller.GetAsync("/v1/commands/n-1")).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("""{"advanceClock":{}}""", null, "id-needed", "id")]
    [InlineData("""{"id":"a","advanceClock":{}}""", "b", "ids-differ", "id")]
    [InlineData("""{"advanceClock":{}}""", "clock:1", "id-reserved", "id")]
    [InlineData("""{"advanceClock":{}}""", "balances:2026-12-24", "id-reserved", "id")]
    [InlineData("""{"advanceClock":{}}""", "attestation:bk-1", "id-reserved", "id")]
    [InlineData("""{"advanceClock":{}}""", "log-key:0a1b2c3d", "id-reserved", "id")]
    [InlineData("""{"advanceClock":{}}""", "a b", "bad-key", "Idempotency-Key")]
    [InlineData("""{"at":"2027-01-01T00:00:00Z","advanceClock":{}}""", "a", "time-ahead", "at")]
    [InlineData("""{"sellPoints":{"member":"m1","points":"1"}}""", "a", "scale-needed", "sellPoints.scale")]
    [InlineData("""{"settleOrder":{"order":"o 1"}}""", "a", "bad-input", "settleOrder.order")]
    public async Task Bad_input_names_its_place(string body, string? key, string code, string place)
    {
        var refused = (await _caller.PostAsync("/v1/commands", body, key)).Refused(HttpStatusCode.BadRequest, code);

        Assert.Equal(place, refused["place"]);
    }

    [Theory]
    [InlineData("/v1/pool")]
    [InlineData("/v1/orders")]
    [InlineData("/v1/members/m1")]
    [InlineData("/v1/members/m1/statement")]
    [InlineData("/v1/withdrawals")]
    [InlineData("/v1/pool/prices")]
    public async Task A_position_that_never_comes_is_not_waited_for_forever(string address)
    {
        var reply = await _caller.GetAsync(address + "?after=1000000");

        reply.Refused(HttpStatusCode.ServiceUnavailable, "not-there-yet");
        Assert.NotNull(reply.RetryAfter);
    }

    [Theory]
    [InlineData("/v1/orders?limit=0", "bad-parameter", "limit")]
    [InlineData("/v1/orders?limit=201", "bad-parameter", "limit")]
    [InlineData("/v1/orders?limit=x", "bad-parameter", "limit")]
    [InlineData("/v1/orders?cursor=abc", "bad-cursor", "cursor")]
    [InlineData("/v1/orders?cursor=cHJpY2VzIDE", "bad-cursor", "cursor")]
    [InlineData("/v1/withdrawals?cursor=%27%3B--", "bad-cursor", "cursor")]
    [InlineData("/v1/pool?after=soon", "bad-parameter", "after")]
    [InlineData("/v1/pool/prices?thin=1", "bad-parameter", "thin")]
    [InlineData("/v1/exports/journal?from=-1", "bad-parameter", "from")]
    public async Task Bad_parameters_name_their_place(string address, string code, string place)
    {
        var refused = (await _caller.GetAsync(address)).Refused(HttpStatusCode.BadRequest, code);

        Assert.Equal(place, refused["place"]);
    }

    [Fact]
    public async Task Unknown_things_are_not_found()
    {
        foreach (var address in new[]
        {
            "/v1/members/nobody", "/v1/members/nobody/statement", "/v1/orders/none", "/v1/withdrawals/none",
            "/v1/commands/none", "/v1/webhooks/none", "/v1/nothing", "/v1",
        })
        {
            (await _caller.GetAsync(address)).Refused(HttpStatusCode.NotFound, "not-found");
        }

        (await _caller.DeleteAsync("/v1/pool")).Refused(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("https://10.0.0.1/hook")]
    [InlineData("https://192.168.1.1/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://0x0a000001/")]
    [InlineData("https://167772161/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    [InlineData("/hook")]
    public async Task Receivers_inside_are_refused(string url)
    {
        (await _caller.PostAsync("/v1/webhooks", new { url, kinds = new[] { "order.settled" } }))
            .Refused(HttpStatusCode.BadRequest, "bad-url");
    }
}
