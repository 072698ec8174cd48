using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Server.Pages;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Legacy;

/// <summary>What comes next for a creditor, and why, in sentences: nothing here promises a date.</summary>
internal static class ClaimSteps
{
    /// <summary>The sentences that hold now, the creditor's own turn first.</summary>
    public static IEnumerable<Bilingual> Of(CreditorStand stand, LegacySettings rules)
    {
        var creditor = stand.Creditor;
        if (creditor.Convertible > Money.Zero)
        {
            yield return Undecided(creditor);
        }

        if (creditor.Disputed > Money.Zero)
        {
            yield return new(
                $"{Yuan(creditor.Disputed)} 有争议，核对清楚之前不能转换；其余不受影响。",
                $"{Yuan(creditor.Disputed)} is disputed and cannot be converted until that is settled; the rest is "
                + "not affected.");
        }

        if (creditor.CoinsFree > Money.Zero)
        {
            yield return new(
                $"可用消费币 {Yuan(creditor.CoinsFree)}：在商店结算时选“用消费币支付”，每单最多付 {rules.Coin.MaxShareOfOrder}，其余付现金。消费币不能提现、不"
                + "能转让、不计息，也不过期。",
                $"{Yuan(creditor.CoinsFree)} of coins can be used: choose “Pay with coins” at checkout. They pay at "
                + $"most {rules.Coin.MaxShareOfOrder} of an order, money the rest. Coins are no cash, cannot be "
                + "passed on, bear no interest and do not lapse.");
        }

        if (creditor.CoinsHeld > Money.Zero)
        {
            yield return new(
                $"{Yuan(creditor.CoinsHeld)} 消费币在还没完成的订单上；退货期过后，债权才减少这么多。",
                $"{Yuan(creditor.CoinsHeld)} of coins is on orders that are not final; your claim falls by it after "
                + "the return window.");
        }

        if (creditor.Locked > Points.Zero)
        {
            yield return stand.IsClosed ? new("积分池已关闭，不再释放。", "The pool is closed; nothing more is released.")
                : stand.Totals.IsStopped || stand.IsPaused ? new(
                    "释放现在暂停。锁定积分还是您的，恢复后接着释放；停掉的日子不补。",
                    "Releases are stopped now. Locked points stay yours and go on once releases restart; days that "
                    + "were missed are not made up.")
                : Rule(rules.Release, stand.Totals.Allowance);
            yield return Turn(creditor, rules.Release);
        }

        if (creditor.Freed > Points.Zero)
        {
            yield return Freed(stand);
        }

        if (creditor.Open == Money.Zero)
        {
            yield return new("债权已经了结，没有要办的事。", "Your claim is settled; there is nothing left to do.");
        }
    }

    private static Bilingual Undecided(CreditorBalance creditor) => creditor.Answer switch
    {
        OfferAnswer.Yes => new(
            $"还有 {Yuan(creditor.Convertible)} 没有转换，原样保留；要转换请再答复一次。",
            $"{Yuan(creditor.Convertible)} is not converted and stays as it is; answer again to convert it."),
        OfferAnswer.No => new(
            $"您没有同意，{Yuan(creditor.Convertible)} 原样保留。想法变了可以再答复。",
            $"You did not agree, so {Yuan(creditor.Convertible)} stays as it is. You may answer again if you change "
            + "your mind."),
        _ => new(
            $"您还没有决定，{Yuan(creditor.Convertible)} 原样保留；不回复视为不同意，没有期限。",
            $"You have not decided, so {Yuan(creditor.Convertible)} stays as it is. No answer means no; there is no "
            + "deadline."),
    };

    private static Bilingual Rule(ReleaseSettings release, Money allowance) => release.Rule switch
    {
        ReleaseRule.Equal => new(
            $"锁定积分分 {release.Periods} 期释放，每期 {Days(release.Period)} 天；全体合计每天最多释放锁定总数的 {release.DailyCap}，轮不到的顺延。",
            $"Locked points are released in {release.Periods} parts, one every {Days(release.Period)} days; all "
            + $"creditors together get at most {release.DailyCap} of what is locked a day, the rest waits."),
        ReleaseRule.Inflow => new(
            $"别人的新订单每带来 1 元进池，全体合计可释放 {release.InflowShare} 的价值（现有额度 {Yuan(allowance)}），每天最多锁定总数的 {release.DailyCap}。"
            + "没有新进池就不释放。",
            $"For each yuan that others' new orders bring into the pool, {release.InflowShare} of it in value is "
            + $"released to all together ({Yuan(allowance)} stands ready), at most {release.DailyCap} of what is "
            + "locked a day. No new inflow, no release."),
        _ => new(
            $"单价每比上次高 {release.PriceStep}，全体合计释放当时锁定的 {release.StepShare}（现有额度 {Yuan(allowance)}），每天最多锁定总数的 "
            + $"{release.DailyCap}。单价不动就不释放。",
            $"Each time the unit price stands {release.PriceStep} higher than at the last step, {release.StepShare} "
            + $"of what is then locked is released to all together ({Yuan(allowance)} stands ready), at most "
            + $"{release.DailyCap} of it a day. If the price stands still, nothing is released."),
    };

    private static Bilingual Turn(CreditorBalance creditor, ReleaseSettings release) =>
        release.Order is CreditorOrder.Age
            ? new(
                $"先释放年头最久的债权；您最早的债权是 {Day(creditor.Since)}。",
                $"The oldest claims come first; your oldest is of {Day(creditor.Since)}.")
            : new(
                $"大家轮流，每人每次最多释放自己锁定的 {release.CreditorDailyCap}。",
                $"Creditors take turns; each gets at most {release.CreditorDailyCap} of their own locked points at a "
                + "time.");

    private static Bilingual Freed(CreditorStand stand)
    {
        var (points, value) = (Amounts.Points(stand.Creditor.Freed), Yuan(stand.Creditor.FreedValue));
        return stand.Creditor.ProceedsReduceClaim
            ? new(
                $"已释放、还在您手里的 {points} 积分（现值 {value}）是普通积分，可以卖出或换商品；按您的选择，卖得的净额抵减债权。",
                $"The {points} released points you still hold (worth {value} now) are ordinary points: sell or "
                + "redeem them. As you chose, what they pay net is set against your claim.")
            : new(
                $"已释放、还在您手里的 {points} 积分（现值 {value}）是普通积分，可以卖出或换商品；卖得的钱只列在旁边，不抵减债权。",
                $"The {points} released points you still hold (worth {value} now) are ordinary points: sell or "
                + "redeem them. What they pay stands beside your claim and reduces nothing.");
    }

    private static string Yuan(Money amount) => Amounts.Yuan(amount);

    private static string Day(long day) => ClaimWords.Day(day);

    private static long Days(Duration duration) => duration.Milliseconds / Instant.MillisecondsPerDay;
}
