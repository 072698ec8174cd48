using System.Collections.Frozen;

namespace Wellspring.Core.Pools;

/// <summary>What a refusal 拒绝 says to a person: what happened, and what would help.</summary>
public static class RefusalText
{
    private static readonly FrozenDictionary<Refusal, (string Zh, string En)> Sentences =
        new Dictionary<Refusal, (string Zh, string En)>
        {
            [Refusal.None] = (
                "没有被拒绝。",
                "Nothing was refused."),
            [Refusal.NothingToSettle] = (
                "金额是 0，没有可结算或可退的钱；请填写大于 0 的金额。",
                "The amount is zero, so there is nothing to settle or to give back; send an amount above zero."),
            [Refusal.AmountTooLarge] = (
                "单笔金额超过 10 亿元；请核对金额，确实有这么大就分几笔。",
                "One order or payment is at most 1,000,000,000 yuan; check the amount, or send it in parts."),
            [Refusal.PoolFull] = (
                "这样一来池内某项累计数会超出可记录的上限，所以没有执行；请减小金额，或联系技术支持。",
                "A total of the pool would grow past what can be booked; use a smaller amount, or call support."),
            [Refusal.PointsTooCoarse] = (
                "订单金额太小，按现在的单价连最小单位的积分都换不到；请合并成较大的订单，或在方案里调低拆分线 splitAt。",
                "At today's price the order is too small for even the smallest unit of points; "
                + "settle a larger order, or lower splitAt in the plan."),
            [Refusal.CommissionTooLow] = (
                "佣金比例不够付平台费和奖励预算；请不低于两者之和，或设为 0%（不产生积分）。",
                "The commission cannot cover the platform's share and the reward budget; "
                + "set at least their sum, or 0% for orders without points."),
            [Refusal.CommissionUnfunded] = (
                "商家预存款不够付这单的佣金，积分没有发出；请商家充值，等待中的订单会随即结算，其余请重新提交。",
                "The merchant's deposit does not cover this order's commission, so no points were made; "
                + "top it up: waiting orders settle then, others are sent anew."),
            [Refusal.OrderNotFinal] = (
                "订单还没有过退货期；新订单请用 placeOrder 登记，要退款请用 refundOrder。",
                "The order is not final yet; hand in new orders with placeOrder, give money back with refundOrder."),
            [Refusal.OrderExists] = (
                "这个订单号已经用过，一个池里每个订单号只能用一次；请核对，新订单换一个号。",
                "This order id was used before, and a pool takes each once; check it, or give the new order its own."),
            [Refusal.OrderUnknown] = (
                "池里没有这个订单；请核对订单号，或先登记订单。",
                "This pool knows no such order; check the order id, or hand the order in first."),
            [Refusal.OrderFinal] = (
                "订单已经完成或已全部退款，不能再这样处理；完成后的退款请用 reverseOrder。",
                "The order is already final or fully refunded; give money back on a final order with reverseOrder."),
            [Refusal.OrderDelivered] = (
                "订单已经确认收货，退货期从那时算起，不用再报一次。",
                "The order was delivered before and its return window is running; there is nothing to repeat."),
            [Refusal.RefundExceedsOrder] = (
                "退款合计会超过订单里还能退的金额；请查看已退金额，把这次减小。",
                "All refunds together would exceed what the order still has; look up what went back, and refund less."),
            [Refusal.NotEnoughPoints] = (
                "可用积分不够，或数量是 0；请先查询余额，要全部处理就写 \"all\"。",
                "There are not that many free points, or the number is zero; look up the balance, or write \"all\"."),
            [Refusal.BelowMinimum] = (
                "现在卖出到手的钱低于所设的下限，积分没有动；请重新询价，或调低下限。",
                "The sale would pay less than the stated minimum, and the points were kept; "
                + "ask for a new quote, or lower the minimum."),
            [Refusal.SellingOff] = (
                "这个方案不开放卖出积分；可以看看是否开放兑换商品。",
                "Points cannot be sold under this plan; see whether they can be redeemed for goods."),
            [Refusal.RedeemingOff] = (
                "这个方案不开放积分兑换商品；可以看看是否开放卖出。",
                "Points cannot be redeemed for goods under this plan; see whether they can be sold."),
            [Refusal.SpendTooLow] = (
                "累计消费还没达到首次卖出的门槛；达到方案规定的金额后即可卖出。",
                "The member has not spent enough for a first sale; it opens at the amount that the plan states."),
            [Refusal.HoldingTooShort] = (
                "部分积分持有时间不够；请少取一些，或等持有期满。",
                "Some of these points were not held long enough; take fewer, or wait until the holding time is over."),
            [Refusal.DayShareExceeded] = (
                "今天卖出的份额会超过每日上限；请少卖一些，或明天再来。",
                "This would pass the share of a holding that may be sold in a day; sell fewer, or wait a day."),
            [Refusal.DayAmountExceeded] = (
                "今天卖出到手的钱会超过每日上限；请少卖一些，或明天再来。",
                "This would pass the amount that sales may pay in a day; sell fewer, or come back tomorrow."),
            [Refusal.OrderTooSmall] = (
                "订单金额没到可用积分兑换的最低要求；请用在金额更大的订单上。",
                "The order is below the smallest amount that takes points; use them on a larger order."),
            [Refusal.NothingOpen] = (
                "这单已经没有可以用积分抵的金额；请换一个未付清的订单，积分没有动。",
                "No part of this order is left for points to pay; choose an open order, the points were kept."),
            [Refusal.PoolEmpty] = (
                "池里没有流通积分，钱放进去不属于任何人；请等第一笔订单结算后再操作。",
                "No points circulate, so the money would belong to nobody; try again after an order has settled."),
            [Refusal.ApproverNeeded] = (
                "这一步要写明经办人和复核人；请补上 approver（解除暂停还要 by）。",
                "This step needs a second person; name the approver, and by as well when lifting a pause."),
            [Refusal.SamePerson] = (
                "经办人和复核人是同一人；请另一位同事复核。",
                "The person acting and the approver are the same; ask a colleague to approve."),
            [Refusal.AlreadyBound] = (
                "这位会员已经有推荐人，绑定后不能更改。",
                "The member already has a referrer, and a binding is made once; nothing needs to be done."),
            [Refusal.ReferralCycle] = (
                "推荐关系会绕成一圈（自己推荐自己也算）；请核对双方是不是写反了。",
                "The referrals would run in a circle, as when members refer themselves; check who referred whom."),
            [Refusal.ReferralTooDeep] = (
                "推荐链超过一万层，多半是数据有误；请检查推荐人的上级。",
                "The chain of referrers is longer than 10,000, likely by bad data; check the referrer's own chain."),
            [Refusal.WithdrawalExists] = (
                "这个提现单号已经用过；请查那一单的状态，新提现换一个号。",
                "This withdrawal id was used before; look up that withdrawal, or give the new one its own id."),
            [Refusal.WithdrawalUnknown] = (
                "没有处理中的这个提现单：单号不对，或已经付清、退回；请先查询。",
                "No withdrawal with this id is on its way: the id is wrong, or it was paid or returned; look it up."),
            [Refusal.WithdrawalState] = (
                "提现单还没审核，或已经审核过，不能走这一步；请先查状态。",
                "The withdrawal is not at this step: it waits for approval, or has it already; look up its state."),
            [Refusal.WithdrawalOff] = (
                "这个方案不开放提现；零钱余额不受影响。",
                "Withdrawals are off under this plan; the wallet keeps its balance."),
            [Refusal.WithdrawalBounds] = (
                "提现金额低于单笔下限、高于单笔上限，或超过当日额度；请调整金额，或明天再提。",
                "The amount is below the minimum, above the maximum, or over the day's limit; "
                + "change it, or come back tomorrow."),
            [Refusal.WalletTooLow] = (
                "余额不够：提现只算零钱，抵货款只算购物金；请先查余额，把金额减小。",
                "The balance is too low: withdrawals use wallet money and checkout uses goods credit; "
                + "look it up, and ask for less."),
            [Refusal.ReceivableOpen] = (
                "会员还有退款留下的欠款，结清前不能提现；以后的收入会先抵扣，抵完即可提。",
                "The member still owes money from a refund, which blocks withdrawals; "
                + "later payouts settle it first, then the way is free."),
            [Refusal.Paused] = (
                "池子正在暂停，这类操作先不办；退款和提现照常，解除暂停后请再试。",
                "The pool is paused and this has to wait until the pause is lifted; refunds and withdrawals go on."),
            [Refusal.NotPaused] = (
                "池子没有暂停，不需要解除。",
                "The pool is not paused, so there is nothing to lift."),
            [Refusal.ClosingAnnounced] = (
                "已经公告终止，不再收新订单，也不用再公告一次；已有订单会照常处理完。",
                "Closing has been announced: no new orders and no second notice; the orders that exist are completed."),
            [Refusal.ClosingNotAnnounced] = (
                "终止前要先公告；请先发 announceClosing，满 30 天后再关闭。",
                "A pool closes only after a notice; send announceClosing first, and close 30 days later."),
            [Refusal.ClosingNotDue] = (
                "公告还没满 30 天；请到期后再关闭。",
                "The 30 days of the closing notice are not over; close the pool when they are."),
            [Refusal.OrdersOpen] = (
                "还有订单没有完成或退款；请先处理完，再关闭池子。",
                "Some orders are neither final nor refunded; bring them to an end, then close the pool."),
            [Refusal.PoolClosed] = (
                "池子已经终止，各人的钱已按积分付清；现在只能提现。",
                "The pool is closed and everybody was paid for their points; only withdrawals remain."),
            [Refusal.ScaleChanged] = (
                "看到的数量之后积分拆分过，价值没有变；请刷新后按新数量填写。",
                "The points were split since this number was read, at the same value; refresh, and state it again."),
            [Refusal.ReserveTooLow] = (
                "准备金没有这么多；请减小金额，或不写金额，全部放回。",
                "The reserve holds less than that; return less, or name no amount to return all of it."),
            [Refusal.NothingToDo] = (
                "数额是 0，做了也不会有变化；请填写大于 0 的数。",
                "The amount or rate is zero, and nothing would change; send one above zero."),
            [Refusal.LinesDiffer] = (
                "各行金额加起来和订单金额不一致；请按实付金额（优惠分摊后）核对每一行。",
                "The lines do not add up to the order's amount; check each line, net of discounts."),
            [Refusal.MarginNeedsOwnGoods] = (
                "按毛利计算只适用于自营商品；请把 funding.mode 写成 own-goods，或删去 cost 和 inflowBasis。",
                "Lines by margin are for the operator's own goods; set funding.mode to own-goods, "
                + "or leave cost and inflowBasis out."),
            [Refusal.FundingNeeded] = (
                "没有说明佣金的资金来源；请补上 funding，佣金到账才有积分。",
                "The order does not say how its commission was funded; add funding, for no points come without it."),
            [Refusal.WrongMember] = (
                "订单是另一位会员的；请用下单人的积分，积分没有动。",
                "The order belongs to another member; use the points of whoever placed it, these were kept."),
            [Refusal.FundingRefused] = (
                "平台不得代收商户货款（二清）；请改由商户直收、自营或持牌分账。",
                "The operator may not collect a merchant's money; use merchant-direct, own-goods or licensed-split."),
            [Refusal.UplineLimit] = (
                "这单会按推荐关系向两名以上的上级发奖励，超过上限，没有入账；请调整方案的奖励设置。",
                "This order would pay more than two members up the referral tree, so it was not booked; "
                + "change the plan's rewards."),
            [Refusal.NotBound] = (
                "这位会员没有推荐人，不需要解除。",
                "The member has no referrer, so there is nothing to undo."),
            [Refusal.DeveloperKnown] = (
                "这个商家的招商人已经登记，是另一位会员，登记后不能更改。",
                "Another member is on record as having brought this merchant in, and that is said once."),
            [Refusal.DivisionUnknown] = (
                "这不是六位行政区划代码；请按 GB/T 2260 填写，如 110105。",
                "This is no division code of six digits; write one of GB/T 2260, such as 110105."),
            [Refusal.DivisionTier] = (
                "这个代码没有这一级代理（直辖市和省直辖县没有市代）；请核对代码和级别。",
                "This code has no agent of that tier, as direct municipalities have no city; check both."),
            [Refusal.DivisionTaken] = (
                "这个区域在这段时间已有代理；请先结束原来的任期，或改用别的时间。",
                "The division has an agent in that period; end that appointment first, or choose another period."),
            [Refusal.PeriodEmpty] = (
                "结束时间须晚于开始时间；请核对任期。",
                "The period ends before it begins; check from and until."),
            [Refusal.NoAgent] = (
                "这个区域现在没有代理，也没有待生效的任期；请核对代码。",
                "The division has no agent now and none to come; check the code."),
            [Refusal.LevelUnknown] = (
                "方案里没有这个级别；请核对级别名称。",
                "The plan has no level of this name; check it."),
            [Refusal.DividendsOff] = (
                "这个方案不开放分红。",
                "Dividends are off under this plan."),
            [Refusal.DividendPaid] = (
                "这一期的分红已经发过，一期只发一次；请核对期号。",
                "The dividend of this period was paid, and a period is paid once; check the period."),
            [Refusal.PlatformTooLow] = (
                "平台账户没有这么多钱；请减小金额。",
                "The platform's account holds less than that; pay a smaller amount."),
            [Refusal.PayeeDoubled] = (
                "同一位股东写了两次；请把权重合成一条。",
                "A shareholder stands there twice; add the weights into one."),
            [Refusal.PromoterState] = (
                "这位会员已经是推广员，或本来就不是；请先查询。",
                "The member is a promoter already, or is none to end; look it up."),
            [Refusal.RegionUnknown] = (
                "订单的区域不是六位行政区划代码；请核对，没有就不写。",
                "The order's region is no division code of six digits; check it, or leave it out."),
            [Refusal.AcknowledgementMissing] = (
                "这一步所依据的合规确认没有登记、已撤销或已过期，所以没有执行；请由两位负责人重新确认后再试。",
                "The acknowledgement this step rests on was never made, was voided or has run out; "
                + "two responsible people have to make it anew."),
            [Refusal.AcknowledgementInvalid] = (
                "这份确认不合要求，没有登记；请按说明补全：两个不同的人、不少于 20 字的理由、所需文件、不超过 12 个月。",
                "This acknowledgement does not count and was not kept: two persons, a reason of 20 characters, "
                + "the documents asked for, twelve months at most."),
            [Refusal.AcknowledgementUnknown] = (
                "没有这条规则的有效确认，无需撤销。",
                "No acknowledgement of this rule is in force, so there is nothing to void."),
            [Refusal.PlanUnreadable] = (
                "看不懂这份方案；请先用 wellspring plan check 检查，改好再发布。",
                "This text is no plan that can be read; run wellspring plan check on it, mend it, and publish again."),
            [Refusal.PlanNotApproved] = (
                "方案没有通过审查，不能发布；请用 wellspring plan check 查看每一条原因。",
                "The plan does not pass its review and was not published; wellspring plan check names each reason."),
            [Refusal.PlanIdentity] = (
                "新版本的编号、所属法域、时区、起始价和底仓须与原方案相同；要换这些请另开新池。",
                "A new version keeps the plan's id, profile, time zone, start price and float; "
                + "a pool that needs others is a new pool."),
            [Refusal.PlanVersionOrder] = (
                "版本号须比最新一版大 1，生效时间不早于前面已公布的版本；请核对后重发。",
                "The version is the latest plus one and takes effect no earlier than those before it; check both."),
            [Refusal.PlanNoticeTooShort] = (
                "离生效的公示期不够：一般修改 7 天，重要修改 15 天；请把生效时间往后改。",
                "The notice is too short: 7 days for an ordinary change, 15 for an important one; take a later day."),
            [Refusal.PlanWorsens] = (
                "这份修改会减损已发积分的权益，而且无法只用于新积分，所以不能发布（CN-CON-04）；请改回这一项。",
                "The change would cut rights of points already issued and cannot be kept to new ones (CN-CON-04); "
                + "set it back."),
            [Refusal.HeldForReview] = (
                "订单正由人工审核，审核前不结算；可以退款，审核通过后自动结算。",
                "The order is held for a person to review and does not settle meanwhile; it can be refunded, "
                + "and settles once released."),
            [Refusal.OrderNotHeld] = (
                "这个订单没有在人工审核中，不需要放行。",
                "This order is not held for review, so there is nothing to release."),
            [Refusal.LegacyOff] = (
                "这个方案没有历史债务转化这一组设置（legacy）；请先在方案里加上，再登记或转换。",
                "This plan has no legacy group, so old debts are neither registered nor converted; add it to "
                + "the plan first."),
            [Refusal.ClaimExists] = (
                "这个债权编号已经登记过；请查那一笔，新债权换一个编号。",
                "This claim id was registered before; look that claim up, or give the new one its own id."),
            [Refusal.ClaimUnknown] = (
                "没有登记过这笔债权；请核对编号。",
                "No claim is registered under this id; check it."),
            [Refusal.ClaimNotOpen] = (
                "这笔债权现在不能这样处理：已撤回，金额不符，或没有这么多未转换的部分；请先查询。",
                "The claim is not in a state for this: withdrawn, another amount, or not that much is "
                + "unconverted; look it up."),
            [Refusal.ClaimDisputed] = (
                "这笔债权有争议，争议解决前不转换、不转让；请先登记解决结果。",
                "The claim is disputed and stays as it is until that is resolved; record how it was resolved first."),
            [Refusal.NoConsent] = (
                "债权人没有同意转换，沉默不算同意；债权保持原样，没有任何转换。",
                "The creditor has not agreed, and silence is no consent; the claim stays as it is and nothing "
                + "was converted."),
            [Refusal.CoinSpent] = (
                "第一枚消费币已经用出（或正由订单占用），同意不能再撤回；没有用的消费币仍可继续使用。",
                "A coin was spent, or an order holds one, so the consent can no longer be taken back; the other "
                + "coins stay usable."),
            [Refusal.CoinsTooFew] = (
                "可用的消费币不够，或数量是 0；请先查询，减小数量。",
                "There are not that many free coins, or the number is zero; look them up, and use fewer."),
            [Refusal.CoinShareExceeded] = (
                "消费币最多付订单的一部分，这样会超过方案规定的比例；请减小数量，其余付现金。",
                "Coins pay a part of an order only, and this would pass the share in the plan; use fewer, and "
                + "pay the rest in cash."),
            [Refusal.SettlementFundShort] = (
                "运营方的结算资金现在不够付这一单的消费币部分；消费币没有动，请改付现金，或等运营方补足后再来。",
                "The operator's settlement fund cannot cover this; the coins were kept: pay cash, or come back "
                + "once it is topped up."),
            [Refusal.NotACreditor] = (
                "这位会员名下没有登记债权；请核对会员，或先登记债权。",
                "No claim is registered for this member; check the member, or register the claim first."),
            [Refusal.ReleasesStopped] = (
                "释放已经停止，不用再停一次；要恢复请用 restartReleases。",
                "Releases are stopped already; start them again with restartReleases."),
            [Refusal.ReleasesRunning] = (
                "释放正在进行，不需要重新开始。",
                "Releases are running, so there is nothing to start."),
            [Refusal.DocumentNeeded] = (
                "放弃一部分债权要有债权人签字的文件；请补上 document，或按原金额解决。",
                "Giving up part of a claim takes a signed document; add it, or resolve the claim at its full "
                + "amount."),
            [Refusal.CoinsHeld] = (
                "有订单正占用消费币；请等订单完成或退款后再办。",
                "An order holds some of the coins; wait until it is final or refunded, then try again."),
            [Refusal.StatementUnreadable] = (
                "公开声明不是规定写法的 JSON 对象，或超过 1024 字节；请按命令说明改写，不要写个人信息。",
                "The statement is no JSON object in its canonical spelling, or is over 1,024 bytes; write it as "
                + "the reference shows, with nothing personal."),
            [Refusal.Quarantined] = (
                "系统在执行前发现结果不符合账目规则，已隔离，账目没有变；请联系技术支持。",
                "The books would not have added up, so this was set aside and nothing was booked; call support."),
        }.ToFrozenDictionary();

    /// <summary>The sentences with what they are about, where the code alone does not say it.</summary>
    public static (string Zh, string En) Of(PoolEvent.Refused refused)
    {
        var (zh, en) = Of(refused.Reason);
        return refused.Detail is { } detail ? ($"{zh}（{detail}）", $"{en} ({detail})") : (zh, en);
    }

    /// <summary>The sentence in Chinese and in English; for a number this release does not know, its code.</summary>
    public static (string Zh, string En) Of(Refusal refusal) => Sentences.TryGetValue(refusal, out var sentences)
        ? sentences
        : ($"被拒绝（{refusal.Code()}）；请升级后查看原因。", $"Refused ({refusal.Code()}); a newer release knows why.");
}
