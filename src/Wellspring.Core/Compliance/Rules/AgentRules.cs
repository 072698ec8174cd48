namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section J of the rules: Region agents 特许经营.</summary>
internal static class AgentRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-FRA-01", "Paid region agent without franchise file",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["特许条例3、7、8、11、24、25 [S33]", "云联惠代理费+区域交易额0.5–2% [S12]"],
            "收取代理费（{fee}元）须按特许经营备案：企业主体、两家直营店满一年、合同与手册。缺少：{missing}。也可改为免费代理、按实际服务付费。",
            "Charging an agency fee (CNY {fee}) needs a franchise file: enterprise, two own stores for over "
            + "a year, contract, manual. Missing: {missing}. Or make it free and pay for real service."),
        new("CN-FRA-02", "Disclosure less than 30 days before signing",
            [RuleAction.Refuse], RuleMoment.Agreement,
            ["特许条例21–22 [S33]"],
            "签约前至少30日须书面披露。最早可签：{date}。",
            "Written disclosure is due at least 30 days before signing. Earliest: {date}."),
        new("CN-FRA-03", "No cooling-off or refund terms",
            [RuleAction.Refuse], RuleMoment.Agreement,
            ["特许条例12、16 [S33]"],
            "合同须有单方解除期和费用退还条件。",
            "The contract needs a unilateral withdrawal period and refund terms."),
        new("CN-FRA-04", "Territory income with no duties",
            [RuleAction.Acknowledge, RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（2）（3） [S1]", "特许条例29 [S33]"],
            "代理按区域订单分成而无服务义务，接近“交费躺收”。请写明服务内容和考核。",
            "A territory share with no duties looks like paying for passive income. State duties and how "
            + "they are measured."),
        new("CN-FRA-05", "Reward for bringing in a fee-paying agent",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（1）（2） [S1]"],
            "不得因介绍代理交费而发奖励。",
            "No reward for introducing a fee-paying agent."),
        new("CN-FRA-06", "Annual report",
            [RuleAction.Record], RuleMoment.Calendar,
            ["特许条例19 [S33]"],
            "请在一季度向商务部门报告上年合同。",
            "Report last year's contracts to the commerce authority in Q1."),
    ];
}
