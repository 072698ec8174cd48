using System.Data.Common;
using Wellspring.Core;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>The views that we ship, in real databases, on the malls' tables, through an account that reads.</summary>
public sealed class MallViewTests(MallServers servers)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 13, 1, 2, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Malls => new()
    {
        { "crmeb", "mysql" }, { "yudao", "mysql" }, { "nopcommerce", "mysql" }, { "nopcommerce", "postgresql" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task Every_paid_order_is_told_as_the_mall_holds_it(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);

        var page = await there.Source(new MallWall(Now)).ReadAsync(null, Cancellation);

        Assert.Empty(page.Faults);
        Assert.False(page.More);
        Assert.Equal(MallStory.Beginning(mall), page.Orders.OrderBy(order => order.Order).Select(MallStory.Line));
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task A_partial_refund_and_then_the_rest_are_both_seen(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        var source = there.Source(new MallWall(Now));
        var first = await source.ReadAsync(null, Cancellation);
        var before = MallStory.Fourth(mall, first);

        await there.StepAsync("part-refund", Cancellation);
        var second = await source.ReadAsync(first.Cursor, Cancellation);
        var part = MallStory.Fourth(mall, second);
        await there.StepAsync("whole-refund", Cancellation);
        var third = await source.ReadAsync(second.Cursor, Cancellation);
        var whole = MallStory.Fourth(mall, third);

        Assert.Equal(
            [new MallChange.PartlyRefunded(part.Order, Money.FromYuan(20), Money.FromYuan(20))],
            MallChange.Between(before, part));
        Assert.Equal(
            [new MallChange.Refunded(part.Order, Money.FromYuan(60))],
            MallChange.Between(part, whole));
        Assert.Null(MallChange.Contradiction(before, whole));
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task A_change_in_the_same_second_as_the_last_one_read_is_not_lost(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        await there.StepAsync("part-refund", Cancellation);
        await there.StepAsync("whole-refund", Cancellation);
        var source = there.Source(new MallWall(Now));
        var first = await source.ReadAsync(null, Cancellation);

        await there.StepAsync("same-second", Cancellation);
        var second = await source.ReadAsync(first.Cursor, Cancellation);

        Assert.DoesNotContain(first.Orders, order => order.Paid == Money.FromYuan(5));
        Assert.Contains(second.Orders, order => order.Paid == Money.FromYuan(5));
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task An_order_that_commits_after_a_later_one_was_read_is_not_lost(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        await there.StepAsync("part-refund", Cancellation);
        var source = there.Source(new MallWall(Now));
        var first = await source.ReadAsync(null, Cancellation);

        await using var late = await there.BeginAsync("late", Cancellation);
        await using var connection = late.Connection!;
        await there.StepAsync("whole-refund", Cancellation);
        var second = await source.ReadAsync(first.Cursor, Cancellation);
        await late.CommitAsync(Cancellation);
        var third = await source.ReadAsync(second.Cursor, Cancellation);

        Assert.True(MallStory.Fourth(mall, second).IsRefundedWhole);
        Assert.DoesNotContain(second.Orders, order => order.Paid == Money.FromYuan(6));
        Assert.Contains(third.Orders, order => order.Paid == Money.FromYuan(6));
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task Small_pages_tell_the_same_as_one_large_page(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        var source = there.Source(new MallWall(Now), pageSize: 1);

        var told = new List<MallOrder>();
        string? cursor = null;
        MallPage page;
        do
        {
            page = await source.ReadAsync(cursor, Cancellation);
            Assert.True(page.Orders.Length <= 1);
            told.AddRange(page.Orders);
            cursor = page.Cursor;
        }
        while (page.More);

        Assert.Equal(MallStory.Beginning(mall), told.OrderBy(order => order.Order).Select(MallStory.Line));
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task A_day_is_told_by_the_time_of_payment(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        await there.StepAsync("same-second", Cancellation);
        var source = there.Source(new MallWall(Now));
        var midnight = Instant.From(new DateTimeOffset(2026, 11, 10, 0, 0, 0, TimeSpan.FromHours(8)));

        var tenth = await source.PaidBetweenAsync(midnight, midnight.Plus(Duration.Days(1)), Cancellation);
        var thirteenth = await source.PaidBetweenAsync(
            midnight.Plus(Duration.Days(3)), midnight.Plus(Duration.Days(4)), Cancellation);

        Assert.Equal(5, tenth.Orders.Length);
        Assert.Equal(Money.FromYuan(5), Assert.Single(thirteenth.Orders).Paid);
    }

    [Theory]
    [MemberData(nameof(Malls))]
    public async Task The_connectors_account_can_neither_write_nor_read_the_malls_tables(string mall, string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, mall, make, Cancellation);
        var table = mall switch { "crmeb" => "eb_store_order", "yudao" => "trade_order", _ => "OrderNote" };
        var quoted = make == "mysql" ? $"`{table}`" : $"\"{table}\"";

        foreach (var sql in new[]
        {
            $"SELECT COUNT(*) FROM {quoted}", $"DELETE FROM {quoted}", "DELETE FROM wellspring_orders",
            "CREATE TABLE ours (id int)",
        })
        {
            var (open, _) = MallDatabase.Driver(make, there.Reader);
            await Assert.ThrowsAnyAsync<DbException>(() => MallServers.ExecuteAsync(open!(), sql, Cancellation));
        }
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("postgresql")]
    public async Task A_mall_that_does_not_count_in_yuan_is_refused_row_by_row(string make)
    {
        var there = await MallInDatabase.CreateAsync(servers, "nopcommerce", make, Cancellation);
        await there.ExecuteAsync("""UPDATE "Setting" SET "Value" = '1'""", Cancellation);

        var page = await there.Source(new MallWall(Now)).ReadAsync(null, Cancellation);

        Assert.Empty(page.Orders);
        Assert.Equal(5, page.Faults.Length);
        Assert.Contains("USD", page.Faults[0].Sentence.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pay_price = 10, refund_price = 11", "must be 0")]
    [InlineData("order_id = ''", "empty")]
    [InlineData("pay_time = 0, add_time = 0", "2000")]
    public async Task A_row_that_cannot_be_is_set_aside_and_the_others_are_read(string wrong, string says)
    {
        var there = await MallInDatabase.CreateAsync(servers, "crmeb", "mysql", Cancellation);
        await there.ExecuteAsync($"UPDATE eb_store_order SET {wrong} WHERE id = 1", Cancellation);

        var page = await there.Source(new MallWall(Now)).ReadAsync(null, Cancellation);

        Assert.Equal(4, page.Orders.Length);
        Assert.Contains(says, Assert.Single(page.Faults).Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_claims_to_lie_in_the_future_hides_nothing()
    {
        var there = await MallInDatabase.CreateAsync(servers, "crmeb", "mysql", Cancellation);
        await there.ExecuteAsync(
            "INSERT INTO eb_store_order_status (oid, change_type, change_time) VALUES (1, 'order_edit', 1999999999)",
            Cancellation);
        var source = there.Source(new MallWall(Now));

        var first = await source.ReadAsync(null, Cancellation);
        await there.StepAsync("same-second", Cancellation);
        var second = await source.ReadAsync(first.Cursor, Cancellation);

        Assert.Contains(second.Orders, order => order.Paid == Money.FromYuan(5));
    }
}
