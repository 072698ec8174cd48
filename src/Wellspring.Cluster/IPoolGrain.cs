namespace Wellspring.Cluster;

/// <summary>The one owner of a pool in the cluster, found from any node; its key is a <see cref="PoolKey"/>.</summary>
/// <remarks>
/// Methods and numbers are added and never changed, so that nodes of two releases can stand side by side during an
/// upgrade: an older node asks only for what it knows.
/// </remarks>
[Alias("wellspring.pool")]
[Orleans.CodeGeneration.Version(1)]
public interface IPoolGrain : IGrainWithStringKey
{
    /// <summary>Takes commands, one a line, and answers each with a line, in order, when they are on disk.</summary>
    /// <remarks>It may wait behind other batches; that its node died is known sooner than this.</remarks>
    [Alias("submit")]
    [ResponseTimeout("00:00:20")]
    Task<PoolReply> SubmitAsync(byte[] lines);

    /// <summary>Answers one question between two commands; see <see cref="PoolQuestion"/>.</summary>
    [Alias("read")]
    Task<PoolReply> ReadAsync(byte[] question);

    /// <summary>Opens the pool and says where: the address of the owner's node, as other nodes reach it.</summary>
    [Alias("where")]
    Task<PoolReply> WhereAsync();

    /// <summary>Closes the pool here in peace; the next call opens it, perhaps on another node.</summary>
    [Alias("leave")]
    Task LeaveAsync();
}

/// <summary>What came of a call to a pool's owner.</summary>
public enum PoolReplyKind
{
    /// <summary>The body is the answer.</summary>
    Answered = 0,

    /// <summary>Nothing was done; the body says what is wrong with the question.</summary>
    BadInput = 1,

    /// <summary>Nothing was done: the pool is being opened. Ask again.</summary>
    Opening = 2,

    /// <summary>It is not known what was done: the pool has stopped here. Submit again, ids make that safe.</summary>
    Stopped = 3,

    /// <summary>Nothing was done and asking again is of no use: there is no such pool.</summary>
    NoSuchPool = 4,

    /// <summary>Nothing was done and somebody must look: the journal is damaged.</summary>
    Damaged = 5,

    /// <summary>No owner could be reached in time; it is not known what was done.</summary>
    Unreachable = 6,
}

/// <summary>The answer of a pool's owner.</summary>
[GenerateSerializer]
[Immutable]
[Alias("wellspring.pool-reply")]
public sealed record PoolReply([property: Id(0)] PoolReplyKind Kind, [property: Id(1)] byte[] Body)
{
    internal static PoolReply Of(PoolReplyKind kind) => new(kind, []);
}
