namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section K of the rules: Tax 税.</summary>
internal static class TaxRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-TAX-01", "Payout to a person without tax identity",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["个税法9 [S34]"],
            "付款前须登记纳税人识别号。",
            "A tax ID is needed before payout."),
        new("CN-TAX-02", "Withholding not configured for payout type",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["个税法9、10 [S34]", "税征法69：应扣未扣0.5–3倍罚款 [S38]", "公告2025年16号累计预扣 [S36]"],
            "奖励类型“{t}”未设置扣税规则。",
            "Payout type “{t}” has no withholding rule."),
        new("CN-TAX-03", "Tax class of points cash-out undecided",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["折扣/积分换礼品不征：财税〔2011〕50号 [S37]", "现金变现属何所得未见明文 [G]"],
            "积分换钱如何计税未见明文，请会计师书面确定税目和依据。",
            "How cash-out of points is taxed is not expressly settled; an accountant must fix the class and "
            + "basis in writing."),
        new("CN-TAX-04", "Quarterly platform report due",
            [RuleAction.Record], RuleMoment.Calendar,
            ["涉税信息报送规定4 [S35]"],
            "请在{date}前报送平台内经营者和从业人员身份与收入信息。",
            "Report identities and income of merchants and workers by {date}."),
        new("CN-TAX-05", "Platform base information",
            [RuleAction.Record], RuleMoment.Calendar,
            ["涉税信息报送规定3 [S35]"],
            "开业30日内报送域名、业务类型、主体信息。",
            "File domain, business type and operator data within 30 days."),
    ];
}
