using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Members;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Pages.Orders;

/// <summary>Paying in a store by its QR code 到店付款: the amount, then what it costs, then the payment.</summary>
internal static class TillPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/s/{store}", AskAsync).AllowAnonymous();
        routes.MapPost("/s/{store}", OrderAsync).RequireAuthorization(Policies.Member);
    }

    private static async Task<IResult> AskAsync(
        HttpContext http, string store, Visitor visitor, ShopDatabase database, ShopOrders orders, Channels channels,
        PoolGate gate, string? amount, string? by, string? coins)
    {
        if (Find(database, store) is not { } till)
        {
            return Results.NotFound();
        }

        if (visitor.MemberId is null)
        {
            JoinPages.Remember(http, store, Referrals.LastTouchWins(gate.Plan));
        }

        var said = new Said(amount ?? "", by ?? "none", coins == "all", null);
        return await ShowAsync(http, till, visitor, database, orders, channels, gate, said);
    }

    private static Task<IResult> OrderAsync(
        HttpContext http, string store, Visitor visitor, ShopDatabase database, ShopOrders orders, Channels channels,
        PoolGate gate) => Posted.OnceAsync(http, async posted =>
        {
            if (Find(database, store) is not { } till)
            {
                return Next.Show(Results.NotFound());
            }

            var said = new Said(posted["amount"], posted["by"], posted["coins"] == "all", null);
            if (WishOf(till, posted.Id("o"), said) is not { } wish)
            {
                return Next.Show(await ShowAsync(http, till, visitor, database, orders, channels, gate, said));
            }

            var most = Decimals.TryRead(posted["most"], 2, out var fen)
                ? Money.FromUnits(fen * Money.UnitsPerFen)
                : (Money?)null;
            return await orders.CreateAsync(visitor.Member, wish with { MostCash = most }, http.RequestAborted) switch
            {
                OrderAnswer.Done done =>
                    await ShopPages.PaidAsync(http, orders, visitor.Member, done.Id, posted["channel"]),
                OrderAnswer.Refused refused => Next.Show(await ShowAsync(
                    http, till, visitor, database, orders, channels, gate, said with { Wrong = refused.Why })),
                _ => Next.Show(Results.NotFound()),
            };
        });

    private static async Task<IResult> ShowAsync(
        HttpContext http, Till till, Visitor visitor, ShopDatabase database, ShopOrders orders, Channels channels,
        PoolGate gate, Said said)
    {
        var wish = said.Amount.Length == 0 ? null : WishOf(till, "quote", said);
        var wrong = said.Wrong ?? (said.Amount.Length == 0 || wish is not null ? null : new Bilingual(
            "请填写金额，例如 88 或 88.50。", "Enter an amount, such as 88 or 88.50."));
        var quote = wish is null || visitor.MemberId is null
            ? null
            : await orders.QuoteAsync(visitor.Member, wish, http.RequestAborted);
        if (quote is { IsOrderable: false } && (wish!.Points is not PointsWish.Nothing || wish.Coins is not null))
        {
            wrong ??= quote.Refusal?.Why;
            quote = await orders.QuoteAsync(
                visitor.Member, wish with { Points = PointsWish.None, Coins = null }, http.RequestAborted);
        }

        wrong ??= quote?.Refusal?.Why;
        return Page.Of<TillPage>(
            new TillModel(
                till.Store, till.Name, till.MerchantName, said.Amount, said.By,
                quote is { IsOrderable: true } ? quote : null, wrong, ShopPages.NamesOf(channels, gate),
                visitor.MemberId is not null, gate.Plan)
            {
                IsCreditor = visitor.MemberId is { } member
                    && database.Read(reader => CreditorFollower.IsCreditor(reader, member)),
                UsesCoins = said.UsesCoins,
            },
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static NewOrder? WishOf(Till till, string id, Said said) =>
        Decimals.TryRead(said.Amount.Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal), 2, out var fen)
        && fen > 0 && fen <= long.MaxValue / Money.UnitsPerFen
            ? new(id, till.Merchant)
            {
                Store = till.Store, TillAmount = Money.FromUnits(fen * Money.UnitsPerFen),
                Points = said.By == "all" ? new PointsWish.All() : PointsWish.None,
                Coins = said.UsesCoins ? new CoinsWish.All() : null,
            }
            : null;

    private static Till? Find(ShopDatabase database, string store) => database.Read(reader => reader.One(
        $"""
        SELECT s.id, s.name, m.id, m.name FROM stores s JOIN merchants m ON m.id = s.merchant
        WHERE s.id = {store} AND s.state = 'open' AND m.state = 'active'
        """,
        row => new Till(row.Text(0), row.Text(1), row.Text(2), row.Text(3))));

    private sealed record Till(string Store, string Name, string Merchant, string MerchantName);

    private sealed record Said(string Amount, string By, bool UsesCoins, Bilingual? Wrong);
}
