using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>Question 11: an old debt of 10 000 000 in a scenario, by claims, coins and fund, day by day.</summary>
public sealed class DebtTests
{
    private static readonly Money Debt = Money.FromYuan(10_000_000);

    [Theory]
    [InlineData(0, 50)]
    [InlineData(50_000, 26)]
    public void Own_money_of_two_hundred_thousand_a_month_takes_fifty_months_and_growing_twenty_six(
        int growth, int months)
    {
        var result = SimulatorRun.Run(Owing(new(Debt)
        {
            OwnMoney = Money.FromYuan(200_000), GrowthParts = growth,
        }));

        var debt = result.Debt!;
        Assert.Equal(months, debt.Forecast.EndMonth);
        Assert.Equal(Money.Zero, debt.Left);
        Assert.Equal(Debt, debt.End.SettledByGoods);
        Assert.Equal(Money.FromYuan(9_800_000), debt.Forecast.Months[0].Debt);
    }

    [Fact]
    public void Own_money_that_shrinks_five_percent_a_month_never_does_it()
    {
        var result = SimulatorRun.Run(Owing(new(Debt)
        {
            OwnMoney = Money.FromYuan(200_000), GrowthParts = -50_000,
        }));

        Assert.True(result.Debt!.Forecast.IsNever);
        Assert.Equal(240, result.Debt.Forecast.Months.Length);

        // All that ever comes is 200 000 ÷ 5 %.
        Assert.InRange(result.Debt.Left.Units / 1_000_000, 6_000_000, 6_000_200);
    }

    [Fact]
    public void From_the_platforms_share_of_five_million_turnover_a_month_it_takes_a_hundred()
    {
        // 16, 17 and 17 orders of 10 000 a day are 500 a month.
        var result = SimulatorRun.Run(Owing(new(Debt) { PlatformShare = Rate.Whole }) with
        {
            Orders = 52_000,
            Arrivals = new() { Shape = ArrivalShape.Empirical, Counts = [16, 17, 17] },
            Kinds = [new(1, Money.FromYuan(10_000), Money.FromYuan(10_000), Rate.FromParts(200_000))],
        });

        Assert.Equal(100, result.Debt!.Forecast.EndMonth);
        Assert.All(result.Debt.Forecast.Months, month => Assert.Equal(Money.FromYuan(100_000), month.Funded));
    }

    [Fact]
    public void A_share_of_the_inflow_for_creditors_is_a_what_if_whose_cost_new_buyers_bear()
    {
        var world = Owing(new(Money.FromYuan(1_000_000)) { Creditors = 50 }) with
        {
            Orders = 20_000, Arrivals = new() { PerDay = 200 }, Run = RunOrder.Random,
        };

        var none = SimulatorRun.Run(world);
        var half = SimulatorRun.Run(world with
        {
            Legacy = world.Legacy! with { ShareOfInflow = Rate.FromParts(500_000) },
        });

        // Half of κ while the debt is worked off; no more than that reaches any buyer, all together.
        Assert.Equal((160_000L, 80_000L), half.Debt!.BuyersMean);
        Assert.Equal((160_000L, 160_000L), none.Debt!.BuyersMean);
        Assert.True(none.Debt.Forecast.IsNever);
        Assert.Equal(1_000_000L * 1_000_000, none.Debt.Left.Units);
        Assert.True(half.Debt.Forecast.EndMonth is > 0 and < 240, $"{half.Debt.Forecast.EndMonth}");
        Assert.True(half.Debt.Diverted >= Money.FromYuan(1_000_000));
        Assert.True(half.All.SoFar.Mean < none.All.SoFar.Mean, $"{half.All.SoFar.Mean} {none.All.SoFar.Mean}");
        Assert.Equal(160_000, half.All.Rebate);
    }

    [Fact]
    public void Claims_are_heavy_tailed_add_up_to_the_fen_and_who_says_nothing_is_owed_it_all()
    {
        var debt = new OldDebt(Debt) { Creditors = 1_000, Consent = Rate.FromParts(600_000) };
        var creditors = DrawnCreditor.Of(debt, new(1, 0), firstDay: 20_000);

        Assert.Equal(Debt.Units, creditors.Sum(one => one.Amount.Units));
        Assert.All(creditors, one => Assert.True(one.Amount > Money.Zero && one.Amount.IsWholeFen));
        Assert.InRange(creditors.Count(one => one.Agrees), 550, 650);
        var ordered = creditors.Select(one => one.Amount.Units).OrderDescending().ToList();
        Assert.InRange(ordered.Take(200).Sum() / (double)Debt.Units, 0.5, 0.9);

        var result = SimulatorRun.Run(Owing(debt with { OwnMoney = Money.FromYuan(2_000_000) }));

        var asked = Money.FromUnits(creditors.Where(one => one.Agrees).Sum(one => one.Amount.Units));
        Assert.NotNull(result.Debt!.Forecast.EndMonth);
        Assert.Equal(asked, result.Debt.End.SettledByGoods);
        Assert.Equal(Debt - asked, result.Debt.Left);
        Assert.True(asked < Debt);
    }

    [Fact]
    public void A_plan_without_old_debts_has_none_in_its_scenarios_and_the_finding_says_what_to_do()
    {
        const string text = """
            { "plan": { "id": "x", "profile": "sandbox" }, "legacy": { "debt": "100" } }
            """;

        var (scenario, findings) = ScenarioFile.Read(text, _ => null);

        Assert.Null(scenario);
        Assert.Contains(findings, finding =>
            finding.Path == "legacy" && finding.En.Contains("take a plan that has one", StringComparison.Ordinal));
    }

    internal static Scenario Owing(OldDebt debt, Rate? depositRate = null) => Worlds.Worked(1, Worlds.WorkedPlan with
    {
        Pool = new() { Float = Money.FromYuan(1_000) },
        Orders = new() { AcceptFinal = true, ReturnWindow = Duration.Zero },
        Legacy = new() { Coin = new() { DepositRate = depositRate ?? Rate.Zero } },
    }) with { Legacy = debt };
}
