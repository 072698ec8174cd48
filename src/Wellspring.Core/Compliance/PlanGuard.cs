using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>
/// What profile CN says to a plan when it is saved. Nothing here can be switched off; what needs an acknowledgement
/// says so, and the review lets it pass once the record exists.
/// </summary>
public static class PlanGuard
{
    private static readonly ImmutableArray<Func<PlanDraft, Finding?>> Rules =
    [
        TwoTiersNeedAcknowledgement, NoBonusUpTheTree, CommissionIsNotInflated, NoNetStaticReturn,
        HeadlineMultipleIsExplained, EquityHasItsPapers, NoPublicOffer, DividendsGoToShareholders,
        LedgerServiceIsFiled, ExchangeHasItsProof, CashOutIsAcknowledged, PointsWaitForTheReturnWindow,
        ForcedSaleIsAcknowledged, RecordsAreKept, AgentFeeHasItsFile, AgentMayWithdraw, AgentsHaveDuties,
        CashOutTaxIsDecided, PersonalInformationStays, ImpactWasAssessed, WeChatPaysOneTier, WeChatSplitFits,
        PrepaidIsFiled, PrepaidHasItsContract, OldDebtsAreCovered,
    ];

    /// <summary>
    /// All that rules say about the draft. What no profile allows is found in every profile; the rest under law CN.
    /// </summary>
    public static ImmutableArray<Finding> Review(PlanDraft draft)
    {
        ImmutableArray<Finding> found = draft.Profile is PlanProfile.Cn
            ? [.. draft.Refused, .. Rules.Select(rule => rule(draft)).OfType<Finding>(), .. NamesAreModest(draft)]
            : draft.Refused;
        if (found.IsEmpty)
        {
            return found;
        }

        var hash = SubjectHash(draft);
        return [.. found.Select(finding => finding with { SubjectHash = hash })];
    }

