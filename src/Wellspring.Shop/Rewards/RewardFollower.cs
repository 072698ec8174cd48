using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>Keeps every order's sheet as the journal has it: who will earn, who was paid, what came back.</summary>
public sealed class RewardFollower : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        var place = new Place(transaction, record, nameOf);
        switch (record.Event)
        {
            case PoolEvent.OrderPlaced { Placed: var placed }:
                Expect(place, placed);
                break;
            case PoolEvent.OrderSettled settled:
                Pay(place, settled.Settlement);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var final in due.Items.OfType<DueItem.OrderFinal>())
                {
                    Pay(place, final.Settlement);
                }

                break;
            case PoolEvent.OrderRefunded { Closed: true } closed:
                transaction.Execute($"DELETE FROM expected_rewards WHERE orders = {closed.Order}");
                break;
            case PoolEvent.OrderReversed reversed:
                Return(place, reversed.Row);
                break;
        }
    }

    private static void Expect(in Place place, PendingOrder placed)
    {
        if (placed.Payees is not { } payees)
        {
            return;
        }

        foreach (var (kind, payee) in Entitled(payees))
        {
            place.Transaction.Execute($"""
                INSERT INTO expected_rewards (orders, kind, payee, buyer, merchant, placed_at)
                VALUES ({placed.Order}, {(long)kind}, {place.NameOf(payee)}, {place.NameOf(placed.Member)},
                    {placed.Merchant}, {place.Record.At}) ON CONFLICT DO NOTHING
                """);
        }
    }

    private static void Pay(in Place place, Settlement order)
    {
        place.Transaction.Execute($"DELETE FROM expected_rewards WHERE orders = {order.Order}");
        place.Transaction.Execute($"""
            INSERT INTO reward_orders (orders, buyer, merchant, region, amount, budget, remainder, settled_at, position)
            VALUES ({order.Order}, {place.NameOf(order.Member)}, {order.Merchant}, {order.Region}, {order.Amount},
                {order.Budget}, {order.Remainder}, {place.Record.At}, {place.Record.Position}) ON CONFLICT DO NOTHING
            """);
        for (var line = 0; line < order.Rewards.Length; line++)
        {
            var reward = order.Rewards[line];
            place.Transaction.Execute($"""
                INSERT INTO rewards (orders, kind, payee, line, rate, amount, at, position)
                VALUES ({order.Order}, {(long)reward.Kind}, {place.NameOf(reward.Payee)}, {(long)line}, {reward.Rate},
                    {reward.Amount}, {place.Record.At}, {place.Record.Position}) ON CONFLICT DO NOTHING
                """);
        }
    }

    // The row says what was taken in all, so that a record that is followed again changes nothing.
    private static void Return(in Place place, OrderRow row)
    {
        place.Transaction.Execute($"UPDATE reward_orders SET refunded = {row.Refunded} WHERE orders = {row.Order}");
        foreach (var reward in row.Rewards.Where(reward => reward.Taken.Units > 0))
        {
            place.Transaction.Execute($"""
                UPDATE rewards SET taken = {reward.Taken}, taken_position = {place.Record.Position}
                WHERE orders = {row.Order} AND kind = {(long)reward.Kind} AND payee = {place.NameOf(reward.Payee)}
                    AND taken <> {reward.Taken}
                """);
        }
    }

    private static IEnumerable<(RewardKind Kind, MemberNumber Payee)> Entitled(Payees payees) =>
        new[]
        {
            (RewardKind.Direct, payees.Direct), (RewardKind.Indirect, payees.Indirect),
            (RewardKind.MerchantDeveloper, payees.Developer), (RewardKind.DistrictAgent, payees.District),
            (RewardKind.CityAgent, payees.City), (RewardKind.ProvinceAgent, payees.Province),
        }.Where(entry => entry.Item2 != MemberNumber.None);

    private readonly record struct Place(
        ShopTransaction Transaction, JournalRecord Record, Func<MemberNumber, string> NameOf);
}
