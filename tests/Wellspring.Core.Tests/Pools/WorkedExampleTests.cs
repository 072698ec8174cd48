using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Pools;

/// <summary>The golden values of pool-rules 2, 3 and 5.</summary>
public sealed class WorkedExampleTests
{
    [Fact]
    public void Three_orders_give_the_prices_of_the_worked_example()
    {
        var desk = new Desk(WorkedExample);

        var first = Assert.IsType<PoolEvent.OrderSettled>(desk.Settle("m1", "1000.00")).Settlement;
        Assert.Equal((160L.Yuan, 112L.Yuan, 112L.Points), (first.Inflow, first.MintValue, first.Points));
        Assert.Equal((10, 7), desk.Pool.Backing.Price.Reduced());
        Assert.Equal("1.4286", desk.Pool.Backing.Price.ToString());

        desk.Settle("m2", "1000.00");
        Assert.Equal(InPoints("78.4"), desk["m2"].Points);
        Assert.Equal((200, 119), desk.Pool.Backing.Price.Reduced());
        Assert.Equal("1.6807", desk.Pool.Backing.Price.ToString());

        desk.Settle("m3", "1000.00");
        Assert.Equal(InPoints("66.64"), desk["m3"].Points);
        Assert.Equal((2000, 1071), desk.Pool.Backing.Price.Reduced());
        Assert.Equal("1.8674", desk.Pool.Backing.Price.ToString());
    }

    [Fact]
    public void The_price_passes_10_71_at_order_1135_and_member_1_reaches_the_cap_at_1137()
    {
        var desk = new Desk(WorkedExample with { Cap = new() { Multiple = null } });
        Orders(desk, 1, 1134);
        Assert.False(desk.Pool.Backing.Price.Reaches(Yuan("10.71")));

        Orders(desk, 1135, 1136);
        Assert.True(desk.Pool.Backing.Price.Reaches(Yuan("10.71")));
        Assert.True(desk["m1"].Value < 1200L.Yuan);

        Orders(desk, 1137, 1137);
        Assert.True(desk["m1"].Value >= 1200L.Yuan);

        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("m1", "112"));
        Assert.Equal((Yuan("1200.271439"), Yuan("960.217151")), (sold.Value, sold.Paid));
        Assert.Equal("10.730945", desk.Pool.Backing.Price.ToString(6));
    }

    [Fact]
    public void The_price_before_that_sale_is_10_716709()
    {
        var desk = new Desk(WorkedExample with { Cap = new() { Multiple = null } });
        Orders(desk, 1, 1137);
        Assert.Equal("10.716709", desk.Pool.Backing.Price.ToString(6));
    }

    [Fact]
    public void Of_a_hundred_thousand_equal_buyers_38_reach_the_cap()
    {
        var desk = new Desk(WorkedExample);
        var exitOrders = new List<long>();
        desk.Booked = happened => exitOrders.AddRange(happened.After.Exits.Select(_ => desk.Pool.Totals.Orders));

        Orders(desk, 1, 1_000);
        Assert.Equal(0, desk.Pool.Totals.Exits);

        Orders(desk, 1_001, 10_000);
        Assert.Equal(4, desk.Pool.Totals.Exits);

        Orders(desk, 10_001, 100_000);
        Assert.Equal(38, desk.Pool.Totals.Exits);
        Assert.Equal([1137, 3702, 6346, 9001, 11659], exitOrders.Take(5));
        Assert.Equal(24938, exitOrders[9]);
        Assert.Equal("15963520.000000", desk.Pool.Backing.Pool.ToString());
        Assert.Equal("386243.46704297", desk.Pool.Backing.Circulating.ToString());
    }

    [Fact]
    public void At_a_cap_of_2_seven_of_a_hundred_thousand_reach_it()
    {
        var desk = new Desk(WorkedExample with { Cap = new() { Multiple = new(2_000_000), Automatic = true } });
        Orders(desk, 1, 6_237);
        Assert.Equal(0, desk.Pool.Totals.Exits);
        Orders(desk, 6_238, 6_238);
        Assert.Equal(1, desk.Pool.Totals.Exits);
        Orders(desk, 6_239, 100_000);
        Assert.Equal((7, 11_200L.Yuan), (desk.Pool.Totals.Exits, desk.Pool.Totals.Paid));
    }

    private static void Orders(Desk desk, int from, int to)
    {
        for (var number = from; number <= to; number++)
        {
            desk.Settle($"m{number}", "1000.00");
        }
    }
}
