using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Orders;

/// <summary>The states of an order 订单 (pool-rules 11).</summary>
public static class OrderStates
{
    public const string Created = "created";
    public const string Paid = "paid";
    public const string Funded = "funded";
    public const string Delivered = "delivered";
    public const string Final = "final";
    public const string Refunded = "refunded";
    public const string Cancelled = "cancelled";
}

/// <summary>How an order reaches its buyer.</summary>
public static class OrderKinds
{
    public const string Shipped = "shipped";

    /// <summary>Fetched or used in the shop against a code 核销.</summary>
    public const string Code = "code";

    /// <summary>Paid and handed over at the till.</summary>
    public const string InStore = "in-store";
}

/// <summary>How the commission gets there, as merchants choose it.</summary>
public static class FundingNames
{
    public const string OwnGoods = "own-goods";
    public const string MerchantDirect = "merchant-direct";
    public const string LicensedSplit = "licensed-split";
}

/// <summary>One order as the shop knows it. Total = cash + redeemed + credit + coin value, always.</summary>
public sealed record OrderCard
{
    public required string Id { get; init; }

    public required string Member { get; init; }

    public required string Merchant { get; init; }

    public required string MerchantName { get; init; }

    public string? Store { get; init; }

    public string? StoreName { get; init; }

    public string? StoreAddress { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public Money Total { get; init; }

    /// <summary>The part paid with money.</summary>
    public Money Cash { get; init; }

    /// <summary>The part paid with points: the quote until the pool has booked it.</summary>
    public Money Redeemed { get; init; }

    /// <summary>The part paid with goods credit.</summary>
    public Money Credit { get; init; }

    /// <summary>The part of <see cref="Credit"/> that the shop itself owed from an earlier refund.</summary>
    public Money CreditKept { get; init; }

    /// <summary>The points that are given, in <see cref="PointsScale"/>.</summary>
    public Points Points { get; init; }

    public int PointsScale { get; init; }

    /// <summary>Consumption coins that pay a part, in yuan of the claim.</summary>
    public Money Coins { get; init; }

    /// <summary>What the coins pay of the total.</summary>
    public Money CoinValue { get; init; }

    /// <summary>The part of <see cref="CoinValue"/> that came back as coins.</summary>
    public Money RefundedCoins { get; init; }

    /// <summary>The part of <see cref="CoinValue"/> that settled; null before it is final.</summary>
    public Money? CoinSettled { get; init; }

    /// <summary>What the operator put into the pool for the coin part; null before it is final.</summary>
    public Money? CoinDeposit { get; init; }

    /// <summary>The locked points of the coin part, in <see cref="LockedScale"/>.</summary>
    public Points? Locked { get; init; }

    public int? LockedScale { get; init; }

    public long? CoinsPosition { get; init; }

    /// <summary>Whether it earns no points: clearance goods past their end.</summary>
    public bool IsPlain { get; init; }

    public required string Region { get; init; }

    public string? Recipient { get; init; }

    public string? Phone { get; init; }

    public string? Address { get; init; }

    public string? VerifyCode { get; init; }

    public string? Carrier { get; init; }

    public string? Tracking { get; init; }

    public required string Funding { get; init; }

    public string? FundingReference { get; init; }

    public Instant CreatedAt { get; init; }

    /// <summary>Wall time at which an unpaid order is cancelled.</summary>
    public Instant ExpiresAt { get; init; }

    public Instant? PaidAt { get; init; }

    public Instant? ShippedAt { get; init; }

    public Instant? DeliveredAt { get; init; }

    /// <summary>When it becomes final, once that is known.</summary>
    public Instant? DueAt { get; init; }

    public Instant? FinalAt { get; init; }

    public long? PlacedPosition { get; init; }

    public long? CreditPosition { get; init; }

    public long? RedeemPosition { get; init; }

    /// <summary>The journal record that settled it.</summary>
    public long? SettledPosition { get; init; }

    /// <summary>Given back so far, in whatever form.</summary>
    public Money Refunded { get; init; }

    public Money RefundedCash { get; init; }

    public Money RefundedGoods { get; init; }

    /// <summary>The cash amount that settled: A of pool-rules 2.</summary>
    public Money? Settled { get; init; }

    public Money? Commission { get; init; }

    public Money? Inflow { get; init; }

    /// <summary>The points it earned, in <see cref="Scale"/>.</summary>
    public Points? Minted { get; init; }

    public int? Scale { get; init; }

    /// <summary>Why a final order waits, or why its money is not there: a code.</summary>
    public string? Held { get; init; }

    /// <summary>Why it was cancelled: a code.</summary>
    public string? Note { get; init; }

    /// <summary>What the pool's order starts with; goods credit is no payment that earns.</summary>
    public Money PoolAmount => Total - Credit;

    public Money CreditOfPool => Credit - CreditKept;

    public bool IsMerchantDirect => Funding == FundingNames.MerchantDirect;

    /// <summary>Whether money has come and the order still stands.</summary>
    public bool IsAlive =>
        State is OrderStates.Paid or OrderStates.Funded or OrderStates.Delivered or OrderStates.Final;

    internal static OrderCard? Find(ShopReader reader, string id) =>
        reader.One($"SELECT * FROM order_cards WHERE id = {id}", Of);

    internal static OrderCard Of(Row row) => new()
    {
        Id = row.Text(0), Member = row.Text(1), Merchant = row.Text(2), MerchantName = row.Text(3),
        Store = row.TextOrNull(4), StoreName = row.TextOrNull(5), StoreAddress = row.TextOrNull(6), Kind = row.Text(7),
        State = row.Text(8), Total = row.Money(9), Cash = row.Money(10), Redeemed = row.Money(11),
        Credit = row.Money(12), CreditKept = row.Money(13), Points = row.Points(14), PointsScale = (int)row.Integer(15),
        IsPlain = row.Flag(16), Region = row.Text(17), Recipient = row.TextOrNull(18), Phone = row.TextOrNull(19),
        Address = row.TextOrNull(20), VerifyCode = row.TextOrNull(21), Carrier = row.TextOrNull(22),
        Tracking = row.TextOrNull(23), Funding = row.Text(24), FundingReference = row.TextOrNull(25),
        CreatedAt = row.At(26), ExpiresAt = row.At(27), PaidAt = row.AtOrNull(28), ShippedAt = row.AtOrNull(29),
        DeliveredAt = row.AtOrNull(30), DueAt = row.AtOrNull(31), FinalAt = row.AtOrNull(32),
        PlacedPosition = row.IntegerOrNull(33), CreditPosition = row.IntegerOrNull(34),
        RedeemPosition = row.IntegerOrNull(35), SettledPosition = row.IntegerOrNull(36), Refunded = row.Money(37),
        RefundedCash = row.Money(38), RefundedGoods = row.Money(39), Commission = row.MoneyOrNull(40),
        Inflow = row.MoneyOrNull(41),
        Minted = row.IntegerOrNull(42) is { } minted ? Points.FromUnits(minted) : null,
        Scale = (int?)row.IntegerOrNull(43), Held = row.TextOrNull(44), Note = row.TextOrNull(45),
        Settled = row.MoneyOrNull(46), Coins = row.Money(47), CoinValue = row.Money(48),
        CoinsPosition = row.IntegerOrNull(49), RefundedCoins = row.Money(50), CoinDeposit = row.MoneyOrNull(51),
        Locked = row.IntegerOrNull(52) is { } locked ? Points.FromUnits(locked) : null,
        LockedScale = (int?)row.IntegerOrNull(53), CoinSettled = row.MoneyOrNull(54),
    };
}

/// <summary>One line of an order, as it was when the order was made.</summary>
/// <param name="Goods">Null for an amount said at the till.</param>
/// <param name="Amount">Of the whole line.</param>
/// <param name="Cost">Of the whole line, where its margin is the commission.</param>
/// <param name="Reserved">Pieces taken from the stock for it.</param>
public sealed record OrderItem(string? Goods, string Name, long Quantity, Money Amount, Money? Cost, long Reserved);

/// <summary>One step of an order's story.</summary>
/// <param name="What">A stable word: created, paid, funded, shipped, delivered, final, held, refund-asked, …</param>
/// <param name="Who">buyer, merchant, staff, channel, pool or system.</param>
/// <param name="Position">The journal record behind it, where there is one.</param>
public sealed record OrderStep(
    Instant At, string What, string Who, Money? Amount, string? Detail, long? Position);
