namespace Wellspring.Shop.Finance;

/// <summary>Says whether a written acknowledgement 书面确认 of a rule is in force now.</summary>
public interface ILiveAcknowledgements
{
    /// <summary>Whether the pool holds one that is neither voided nor expired.</summary>
    Task<bool> IsLiveAsync(string code, CancellationToken cancellation);
}
