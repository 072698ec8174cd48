using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>What fills 7.7 and its terms, as it was shown: written figures, to show the very text again.</summary>
public sealed record OfferFigures
{
    // Stored, never written into a page: Chinese stays short.
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Who owes: the operator.</summary>
    public required Bilingual Debtor { get; init; }

    /// <summary>What is not converted yet and not in dispute.</summary>
    public required Bilingual Debt { get; init; }

    /// <summary>What the creditor would get for all of it.</summary>
    public required Bilingual Goods { get; init; }

    /// <summary>Yuan of goods that one coin pays for.</summary>
    public required Bilingual Rate { get; init; }

    /// <summary>Percent of an order that coins may pay.</summary>
    public required string Share { get; init; }

    /// <summary>Percent of the coin part that the operator deposits.</summary>
    public required string Deposit { get; init; }

    /// <summary>The rule of release, in words.</summary>
    public required Bilingual Release { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Compact);

    public static OfferFigures FromJson(string text) => JsonSerializer.Deserialize<OfferFigures>(text)
        ?? throw new JsonException("figures of an offer are missing");

    internal (string Hole, Bilingual Value)[] Holes() =>
    [
        ("debtor", Debtor), ("debt", Debt), ("goods", Goods), ("rate", Rate), ("share", DisclosureBook.Plain(Share)),
        ("deposit", DisclosureBook.Plain(Deposit)), ("release", Release),
    ];
}
