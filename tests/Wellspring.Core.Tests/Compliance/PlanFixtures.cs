using Wellspring.Core.Compliance;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>Rules that a plan's settings fire.</summary>
internal static class PlanFixtures
{
    private const string Paper = "\"0000000000000000000000000000000000000000000000000000000000000001\"";

    private static readonly (string, string) Cap = ("cap.multiple", "\"1.2\"");

    public static RuleFixture[] All { get; } =
    [
        RuleFixture.Setting("CN-MLM-01", "rewards.third", "\"0.1%\"", "\"0%\""),
        RuleFixture.Setting("CN-MLM-02", "rewards.indirect", "\"0.2%\"", "\"0%\""),
        RuleFixture.Setting("CN-MLM-03", "promoter.activation.requiresPurchase", "true", "false"),
        RuleFixture.Setting("CN-MLM-04", "rewards.headBonus", "\"10\"", "\"0\""),
        RuleFixture.Setting("CN-MLM-05", "commission.base", "[\"goods\", \"joinFee\"]", "[\"goods\"]"),
        RuleFixture.Setting("CN-MLM-06", "rewards.levels",
            "[{\"name\": \"V1\", \"rate\": \"0.1%\", \"minSpend\": null}]", "[]"),
        RuleFixture.Setting("CN-MLM-08", "bonus.payoutMode", "\"offline\"", "\"ledger\""),
        RuleFixture.Setting("CN-MLM-13", "split.commission", "\"31%\"", "\"30%\""),
        RuleFixture.Setting("CN-RAI-01", "cap.multiple", "\"2.0\"", "\"1.2\"", ("selling.retention", "\"20%\"")),
        RuleFixture.Setting("CN-RAI-02", "cap.multiple", "\"1.2\"", "\"0.2\"", ("selling.retention", "\"20%\"")),
        RuleFixture.Setting("CN-RAI-03", "guarantee.fixedRate", "\"8%\"", "\"0%\""),
        RuleFixture.Setting("CN-SEC-01", "compliance.equity.opinionHash", "\"\"", Paper,
            ("compliance.equity.enabled", "true"), ("compliance.equity.registrationNo", "\"R-1\""),
            ("compliance.equity.venue", "\"V\""), ("compliance.equity.issuer", "\"I\"")),
        RuleFixture.Setting("CN-SEC-02", "compliance.equity.offerees", "201", "200"),
        RuleFixture.Setting("CN-SEC-03", "rewards.dividends", "true", "true") with
        {
            Fails = "`rewards.dividends: true`", Passes = "the same with `compliance.equity.shareRegisterHash`",
            Passing = () => RuleFixture.CheckPlan(
                ("rewards.dividends", "true"), ("compliance.equity.shareRegisterHash", Paper)),
        },
        RuleFixture.Setting("CN-SEC-04", "name.zh", "\"幸福理财\"", "\"幸福生活\""),
        RuleFixture.Setting("CN-TOK-01", "points.onChain", "true", "false"),
        RuleFixture.Setting("CN-TOK-02", "exchange.tokens", "\"USDT\"", "\"none\""),
        RuleFixture.Setting("CN-TOK-03", "compliance.ledger.userFacing", "true", "false"),
        RuleFixture.Setting("CN-TOK-04", "name.en", "\"Green coin\"", "\"Green points\""),
        RuleFixture.Setting("CN-TRD-01", "points.transferable", "true", "false"),
        RuleFixture.Setting("CN-TRD-02", "compliance.exchange.acceptor", "\"Another Co.\"", "\"\"",
            ("compliance.exchange.enabled", "true")),
        RuleFixture.Setting("CN-TRD-03", "ui.candlestick", "true", "false"),
        RuleFixture.Setting("CN-PAY-01", "settlement.mode", "\"operatorAccount\"", "\"split\""),
        RuleFixture.Setting("CN-PAY-02", "wallet.topUp", "true", "false"),
        RuleFixture.Setting("CN-PAY-03", "wallet.yield", "\"2%\"", "\"0%\""),
        RuleFixture.Setting("CN-PAY-06", "selling.enabled", "true", "false"),
        RuleFixture.Setting("CN-PRE-01", "compliance.prepaid.filingNo", "\"\"", "\"F-1\"",
            ("compliance.prepaid.enabled", "true"), ("compliance.prepaid.custody", "\"20%\""),
            ("compliance.prepaid.maxCard", "\"5000\"")),
        RuleFixture.Setting("CN-LEG-04", "compliance.solvency.liabilities", "\"2000000\"", "\"1000000\"",
            ("compliance.solvency.assets", "\"1000000\""), ("legacy.cap", "\"100%\"")),
        RuleFixture.Setting("CN-PRE-02", "prepaid.bonusReturn", "\"10%\"", "\"0%\""),
        RuleFixture.Setting("CN-PRE-03", "course.refund7d", "false", "true"),
        RuleFixture.Setting("CN-PRE-04", "compliance.prepaid.contractHash", "\"\"", Paper,
            ("compliance.prepaid.enabled", "true")),
        RuleFixture.Setting("CN-CON-01", "orders.returnWindow", "\"6d\"", "\"7d\""),
        RuleFixture.Setting("CN-CON-02", "cap.requireRebuy", "true", "false") with { Action = RuleAction.Refuse },
        RuleFixture.Setting("CN-CON-05", "journal.deletable", "true", "false"),
        RuleFixture.Setting("CN-CON-06", "compliance.records.taxBookYears", "9", "10"),
        RuleFixture.Setting("CN-CON-08", "account.forfeitOnClosure", "true", "false"),
        RuleFixture.Setting("CN-CON-10", "join.defaultOn", "true", "false"),
        RuleFixture.Setting("CN-FRA-01", "compliance.franchise.ownStores", "1", "2",
            ("compliance.agents.fee", "\"50000\""), ("compliance.franchise.enterprise", "true"),
            ("compliance.franchise.filingNo", "\"F-1\""), ("compliance.franchise.contractHash", Paper),
            ("compliance.franchise.manualHash", Paper)),
        RuleFixture.Setting("CN-FRA-03", "compliance.agents.coolingOff", "\"0d\"", "\"15d\"",
            ("compliance.agents.fee", "\"50000\""), ("compliance.agents.refundTerms", "\"按剩余月数退还\"")),
        RuleFixture.Setting("CN-FRA-04", "compliance.agents.duties", "\"\"", "\"每月走访门店，有记录\"",
            ("rewards.regionAgents", "{\"district\": \"0.1%\"}")),
        RuleFixture.Setting("CN-FRA-05", "rewards.agentIntroducer", "\"10%\"", "\"0%\""),
        RuleFixture.Setting("CN-TAX-03", "compliance.tax.pointSale", "\"undecided\"", "\"incidental\"",
            ("selling.enabled", "true")),
        RuleFixture.Setting("CN-PI-05", "compliance.privacy.hostedAbroad", "true", "false"),
        RuleFixture.Setting("CN-PI-08", "compliance.privacy.assessmentHash", "\"\"", Paper,
            ("wallet.withdrawal.enabled", "true")),
        RuleFixture.Setting("CN-PI-09", "teamView.fields", "[\"maskedNickname\", \"phone\"]",
            "[\"maskedNickname\", \"ownReward\"]"),
        RuleFixture.Setting("CHN-WX-01", "rewards.indirect", "\"0.2%\"", "\"0%\"",
            ("compliance.channels.wechat", "true")) with { Action = RuleAction.Refuse },
        RuleFixture.Setting("CHN-WX-02", "split.commission", "\"31%\"", "\"30%\"",
            ("compliance.channels.wechat", "true")),
        RuleFixture.Setting("CHN-WX-03", "ui.forceShare", "true", "false"),
    ];

    /// <summary>Settings with which everything that an acknowledgement can answer is open at once.</summary>
    public static (string, string)[] EverythingToAcknowledge { get; } =
        [("rewards.indirect", "\"0.2%\""), Cap, ("selling.enabled", "true")];
}
