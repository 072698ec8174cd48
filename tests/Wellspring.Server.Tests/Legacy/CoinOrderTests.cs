using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>Consumption coins at checkout: their share, the fund behind them, and their way back.</summary>
public sealed class CoinOrderTests : IAsyncLifetime
{
    private const string Buyer = "m-creditor";
    private RunningServer _server = null!;
    private TestShop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(OldDebt.Plan);
        _shop = await _server.SeedShopAsync();
        await _server.OweAsync(Buyer, 1_000);
        await _server.AgreeAsync(Buyer);
        await _server.FundAsync(500);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Coins_pay_half_and_the_claim_falls_when_the_order_is_final()
    {
        var order = await _server.BuyAsync(Buyer, _shop.AtTheTill(100) with { Coins = new CoinsWish.All() });
        var waiting = await _server.CreditorAsync(Buyer);
        var held = await _server.DebtAsync();
        await HandOverAndWaitAsync(order.Id);

        // Half of 100.00, and 16 % of that for the creditor's points.
        Assert.Equal((OrderStates.Funded, Money.FromYuan(50), Money.FromYuan(50)),
            (order.State, order.Cash, order.CoinValue));
        Assert.Equal((Money.FromYuan(50), Money.Zero, Money.FromYuan(1_000)),
            (waiting.CoinsHeld, waiting.SettledByGoods, waiting.Open));
        Assert.Equal((Money.FromYuan(442), Money.FromYuan(58)), (held.Fund, held.FundHeld));
        var done = _server.Order(order.Id);
        var creditor = await _server.CreditorAsync(Buyer);
        Assert.Equal((OrderStates.Final, Money.FromYuan(8), Money.FromYuan(50)),
            (done.State, done.CoinDeposit, done.CoinSettled));
        Assert.Equal((Money.FromYuan(50), Money.Zero, Money.FromYuan(950)),
            (creditor.SettledByGoods, creditor.CoinsHeld, creditor.Open));
        Assert.True(done.Locked > Points.Zero);
        Assert.Equal(Money.Zero, (await _server.DebtAsync()).FundHeld);
    }

    [Fact]
    public async Task What_coins_paid_is_in_the_merchants_settlement_without_commission()
    {
        var own = await _server.BuyAsync(Buyer, _shop.AtTheTill(100) with { Coins = new CoinsWish.All() });
        await HandOverAndWaitAsync(own.Id);
        var direct = await _server.CreateAsync(
            Buyer, _shop.DirectHaircut() with { Coins = new CoinsWish.Exactly(Money.FromYuan(40)) });
        await _server.Get<ShopOrders>().ConfirmCollectionAsync(_shop.DirectTill, direct.Id, "cash", default);
        await _server.Get<ShopOrders>().HandOverAsync(_shop.DirectTill, direct.Id, default);
        await _server.PassAsync(TimeSpan.FromDays(8));

        var book = _server.Get<SettlementBook>();
        var figures = book.FiguresOf(
            _shop.Direct, Days.Of(_server.Get<PoolClock>().Now(), new Duration(8 * 3_600_000L)));

        // 40.00 of the 80.00 was paid in the shop, less 20 % of it; the coins' 40.00 the operator owes whole.
        Assert.Equal((Money.FromYuan(40), (Balance)Money.FromYuan(40), Money.FromYuan(8)),
            (figures.Gross, figures.Coins, figures.Commission));
        Assert.Equal((Balance)Money.FromYuan(40), figures.Net);
        Assert.Empty(await book.CompareAsync(default));
        await _server.RefundAsync(_shop.DirectTill, _server.Order(direct.Id), Money.FromYuan(80));
        Assert.Empty(await book.CompareAsync(default));
    }

    [Fact]
    public async Task A_refund_before_finality_brings_coins_back_in_proportion_and_never_as_money()
    {
        var order = await _server.BuyAsync(
            Buyer, _shop.ShippedTea() with { Coins = new CoinsWish.Exactly(Money.FromYuan(30)) });

        var first = await _server.RefundAsync(_shop.OwnTill, order, Fen(33_33));
        var second = await _server.RefundAsync(_shop.OwnTill, _server.Order(order.Id), Fen(33_33));
        var last = await _server.RefundAsync(_shop.OwnTill, _server.Order(order.Id), Fen(33_34));

        // Thirty in a hundred, rounded down to the fen; the last takes all that is left.
        Assert.Equal([Fen(9_99), Fen(10_00), Fen(10_01)], new[] { first, second, last }.Select(one => one.Coins));
        Assert.Equal(Money.FromYuan(70), first.Cash + second.Cash + last.Cash);
        Assert.Equal("paid", last.State);
        Assert.Equal((OrderStates.Refunded, Money.FromYuan(30)),
            (_server.Order(order.Id).State, _server.Order(order.Id).RefundedCoins));
        var creditor = await _server.CreditorAsync(Buyer);
        Assert.Equal((Money.FromYuan(1_000), Money.Zero), (creditor.Coins, creditor.CoinsHeld));
        Assert.Equal(Money.FromYuan(500), (await _server.DebtAsync()).Fund);
    }

