using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Rewards;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Rewards;

/// <summary>A region agent's appointment 区域代理 from draft to end, with its contract and what was disclosed.</summary>
/// <param name="ContractHash">SHA-256 of the contract's words: what the pool and the receipt carry.</param>
/// <param name="Warnings">Codes of rules that spoke in a sandbox.</param>
public sealed record AgencyCard(
    string Id, string Member, string Division, AgentTier Tier, Instant From, Instant Until, string Duties,
    string Measure, string Contract, string ContractHash, Money Fee, string FeeUse, string RefundTerms,
    int CoolingDays, string Suits, string State, string? Reason, string Warnings, Instant DraftedAt, string DraftedBy)
{
    public const string Drafted = "drafted";
    public const string Disclosed = "disclosed";
    public const string Signed = "signed";
    public const string Appointed = "appointed";
    public const string Withdrawn = "withdrawn";
    public const string Ended = "ended";
    public const string Refused = "refused";
    public const string Cancelled = "cancelled";

    public Instant? DisclosedAt { get; init; }

    internal string? Shown { get; init; }

    /// <summary>When the agent confirmed having read the disclosure.</summary>
    public Instant? ReadAt { get; init; }

    public Instant? SignedAt { get; init; }

    /// <summary>The receipt of disclosure and contract.</summary>
    public string? Consent { get; init; }

    /// <summary>The record that appointed the agent.</summary>
    public long? Position { get; init; }

    public Instant? EndedAt { get; init; }

    public string? FeeVoucher { get; init; }

    public Instant? FeeBookedAt { get; init; }

    public long? FeePosition { get; init; }

    public string? ReturnVoucher { get; init; }

    public Instant? FeeReturnedAt { get; init; }

    public string RegionName => Regions.Find(Division)?.FullName ?? Division;

    /// <summary>What is delivered thirty days before signing; null before it was.</summary>
    public DisclosureText? Disclosure => Shown is { } shown ? DisclosureOf(shown) : null;

    /// <summary>CN-FRA-02: the first moment at which the contract may be signed; null before the disclosure.</summary>
    public Instant? EarliestSigning => DisclosedAt?.Plus(Duration.Days(AgentBook.DisclosureDays));

    /// <summary>Until when the agent alone may withdraw; null before signing.</summary>
    public Instant? CoolingUntil => SignedAt?.Plus(Duration.Days(CoolingDays));

    public bool IsOpen => State is Drafted or Disclosed;

    public bool IsBinding => State is Signed or Appointed;

    public bool OwesFee => IsBinding && Fee > Money.Zero && FeeVoucher is null;

    /// <summary>The fee came in, and the contract ended while it was to be given back.</summary>
    public bool OwesReturn => State == Withdrawn && FeeBookedAt is not null && FeeReturnedAt is null;

    /// <summary>Whole days to wait before signing, the one that has begun included; 0 when none is left.</summary>
    public int DaysToWait(Instant now) => EarliestSigning is { } earliest && earliest > now
        ? (int)((earliest.Milliseconds - now.Milliseconds + Day - 1) / Day)
        : 0;

    public bool MayWithdraw(Instant now) => IsBinding && now < CoolingUntil;

    private const long Day = 86_400_000;

    /// <summary>Text 7.6 as it was delivered, of the figures that were kept.</summary>
    public static DisclosureText DisclosureOf(string shown) =>
        DisclosureBook.RegionAgent(JsonSerializer.Deserialize<StoredFigures>(shown)!.ToFigures());

    internal static AgencyCard Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), Tiers.Read(row.Text(3)), row.At(4), row.At(5), row.Text(6), row.Text(7),
        row.Text(8), row.Text(9), row.Money(10), row.Text(11), row.Text(12), (int)row.Integer(13), row.Text(14),
        row.Text(15), row.TextOrNull(16), row.Text(17), row.At(18), row.Text(19))
    {
        DisclosedAt = row.AtOrNull(20), Shown = row.TextOrNull(22), ReadAt = row.AtOrNull(23),
        SignedAt = row.AtOrNull(24), Consent = row.TextOrNull(25), Position = row.IntegerOrNull(26),
        EndedAt = row.AtOrNull(27), FeeVoucher = row.TextOrNull(29), FeeBookedAt = row.AtOrNull(30),
        FeePosition = row.IntegerOrNull(31), FeeReturnedAt = row.AtOrNull(32), ReturnVoucher = row.TextOrNull(33),
    };
}

/// <summary>What was typed about an appointment, not yet read.</summary>
public sealed record AgencyForm
{
    public string Member { get; set; } = "";

    public string Division { get; set; } = "";

    /// <summary>The first day, as <c>2027-01-01</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>The first day after the last.</summary>
    public string Until { get; set; } = "";

    public string Duties { get; set; } = "";

    public string Measure { get; set; } = "";

    public string Contract { get; set; } = "";

    public string Fee { get; set; } = "0.00";

    public string FeeUse { get; set; } = "";

    public string RefundTerms { get; set; } = "";

    public string CoolingDays { get; set; } = "7";

    public string Suits { get; set; } = "";
}

/// <summary>What an agent filed about one month.</summary>
public sealed record AgencyReport(string Month, int Line, string Text, Instant At);

/// <summary>One month of a region as its agent sees it: no buyer, no shop.</summary>
/// <param name="Orders">Orders of the region that settled.</param>
/// <param name="Amount">What they came to.</param>
/// <param name="Rewards">What the agent earned of them.</param>
/// <param name="Taken">What refunds took back of that.</param>
public sealed record RegionMonth(string Month, long Orders, Money Amount, Money Rewards, Money Taken)
{
    public Money Kept => Rewards - Taken;
}

/// <summary>The figures of a delivered disclosure, as they are stored.</summary>
internal sealed record StoredFigures(
    string Fee, string RefundTerms, int CoolingDays, long Agents, long Closed, string Suits)
{
    public static StoredFigures Of(AgentFigures figures) => new(
        figures.Fee.Units.ToString(CultureInfo.InvariantCulture), figures.RefundTerms, figures.CoolingDays,
        figures.Agents, figures.Closed, figures.Suits);

    public AgentFigures ToFigures() => new(
        Money.FromUnits(long.Parse(Fee, CultureInfo.InvariantCulture)), RefundTerms, CoolingDays, Agents, Closed,
        Suits);
}

/// <summary>How tiers are spelled in tables, and what people read.</summary>
public static class Tiers
{
    public static Bilingual Words(this AgentTier tier) => tier switch
    {
        AgentTier.District => new("区代", "district agent"),
        AgentTier.City => new("市代", "city agent"),
        _ => new("省代", "province agent"),
    };

    internal static AgentTier Read(string code) => code switch
    {
        "district" => AgentTier.District,
        "city" => AgentTier.City,
        _ => AgentTier.Province,
    };
}

/// <summary>The operator's franchise file 特许备案, without which a fee is refused in profile CN.</summary>
public static class FranchiseFiles
{
    private const string Setting = "franchise-file";

    public static FranchiseFile Read(ShopReader reader) =>
        reader.Text($"SELECT value FROM settings WHERE name = {Setting}") is { } kept
            ? JsonSerializer.Deserialize<FranchiseFile>(kept) ?? new()
            : new();

    public static void Keep(ShopTransaction transaction, FranchiseFile file)
    {
        var text = JsonSerializer.Serialize(file);
        transaction.Execute($"""
            INSERT INTO settings (name, value) VALUES ({Setting}, {text})
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """);
    }
}
