using System.Globalization;
using Wellspring.Core;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>
/// What happened in every mall of the fixtures: paid; received; not paid; to be refunded in two parts; refunded
/// whole; and the mall's own oddity.
/// </summary>
internal static class MallStory
{
    /// <summary>The orders by number, as the first reading must tell them.</summary>
    public static IEnumerable<string> Beginning(string mall)
    {
        var number = Numbers(mall);
        yield return $"{number[0]} user 7 store 0: 100.000000 of 11-10 02:00, back 0.000000, "
            + "lines 101*1=60.000000 102*2=40.000000";
        yield return $"{number[1]} user 8 store 3: 250.000000 of 11-10 03:00, back 0.000000, here 11-11 04:00, "
            + "lines 103*1=240.000000";
        yield return $"{number[3]} user 7 store 0: 80.000000 of 11-10 04:00, back 0.000000, lines 104*4=80.000000";
        yield return $"{number[4]} user 9 store 0: 33.330000 of 11-10 05:00, back 33.330000, lines 105*1=33.330000";
        yield return $"{number[5]} user 9 store 0: 120.000000 of 11-10 05:00, {Oddity(mall)}lines 106*3=120.000000";
    }

    /// <summary>The order that is refunded in two parts.</summary>
    public static MallOrder Fourth(string mall, MallPage page) =>
        Assert.Single(page.Orders, order => order.Order == Numbers(mall)[3]);

    public static string Line(MallOrder order)
    {
        var here = order.ReceivedAt is { } received ? $"here {At(received)}, " : "";
        var lines = string.Join(' ', order.Lines.Select(line => $"{line.Goods}*{line.Quantity}={line.Amount}"));
        return $"{order.Order} user {order.User} store {order.Store}: {order.Paid} of {At(order.PaidAt)}, "
            + $"back {order.Refunded}, {here}lines {lines}";
    }

    // A split order of which one part came back and the other arrived; a group purchase that failed; nothing to ship.
    private static string Oddity(string mall) => mall switch
    {
        "crmeb" or "nopcommerce" => "back 40.000000, here 11-11 04:00, ",
        _ => "back 120.000000, ",
    };

    private static string[] Numbers(string mall) => mall switch
    {
        "crmeb" => ["cp101", "cp102", "cp103", "cp104", "cp105", "cp106"],
        "yudao" =>
        [
            "o202611101000001", "o202611101100001", "o202611101100002", "o202611101200001", "o202611101300001",
            "o202611101300002",
        ],
        _ => ["1", "2", "3", "4", "5", "6"],
    };

    private static string At(Instant moment) =>
        moment.ToDateTimeOffset().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
