namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section M of the rules: Legacy debt 历史债务.</summary>
internal static class LegacyRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-LEG-01", "Legacy conversion without each creditor's consent",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["民法典543、551（未表示视为不同意） [S44]"],
            "债权人“{id}”未签署同意，不能转换。沉默不算同意。",
            "Creditor “{id}” has not signed. Silence is not consent."),
        new("CN-LEG-02", "Legacy points released unbacked",
            [RuleAction.Refuse], RuleMoment.Posting,
            ["同 CN-RAI-04"],
            "本批释放缺少{a}元对应资金。",
            "This release lacks CNY {a} of backing."),
        new("CN-LEG-03", "Legacy liabilities hidden from new members",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["消保法8、20 [S21]", "广告法28 [S32]"],
            "入会页须显示未清历史债务总额{a}元。",
            "The join page must show legacy debts outstanding: CNY {a}."),
        new("CN-LEG-04", "Operator may be insolvent",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["企业破产法31–32（个别清偿可撤销） [S49]"],
            "资不抵债时个别转换、清偿可能被撤销，须律师意见。",
            "If insolvent, selective conversion or payment may be reversed; counsel's opinion needed."),
    ];
}
