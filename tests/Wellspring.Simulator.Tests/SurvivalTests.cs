using Wellspring.Simulator.Calibration;

namespace Wellspring.Simulator.Tests;

/// <summary>Kaplan–Meier against examples worked by hand.</summary>
public sealed class SurvivalTests
{
    [Fact]
    public void The_estimate_of_Freireich_s_remissions_is_the_published_one()
    {
        // Weeks of remission under 6-MP (Freireich 1963), the textbook case; 0 marks those still in remission.
        (int Weeks, int Ended)[] patients =
        [
            (6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0),
            (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
        ];

        var curve = Survival.Of([.. patients.Select(one => new Spell(0, one.Weeks, one.Ended == 1))]);

        Assert.Equal([6L, 7, 10, 13, 16, 22, 23], curve.Steps.Select(step => step.At));
        Assert.Equal(
            [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448],
            curve.Steps.Select(step => Math.Round(step.Left, 3, MidpointRounding.AwayFromZero)));
        Assert.Equal(0.0764, curve.Steps[0].Error, 0.00005);
        Assert.Equal(0.1346, curve.Steps[^1].Error, 0.00005);
        Assert.Equal((21.0, 9.0, 35L), (curve.Watched, curve.Ended, curve.Longest));
    }

    [Fact]
    public void By_hand_two_of_five_are_only_known_to_have_lasted()
    {
        // At 2: 1 of 5 ends. At 3 one is lost. At 5: 1 of 3. At 5 another is lost too, after the end. At 8: 1 of 1.
        var curve = Survival.Of(
            [new(0, 2, true), new(0, 3, false), new(0, 5, false), new(0, 5, true), new(0, 8, true)]);

        Assert.Equal([0.8, 0.8 * 2 / 3, 0], curve.Steps.Select(step => step.Left));
        Assert.Equal((1.0, 0.8, 0.8), (curve.At(1), curve.At(2), curve.At(4)));
        Assert.Equal(5, curve.FirstBelow(0.6));
        Assert.Equal(8, curve.FirstBelow(0.5));
        Assert.Equal(0, curve.AtLast);
    }

    [Fact]
    public void Whoever_enters_late_is_at_risk_only_from_there_on()
    {
        // At 10 only the first is watched; at 20 the second and third; at 30 the third.
        var curve = Survival.Of([new(0, 10, false), new(5, 20, true), new(15, 30, true)]);

        Assert.Equal([2.0, 1.0], curve.Steps.Select(step => step.AtRisk));
        Assert.Equal([0.5, 0], curve.Steps.Select(step => step.Left));
    }

    [Fact]
    public void Parts_count_as_parts_and_copies_as_so_many()
    {
        var parts = Survival.Of([new(0, 1, true, 0.25), new(0, 2, true, 0.75), new(0, 3, false)]);
        var copies = Survival.Of([new(0, 1, true), new(0, 2, true), new(0, 3, false)], [1, 3, 4]);

        Assert.Equal(parts.Steps.Select(step => step.Left), copies.Steps.Select(step => step.Left));
        Assert.Equal([0.875, 0.5], parts.Steps.Select(step => step.Left));
    }

    [Fact]
    public void Where_nobody_ends_all_last_and_never_is_the_answer()
    {
        var curve = Survival.Of([new(0, 4, false), new(0, 9, false)]);

        Assert.Empty(curve.Steps);
        Assert.Equal(1, curve.AtLast);
        Assert.Null(curve.FirstBelow(0.99));
        Assert.Null(HoldingHabits.SellsAt(curve, 3, 0.5));
    }

    [Fact]
    public void Beyond_what_was_watched_a_constant_rate_stays_and_a_falling_one_goes_on_falling()
    {
        // A half of all ends at a rate of one in 25; at 70 all that are left are lost from sight.
        Spell Of(double share) => -25 * Math.Log(share) is < 70 and var age
            ? new(0, (long)(age * 1_000), true)
            : new(0, 70_000, false);
        Survival Extended(Func<int, Spell> spell) => Survival.Of(
            [.. Enumerable.Range(0, 20_000).Select(spell).OrderBy(one => one.Exit)]).Extended(100_000, 1_000);

        var mixed = Extended(place => place % 2 == 0 ? Of((place + 0.5) / 20_000) : new(0, 70_000, false));
        var steady = Extended(place => Of((place + 0.5) / 20_000));

        Assert.Equal(0.5 + (0.5 * Math.Exp(-4)), mixed.At(100_000), 0.005);
        Assert.Equal(Math.Exp(-4), steady.At(100_000), 0.003);
    }
}
