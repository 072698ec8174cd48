using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Finance;

/// <summary>Orders that look as if nobody really bought 自买自卖、虚假交易, by pattern.</summary>
public static class WashPatterns
{
    public const string OwnShop = "buyer-works-at-merchant";
    public const string Ring = "mutual-buying";
    public const string Refunds = "refund-after-mint";
    public const string Device = "device-shared-with-merchant";
    public const string Address = "address-shared";

    /// <summary>Different buyers at one address before it looks like a ring.</summary>
    public const int BuyersAtOneAddress = 5;

    private static readonly Duration Lately = Duration.Days(-30);

    /// <summary>Orders of the last thirty days that match a pattern, each with its first pattern.</summary>
    public static IReadOnlyList<Suspect> Find(ShopReader reader, Instant now)
    {
        var since = now.Plus(Lately);
        var found = OwnShops(reader, since).Concat(Rings(reader, since)).Concat(Devices(reader, since))
            .Concat(Addresses(reader, since)).Concat(Returns(reader, since));
        return [.. found.DistinctBy(one => one.Order, StringComparer.Ordinal)];
    }

    private static IEnumerable<Suspect> OwnShops(ShopReader reader, Instant since) => reader.All(
        $"""
        SELECT o.id, o.member, o.merchant FROM orders o
        JOIN merchant_people p ON p.merchant = o.merchant AND p.member = o.member
        WHERE o.created_at >= {since} AND o.state IN ('paid', 'funded', 'delivered', 'final') ORDER BY o.id
        """,
        row => new Suspect(row.Text(0), row.Text(1), row.Text(2), OwnShop));

    // Owners who buy at one another's shops: A at B's and B at A's.
    private static IEnumerable<Suspect> Rings(ShopReader reader, Instant since) => reader.All(
        $"""
        SELECT o.id, o.member, o.merchant FROM orders o
        JOIN merchant_people seller ON seller.merchant = o.merchant AND seller.role = 'owner'
        JOIN merchant_people buyer ON buyer.member = o.member AND buyer.role = 'owner'
        WHERE o.created_at >= {since} AND seller.member <> o.member
            AND o.state IN ('paid', 'funded', 'delivered', 'final')
            AND EXISTS (SELECT 1 FROM orders back WHERE back.member = seller.member
                AND back.merchant = buyer.merchant AND back.created_at >= {since}
                AND back.state IN ('paid', 'funded', 'delivered', 'final'))
        ORDER BY o.id
        """,
        row => new Suspect(row.Text(0), row.Text(1), row.Text(2), Ring));

    private static IEnumerable<Suspect> Devices(ShopReader reader, Instant since) => reader.All(
        $"""
        SELECT DISTINCT o.id, o.member, o.merchant FROM orders o
        JOIN merchant_people p ON p.merchant = o.merchant AND p.member <> o.member
        JOIN member_devices theirs ON theirs.member = p.member
        JOIN member_devices own ON own.member = o.member AND own.device_hash = theirs.device_hash
        WHERE o.created_at >= {since} AND o.state IN ('paid', 'funded', 'delivered', 'final') ORDER BY o.id
        """,
        row => new Suspect(row.Text(0), row.Text(1), row.Text(2), Device));

    private static IEnumerable<Suspect> Addresses(ShopReader reader, Instant since) => reader.All(
        $"""
        SELECT o.id, o.member, o.merchant FROM orders o
        WHERE o.created_at >= {since} AND o.address IS NOT NULL AND o.address <> ''
            AND o.state IN ('paid', 'funded', 'delivered', 'final')
            AND (SELECT count(DISTINCT other.member) FROM orders other WHERE other.merchant = o.merchant
                AND other.address = o.address AND other.region = o.region AND other.created_at >= {since})
                >= {(long)BuyersAtOneAddress}
        ORDER BY o.id
        """,
        row => new Suspect(row.Text(0), row.Text(1), row.Text(2), Address));

    // Somebody who keeps returning what already made points: their next orders wait.
    private static IEnumerable<Suspect> Returns(ShopReader reader, Instant since) => reader.All(
        $"""
        SELECT o.id, o.member, o.merchant FROM orders o
        WHERE o.created_at >= {since} AND o.state IN ('paid', 'funded', 'delivered') AND (
            SELECT count(*) FROM orders back WHERE back.member = o.member AND back.settled_position IS NOT NULL
                AND back.refunded > 0 AND back.created_at >= {since}) >= {(long)Limits.RefundsAfterMint}
        ORDER BY o.id
        """,
        row => new Suspect(row.Text(0), row.Text(1), row.Text(2), Refunds));
}

/// <summary>An order that matches a pattern of sham trade.</summary>
public sealed record Suspect(string Order, string Member, string Merchant, string Pattern);
