namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section N of the rules: Channel rules 微信.</summary>
internal static class ChannelRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CHN-WX-01", "WeChat channel with more than one paid tier",
            [RuleAction.Refuse, RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["微信社区引述官方口径：一级返利CPS不属多级分销 [S16]", "规范5.9多级分销经营行为 [S16]"],
            "微信渠道请只用一层推荐奖励；两层可能被判多级分销并封号。",
            "On WeChat use one tier only; two may be judged multi-level and the account banned."),
        new("CHN-WX-02", "Share split above 30 %",
            [RuleAction.Warn], RuleMoment.PlanSave,
            ["微信支付平台收付通默认最高30% [S17]"],
            "分给他人的比例{p}%超过微信支付默认上限30%。",
            "{p}% to others exceeds WeChat Pay's default 30 % limit."),
        new("CHN-WX-03", "Share-to-unlock",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["微信小程序规范5.1 [S16]"],
            "不得强制分享才能使用。",
            "No forced sharing to continue."),
    ];
}
