using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>Reads the fields of a JSON object that somebody else wrote, and names the one that is wrong.</summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _element;
    private readonly string _place;

    public JsonFields(JsonElement element, string place)
    {
        (_element, _place) = (element, place);
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException($"{place}: an object is expected");
        }
    }

    public string Text(string name) => Field(name) is { ValueKind: JsonValueKind.String } field
        ? Said(field, name)
        : throw Wrong(name, "a text");

    public int Small(string name) => Number(name) is var number and <= int.MaxValue
        ? (int)number
        : throw Wrong(name, "a whole number below 2^31");

    public long Number(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Wrong(name, "a whole number");

    public long Points(string name) => Amount.Read(Text(name), Amount.PointDecimals)
        ?? throw Wrong(name, "points with eight decimals");

    public long Money(string name) => Amount.Read(Text(name), Amount.MoneyDecimals)
        ?? throw Wrong(name, "yuan with six decimals");

    public Digest Hash(string name) => Digest.FromBase64(Text(name)) ?? throw Wrong(name, "32 bytes in Base64");

    public Balances Balances() => new(Points("points"), Money("wallet"), Money("coins"));

    public JsonFields Object(string name) => new(Field(name) ?? throw Wrong(name, "an object"), $"{_place}.{name}");

    public IReadOnlyList<JsonElement> List(string name, int most) =>
        Field(name) is { ValueKind: JsonValueKind.Array } field && field.GetArrayLength() <= most
            ? [.. field.EnumerateArray()]
            : throw Wrong(name, $"a list of at most {most}");

    public bool Has(string name) => Field(name) is not null;

    /// <summary>The JSON of a field that holds an object; null where it holds anything else.</summary>
    public string? Json(string name) =>
        Field(name) is { ValueKind: JsonValueKind.Object } field ? field.GetRawText() : null;

    private JsonElement? Field(string name)
    {
        try
        {
            return _element.TryGetProperty(name, out var field) ? field : null;
        }
        catch (InvalidOperationException)
        {
            // Half a character, written as an escape, in the name of some field.
            throw new FormatException($"{_place}: a name is no text");
        }
    }

    private string Said(JsonElement field, string name)
    {
        try
        {
            return field.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "a text of whole characters");
        }
    }

    private FormatException Wrong(string name, string expected) => new($"{_place}.{name}: {expected} is expected");
}
