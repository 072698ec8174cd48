using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>
/// Follows the journal and writes down what each settled, reversed or returned order means for its merchant, and what
/// customers whom a merchant's QR brought earned its owner at other shops.
/// </summary>
public sealed class MerchantLedger(PoolGate gate) : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        switch (record.Event)
        {
            case PoolEvent.OrderSettled settled:
                Settle(new(transaction, record, 0, record.At, nameOf), settled.Settlement);
                break;
            case PoolEvent.DueProcessed due:
                for (var line = 0; line < due.Items.Length; line++)
                {
                    if (due.Items[line] is DueItem.OrderFinal final)
                    {
                        Settle(new(transaction, record, line, due.Clock, nameOf), final.Settlement);
                    }
                }

                break;
            case PoolEvent.OrderReversed reversed:
                Reverse(new(transaction, record, 0, record.At, nameOf), reversed);
                break;
            case PoolEvent.DepositToppedUp topUp:
                Write(new(transaction, record, 0, record.At, nameOf), topUp.Merchant, SettlementLines.ToppedUp,
                    topUp.Voucher, FundingMode.MerchantDirect.Code(), new(topUp.Amount, Money.Zero, Money.Zero));
                break;
            case PoolEvent.OrderRefunded { Row: { } row, Goods.Units: > 0 } returned:
                // The part paid with points comes back from the merchant; nothing else of the order changes.
                Write(new(transaction, record, 0, record.At, nameOf), row.Merchant, SettlementLines.GoodsReturned,
                    row.Order, ModeOf(row.Mode), new(Money.Zero, Money.Zero, returned.Goods));
                break;
        }
    }

    private void Settle(in Place place, Settlement order)
    {
        Write(place, order.Merchant, SettlementLines.Settled, order.Order, ModeOf(order.Funding?.Mode),
            new(order.Amount, order.Commission, order.Redeemed) { Coins = order.Coins?.Value ?? Money.Zero });
        foreach (var reward in order.Rewards.Where(reward => reward.Kind is RewardKind.Direct))
        {
            Earn(place, order.Member, order.Merchant, order.Order, reward.Payee, reward.Amount.Units, reward.Rate);
        }
    }

    private void Reverse(in Place place, PoolEvent.OrderReversed reversed)
    {
        var row = reversed.Row;
        Write(place, row.Merchant, SettlementLines.Reversed, row.Order, ModeOf(row.Mode),
            new(reversed.Amount, reversed.Due, Money.Zero) { Coins = reversed.Coins?.Value ?? Money.Zero });
        foreach (var taken in reversed.Taken.Where(taken => taken.Kind is RewardKind.Direct))
        {
            Earn(place, row.Member, row.Merchant, row.Order, taken.Payee,
                -taken.Whole.Units, Rate.Zero);
        }
    }

    private void Write(
        in Place place, string merchant, string kind, string order, string mode, in Figures figures)
    {
        SettlementLines.Add(
            place.Transaction, gate.Plan.Settings.TimeZone,
            $"{place.Record.Position}.{place.Line}",
            new(place.Record.Position, order, kind, mode, figures.Amount, figures.Commission, figures.Goods, place.At)
            {
                Coins = figures.Coins,
            },
            MintLimit.MerchantOf(merchant));
    }

    // Only where the payee is the owner whose QR brought the customer, and the order was at another shop.
    private static void Earn(
        in Place place, MemberNumber customer, string elsewhere, string order, MemberNumber payee, long units,
        Rate rate)
    {
        if (units != 0)
        {
            var shop = MintLimit.MerchantOf(elsewhere);
            place.Transaction.Execute($"""
                INSERT INTO locked_rewards (position, line, member, merchant, elsewhere, orders, amount, rate, at)
                SELECT {place.Record.Position}, {place.Line}, member, merchant, {shop}, {order}, {units}, {rate},
                    {place.At}
                FROM customer_locks WHERE member = {place.NameOf(customer)} AND owner = {place.NameOf(payee)}
                AND merchant <> {shop}
                """);
        }
    }

    // An order without a funding reference (sandbox) leaves its price with the operator, as a collected one does.
    private static string ModeOf(FundingMode? mode) => mode?.Code() ?? "none";

    private readonly record struct Place(
        ShopTransaction Transaction, JournalRecord Record, int Line, Instant At, Func<MemberNumber, string> NameOf);

    private readonly record struct Figures(Money Amount, Money Commission, Money Goods)
    {
        public Money Coins { get; init; }
    }
}
