using Wellspring.Shop.Pools;

namespace Wellspring.Server.Api;

/// <summary>Lets a caller read its own writes: waits until a position is in what is about to be read.</summary>
internal sealed class Freshness(PoolGate gate, JournalFollower follower)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>For lists, which follow the journal: null once they contain the record at this position.</summary>
    public async Task<Problem?> WaitAsync(long? after, CancellationToken cancellation)
    {
        if (after is null)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await UntilBookedAsync(after.Value, limit.Token);
            await follower.WaitForAsync(after.Value + 1, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotYet(after.Value);
        }
    }

    /// <summary>For what the pool itself answers: null once it has booked the record at this position.</summary>
    public async Task<Problem?> WaitForPoolAsync(long? after, CancellationToken cancellation)
    {
        if (after is null)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await UntilBookedAsync(after.Value, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotYet(after.Value);
        }
    }

    private async Task UntilBookedAsync(long position, CancellationToken cancellation)
    {
        while (await gate.ReadAsync(desk => desk.Position, cancellation) <= position)
        {
            await Task.Delay(Pace, cancellation);
        }
    }

    private static Problem NotYet(long position) => Problem.Unavailable("not-there-yet",
        $"还没有第 {position} 条记录；请核对 after，或稍后重试。",
        $"Record {position} is not there yet; check after, or try again shortly.") with { Place = "after" };
}
