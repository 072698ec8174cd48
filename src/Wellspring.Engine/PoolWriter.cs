using System.Threading.Channels;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Watching;

namespace Wellspring.Engine;

/// <summary>How much waits, how much is written together, and how often a start is prepared.</summary>
public sealed record PoolWriterOptions
{
    /// <summary>What the pool is called in metrics and traces; never personal.</summary>
    public string Name { get; init; } = "main";

    /// <summary>Submissions that may wait. Past that, callers wait too: memory stays bounded under any load.</summary>
    public int InboxLimit
    {
        get;
        init => field = value is > 0 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InboxLimit), value, "between 1 and 1,000,000");
    } = 1_024;

    /// <summary>Commands written to disk together, unless one submission brings more.</summary>
    public int BatchLimit
    {
        get;
        init => field = value is > 0 and <= 100_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchLimit), value, "between 1 and 100,000");
    } = 1_024;

    /// <summary>Records after which a snapshot is written while the pool runs.</summary>
    public long SnapshotEvery { get; init; } = 2_000_000;

    /// <summary>Records after which stopping writes a snapshot; replaying fewer is as fast as reading one.</summary>
    public long SnapshotAtStop { get; init; } = 2_000;
}

/// <summary>Runs one pool: takes commands in order, writes what happened, and only then answers.</summary>
/// <remarks>
/// One task decides and books; while it does, the batch before is on its way to the disk. Memory may be ahead of the
/// disk by those two batches; answers never are.
/// </remarks>
public sealed class PoolWriter : IAsyncDisposable
{
    /// <summary>The most commands one submission may carry.</summary>
    public const int SubmissionLimit = 100_000;

    private readonly PoolDesk _desk;
    private readonly PoolWriterOptions _options;
    private readonly Channel<Submission> _inbox;
    private readonly PoolWatch _watch;
    private readonly Task<Exception?> _loop;
    private bool _disposed;

