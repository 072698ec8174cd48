using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Payments;

/// <summary>Reads what a channel wrote without trusting its shape: what is missing or odd is null.</summary>
internal static class JsonReading
{
    // Both channels sign the text as it is sent; Chinese stays Chinese in it.
    public static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly TimeSpan ChinaTime = TimeSpan.FromHours(8);

    /// <summary>A JSON object; null where the text is anything else.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>An amount in whole fen, as WeChat Pay counts.</summary>
    public static Money? Fen(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var fen)
            && fen is >= 0 and <= Core.Decimals.Limit / Money.UnitsPerFen
            ? Money.FromUnits(fen * Money.UnitsPerFen)
            : null;

    /// <summary>An amount in yuan with at most two decimals, as Alipay writes it.</summary>
    public static Money? Yuan(string? text) =>
        text is not null && Core.Decimals.TryRead(text, Money.Decimals, out var units)
            && Money.FromUnits(units) is { IsWholeFen: true } amount ? amount : null;

    /// <summary>A moment with its offset, such as 2026-11-22T20:45:00+08:00.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at : null;

    /// <summary>A moment of Alipay, in the time of China: 2026-11-22 20:45:00.</summary>
    public static DateTimeOffset? ChinaMoment(string? text) =>
        DateTime.TryParseExact(
            text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new(at, ChinaTime) : null;

    public static string ChinaText(DateTimeOffset at) =>
        at.ToOffset(ChinaTime).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>At most so many characters; a channel refuses longer texts.</summary>
    public static string Shorten(string text, int characters)
    {
        var enumerator = StringInfo.GetTextElementEnumerator(text);
        var end = 0;
        while (enumerator.MoveNext() && end + enumerator.GetTextElement().Length <= characters)
        {
            end += enumerator.GetTextElement().Length;
        }

        return text[..end];
    }
}
