using System.Globalization;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>
/// What the public log says of a day's balances 余额声明: the root of the tree, its sums, and the pool's own figures at
/// the same position.
/// </summary>
/// <param name="Day">Such as <c>2026-11-22</c>, by the plan's calendar.</param>
/// <param name="Position">Every record before it is counted, none from it on.</param>
/// <param name="Pool">In 10^-6 yuan.</param>
/// <param name="Circulating">In 10^-8 points of the scale.</param>
/// <param name="FloatPoints">The part of the circulating points that nobody holds or can sell.</param>
public sealed record BalanceStatement(
    string Day, long Position, long Members, int Scale, Balances Total, long Pool, long Circulating, long FloatPoints,
    Digest Root)
{
    /// <summary>Whether members' points and the float are all that circulates.</summary>
    public bool AddsUp => Total.Points == Circulating - FloatPoints;

    /// <exception cref="FormatException">It is no statement of balances; the message names the field.</exception>
    public static BalanceStatement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var fields = new JsonFields(document.RootElement, "statement");
            return new(
                fields.Text("day"), fields.Number("position"), fields.Number("members"), fields.Small("scale"),
                fields.Balances(), fields.Money("pool"), fields.Points("circulating"), fields.Points("float"),
                fields.Hash("root"));
        }
        catch (JsonException broken)
        {
            throw new FormatException($"statement: no JSON: {broken.Message}", broken);
        }
    }

    /// <summary>The one spelling that the log takes: names in order, no blanks.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"circulating":"{{Amount.Points(Circulating)}}","coins":"{{Amount.Money(Total.Coins)}}","day":"{{Day}}",
        "float":"{{Amount.Points(FloatPoints)}}","members":{{Members}},"points":"{{Amount.Points(Total.Points)}}",
        "pool":"{{Amount.Money(Pool)}}","position":{{Position}},"root":"{{Root}}","scale":{{Scale}},
        "wallet":"{{Amount.Money(Total.Wallet)}}"}
        """).ReplaceLineEndings("");
}
