using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>
/// The part of an order that consumption coins 消费币 pay: at most the plan's share of it, and only what the settlement
/// fund covers.
/// </summary>
/// <param name="Coins">Yuan of the claim.</param>
/// <param name="Value">What they pay, in whole fen.</param>
/// <param name="Deposit">What the operator puts into the pool for it when the order is final.</param>
internal readonly record struct CoinPart(Money Coins, Money Value, Money Deposit)
{
    // A rate above 100 % may leave some fen that no number of coins pays exactly; a few steps down always end.
    private const int MostSteps = 1_000;

    /// <summary>The part that is wished for, or why not.</summary>
    /// <param name="rest">What goods credit has left to pay: what the limits refer to.</param>
    public static (CoinPart Part, OrderAnswer.Refused? No) Of(
        in CoinPurse purse, CoinsWish? wish, Money rest, bool isPlain)
    {
        if (wish is null)
        {
            return default;
        }

        if (purse.Plan.Legacy is not { } legacy || purse.Creditor is not { } creditor)
        {
            return No("not-a-creditor", Words(Refusal.NotACreditor));
        }

        if (isPlain)
        {
            return No("coins-need-points", new("这件商品已过附积分的数量或日期，不能用消费币支付，请用现金或积分。",
                "These goods are past their pieces or date with points; coins cannot pay for them, money or points "
                + "can."));
        }

        var free = creditor.Coins - creditor.CoinsHeld;
        var share = purse.Share(rest);
        if (wish is CoinsWish.Exactly(var asked))
        {
            var value = creditor.CoinRate.Of(asked);
            return asked > free ? No("coins-too-few", Words(Refusal.CoinsTooFew))
                : value > share ? No("coin-share-exceeded", new(
                    $"这单最多可用消费币支付 {Yuan(share)} 元（{legacy.Coin.MaxShareOfOrder}），其余请付现金。",
                    $"Coins may pay at most {Yuan(share)} yuan of this order ({legacy.Coin.MaxShareOfOrder}); pay the "
                    + "rest in money."))
                : !value.IsWholeFen || value == Money.Zero ? No("coins-not-whole-fen", new(
                    "这些消费币抵不成整分，请换一个数量，或选“尽量多用”。",
                    "These coins do not pay a whole number of fen; take another number, or as many as fit."))
                : purse.Covers(value) ? (purse.PartOf(asked, value), null)
                : Short(purse, free, share);
        }

        var most = creditor.CoinRate.Of(free).AtMost(share).AtMost(purse.Coverable()).FloorToFen();
        return Fit(creditor.CoinRate, most, free) is { } fitting
            ? (purse.PartOf(fitting, creditor.CoinRate.Of(fitting)), null)
            : free == Money.Zero ? No("coins-too-few", Words(Refusal.CoinsTooFew))
            : Short(purse, free, share);
    }

    // The fewest coins that pay exactly this many fen, or fewer fen.
    private static Money? Fit(Rate rate, Money most, Money free)
    {
        var value = most;
        for (var step = 0; step < MostSteps && value > Money.Zero && rate.Parts > 0; step++)
        {
            var coins = Money.FromUnits(
                Exact.MulDiv(value.Units, Rate.PartsPerWhole, rate.Parts, Rounding.Up));
            if (coins <= free && rate.Of(coins) == value)
            {
                return coins;
            }

            value -= Money.FromUnits(Money.UnitsPerFen);
        }

        return null;
    }

    private static (CoinPart Part, OrderAnswer.Refused? No) Short(in CoinPurse purse, Money free, Money share)
    {
        var could = purse.Creditor!.CoinRate.Of(free).AtMost(share).AtMost(purse.Coverable()).FloorToFen();
        return No("settlement-fund-short", could == Money.Zero
            ? new("经营者的结算资金现在不够，暂时不能用消费币支付；您的消费币不受影响，补足后即可再用。",
                "The operator's settlement fund is too low now, so coins cannot pay; yours are untouched and work "
                + "again "
                + "once it is topped up.")
            : new($"经营者的结算资金现在只够这单用消费币支付 {Yuan(could)} 元；请改用这个金额，或等资金补足。",
                $"The operator's settlement fund covers only {Yuan(could)} yuan of coins for this order now; use that "
                + "much, or wait until it is topped up."));
    }

    private static string Yuan(Money amount) => amount.FloorToFen().ToString()[..^4];

    private static (CoinPart Part, OrderAnswer.Refused? No) No(string code, Bilingual why) => (default, new(code, why));

    private static Bilingual Words(Refusal refusal) =>
        RefusalText.Of(refusal) is var (zh, en) ? new(zh, en) : default;
}

/// <summary>What a creditor could pay with at one moment: own coins, the plan's share, the operator's fund.</summary>
internal readonly record struct CoinPurse(Plan Plan, CreditorBalance? Creditor, LegacyTotals? Totals)
{
    /// <summary>The coins that no order holds.</summary>
    public Money Free => Creditor is { } creditor ? creditor.Coins - creditor.CoinsHeld : Money.Zero;

    /// <summary>The most that coins may pay of an order.</summary>
    public Money Share(Money rest) => Plan.Legacy is { } legacy
        ? legacy.Coin.MaxShareOfOrder.Of(rest).FloorToFen()
        : Money.Zero;

    public Money DepositOf(Money value) => Plan.Legacy!.Coin.DepositRate.Of(value);

    public bool Covers(Money value) => value + DepositOf(value) <= FundFree;

    public CoinPart PartOf(Money coins, Money value) => new(coins, value, DepositOf(value));

    /// <summary>The largest whole-fen value that the fund covers with its deposit.</summary>
    public Money Coverable()
    {
        if (Plan.Legacy is not { } legacy)
        {
            return Money.Zero;
        }

        var most = Money.FromUnits(Exact.MulDiv(FundFree.Units, Rate.PartsPerWhole,
            Rate.PartsPerWhole + legacy.Coin.DepositRate.Parts, Rounding.Down)).FloorToFen();
        return most;
    }

    private Money FundFree => Totals?.Fund ?? Money.Zero;
}
