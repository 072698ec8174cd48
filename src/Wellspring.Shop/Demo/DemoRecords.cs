using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Demo;

/// <summary>The shop's side of a demo: merchants, stores, goods, invented members and their orders.</summary>
internal static class DemoRecords
{
    /// <summary>Writes all records of a sample; those that are there stay as they are.</summary>
    public static void Write(ShopTransaction transaction, ReadyPlan ready, DemoSample sample)
    {
        var start = sample.Commands[0].At;
        for (var index = 0; index < ready.Shop.Merchants.Length; index++)
        {
            // Every shop needs an owner, and the demo's members are there to be one.
            var owner = sample.Members[Math.Min(index, sample.Members.Length - 1)].Id;
            Write(transaction, ready.Shop.Merchants[index], owner, start);
        }

        for (var index = 0; index < sample.Members.Length; index++)
        {
            Write(transaction, sample.Members[index], index + 1);
        }

        DemoAgencies.Write(transaction, ready, sample);
        DemoDebts.Write(transaction, ready, start);
    }

    private static void Write(ShopTransaction transaction, DemoMerchant merchant, string owner, Instant at)
    {
        transaction.Execute($"""
            INSERT INTO merchants (id, name, licence, state, commission, funding, class, developer, applied_at,
                decided_at, decided_by)
            VALUES ({merchant.Id}, {merchant.Name.Zh}, '演示执照 demo', 'active', {merchant.Commission},
                {merchant.Funding.Code()}, {merchant.LicenceClass},
                {(merchant.Developer is { } number ? DemoPlay.IdOf(number) : null)}, {at}, {at}, 'demo')
            ON CONFLICT DO NOTHING
            """);
        transaction.Execute($"""
            INSERT INTO merchant_people (merchant, member, role, added_at) VALUES ({merchant.Id}, {owner}, 'owner',
                {at})
            ON CONFLICT DO NOTHING
            """);
        foreach (var store in merchant.Stores)
        {
            transaction.Execute($"""
                INSERT INTO stores (id, merchant, name, region, address, state)
                VALUES ({store.Id}, {merchant.Id}, {store.Name.Zh}, {store.Region}, {store.Address}, 'open')
                ON CONFLICT DO NOTHING
                """);
        }

        foreach (var goods in merchant.Goods)
        {
            Write(transaction, merchant, goods, at);
        }
    }

    private static void Write(ShopTransaction transaction, DemoMerchant merchant, DemoGoods goods, Instant start)
    {
        var kind = goods.Handover is DemoHandover.Shipped ? GoodsKind.Shipped : GoodsKind.InStore;
        var until = goods.MintsForDays is { } days ? start.Plus(Duration.Days(days)) : (Instant?)null;
        transaction.Execute($"""
            INSERT INTO goods (id, merchant, name, description, category, kind, price, cost, inflow_basis, stock,
                mints_until, state)
            VALUES ({merchant.Id + "-" + goods.Id}, {merchant.Id}, {goods.Name.Zh}, {"演示商品 " + goods.Name.En},
                {goods.Category}, {kind.Code()}, {goods.Price}, {goods.Cost}, {goods.Basis.Code()}, {goods.Stock},
                {until}, 'offered')
            ON CONFLICT DO NOTHING
            """);
    }

    // Anybody may look on as one of them: the code to log in with arrives in the demo's outbox.
    private static void Write(ShopTransaction transaction, DemoMember member, int number)
    {
        var name = number.ToString("000", CultureInfo.InvariantCulture);
        transaction.Execute($"""
            INSERT INTO members (id, state, nickname, mail, language, referrer, referral_code, origin, joined_at)
            VALUES ({member.Id}, 'active', {member.Nickname}, {$"demo{name}@example.com"}, 'zh', {member.Referrer},
                {"demo" + name}, {MemberBook.Demo}, {member.JoinedAt})
            ON CONFLICT DO NOTHING
            """);
    }
}
