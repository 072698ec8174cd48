namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section A of the rules: Referral and team pay 传销.</summary>
internal static class ReferralRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-MLM-01", "Paid referral tiers above 2",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（3）、24 [S1]", "2013意见一 [S3]"],
            "推荐奖励最多计两层。当前设置为{n}层，会形成以下线业绩给付上线报酬的多层结构（《禁止传销条例》第七条第三项），不能保存。",
            "Referral rewards may reach at most 2 tiers. {n} tiers would pay uplines on downline sales (Art. "
            + "7(3), Prohibition of Pyramid Selling). Not saved."),
        new("CN-MLM-02", "Exactly two paid tiers",
            [RuleAction.Acknowledge], RuleMoment.PlanSave,
            ["2013意见七：层级含组织者本人一级，A→B→C已是三级 [S3]", "传销条例7（3） [S1]"],
            "两层奖励并非法定安全线：按2013年意见，A→B→C连同A本人已计为三级。启用前须由负责人书面确认并说明理由。建议只设一层。",
            "Two tiers is not a legal safe harbour: counted with the organiser's own level, A→B→C is already "
            + "three levels. A responsible person must confirm in writing, with reasons. One tier is "
            + "recommended."),
        new("CN-MLM-03", "Payment or purchase needed to become a promoter",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（2） [S1]", "刑法224-1 [S2]", "花生日记99元、云集365元 [S13][S14]"],
            "推广资格不得以缴费、买商品、买课程或消费达标为条件（变相入门费）。请改为免费开通。",
            "The right to earn referral rewards must not depend on paying, buying goods or courses, or "
            + "reaching a spend level (disguised entry fee). Make activation free."),
        new("CN-MLM-04", "Reward or rank by number of people recruited",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（1） [S1]", "刑法224-1 [S2]"],
            "不得按拉来的人数发奖励或升级（包括注册奖、人头奖、团队人数升级）。奖励只能对应真实、已完成的商品或服务订单。",
            "No reward or rank by number of people recruited (sign-up bonus, head bonus, team-size upgrade). "
            + "Rewards must follow real, completed orders of goods or services."),
        new("CN-MLM-05", "Commission base is not sale of goods",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（1）（2） [S1]", "2018六部门提示第三点 [S8]"],
            "佣金只能按商品或服务订单的实收净额计算。{items}（如入会费、代理费、资格课程费、充值、积分买卖）不得作为计佣基数。",
            "Commission may only be computed on the net amount received for goods or services. {items} ("
            + "joining, agency or qualification fees, top-ups, point trades) cannot be a commission base."),
        new("CN-MLM-06", "Level-differential or peer bonus along the referral tree",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["传销条例7（3） [S1]", "直销企业也只能按本人销售计酬（直销条例24） [S46]", "花生日记 [S13]"],
            "级差奖、平级奖沿推荐链向上计酬，层数不受限，属于团队计酬结构，不能启用。",
            "Level-differential and peer bonuses pay up the referral chain without limit (team remuneration)"
            + ". Cannot be enabled."),
        new("CN-MLM-07", "One order pays more than 2 upline persons",
            [RuleAction.Refuse], RuleMoment.Posting,
            ["同 CN-MLM-01 [S1]", "invariant"],
            "本订单将向{n}名上级发放奖励，超过上限2名，已拒绝入账。",
            "This order would pay {n} upline persons; the limit is 2. Posting refused."),
        new("CN-MLM-08", "Off-book payout (offline bonus, second system, compute-only bonus)",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["会计法16 [S42]", "刑法162-1、201 [S2]", "税征法63、69 [S38]", "隐匿账目可认定非法占有目的：非法集资解释7（6） [S7]"],
            "所有奖励必须由账本计算、入账并留付款凭证号。不支持线下发放、另一系统统计或“只算不发”。",
            "Every reward must be computed, posted and paid through the ledger with a payment voucher "
            + "number. Offline payout, a second system or compute-only bonuses are not supported."),
        new("CN-MLM-09", "Tree grows to the criminal filing threshold",
            [RuleAction.Warn], RuleMoment.Nightly,
            ["2013意见一、四、七", "立案追诉标准（二） [S3][S4]"],
            "推荐树“{root}”已达{d}级、{m}人（刑事立案参考线：三级且三十人）。第二层奖励已暂停，等待合规负责人复核。达到人数本身不等于违法，但必须核对有无入门费、人头奖和虚假交易。",
            "Referral tree “{root}” has {d} levels and {m} people (criminal filing reference: 3 levels and "
            + "30 people). Tier-2 rewards are on hold for review. Size alone is not an offence; check for "
            + "entry fees, head bonuses and fake orders.")
        {
            Holds = RuleHold.SecondTier,
        },
        new("CN-MLM-10", "Minor or barred person as promoter",
            [RuleAction.Refuse, RuleAction.Warn], RuleMoment.Activation,
            ["民法典18–20 [S44]", "直销条例15（类推） [S46]"],
            "未满18周岁不能成为推广员或代理，也不能提现。",
            "People under 18 cannot be promoters or agents and cannot cash out."),
        new("CN-MLM-11", "Buyer not told that a referrer earns from the order",
            [RuleAction.Disclose], RuleMoment.Checkout,
            ["消保法8 [S21]", "PIPL17 [S39]"],
            "您经“{nick}”推荐。您每笔订单商品净额的{p}%会作为推荐奖励给推荐人，不增加您的付款。您可随时解除推荐关系。",
            "You were referred by “{nick}”. {p}% of the net goods amount of each order goes to the referrer; "
            + "you pay nothing extra. You may unlink at any time."),
        new("CN-MLM-12", "Self-dealing or fake orders for points",
            [RuleAction.Record], RuleMoment.Mint,
            ["2018六部门提示：虚构商品交易 [S8]", "反不正当竞争法9 [S47]"],
            "订单疑似自买自卖或无真实交付，积分与奖励暂不发放，等待人工审核。",
            "Order looks self-dealt or undelivered. Points and rewards are on hold for human review.")
        {
            Holds = RuleHold.Mint,
        },
        new("CN-MLM-13", "Price inflation signal",
            [RuleAction.Warn], RuleMoment.PlanSave,
            ["虚高价格=变相入门费（2018提示：返利来自商品溢价） [S8]", "微信分账默认上限30% [S17]. 30% is product policy， not law"],
            "商户抽成{p}%偏高，可能抬高商品价格、变相收费。请提供同款市场价依据。",
            "A merchant commission of {p}% is high and may inflate prices (disguised fee). Attach evidence "
            + "of market price."),
    ];
}
