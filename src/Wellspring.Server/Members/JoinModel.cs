using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Server.Members;

/// <summary>What the page of joining shows, the first time and again with what is to be mended.</summary>
public sealed record JoinModel
{
    public required DisclosureText Text { get; init; }

    /// <summary>The figures that are shown, sealed, so that the consent is to these very words.</summary>
    public required string Sealed { get; init; }

    public required IReadOnlyList<Question> Questions { get; init; }

    /// <summary>What is agreed to separately where the plan sells at a cap; else null.</summary>
    public DisclosureText? AtCap { get; init; }

    /// <summary>Who referred the visitor, masked, and what that person earns (CN-MLM-11); null for nobody.</summary>
    public Bilingual? Referrer { get; init; }

    /// <summary>The code behind <see cref="Referrer"/>.</summary>
    public string? ReferrerCode { get; init; }

    public bool IsFull { get; init; }

    /// <summary>What was sent before, to show it again; null the first time.</summary>
    public Posted? Sent { get; init; }

    public IReadOnlyDictionary<string, Bilingual> Mistakes { get; init; } = new Dictionary<string, Bilingual>();

    public Bilingual? MistakeIn(string field) => Mistakes.TryGetValue(field, out var text) ? text : null;
}

/// <summary>A page that asks for a code that was sent.</summary>
/// <param name="Address">Where it was sent, masked.</param>
/// <param name="Action">The address the form goes to.</param>
/// <param name="Hidden">What the form carries along.</param>
/// <param name="Again">Where another code is asked for.</param>
public sealed record CodeModel(
    Bilingual Title, string Address, string Action, IReadOnlyList<(string Name, string Value)> Hidden, string Again,
    Bilingual Back, string BackTo)
{
    /// <summary>Whether it is said that a code comes only where the address is known.</summary>
    public bool OnlyIfKnown { get; init; }

    public bool IsOver { get; init; }

    public Bilingual? Mistake { get; init; }
}
