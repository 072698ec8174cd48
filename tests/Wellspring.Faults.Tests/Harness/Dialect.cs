using System.Text.Json;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>How commands are sent through a door, and how its answers are read.</summary>
/// <param name="Time">What stands in a command for its time: a platform fills it in, a bare pool does not.</param>
/// <param name="Read">What one line of the answer says; null where it is no acknowledgement.</param>
internal sealed record Dialect(
    string Path, string Type, string Time, Func<JsonElement, (string Id, Told Told, bool Repeated)?> Read)
{
    /// <summary>A platform's API.</summary>
    public static readonly Dialect Platform = new("/v1/commands", "application/jsonl", "", ReadPlatform);

    /// <summary>A node's door to a pool without pages.</summary>
    public static Dialect Node(string pool) => new(
        $"/cluster/v1/pools/{pool}/commands", "application/x-ndjson",
        "\"at\":\"2026-01-05T10:00:00+08:00\",", ReadNode);

    private static (string, Told, bool)? ReadPlatform(JsonElement line)
    {
        var isAnswer = line.TryGetProperty("answer", out var of) && of.ValueKind is JsonValueKind.Object;
        if (!isAnswer)
        {
            of = line.GetProperty("problem");
        }

        if (!of.TryGetProperty("position", out var position) || position.ValueKind is not JsonValueKind.Number)
        {
            return null;
        }

        var told = isAnswer ? of.GetProperty("outcome").GetString()! : "refusal:" + of.GetProperty("code").GetString();
        var repeated = of.TryGetProperty("repeated", out var again) && again.ValueKind is JsonValueKind.True;
        return (of.GetProperty("command").GetString()!, new(position.GetInt64(), told), repeated);
    }

    private static (string, Told, bool)? ReadNode(JsonElement line)
    {
        var kind = line.GetProperty("answer").GetString();
        if (kind is not ("done" or "refused" or "repeated"))
        {
            return null;
        }

        var record = line.GetProperty("record");
        var happened = record.GetProperty("event").GetString()!;
        var told = happened == "refused" ? "refusal:" + record.GetProperty("reason").GetString() : happened;
        return (record.GetProperty("id").GetString()!, new(record.GetProperty("position").GetInt64(), told),
            kind == "repeated");
    }
}
