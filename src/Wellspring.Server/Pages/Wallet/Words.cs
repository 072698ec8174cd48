using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>What the stable words of statements and withdrawals say to a person.</summary>
public static class Words
{
    public static Bilingual Of(StatementRow row) => row.Line.What switch
    {
        "placed" => new("下单,积分待结算", "Ordered, points pending"),
        "settled" => new("订单完成,积分到账", "Order final, points issued"),
        "sold" => new("卖出积分", "Points sold"),
        "redeemed" => new("积分换商品", "Points redeemed for goods"),
        "credit-spent" => new("使用购物金", "Goods credit used"),
        "referred" => new("记录推荐人", "Referrer recorded"),
        "unbound" => new("解除推荐人", "Referrer unlinked"),
        "level" => new("级别变动", "Level changed"),
        "promoter" => new("任命为推广员", "Appointed as a promoter"),
        "promoter-ended" => new("推广员任命结束", "No promoter any more"),
        "agent" => new("任命为区域代理", "Appointed as a region agent"),
        "agent-ended" => new("区域代理任命结束", "Region agent's appointment ended"),
        "agent-fee" => new("代理费入账", "Agent's fee booked"),
        "dividend" => new("股东分红", "Dividend"),
        "withdrawal" => new("申请提现", "Withdrawal requested"),
        "withdrawal-rejected" => new("提现被驳回,钱已退回零钱", "Withdrawal rejected, money back in the wallet"),
        "withdrawal-failed" => new("提现未成功,钱已退回零钱", "Withdrawal failed, money back in the wallet"),
        "exited" => new("封顶退出,积分卖出", "Cap exit, points sold"),
        "notice" => new("封顶退出预告", "Notice of a cap exit"),
        "notice-lapsed" => new("封顶退出预告取消", "Notice lapsed"),
        "reward" => new("订单奖励", "Reward of an order"),
        "reward-returned" => new("订单奖励冲回", "Reward of an order returned"),
        "reversed" => new("退款,积分收回", "Refund, points taken back"),
        "owes" => new("退款后应补款项", "Owed after a refund"),
        "owed-paid" => new("抵扣欠款", "Paid towards what was owed"),
        "closing" => new("计划终止,按份额分配", "Scheme closed, share paid"),
        var other => OfOldDebt(other),
    };

    public static Bilingual OfState(string state) => state switch
    {
        "requested" => new("等待审核", "Waiting for review"),
        "approved" => new("已批准,等待打款", "Approved, waiting for payment"),
        "claimed" or "unknown" => new("打款中,结果待渠道确认", "Being paid; the channel has yet to confirm"),
        "paid" => new("已到账", "Paid"),
        "failed" => new("未成功,钱已退回零钱", "Failed; the money is back in the wallet"),
        "rejected" => new("已驳回,钱已退回零钱", "Rejected; the money is back in the wallet"),
        "refused" => new("未受理", "Not accepted"),
        var other => new(other, other),
    };

    private static Bilingual OfOldDebt(string what) => what switch
    {
        "claim" => new("登记历史债权", "Old claim registered"),
        "claim-disputed" => new("债权有争议，暂不转换", "Claim disputed, not converted for now"),
        "claim-resolved" => new("债权争议已解决", "Dispute about a claim settled"),
        "claim-given" => new("债权转给他人", "Claim given to somebody else"),
        "claim-received" => new("接受他人债权", "Claim received from somebody else"),
        "claim-withdrawn" => new("误登的债权撤回", "Claim registered by mistake, taken back"),
        "claim-waived" => new("签字放弃剩余债权", "Rest of the claim waived by signature"),
        "offer-yes" => new("同意转换要约", "Offer accepted"),
        "offer-no" => new("不同意转换要约", "Offer declined"),
        "offer-later" => new("转换要约以后再说", "Offer put off"),
        "consent-revoked" => new("撤回同意，消费币退回债权", "Consent taken back, coins are claim again"),
        "coins-paid" => new("用消费币付款，终局前占用", "Paid with coins, held until final"),
        "coins-settled" => new("消费币订单完成，积分锁定", "Coin order final, points locked"),
        "points-locked" => new("经营者为您买入锁定积分", "Locked points bought for you"),
        "released" => new("锁定积分释放", "Locked points released"),
        var other => new(other, other),
    };

    public static Bilingual OfRefusal(Refusal refusal)
    {
        var (zh, en) = RefusalText.Of(refusal);
        return new(zh, en);
    }
}
