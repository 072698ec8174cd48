using System.Globalization;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Simulator.Studies;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Simulator.Tests;

/// <summary>What the what-if page asks and answers: four worlds, near at once and exact a little later.</summary>
public sealed class WhatIfTests
{
    [Fact]
    public void An_address_is_read_slider_by_slider_and_what_lies_on_none_is_named()
    {
        var asked = WhatIfAsked.Read(
            name => name switch { "orders" => "5000", "atOnce" => "33", "hold" => "x", "keep" => "100", _ => null },
            out var wrong);

        Assert.Equal(["atOnce", "hold"], wrong.Select(knob => knob.Name));
        Assert.Equal(WhatIfAsked.Usual with { Orders = 5_000, Keep = 100 }, asked);
        Assert.Equal("orders=5000&months=6&atOnce=20&keep=100&hold=90", asked.Query);
    }

    [Theory]
    [InlineData(10_000, 6, 20, 20, 90)]
    [InlineData(30_000, 24, 0, 0, 30)]
    [InlineData(20_000, 1, 60, 50, 200)]
    [InlineData(5_000, 3, 80, 50, 30)]
    [InlineData(30_000, 7, 80, 0, 720)]
    [InlineData(30_000, 12, 0, 100, 90)]
    public void The_preview_of_each_world_is_near_the_count_order_by_order(
        int orders, int months, int atOnce, int keep, int hold)
    {
        var asked = new WhatIfAsked(orders, months, atOnce, keep, hold);
        var scenario = asked.ToScenario(Worlds.Approve(Worlds.WorkedPlan)).Scenario!;

        var exact = WhatIfAnswer.Of(asked, scenario);
        var near = WhatIfAnswer.Preview(asked, scenario)!;

        Assert.Equal(["stops", "run", "flat", "growing"], exact.Worlds.Select(world => world.Name));
        Assert.Equal(exact.RunHash, near.RunHash);
        foreach (var (one, other) in exact.Worlds.Zip(near.Worlds))
        {
            Assert.Equal((one.Title, one.Story), (other.Title, other.Story));
            Assert.InRange(other.Orders, one.Orders - 1, one.Orders + 1);
            foreach (var (name, right, quick) in new[]
            {
                ("P5", one.P5, other.P5), ("P50", one.P50, other.P50), ("P95", one.P95, other.P95),
                ("mean", one.Mean, other.Mean), ("beats", one.BeatsPerMillion, other.BeatsPerMillion),
            })
            {
                Assert.True(Math.Abs(quick - right) <= (right * FluidPreview.ErrorPercent / 100) + 500,
                    string.Create(CultureInfo.InvariantCulture, $"{one.Name} {name}: {quick} near, {right} exact"));
            }
        }
    }

    [Theory]
    [InlineData("cn-full", true)]
    [InlineData("cn-start", true)]
    [InlineData("legacy-conversion", false)]
    [InlineData("local-life", false)]
    [InlineData("own-goods", false)]
    [InlineData("shop-orders", true)]
    [InlineData("starter", true)]
    [InlineData("stock-clearance", false)]
    [InlineData("worked-example", true)]
    public void Every_ready_plan_is_answered_order_by_order_and_previewed_without_limits_only(
        string plan, bool hasPreview)
    {
        var asked = WhatIfAsked.Usual with { Orders = 1_000 };
        var text = File.ReadAllText(Path.Combine(ShippedScenarioTests.Root, "plans", plan + ".json"));
        var scenario = asked.ToScenario(PlanReview.Resume(PlanFile.Write(PlanFile.Read(text).Draft!))!).Scenario!;

        var answer = WhatIfAnswer.Of(asked, scenario);

        Assert.Equal(["stops", "run", "flat", "growing"], answer.Worlds.Select(world => world.Name));
        Assert.Equal(hasPreview, WhatIfAnswer.Preview(asked, scenario) is not null);
    }

    [Fact]
    public void The_worlds_part_after_the_days_that_were_asked_for()
    {
        foreach (var months in Enumerable.Range(1, 24))
        {
            var asked = WhatIfAsked.Usual with { Months = months, Orders = 7_000 };
            var scenario = asked.ToScenario(Worlds.Approve(Worlds.WorkedPlan)).Scenario!;

            var worlds = FourWorlds.Of(scenario);

            Assert.Equal(30 * months, worlds[0].Scenario.Afterwards);
            Assert.Equal(7_000, worlds[0].Scenario.Orders);
            Assert.Equal(14_000, worlds[2].Scenario.Orders);
        }
    }

    [Fact]
    public void What_may_be_shared_passes_the_claim_scanner_and_a_part_of_it_does_not()
    {
        var asked = WhatIfAsked.Usual with { Orders = 1_000 };
        var answer = WhatIfAnswer.Of(asked, asked.ToScenario(Worlds.Approve(Worlds.WorkedPlan)).Scenario!);

        foreach (var text in new[] { answer.Share.Zh, answer.Share.En })
        {
            Assert.Empty(ContentGuard.Review(answer.Facts(text)));
            Assert.Contains(
                ContentGuard.Review(answer.Facts(text[..^80])), finding => finding.Code == "CN-ADV-10");
            Assert.Contains(answer.RunHash, text, StringComparison.Ordinal);
            Assert.Contains("16.7%", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sentence_speaks_of_all_four_worlds_from_the_lowest_to_the_highest()
    {
        var asked = WhatIfAsked.Usual with { Orders = 2_000 };
        var answer = WhatIfAnswer.Of(asked, asked.ToScenario(Worlds.Approve(Worlds.WorkedPlan)).Scenario!);

        var low = WhatIfText.Yuan(answer.Worlds.Min(world => world.P50));
        var high = WhatIfText.Yuan(answer.Worlds.Max(world => world.P50));
        Assert.Contains($"最多拿回 {low} 到 {high}", answer.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains($"at most {low} to {high}", answer.Sentence.En, StringComparison.Ordinal);
        Assert.Contains("人人 ¥160", answer.Sentence.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain('{', answer.Sentence.Zh + answer.Sentence.En);
    }

    [Theory]
    [InlineData(0, "0", "1000")]
    [InlineData(40, "< 0.1", "> 999.9")]
    [InlineData(381, "0.3", "999.7")]
    [InlineData(2_000, "2", "998")]
    [InlineData(146_900, "146", "854")]
    public void Few_of_a_thousand_are_never_written_as_none_and_the_others_are_the_rest(
        long millionths, string few, string others) =>
        Assert.Equal((few, others), (WhatIfText.PerMille(millionths), WhatIfText.Never(millionths)));
}
