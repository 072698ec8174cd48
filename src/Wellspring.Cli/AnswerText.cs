using System.Globalization;
using System.Text;
using System.Text.Json;
using Wellspring.Cli.Legacy;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Cli;

/// <summary>One answer as one line: for people in both languages, or as JSON.</summary>
internal static class AnswerText
{
    public static string Line(long number, PoolCommand command, in Answer answer)
    {
        var record = answer.Record;
        var (zh, en) = Outcome(answer);
        var line = new StringBuilder($"{number,6}  {command.Id}  {zh} {en}".TrimEnd());
        var after = record.Event.After;
        Append(line, after.Exits.Length, "封顶退出 exits");
        Append(line, after.Notices.Length, "退出通知 notices");
        Append(line, after.Splits, "拆分 splits");
        if (answer.Kind is AnswerKind.Done or AnswerKind.Repeated)
        {
            line.Append(" · 价格 price ").Append(AnswerJson.PriceOf(record));
        }

        return line.ToString();
    }

    public static string Json(long number, in Answer answer, Func<MemberNumber, string> nameOf)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Terminal.OneLine))
        {
            AnswerJson.Write(writer, number, answer, nameOf);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static (string Zh, string En) Outcome(in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Refused:
                var (zh, en) = RefusalText.Of((PoolEvent.Refused)answer.Record.Event);
                return ($"拒绝 refused {answer.Reason.Code()}: {zh}", en);
            case AnswerKind.Conflict:
                return ("拒绝 refused id-conflict: 此编号已属于另一条命令,未执行。",
                    "This id belongs to another command; nothing was done.");
            case AnswerKind.Quarantined:
                return ("隔离 quarantined: 程序自检未通过,未执行。", "Our own check failed; nothing was done.");
            case AnswerKind.Repeated when answer.Reason is not Refusal.None:
                return ($"重复 repeated, 首次答复 first answer: {answer.Reason.Code()}", "");
            default:
                var (doneZh, doneEn) = Done(answer.Record.Event);
                return answer.Kind is AnswerKind.Repeated ? ($"重复 repeated: {doneZh}", doneEn) : (doneZh, doneEn);
        }
    }

    private static (string Zh, string En) Done(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled { Settlement: var order } => ("结算 settled", $"+{order.Points} 积分 points"),
        PoolEvent.OrderPlaced { Placed: var order } => ("下单 placed", $"¥{Yuan(order.Amount)}"),
        PoolEvent.OrderDelivered { Due: var due } => ("送达 delivered", $"终局 final {due}"),
        PoolEvent.OrderRefunded refunded => ("退款 refunded",
            $"¥{Yuan(refunded.Cash + refunded.Goods + (refunded.Coins?.Value ?? Money.Zero))}"),
        PoolEvent.OrderReversed reversed => ("冲回 reversed",
            $"¥{Yuan(reversed.Amount)} · 销毁 burnt {reversed.Burnt} · 释放 released ¥{reversed.Released}"),
        PoolEvent.PointsSold sold => ("卖出 sold", $"{sold.Points} · 价值 value ¥{sold.Value} · 到账 paid ¥{sold.Paid}"),
        PoolEvent.PointsRedeemed redeemed =>
            ("兑换 redeemed", $"{redeemed.Points} · 抵货 goods credit ¥{Yuan(redeemed.Credit)}"),
        PoolEvent.CreditSpent spent => ("货款抵用 credit spent", $"¥{Yuan(spent.Amount)}"),
        PoolEvent.CapitalInjected injected => ("注资 injected", $"¥{Yuan(injected.Amount)}"),
        PoolEvent.Subsidised subsidised => ("补贴 subsidy", $"¥{Yuan(subsidised.Amount)} · {subsidised.Share}"),
        PoolEvent.ReserveReturned returned => ("准备金转回 reserve returned", $"¥{returned.Amount}"),
        PoolEvent.ReferrerBound => ("绑定 bound", ""),
        PoolEvent.MerchantRegistered registered => ("商户登记 merchant registered", $"{registered.Commission}"),
        PoolEvent.DepositToppedUp topUp => ("保证金充值 deposit", $"¥{Yuan(topUp.Amount)}"),
        PoolEvent.ClockAdvanced => ("时钟推进 clock advanced", ""),
        PoolEvent.WithdrawalRequested { Withdrawal: var asked } =>
            ("提现申请 withdrawal requested", $"¥{Yuan(asked.Amount)}"),
        PoolEvent.WithdrawalApproved => ("提现批准 withdrawal approved", ""),
        PoolEvent.WithdrawalRejected => ("提现驳回 withdrawal rejected", ""),
        PoolEvent.WithdrawalSettled => ("提现已付 withdrawal paid", ""),
        PoolEvent.WithdrawalReturned => ("提现失败退回 withdrawal returned", ""),
        PoolEvent.PoolPaused => ("暂停 paused", ""),
        PoolEvent.PauseLifted => ("恢复 pause lifted", ""),
        PoolEvent.ClosingWasAnnounced announced => ("终止公告 closing announced", $"最早 earliest {announced.Earliest}"),
        PoolEvent.PoolWasClosed closed => ("终止清算 closed", $"{closed.Payments.Length} 人 members"),
        PoolEvent.PlanPublished published =>
            ("方案已发布 plan published", $"v{published.Version} · 生效 effective {published.EffectiveAt}"),
        PoolEvent.Acknowledged { Given: var given } =>
            ("已确认 acknowledged", $"{given.Code} · 至 until {given.ExpiresAt}"),
        PoolEvent.AcknowledgementVoided revoked => ("确认已撤销 acknowledgement voided", revoked.Code),
        PoolEvent.AttemptRecorded attempt => ("已记录被拒尝试 attempt recorded", attempt.Code),
        PoolEvent.StatementPublished said => ("已写入公开日志 published in the log", said.Topic.Code()),
        PoolEvent.OrderWasHeld => ("已转人工审核 held for review", ""),
        PoolEvent.OrderReleased => ("审核通过 released", ""),
        _ => DoneForRewards(happened),
    };

    private static (string Zh, string En) DoneForRewards(PoolEvent happened) => happened switch
    {
        PoolEvent.ReferrerUnbound => ("解除绑定 unbound", ""),
        PoolEvent.AgentAppointed { Agency: var agency } =>
            ("代理任命 agent appointed", $"{agency.Division} · 至 until {agency.Until}"),
        PoolEvent.AgentEnded { Agency: var agency } => ("代理结束 agent ended", agency.Division),
        PoolEvent.AgentFeeBooked fee => ("代理费入账 agent fee", $"{fee.Division} · ¥{Yuan(fee.Amount)}"),
        PoolEvent.LevelSet set => ("级别 level", set.Level ?? "–"),
        PoolEvent.PromoterAppointed => ("推广员开通 promoter", ""),
        PoolEvent.PromoterEnded => ("推广员停止 promoter ended", ""),
        PoolEvent.DividendPaid dividend => ("分红 dividend",
            $"{dividend.Period} · ¥{Yuan(dividend.Amount)} · 零头 crumb ¥{dividend.Crumb}"),
        _ => LegacyAnswers.Done(happened)
            ?? throw new System.Diagnostics.UnreachableException($"no words for {happened.GetType().Name}"),
    };

    /// <summary>Two decimals where the amount is in whole fen, all six otherwise: never rounded. 1,369,727.99</summary>
    public static string Yuan(Money money)
    {
        var text = money.IsWholeFen ? money.ToString()[..^4] : money.ToString();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var yuan = long.Parse(text.AsSpan(0, point), CultureInfo.InvariantCulture);
        return yuan.ToString("N0", CultureInfo.InvariantCulture) + text[point..];
    }

    private static void Append(StringBuilder line, int count, string what)
    {
        if (count > 0)
        {
            line.Append(" · ").Append(what).Append(' ').Append(count);
        }
    }
}
