using Wellspring.Core;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Tests.Merchants;

/// <summary>"Mint only while stock lasts": which pieces of a purchase earn points.</summary>
public sealed class MintLimitTests
{
    private static readonly Instant End = new(1_000_000);

    [Theory]
    [InlineData(2, 5L, 2, 0)]
    [InlineData(5, 5L, 5, 0)]
    [InlineData(6, 5L, 5, 1)]
    [InlineData(3, 0L, 0, 3)]
    [InlineData(3, null, 3, 0)]
    public void Before_the_end_date_as_many_earn_as_the_stock_has(
        long quantity, long? stock, long with, long without) =>
        Assert.Equal((with, without), MintLimit.Pieces(quantity, stock, End, new(End.Milliseconds - 1)));

    [Fact]
    public void From_the_end_date_on_none_earns() =>
        Assert.Equal((0L, 2L), MintLimit.Pieces(2, 5, End, End));

    [Fact]
    public void Goods_without_an_end_date_are_not_limited_here() =>
        Assert.Equal((9L, 0L), MintLimit.Pieces(9, 5, null, End));

    [Fact]
    public void An_order_without_points_goes_under_the_merchants_second_entry() => Assert.Equal(
        ("s1", "s1.plain"),
        (MintLimit.PoolMerchant("s1", withPoints: true), MintLimit.PoolMerchant("s1", withPoints: false)));
}
