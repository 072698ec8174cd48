using System.Text;

namespace Wellspring.Cluster;

/// <summary>Asks the owner of a pool from any node, and asks again while a pool moves.</summary>
/// <remarks>
/// A node that dies leaves it unknown whether its last commands were done. Asking again is safe, because every command
/// has an id: done before, it gives its first answer.
/// </remarks>
public sealed class PoolCalls(IGrainFactory grains, TimeProvider wall)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a call is repeated before it is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    public Task<PoolReply> SubmitAsync(PoolKey key, byte[] lines, CancellationToken cancellation) =>
        AskAsync(key, pool => pool.SubmitAsync(lines), Patience, cancellation);

    public Task<PoolReply> ReadAsync(PoolKey key, PoolQuestion question, CancellationToken cancellation)
    {
        var asked = question.ToJson();
        return AskAsync(key, pool => pool.ReadAsync(asked), Patience, cancellation);
    }

    /// <summary>Asks once and no more, for callers who pay for nothing: they come again by themselves.</summary>
    public Task<PoolReply> ReadOnceAsync(PoolKey key, PoolQuestion question, CancellationToken cancellation)
    {
        var asked = question.ToJson();
        return AskAsync(key, pool => pool.ReadAsync(asked), TimeSpan.Zero, cancellation);
    }

    /// <summary>Opens the pool where it is not open, and gives the address of its node; null when none could.</summary>
    public async Task<Uri?> WhereAsync(PoolKey key, CancellationToken cancellation) =>
        await FindOwnerAsync(key, cancellation) is { Kind: PoolReplyKind.Answered } reply
            ? new(Encoding.UTF8.GetString(reply.Body))
            : null;

    /// <summary>As <see cref="WhereAsync"/>, with the reason where there is no address.</summary>
    public Task<PoolReply> FindOwnerAsync(PoolKey key, CancellationToken cancellation) =>
        AskAsync(key, pool => pool.WhereAsync(), Patience, cancellation);

    /// <summary>Closes the pool where it is open; the next call opens it, perhaps elsewhere.</summary>
    public Task LeaveAsync(PoolKey key) => grains.GetGrain<IPoolGrain>(key.ToString()).LeaveAsync();

    /// <summary>Counts commands against an operator's limits; null when whoever counts could not be reached.</summary>
    public async Task<Admission?> AdmitAsync(string owner, int commands, CancellationToken cancellation)
    {
        var grain = grains.GetGrain<IOperatorGrain>(owner);
        return await RepeatAsync(() => grain.AdmitAsync(commands), _ => true, Patience, cancellation);
    }

    private async Task<PoolReply> AskAsync(
        PoolKey key, Func<IPoolGrain, Task<PoolReply>> ask, TimeSpan patience, CancellationToken cancellation)
    {
        var grain = grains.GetGrain<IPoolGrain>(key.ToString());
        return await RepeatAsync(
                () => ask(grain), reply => reply.Kind is not (PoolReplyKind.Opening or PoolReplyKind.Stopped),
                patience, cancellation)
            ?? PoolReply.Of(PoolReplyKind.Unreachable);
    }

    private async Task<T?> RepeatAsync<T>(
        Func<Task<T>> ask, Func<T, bool> isFinal, TimeSpan patience, CancellationToken cancellation)
        where T : class
    {
        var started = wall.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            T? reply = null;
            try
            {
                reply = await ask().WaitAsync(cancellation);
                if (isFinal(reply))
                {
                    return reply;
                }
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                // The owner's node died, or what is asked is on its way to another.
            }

            if (wall.GetElapsedTime(started) >= patience)
            {
                return reply;
            }

            await Task.Delay(pause, wall, cancellation);
            pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 2));
        }
    }
}
