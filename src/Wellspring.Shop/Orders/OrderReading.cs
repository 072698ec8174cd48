using System.Globalization;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Orders;

/// <summary>Looks orders up: one with its story, lists newest first, page by page.</summary>
public sealed class OrderReading(ShopDatabase database)
{
    public const int LargestPage = 100;

    /// <summary>One order; null where there is none, or the caller has no part in it.</summary>
    public OrderCard? Find(Caller caller, string order) => database.Read(reader => OrderCard.Find(reader, order))
        is { } found && caller.MaySee(found) ? found : null;

    /// <summary>The order a payment belongs to, for whoever may see it.</summary>
    public OrderCard? OfPayment(Caller caller, string payment) => database.Read(reader =>
        reader.Text($"SELECT orders FROM payments WHERE id = {payment}") is { } order
            ? OrderCard.Find(reader, order)
            : null) is { } found && caller.MaySee(found) ? found : null;

    public IReadOnlyList<OrderItem> ItemsOf(string order) =>
        database.Read(reader => OrderSteps.ItemsOf(reader, order));

    /// <summary>What happened to an order, oldest first.</summary>
    public IReadOnlyList<OrderStep> StoryOf(string order) => database.Read(reader => reader.All(
        $"SELECT at, what, who, amount, detail, position FROM order_steps WHERE orders = {order} ORDER BY line",
        row => new OrderStep(
            row.At(0), row.Text(1), row.Text(2), row.MoneyOrNull(3), row.TextOrNull(4), row.IntegerOrNull(5))));

    /// <summary>Where a member's last parcel went; null where there was none.</summary>
    public DeliveryAddress? LastAddressOf(string member) => database.Read(reader => reader.One(
        $"""
        SELECT region, recipient, phone, address FROM orders WHERE member = {member} AND address IS NOT NULL
        ORDER BY created_at DESC LIMIT 1
        """,
        row => new DeliveryAddress(row.Text(0), row.TextOrNull(1) ?? "", row.TextOrNull(2) ?? "", row.Text(3))));

    /// <param name="after">The cursor of the page before; null for the first.</param>
    public OrderPage OfMember(string member, string? after, int most)
    {
        var (at, id) = Cursor(after);
        return Page(most, limit => database.Read(reader => reader.All(
            $"""
            SELECT * FROM order_cards WHERE member = {member} AND (created_at, id) < ({at}, {id})
            ORDER BY created_at DESC, id DESC LIMIT {limit}
            """,
            OrderCard.Of)));
    }

    /// <summary>A member's latest orders that consumption coins paid a part of, newest first.</summary>
    public IReadOnlyList<OrderCard> WithCoins(string member, int most) => database.Read(reader => reader.All(
        $"""
        SELECT * FROM order_cards WHERE member = {member} AND coins > 0
        ORDER BY created_at DESC, id DESC LIMIT {(long)most}
        """,
        OrderCard.Of));

    /// <param name="state">Only orders in this state; null for all.</param>
    public OrderPage OfMerchant(string merchant, string? state, string? after, int most)
    {
        var (at, id) = Cursor(after);
        return Page(most, limit => database.Read(reader => reader.All(
            $"""
            SELECT * FROM order_cards WHERE merchant = {merchant} AND ({state} IS NULL OR state = {state})
                AND (created_at, id) < ({at}, {id}) ORDER BY created_at DESC, id DESC LIMIT {limit}
            """,
            OrderCard.Of)));
    }

    /// <summary>All orders, for the operator.</summary>
    public OrderPage All(string? state, string? after, int most)
    {
        var (at, id) = Cursor(after);
        return Page(most, limit => database.Read(reader => reader.All(
            $"""
            SELECT * FROM order_cards WHERE ({state} IS NULL OR state = {state})
                AND (created_at, id) < ({at}, {id}) ORDER BY created_at DESC, id DESC LIMIT {limit}
            """,
            OrderCard.Of)));
    }

    private static OrderPage Page(int most, Func<long, IReadOnlyList<OrderCard>> read)
    {
        var size = Math.Clamp(most, 1, LargestPage);
        var found = read(size + 1L);
        return found.Count <= size
            ? new(found, null)
            : new([.. found.Take(size)], $"{found[size - 1].CreatedAt.Milliseconds}.{found[size - 1].Id}");
    }

    private static (long At, string Id) Cursor(string? after) =>
        after?.Split('.', 2) is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? (milliseconds, id)
            : (long.MaxValue, "");
}

/// <summary>One page of orders, newest first.</summary>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record OrderPage(IReadOnlyList<OrderCard> Orders, string? Next);
