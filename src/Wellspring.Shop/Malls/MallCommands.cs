using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>What the pool is told of a mall's order: the same facts give the same commands, same ids.</summary>
internal static class MallCommands
{
    private const int MostLines = 1_000;

    public static string PlaceOf(MallSettings settings, string number) => Order(settings, number) + ":p";

    public static string RedeemOf(MallSettings settings, string number) => Order(settings, number) + ":m";

    /// <param name="credit">What points paid at the checkout: part of the order, not of its cash.</param>
    public static PoolCommand.PlaceOrder Place(
        MallSettings settings, MallOrder order, Money credit, string member, Instant now) =>
        new(PlaceOf(settings, order.Order), AtMost(order.PaidAt, now),
            Order(settings, order.Order), member, settings.MerchantOf(order.Store),
            order.Paid + credit, new Funding(settings.Funding, settings.FundingReference),
            Lines(settings.Name, order.Lines, order.Paid + credit));

    public static PoolCommand.DeliverOrder Deliver(
        MallSettings settings, string number, Instant receivedAt, Instant now) =>
        new(Order(settings, number) + ":d", AtMost(receivedAt, now), Order(settings, number));

    public static PoolCommand.RefundOrder Refund(
        MallSettings settings, string number, long refund, Money amount, Instant now) =>
        new($"{Order(settings, number)}:r{refund}", now, Order(settings, number), amount);

    /// <summary>The same refund where the pool answered that the order is final by now.</summary>
    public static PoolCommand.ReverseOrder Reverse(
        MallSettings settings, string number, long refund, Money amount, Instant now) =>
        new($"{Order(settings, number)}:v{refund}", now, Order(settings, number), amount);

    public static PoolCommand.RedeemPoints Redeem(
        MallSettings settings, string number, string member, Points points, int scale, Instant now) =>
        new(RedeemOf(settings, number), now, member, new PointsAsked(points), Order(settings, number), scale);

    /// <summary>
    /// The order's lines, brought to add up to its amount: what they leave open (postage, rounding) is a line of its
    /// own, and what they exceed it by (a discount on the whole order) is taken off each by its share.
    /// </summary>
    public static ImmutableArray<OrderLine> Lines(string mall, ImmutableArray<MallLine> lines, Money amount)
    {
        var sum = lines.Aggregate(Money.Zero, (total, line) => total + line.Amount);
        if (sum == Money.Zero || lines.Length >= MostLines)
        {
            return [];
        }

        var brought = sum <= amount
            ? lines.Select(line => line.Amount).ToList()
            : [.. lines.Select(line => Money.FromUnits(
                Exact.MulDiv(line.Amount.Units, amount.Units, sum.Units, Rounding.Down)).FloorToFen())];
        var left = amount - brought.Aggregate(Money.Zero, (total, part) => total + part);
        var result = lines.Zip(brought, (line, part) => new OrderLine(MallIds.GoodsOf(mall, line.Goods), part, null))
            .Where(line => line.Amount > Money.Zero);
        return left == Money.Zero ? [.. result] : [.. result, new(MallIds.GoodsOf(mall, "rest"), left, null)];
    }

    private static string Order(MallSettings settings, string number) => MallIds.OrderOf(settings.Name, number);

    // A mall whose clock runs ahead must not push the pool's clock, which never goes back.
    private static Instant AtMost(Instant told, Instant now) => told <= now ? told : now;
}
