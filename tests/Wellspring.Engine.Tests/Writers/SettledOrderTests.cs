using Wellspring.Core.Pools;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>What a reversal needs is found again in whatever record settled the order.</summary>
public sealed class SettledOrderTests : IDisposable
{
    private readonly PoolFolder _folder = new();

    [Fact]
    public async Task An_order_of_the_same_batch_an_earlier_batch_and_an_earlier_process_can_be_reversed()
    {
        await _folder.RunAsync(Say.SettleMany(1, 50));
        await using var session = _folder.Open();
        await session.SubmitAsync(Say.SettleMany(51, 50));

        var answers = await session.SubmitAsync(
        [
            Say.Settle(101), Say.Reverse("r-101", 101), Say.Reverse("r-77", 77), Say.Reverse("r-50", 50),
            Say.Reverse("r-1", 1),
        ]);

        Assert.Equal(
            ["o-101", "o-77", "o-50", "o-1"],
            answers.Skip(1).Select(answer => Assert.IsType<PoolEvent.OrderReversed>(answer.Record.Event).Row.Order));
    }

    [Fact]
    public async Task A_refund_in_parts_remembers_the_parts_across_processes()
    {
        await _folder.RunAsync(Say.Settle(1), Say.Settle(2));

        var parts = new List<Answer>();
        foreach (var part in (string[])["400.00", "600.00", "0.01"])
        {
            parts.AddRange(await _folder.RunAsync(Say.Reverse($"r-{part}", 1, part)));
        }

        Assert.Equal([AnswerKind.Done, AnswerKind.Done, AnswerKind.Refused], parts.Select(part => part.Kind));
        Assert.Equal(Refusal.RefundExceedsOrder, parts[2].Reason);
    }

    [Fact]
    public async Task Due_work_stands_although_the_command_that_brought_its_time_is_refused()
    {
        await _folder.RunAsync(Say.Place(1), Say.Deliver(1));

        var refused = await _folder.RunAsync(Say.Sell("s", "nobody", at: Say.Day(8)));

        var due = Assert.IsType<PoolEvent.DueProcessed>(_folder.Records()[3].Event);
        Assert.Equal("o-1", Assert.IsType<DueItem.OrderFinal>(Assert.Single(due.Items)).Settlement.Order);
        Assert.Equal((AnswerKind.Refused, 4L), (refused[0].Kind, refused[0].Record.Position));
        Assert.Equal(1, _folder.Pool.Load().Pool.Totals.Orders);
    }

    [Fact]
    public async Task A_repeated_command_brings_no_time()
    {
        await _folder.RunAsync(Say.Sell("s", "nobody", at: Say.Day(8)), Say.Place(1), Say.Deliver(1));

        await _folder.RunAsync(Say.Sell("s", "nobody", at: Say.Day(8)));

        Assert.Equal(4, _folder.End().Position);
        Assert.Equal(1, _folder.Pool.Load().Pool.PendingCount);
    }

    [Fact]
    public async Task Twelve_thousand_due_orders_make_two_records_and_each_order_can_be_found_in_them()
    {
        const int Orders = 12_000;
        await _folder.RunAsync(
            [.. Enumerable.Range(1, Orders).SelectMany(n => new[] { Say.Place(n), Say.Deliver(n) })]);

        await using (var session = _folder.Open(PoolFolder.Snapshots))
        {
            var advanced = await session.SubmitAsync(Say.Advance("later", 20));
            var sameProcess = await session.SubmitAsync(Say.Reverse("r-10000", 10_000));

            Assert.Equal(1 + (2 * Orders) + 2, advanced.Record.Position);
            Assert.Equal(AnswerKind.Done, sameProcess.Kind);
        }

        var due = _folder.Records().Select(record => record.Event).OfType<PoolEvent.DueProcessed>();
        Assert.Equal([10_000, 2_000], due.Select(record => record.Items.Length));
        _folder.DeleteCaches();
        var answers = await _folder.RunAsync(
            Say.Reverse("r-1", 1), Say.Reverse("r-7777", 7_777), Say.Reverse("r-9999", 9_999),
            Say.Reverse("r-10001", 10_001), Say.Reverse("r-12000", 12_000));
        Assert.All(answers, answer => Assert.Equal(
            answer.Record.Id![1..], Assert.IsType<PoolEvent.OrderReversed>(answer.Record.Event).Row.Order[1..]));
        Assert.Empty(new Wellspring.Storage.Verifier(_folder.Pool).Run().Damages);
    }

    public void Dispose() => _folder.Dispose();
}
