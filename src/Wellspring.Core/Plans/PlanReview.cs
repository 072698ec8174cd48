using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>The only maker of a <see cref="Plan"/>: what it refuses cannot run.</summary>
public static class PlanReview
{
    private static readonly ImmutableArray<Func<PlanDraft, Finding?>> Rules =
    [
        IdentityIsStated,
        StartPriceIsNotTiny,
        SplitStandsWellAboveTheStart,
        PointsAreBacked,
        SharesFitTheOrder,
        CommissionCoversTheShares,
        CapIsPositive,
        CapCanBePaid,
        NoticeIsGiven,
        FloatGuardsTheLastHolder,
        FloatFitsThePool,
        WithdrawalBoundsFit,
        CapExitIsAnnounced,
        FinalityIsNotAsserted,
    ];

    private static readonly ImmutableArray<Func<PlanDraft, Finding?>> All =
        Rules.AddRange(RewardReview.Rules).AddRange(LegacyReview.Rules);

    /// <summary>What the rules say of a draft, acknowledged or not.</summary>
    public static ImmutableArray<Finding> Review(PlanDraft draft) =>
        [.. All.Select(rule => rule(draft)).OfType<Finding>(), .. PlanGuard.Review(draft)];

    /// <summary>
    /// What the rules say of a draft, less what live acknowledgements 书面确认 of exactly this plan answer; and what is
    /// wrong with those that answer nothing.
    /// </summary>
    public static ImmutableArray<Finding> Review(
        PlanDraft draft, ImmutableArray<Acknowledgement> acknowledgements, Instant at) =>
        Answered(draft, new Plan(draft, PlanFile.Write(draft)), Review(draft), acknowledgements, at);

    public static bool TryApprove(
        PlanDraft draft, [NotNullWhen(true)] out Plan? plan, out ImmutableArray<Finding> findings) =>
        TryApprove(draft, [], default, out plan, out findings);

    /// <param name="acknowledgements">
    /// Answer the rules that ask for one, if they are live and of this very plan.
    /// </param>
    /// <param name="at">When the plan is approved.</param>
    public static bool TryApprove(
        PlanDraft draft, ImmutableArray<Acknowledgement> acknowledgements, Instant at,
        [NotNullWhen(true)] out Plan? plan, out ImmutableArray<Finding> findings)
    {
        var all = Review(draft);
        var approved = new Plan(draft, PlanFile.Write(draft), NeedsOf(all)) { Acknowledgements = acknowledgements };
        findings = Answered(draft, approved, all, acknowledgements, at);
        plan = findings.Any(finding => finding.Blocks) ? null : approved;
        return plan is not null;
    }

    /// <summary>
    /// A plan as a journal holds it: it was approved when the pool was opened, and no later rule undoes that. Null when
    /// the text is not a plan's.
    /// </summary>
    public static Plan? Resume(string journaled) =>
        PlanFile.Read(journaled).Draft is { } draft ? new Plan(draft, journaled, NeedsOf(Review(draft))) : null;

    private static bool AsksForAcknowledgement(Finding finding) => finding.Action is RuleAction.Acknowledge;

    /// <summary>What somebody has to answer for in writing before the plan may run.</summary>
    public static ImmutableArray<Finding> ToAcknowledge(PlanDraft draft) =>
        [.. Review(draft).Where(AsksForAcknowledgement)];

    private static ImmutableSortedSet<string> NeedsOf(ImmutableArray<Finding> findings) =>
        [.. findings.Where(AsksForAcknowledgement).Select(finding => finding.Code)];

    private static ImmutableArray<Finding> Answered(
        PlanDraft draft, Plan plan, ImmutableArray<Finding> findings,
        ImmutableArray<Acknowledgement> acknowledgements, Instant at)
    {
        var left = ImmutableArray.CreateBuilder<Finding>();
        foreach (var finding in findings)
        {
            if (!AsksForAcknowledgement(finding))
            {
                left.Add(finding);
                continue;
            }

            var given = acknowledgements.Where(one => one.Code == finding.Code).ToList();
            if (given.Any(one => FaultOf(one, draft, plan, at) is null))
            {
                continue;
            }

            left.Add(finding);
            left.AddRange(given.Select(one => FaultOf(one, draft, plan, at)!.Value)
                .Select(fault => new Finding("acknowledgement-invalid", "acknowledgements", fault.Zh, fault.En)));
        }

        return left.DrainToImmutable();
    }

    private static Bilingual? FaultOf(Acknowledgement given, PlanDraft draft, Plan plan, Instant at) =>
        AcknowledgementRules.FaultOf(given, draft.Profile, draft.Version, plan.Hash)
        ?? (given.IsInForce(at) ? null : new Bilingual(
            $"{given.Code} 的确认尚未生效或已过期（{given.At} 至 {given.ExpiresAt}）。",
            $"The acknowledgement of {given.Code} is not in force ({given.At} to {given.ExpiresAt})."));

    private static Finding? IdentityIsStated(PlanDraft draft) => draft.Id.Length == 0
        ? new("plan-id", "id", "方案缺少 id。", "The plan has no id.")
        : null;

