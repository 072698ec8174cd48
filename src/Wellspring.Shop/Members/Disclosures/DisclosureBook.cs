using System.Collections.Frozen;
using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>The disclosure texts of compliance 7, each with a factory that names what fills its holes.</summary>
/// <remarks>The words stand in <c>texts.md</c> beside this file, copied exactly from the requirements.</remarks>
public static class DisclosureBook
{
    private const string Resource = "Wellspring.Shop.Members.Disclosures.texts.md";

    private static readonly FrozenDictionary<string, Disclosure> Texts = Load();

    // Answered as one text: its hash stands for the sentence of the requirements and for the terms.
    private static readonly Disclosure Offer = new(
        "7.7", Texts["7.7"].Template.Zh + "\n\n" + Texts["legacy"].Template.Zh,
        Texts["7.7"].Template.En + "\n\n" + Texts["legacy"].Template.En);

    /// <summary>7.1: before joining, without the box that is ticked below it.</summary>
    public static Disclosure Joining => Texts["7.1"];

    /// <summary>The sentence beside the box of 7.1.</summary>
    public static Disclosure JoiningBox => Texts["7.1-box"];

    /// <summary>7.5: for a referrer, before the invitation is shared.</summary>
    public static DisclosureText Referrer { get; } = Texts["7.5"].Fill();

    /// <summary>The separate consent to identity and payout details; ours, not from the requirements.</summary>
    public static DisclosureText Identity { get; } = Texts["identity"].Fill();

    /// <summary>7.1 with live figures.</summary>
    public static DisclosureText BeforeJoining(JoinFigures figures) => Joining.Fill(figures.Holes());

    /// <summary>7.2: before each purchase that earns points.</summary>
    public static DisclosureText BeforePurchase(Points points, Money referrerGets) => Texts["7.2"].Fill(
        ("pts", Plain(Written.Points(points))), ("ref", Written.Yuan(referrerGets)));

    /// <summary>7.3: before each sale.</summary>
    public static DisclosureText BeforeSale(SaleFigures sale) => Texts["7.3"].Fill(
        ("q", Plain(Written.Points(sale.Points))), ("price", Plain(sale.Price)), ("gross", Written.Yuan(sale.Gross)),
        ("fee", Written.Yuan(sale.Fee)), ("feePct", Plain(Written.Percent(sale.Retention))),
        ("tax", Written.Yuan(sale.Tax)), ("net", Written.Yuan(sale.Net)), ("name", Plain(sale.Payee)),
        ("spend", Written.Yuan(sale.Spent)), ("recv", Written.Yuan(sale.Received)),
        ("ratio", Plain(Written.Percent(sale.Received, sale.Spent))), ("min", Written.Yuan(sale.Minimum)));

    /// <summary>7.4: before an automatic sale at the cap.</summary>
    /// <param name="date">The day from which it runs, written for people.</param>
    public static DisclosureText AtCap(string date, Points points, Money net) => Texts["7.4"].Fill(
        ("date", Plain(date)), ("q", Plain(Written.Points(points))), ("net", Written.Yuan(net)));

    /// <summary>7.6: for a region agent, at least thirty days before signing.</summary>
    public static DisclosureText RegionAgent(AgentFigures figures) => Texts["7.6"].Fill(
        ("fee", Written.Yuan(figures.Fee)), ("refund", Plain(figures.RefundTerms)),
        ("cool", Plain(Written.Count(figures.CoolingDays))), ("cnt", Plain(Written.Count(figures.Agents))),
        ("closed", Plain(Written.Count(figures.Closed))), ("suits", Plain(figures.Suits)));

    /// <summary>7.7 with the terms below it: what a creditor of an old platform is offered.</summary>
    public static DisclosureText LegacyOffer(OfferFigures figures) => Offer.Fill(figures.Holes());

    /// <summary>What a creditor signs to give up the rest of a claim; ours, not from the requirements.</summary>
    /// <param name="name">As it was typed: the signature.</param>
    public static DisclosureText Waiver(Bilingual debtor, Money unconverted, Money coins, string name) =>
        Texts["waiver"].Fill(
            ("debtor", debtor), ("open", Written.Yuan(unconverted + coins)), ("unconverted", Written.Yuan(unconverted)),
            ("coins", Plain(Written.Yuan(coins).Zh)), ("name", Plain(name)));

    /// <summary>7.8: before the scheme ends.</summary>
    public static DisclosureText Closing(string date, Bilingual method) =>
        Texts["7.8"].Fill(("date", Plain(date)), ("method", method));

    /// <summary>7.9: at the foot of every member page.</summary>
    public static DisclosureText Footer(Rate bound) => Texts["7.9"].Fill(("r", Plain(Written.Percent(bound))));

    internal static Bilingual Plain(string text) => new(text, text);

    private static FrozenDictionary<string, Disclosure> Load()
    {
        using var stream = typeof(DisclosureBook).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly");
        using var reader = new StreamReader(stream);
        var sections = reader.ReadToEnd().Split("\n## ")[1..]
            .Select(section => section.Split('\n', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim(), StringComparer.Ordinal);
        return sections.Keys.Select(heading => heading.Split(' ')[0]).Distinct().ToFrozenDictionary(
            code => code, code => new Disclosure(code, sections[code + " zh"], sections[code + " en"]),
            StringComparer.Ordinal);
    }
}

/// <summary>What 7.3 shows of a sale that was quoted.</summary>
/// <param name="Price">The unit price with its decimals, written for people.</param>
/// <param name="Fee">What stays in the pool.</param>
/// <param name="Payee">The member's own name as the payee.</param>
/// <param name="Minimum">Below this the sale does not take place.</param>
public sealed record SaleFigures(
    Points Points, string Price, Money Gross, Money Fee, Rate Retention, Money Tax, Money Net, string Payee,
    Money Spent, Money Received, Money Minimum);

/// <summary>What 7.6 tells somebody who may become a region agent; there is no forecast of income among it.</summary>
/// <param name="Agents">Agents that work now.</param>
/// <param name="Closed">Agents that stopped.</param>
/// <param name="Suits">Lawsuits of five years, in the operator's words.</param>
public sealed record AgentFigures(
    Money Fee, string RefundTerms, int CoolingDays, long Agents, long Closed, string Suits);

/// <summary>Figures as disclosures write them: exact text, rounded down, never a float.</summary>
public static class Written
{
    /// <summary>To the fen: <c>1,234.56</c> in Chinese, whose text says 元; <c>¥1,234.56</c> in English.</summary>
    public static Bilingual Yuan(Money amount)
    {
        var text = Grouped(amount.FloorToFen().Units / Money.UnitsPerFen, 2);
        return new(text, "¥" + text);
    }

    public static string Points(Points points) => Grouped(points.Units / 10_000, 4);

    /// <summary>A rate without its sign: <c>0.3</c>, for texts that write the sign.</summary>
    public static string Percent(Rate rate) => rate.ToString().TrimEnd('%');

    /// <summary>A share of a whole in percent, two decimals, rounded down; 0.00 of nothing.</summary>
    public static string Percent(Money part, Money whole) => Percent(part.Units, whole.Units);

    public static string Percent(long part, long whole) => Decimals.Write(
        whole == 0 ? 0 : (long)((Int128)part * 10_000 / whole), 2);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Grouped(long units, int decimals)
    {
        var text = Decimals.Write(units, decimals);
        for (var place = text.IndexOf('.', StringComparison.Ordinal) - 3; place > 0; place -= 3)
        {
            text = text.Insert(place, ",");
        }

        return text;
    }
}
