using Wellspring.Core;

namespace Wellspring.Shop.Finance;

/// <summary>One identity that a member gave, without what it says 实名与收款账户.</summary>
/// <param name="State">submitted, approved, rejected, replaced, withdrawn or kept.</param>
/// <param name="Tail">The last signs of the account, for lists.</param>
public sealed record PayeeCard(
    string Id, string Member, string State, string Tail, string Channel, string Consent, Instant SubmittedAt,
    Instant? DecidedAt, string? DecidedBy, string? Reason)
{
    public bool IsApproved => State == "approved";
}

/// <summary>What a member typed about themselves.</summary>
public sealed record NewPayee(
    string Name, string Document, string Number, string Born, string TaxId, string Channel, string Bank, string Account,
    string Holder);

/// <summary>What became of an identity that was handed in: its id, or what to mend.</summary>
/// <param name="Code">The rule that refuses it; empty where something is only mistyped.</param>
public sealed record PayeeAnswer(string? Id, string Code, Bilingual Sentence)
{
    public bool IsDone => Id is not null;

    public static PayeeAnswer No(string zh, string en, string code = "") => new(null, code, new(zh, en));
}
