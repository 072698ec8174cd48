using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Concurrency;
using Orleans.Placement;
using Wellspring.Core;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Cluster;

/// <summary>Owns one pool while it is active; the writer does the work and the journal holds the fence.</summary>
/// <remarks>
/// Two activations are possible for a moment, by design of the cluster. The newer one claims the pool, so the older can
/// append nothing, notices, and goes away.
/// </remarks>
[Reentrant]
[ActivationCountBasedPlacement]
internal sealed class PoolGrain(IPoolOpener opener, NodeOptions node, TimeProvider wall, ILogger<PoolGrain> log)
    : Grain, IPoolGrain, IDisposable
{
    // Shorter than the time-out of a call: whoever asks meanwhile is told to ask again instead of being left alone.
    private static readonly TimeSpan WaitForOpening = TimeSpan.FromMilliseconds(800);

    // How far the clock of whoever sends may be ahead of ours: a pool's clock never goes back.
    private static readonly Duration Ahead = new(5 * 60_000);

    private readonly CancellationTokenSource _leaving = new();
    private Task<IOwnedPool>? _opening;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = PoolKey.Parse(this.GetPrimaryKeyString());
        _opening = Task.Run(() => opener.OpenAsync(key, _leaving.Token), CancellationToken.None);
        Watch(key, _opening).Ignore();
        return Task.CompletedTask;
    }

    public Task<PoolReply> SubmitAsync(byte[] lines) => WithPoolAsync(async pool =>
    {
        if (pool.Writer is not { } writer)
        {
            return Mistaken("平台的账本只由平台自己写入。", "The pool of a platform is written by the platform alone.");
        }

        var (commands, mistake) = CommandLines.Read(lines);
        if (mistake is not null)
        {
            return new(PoolReplyKind.BadInput, mistake.ToJson());
        }

        var latest = Instant.From(wall.GetUtcNow()).Plus(Ahead);
        if (commands.FirstOrDefault(command => command.At > latest) is { } early)
        {
            return Mistaken($"命令 {early.Id} 的时间 {early.At} 晚于现在；请核对时区。",
                $"The time {early.At} of command {early.Id} is later than now; check its offset.");
        }

        var answers = await writer.SubmitAsync(commands, CancellationToken.None);
        var names = await writer.ReadAsync(desk => desk.Names, CancellationToken.None);
        return new(PoolReplyKind.Answered, AnswerJson.Lines(answers, names.NameOf));
    });

    public Task<PoolReply> ReadAsync(byte[] question) => WithPoolAsync(async pool =>
        pool.Writer is not { } writer ? Mistaken("平台的账本请向平台查询。", "Ask the platform about its pool.")
            : PoolQuestion.Read(question) is not { } asked ? Mistaken("看不懂这个问题。", "This question is not understood.")
            : asked.About is not PoolQuestion.Log
                ? new(PoolReplyKind.Answered, await writer.ReadAsync(asked.Answer, CancellationToken.None))
            : pool.Log is { } log ? new(PoolReplyKind.Answered, await log(asked.Which ?? ""))
            : Mistaken(
                "这里不提供公开日志；请用 --secret 启动每个节点。",
                "There is no public log here; start every node with --secret."));

    public Task<PoolReply> WhereAsync() => WithPoolAsync(_ =>
        Task.FromResult(new PoolReply(PoolReplyKind.Answered, System.Text.Encoding.UTF8.GetBytes(
            node.PublicUrl.ToString()))));

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        try
        {
            await using var pool = await _opening!;
        }
        catch (Exception failure)
        {
            // It never opened, or it had stopped: that was said when it happened.
            log.LogDebug(failure, "closing a pool that was not open");
        }
    }

    public void Dispose() => _leaving.Dispose();

    // Off the grain's own scheduler: many calls read and write lines at once. Only a pool that did not open or that has
    // stopped is given up: a question that fails is the trouble of whoever asked it.
    private async Task<PoolReply> WithPoolAsync(Func<IOwnedPool, Task<PoolReply>> ask)
    {
        IOwnedPool pool;
        using (var patience = new CancellationTokenSource(WaitForOpening))
        {
            try
            {
                pool = await _opening!.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                return PoolReply.Of(PoolReplyKind.Opening);
            }
            catch (Exception failure)
            {
                return Leave(failure);
            }
        }

        try
        {
            return await Task.Run(() => ask(pool));
        }
        catch (Exception over)
            when (over is PoolStoppedException or ObjectDisposedException or JournalFencedException)
        {
            return Leave(over);
        }
        catch (Exception passing) when (passing is JournalDamagedException or NpgsqlException)
        {
            // One look at the journal failed; the pool is open, and goes on for everybody else.
            return PoolReply.Of(KindOf(passing));
        }
    }

    private PoolReply Leave(Exception failure)
    {
        DeactivateOnIdle();
        return PoolReply.Of(KindOf(failure));
    }

    private static PoolReplyKind KindOf(Exception failure) => failure switch
    {
        NoSuchPoolException => PoolReplyKind.NoSuchPool,
        JournalDamagedException or PoolStoppedException { InnerException: JournalDamagedException } =>
            PoolReplyKind.Damaged,
        _ => PoolReplyKind.Stopped,
    };

    private async Task Watch(PoolKey key, Task<IOwnedPool> opening)
    {
        try
        {
            var pool = await opening;
            if (pool.Door is not null)
            {
                // Pages have work of their own: nobody's silence closes a platform.
                DelayDeactivation(Timeout.InfiniteTimeSpan);
            }

            log.LogInformation("owns {Pool}", key);
            await pool.Stopped;
            if (!_leaving.IsCancellationRequested)
            {
                log.LogWarning("{Pool} has stopped here: fenced, or its database is gone", key);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogWarning("{Pool} cannot be opened: {Failure}", key, failure.Message);
        }

        if (!_leaving.IsCancellationRequested)
        {
            DeactivateOnIdle();
        }
    }

    private static PoolReply Mistaken(string zh, string en) =>
        new(PoolReplyKind.BadInput, new LineMistake(0, zh, en).ToJson());
}
