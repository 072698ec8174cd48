using System.Text;
using Wellspring.Cli.Orders;

namespace Wellspring.Cli.Tests.Orders;

/// <summary>The real orders where they lie next to the repository, and its own sample elsewhere.</summary>
public sealed class RealOrdersTests
{
    private static string? RealFile { get; } =
        Path.Combine(Given.Root, "..", "shared", "data", "online-retail-orders.csv.gz") is var path
        && File.Exists(path) ? path : null;

    [Fact]
    public void The_real_orders_give_the_counts_that_are_known_of_them()
    {
        if (RealFile is null)
        {
            Assert.True(ImportSample().IsBalanced);
            return;
        }

        var count = ImportReal(RealFile);

        Assert.Equal((25_900L, 0L), (count.RowsIn.Rows, count.Unreadable));
        Assert.Equal(new Tally(18_532, Given.Amount("8911407.90")), count.Ordered);
        Assert.Equal((1_191L, 1_533L, 4L),
            (count.Refunded.Rows, count.Reversed.Rows, count.Of(RowVerdict.RefundExceedsOrder).Rows));
        Assert.Equal((1_193, 1_535), MatchedRefunds(RealFile));
        Assert.Equal(1_108, count.Of(RowVerdict.UnmatchedRefund).Rows);
        Assert.Equal("450744.53", count.Of(RowVerdict.UnmatchedRefund).Amount.ToString());
        Assert.Equal(new Tally(1_427, Given.Amount("1744214.58")), count.Of(RowVerdict.NoCustomer));
        Assert.Equal(new Tally(2_101, Given.Amount("-11062.06")), count.Of(RowVerdict.SkippedKind));
        Assert.Equal(new Tally(4, ShopAmount.Zero), count.Of(RowVerdict.Zero));
        Assert.Equal((4_338, 37, 1_446), (count.Members, count.Merchants, count.Referrals));
    }

    [Fact]
    public void Money_in_is_money_out_to_the_penny()
    {
        var count = RealFile is null ? ImportSample() : ImportReal(RealFile);

        var placed = count.Ordered.Amount + count.Refunded.Amount + count.Reversed.Amount;
        Assert.Equal(count.RowsIn.Amount, placed + count.Refused.Amount + count.Skipped.Amount + count.Clipped.Amount);
        Assert.Equal(count.Ordered.Amount.Millionths, count.OrderedYuan.Units);
        Assert.Equal((count.Refunded.Amount + count.Reversed.Amount).Millionths,
            (count.RefundedYuan + count.ReversedYuan).Units);
    }

    /// <summary>Counted off the rows, without the import: within seven days of the order, and later.</summary>
    private static (int Within, int Later) MatchedRefunds(string path)
    {
        using var csv = OrderCsv.Open(path, Map("online-retail.map.json")).Csv!;
        var rows = csv.Rows().ToList();
        var orders = rows.OfType<ShopRow.Order>().ToDictionary(order => order.Number);
        var matched = rows.OfType<ShopRow.Refund>().Where(refund => refund.Refunds.Length > 0).ToList();
        var within = matched.Count(refund => refund.At < orders[refund.Refunds].At.Plus(Given.SevenDays));
        return (within, matched.Count - within);
    }

    private static ImportCount ImportReal(string path)
    {
        var (csv, findings) = OrderCsv.Open(path, Map("online-retail.map.json"));
        Assert.Empty(findings);
        using (csv)
        {
            return Given.Import(Map("online-retail.map.json"), csv!.Rows()).Count;
        }
    }

    private static ImportCount ImportSample()
    {
        var text = new StringBuilder();
        using var output = new StringWriter(text);
        SampleOrders.Write(output, 5_000);
        return Given.Import(Map("sample-orders.map.json"), text.ToString()).Count;
    }

    private static OrderMap Map(string name) => Given.Map(File.ReadAllText(Path.Combine(Given.Root, "plans", name)));
}
