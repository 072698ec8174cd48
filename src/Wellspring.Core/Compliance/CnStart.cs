using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>
/// What profile CN allows as it starts: whatever needs a written acknowledgement, a verified identity or a tax rule is
/// refused here, because this release cannot record those yet.
/// </summary>
/// <remarks>Codes and their bases are those of the compliance facts, <c>docs/concepts/cn-profile.md</c>.</remarks>
internal static class CnStart
{
    private static readonly Duration ReturnWindow = Duration.Days(7);

    private static readonly ImmutableArray<string> RestrictedWords =
    [
        "金融", "交易所", "交易中心", "理财", "财富管理", "股权众筹", "虚拟货币", "虚拟资产", "加密货币", "稳定币",
    ];

    public static ImmutableArray<Func<PlanDraft, Finding?>> Rules { get; } =
    [
        NoNetStaticReturn, HeadlineMultipleNeedsAcknowledgement, ForcedSaleNeedsAcknowledgement,
        CashOutNeedsAcknowledgement, PayoutNeedsIdentity, TwoTiersNeedAcknowledgement, ReturnWindowIsWhole,
        NamesAreModest,
    ];

    /// <summary>Cap × payout above 1: a member who refers nobody could get back more than was spent.</summary>
    private static Finding? NoNetStaticReturn(PlanDraft draft) => Exceeds(draft, Rate.PartsPerWhole)
        ? new("CN-RAI-01", "cap.multiple",
            "封顶倍数 × 到手比例超过 1.00:会员不推荐别人也可能拿回超过消费额的钱,不能保存。",
            "cap × payout is above 1.00: a member who refers nobody could get back more than was spent.")
        : null;

    /// <summary>A cap whose payout is above the inflow rate: no plan can pay that to everybody.</summary>
    private static Finding? HeadlineMultipleNeedsAcknowledgement(PlanDraft draft) =>
        !Exceeds(draft, Rate.PartsPerWhole) && Exceeds(draft, InflowParts(draft))
            ? new("CN-RAI-02", "cap.multiple",
                "封顶倍数远高于全体会员能拿回的比例,须书面确认并公示;本版本还不能登记确认,请写 \"none\"。",
                "The cap is far above what all members together can get back: it needs a written acknowledgement and "
                + "disclosure, which this release cannot record yet; write \"none\".")
            : null;

    private static Finding? ForcedSaleNeedsAcknowledgement(PlanDraft draft) => draft.Cap.Multiple is not null
        ? new("CN-CON-02", "cap",
            "到顶自动卖出须入会时单独同意、提前通知并可改选商品;本版本还不能登记确认,请写 \"none\"。",
            "A sale at the cap needs separate consent, notice and a goods option on record, which this release cannot "
            + "hold yet; write \"none\".")
        : null;

    private static Finding? CashOutNeedsAcknowledgement(PlanDraft draft) => draft.Selling.Enabled
        ? new("CN-PAY-06", "selling.enabled",
            "积分变现默认关闭,启用须上传律师意见并由两人确认;本版本还不能登记确认,请写 false。",
            "Turning points into money is off by default: it needs a legal opinion and two approvers, which this "
            + "release cannot record yet; write false.")
        : null;

    private static Finding? PayoutNeedsIdentity(PlanDraft draft) => draft.Withdrawal.Enabled
        ? new("CN-PAY-04", "wallet.withdrawal.enabled",
            "提现前须完成实名核验并设置扣税规则;本版本还没有这两项,请写 false。",
            "Cash-out needs a verified identity and a withholding rule; this release has neither yet; write false.")
        : null;

    private static Finding? TwoTiersNeedAcknowledgement(PlanDraft draft) => draft.Rewards.Indirect != Rate.Zero
        ? new("CN-MLM-02", "rewards.indirect",
            "两层奖励并非法定安全线,须书面确认;本版本还不能登记确认,请只设一层(direct)。",
            "Two tiers are no legal safe harbour and need a written acknowledgement, which this release cannot record "
            + "yet; pay one tier (direct).")
        : null;

    private static Finding? ReturnWindowIsWhole(PlanDraft draft) =>
        draft.Orders.ReturnWindow.Milliseconds < ReturnWindow.Milliseconds
            ? new("CN-CON-01", "orders.returnWindow",
                "订单有 7 日无理由退货,积分和奖励须在退货期结束后才发放;请写不少于 \"7d\"。",
                "Orders carry a 7-day right of return and points come after it: write at least \"7d\".")
            : null;

    private static Finding? NamesAreModest(PlanDraft draft)
    {
        var names = string.Join(' ', draft.NameZh, draft.NameEn, draft.Operator);
        return RestrictedWords.FirstOrDefault(word => names.Contains(word, StringComparison.Ordinal)) is { } found
            ? new("CN-SEC-04", "name",
                $"名称含受限字样“{found}”,请更换。", $"The name contains the restricted word “{found}”. Choose another.")
            : null;
    }

    private static bool Exceeds(PlanDraft draft, long parts) => draft.Cap.Multiple is { } cap
        && (Int128)cap.Millionths * draft.Selling.Retention.Rest.Parts > (Int128)parts * Rate.PartsPerWhole;

    private static long InflowParts(PlanDraft draft) => Math.Max(
        0, (long)draft.Split.Commission.Parts - draft.Split.Platform.Parts - draft.Split.RewardBudget.Parts);
}
