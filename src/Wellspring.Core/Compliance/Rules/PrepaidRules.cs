namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section G of the rules: Prepaid value and courses 预付.</summary>
internal static class PrepaidRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-PRE-01", "Selling prepaid value",
            [RuleAction.Acknowledge, RuleAction.Refuse], RuleMoment.PlanSave,
            ["单用途办法 [S24]"],
            "单用途预付卡须30日内备案；记名卡≤5000元、不记名卡≤1000元；存管比例不低于20%/30%/40%。缺少：{missing}。",
            "Single-purpose prepaid: file within 30 days; named ≤ CNY 5,000, unnamed ≤ 1,000; custody ≥ "
            + "20/30/40 %. Missing: {missing}."),
        new("CN-PRE-02", "Prepaid with promised return",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["2016三部门提示 [S9]"],
            "预付款不得承诺到期返还加收益。",
            "Prepayments may not promise repayment plus return."),
        new("CN-PRE-03", "7-day refund of prepaid principal and courses off",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["法释〔2025〕4号14 [S23]"],
            "付款七日内的预付款（课程）须可退本金。",
            "Principal of a prepayment (course) must be refundable within 7 days of payment."),
        new("CN-PRE-04", "No written contract for prepayment",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["消保法实施条例22 [S22]"],
            "收取预付款须与消费者订立书面（电子）合同。",
            "Taking prepayment needs a written (electronic) contract."),
        new("CN-PRE-05", "“No refund / no transfer / final interpretation” terms",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["法释〔2025〕4号9 [S23]", "消保法26 [S21]"],
            "条款“{w}”无效，请删除。",
            "The term “{w}” is void. Remove it."),
    ];
}
