using System.Text.Json;

namespace Wellspring.Server.Tests.Browser;

/// <summary>Reads the log that Chromium keeps of its network with <c>--log-net-log</c>.</summary>
/// <remarks>
/// A browser also wishes for things of its own: an account page, an update. The log names those wishes too, so what
/// counts here is only what left: connections tried, bytes sent, names asked of somebody.
/// </remarks>
internal static class NetLog
{
    /// <summary>Addresses connected to, sent to, or asked the name of, each once.</summary>
    public static IReadOnlyList<string> Reached(string log)
    {
        using var document = JsonDocument.Parse(log);
        var names = document.RootElement.GetProperty("constants").GetProperty("logEventTypes").EnumerateObject()
            .ToDictionary(type => type.Value.GetInt32(), type => type.Name);
        return
        [
            .. document.RootElement.GetProperty("events").EnumerateArray()
                .Select(happened => Of(names[happened.GetProperty("type").GetInt32()], happened))
                .OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string? Of(string type, JsonElement happened)
    {
        var facts = happened.TryGetProperty("params", out var found) ? found : default;
        return type switch
        {
            // The end of an attempt is an event too, without the address.
            "TCP_CONNECT_ATTEMPT" => Text(facts, "address") is { } address ? Host(address) : null,
            "UDP_BYTES_SENT" => $"udp {Text(facts, "address")}",
            "HOST_RESOLVER_SYSTEM_TASK" or "DNS_TRANSACTION" =>
                $"name {Text(facts, "host") ?? Text(facts, "hostname")}",
            _ => null,
        };
    }

    private static string Host(string address) => address[..address.LastIndexOf(':')];

    private static string? Text(JsonElement facts, string name) =>
        facts.ValueKind is JsonValueKind.Object && facts.TryGetProperty(name, out var value) ? value.ToString() : null;
}
