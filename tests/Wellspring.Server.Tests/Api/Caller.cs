using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Tests.Api;

/// <summary>Calls the API as another program does: with a key, with JSON.</summary>
public sealed class Caller : IDisposable
{
    /// <summary>A sandbox plan in which the sender asserts that an order is final, as a mall's does.</summary>
    public const string FinalPlan = """
        {
          "id": "api-shop", "version": 1, "name": { "zh": "接口小店", "en": "API shop" }, "operator": "Test",
          "profile": "sandbox", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "0", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "platform" },
          "selling": { "enabled": true, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%" },
          "cap": { "multiple": "1.2", "mode": "auto" },
          "orders": { "acceptFinal": true }
        }
        """;

    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
    };

    private readonly HttpClient _client;

    public Caller(Uri address, string? key)
    {
        _client = new(_handler) { BaseAddress = address };
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }
    }

    public HttpClient Client => _client;

    /// <summary>A caller with a key of these scopes; all scopes when none is named.</summary>
    public static Caller Of(RunningServer server, params string[] scopes) =>
        new(server.Address, KeyOf(server, scopes));

    public static string KeyOf(RunningServer server, params string[] scopes) =>
        server.Get<ApiKeys>().Create("test", scopes.Length == 0 ? [.. Scopes.All] : scopes, "test").Text;

    public Task<Reply> GetAsync(string address) => SendAsync(new(HttpMethod.Get, address));

    public Task<Reply> DeleteAsync(string address) => SendAsync(new(HttpMethod.Delete, address));

    public Task<Reply> PostAsync(string address, object body, string? key = null) =>
        PostAsync(address, body as string ?? JsonSerializer.Serialize(body), key);

    public Task<Reply> PostAsync(string address, string body, string? key = null, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    /// <summary>Settles one order under the plan above.</summary>
    public Task<Reply> SettleAsync(string order, string member, string amount = "1000.00") => PostAsync(
        "/v1/commands",
        $$$"""
        {"settleOrder":{"order":"{{{order}}}","member":"{{{member}}}","merchant":"s1","amount":"{{{amount}}}"}}
        """,
        key: "settle-" + order);

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _client.SendAsync(request))
        {
            var text = await response.Content.ReadAsStringAsync();
            return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", text,
                response.Headers.RetryAfter?.Delta, response.Headers.WwwAuthenticate.ToString());
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}

/// <summary>What the API answered.</summary>
public sealed record Reply(HttpStatusCode Status, string Type, string Text, TimeSpan? RetryAfter, string Challenge)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The text of a field, such as <c>member.points</c>.</summary>
    public string? this[string path] => path.Split('.').Aggregate(Json, (at, name) => at.GetProperty(name)) switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        var found => found.ToString(),
    };

    /// <summary>A refusal with this code, explained as problem details are.</summary>
    public Reply Refused(HttpStatusCode status, string code)
    {
        Assert.True(Status == status, $"{(int)Status}: {Text}");
        Assert.Equal("application/problem+json", Type);
        Assert.Equal("urn:wellspring:" + code, this["type"]);
        Assert.False(string.IsNullOrWhiteSpace(this["zh"]));
        Assert.False(string.IsNullOrWhiteSpace(this["en"]));
        return this;
    }

    public Reply Done()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Text}");
        return this;
    }
}
