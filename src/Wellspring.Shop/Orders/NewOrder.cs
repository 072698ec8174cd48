using Wellspring.Core;

namespace Wellspring.Shop.Orders;

/// <summary>What somebody wants to buy from one merchant, before prices are looked up.</summary>
/// <param name="Id">The caller's id of the order: the same one again is the same order, however often it comes.</param>
public sealed record NewOrder(string Id, string Merchant)
{
    /// <summary>Goods and how many; empty for an amount said at the till.</summary>
    public IReadOnlyList<WantedGoods> Goods { get; init; } = [];

    /// <summary>The amount said at the till 到店付款, one service line; null for goods.</summary>
    public Money? TillAmount { get; init; }

    /// <summary>The store, for in-store orders and goods that are fetched; null: the merchant's first.</summary>
    public string? Store { get; init; }

    /// <summary>Where shipped goods go.</summary>
    public DeliveryAddress? Address { get; init; }

    /// <summary>Whether goods credit of the wallet pays first.</summary>
    public bool UsesCredit { get; init; }

    /// <summary>What is to be paid with points.</summary>
    public PointsWish Points { get; init; } = PointsWish.None;

    /// <summary>The consumption coins 消费币 that pay a part; null: none.</summary>
    public CoinsWish? Coins { get; init; }

    /// <summary>The cash part that was shown; an order that would cost more is refused.</summary>
    public Money? MostCash { get; init; }
}

/// <summary>So many of one thing.</summary>
public readonly record struct WantedGoods(string Goods, long Quantity);

/// <summary>Where a parcel goes; personal, so it never leaves the shop's records.</summary>
/// <param name="Region">The division's code of GB/T 2260, the finest there is.</param>
public sealed record DeliveryAddress(string Region, string Recipient, string Phone, string Address);

/// <summary>How much of an order a member wants to pay with points 积分兑换.</summary>
public abstract record PointsWish
{
    public static PointsWish None { get; } = new Nothing();

    public sealed record Nothing : PointsWish;

    /// <summary>As many points as the order takes.</summary>
    public sealed record All : PointsWish;

    /// <summary>Points worth this amount.</summary>
    public sealed record Worth(Money Amount) : PointsWish;

    /// <summary>A number of points as typed now, in the present scale.</summary>
    public sealed record AtMost(Points Points) : PointsWish;

    /// <summary>A number of points in the scale they were shown in.</summary>
    public sealed record Exactly(Points Points, int Scale) : PointsWish;
}

/// <summary>How many consumption coins a creditor wants to pay with 消费币支付.</summary>
public abstract record CoinsWish
{
    /// <summary>As many as the order takes and the settlement fund covers.</summary>
    public sealed record All : CoinsWish;

    /// <summary>So many coins, each one yuan of the claim.</summary>
    public sealed record Exactly(Money Coins) : CoinsWish;
}

/// <summary>Who asks. Whoever has no part in an order is told that there is none.</summary>
/// <param name="Merchant">The merchant a person acts for; checked against the order's.</param>
public sealed record Caller(CallerKind Kind, string Id, string? Merchant)
{
    /// <summary>The platform itself: expiry, answers of channels.</summary>
    public static Caller Platform { get; } = new(CallerKind.Platform, "system", null);

    public static Caller Member(string member) => new(CallerKind.Member, member, null);

    /// <param name="member">The person at the till: a member who works there.</param>
    public static Caller ForMerchant(string merchant, string member) => new(CallerKind.Merchant, member, merchant);

    public static Caller Staff(string staff) => new(CallerKind.Staff, staff, null);

    internal bool MaySee(OrderCard order) => Kind switch
    {
        CallerKind.Member => order.Member == Id,
        CallerKind.Merchant => order.Merchant == Merchant,
        _ => true,
    };

    internal bool Serves(OrderCard order) => Kind is not CallerKind.Member && MaySee(order);
}

public enum CallerKind
{
    Member,
    Merchant,
    Staff,
    Platform,
}

/// <summary>What became of something asked about an order.</summary>
public abstract record OrderAnswer
{
    /// <summary>It was done, or had been done before.</summary>
    /// <param name="Id">The order, payment or refund it made or moved.</param>
    public sealed record Done(string Id) : OrderAnswer;

    /// <summary>There is no such thing, or it belongs to somebody else.</summary>
    public sealed record NotFound : OrderAnswer;

    /// <summary>It was refused and nothing changed.</summary>
    public sealed record Refused(string Code, Bilingual Why) : OrderAnswer;

    public bool IsDone => this is Done;

    internal static OrderAnswer Gone { get; } = new NotFound();

    internal static OrderAnswer No(string code, string zh, string en) => new Refused(code, new(zh, en));
}
