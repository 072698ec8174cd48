namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section F of the rules: Payment and cash-out 支付、二清.</summary>
internal static class PaymentRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-PAY-01", "Merchant money collected in operator's account and re-settled",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["217号文“二清” [S26]", "支付条例6、47 [S25]", "刑法225（3） [S2]"],
            "商户货款须由持牌机构直接分账到商户。不支持平台先收后付。",
            "Merchant proceeds must be split to merchants by a licensed institution. Collect-then-pay is not "
            + "supported."),
        new("CN-PAY-02", "Member wallet with top-up, spend and withdraw",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["217号文：电子钱包充值、消费、提现 [S26]", "支付条例15、47 [S25]"],
            "会员余额只能是“应付款”，不能充值。",
            "A member balance can only be an amount payable; it cannot be topped up."),
        new("CN-PAY-03", "Interest or yield on a balance",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["支付条例24 [S25]", "集资条例2 [S6]"],
            "余额不得计息或收益。",
            "Balances may not bear interest or yield."),
        new("CN-PAY-04", "Cash-out without identity check",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["反电诈法21、31 [S45]", "个税法9 [S34]", "微信不支持向非实名用户付款 [S18]"],
            "提现前须完成实名（姓名、证件、本人账户）核验。",
            "Identity (name, ID, own account) must be verified before cash-out."),
        new("CN-PAY-05", "Payee name differs from member",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["反电诈法31 [S45]"],
            "只能提到本人账户。",
            "Cash-out only to your own account."),
        new("CN-PAY-06", "Cash-out of points enabled at all",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["2018提示 [S8]", "集资条例19（3） [S6]"],
            "积分变现显著提高返利、集资认定风险。默认只换商品或抵扣。启用须上传律师意见并由两人确认。",
            "Turning points into money greatly raises rebate and fund-raising risk. Default is goods or "
            + "discount only. Enabling needs a legal opinion and two approvers."),
        new("CN-PAY-07", "Cash-out velocity or split pattern",
            [RuleAction.Record], RuleMoment.Payout,
            ["反电诈法22 [S45]", "集资条例12–13 [S6]"],
            "提现触发风控规则{r}，已转人工。",
            "Cash-out hit rule {r}; sent to human review.")
        {
            Holds = RuleHold.CashOut,
        },
        new("CN-PAY-08", "Cash or private-transfer payout without voucher",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["会计法16 [S42]", "税征法69 [S38]"],
            "付款须走对公或持牌渠道并登记凭证号。",
            "Payouts must use a corporate or licensed channel with a voucher number."),
    ];
}
