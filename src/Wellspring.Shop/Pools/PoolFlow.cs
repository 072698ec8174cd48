using Wellspring.Shop.Database;

namespace Wellspring.Shop.Pools;

/// <summary>
/// Moves what waits: commands into the pool, the journal into the shop's records. Pages call it after a write, a
/// background task calls it all the time.
/// </summary>
public sealed class PoolFlow(PoolGate gate, JournalFollower follower, ShopDatabase database)
{
    /// <summary>Submits what waits, runs what is due, and follows the journal to its end.</summary>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        await gate.AdvanceAsync(cancellation);
        await gate.PumpAsync(cancellation);
        return await follower.RunAsync(cancellation);
    }

    /// <summary>Sees an enqueued command through to its answer, with the shop's records in step.</summary>
    public async Task<PoolOutcome> RunAsync(string command, CancellationToken cancellation)
    {
        await RunAsync(cancellation);
        return database.Read(reader => PoolGate.OutcomeOf(reader, command))
            ?? throw new InvalidOperationException("the command was never enqueued");
    }
}
