using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>From a mall's own tables in a real database to the pool and back to the nightly list.</summary>
public sealed class MallWholeWayTests(MallServers servers)
{
    private static CancellationToken Cancellation => MallTown.Cancellation;

    [Theory]
    [MemberData(nameof(MallViewTests.Malls), MemberType = typeof(MallViewTests))]
    public async Task A_malls_orders_reach_the_pool_and_both_sides_agree(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        await using var town = new MallTown();
        await town.PassAsync(TimeSpan.FromHours(71));
        town.Connect(there.Settings() with { Funding = FundingMode.OwnGoods }, there.Source(town.Wall, pageSize: 2));
        await town.Mall.PollAsync(Cancellation);
        await town.JoinAsync("7", "m-7");
        await town.JoinAsync("8", "m-8");
        var day = new Instant(1_794_276_000_000).DayAt(town.Gate.Plan.Settings.TimeZone);

        var before = await FourthAsync(town, mall);
        await there.StepAsync("part-refund", Cancellation);
        await town.Mall.PollAsync(Cancellation);
        var part = await FourthAsync(town, mall);
        var middle = await town.Mall.CompareAsync(day, Cancellation);
        await there.StepAsync("whole-refund", Cancellation);
        await town.Mall.PollAsync(Cancellation);
        await town.Mall.PollAsync(Cancellation);
        var whole = await FourthAsync(town, mall);
        var end = await town.Mall.CompareAsync(day, Cancellation);

        Assert.Equal((Money.FromYuan(80), Money.FromYuan(60), null), (before?.Amount, part?.Amount, whole));
        var waiting = mall == "yudao" ? 0 : 1;
        Assert.All(middle.Differences, one => Assert.Equal(MallDifferenceKind.Unlinked, one.Kind));
        Assert.Equal(waiting, middle.Differences.Length);
        Assert.Equal(waiting, end.Differences.Length);
        Assert.Equal(5, end.Theirs.Orders);
        Assert.Equal(Money.FromUnits(58_333 * Money.UnitsPerFen), end.Theirs.Paid);
        Assert.Equal(5 - waiting, end.Ours.Orders);
        Assert.Empty(town.Faults());
    }

    [Fact]
    public async Task A_database_that_is_away_is_noted_and_read_again_from_where_it_was()
    {
        var there = await MallInDatabase.CreateAsync(servers, "crmeb", "mysql", Cancellation);
        await using var town = new MallTown();
        await town.PassAsync(TimeSpan.FromHours(71));
        town.Connect(there.Settings(), there.Source(town.Wall));
        await town.Mall.PollAsync(Cancellation);
        var cursor = Cursor(town);
        await there.ExecuteAsync("RENAME TABLE wellspring_orders TO hidden_orders", Cancellation);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => town.Mall.PollAsync(Cancellation));
        var (failure, kept) = (Failure(town), Cursor(town));
        await there.ExecuteAsync("RENAME TABLE hidden_orders TO wellspring_orders", Cancellation);
        await there.StepAsync("same-second", Cancellation);
        await town.Mall.PollAsync(Cancellation);

        Assert.Equal("MySqlException", failure);
        Assert.Equal(cursor, kept);
        Assert.Null(Failure(town));
    }

    private static Task<PendingOrder?> FourthAsync(MallTown town, string mall) => town.PendingAsync(
        mall switch { "crmeb" => "cp104", "yudao" => "o202611101200001", _ => "4" });

    private static string? Cursor(MallTown town) =>
        town.Shop.Read(reader => reader.Text($"SELECT cursor FROM mall_cursors"));

    private static string? Failure(MallTown town) =>
        town.Shop.Read(reader => reader.Text($"SELECT failure FROM mall_cursors"));
}
