using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Pages.Orders;

/// <summary>The shelf, one thing on it, and the checkout.</summary>
internal static class ShopPages
{
    private const int ShelfPage = 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous();
        open.MapGet("/shop", Shelf);
        open.MapGet("/shop/{goods}", OneAsync);
        var members = routes.MapGroup("").RequireAuthorization(Policies.Member);
        members.MapGet("/checkout", CheckoutAsync);
        members.MapPost("/checkout", OrderAsync);
    }

    private static IResult Shelf(Visitor visitor, ShopDatabase database, string? after)
    {
        var goods = database.Read(reader => reader.All(
            $"""
            SELECT g.id, g.name, g.description, g.category, g.kind, g.price, g.stock, g.mints_until, g.merchant, m.name
            FROM goods g JOIN merchants m ON m.id = g.merchant AND m.state = 'active'
            WHERE g.state = 'offered' AND g.id > {after ?? ""}
                AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.kind = 'goods' AND t.subject = g.id AND t.current = 1
                    AND t.state <> 'approved')
            ORDER BY g.id LIMIT {ShelfPage + 1L}
            """,
            GoodsOf));
        return Page.Of<ShopPage>(new ShelfModel(
            [.. goods.Take(ShelfPage)], goods.Count > ShelfPage ? goods[ShelfPage - 1].Id : null,
            visitor.MemberId is not null));
    }

    private static async Task<IResult> OneAsync(
        string goods, Visitor visitor, ShopDatabase database, ShopOrders orders, CancellationToken cancellation)
    {
        if (Find(database, goods) is not { } found)
        {
            return Results.NotFound();
        }

        var quote = visitor.MemberId is null ? null : await orders.QuoteAsync(
            visitor.Member, new(goods, found.Merchant) { Goods = [new(goods, 1)] }, cancellation);
        return Page.Of<GoodsPage>(new GoodsModel(
            found, quote is { IsOrderable: true } ? quote.Estimate : null, visitor.MemberId is not null));
    }

    private static async Task<IResult> CheckoutAsync(
        Visitor visitor, ShopDatabase database, ShopOrders orders, OrderReading reading, Channels channels,
        PoolGate gate, [AsParameters] CheckoutQuery query, CancellationToken cancellation)
    {
        if (Find(database, query.Goods ?? "") is not { } goods)
        {
            return Results.NotFound();
        }

        var last = reading.LastAddressOf(visitor.Member);
        var choice = new CheckoutChoice(
            goods.Id, Math.Clamp(query.Quantity ?? 1, 1, 999), query.By ?? "none", query.Amount ?? "",
            query.Credit == "on")
        {
            Province = query.Province ?? (last is null ? "" : Regions.Find(last.Region)?.Province.Code ?? ""),
            Address = last,
            CoinsBy = query.CoinsBy ?? "none",
            Coins = query.Coins ?? "",
        };
        return await ShowAsync(visitor, orders, channels, gate, goods, choice, null, cancellation);
    }

    private static Task<IResult> OrderAsync(
        HttpContext http, Visitor visitor, ShopDatabase database, ShopOrders orders, Channels channels,
        PoolGate gate) => Posted.OnceAsync(http, async posted =>
        {
            if (Find(database, posted["goods"]) is not { } goods)
            {
                return Next.Show(Results.NotFound());
            }

            var choice = ChoiceOf(posted, goods);
            var (wish, wrong) = WishOf(posted.Id("o"), goods, choice);
            wish = wish with { MostCash = Decimals.TryRead(posted["most"], 2, out var fen) ? Fen(fen) : null };
            var answer = wrong is not null ? null
                : await orders.CreateAsync(visitor.Member, wish, http.RequestAborted);
            return answer switch
            {
                OrderAnswer.Done done => await PaidAsync(http, orders, visitor.Member, done.Id, posted["channel"]),
                OrderAnswer.NotFound => Next.Show(Results.NotFound()),
                _ => Next.Show(await ShowAsync(
                    visitor, orders, channels, gate, goods, choice, wrong ?? ((OrderAnswer.Refused)answer!).Why,
                    http.RequestAborted)),
            };
        });

    /// <summary>Where to go from an order just made: to its payment, or to itself where none is made here.</summary>
    public static async Task<string> PaidAsync(
        HttpContext http, ShopOrders orders, string member, string order, string channel) =>
        await orders.PayAsync(
            member, order, channel, http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted)
            is OrderAnswer.Done payment
            ? $"/pay/{payment.Id}?go=1"
            : $"/orders/{order}";

    /// <summary>What was typed about points, as a wish; the sentence says what to mend.</summary>
    public static (PointsWish Wish, Bilingual? Wrong) PointsOf(string by, string amount, string? scale = null)
    {
        var text = amount.Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal);
        return by switch
        {
            "all" => (new PointsWish.All(), null),
            "yuan" => Decimals.TryRead(text, 2, out var fen) && fen > 0
                ? (new PointsWish.Worth(Fen(fen)), null)
                : (PointsWish.None, new("请填写要抵扣的金额，例如 20 或 20.50。",
                    "Enter the amount points should pay, such as 20 or 20.50.")),
            "points" => Decimals.TryRead(text, Points.Decimals, out var units) && units > 0
                ? (int.TryParse(scale, out var shown)
                    ? new PointsWish.Exactly(Points.FromUnits(units), shown)
                    : new PointsWish.AtMost(Points.FromUnits(units)), null)
                : (PointsWish.None, new("请填写积分数，例如 10 或 10.5。",
                    "Enter a number of points, such as 10 or 10.5.")),
            _ => (PointsWish.None, null),
        };
    }

    private static async Task<IResult> ShowAsync(
        Visitor visitor, ShopOrders orders, Channels channels, PoolGate gate, ShelfGoods goods, CheckoutChoice choice,
        Bilingual? wrong, CancellationToken cancellation)
    {
        var (wish, typed) = WishOf("quote", goods, choice);
        var quote = await orders.QuoteAsync(visitor.Member, wish with { Address = null }, cancellation);
        if (!quote.IsOrderable && (wish.Points is not PointsWish.Nothing || wish.Coins is not null))
        {
            // Points or coins are what is wrong, or would be found wrong next; the order itself is still shown.
            var plain = await orders.QuoteAsync(
                visitor.Member, wish with { Address = null, Points = PointsWish.None, Coins = null }, cancellation);
            (quote, wrong) = (plain, wrong ?? quote.Refusal?.Why);
        }

        wrong ??= typed ?? quote.Refusal?.Why;
        return Page.Of<CheckoutPage>(
            new CheckoutModel(goods, choice, quote, wrong, NamesOf(channels, gate), gate.Plan),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The channels a member may choose.</summary>
    public static IReadOnlyList<string> NamesOf(Channels channels, PoolGate gate) =>
        [.. channels.For(gate.Plan).Select(channel => channel.Name)];

    private static CheckoutChoice ChoiceOf(Posted posted, ShelfGoods goods)
    {
        var address = new DeliveryAddress(posted["region"], posted["recipient"], posted["phone"], posted["address"]);
        return new(
            goods.Id, long.TryParse(posted["quantity"], out var quantity) ? quantity : 0, posted["by"],
            posted["amount"], posted["credit"] == "on")
        {
            Province = Regions.Find(address.Region)?.Province.Code ?? posted["province"],
            Address = address,
            Scale = posted["scale"],
            CoinsBy = posted["coinsBy"],
            Coins = posted["coins"],
        };
    }

    private static (NewOrder Wish, Bilingual? Wrong) WishOf(string id, ShelfGoods goods, CheckoutChoice choice)
    {
        var (points, wrong) = PointsOf(choice.By, choice.Amount, choice.Scale);
        var (coins, noCoins) = CoinsOf(choice.CoinsBy, choice.Coins);
        return (new(id, goods.Merchant)
        {
            Goods = [new(goods.Id, choice.Quantity)], UsesCredit = choice.UsesCredit, Points = points, Coins = coins,
            Address = goods.IsShipped ? choice.Address ?? new("", "", "", "") : null,
        }, noCoins ?? wrong);
    }

    /// <summary>What was typed about consumption coins, as a wish; the sentence says what to mend.</summary>
    public static (CoinsWish? Wish, Bilingual? Wrong) CoinsOf(string by, string coins) => by switch
    {
        "all" => (new CoinsWish.All(), null),
        "yuan" => Decimals.TryRead(
            coins.Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal), Money.Decimals, out var units)
            && units > 0
            ? (new CoinsWish.Exactly(Money.FromUnits(units)), null)
            : (null, new("请填写要用的消费币数，例如 20 或 20.50。", "Enter the amount of coins, such as 20 or 20.50.")),
        _ => (null, null),
    };

    private static Money Fen(long fen) => Money.FromUnits(fen * Money.UnitsPerFen);

    private static ShelfGoods? Find(ShopDatabase database, string goods) => database.Read(reader => reader.One(
        $"""
        SELECT g.id, g.name, g.description, g.category, g.kind, g.price, g.stock, g.mints_until, g.merchant, m.name
        FROM goods g JOIN merchants m ON m.id = g.merchant AND m.state = 'active'
        WHERE g.state = 'offered' AND g.id = {goods}
            AND NOT EXISTS (SELECT 1 FROM texts t WHERE t.kind = 'goods' AND t.subject = g.id AND t.current = 1
                AND t.state <> 'approved')
        """,
        GoodsOf));

    private static ShelfGoods GoodsOf(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Money(5), row.IntegerOrNull(6),
        row.AtOrNull(7), row.Text(8), row.Text(9));
}

/// <summary>The choices in a checkout's address line.</summary>
/// <remarks>
/// No positional record: the compiler's binder cannot name the constructor of one with nullable texts.
/// </remarks>
internal sealed record CheckoutQuery
{
    public string? Goods { get; init; }

    public long? Quantity { get; init; }

    public string? By { get; init; }

    public string? Amount { get; init; }

    public string? Credit { get; init; }

    public string? Province { get; init; }

    public string? CoinsBy { get; init; }

    public string? Coins { get; init; }
}
