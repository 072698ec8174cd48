using Wellspring.Core.Legacy;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>The golden months of a debt of 10 000 000, run day by day through coin orders and the fund.</summary>
public sealed class ForecastTests
{
    private static readonly Money NoTurnover = Money.Zero;

    [Fact]
    public void Two_hundred_thousand_a_month_settle_ten_million_in_fifty_months()
    {
        var forecast = Debt().Run(new(NoTurnover, 200_000L.Yuan));

        Assert.Equal(50, forecast.EndMonth);
        Assert.Equal(Money.Zero, forecast.Left);
        Assert.Equal(10_000_000L.Yuan, forecast.Months[^1].Goods);
        Assert.Equal(9_800_000L.Yuan, forecast.Months[0].Debt);
        Assert.Equal(200_000L.Yuan, forecast.Months[48].Debt);
    }

    [Fact]
    public void Growing_by_five_percent_a_month_it_takes_twenty_six()
    {
        var forecast = Debt().Run(new(NoTurnover, 200_000L.Yuan) { GrowthParts = 50_000 });

        Assert.Equal(26, forecast.EndMonth);
        Assert.Equal(210_000L.Yuan, forecast.Months[1].Funded);
    }

    [Fact]
    public void Shrinking_by_five_percent_a_month_it_never_ends()
    {
        var forecast = Debt().Run(new(NoTurnover, 200_000L.Yuan) { GrowthParts = -50_000 });

        Assert.True(forecast.IsNever);
        Assert.Null(forecast.Ends);
        Assert.Equal(240, forecast.Months.Length);

        // All that ever comes is 200 000 ÷ 5 %; the fen of each month are rounded down.
        Assert.InRange(forecast.Left.Units, 6_000_000L.Yuan.Units, 6_000_200L.Yuan.Units);
    }

    [Fact]
    public void From_the_platforms_share_of_five_million_turnover_alone_it_takes_a_hundred()
    {
        var forecast = Debt().Run(new(5_000_000L.Yuan, Money.Zero) { PlatformShare = Rate.Whole });

        Assert.Equal(100, forecast.EndMonth);
        Assert.All(forecast.Months, month => Assert.Equal(100_000L.Yuan, month.Funded));
        Assert.Equal(Money.Zero, forecast.Left);
    }

    [Fact]
    public void Deposits_for_points_come_out_of_the_same_money_and_make_it_longer()
    {
        var forecast = Debt(16.Percent).Run(new(NoTurnover, 200_000L.Yuan));

        // 50 × 1.16; a month settles 200 000 ÷ 1.16.
        Assert.Equal(58, forecast.EndMonth);
        Assert.True(forecast.Months[^1].LockedValue > Money.Zero);
    }

    [Fact]
    public void An_empty_fund_settles_nothing_and_says_never()
    {
        var forecast = Debt().Run(new(1_000_000L.Yuan, Money.Zero) { Months = 3 });

        Assert.True(forecast.IsNever);
        Assert.Equal(10_000_000L.Yuan, forecast.Left);
    }

    [Fact]
    public void The_day_is_named_on_which_the_fund_no_longer_covers_what_creditors_buy()
    {
        var scene = new ForecastScene(Rate.Zero);
        scene.Claim(1, 1_000_000L.Yuan);
        scene.Agree(1);
        scene.Fund(5_000L.Yuan);

        // 1000 comes in a day and 2000 is wanted: 5000 last until the fifth day's end.
        var dry = scene.Start.Run(new(NoTurnover, 30_000L.Yuan) { Demand = 60_000L.Yuan, Months = 1 });
        var covered = scene.Start.Run(new(NoTurnover, 30_000L.Yuan) { Demand = 30_000L.Yuan, Months = 1 });

        Assert.Equal(6, dry.DryDay);
        Assert.Null(covered.DryDay);
        Assert.Equal(970_000L.Yuan, covered.Months[0].Debt);
        Assert.Equal(5_000L.Yuan, covered.Months[0].Free);
    }

    [Fact]
    public void Who_did_not_agree_is_still_owed_everything_when_the_last_coin_is_gone()
    {
        var scene = new ForecastScene(Rate.Zero);
        scene.Claim(1, 1_000L.Yuan);
        scene.Claim(2, 500L.Yuan);
        scene.Agree(1);

        var forecast = scene.Start.Run(new(NoTurnover, 600L.Yuan));

        Assert.Equal(2, forecast.EndMonth);
        Assert.Equal(500L.Yuan, forecast.Left);
        Assert.Equal(500L.Yuan, forecast.NotConverted);
    }

    [Fact]
    public void Three_forecasts_start_with_the_falling_one_and_leave_the_pool_as_it_was()
    {
        var scene = new ForecastScene(16.Percent);
        scene.Claim(1, 100_000L.Yuan);
        scene.Agree(1);
        var before = scene.Pool.StateHash();

        var three = scene.Start.Three(new(50_000L.Yuan, 10_000L.Yuan) { Months = 24 });

        Assert.Equal([-50_000, 0, 50_000], three.Select(one => one.Assumptions.GrowthParts));
        Assert.True(three[0].EndMonth is null || three[0].EndMonth >= three[1].EndMonth);
        Assert.True(three[1].EndMonth >= three[2].EndMonth);
        Assert.Equal(before, scene.Pool.StateHash());
    }

    private static ForecastStart Debt(Rate? depositRate = null)
    {
        var scene = new ForecastScene(depositRate ?? Rate.Zero);
        for (var creditor = 1; creditor <= 40; creditor++)
        {
            scene.Claim(creditor, 250_000L.Yuan);
            scene.Agree(creditor);
        }

        return scene.Start;
    }
}

/// <summary>A pool with claims, some of them agreed to be converted.</summary>
internal sealed class ForecastScene
{
    private static readonly Instant Now = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));
    private static readonly string Hash = new('a', 64);
    private long _position = 1;

    public ForecastScene(Rate depositRate)
    {
        Pool = new(TestPlans.Approve(TestPlans.WorkedExample with
        {
            Id = "forecast",
            Pool = new() { Float = 1_000L.Yuan },
            Orders = new() { ReturnWindow = Duration.Zero },
            Legacy = new() { Coin = new() { DepositRate = depositRate } },
        }));
        Pool.Apply(Pool.Opening(), Now, 0);
    }

    public Pool Pool { get; }

    public ForecastStart Start => ForecastStart.Of(Pool)!;

    public void Claim(int creditor, Money amount) => Do(creditor, new PoolCommand.RegisterClaim(
        $"claim-{creditor}", Now, $"claim-{creditor}", $"c{creditor}", ClaimKind.Cash, amount, null, null, 18_000, Hash,
        "old"));

    public void Agree(int creditor) => Do(creditor, new PoolCommand.AnswerOffer(
        $"answer-{creditor}", Now, $"c{creditor}", OfferAnswer.Yes, Hash, null, ProceedsReduceClaim: false));

    public void Fund(Money amount) => Do(0, new PoolCommand.FundSettlement(
        "fund", Now, amount, "operator", "voucher", "approver"));

    private void Do(int creditor, PoolCommand command)
    {
        var decision = Pool.Decide(command, new Facts { Member = new(creditor) }, _position);
        Assert.True(decision.IsAccepted, decision.Event.ToString());
        Pool.Apply(decision.Event, Now, _position++);
    }
}
