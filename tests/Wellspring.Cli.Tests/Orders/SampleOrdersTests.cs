using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Cli.Orders;
using Wellspring.Core;

namespace Wellspring.Cli.Tests.Orders;

/// <summary>The sample against the facts measured on the real set; the same tolerances stand in the docs.</summary>
public sealed class SampleOrdersTests
{
    private static readonly Lazy<string> Sample = new(() => Written(SampleOrders.UsualOrders, SampleOrders.UsualSeed));

    private static readonly Lazy<List<string[]>> Cells = new(() =>
        [.. Sample.Value.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(','))]);

    private static IEnumerable<string[]> Orders => Cells.Value.Where(cells => cells[6] == "order");

    private static List<string[]> KnownOrders =>
        [.. Orders.Where(cells => cells[1].Length > 0 && cells[3] != "0.00")];

    private static List<string[]> Matched => [.. Cells.Value.Where(cells => cells[7].Length > 0)];

    [Fact]
    public void Two_runs_are_equal_byte_for_byte_and_the_bytes_are_the_same_for_ever()
    {
        Assert.Equal(Sample.Value, Written(SampleOrders.UsualOrders, SampleOrders.UsualSeed));
        Assert.NotEqual(Written(50, 1), Written(50, 2));
        Assert.Equal(
            "e99cefb03c6e8f079e48c297c0a9cd4c1346c2a1389a182cc475b81571942d82",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sample.Value))));
    }

    [Fact]
    public void Dice_give_the_published_numbers_of_SplitMix64()
    {
        var dice = new Dice(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423],
            new[] { dice.Next(), dice.Next(), dice.Next() });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    [InlineData(5_000)]
    public void There_are_as_many_orders_as_asked_for_and_each_stands_before_its_refunds(int orders)
    {
        var lines = Written(orders, 7).TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')).ToList();
        var seen = new HashSet<string>();

        Assert.Equal(orders, lines.Count(cells => cells[6] == "order"));
        Assert.All(lines, cells =>
        {
            Assert.True(seen.Add(cells[0]));
            Assert.True(cells[7].Length == 0 || seen.Contains(cells[7]));
        });
        Assert.Equal(lines.Select(cells => cells[2]).Order(StringComparer.Ordinal), lines.Select(cells => cells[2]));
    }

    [Fact]
    public void Amounts_are_the_shops_within_six_percent_at_the_quartiles_and_in_the_mean()
    {
        var fen = KnownOrders.Select(Fen).Order().ToList();

        foreach (var (basisPoints, value) in ShopFacts.Amounts.Where(entry => entry.BasisPoints is >= 500 and <= 9500))
        {
            Near(value, fen[(int)(fen.Count * basisPoints / 10_000)], percent: 6);
        }

        Near(ShopFacts.MeanAmount, fen.Sum() / fen.Count, percent: 6);
    }

    [Fact]
    public void Customers_come_back_as_often_as_the_shops()
    {
        var perCustomer = KnownOrders.CountBy(cells => cells[1]).Select(entry => entry.Value).ToList();

        // 34.4 % ordered once; 4.27 orders each.
        Assert.InRange(PerMille(perCustomer.Count(count => count == 1), perCustomer.Count), 344 - 25, 344 + 25);
        var wanted = ShopFacts.KnownOrders * 100 / ShopFacts.Customers;
        Assert.InRange(KnownOrders.Count * 100 / perCustomer.Count, wanted - 30, wanted + 30);
        Assert.True(perCustomer.Max() > 60);
    }

    [Fact]
    public void Weekdays_and_hours_are_the_shops_within_one_percentage_point()
    {
        var times = Orders.Select(cells => DateTime.Parse(cells[2], CultureInfo.InvariantCulture)).ToList();

        for (var day = 0; day < 7; day++)
        {
            var wanted = PerMille(ShopFacts.ByWeekday[day], ShopFacts.Orders);
            var found = PerMille(times.Count(time => (int)time.DayOfWeek == day), times.Count);
            Assert.InRange(found, wanted - 10, wanted + 10);
        }

        for (var hour = 0; hour < 24; hour++)
        {
            var wanted = PerMille(ShopFacts.ByHour[hour], ShopFacts.Orders);
            Assert.InRange(PerMille(times.Count(time => time.Hour == hour), times.Count), wanted - 10, wanted + 10);
        }
    }

    [Fact]
    public void Countries_are_the_shops_within_one_percentage_point()
    {
        var counts = Orders.CountBy(cells => cells[5]).ToDictionary();
        var all = Orders.Count();

        Assert.All(ShopFacts.Countries, entry => Assert.InRange(
            PerMille(counts.GetValueOrDefault(entry.Country), all),
            PerMille(entry.Orders, ShopFacts.Orders) - 10, PerMille(entry.Orders, ShopFacts.Orders) + 10));
    }

    [Fact]
    public void Refunds_are_as_frequent_as_late_and_as_large_as_the_shops()
    {
        var orders = Orders.ToDictionary(cells => cells[0]);
        var late = Matched.Count(cells => Minutes(cells) - Minutes(orders[cells[7]]) >= 7 * 1440);
        var shares = Matched.Where(cells => cells[8] == "full")
            .Select(cells => Fen(cells) * 1_000_000 / Fen(orders[cells[7]])).Order().ToList();

        // 14.7 refunds on 100 orders, 56.3 % of them after seven days, the middle one 3.6 % of its order.
        var wantedLate = PerMille(
            ShopFacts.MatchedRefunds - ShopFacts.RefundsWithinSevenDays, ShopFacts.MatchedRefunds);
        Assert.InRange(PerMille(Matched.Count, KnownOrders.Count), 147 - 10, 147 + 10);
        Assert.InRange(PerMille(late, Matched.Count), wantedLate - 30, wantedLate + 30);
        Assert.InRange(shares[shares.Count / 2], 30_000, 41_000);
        Assert.InRange(PerMille(shares.Count(share => share == 1_000_000), shares.Count), 53 - 15, 53 + 15);
        Assert.Contains(Matched, cells => cells[8] == "codes" && Fen(cells) > Fen(orders[cells[7]]));
    }

    [Fact]
    public void What_an_import_must_refuse_or_skip_is_in_the_sample_in_the_shops_proportion()
    {
        const long orders = SampleOrders.UsualOrders;

        Assert.Equal(orders * 1427 / 19_963, Orders.Count(cells => cells[1].Length == 0));
        Assert.Equal(orders * 4 / 19_963, Orders.Count(cells => cells[3] == "0.00"));
        Assert.Equal(orders * 2101 / 19_963, Cells.Value.Count(cells => cells[6] == "adjustment"));
        Assert.Equal(orders * 1108 / 19_963,
            Cells.Value.Count(cells => cells[6] == "cancellation" && cells[7].Length == 0));
    }

    [Fact]
    public void The_sample_imports_without_a_row_that_cannot_be_read()
    {
        var map = Given.Map(File.ReadAllText(Path.Combine(Given.Root, "plans", "sample-orders.map.json")));

        var count = Given.Import(map, Sample.Value).Count;

        Assert.Equal(0, count.Unreadable);
        Assert.True(count.IsBalanced);
        Assert.Equal(KnownOrders.Count, count.Ordered.Rows);
        Assert.Equal(0, count.Of(RowVerdict.OrderExists).Rows + count.Of(RowVerdict.RefundExists).Rows);
        Assert.Equal(count.Members / 3, count.Referrals);
    }

    [Fact]
    public void Equal_orders_are_the_lines_of_the_worked_example()
    {
        using var output = new StringWriter();

        EqualOrders.Write(output, 61);

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(61, lines.Length);
        Assert.Equal(
            """{"id":"o-1","at":"2026-01-05T10:00:00+08:00","settleOrder":{"order":"o-1","""
            + """
              "member":"m1","merchant":"s1","amount":"1000.00"}}
              """,
            lines[0]);
        using var last = JsonDocument.Parse(lines[60]);
        Assert.Equal("2026-01-05T10:01:00+08:00", last.RootElement.GetProperty("at").GetString());
        Assert.Equal("m61", last.RootElement.GetProperty("settleOrder").GetProperty("member").GetString());
    }

    private static string Written(int orders, ulong seed)
    {
        using var output = new StringWriter();
        SampleOrders.Write(output, orders, seed);
        return output.ToString();
    }

    private static void Near(long wanted, long found, int percent) =>
        Assert.InRange(found, wanted * (100 - percent) / 100, wanted * (100 + percent) / 100);

    private static long PerMille(long part, long whole) => part * 1000 / whole;

    private static long Fen(string[] cells) =>
        long.Parse(cells[3].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static long Minutes(string[] cells) =>
        DateTime.Parse(cells[2], CultureInfo.InvariantCulture).Ticks / TimeSpan.TicksPerMinute;
}
