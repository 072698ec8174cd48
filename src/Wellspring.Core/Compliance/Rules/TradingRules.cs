namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section E of the rules: Trading and exchange 交易、通兑.</summary>
internal static class TradingRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-TRD-01", "Member-to-member transfer, hang-sale or matching of points",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["国发38号/国办发37号：均等份额、集中交易、5日、200人 [S30]", "电商法46 [S19]", "42号文 [S28]"],
            "会员之间不得转让、挂售或撮合交易积分。",
            "Members may not transfer, list or match-trade points with each other."),
        new("CN-TRD-02", "Cross-platform exchange between different legal entities",
            [RuleAction.Refuse, RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["支付条例2、6、15、47 [S25]", "单用途卡仅限本企业/集团/同一品牌 [S24]"],
            "跨主体通兑使积分变为多用途支付工具，须有支付业务许可或同一集团（品牌）证明。缺少证明，不能启用。",
            "Exchange across legal entities makes points a multi-purpose payment instrument; a payment "
            + "licence or proof of same group/brand is required. Not enabled."),
        new("CN-TRD-03", "Market-style price screen",
            [RuleAction.Warn], RuleMoment.PlanSave,
            ["policy", "广告法25 [S32]"],
            "请用文字和表格显示池与价格，并附风险提示；不做K线和盘口。",
            "Show pool and price as text and tables with the risk notice; no candlesticks or order book."),
    ];
}