    private static Finding? StartPriceIsNotTiny(PlanDraft draft) =>
        draft.Pool.StartPrice < Money.FromUnits(Money.UnitsPerFen)
            ? new("start-price", "pool.startPrice", "起始价须不低于 0.01 元。", "The start price is at least 0.01 yuan.")
            : null;

    private static Finding? SplitStandsWellAboveTheStart(PlanDraft draft) =>
        (Int128)draft.Pool.SplitAt.Units < (Int128)draft.Pool.StartPrice.Units * 10
            ? new("split-at", "pool.splitAt", "拆分价须不低于起始价的 10 倍。", "splitAt is at least 10 × startPrice.")
            : null;

    private static Finding? PointsAreBacked(PlanDraft draft) => draft.Pool.MintRatio.Parts >= Rate.PartsPerWhole
        ? new("backed-points", "pool.mintRatio", "铸造比例须低于 100%,否则积分没有足额资金支撑、价格不再变动。",
            "mintRatio is below 100%: minting the whole inflow leaves no growth, more leaves points unbacked.")
        : null;

    private static Finding? SharesFitTheOrder(PlanDraft draft) =>
        (long)draft.Split.Platform.Parts + draft.Split.RewardBudget.Parts > Rate.PartsPerWhole
            ? new("shares", "split", "平台份额与奖励预算合计超过 100%。", "platform + rewardBudget exceed 100%.")
            : null;

    private static Finding? CommissionCoversTheShares(PlanDraft draft) =>
        draft.Split.Commission.Parts != 0
        && draft.Split.Commission.Parts < (long)draft.Split.Platform.Parts + draft.Split.RewardBudget.Parts
            ? new("commission-too-low", "split.commission", "佣金低于平台份额与奖励预算之和。",
                "The commission is below platform + rewardBudget, so an order could not pay its own shares.")
            : null;

    private static Finding? CapIsPositive(PlanDraft draft) =>
        draft.Cap.Multiple is { Millionths: <= 0 or > 1_000_000_000 }
        ? new("cap-multiple", "cap.multiple", "封顶倍数须大于 0、不超过 1000,或写 \"none\"。",
            "cap.multiple is above 0 and at most 1000, or \"none\".")
        : null;

    private static Finding? CapCanBePaid(PlanDraft draft) =>
        draft.Cap.Multiple is not null && !draft.Selling.Enabled && !draft.Redeeming.Enabled
            ? new("cap-unpayable", "cap", "设有封顶,却既不能卖出也不能兑换,退出无从支付。",
                "There is a cap, but neither selling nor redeeming is on: an exit could not be paid.")
            : null;

    private static Finding? NoticeIsGiven(PlanDraft draft) =>
        draft.Cap is { Multiple: not null, Automatic: false } && draft.Cap.NoticePeriod.Milliseconds <= 0
            ? new("notice-period", "cap.noticePeriod", "通知期须大于 0。", "The notice period is longer than nothing.")
            : null;

    private static Finding? FloatGuardsTheLastHolder(PlanDraft draft) =>
        draft.Profile is not PlanProfile.Sandbox && draft.Pool.Float < Money.FromYuan(100)
            ? new("float-required", "pool.float", "底仓须不少于 100 元,以防最后持有人套利。",
                "The float is at least 100 yuan; without it the last holder can take everybody's money (pool-rules 6).")
            : null;

    private static Finding? FloatFitsThePool(PlanDraft draft) =>
        draft.Pool.StartPrice > Money.Zero
        && (Int128)draft.Pool.Float.Units * Points.UnitsPerPoint / draft.Pool.StartPrice.Units > Decimals.Limit
            ? new("float-too-large", "pool.float", "底仓太大,按起始价换成的积分超出可记数的上限。",
                "The float is too large: at the start price it buys more points than can be counted.")
            : null;

    private static Finding? WithdrawalBoundsFit(PlanDraft draft) =>
        draft.Withdrawal.Max < draft.Withdrawal.Min || draft.Withdrawal.Min <= draft.Withdrawal.Fee
            ? new("withdrawal-bounds", "wallet.withdrawal", "提现下限须高于手续费,且不高于上限。",
                "The withdrawal minimum is above the fee and not above the maximum.")
            : null;

    private static Finding? CapExitIsAnnounced(PlanDraft draft) =>
        draft is { Profile: PlanProfile.Cn, Cap: { Multiple: not null, Automatic: true } }
            ? new("cap-automatic", "cap.mode", "CN 方案不得自动封顶退出,须先通知。",
                "Profile CN refuses automatic cap exits: write mode \"notify\".")
            : draft is { Profile: PlanProfile.Cn, Cap.Multiple: not null }
                && draft.Cap.NoticePeriod.Milliseconds < 7 * Instant.MillisecondsPerDay
                ? new("notice-period", "cap.noticePeriod", "CN 方案的通知期不少于 7 天。",
                    "Profile CN gives at least 7 days' notice.")
                : null;

    private static Finding? FinalityIsNotAsserted(PlanDraft draft) =>
        draft is { Profile: PlanProfile.Cn, Orders.AcceptFinal: true }
            ? new("accept-final", "orders.acceptFinal", "CN 方案的订单须走完退货期。",
                "Profile CN lets the return window run; acceptFinal is for examples.")
            : null;
}
