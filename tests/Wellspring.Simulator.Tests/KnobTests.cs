using Wellspring.Core;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Tests;

/// <summary>Knobs turn what they say and nothing else.</summary>
public sealed class KnobTests
{
    private static readonly Scenario Base = Worlds.Worked(1_000) with
    {
        Behaviours = [new(1, SellsWhen.AtOnce), new(2, SellsWhen.Never), new(1, SellsWhen.After) { Days = 30 }],
    };

    public static TheoryData<string, double> Values => new()
    {
        { "kappa", 0.2 }, { "mu", 0.5 }, { "cap", 2 }, { "payout", 0.9 }, { "at-once", 0.4 }, { "holding", 60 },
        { "growth", -0.001 }, { "returning", 0.25 }, { "repurchase", 0.125 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_knob_that_is_set_stands_there_and_the_others_where_they_stood(string name, double value)
    {
        var set = Knobs.Find(name)!.Set(Base, value)!;

        Assert.Equal(value, Knobs.Find(name)!.Now(set)!.Value, 1e-9);
        foreach (var other in Knobs.All.Where(other => other.Name != name && other != Knobs.Holding))
        {
            Assert.Equal(other.Now(Base), other.Now(set));
        }
    }

    [Fact]
    public void Knobs_set_together_stand_as_each_was_set()
    {
        (Knob Knob, double Value)[] all = [.. Values.Select(row => (Knobs.Find(row.Data.Item1)!, row.Data.Item2))];

        var set = Knob.Set(Base, all)!;

        Assert.All(all, one => Assert.Equal(one.Value, one.Knob.Now(set)!.Value, 1e-9));
    }

    [Fact]
    public void More_into_the_pool_keeps_the_mix_of_commissions()
    {
        var kinds = Base with
        {
            Kinds =
            [
                new(1, Money.FromYuan(100), Money.FromYuan(100), Rate.FromParts(100_000)),
                new(1, Money.FromYuan(100), Money.FromYuan(100), Rate.FromParts(200_000)),
                new(2, Money.FromYuan(100), Money.FromYuan(100), Rate.Zero),
            ],
        };

        var set = Knobs.Kappa.Set(kinds, 0.1)!;

        // 6 % and 16 % and nothing, in the mean 5.5 %; then 10.909 % and 29.091 % and nothing.
        Assert.Equal(0.055, Knobs.Kappa.Now(kinds)!.Value, 1e-9);
        Assert.Equal([149_091, 330_909, 0], set.Kinds.Select(kind => kind.Commission.Parts));
        Assert.Null(Knobs.Kappa.Set(kinds, 0.5));
    }

    [Fact]
    public void Who_sells_at_once_at_one_share_does_at_a_greater()
    {
        var (few, many) = (Knobs.AtOnce.Set(Base, 0.2)!, Knobs.AtOnce.Set(Base, 0.5)!);

        Assert.Equal(1_000_000, few.Behaviours.Sum(one => one.Weight));
        Assert.Equal(1_000_000, many.Behaviours.Sum(one => one.Weight));
        Assert.All([few, many], one => Assert.Equal(SellsWhen.AtOnce, one.Behaviours[0].Sells));
        Assert.Equal([800_000, 500_000], new[] { few, many }.Select(one => one.Behaviours.Skip(1).Sum(b => b.Weight)));
    }

    [Theory]
    [InlineData("mu", 1)]
    [InlineData("mu", 1.5)]
    [InlineData("kappa", 0)]
    [InlineData("kappa", 1)]
    [InlineData("payout", -0.1)]
    [InlineData("cap", 0)]
    [InlineData("holding", 0)]
    [InlineData("growth", -1)]
    public void A_value_that_cannot_be_is_not_set(string name, double value) =>
        Assert.Null(Knobs.Find(name)!.Set(Base, value));

    [Fact]
    public void A_knob_walks_its_box_from_end_to_end()
    {
        Assert.Equal([0.3, 0.6, 0.9], new[] { 0, 0.5, 1 }.Select(share => Math.Round(Knobs.Mu.At(share), 9)));
        Assert.Equal([10, 100, 1_000], new[] { 0, 0.5, 1 }.Select(share => Math.Round(Knobs.Holding.At(share), 6)));
    }
}