    private PoolWriter(PoolDesk desk, PoolWriterOptions options)
    {
        _desk = desk;
        _options = options;
        _inbox = Channel.CreateBounded<Submission>(
            new BoundedChannelOptions(options.InboxLimit) { SingleReader = true });
        _watch = new(options.Name);
        _watch.Flush(desk);

        // Whoever opens a pool is not the cause of all it does from then on: the loop begins no span under theirs.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>Starts taking commands for the pool that <paramref name="desk"/> has rebuilt.</summary>
    public static PoolWriter Start(PoolDesk desk, PoolWriterOptions options) => new(desk, options);

    /// <summary>
    /// Completes when no command is taken any more: with the failure that ended it, null where it was closed.
    /// </summary>
    public Task<Exception?> Stopped => _loop;

    /// <summary>Up to where everything was acknowledged; exact once the writer has stopped.</summary>
    public JournalEnd Acknowledged => _desk.Durable;

    public async Task<Answer> SubmitAsync(PoolCommand command, CancellationToken cancellation) =>
        (await SubmitAsync([command], cancellation))[0];

    /// <summary>Several commands in order; the answers leave together, when the last is on disk.</summary>
    /// <exception cref="PoolStoppedException">Unknown outcome: submit again, the ids make that safe.</exception>
    public Task<Answer[]> SubmitAsync(IReadOnlyList<PoolCommand> commands, CancellationToken cancellation) =>
        SubmitAsync(new Submission(commands), cancellation);

    /// <summary>Several commands in order, and after each a look at the pool as that command left it.</summary>
    /// <param name="look">Only reads, quickly. When it throws, the commands count all the same.</param>
    /// <exception cref="PoolStoppedException">Unknown outcome: submit again, the ids make that safe.</exception>
    public async Task<IReadOnlyList<(Answer Answer, T Seen)>> SubmitAsync<T>(
        IReadOnlyList<PoolCommand> commands, Func<PoolDesk, PoolCommand, T> look, CancellationToken cancellation)
    {
        var seen = new List<T>(commands.Count);
        var answers = await SubmitAsync(
            new Submission(commands) { LookAfter = (desk, command) => seen.Add(look(desk, command)) }, cancellation);
        return [.. answers.Zip(seen)];
    }

    private async Task<Answer[]> SubmitAsync(Submission submission, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(submission.Commands.Count, SubmissionLimit);
        using var span = Watched.Spans.StartActivity("pool.submit");
        span?.SetTag("pool", _options.Name).SetTag("commands", submission.Commands.Count);
        try
        {
            await _inbox.Writer.WriteAsync(submission, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new PoolStoppedException(closed);
        }

        return await submission.Answered.Task.WaitAsync(cancellation);
    }

    /// <summary>
    /// Reads the pool between two commands: after all that was submitted before, and answered when that is on disk.
    /// </summary>
    /// <param name="read">Only reads, quickly: no command is decided meanwhile.</param>
    public async Task<T> ReadAsync<T>(Func<PoolDesk, T> read, CancellationToken cancellation)
    {
        T result = default!;
        var submission = new Submission([]) { Read = desk => result = read(desk) };
        try
        {
            await _inbox.Writer.WriteAsync(submission, cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw new PoolStoppedException(closed);
        }

        await submission.Answered.Task.WaitAsync(cancellation);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.TryComplete();
        await _loop;
        _watch.Dispose();
        if (!_disposed)
        {
            _disposed = true;
            _desk.Dispose();
        }
    }

    private async Task<Exception?> RunAsync()
    {
        var deciding = new List<Submission>();
        var writing = new List<Submission>();
        var written = Task.CompletedTask;
        try
        {
            while (await _inbox.Reader.WaitToReadAsync())
            {
                var batch = Decide(deciding);
                await written;
                Answer(writing);
                (deciding, writing) = (writing, deciding);
                written = batch is null ? Task.CompletedTask : Task.Run(() => Append(batch));
                if (!_inbox.Reader.TryPeek(out _) || _desk.WantsRest(_options.SnapshotEvery))
                {
                    await written;
                    Answer(writing);
                    written = Task.CompletedTask;
                    _desk.Rest(_options.SnapshotEvery);
                }
            }

            _desk.Rest(_options.SnapshotAtStop);
            return null;
        }
        catch (Exception failure)
        {
            // Memory may be ahead of the disk, so this pool is over. Whoever restarts it rebuilds from the journal.
            _inbox.Writer.TryComplete(failure);

            // A batch may still be on its way, and the journal must not be closed under it.
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_inbox.Reader.TryRead(out var waiting))
            {
                deciding.Add(waiting);
            }

            foreach (var submission in deciding.Concat(writing))
            {
                submission.Answered.TrySetException(new PoolStoppedException(failure));
            }

            return failure;
        }
    }

    private void Append(JournalBatch batch) => _watch.Appends(batch.Count, () => _desk.Write(batch));

    private JournalBatch? Decide(List<Submission> batch)
    {
        var commands = 0;
        while (commands < _options.BatchLimit && _inbox.Reader.TryRead(out var submission))
        {
            batch.Add(submission);
            _watch.Decides(submission.SubmittedAt);
            submission.Look(_desk);
            for (var index = 0; index < submission.Commands.Count; index++)
            {
                submission.Answers[index] = _desk.Handle(submission.Commands[index]);
                submission.Look(_desk, submission.Commands[index]);
            }

            commands += submission.Commands.Count;
        }

        return _desk.TakeBatch();
    }

    private void Answer(List<Submission> batch)
    {
        foreach (var submission in batch)
        {
            _watch.Answered(submission.Commands, submission.Answers);
        }

        if (batch.Count > 0)
        {
            _watch.Flush(_desk);
        }

        foreach (var submission in batch)
        {
            submission.Answer();
        }

        batch.Clear();
    }

    private sealed class Submission(IReadOnlyList<PoolCommand> commands)
    {
        private Exception? _failure;

        public IReadOnlyList<PoolCommand> Commands { get; } = commands;

        public long SubmittedAt { get; } = PoolWatch.Submitted;

        public Answer[] Answers { get; } = new Answer[commands.Count];

        public Action<PoolDesk>? Read { get; init; }

        public Action<PoolDesk, PoolCommand>? LookAfter { get; init; }

        public TaskCompletionSource<Answer[]> Answered { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        // A reader that fails changed nothing: it fails alone, and the pool goes on.
        public void Look(PoolDesk desk)
        {
            try
            {
                Read?.Invoke(desk);
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }

        public void Look(PoolDesk desk, PoolCommand command)
        {
            if (_failure is not null)
            {
                return;
            }

            try
            {
                LookAfter?.Invoke(desk, command);
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }

        public void Answer()
        {
            if (_failure is null)
            {
                Answered.SetResult(Answers);
            }
            else
            {
                Answered.SetException(_failure);
            }
        }
    }
}

/// <summary>What kind of answer a command got.</summary>
public enum AnswerKind
{
    Done,
    Refused,

    /// <summary>The same command was answered before: its first record again, nothing new happened.</summary>
    Repeated,

    /// <summary>The id belongs to another command; nothing happened.</summary>
    Conflict,

    /// <summary>Our own code was about to break an invariant; nothing happened, and the case is journaled.</summary>
    Quarantined,
}

/// <summary>The answer to a command, and the record that holds it: outcome, price and position.</summary>
public readonly record struct Answer(AnswerKind Kind, JournalRecord Record)
{
    public Refusal Reason => Record.Event is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None;
}

/// <summary>The pool stopped before it answered. Submit the same command again: its id makes that safe.</summary>
public sealed class PoolStoppedException(Exception cause) : Exception("The pool has stopped.", cause);
