namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section D of the rules: Tokens and chains 代币、区块链.</summary>
internal static class TokenRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-TOK-01", "Points as transferable token on any chain",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["2017公告 [S27]", "银发〔2026〕42号：境内RWA代币化及信息技术服务禁止 [S28] （2021-09-24通知已被其废止 [S28]）"],
            "积分不得做成可转让的链上代币或收益权凭证。可用防篡改日志代替。",
            "Points may not be a transferable on-chain token or income-right certificate. Use the "
            + "tamper-evident journal instead."),
        new("CN-TOK-02", "Exchange, pricing or brokering between money and tokens",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["2017公告 [S27]", "42号文 [S28]"],
            "不提供法币与代币兑换、代币定价或撮合。",
            "No exchange, pricing or matching between money and tokens."),
        new("CN-TOK-03", "Public DLT information service",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["区块链信息服务管理规定：10个工作日内备案", "备案不代表认可 [S29]"],
            "面向公众的区块链信息服务须在10个工作日内备案并标明编号。备案只是登记，不得宣传为国家认可。",
            "A public blockchain information service must be filed within 10 working days and show its "
            + "number. Filing is not endorsement."),
        new("CN-TOK-04", "Coin/token wording",
            [RuleAction.Warn], RuleMoment.PlanSave,
            ["policy", "42号文语境 [S28]"],
            "建议不用“币、通证、代币”称呼积分。",
            "Avoid “coin” or “token” as a name for points."),
    ];
}
