using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Pages.Orders;

/// <summary>Something on the shelf, as the shop's pages show it.</summary>
/// <param name="Stock">Pieces left; null: not counted.</param>
/// <param name="MintsUntil">The first moment without points; null: no end.</param>
public sealed record ShelfGoods(
    string Id, string Name, string Description, string Category, string Kind, Money Price, long? Stock,
    Instant? MintsUntil, string Merchant, string MerchantName)
{
    public bool IsShipped => Kind == OrderKinds.Shipped;

    public bool IsSoldOut => MintsUntil is null && Stock <= 0;
}

/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record ShelfModel(IReadOnlyList<ShelfGoods> Goods, string? Next, bool IsMember);

public sealed record GoodsModel(ShelfGoods Goods, Points? Estimate, bool IsMember);

/// <summary>What a buyer chose so far, kept between the steps of a checkout.</summary>
public sealed record CheckoutChoice(string Goods, long Quantity, string By, string Amount, bool UsesCredit)
{
    /// <summary>The province whose districts are offered; empty before it is chosen.</summary>
    public string Province { get; init; } = "";

    public DeliveryAddress? Address { get; init; }

    /// <summary>The scale the points were quoted in; null before a quote.</summary>
    public string? Scale { get; init; }

    /// <summary>Consumption coins: none, all or an amount in <see cref="Coins"/>.</summary>
    public string CoinsBy { get; init; } = "none";

    public string Coins { get; init; } = "";
}

/// <param name="Wrong">What has to be mended; null when nothing has.</param>
public sealed record CheckoutModel(
    ShelfGoods Goods, CheckoutChoice Choice, CheckoutQuote Quote, Bilingual? Wrong, IReadOnlyList<string> Channels,
    Plan Plan);

/// <summary>Paying at the till by the store's QR code 到店付款.</summary>
/// <param name="Quote">Null while no amount was said, or nobody is logged in.</param>
public sealed record TillModel(
    string Store, string StoreName, string MerchantName, string Amount, string By, CheckoutQuote? Quote,
    Bilingual? Wrong, IReadOnlyList<string> Channels, bool IsMember, Plan Plan)
{
    /// <summary>Whether the visitor may have consumption coins to pay with.</summary>
    public bool IsCreditor { get; init; }

    /// <summary>Whether coins are to pay as far as they fit.</summary>
    public bool UsesCoins { get; init; }
}

public sealed record OrdersModel(IReadOnlyList<OrderCard> Orders, string? Next, bool IsFirst);

/// <param name="Estimate">The points it would earn now; null where it is not waiting for any.</param>
/// <param name="Wrong">Why the last thing asked was not done.</param>
public sealed record OrderModel(
    OrderCard Order, IReadOnlyList<OrderItem> Items, IReadOnlyList<OrderStep> Story, IReadOnlyList<RefundCard> Refunds,
    IReadOnlyList<PaymentCard> Payments, Points? Estimate, IReadOnlyList<string> Channels, Bilingual? Wrong, Plan Plan)
{
    /// <summary>Who earns what of it; null before it is paid, or where the pool does not know it.</summary>
    public OrderSheet? Sheet { get; init; }

    public PaymentCard? OpenPayment => Payments.FirstOrDefault(payment => payment.IsOpen);

    public bool MayAskRefund => Order.State is OrderStates.Funded or OrderStates.Delivered or OrderStates.Final
        && Order.Refunded < Order.Total && !Refunds.Any(refund => refund is { Cause: "asked", IsOpen: true });
}

/// <param name="Preview">What the amount would mean; null while none was entered.</param>
public sealed record RefundModel(
    OrderCard Order, RefundPreview? Preview, string Amount, string Reason, Bilingual? Wrong, Plan Plan);

public sealed record PayModel(OrderCard Order, PaymentCard Payment);
