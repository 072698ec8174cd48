using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>What the API answered to one request.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public Reply Done()
    {
        Assert.True(Status is HttpStatusCode.OK or HttpStatusCode.Created, $"{(int)Status}: {Text}");
        return this;
    }
}

/// <summary>Sends single requests, as a program that integrates with the platform does.</summary>
internal static class Sender
{
    public static async Task<Reply> GetReplyAsync(this HttpClient http, string address)
    {
        using var response = await http.GetAsync(address);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static Task<Reply> PostReplyAsync(this HttpClient http, string address, string body) =>
        PostReplyAsync(http, address, Encoding.UTF8.GetBytes(body));

    public static async Task<Reply> PostReplyAsync(this HttpClient http, string address, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(address, content);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The acknowledgement in an answer to a single command; null where it says only "come back".</summary>
    public static (string Id, Told Told, bool Repeated)? ToldIn(Reply reply)
    {
        var answer = reply.Json;
        if (!answer.TryGetProperty("position", out var position) || position.ValueKind is not JsonValueKind.Number)
        {
            return null;
        }

        var outcome = reply.Status is HttpStatusCode.OK
            ? answer.GetProperty("outcome").GetString()!
            : "refusal:" + answer.GetProperty("code").GetString();
        return (answer.GetProperty("command").GetString()!, new(position.GetInt64(), outcome),
            answer.TryGetProperty("repeated", out var again) && again.ValueKind is JsonValueKind.True);
    }

    /// <summary>An order of 1 000 yuan, final at once.</summary>
    public static string Settle(string id, string order, string member) =>
        $$$"""{"id":"{{{id}}}","settleOrder":{"order":"{{{order}}}","member":"{{{member}}}",""" +
        "\"merchant\":\"s1\",\"amount\":\"1000.00\"}}";

    /// <summary>The answer must be an acknowledgement.</summary>
    public static void Note(Ledger ledger, Reply reply)
    {
        var (id, told, repeated) = ToldIn(reply)
            ?? throw new InvalidOperationException($"{(int)reply.Status}: {reply.Text}");
        ledger.Note(id, told, repeated);
    }
}
