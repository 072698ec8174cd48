using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Shop.Orders;

/// <summary>What an order would cost and bring, asked of the pool at one moment.</summary>
public sealed class Checkout(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    /// <summary>The price of a wish, how much of it points and credit pay, and what it may earn.</summary>
    public async Task<CheckoutQuote> QuoteAsync(string member, NewOrder wish, CancellationToken cancellation)
    {
        await gate.AdvanceAsync(cancellation);
        var now = clock.Now();
        var standing = await gate.ReadAsync(
            desk =>
            {
                var number = desk.Names.Find(member);
                return new Standing(desk.Pool.Member(number), desk.Pool.Redeemable(number, now), desk.Pool.Backing,
                    desk.Position)
                {
                    Creditor = desk.Pool.Creditor(number), Legacy = desk.Pool.Legacy,
                };
            },
            cancellation);
        var quote = database.Read(reader => Quote(reader, standing, member, wish, now));
        return quote is { IsOrderable: true, IsPlain: false } && quote.Cash > Money.Zero
            ? quote with { Sheet = await SheetAsync(member, wish, quote, now, cancellation) }
            : quote;
    }

    // Asked of the code that decides it: who would earn, were the order paid now.
    private Task<OrderSheet?> SheetAsync(
        string member, NewOrder wish, CheckoutQuote quote, Instant now, CancellationToken cancellation)
    {
        var basket = quote.Basket!;
        var place = new PoolCommand.PlaceOrder(
            "quote", now, $"quote.{wish.Id}", member, wish.Merchant, quote.Cash,
            new(OrderSteps.ModeOf(basket.Funding), "quote"), [])
        {
            Region = basket.Region.Length > 0 ? basket.Region : null,
        };
        return gate.ReadAsync(
            desk => desk.Quote(place).Event is PoolEvent.OrderPlaced { Placed: var placed }
                ? RewardReading.Estimate(placed, desk)
                : null,
            cancellation);
    }

    private CheckoutQuote Quote(ShopReader reader, Standing standing, string member, NewOrder wish, Instant now)
    {
        var (basket, refusal) = Basket.Read(reader, wish, now);
        var credit = standing.Member.GoodsCredit;
        var kept = OrderSteps.CreditKept(reader, member);
        var purse = new CoinPurse(gate.Plan, standing.Creditor, standing.Legacy);
        if (basket is null)
        {
            return new()
            {
                Refusal = refusal, CreditHeld = credit + kept, Held = standing.Redeemable, CoinsHeld = purse.Free,
            };
        }

        var total = basket.Total;
        var useKept = wish.UsesCredit ? kept.FloorToFen().AtMost(total) : Money.Zero;
        var useCredit = wish.UsesCredit ? credit.FloorToFen().AtMost(total - useKept) : Money.Zero;
        var rest = total - useKept - useCredit;
        var (coins, noCoins) = CoinPart.Of(purse, wish.Coins, rest, basket.IsPlain);
        var (points, redeemed, no) = Redeemed(gate.Plan, standing, wish.Points, rest, OpenAfter(purse, coins, rest));
        var cash = rest - coins.Value - redeemed;
        var rate = basket.IsPlain ? Rate.Zero : basket.Commission;
        return new()
        {
            Refusal = noCoins ?? no, Basket = basket, Kept = useKept, Credit = useKept + useCredit,
            CreditHeld = credit + kept,
            Points = points, Scale = standing.Backing.Scale, Redeemed = redeemed, Cash = cash,
            Held = standing.Redeemable, HeldValue = Credit(gate.Plan, standing.Backing, standing.Redeemable),
            Estimate = PointsEstimate.Of(gate.Plan, standing.Backing, rate, basket, cash),
            Position = standing.Position,
            Coins = coins.Coins, CoinValue = coins.Value, CoinDeposit = coins.Deposit, CoinsHeld = purse.Free,
            CoinShare = purse.Share(rest), CoinsCovered = purse.Coverable(),
            Locked = standing.Backing.Buys(gate.Plan.Pool.MintRatio.Of(coins.Deposit)) ?? Points.Zero,
        };
    }

    // What points may still pay: coins and points together stay within the coins' share of the order.
    private static Money OpenAfter(in CoinPurse purse, in CoinPart coins, Money rest) =>
        coins.Value == Money.Zero ? rest : purse.Share(rest).LessAtMost(coins.Value);

    /// <summary>
    /// The points to give and what they pay. Never more points than the order takes: the rest would be lost to the
    /// pool.
    /// </summary>
    private static (Points Points, Money Redeemed, OrderAnswer.Refused? No) Redeemed(
        Plan plan, Standing standing, PointsWish wish, Money rest, Money open)
    {
        if (wish is PointsWish.Nothing)
        {
            return default;
        }

        var redeeming = plan.Redeeming;
        if (!redeeming.Enabled)
        {
            return No("redeeming-off", Words(Refusal.RedeemingOff));
        }

        if (rest < redeeming.MinOrder)
        {
            return No("order-too-small", Words(Refusal.OrderTooSmall));
        }

        var backing = standing.Backing;
        wish = wish is PointsWish.AtMost(var typed) ? new PointsWish.Exactly(typed, backing.Scale) : wish;
        if (wish is PointsWish.Exactly(var exact, var scale) && (scale != backing.Scale || exact > standing.Redeemable))
        {
            return No("not-enough-points", Words(
                scale != backing.Scale ? Refusal.ScaleChanged : Refusal.NotEnoughPoints));
        }

        var most = (redeeming.MaxShareOfOrder is { } share ? share.Of(rest) : rest).AtMost(open).FloorToFen();
        var mine = wish is PointsWish.Exactly(var asked, _) ? asked : standing.Redeemable;
        var worth = Credit(plan, backing, mine);
        if (wish is PointsWish.Worth(var amount) && amount.FloorToFen() > worth)
        {
            return No("not-enough-points", Words(Refusal.NotEnoughPoints));
        }

        var target = worth.AtMost(most).AtMost(wish is PointsWish.Worth(var wanted) ? wanted.FloorToFen() : most);
        return target == Money.Zero
            ? No("worth-nothing", new("这些积分不足 1 分钱，暂时不能抵扣。",
                "These points are worth less than one fen; they cannot pay for anything yet."))
            : (Needed(plan, backing, target).AtMost(mine), target, null);
    }

    private static Money Credit(Plan plan, in Backing backing, Points points) =>
        plan.Redeeming.RedeemRate.Of(backing.Value(points)).FloorToFen();

    // The smallest number q with floor(floor(q·P/S)·rate) at or above the target: each floor undone upwards.
    private static Points Needed(Plan plan, in Backing backing, Money target)
    {
        var value = Exact.MulDiv(
            target.Units, Rate.PartsPerWhole, plan.Redeeming.RedeemRate.Parts, Rounding.Up);
        return Points.FromUnits(
            Exact.MulDiv(value, backing.Circulating.Units, backing.Pool.Units, Rounding.Up));
    }

    private static (Points Points, Money Redeemed, OrderAnswer.Refused? No) No(string code, Bilingual why) =>
        (Points.Zero, Money.Zero, new(code, why));

    private static Bilingual Words(Refusal refusal) =>
        RefusalText.Of(refusal) is var (zh, en) ? new(zh, en) : default;

    private sealed record Standing(MemberBalance Member, Points Redeemable, Backing Backing, long Position)
    {
        public CreditorBalance? Creditor { get; init; }

        public LegacyTotals? Legacy { get; init; }
    }
}

