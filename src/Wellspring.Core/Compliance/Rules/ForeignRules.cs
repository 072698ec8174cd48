namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section O of the rules: EU and US analogues 欧盟、美国.</summary>
internal static class ForeignRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("EU-01", "Pyramid",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["UCPD Annex I(14)", "C-515/12 [S50]"],
            "（欧盟）缴费加入且报酬主要来自拉人，禁止。",
            "(EU) Paying to join for rewards mainly from introducing others is banned."),
        new("EU-02", "Transferable points on DLT",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["MiCA rec. 17 excludes only non-transferable issuer loyalty points [S51]"],
            "（欧盟）可转让链上积分属MiCA范围。",
            "(EU) Transferable on-chain points fall under MiCA."),
        new("EU-03", "Multi-merchant paid points redeemable in cash",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["E-Money Dir. / PSD2 limited network [G]"],
            "（欧盟）可能构成电子货币。",
            "(EU) May be e-money."),
        new("US-01", "Rewards unrelated to sale to ultimate users",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["FTC Act s.5", "BurnLounge, 753 F.3d 878 [S55]"],
            "（美国）报酬主要来自招募，属金字塔。",
            "(US) Rewards mainly for recruitment are a pyramid."),
        new("US-02", "Cash-redeemable, appreciating points sold on expected profit",
            [RuleAction.Refuse, RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["Howey", "SEC staff framework 2019 [S54]"],
            "（美国）可能是投资合同（证券）。",
            "(US) May be an investment contract (security)."),
        new("US-03", "Prepaid access",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["31 CFR 1010.100", "FIN-2016-G002 [S52]"],
            "（美国）可能需MSB登记。",
            "(US) MSB duties may apply."),
        new("US-04", "Paid agents",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["16 CFR 436, 437 [S53]"],
            "（美国）披露期不足。",
            "(US) Disclosure period not met."),
    ];
}
