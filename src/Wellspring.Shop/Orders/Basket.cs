using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Orders;

/// <summary>What an order would contain, with the prices of this moment.</summary>
internal sealed record Basket(
    string Merchant, string MerchantName, string Funding, Rate Commission, string Kind, string Region, string? Store,
    bool IsPlain, IReadOnlyList<OrderItem> Items)
{
    /// <summary>The largest amount that can be said at a till.</summary>
    public static readonly Money LargestTill = Money.FromYuan(1_000_000);

    private const long MostPieces = 999;
    private const int MostLines = 50;

    public Money Total => Items.Aggregate(Money.Zero, (sum, item) => sum + item.Amount);

    /// <summary>Looks everything up; a refusal says what to change.</summary>
    public static (Basket? Basket, OrderAnswer.Refused? Refusal) Read(ShopReader reader, NewOrder wish, Instant now)
    {
        var merchant = reader.One(
            $"SELECT name, funding, commission FROM merchants WHERE id = {wish.Merchant} AND state = 'active'",
            row => new Seller(row.Text(0), row.Text(1), row.Rate(2)));
        if (merchant is null)
        {
            return Refuse("merchant-closed", "这家商户目前不营业，请换一家。", "This merchant is not open now; choose another.");
        }

        return wish.TillAmount is { } amount
            ? AtTill(reader, wish, merchant, amount)
            : OfGoods(reader, wish, merchant, now);
    }

    private static (Basket? Basket, OrderAnswer.Refused? Refusal) AtTill(
        ShopReader reader, NewOrder wish, Seller merchant, Money amount)
    {
        if (StoreOf(reader, wish) is not { } store || wish.Store is null)
        {
            return Refuse("store-unknown", "没有这家门店，请重新扫码。", "There is no such store; scan its code again.");
        }

        if (!amount.IsWholeFen || amount == Money.Zero || amount > LargestTill)
        {
            return Refuse("amount-out-of-range", "金额须大于 0、精确到分、不超过 100 万元，请重新填写。",
                "Enter an amount above zero, in whole fen, of at most 1,000,000 yuan.");
        }

        return (new(wish.Merchant, merchant.Name, merchant.Funding, merchant.Commission, OrderKinds.InStore,
            store.Region, store.Id, IsPlain: false, [new(null, "到店消费 In-store purchase", 1, amount, null, 0)]), null);
    }

    private static (Basket? Basket, OrderAnswer.Refused? Refusal) OfGoods(
        ShopReader reader, NewOrder wish, Seller merchant, Instant now)
    {
        var distinct = wish.Goods.DistinctBy(wanted => wanted.Goods).Count();
        if (wish.Goods.Count is 0 or > MostLines || distinct != wish.Goods.Count
            || wish.Goods.Any(wanted => wanted.Quantity is < 1 or > MostPieces))
        {
            return Refuse("quantity-out-of-range", $"每种商品 1 至 {MostPieces} 件，请修改数量。",
                $"Take 1 to {MostPieces} pieces of each; change the number.");
        }

        var items = new List<OrderItem>();
        var (kinds, plain) = (new HashSet<bool>(), new HashSet<bool>());
        foreach (var wanted in wish.Goods)
        {
            if (Find(reader, wish.Merchant, wanted.Goods) is not { } goods)
            {
                return Refuse("goods-gone", "商品已下架，请返回商店重新选择。",
                    "These goods are no longer offered; go back to the shop and choose again.");
            }

            var (earning, without) = MintLimit.Pieces(wanted.Quantity, goods.Stock, goods.MintsUntil, now);
            if (earning > 0 && without > 0)
            {
                return Refuse("few-with-points", $"只剩 {earning} 件附带积分；请先单独购买这些，其余另下一单（不附积分）。",
                    $"Only {earning} pieces still come with points; order those first, the rest separately.");
            }

            if (goods.MintsUntil is null && goods.Stock < wanted.Quantity)
            {
                return Refuse("out-of-stock", $"“{goods.Name}”只剩 {goods.Stock} 件，请减少数量。",
                    $"Only {goods.Stock} of “{goods.Name}” are left; take fewer.");
            }

            kinds.Add(goods.IsShipped);
            plain.Add(without > 0);
            var reserved = goods.Stock is null || without > 0 ? 0 : wanted.Quantity;
            var byMargin = goods.Cost is not null && merchant.Funding == FundingNames.OwnGoods;
            items.Add(new(wanted.Goods, goods.Name, wanted.Quantity, Times(goods.Price, wanted.Quantity),
                byMargin ? Times(goods.Cost!.Value, wanted.Quantity) : null, reserved));
        }

        if (kinds.Count > 1 || plain.Count > 1)
        {
            return Refuse("order-separately", "快递商品与到店商品、附积分与不附积分的商品请分开下单。",
                "Order shipped goods and goods for the store, and goods with and without points, separately.");
        }

        return Addressed(reader, wish, merchant, new(wish.Merchant, merchant.Name, merchant.Funding,
            merchant.Commission, kinds.Contains(true) ? OrderKinds.Shipped : OrderKinds.Code, "", null,
            plain.Contains(true), items));
    }

    private static (Basket? Basket, OrderAnswer.Refused? Refusal) Addressed(
        ShopReader reader, NewOrder wish, Seller merchant, Basket basket)
    {
        if (basket.Kind == OrderKinds.Shipped)
        {
            return wish.Address is null ? (basket, null)
                : Regions.Find(wish.Address.Region) is not { IsFinest: true } region
                    ? Refuse("region-unknown", "请选择收货地区，精确到区县。", "Choose the district the parcel goes to.")
                : wish.Address is not { Recipient.Length: > 0, Phone.Length: > 4, Address.Length: > 3 }
                    ? Refuse("address-incomplete", "请填写收货人、电话和详细地址。",
                        "Enter the recipient, a phone number and the address.")
                : (basket with { Region = region.Code }, null);
        }

        return StoreOf(reader, wish) is { } store
            ? (basket with { Region = store.Region, Store = store.Id }, null)
            : Refuse("store-unknown", $"“{merchant.Name}”没有营业的门店可取货，请联系商户。",
                $"“{merchant.Name}” has no open store to fetch this from; ask the merchant.");
    }

    private static Offer? Find(ShopReader reader, string merchant, string goods) => reader.One(
        $"""
        SELECT name, kind, price, cost, inflow_basis, stock, mints_until FROM goods
        WHERE id = {goods} AND merchant = {merchant} AND state = 'offered'
            AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.kind = 'goods' AND t.subject = goods.id AND t.current = 1
                AND t.state <> 'approved')
        """,
        row => new Offer(row.Text(0), row.Text(1) == OrderKinds.Shipped, row.Money(2),
            row.Text(4) == "margin" ? row.MoneyOrNull(3) : null, row.IntegerOrNull(5), row.AtOrNull(6)));

    private static Place? StoreOf(ShopReader reader, NewOrder wish) => reader.One(
        $"""
        SELECT id, region FROM stores WHERE merchant = {wish.Merchant} AND state = 'open'
            AND ({wish.Store} IS NULL OR id = {wish.Store}) ORDER BY id LIMIT 1
        """,
        row => new Place(row.Text(0), row.Text(1)));

    private static Money Times(Money price, long pieces) => Money.FromUnits(price.Units * pieces);

    private static (Basket? Basket, OrderAnswer.Refused? Refusal) Refuse(string code, string zh, string en) =>
        (null, new OrderAnswer.Refused(code, new(zh, en)));

    private sealed record Seller(string Name, string Funding, Rate Commission);

    private sealed record Offer(
        string Name, bool IsShipped, Money Price, Money? Cost, long? Stock, Instant? MintsUntil);

    private sealed record Place(string Id, string Region);
}
