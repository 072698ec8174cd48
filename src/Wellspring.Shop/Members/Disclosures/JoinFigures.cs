using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>
/// What fills 7.1, as it was shown: written figures, so that the very text can be shown again for ever.
/// </summary>
public sealed record JoinFigures
{
    // Sealed or stored, never written into a page: Chinese stays short.
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Operator { get; init; }

    /// <summary>The operator's unified social credit code.</summary>
    public required Bilingual Registration { get; init; }

    public required Bilingual Phone { get; init; }

    /// <summary>The most that all members together can get back of their spend, in percent.</summary>
    public required string Bound { get; init; }

    public required Bilingual Injected { get; init; }

    /// <summary>As of when the figures are.</summary>
    public required string AsOf { get; init; }

    public required string Members { get; init; }

    /// <summary>How many times their spend the cap stands at; a dash where there is none.</summary>
    public required string Cap { get; init; }

    /// <summary>Percent of members who reached the cap.</summary>
    public required string ReachedCap { get; init; }

    /// <summary>Percent of spend that all members have got back together.</summary>
    public required string MeanBack { get; init; }

    /// <summary>Percent of spend that the member in the middle has got back.</summary>
    public required string MedianBack { get; init; }

    public required Bilingual Pool { get; init; }

    /// <summary>When a bank last confirmed the pool's money.</summary>
    public required Bilingual Reconciled { get; init; }

    public required Bilingual Legacy { get; init; }

    /// <summary>Percent of a sale's value that the seller gets.</summary>
    public required string Payout { get; init; }

    /// <summary>What happens at the cap.</summary>
    public required Bilingual AtCap { get; init; }

    public required string Direct { get; init; }

    /// <summary>The second tier as an addition to the sentence; empty where there is none.</summary>
    public required Bilingual Indirect { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Compact);

    public static JoinFigures FromJson(string text) => JsonSerializer.Deserialize<JoinFigures>(text)
        ?? throw new JsonException("figures of a disclosure are missing");

    internal (string Hole, Bilingual Value)[] Holes() =>
    [
        ("operator", DisclosureBook.Plain(Operator)), ("uscc", Registration), ("phone", Phone),
        ("r", DisclosureBook.Plain(Bound)), ("inj", Injected), ("time", DisclosureBook.Plain(AsOf)),
        ("n", DisclosureBook.Plain(Members)), ("c", DisclosureBook.Plain(Cap)),
        ("k", DisclosureBook.Plain(ReachedCap)), ("avg", DisclosureBook.Plain(MeanBack)),
        ("med", DisclosureBook.Plain(MedianBack)), ("pool", Pool), ("recon", Reconciled), ("legacy", Legacy),
        ("payout", DisclosureBook.Plain(Payout)), ("forced", AtCap), ("p1", DisclosureBook.Plain(Direct)),
        ("p2", Indirect),
    ];
}
