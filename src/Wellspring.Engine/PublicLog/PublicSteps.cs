using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.PublicLog;

/// <summary>Writes what a record did to the pool's money and points, step by step, as it was booked.</summary>
/// <remarks>Who books the steps on the figures before gets the figures after, and each price on the way.</remarks>
internal sealed class PublicSteps(PublicText text)
{
    private bool _isOpen;

    public void Of(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled { Settlement: var order }:
                Settle(order);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    Of(item);
                }

                break;
            case PoolEvent.PointsSold sold:
                Burn(sold.Points, sold.Paid);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                Burn(redeemed.Points, redeemed.Credit);
                break;
            case PoolEvent.OrderRefunded { Goods: var goods } when goods > Money.Zero:
                Begin().Named("toReserve"u8, goods).Raw("}"u8);
                break;
            case PoolEvent.OrderReversed reversed:
                Burn(reversed.Burnt, reversed.Released);
                if (reversed.Coins is { } coins)
                {
                    Burn(coins.FromLocked + coins.FromFreed, coins.Deposit);
                }

                break;
            default:
                OfOperator(happened);
                break;
        }

        Then(happened.After);
    }

    public void Close()
    {
        if (_isOpen)
        {
            text.Raw("]"u8);
        }
    }

    private void OfOperator(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PoolOpened { Float: var money } opened when money > Money.Zero:
                Mint(money, opened.FloatPoints);
                break;
            case PoolEvent.CapitalInjected { Amount: var amount }:
                Begin().Named("add"u8, amount).Raw("}"u8);
                break;
            case PoolEvent.ReserveReturned { Amount: var amount }:
                Begin().Named("fromReserve"u8, amount).Raw("}"u8);
                break;
            case PoolEvent.LockedPointsBought bought:
                Mint(bought.Amount, bought.Points);
                break;
            case PoolEvent.PoolWasClosed closed:
                var paid = closed.Payments.Aggregate(closed.ToOperator, (sum, one) => sum + one.Paid);
                Begin().Named("close"u8, paid).Amount("crumbs"u8, closed.Crumbs).Raw("}"u8);
                break;
        }
    }

    private void Of(DueItem item)
    {
        switch (item)
        {
            case DueItem.OrderFinal { Settlement: var order }:
                Settle(order);
                break;
            case DueItem.NoticeEnded { Exit: var exit }:
                Burn(exit.Points, exit.Paid);
                break;
            case DueItem.PlanEffective { Version: var version }:
                Begin().Raw("version\":"u8).Digits(version, 1).Raw("}"u8);
                break;
        }

        Then(item.After);
    }

    private void Settle(Settlement order)
    {
        var (money, points) = order.Coins is { } coins
            ? (order.Inflow + order.Subsidy + coins.Deposit, order.Points + coins.Points)
            : (order.Inflow + order.Subsidy, order.Points);
        if (money > Money.Zero || points > Points.Zero)
        {
            Mint(money, points);
        }

        if (order.Remainder > Money.Zero)
        {
            Begin().Named("rest"u8, order.Remainder).Raw("}"u8);
        }
    }

    private void Then(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Burn(exit.Points, exit.Paid);
        }

        if (after.Splits > 0)
        {
            Begin().Raw("splits\":"u8).Digits(after.Splits, 1).Raw("}"u8);
        }
    }

    private void Mint(Money money, Points points) =>
        Begin().Named("in"u8, money).Amount("mint"u8, points).Raw("}"u8);

    private void Burn(Points points, Money paid)
    {
        if (points > Points.Zero || paid > Money.Zero)
        {
            Begin().Named("out"u8, paid).Amount("burn"u8, points).Raw("}"u8);
        }
    }

    // The opening of a step, up to the quote before its first name.
    private PublicText Begin()
    {
        text.Raw(_isOpen ? ",{\""u8 : ",\"steps\":[{\""u8);
        _isOpen = true;
        return text;
    }
}