    [Fact]
    public async Task A_refund_after_finality_lets_the_claim_stand_again()
    {
        var order = await _server.BuyAsync(Buyer, _shop.AtTheTill(100) with { Coins = new CoinsWish.All() });
        await HandOverAndWaitAsync(order.Id);

        var first = await _server.RefundAsync(_shop.OwnTill, _server.Order(order.Id), Fen(33_33));
        var half = await _server.CreditorAsync(Buyer);
        var rest = await _server.RefundAsync(_shop.OwnTill, _server.Order(order.Id), Fen(66_67));

        Assert.Equal((Fen(16_66), Fen(16_67)), (first.Coins, first.Cash));
        Assert.Equal(Fen(33_34), half.SettledByGoods);
        Assert.Equal((Fen(33_34), Fen(33_33)), (rest.Coins, rest.Cash));
        var creditor = await _server.CreditorAsync(Buyer);
        Assert.Equal((Money.FromYuan(1_000), Money.Zero), (creditor.Coins, creditor.SettledByGoods));
    }

    [Fact]
    public async Task Too_many_coins_for_the_order_the_purse_or_the_fund_are_refused_with_what_would_do()
    {
        await _server.BuyAsync(Buyer, _shop.AtTheTill(800) with { Coins = new CoinsWish.All() });
        var orders = _server.Get<ShopOrders>();

        var share = await orders.CreateAsync(
            Buyer, _shop.ShippedTea() with { Coins = new CoinsWish.Exactly(Fen(50_01)) }, default);
        var fund = await orders.CreateAsync(
            Buyer, _shop.ShippedTea() with { Coins = new CoinsWish.Exactly(Money.FromYuan(50)) }, default);
        var coins = await orders.CreateAsync(
            Buyer, _shop.AtTheTill(9_000) with { Coins = new CoinsWish.Exactly(Money.FromYuan(900)) }, default);
        var nobody = await orders.CreateAsync(
            "m-nobody", _shop.ShippedTea() with { Coins = new CoinsWish.All() }, default);
        var fitting = await orders.QuoteAsync(
            Buyer, _shop.ShippedTea() with { Coins = new CoinsWish.All() }, default);

        // 500 − 400 · 1.16 = 36 are free; 36 / 1.16 = 31.03 of value with its deposit.
        Assert.Equal(
            ["coin-share-exceeded", "settlement-fund-short", "coins-too-few", "not-a-creditor"],
            new[] { share, fund, coins, nobody }.Select(answer => ((OrderAnswer.Refused)answer).Code));
        Assert.Contains("50.00", ((OrderAnswer.Refused)share).Why.Zh, StringComparison.Ordinal);
        Assert.Contains("31.03", ((OrderAnswer.Refused)fund).Why.Zh, StringComparison.Ordinal);
        Assert.Equal(Fen(31_03), fitting.CoinValue);
        Assert.Equal(20, _server.StockOf(_shop.Tea));
    }

    [Fact]
    public async Task A_fund_that_ran_dry_before_the_payment_cancels_the_order_and_everything_goes_back()
    {
        var first = await _server.CreateAsync(Buyer, _shop.AtTheTill(800) with { Coins = new CoinsWish.All() });
        var second = await _server.CreateAsync(
            Buyer, _shop.ShippedTea() with { Coins = new CoinsWish.Exactly(Money.FromYuan(50)) });

        first = await _server.PayAsync(first);
        second = await _server.PayAsync(second);
        await _server.AskChannelsAsync();

        Assert.Equal(OrderStates.Funded, first.State);
        Assert.Equal((OrderStates.Cancelled, "settlement-fund-short"), (second.State, second.Note));
        var refund = Assert.Single(_server.Refunds(second.Id));
        Assert.Equal(("cancelled", "paid", Money.FromYuan(50)), (refund.Cause, refund.State, refund.Cash));
        Assert.Equal(Money.FromYuan(400), (await _server.CreditorAsync(Buyer)).CoinsHeld);
        Assert.Equal(20, _server.StockOf(_shop.Tea));
    }

    [Fact]
    public async Task Coins_and_points_pay_together_within_the_coins_share()
    {
        await _server.EarnAsync(_shop, Buyer, 1_000);

        var order = await _server.BuyAsync(Buyer, _shop.ShippedTea(2) with
        {
            Coins = new CoinsWish.Exactly(Money.FromYuan(60)), Points = new PointsWish.All(),
        });

        // Half of 200.00 is 100.00: sixty in coins, at most forty in points.
        Assert.Equal((OrderStates.Funded, Money.FromYuan(60), Money.FromYuan(40), Money.FromYuan(100)),
            (order.State, order.CoinValue, order.Redeemed, order.Cash));
        var refund = await _server.RefundAsync(_shop.OwnTill, order, Money.FromYuan(200));
        Assert.Equal((Money.FromYuan(60), Money.FromYuan(40), Money.FromYuan(100)),
            (refund.Coins, refund.Goods, refund.Cash));
        Assert.Equal(OrderStates.Refunded, _server.Order(order.Id).State);
    }

    private async Task HandOverAndWaitAsync(string order)
    {
        Assert.True((await _server.Get<ShopOrders>().HandOverAsync(_shop.OwnTill, order, default)).IsDone);
        await _server.PassAsync(TimeSpan.FromDays(8));
        Assert.Equal(OrderStates.Final, _server.Order(order).State);
    }

    private static Money Fen(long fen) => Money.FromUnits(fen * Money.UnitsPerFen);
}
