using Wellspring.Shop.Database;

namespace Wellspring.Shop.Pools;

/// <summary>
/// Moves what waits: commands into the pool, the journal into the shop's records. Pages call it after a write, a
/// background task calls it all the time.
/// </summary>
public sealed class PoolFlow(PoolGate gate, JournalFollower follower, ShopDatabase database)
{
    private const int MostRounds = 10;

    /// <summary>
    /// Submits what waits, runs what is due, and follows the journal to its end; again while a follower has asked the
    /// pool for more.
    /// </summary>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        // What was written before now comes before what is due now.
        await gate.PumpAsync(cancellation);
        await gate.AdvanceAsync(cancellation);
        var position = await follower.RunAsync(cancellation);
        for (var round = 1; round < MostRounds && AnyWaits(); round++)
        {
            await gate.PumpAsync(cancellation);
            position = await follower.RunAsync(cancellation);
        }

        return position;
    }

    /// <summary>Sees an enqueued command through to its answer, with the shop's records in step.</summary>
    public async Task<PoolOutcome> RunAsync(string command, CancellationToken cancellation)
    {
        await RunAsync(cancellation);
        return database.Read(reader => PoolGate.OutcomeOf(reader, command))
            ?? throw new InvalidOperationException("the command was never enqueued");
    }

    private bool AnyWaits() => database.Read(reader =>
        reader.Number($"SELECT 1 FROM pool_commands WHERE state = 'waiting' LIMIT 1") is not null);
}
