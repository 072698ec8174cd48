namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section C of the rules: Equity 股权.</summary>
internal static class EquityRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-SEC-01", "Points to equity without registered, licensed route",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["证券法9、37、180 [S31]", "刑法179 [S2]", "集资条例19（2）（3） [S6]", "解释2（8）、10 [S7]"],
            "积分换股份须有证券注册文件或依法豁免意见、合法交易场所和发行人信息。缺少：{missing}。",
            "Points-to-equity needs a registration (or counsel's exemption opinion), a licensed venue and "
            + "issuer details. Missing: {missing}."),
        new("CN-SEC-02", "More than 200 holders or public offer",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["证券法9（2） [S31]", "解释10 [S7]"],
            "累计对象{n}人，超过200人，或面向不特定对象，属于公开发行，不能进行。",
            "{n} cumulative offerees exceeds 200, or the offer is public: a public offering. Blocked."),
        new("CN-SEC-03", "“Shareholder” dividend sold to or paid to non-shareholders",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["集资条例19 [S6]", "收益权代币化/权益凭证：42号文 [S28]"],
            "“股东分红”只能付给经核对的登记股东，不得出售股东名号或分红权。",
            "“Shareholder dividend” may only go to verified registered shareholders; titles or dividend "
            + "rights may not be sold."),
        new("CN-SEC-04", "Restricted words in operator, pool or point names",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["集资条例9（企业名称与经营范围） [S6]", "42号文 [S28]"],
            "名称含受限字样“{w}”，请更换。",
            "The name contains the restricted word “{w}”. Choose another."),
    ];
}
