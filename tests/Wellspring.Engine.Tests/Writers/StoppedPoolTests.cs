using System.Collections.Concurrent;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>No answer leaves before the disk has it, and a pool that cannot write says so to everybody.</summary>
public sealed class StoppedPoolTests : IDisposable
{
    private readonly PoolFolder _folder = new();
    private readonly MemoryJournal _memory = new();

    [Fact]
    public async Task When_the_disk_fails_everybody_who_waits_and_everybody_later_is_told()
    {
        await using var session = Open(_memory, new() { InboxLimit = 4, BatchLimit = 2 });
        await session.SubmitAsync(Say.Settle(1));
        _memory.Fails = true;

        var waiting = Enumerable.Range(2, 60).Select(n => session.SubmitAsync(Say.Settle(n))).ToArray();

        foreach (var one in waiting)
        {
            await Assert.ThrowsAsync<PoolStoppedException>(() => one);
        }

        _memory.Fails = false;
        var later = await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.Settle(99)));
        Assert.Contains("the disk is gone", later.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _memory.End().Position);
    }

    [Fact]
    public async Task After_a_stop_the_same_commands_are_safe_to_submit_to_the_next_writer()
    {
        await using (var session = Open(_memory))
        {
            await session.SubmitAsync(Say.SettleMany(1, 10));
            _memory.Fails = true;
            await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.SettleMany(1, 30)));
        }

        _memory.Fails = false;
        await using var next = Open(_memory);
        var answers = await next.SubmitAsync(Say.SettleMany(1, 30));

        Assert.Equal(10, answers.Count(answer => answer.Kind is AnswerKind.Repeated));
        Assert.Equal(20, answers.Count(answer => answer.Kind is AnswerKind.Done));
        Assert.Equal(31, _memory.End().Position);
    }

    [Fact]
    public async Task A_fenced_writer_stops_and_answers_nobody()
    {
        await using var session = Open(_memory);
        await session.SubmitAsync(Say.Settle(1));
        var end = _memory.End();
        _memory.Append(end, Journals.Batches.After(end, 1));

        var stopped = await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.Settle(2)));

        Assert.IsType<JournalFencedException>(stopped.InnerException);
    }

    [Fact]
    public async Task A_defect_of_ours_stops_the_pool_and_leaves_the_journal()
    {
        await using var session = Open(_memory);
        await session.SubmitAsync(Say.Settle(1));
        session.Desk.DecidesInstead = (_, _, _) => throw new InvalidOperationException("our own mistake");

        await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.Settle(2)));
        await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.Settle(3)));

        Assert.Equal(2, _memory.End().Position);
    }

    [Fact]
    public async Task A_closed_pool_takes_nothing()
    {
        var session = Open(_memory);
        await session.DisposeAsync();

        await Assert.ThrowsAsync<PoolStoppedException>(() => session.SubmitAsync(Say.Settle(1)));
    }

    [Fact]
    public async Task Nothing_is_answered_before_its_batch_is_written()
    {
        using var slow = new SlowJournal(_memory);
        await using var session = Open(slow);
        slow.HoldAt(0);
        var first = session.SubmitAsync(Say.Settle(1));
        slow.WaitUntilHeldAt(0);

        // A repetition of what is not yet on disk.
        var second = session.SubmitAsync(Say.Settle(1));
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);

        slow.ReleaseAt(0);
        Assert.Equal(AnswerKind.Done, (await first).Kind);
        Assert.Equal(AnswerKind.Repeated, (await second).Kind);
    }

    [Fact]
    public async Task The_journal_is_not_closed_while_a_batch_is_on_its_way()
    {
        using var slow = new SlowJournal(_memory);
        var session = Open(slow, new() { BatchLimit = 1 });
        session.Desk.DecidesInstead = (command, facts, position) => command.Id == "c-3"
            ? throw new InvalidOperationException("our own mistake")
            : session.Desk.Pool.Decide(command, facts, position);
        slow.HoldAt(0);
        slow.HoldAt(2);
        var first = session.SubmitAsync(Say.Settle(1));
        slow.WaitUntilHeldAt(0);
        var second = session.SubmitAsync(Say.Settle(2));
        var third = session.SubmitAsync(Say.Settle(3));
        slow.ReleaseAt(0);
        slow.WaitUntilHeldAt(2);

        var closing = Task.Run(async () => await session.DisposeAsync(), TestContext.Current.CancellationToken);
        await Task.WhenAny(closing, Task.Delay(200, TestContext.Current.CancellationToken));
        slow.ReleaseAt(2);
        await closing;

        Assert.False(slow.WasClosedAmidAnAppend);
        Assert.Equal(AnswerKind.Done, (await first).Kind);
        await Assert.ThrowsAsync<PoolStoppedException>(() => third);
        // The second is on disk: told so, or told that its outcome is unknown.
        await Record.ExceptionAsync(() => second);
        Assert.Equal(3, _memory.End().Position);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 1_000)]
    [InlineData(3, 2)]
    public async Task A_narrow_inbox_answers_everybody_in_the_end(int inboxLimit, int batchLimit)
    {
        await using var session = Open(_memory, new() { InboxLimit = inboxLimit, BatchLimit = batchLimit });

        var answers = await Task.WhenAll(Enumerable.Range(1, 300).Select(n => n % 10 == 0
            ? session.SubmitAsync([Say.Settle(n), Say.Settle(n)])
            : session.SubmitAsync([Say.Settle(n)])));

        Assert.All(answers, answer => Assert.Equal(AnswerKind.Done, answer[0].Kind));
        Assert.Equal(30, answers.Count(answer => answer is [_, { Kind: AnswerKind.Repeated }]));
        Assert.Equal(301, _memory.End().Position);
    }

    [Fact]
    public async Task Closing_answers_all_that_was_taken_in()
    {
        var session = Open(_memory);
        var waiting = Enumerable.Range(1, 100).Select(n => session.SubmitAsync(Say.Settle(n))).ToArray();

        await session.DisposeAsync();

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(AnswerKind.Done, answer.Kind));
    }

    [Fact]
    public async Task No_commands_are_answered_with_no_answers()
    {
        await using var session = Open(_memory);

        Assert.Empty(await session.SubmitAsync([]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => session.SubmitAsync(new PoolCommand[PoolWriter.SubmissionLimit + 1]));
        Assert.Equal(AnswerKind.Done, (await session.SubmitAsync(Say.Settle(1))).Kind);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _folder.Dispose();
    }

    private Session Open(IJournal journal, PoolWriterOptions? options = null) =>
        new(PoolDesk.Open(journal, _folder.Path, PoolFolder.Example), options ?? new());

    /// <summary>A disk that can be held in the middle of an append.</summary>
    private sealed class SlowJournal(MemoryJournal inner) : IJournal
    {
        private readonly ConcurrentDictionary<
            long, (ManualResetEventSlim Held, ManualResetEventSlim Free)> _gates = new();
        private volatile bool _appending;

        public bool WasClosedAmidAnAppend { get; private set; }

        public void HoldAt(long first) => _gates[first] = (new(), new());

        public void ReleaseAt(long first) => _gates[first].Free.Set();

        public void WaitUntilHeldAt(long first) => _gates[first].Held.Wait(TestContext.Current.CancellationToken);

        public JournalEnd End() => inner.End();

        public void Append(JournalEnd expected, JournalBatch batch)
        {
            _appending = true;
            if (_gates.TryGetValue(batch.First, out var gate))
            {
                gate.Held.Set();
                gate.Free.Wait();
            }

            inner.Append(expected, batch);
            _appending = false;
        }

        public IEnumerable<JournalBatch> Read(long position) => inner.Read(position);

        public JournalBatch? Find(long position) => inner.Find(position);

        public IEnumerable<MemberName> Names() => inner.Names();

        public ReadOnlyMemory<byte> NameKey() => inner.NameKey();

        public void Dispose() => WasClosedAmidAnAppend |= _appending;
    }
}
