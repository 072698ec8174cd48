using Wellspring.Core;
using Wellspring.Shop.Auditing;

namespace Wellspring.Shop.Tests.Auditing;

/// <summary>The aggregate figures against sums made by hand.</summary>
public sealed class HonestyTests
{
    // Four people spent 100, 200, 300, 400; got back 0, 20, 60, 120; at closing they would get 10, 10, 10, 300.
    private static readonly Outcome[] Four =
    [
        Of(100, 0, 10), Of(200, 20, 10), Of(300, 60, 10), Of(400, 120, 300),
    ];

    [Fact]
    public void The_mean_is_all_that_came_back_over_all_that_was_spent() =>
        // 200 / 1000.
        Assert.Equal(200_000, HonestyFigures.Mean(Four));

    [Fact]
    public void The_median_is_the_lower_one_in_the_middle_by_share_of_the_own_spending() =>
        // 0 %, 10 %, 20 %, 30 %.
        Assert.Equal(100_000, HonestyFigures.Median(Four));

    [Fact]
    public void The_gini_of_what_came_back_is_exact() =>
        // (−3·0 − 1·20 + 1·60 + 3·120) / (4 · 200) = 400 / 800.
        Assert.Equal(500_000, HonestyFigures.Gini(Four));

    [Fact]
    public void Equal_people_have_no_gini_and_one_who_gets_all_has_nearly_the_whole()
    {
        Assert.Equal(0, HonestyFigures.Gini([Of(1, 5, 0), Of(9, 5, 0), Of(3, 5, 0)]));
        // (n − 1) / n of four.
        Assert.Equal(750_000, HonestyFigures.Gini([Of(1, 0, 0), Of(1, 0, 0), Of(1, 0, 0), Of(1, 7, 0)]));
        Assert.Equal(0, HonestyFigures.Gini([]));
    }

    [Fact]
    public void The_last_in_loses_what_neither_came_back_nor_would_come_at_closing()
    {
        // 100 − 0 − 10 of 100; 400 − 120 − 300 is no loss.
        Assert.Equal(900_000, HonestyFigures.Loss(Four[0]));
        Assert.Equal(0, HonestyFigures.Loss(Four[3]));
        // Third order of the worked example: 1000 spent, 66.64 points, pool 480 of 257.04 points: worth 124.444444.
        Assert.Equal(875_555, HonestyFigures.Loss(new(Money.FromYuan(1000), Money.Zero, Money.FromUnits(124_444_444))));
    }

    [Fact]
    public void The_bound_is_what_was_brought_in_over_what_was_spent() =>
        Assert.Equal(160_000, HonestyFigures.Bound(Money.FromYuan(480), Money.FromYuan(3000)));

    private static Outcome Of(long spent, long received, long atClosing) =>
        new(Money.FromYuan(spent), Money.FromYuan(received), Money.FromYuan(atClosing));
}
