using System.Text.RegularExpressions;
using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>The files under scenarios/: each is read, runs, obeys the laws and stands in the document.</summary>
public sealed class ShippedScenarioTests
{
    internal static readonly string Root = FindRoot();

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "scenarios"), "*.json").Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_shipped_scenario_runs_and_its_laws_hold(string file)
    {
        var scenario = Read(file);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), scenario.Id);

        var result = SimulatorRun.Run(scenario with { Orders = Math.Min(scenario.Orders, 20_000) });

        Assert.Equal(result.Into, result.Paid + result.Backing.Pool + result.Backing.Reserve);
        Assert.Equal(result.All.Members, result.Cohorts.Sum(cohort => cohort.Members));
        Assert.Equal(result.All.Received.Units, result.Cohorts.Sum(cohort => cohort.Received.Units));
        Assert.True(result.All.Received <= result.Paid && result.All.Members > 0);

        // At the cap nobody is paid more than c·y of what was spent, so no more than κ ÷ (c·y) can be, all together.
        if (scenario.Plan.Cap.Multiple is { } cap && scenario is { Returns: false, Washing: null, Closes: false })
        {
            var each = scenario.Plan.Selling.Retention.Rest.Of(cap.Of(Money.FromUnits(
                scenario.Kinds.Min(kind => kind.From.Units))));
            Assert.True(result.All.Capped * each.Units <= result.Into.Units, $"{result.All.Capped} capped");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_shipped_scenario_comes_out_the_same_by_commands(string file)
    {
        var scenario = Read(file) with { Orders = 3_000 };
        if (SimulatorRun.NeedsCommands(scenario) is null)
        {
            Assert.Equal(
                ParityTests.Text(SimulatorRun.Fast(scenario)),
                ParityTests.Text(SimulatorRun.ByCommands(scenario) with { ByCommands = false, StateHash = null }));
        }
    }

    [Fact]
    public void The_document_names_every_shipped_scenario_and_no_other()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "formats", "scenario.md"));
        var named = Regex.Matches(text, @"^\| `([a-z-]+)\.json` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value + ".json");

        Assert.Equal(Files.Select(row => row.Data), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_claimed_rising_cycle_needs_new_orders()
    {
        var goesOn = SimulatorRun.Run(Read("rising-cycle.json"));
        var alone = SimulatorRun.Run(Read("rising-cycle-alone.json"));

        // In both the price rises when half sell. Without new orders the pool only shrinks, and nobody new is capped.
        Assert.Equal(50_000, alone.Orders);
        Assert.True(alone.Backing.Pool < Money.FromUnits(160_000_000L * 50_000 - alone.Paid.Units + 1));
        Assert.True(goesOn.Exits > alone.Exits, $"{goesOn.Exits} {alone.Exits}");
        Assert.True(goesOn.Backing.Pool > alone.Backing.Pool);

        // All together get exactly what came in, whichever way the price went: 0.16 of spend.
        Assert.Equal(160_000, (alone.Into.Units / 1_000) / 50_000);
    }

    [Fact]
    public void Who_washes_and_sells_loses_and_who_takes_it_back_leaves_it_to_the_platform()
    {
        var sold = SimulatorRun.Run(Read("wash-orders.json")).Washed!;
        var back = SimulatorRun.Run(Read("wash-refunds.json")).Washed!;

        // The figures of docs/concepts/simulator.md.
        Assert.Equal((2_050L, 410_000L), (sold.Orders, sold.Commissions.Units / 1_000_000));
        Assert.Equal((185_581L, -224_418L), (sold.Received.Units / 1_000_000, sold.NetUnits / 1_000_000));
        Assert.Equal(0, back.NetUnits);
        Assert.Equal(236_783, back.Refunds.FromPool.Units / 1_000_000);
        Assert.Equal(back.Commissions - back.Refunds.FromPool, back.Refunds.FromPlatform);
    }

    [Fact]
    public void An_injection_goes_to_those_who_hold_already_and_whoever_comes_later_has_less_than_without()
    {
        var injected = Read("injection.json");
        var (with, without) = (SimulatorRun.Run(injected), SimulatorRun.Run(injected with { Injections = [] }));
        Assert.Equal(3_000_000, (with.Into - without.Into).Units / 1_000_000);
        foreach (var (gets, got) in with.Cohorts.Zip(without.Cohorts))
        {
            Assert.True(gets.Place <= 5 == gets.Together.P50 > got.Together.P50, $"{gets.Place}");
        }

        Assert.True(with.All.Together.Mean > without.All.Together.Mean);
        Assert.True(with.All.Together.P50 < without.All.Together.P50, "the median member is worse off");
        Assert.True(with.All.BeatsRebate * 2 < with.All.Members, $"{with.All.BeatsRebate}");
    }

    [Fact]
    public void The_old_debt_of_the_shipped_scenarios_says_month_or_never_and_what_the_what_if_costs()
    {
        var debt = SimulatorRun.Run(Read("legacy-conversion.json")).Debt!;
        var whatIf = SimulatorRun.Run(Read("legacy-what-if.json")).Debt!;

        Assert.True(debt.Forecast.EndMonth is > 12 and < 60, $"{debt.Forecast.EndMonth}");
        Assert.True(debt.Left == debt.Forecast.NotConverted && debt.Left > Money.Zero);
        Assert.Equal(160_000, whatIf.BuyersMean.Without);
        Assert.Equal(112_000, whatIf.BuyersMean.With);
    }

    private static Scenario Read(string file)
    {
        var folder = Path.Combine(Root, "scenarios");
        var (scenario, findings) = ScenarioFile.Read(
            File.ReadAllText(Path.Combine(folder, file)), plan => File.ReadAllText(Path.Combine(folder, plan)));
        Assert.Empty(findings);
        return scenario!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Wellspring.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
