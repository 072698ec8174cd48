using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Orders;
using Wellspring.Storage;

namespace Wellspring.Server.Legacy;

/// <summary>A creditor's page.</summary>
/// <param name="Releases">The latest batches of released points, newest first.</param>
/// <param name="Orders">The latest orders that coins paid a part of.</param>
/// <param name="Receipts">What the creditor said so far, newest first.</param>
/// <param name="Outlook">Null while the day's forecast is being run.</param>
public sealed record ClaimModel(
    CreditorStand Stand, Plan Plan, IReadOnlyList<ReleaseRow> Releases, IReadOnlyList<OrderCard> Orders,
    IReadOnlyList<LegacyReceipt> Receipts, ClaimOutlookShown? Outlook);

/// <summary>All batches, a page at a time.</summary>
/// <param name="Next">The place that the following page starts before; null on the last.</param>
public sealed record ReleasesModel(IReadOnlyList<ReleaseRow> Lines, string? Next, bool IsFirst, CreditorStand Stand);

/// <summary>Taking a yes back, as long as no coin is spent.</summary>
public sealed record RevokeModel(CreditorStand Stand, Bilingual? Wrong);

/// <summary>Giving a claim up: the text with its figures, to be signed with the creditor's name.</summary>
/// <param name="Text">Null where nothing is left to give up.</param>
public sealed record WaiveModel(CreditorStand Stand, DisclosureText? Text, Bilingual? Wrong);

/// <summary>The offer with what was typed last.</summary>
public sealed record OfferModel(OfferCard Offer, CreditorStand Stand, OfferTyped Typed, Bilingual? Wrong);

/// <summary>The fields of an answer as they were typed.</summary>
/// <param name="Answer"><c>yes</c>, <c>no</c> or <c>later</c>; nothing is chosen beforehand.</param>
/// <param name="How"><c>all</c> or <c>part</c>.</param>
/// <param name="Proceeds"><c>reduce</c> or <c>beside</c>.</param>
public sealed record OfferTyped(string Answer, string How, string Amount, string Proceeds)
{
    public static OfferTyped Empty { get; } = new("", "all", "", "");
}
