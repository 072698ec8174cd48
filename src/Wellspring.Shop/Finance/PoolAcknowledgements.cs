using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>Reads written acknowledgements out of the pool, which keeps them in its journal.</summary>
public sealed class PoolAcknowledgements(PoolGate gate, PoolClock clock) : ILiveAcknowledgements
{
    public Task<bool> IsLiveAsync(string code, CancellationToken cancellation)
    {
        var now = clock.Now();
        return gate.ReadAsync(
            desk => desk.Pool.Acknowledgements.Any(entry => !entry.IsVoid && entry.Given.Code == code
                && entry.Given.SubjectHash == desk.Pool.Plan.Hash && entry.Given.IsInForce(now)),
            cancellation);
    }
}