    /// <summary>What an acknowledgement is bound to: the hash of the plan that the draft becomes.</summary>
    public static string SubjectHash(PlanDraft draft) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PlanFile.Write(draft))));

    /// <summary>How many people above the buyer an order may pay by the referral tiers.</summary>
    public static int PaidTiers(PlanDraft draft) =>
        draft.Rewards.Indirect != Rate.Zero ? 2 : draft.Rewards.Direct != Rate.Zero ? 1 : 0;

    private static Finding? TwoTiersNeedAcknowledgement(PlanDraft draft) =>
        Findings.When(PaidTiers(draft) == 2, () => Ruleset.Fire("CN-MLM-02", "rewards.indirect"));

    private static Finding? NoBonusUpTheTree(PlanDraft draft) => Findings.When(
        !draft.Rewards.Levels.IsEmpty || draft.Rewards.Peer != Rate.Zero,
        () => Ruleset.Fire("CN-MLM-06", draft.Rewards.Levels.IsEmpty ? "rewards.peer" : "rewards.levels"));

    private static Finding? CommissionIsNotInflated(PlanDraft draft) => Findings.When(
        draft.Split.Commission.Parts > Limits.HighCommissionParts, () => Ruleset.Fire(
            "CN-MLM-13", "split.commission", null, ("p", Findings.Percent(draft.Split.Commission.Parts))));

    /// <summary>Cap × payout above 1: a member who refers nobody could get back more than was spent.</summary>
    private static Finding? NoNetStaticReturn(PlanDraft draft) => Findings.When(
        Exceeds(draft, Rate.PartsPerWhole), () => Ruleset.Fire(
            "CN-RAI-01", "cap.multiple", null, ("c", $"{draft.Cap.Multiple}"),
            ("p", Share(draft.Selling.Retention.Rest.Parts)), ("x", Share(NetParts(draft)))));

    /// <summary>A cap whose payout is above the inflow rate: no plan can pay that to everybody.</summary>
    private static Finding? HeadlineMultipleIsExplained(PlanDraft draft) => Findings.When(
        !Exceeds(draft, Rate.PartsPerWhole) && Exceeds(draft, InflowParts(draft)), () => Ruleset.Fire(
            "CN-RAI-02", "cap.multiple", RuleAction.Acknowledge, ("r", Findings.Percent(InflowParts(draft))),
            ("c", $"{draft.Cap.Multiple}"), ("k", "—")));

    private static Finding? EquityHasItsPapers(PlanDraft draft)
    {
        var equity = draft.Compliance.Equity;
        string[] missing =
        [
            .. Missing("registrationNo", equity.RegistrationNo), .. Missing("venue", equity.Venue),
            .. Missing("issuer", equity.Issuer), .. Missing("opinionHash", equity.OpinionHash),
        ];
        return Findings.When(equity.Enabled && missing.Length > 0, () => Ruleset.Fire(
            "CN-SEC-01", "compliance.equity", null, ("missing", string.Join("、", missing))));
    }

    private static Finding? NoPublicOffer(PlanDraft draft) => Findings.When(
        draft.Compliance.Equity is { Offerees: > Limits.EquityOfferees } or { IsPublic: true }, () => Ruleset.Fire(
            "CN-SEC-02", "compliance.equity.offerees", null,
            ("n", Findings.Text(draft.Compliance.Equity.Offerees))));

    private static Finding? DividendsGoToShareholders(PlanDraft draft) => Findings.When(
        draft.Rewards.Dividends && draft.Compliance.Equity.ShareRegisterHash.Length == 0,
        () => Ruleset.Fire("CN-SEC-03", "rewards.dividends"));

    private static Finding? LedgerServiceIsFiled(PlanDraft draft) => Findings.When(
        draft.Compliance.Ledger.IsUserFacing, () => Ruleset.Fire("CN-TOK-03", "compliance.ledger.userFacing"));

    /// <summary>With a proof it still takes an acknowledgement; without one nothing helps.</summary>
    private static Finding? ExchangeHasItsProof(PlanDraft draft)
    {
        var exchange = draft.Compliance.Exchange;
        var isOther = exchange.Enabled && exchange.Acceptor.Length > 0 && exchange.Acceptor != draft.Operator;
        var hasProof = exchange.PayLicenceNo.Length > 0 || exchange.SameGroupProofHash.Length > 0;
        return Findings.When(isOther, () => Ruleset.Fire(
            "CN-TRD-02", "compliance.exchange", hasProof ? RuleAction.Acknowledge : RuleAction.Refuse));
    }

    private static Finding? CashOutIsAcknowledged(PlanDraft draft) =>
        Findings.When(draft.Selling.Enabled, () => Ruleset.Fire("CN-PAY-06", "selling.enabled"));

    private static Finding? PointsWaitForTheReturnWindow(PlanDraft draft) => Findings.When(
        draft.Orders.ReturnWindow.Milliseconds < Duration.Days(Limits.ReturnDays).Milliseconds,
        () => Ruleset.Fire("CN-CON-01", "orders.returnWindow"));

    private static Finding? ForcedSaleIsAcknowledged(PlanDraft draft) => Findings.When(
        draft.Cap.Multiple is not null, () => Ruleset.Fire("CN-CON-02", "cap", RuleAction.Acknowledge));

    private static Finding? RecordsAreKept(PlanDraft draft) => Findings.When(
        draft.Compliance.Records.TradeYears < Limits.TradeRecordYears
            || draft.Compliance.Records.TaxBookYears < Limits.TaxBookYears,
        () => Ruleset.Fire("CN-CON-06", "compliance.records"));

    private static Finding? AgentFeeHasItsFile(PlanDraft draft) => AgentGuard.NeedsFranchiseFile(
        draft.Compliance.Agents.Fee, draft.Compliance.Franchise, "compliance.agents.fee");

    private static Finding? AgentMayWithdraw(PlanDraft draft) => Findings.When(
        draft.Compliance.Agents is { } agents && agents.Fee > Money.Zero
            && (agents.CoolingOff.Milliseconds <= 0 || agents.RefundTerms.Length == 0),
        () => Ruleset.Fire("CN-FRA-03", "compliance.agents.coolingOff"));

    private static Finding? AgentsHaveDuties(PlanDraft draft) => AgentGuard.NeedsDuties(
        draft.Rewards.RegionAgents.Largest, draft.Compliance.Agents.Duties.Trim().Length > 0,
        draft.Compliance.Agents.Fee, "compliance.agents.duties");

    private static Finding? CashOutTaxIsDecided(PlanDraft draft) => Findings.When(
        draft.Selling.Enabled && draft.Compliance.Tax.PointSale == TaxSettings.Undecided,
        () => Ruleset.Fire("CN-TAX-03", "compliance.tax.pointSale"));

    private static Finding? PersonalInformationStays(PlanDraft draft) => Findings.When(
        draft.Compliance.Privacy.HostedAbroad, () => Ruleset.Fire("CN-PI-05", "compliance.privacy.hostedAbroad"));

    /// <summary>Withdrawals need bank accounts, and those are sensitive.</summary>
    private static Finding? ImpactWasAssessed(PlanDraft draft) => Findings.When(
        draft.Compliance.Privacy is { AssessmentHash.Length: 0 } privacy
            && (draft.Withdrawal.Enabled || privacy.HostedAbroad || privacy.Shares),
        () => Ruleset.Fire("CN-PI-08", "compliance.privacy.assessmentHash"));

    private static Finding? WeChatPaysOneTier(PlanDraft draft) => Findings.When(
        draft.Compliance.Channels.WeChat && PaidTiers(draft) > 1, () => Ruleset.Fire(
            "CHN-WX-01", "compliance.channels.wechat",
            draft.Compliance.Channels.WeChatReplyHash.Length > 0 ? RuleAction.Acknowledge : RuleAction.Refuse));

    /// <summary>All that does not reach the merchant goes to others: the whole commission.</summary>
    private static Finding? WeChatSplitFits(PlanDraft draft) => Findings.When(
        draft.Compliance.Channels.WeChat && draft.Split.Commission.Parts > Limits.WeChatSplitParts,
        () => Ruleset.Fire(
            "CHN-WX-02", "split.commission", null, ("p", Findings.Percent(draft.Split.Commission.Parts))));

    /// <summary>Too large a card is refused; papers that are missing are acknowledged.</summary>
    private static Finding? PrepaidIsFiled(PlanDraft draft)
    {
        var prepaid = draft.Compliance.Prepaid;
        var isTooLarge = prepaid.MaxCard > (prepaid.IsUnnamed ? Limits.UnnamedCard : Limits.NamedCard);
        string[] missing =
        [
            .. Missing("filingNo", prepaid.FilingNo), .. isTooLarge ? ["maxCard"] : Array.Empty<string>(),
            .. prepaid.Custody.Parts < Limits.PrepaidCustodyParts ? ["custody"] : Array.Empty<string>(),
        ];
        return Findings.When(prepaid.Enabled && missing.Length > 0, () => Ruleset.Fire(
            "CN-PRE-01", "compliance.prepaid", isTooLarge ? RuleAction.Refuse : RuleAction.Acknowledge,
            ("missing", string.Join("、", missing))));
    }

    private static Finding? PrepaidHasItsContract(PlanDraft draft) => Findings.When(
        draft.Compliance.Prepaid is { Enabled: true, ContractHash.Length: 0 },
        () => Ruleset.Fire("CN-PRE-04", "compliance.prepaid.contractHash"));

    /// <summary>Who owes more than it owns may see single conversions and payments reversed later.</summary>
    private static Finding? OldDebtsAreCovered(PlanDraft draft) => Findings.When(
        draft is { Legacy: not null, Compliance.Solvency: var declared } && declared.Liabilities > declared.Assets,
        () => Ruleset.Fire("CN-LEG-04", "compliance.solvency"));

    private static IEnumerable<Finding> NamesAreModest(PlanDraft draft) =>
        new (string Path, string Text)[]
        {
            ("name.zh", draft.NameZh), ("name.en", draft.NameEn), ("operator", draft.Operator),
        }.SelectMany(name => ContentGuard.Review(new(name.Text) { Kind = ContentKind.Name })
            .Select(finding => finding with { Path = name.Path }).DistinctBy(finding => finding.Code));

    private static IEnumerable<string> Missing(string name, string value) => value.Length == 0 ? [name] : [];

    private static bool Exceeds(PlanDraft draft, long parts) => NetParts(draft) > parts;

    /// <summary>cap × payout in parts per million, rounded up: what is shown is above what was crossed.</summary>
    private static long NetParts(PlanDraft draft)
    {
        var product = (Int128)(draft.Cap.Multiple?.Millionths ?? 0) * draft.Selling.Retention.Rest.Parts;
        return (long)((product + Rate.PartsPerWhole - 1) / Rate.PartsPerWhole);
    }

    private static string Share(long parts)
    {
        var text = Decimals.Write(parts, 6).TrimEnd('0').TrimEnd('.');
        return text.Contains('.', StringComparison.Ordinal) ? text : $"{text}.0";
    }

    private static long InflowParts(PlanDraft draft) => Math.Max(
        0, (long)draft.Split.Commission.Parts - draft.Split.Platform.Parts - draft.Split.RewardBudget.Parts);
}
