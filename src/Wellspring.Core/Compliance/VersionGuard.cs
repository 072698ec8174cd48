using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>A plan on its way to replace another.</summary>
/// <param name="Old">Null: version 1, which binds nobody yet and needs no notice.</param>
/// <param name="ReachesOldPoints">
/// Whether the new settings would also hold for points issued under older versions.
/// </param>
public sealed record VersionFacts(
    PlanDraft? Old, PlanDraft New, Instant PublishedAt, Instant EffectiveAt, bool ReachesOldPoints)
{
    /// <summary>Every holder of older points agreed, one by one.</summary>
    public bool EachHolderAgreed { get; init; }
}

/// <summary>Publishing a plan version: CN-CON-03, CN-CON-04.</summary>
public static class VersionGuard
{
    public static ImmutableArray<Finding> Review(VersionFacts facts)
    {
        if (facts.Old is not { } old)
        {
            return [];
        }

        var worse = Worsened(old, facts.New);
        return Findings.Of(
            Findings.When(
                facts.EffectiveAt < facts.PublishedAt.Plus(Notice(old, facts.New)),
                () => Ruleset.Fire("CN-CON-03", "effectiveAt")),
            Findings.When(
                facts is { ReachesOldPoints: true, EachHolderAgreed: false } && !worse.IsEmpty,
                () => Ruleset.Fire("CN-CON-04", string.Join(' ', worse))));
    }

    /// <summary>How long a change is public before it holds: 15 days if it is important, else 7.</summary>
    public static Duration Notice(PlanDraft old, PlanDraft changed) =>
        PlanChanges.NoticeOf(PlanProfile.Cn, PlanChanges.Between(old, changed));

    /// <summary>Settings in which the holders of points would be worse off, as their paths.</summary>
    public static ImmutableArray<string> Worsened(PlanDraft old, PlanDraft changed) =>
    [
        .. SellingWorsened(old.Selling, changed.Selling),
        .. RedeemingWorsened(old.Redeeming, changed.Redeeming),
        .. CapWorsened(old.Cap, changed.Cap),
        .. WithdrawalWorsened(old.Withdrawal, changed.Withdrawal),
        .. LegacyWorsened(old.Legacy, changed.Legacy ?? NoLegacy),
    ];

    private static IEnumerable<string> SellingWorsened(SellingSettings old, SellingSettings changed) => Named(
        ("selling.enabled", old.Enabled && !changed.Enabled),
        ("selling.retention", changed.Retention.Parts > old.Retention.Parts),
        ("selling.minSpendBeforeSale", IsHigher(old.MinSpendBeforeSale, changed.MinSpendBeforeSale)),
        ("selling.minHolding", changed.MinHolding.Milliseconds > old.MinHolding.Milliseconds),
        ("selling.maxShareOfHoldingPerDay",
            IsTighter(old.MaxShareOfHoldingPerDay?.Parts, changed.MaxShareOfHoldingPerDay?.Parts)),
        ("selling.maxAmountPerDay", IsTighter(old.MaxAmountPerDay?.Units, changed.MaxAmountPerDay?.Units)));

    private static IEnumerable<string> RedeemingWorsened(RedeemingSettings old, RedeemingSettings changed) => Named(
        ("redeeming.enabled", old.Enabled && !changed.Enabled),
        ("redeeming.redeemRate", changed.RedeemRate.Parts < old.RedeemRate.Parts),
        ("redeeming.maxShareOfOrder", IsTighter(old.MaxShareOfOrder?.Parts, changed.MaxShareOfOrder?.Parts)),
        ("redeeming.minHolding", changed.MinHolding.Milliseconds > old.MinHolding.Milliseconds),
        ("redeeming.minOrder", IsHigher(old.MinOrder, changed.MinOrder)));

    private static IEnumerable<string> CapWorsened(CapSettings old, CapSettings changed) => Named(
        ("cap.multiple", IsTighter(old.Multiple?.Millionths, changed.Multiple?.Millionths)),
        ("cap.mode", !old.Automatic && changed.Automatic && changed.Multiple is not null),
        ("cap.noticePeriod", changed.Multiple is not null
            && changed.NoticePeriod.Milliseconds < old.NoticePeriod.Milliseconds));

    private static IEnumerable<string> WithdrawalWorsened(WithdrawalSettings old, WithdrawalSettings changed) => Named(
        ("wallet.withdrawal.enabled", old.Enabled && !changed.Enabled),
        ("wallet.withdrawal.min", changed.Min > old.Min),
        ("wallet.withdrawal.max", IsTighter(old.Max?.Units, changed.Max?.Units)),
        ("wallet.withdrawal.fee", changed.Fee > old.Fee),
        ("wallet.withdrawal.dailyLimit", IsTighter(old.DailyLimit?.Units, changed.DailyLimit?.Units)));

