using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>Carries the details of a two-person act through its request.</summary>
internal static class ActJson
{
    // Shown to people who decide, never written into a page unescaped: Chinese stays Chinese.
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TwoPersonAct Act<T>(string kind, string subject, T details) =>
        new(kind, subject, [JsonSerializer.Serialize(details, Compact)]);

    public static T Of<T>(IReadOnlyList<string> commands) => JsonSerializer.Deserialize<T>(commands[0])
        ?? throw new InvalidOperationException("a stored act is unreadable");

    /// <summary>SHA-256 of a document, as people copy it: 64 hexadecimal digits.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