/// <summary>What one order would cost and bring at this moment.</summary>
public sealed record CheckoutQuote
{
    /// <summary>Why it cannot be ordered so; null when it can.</summary>
    public OrderAnswer.Refused? Refusal { get; init; }

    internal Basket? Basket { get; init; }

    internal Money Kept { get; init; }

    public bool IsOrderable => Refusal is null && Basket is not null;

    public IReadOnlyList<OrderItem> Items => Basket?.Items ?? [];

    public string Kind => Basket?.Kind ?? "";

    public string MerchantName => Basket?.MerchantName ?? "";

    /// <summary>Whether the buyer pays the shop itself and its cashier confirms.</summary>
    public bool IsMerchantDirect => Basket?.Funding == FundingNames.MerchantDirect;

    /// <summary>Whether it earns no points: clearance goods past their end.</summary>
    public bool IsPlain => Basket?.IsPlain ?? false;

    public Money Total => Basket?.Total ?? Money.Zero;

    /// <summary>Paid with goods credit.</summary>
    public Money Credit { get; init; }

    /// <summary>The goods credit there is.</summary>
    public Money CreditHeld { get; init; }

    /// <summary>The points that are given, in <see cref="Scale"/>.</summary>
    public Points Points { get; init; }

    public int Scale { get; init; }

    /// <summary>Paid with points; at the deed it is at least this.</summary>
    public Money Redeemed { get; init; }

    /// <summary>Paid with money.</summary>
    public Money Cash { get; init; }

    /// <summary>The consumption coins that are given, in yuan of the claim.</summary>
    public Money Coins { get; init; }

    /// <summary>What the coins pay.</summary>
    public Money CoinValue { get; init; }

    /// <summary>What the operator puts into the pool for the coin part.</summary>
    public Money CoinDeposit { get; init; }

    /// <summary>The coins there are, less those that other orders hold.</summary>
    public Money CoinsHeld { get; init; }

    /// <summary>The most that coins may pay of this order.</summary>
    public Money CoinShare { get; init; }

    /// <summary>The most that the operator's settlement fund covers now.</summary>
    public Money CoinsCovered { get; init; }

    /// <summary>About how many locked points the coin part would bring.</summary>
    public Points Locked { get; init; }

    /// <summary>The points that could be given, and what they would pay.</summary>
    public Points Held { get; init; }

    public Money HeldValue { get; init; }

    /// <summary>About how many points the order would earn at today's price.</summary>
    public Points Estimate { get; init; }

    /// <summary>Who would earn what of it; null where nobody can.</summary>
    public OrderSheet? Sheet { get; init; }

    /// <summary>What the buyer's referrer gets.</summary>
    public Money Reward => Sheet?.Sheet.Lines.Where(line => line.Kind is RewardKind.Direct)
        .Aggregate(Money.Zero, (sum, line) => sum + line.Amount) ?? Money.Zero;

    /// <summary>The journal position the quote was made at.</summary>
    public long Position { get; init; }
}
