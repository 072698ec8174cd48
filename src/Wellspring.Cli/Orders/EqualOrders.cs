using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>
/// The worked example's orders: 1000.00 each, every one by a new member, one second apart, as JSON Lines.
/// </summary>
internal static class EqualOrders
{
    public const int MostOrders = 100_000_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8));

    public static void Write(TextWriter output, int orders)
    {
        Invariant.Require(orders is > 0 and <= MostOrders, "1 to 100 000 000 orders");
        for (var number = 1; number <= orders; number++)
        {
            var at = Start.AddSeconds(number - 1)
                .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"{{\"id\":\"o-{number}\",\"at\":\"{at}\",\"settleOrder\":{{\"order\":\"o-{number}\","));
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"\"member\":\"m{number}\",\"merchant\":\"s1\",\"amount\":\"1000.00\"}}}}\n"));
        }
    }
}
