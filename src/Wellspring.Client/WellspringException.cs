namespace Wellspring.Client;

/// <summary>The API said no, and why.</summary>
public sealed class RefusedException(Refusal refusal) : Exception($"{refusal.Code}: {refusal.En}")
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>
/// The server could not be reached for as long as the client tries. What was sent may have counted; the same id sent
/// again later is safe.
/// </summary>
public sealed class UnknownOutcomeException(string id, Exception? cause)
    : Exception($"No answer to command {id}; send it again with the same id.", cause)
{
    public string Id { get; } = id;
}