    // What coins can pay for and what they bring is what a creditor agreed to; without the group they pay for nothing.
    private static IEnumerable<string> LegacyWorsened(LegacySettings? old, LegacySettings changed) =>
        old is null ? [] : Named(
            ("legacy.coin.rate", changed.Coin.Rate.Parts < old.Coin.Rate.Parts),
            ("legacy.coin.maxShareOfOrder", changed.Coin.MaxShareOfOrder.Parts < old.Coin.MaxShareOfOrder.Parts),
            ("legacy.coin.depositRate", changed.Coin.DepositRate.Parts < old.Coin.DepositRate.Parts),
            ("legacy.cap", changed.Cap.Parts < old.Cap.Parts),
            ("legacy.release.dailyCap", changed.Release.DailyCap.Parts < old.Release.DailyCap.Parts),
            ("legacy.release.creditorDailyCap",
                changed.Release.CreditorDailyCap.Parts < old.Release.CreditorDailyCap.Parts));

    private static LegacySettings NoLegacy { get; } = new()
    {
        Coin = new() { Rate = Rate.Zero, MaxShareOfOrder = Rate.Zero, DepositRate = Rate.Zero },
        Cap = Rate.Zero,
    };

    private static IEnumerable<string> Named(params (string Path, bool IsWorse)[] settings) =>
        settings.Where(one => one.IsWorse).Select(one => one.Path);

    private static bool IsHigher(Money? old, Money? changed) => (changed ?? Money.Zero) > (old ?? Money.Zero);

    /// <summary>Nothing stands for no limit.</summary>
    private static bool IsTighter(long? old, long? changed) => changed is { } now && !(old <= now);
}

/// <summary>The end of the scheme.</summary>
public sealed record SchemeClosingFacts(Instant AnnouncedAt, Instant EndsAt, bool HasDistribution);

/// <summary>Keeping or deleting what the law wants kept.</summary>
/// <param name="Thing">Such as <c>planVersion</c>, <c>journal</c>, <c>trade</c>, <c>taxBook</c>.</param>
public sealed record RecordsFacts(string Thing, bool Deletes)
{
    public int TradeYears { get; init; } = Limits.TradeRecordYears;

    public int TaxBookYears { get; init; } = Limits.TaxBookYears;
}

/// <summary>A member who wants to leave.</summary>
/// <param name="IsTold">The member was told what becomes of the points.</param>
/// <param name="MayExitFirst">Selling or redeeming is possible before.</param>
public sealed record AccountClosureFacts(bool IsBlocked, bool IsTold, bool MayExitFirst);

/// <summary>A site before it opens to the public.</summary>
public sealed record SiteFacts(string LicenceName, string CreditCode);

/// <summary>The operator's house: CN-CON-05 to 09.</summary>
public static class HouseGuard
{
    private static readonly ImmutableArray<string> Kept = ["planVersion", "journal", "ruleset", "acknowledgement"];

    public static ImmutableArray<Finding> Review(RecordsFacts facts) => Findings.Of(
        Findings.When(facts.Deletes && Kept.Contains(facts.Thing), () => Ruleset.Fire("CN-CON-05", facts.Thing)),
        Findings.When(
            facts.TradeYears < Limits.TradeRecordYears || facts.TaxBookYears < Limits.TaxBookYears,
            () => Ruleset.Fire("CN-CON-06", facts.Thing)));

    public static ImmutableArray<Finding> Review(SiteFacts facts) => Findings.Of(Findings.When(
        string.IsNullOrWhiteSpace(facts.LicenceName) || string.IsNullOrWhiteSpace(facts.CreditCode),
        () => Ruleset.Fire("CN-CON-07", "site.licence")));

    public static ImmutableArray<Finding> Review(AccountClosureFacts facts) => Findings.Of(Findings.When(
        facts.IsBlocked || !facts.IsTold || !facts.MayExitFirst, () => Ruleset.Fire("CN-CON-08", "account")));

    /// <summary>Always an acknowledgement; the text of 7.8 is shown for as long as the notice runs.</summary>
    public static ImmutableArray<Finding> Review(SchemeClosingFacts facts) => Findings.Of(
        Ruleset.Fire("CN-CON-09", "scheme", RuleAction.Acknowledge),
        Findings.When(
            !facts.HasDistribution
                || facts.EndsAt < facts.AnnouncedAt.Plus(Duration.Days(Limits.ClosingNoticeDays)),
            () => Ruleset.Fire("CN-CON-09", "scheme", RuleAction.Disclose)));
}
