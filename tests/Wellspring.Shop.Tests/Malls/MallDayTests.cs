using Wellspring.Core;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>The nightly comparison names every order on which the two sides differ, and how.</summary>
public sealed class MallDayTests
{
    private static CancellationToken Cancellation => MallTown.Cancellation;

    [Fact]
    public async Task A_day_on_which_both_sides_agree_has_no_differences()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("a", "7", 100, town.Now);
        town.There.Put("b", "7", 50, town.Now, refunded: 20);
        town.There.Put("c", "8", 30, town.Now, refunded: 30);
        await town.Mall.PollAsync(Cancellation);

        var day = await town.Mall.CompareAsync(Today(town), Cancellation);

        Assert.Empty(day.Differences);
        Assert.Equal(new(3, Money.FromYuan(180), Money.FromYuan(50)), day.Theirs);
        Assert.Equal(day.Theirs, day.Ours);
    }

    [Fact]
    public async Task Every_kind_of_difference_is_found_and_named()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("amount", "7", 100, town.Now);
        town.There.Put("refund", "7", 100, town.Now, refunded: 10);
        town.There.Put("gone", "7", 100, town.Now);
        town.There.Put("unlinked", "8", 100, town.Now);
        town.There.Put("late", "7", 40, town.Now);
        town.There.Hide("late");
        await town.Mall.PollAsync(Cancellation);
        town.There.Put("amount", "7", 90, town.Now);
        town.There.Put("refund", "7", 100, town.Now, refunded: 30);
        town.There.Remove("gone");

        var day = await town.Mall.CompareAsync(Today(town), Cancellation);

        Assert.Equal(
            [
                "amount amount-differs 90.000000 100.000000", "gone missing-there - 100.000000",
                "late missing-here 40.000000 -", "refund refund-differs 30.000000 10.000000",
                "unlinked unlinked 100.000000 -",
            ],
            day.Differences.Select(Line));
        Assert.Equal(new(4, Money.FromYuan(330), Money.FromYuan(30)), day.Theirs);
        Assert.Equal(new(3, Money.FromYuan(300), Money.FromYuan(10)), day.Ours);
        Assert.All(day.Differences, difference => Assert.NotEmpty(difference.Sentence.Zh));
    }

    [Fact]
    public async Task What_was_missing_here_is_taken_in_and_the_next_night_agrees()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("late", "7", 40, town.Now, refunded: 10);
        town.There.Hide("late");
        await town.Mall.PollAsync(Cancellation);

        var first = await town.Mall.CompareAsync(Today(town), Cancellation);
        var second = await town.Mall.CompareAsync(Today(town), Cancellation);

        Assert.Equal("late missing-here 40.000000 -", Line(Assert.Single(first.Differences)));
        Assert.Empty(second.Differences);
        Assert.Equal(Money.FromYuan(30), (await town.PendingAsync("late"))!.Amount);
    }

    [Fact]
    public async Task An_order_that_the_pool_refused_is_missing_here_with_its_reason()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        town.There.Put("huge", "7", 1_000_000_001, town.Now);
        await town.Mall.PollAsync(Cancellation);

        var day = await town.Mall.CompareAsync(Today(town), Cancellation);

        var difference = Assert.Single(day.Differences);
        Assert.Equal((MallDifferenceKind.MissingHere, "amount-too-large"), (difference.Kind, difference.Reason));
    }

    [Fact]
    public async Task The_list_is_kept_and_a_second_run_replaces_it()
    {
        await using var town = new MallTown();
        town.There.Put("a", "8", 100, town.Now);
        await town.Mall.PollAsync(Cancellation);

        await town.Mall.CompareAsync(Today(town), Cancellation);
        await town.Mall.CompareAsync(Today(town), Cancellation);
        var kept = town.Mall.Days(10).Single();
        town.There.Remove("a");
        town.There.Put("b", "8", 100, town.Now);
        await town.Mall.CompareAsync(Today(town), Cancellation);

        Assert.Equal("a unlinked 100.000000 -", Line(Assert.Single(kept.Differences)));
        Assert.Equal(
            ["a missing-there - 0.000000", "b missing-here 100.000000 -"],
            town.Mall.Days(10).Single().Differences.Select(Line));
    }

    [Fact]
    public async Task Points_that_paid_at_the_checkout_are_no_difference()
    {
        await using var town = new MallTown();
        await town.JoinAsync("7", "m-1");
        await town.EarnAsync("m-1", 2000);
        await town.Points.ReserveAsync("a", "7", "0", Money.FromYuan(100), Money.FromYuan(30), Cancellation);
        await town.Points.ConfirmAsync("a", Cancellation);
        town.There.Put("a", "7", 70, town.Now);
        await town.Mall.PollAsync(Cancellation);

        Assert.Empty((await town.Mall.CompareAsync(Today(town), Cancellation)).Differences);
    }

    private static long Today(MallTown town) => town.Now.DayAt(town.Gate.Plan.Settings.TimeZone);

    private static string Line(MallDifference difference) =>
        $"{difference.Number} {difference.Code} {Amount(difference.Theirs)} {Amount(difference.Ours)}";

    private static string Amount(Money? amount) => amount?.ToString() ?? "-";
}
