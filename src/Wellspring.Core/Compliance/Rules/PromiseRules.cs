namespace Wellspring.Core.Compliance.Rules;

/// <summary>Section B of the rules: Money promises and the pool 非法集资.</summary>
internal static class PromiseRules
{
    public static ComplianceRule[] All { get; } =
    [
        new("CN-RAI-01", "Net static return above spend",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["集资条例2、19（3） [S6]", "非法集资解释1（3）、2（4） [S7]"],
            "封顶倍数{c}×到手比例{p}={x}，会员不推荐别人也可能拿回超过消费额的钱，不能保存。上限为1.00。",
            "Cap {c} × payout {p} = {x}: a member who refers nobody could get back more than was spent. Not "
            + "saved. The limit is 1.00."),
        new("CN-RAI-02", "Headline multiple above what the pool can pay on average",
            [RuleAction.Acknowledge, RuleAction.Disclose], RuleMoment.PlanSave,
            ["2018六部门提示第一点：高额返利难以实现 [S8]", "广告法28（2） [S32]"],
            "全体会员合计最多只能拿回消费总额的{r}%（即进池比例，另加已公示的注资）。“最高{c}倍”只是个别上限，必须与此数并列显示，并显示实际达到上限的会员比例：{k}%。",
            "All members together can never receive more than {r}% of total spend (the pool inflow rate, "
            + "plus disclosed injections). “Up to {c}x” is an individual ceiling; show it beside this figure "
            + "and the actual share of members who reached it: {k}%."),
        new("CN-RAI-03", "Promise of return, floor price or buy-back guarantee",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["集资条例2、11、19（3） [S6]", "解释1（3） [S7]", "广告法25 [S32]"],
            "不得设置或宣传固定收益、到期返还、最低价、保证回购或保本。",
            "Fixed return, return by a date, floor price, guaranteed buy-back or capital guarantee may not "
            + "be set or advertised."),
        new("CN-RAI-04", "Unbacked mint",
            [RuleAction.Refuse], RuleMoment.Posting,
            ["刑法192、266 [S2]", "解释7 [S7]", "2018提示 [S8]"],
            "本次发行没有等值资金同时进池，已拒绝。任何人（包括管理员、历史资产转换、赠送）都不能无资金发行积分。",
            "This mint has no matching cash deposit and is refused. Nobody (admin, legacy conversion, gift) "
            + "may mint unbacked points."),
        new("CN-RAI-05", "Points for top-up, prepayment or no goods",
            [RuleAction.Refuse], RuleMoment.PlanSave,
            ["2016三部门提示 [S9]", "2018提示：直接向平台缴纳一定比例费用 [S8]", "解释2（4） [S7]"],
            "积分只能随真实商品或服务订单产生。充值、交费、商户自缴比例换积分均不支持。",
            "Points arise only from real orders of goods or services. Points for top-ups, fees or merchant "
            + "self-payment are not supported."),
        new("CN-RAI-06", "New members' money pays old claims",
            [RuleAction.Refuse], RuleMoment.Payout,
            ["2018提示 [S8]", "解释7（1）（5） [S7]", "集资条例25–26 [S6]"],
            "历史欠款只能用运营方自有资金或商品偿付，不能动用新会员形成的积分池。",
            "Legacy debts may only be paid from the operator's own funds or goods, never from the pool built "
            + "by new members."),
        new("CN-RAI-07", "Capital injection into the pool",
            [RuleAction.Acknowledge, RuleAction.Record], RuleMoment.Posting,
            ["资金来源与用途须可查：集资条例13、26 [S6]", "提前宣传=托底承诺 [S6]"],
            "注资须上传资金来源、合同和批准人；入池后不可撤回；不得提前宣传或称为托底、保价。",
            "An injection needs source of funds, contract and approver; it cannot be withdrawn and must not "
            + "be announced in advance or called price support."),
        new("CN-RAI-08", "Operator withdraws from the pool",
            [RuleAction.Refuse], RuleMoment.Posting,
            ["2018提示第二点：资金由平台控制 [S8]", "解释7（5） [S7]"],
            "积分池只能用于会员卖出、退款冲回或执行法院、行政机关文书。",
            "The pool may only pay member sales, refund clawbacks, or a court or authority order."),
        new("CN-RAI-09", "Pool book value differs from bank or custody balance",
            [RuleAction.Warn], RuleMoment.Daily,
            ["会计法3、9 [S42]", "2018提示 [S8]"],
            "账面积分池{a}元，最近银行对账{b}元（{t}）。差额未说明前，提现暂停并向会员显示“资金未核对”。",
            "Pool book {a}; last bank attestation {b} ({t}). Cash-out is on hold and members see “funds not "
            + "reconciled” until explained.")
        {
            Holds = RuleHold.CashOut,
        },
        new("CN-RAI-10", "Suspected illegal fund-raising content or flow found",
            [RuleAction.Record], RuleMoment.Content,
            ["集资条例10（2）保存记录并报告、34 [S6]"],
            "发现涉嫌非法集资信息，已保存证据。请在{d}日内决定是否向处置非法集资牵头部门报告。",
            "Suspected illegal fund-raising content; evidence saved. Decide within {d} days whether to "
            + "report to the lead authority."),
    ];
}
