namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section H of the rules: Consumers and platform rules 消费者、电商.</summary>
internal static class ConsumerRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-CON-01", "Points minted, sold or commission paid before the return window ends",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["消保法25 [S21]", "measured price drop 1.8674→1.1578, section 3"],
            "订单有7日无理由退货。积分和奖励须在退货期结束后才发放；仅靠退款冲回不够（先卖积分再退货会掏空积分池）。",
            "Orders carry a 7-day right of return. Points and rewards may be issued only after it ends; "
            + "clawback alone is not enough (sell points, then return goods, drains the pool)."),
        new("CN-CON-02", "Forced sale, or forced rebuy to continue",
            [RuleAction.Acknowledge, RuleAction.Refuse], RuleMoment.PlanSave,
            ["消保法26：不得利用格式条款并借助技术手段强制交易 [S21]", "电商法19 [S19]"],
            "到顶自动卖出须入会时单独同意、提前通知并允许改选商品；不得要求“复投”才能继续。",
            "Automatic sale at the cap needs separate consent on joining, advance notice and a goods option; "
            + "requiring re-purchase to continue is not allowed."),
        new("CN-CON-03", "Rule change without notice period",
            [RuleAction.Refuse], RuleMoment.Publish,
            ["电商法34 [S19]", "网络交易平台规则监督管理办法（2026-02-01施行） [S20]"],
            "规则变更须提前公示：一般7日，重要15日，并公开征求意见。",
            "Rule changes need prior notice: 7 days, or 15 days if important, with public comment."),
        new("CN-CON-04", "Change that cuts rights of points already issued",
            [RuleAction.Refuse], RuleMoment.Publish,
            ["平台规则办法32（会员服务） [S20]", "民法典543 [S44]", "法释〔2025〕4号9（4） [S23]"],
            "降低权益的修改只适用于新积分；旧积分按原规则，除非本人逐一同意。",
            "A change that reduces rights applies to new points only; older points keep their rules unless "
            + "each holder agrees."),
        new("CN-CON-05", "Deleting rule versions or journals",
            [RuleAction.Refuse], RuleMoment.Records,
            ["规则历史版本三年 [S20]", "电商法31 [S19]", "刑法162-1 [S2]"],
            "规则版本和账本不可删除。",
            "Rule versions and journals cannot be deleted."),
        new("CN-CON-06", "Retention shorter than law",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["电商法31三年 [S19]", "税征细则29十年 [S38]"],
            "交易记录至少3年，涉税账册至少10年。",
            "Keep trade records ≥ 3 years and tax books ≥ 10 years."),
        new("CN-CON-07", "Licence information missing",
            [RuleAction.Refuse], RuleMoment.Opening,
            ["电商法15 [S19]"],
            "首页须公示营业执照和许可信息。",
            "Show business licence and permits on the home page."),
        new("CN-CON-08", "Obstacles to closing an account",
            [RuleAction.Refuse], RuleMoment.Account,
            ["电商法24 [S19]", "PIPL47 [S39]"],
            "注销前须告知积分处理方式并允许先卖出或兑换。",
            "Before closure tell the member what happens to points and let them sell or redeem first."),
        new("CN-CON-09", "Stopping the scheme",
            [RuleAction.Acknowledge, RuleAction.Disclose], RuleMoment.Closing,
            ["电商法16三十日 [S19]", "法释〔2025〕4号7 [S23]"],
            "终止须提前30日公示，并公布积分池清算方案。",
            "Closing needs 30 days' notice and a published plan to distribute the pool."),
        new("CN-CON-10", "Pre-ticked joining or bundling",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["电商法19 [S19]", "PIPL14 [S39]", "消保条例23 [S22]"],
            "不得默认勾选加入。",
            "Joining may not be pre-ticked."),
    ];
}
