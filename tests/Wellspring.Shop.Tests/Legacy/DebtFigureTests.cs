using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Legacy;

namespace Wellspring.Shop.Tests.Legacy;

/// <summary>The operator's figures of the old debt: months, ages, and how long the fund lasts.</summary>
public sealed class DebtFigureTests
{
    [Fact]
    public void A_month_takes_the_state_of_its_last_day_and_a_quiet_month_stays_as_it_was()
    {
        var months = DebtMonths.Of(
            [
                (new(2026, 1, 5), State(claimed: 100, unconverted: 100)),
                (new(2026, 1, 30), State(claimed: 120, unconverted: 80, coins: 40)),
                (new(2026, 3, 2), State(claimed: 120, unconverted: 80, coins: 10, goods: 30)),
            ],
            new(2026, 4, 1), most: 12);

        Assert.Equal(["2026-01", "2026-02", "2026-03", "2026-04"], months.Select(month => month.Month));
        Assert.Equal(Money.FromYuan(120), months[0].Registered.Gain);
        Assert.Equal(months[1].Before, months[1].After);
        Assert.Equal(Money.FromYuan(30), months[2].ByGoods.Gain);
        Assert.Equal(Money.FromYuan(90), months[2].After.Open);
        Assert.All(months, month => Assert.Equal(month.Before.Open + month.Registered.Gain, month.Height));
    }

    [Fact]
    public void Goods_that_came_back_move_the_debt_back_up()
    {
        var months = DebtMonths.Of(
            [
                (new(2026, 1, 5), State(claimed: 100, coins: 60, goods: 40)),
                (new(2026, 2, 5), State(claimed: 100, coins: 75, goods: 25)),
            ],
            new(2026, 2, 6), most: 12);

        Assert.True(months[1].ByGoods.IsBack);
        Assert.Equal(Money.FromYuan(15), months[1].ByGoods.Size);
        Assert.Equal(Money.Zero, months[1].ByGoods.Gain);
        Assert.Equal(Money.FromYuan(75), months[1].Height);
    }

    [Fact]
    public void A_long_history_keeps_its_sum_in_the_first_row()
    {
        var days = Enumerable.Range(0, 30).Select(month => (
            new DateOnly(2024, 1, 15).AddMonths(month), State(claimed: 30, unconverted: 30 - month, goods: month)))
            .ToList();

        var months = DebtMonths.Of(days, new(2026, 6, 20), most: 12);

        Assert.Equal(12, months.Count);
        Assert.Equal("2026-06", months[^1].Month);
        Assert.True(months[0].HasEarlier);
        Assert.Equal("2025-07", months[0].Month);
        Assert.Equal(Money.FromYuan(18), months[0].ByGoods.Gain);
        Assert.Equal(Money.FromYuan(29), months.Aggregate(Money.Zero, (sum, month) => sum + month.ByGoods.Gain));
        Assert.False(months[1].HasEarlier);
    }

    [Fact]
    public void Nothing_registered_gives_no_months() => Assert.Empty(DebtMonths.Of([], new(2026, 1, 1), most: 12));

    [Theory]
    [InlineData("2025-11-23", "2026-11-22", 0)]
    [InlineData("2025-11-22", "2026-11-22", 1)]
    [InlineData("2020-02-29", "2021-02-28", 1)]
    [InlineData("2027-01-01", "2026-11-22", 0)]
    [InlineData("2001-01-01", "2026-11-22", 25)]
    public void Ages_are_counted_as_a_calendar_does(string since, string today, int years) =>
        Assert.Equal(years, DebtCohorts.YearsBetween(DayOf(since), DayOf(today)));

    [Fact]
    public void Cohorts_hold_every_creditor_once_and_add_up_to_the_whole()
    {
        var today = DayOf("2026-11-22");
        var members = new[]
        {
            new CohortMember(today, OfferAnswer.Yes, State(claimed: 10, coins: 10)),
            new CohortMember(today - 800, OfferAnswer.No, State(claimed: 20, unconverted: 20, disputed: 5)),
            new CohortMember(today - 800, null, State(claimed: 1, unconverted: 1)),
            new CohortMember(today - 10_000, OfferAnswer.Later, State(claimed: 7, unconverted: 4, waived: 3)),
        };

        var cohorts = DebtCohorts.Of(members, today);

        Assert.Equal([1, 0, 2, 0, 0, 1], cohorts.Select(one => one.Creditors));
        Assert.Equal((1, 1), (cohorts[2].No, cohorts[2].Silent));
        Assert.Equal("5 years and more", cohorts[^1].Name.En);
        var sum = DebtCohorts.SumOf(cohorts);
        Assert.Equal((4, 1, 1, 1, 1), (sum.Creditors, sum.Yes, sum.No, sum.Later, sum.Silent));
        Assert.Equal(Money.FromYuan(38), sum.Debt.Claimed);
        Assert.All(cohorts, one => Assert.True(one.Debt.Balances));
    }

    [Theory]
    [InlineData(0, 100, 0, FundLevel.Empty, null)]
    [InlineData(0, 0, 30, FundLevel.Low, 0L)]
    [InlineData(29, 100, 30, FundLevel.Low, 29L)]
    [InlineData(30, 100, 30, FundLevel.Enough, 30L)]
    [InlineData(500, 100, 0, FundLevel.Enough, null)]
    [InlineData(0, 0, 0, FundLevel.Idle, null)]
    public void The_fund_warns_before_it_runs_dry(long free, long coins, long taken, FundLevel level, long? days)
    {
        var coverage = new FundCoverage(
            Money.FromYuan(free), Money.Zero, Money.FromYuan(coins), Money.FromYuan(taken));

        Assert.Equal((level, days), (coverage.Level, coverage.DaysLeft));
    }

    [Fact]
    public void All_coins_out_need_their_value_and_the_deposit_on_it()
    {
        var coverage = new FundCoverage(Money.Zero, Money.Zero, Money.FromYuan(1_000), Money.Zero);

        Assert.Equal(Money.FromYuan(1_160), coverage.NeededFor(Rate.Whole, Rate.FromParts(160_000)));
        Assert.Equal(Money.FromYuan(928), coverage.NeededFor(Rate.FromParts(800_000), Rate.FromParts(160_000)));
    }

    private static DebtState State(
        long claimed, long unconverted = 0, long disputed = 0, long coins = 0, long goods = 0, long waived = 0) =>
        new(Money.FromYuan(claimed), Money.FromYuan(unconverted), Money.FromYuan(disputed), Money.FromYuan(coins),
            Money.FromYuan(goods), Money.Zero, Money.FromYuan(waived));

    private static long DayOf(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture).DayNumber
        - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
