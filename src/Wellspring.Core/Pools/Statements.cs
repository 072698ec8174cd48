using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Wellspring.Core.Pools;

/// <summary>What a published statement is about.</summary>
public enum StatementTopic
{
    /// <summary>The root of a day's tree of balances 余额和树, with its totals.</summary>
    Balances = 1,

    /// <summary>A bank's confirmation of the account balance, by its digest.</summary>
    Attestation = 2,

    /// <summary>The key that signs the public log changes; both keys sign it.</summary>
    LogKey = 3,
}

/// <summary>
/// Statements 公开声明 for the public log: one JSON object of at most 1 024 bytes, in one canonical spelling.
/// </summary>
/// <remarks>
/// Canonical: names in ordinal order, no white space, whole numbers only, nothing escaped but quotes and backslashes.
/// A statement is published for ever, so it must not hold personal data.
/// </remarks>
public static class Statements
{
    /// <summary>Bytes of UTF-8 that a statement has at most.</summary>
    public const int Most = 1_024;

    private const int DepthLimit = 6;
    private const long LargestNumber = 9_007_199_254_740_991;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Every topic, in the order of its numbers.</summary>
    public static ImmutableArray<StatementTopic> Topics { get; } =
        [StatementTopic.Balances, StatementTopic.Attestation, StatementTopic.LogKey];

    /// <summary>The public spelling: <c>balances</c>, <c>attestation</c>, <c>log-key</c>.</summary>
    public static string Code(this StatementTopic topic) => topic switch
    {
        StatementTopic.Balances => "balances",
        StatementTopic.Attestation => "attestation",
        StatementTopic.LogKey => "log-key",
        _ => $"topic-{(int)topic}",
    };

    /// <summary>The canonical spelling of an object; null for none, a too long one, or one without.</summary>
    public static string? Canonical(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Canonical(document.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The same of an object that was read already.</summary>
    public static string? Canonical(JsonElement element)
    {
        var line = new StringBuilder();
        return element.ValueKind is JsonValueKind.Object && TryWrite(line, element, DepthLimit)
            && Encoding.UTF8.GetByteCount(line.ToString()) <= Most
                ? line.ToString()
                : null;
    }

    internal static Decision Publish(PoolCommand.PublishStatement publish) =>
        Topics.Contains(publish.Topic) && Canonical(publish.Statement) == publish.Statement
            ? Decision.Accept(new PoolEvent.StatementPublished(publish.Topic, publish.Statement))
            : Decision.Refuse(Refusal.StatementUnreadable);

    private static bool TryWrite(StringBuilder line, JsonElement element, int depth) => element.ValueKind switch
    {
        _ when depth == 0 => false,
        JsonValueKind.Object => TryList(
            line, '{', '}', element.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal),
            field => TryText(line, field.Name) && line.Append(':').Length > 0
                && TryWrite(line, field.Value, depth - 1)),
        JsonValueKind.Array => TryList(
            line, '[', ']', element.EnumerateArray(), one => TryWrite(line, one, depth - 1)),
        JsonValueKind.String => TryText(line, element.GetString()!),
        JsonValueKind.Number => element.TryGetInt64(out var number) && number is >= -LargestNumber and <= LargestNumber
            && line.Append(number.ToString(CultureInfo.InvariantCulture)).Length > 0,
        JsonValueKind.True => line.Append("true").Length > 0,
        JsonValueKind.False => line.Append("false").Length > 0,
        _ => false,
    };

    private static bool TryList<T>(StringBuilder line, char open, char close, IEnumerable<T> all, Func<T, bool> write)
    {
        line.Append(open);
        var isFirst = true;
        foreach (var one in all)
        {
            if (!isFirst)
            {
                line.Append(',');
            }

            if (!write(one))
            {
                return false;
            }

            isFirst = false;
        }

        line.Append(close);
        return true;
    }

    private static bool TryText(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (var unit in text)
        {
            if (char.IsControl(unit) || char.IsSurrogate(unit) || unit is '\u2028' or '\u2029')
            {
                return false;
            }

            _ = unit is '"' or '\\' ? line.Append('\\').Append(unit) : line.Append(unit);
        }

        line.Append('"');
        return true;
    }
}
