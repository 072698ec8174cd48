using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Staff;

/// <summary>Says what a command would do to the pool: a dry run of the code that decides the deed.</summary>
public sealed class PoolEffects(PoolGate gate)
{
    /// <summary>The effect in sentences; a refusal where the pool would refuse.</summary>
    public async Task<(IReadOnlyList<Bilingual> Lines, Bilingual? Refusal)> OfAsync(
        PoolCommand command, CancellationToken cancellation)
    {
        var (decision, _, _) = await gate.QuoteAsync(command, cancellation);
        if (!decision.IsAccepted)
        {
            var (zh, en) = decision.Event is PoolEvent.Quarantined
                ? RefusalText.Of(Refusal.Quarantined)
                : RefusalText.Of((PoolEvent.Refused)decision.Event);
            return ([], new(zh, en));
        }

        var (before, price) = await gate.ReadAsync(desk => (desk.Pool.Backing, desk.Pool.Backing.Price), cancellation);
        return ([.. Lines(decision.Event, before, price)], null);
    }

    private static IEnumerable<Bilingual> Lines(PoolEvent happens, Backing before, Price price)
    {
        var added = happens switch
        {
            PoolEvent.CapitalInjected injected => injected.Amount,
            PoolEvent.ReserveReturned returned => returned.Amount,
            PoolEvent.LockedPointsBought bought => bought.Amount,
            _ => Money.Zero,
        };
        if (happens is PoolEvent.Subsidised subsidised)
        {
            yield return new(
                $"专款 {Yuan(subsidised.Amount)} 元,今后每单按实付的 {subsidised.Share} 追加入池,用完为止;现在池子不变。",
                $"{Yuan(subsidised.Amount)} yuan is earmarked; each coming order adds up to "
                    + $"{subsidised.Share} of its amount "
                + "to its inflow until it is used up. The pool does not change now.");
        }

        foreach (var line in VersionEffects.Of(happens).Concat(LegacyEffects.Of(happens)))
        {
            yield return line;
        }

        if (happens is PoolEvent.PlanPublished or PoolEvent.Acknowledged or PoolEvent.AcknowledgementVoided
            or PoolEvent.OrderReleased || LegacyEffects.TouchesNoPool(happens))
        {
            yield break;
        }

        if (happens is PoolEvent.ClosingWasAnnounced closing)
        {
            yield return new($"最早可在 {closing.Earliest} 终止;从现在起不再收新订单。",
                $"The pool can close from {closing.Earliest} on; no new orders from now on.");
        }

        if (happens is PoolEvent.PoolWasClosed closed)
        {
            var paid = closed.Payments.Aggregate(Money.Zero, (sum, payment) => sum + payment.Paid);
            yield return new(
                $"向 {closed.Payments.Length} 位会员付清 {Yuan(paid)} 元,底仓份额 {Yuan(closed.ToOperator)} 元归经营者。",
                $"{closed.Payments.Length} members are paid {Yuan(paid)} yuan in all; the float's share of "
                + $"{Yuan(closed.ToOperator)} yuan goes to the operator.");
            yield break;
        }

        var minted = happens is PoolEvent.LockedPointsBought { Points: var points } ? points : Points.Zero;
        foreach (var line in After(happens.After, before, price, added, minted))
        {
            yield return line;
        }
    }

    /// <summary>What the act does to pool, price and the members at their cap.</summary>
    private static IEnumerable<Bilingual> After(
        Aftermath caused, Backing before, Price price, Money added, Points minted)
    {
        var exits = caused.Exits;
        var exitPaid = exits.Aggregate(Money.Zero, (sum, exit) => sum + exit.Paid);
        var burnt = exits.Aggregate(Points.Zero, (sum, exit) => sum + exit.Points);
        var pool = before.Pool + added - exitPaid;
        var circulating = before.Circulating + minted;
        var after = circulating > burnt ? new Price(pool, circulating - burnt) : price;
        yield return new($"池子 {Yuan(before.Pool)} → {Yuan(pool)} 元。", $"Pool {Yuan(before.Pool)} → {Yuan(pool)} yuan.");
        yield return new($"单价 {price} → {after} 元。", $"Unit price {price} → {after} yuan.");
        yield return exits.Length == 0
            ? new("没有会员因此封顶退出。", "No member exits at the cap because of it.")
            : new($"{exits.Length} 位会员因此封顶退出,共付 {Yuan(exitPaid)} 元。",
                $"{exits.Length} members exit at the cap because of it and are paid {Yuan(exitPaid)} yuan in all.");
        if (caused.Notices.Length is > 0 and var notices)
        {
            yield return new($"{notices} 位会员将收到封顶通知。", $"{notices} members get a notice of the cap.");
        }

        if (caused.Splits is > 0 and var splits)
        {
            yield return new($"之后积分拆分 {splits.ToString(CultureInfo.InvariantCulture)} 次,价值不变,单价再除以 10。",
                $"The points are split by ten {splits} time(s) afterwards: same value, a tenth of the price.");
        }
    }

    private static string Yuan(Money amount) => Decimals.Write(amount.FloorToFen().Units / Money.UnitsPerFen, 2);
}
