using Wellspring.Engine;

namespace Wellspring.Cluster;

/// <summary>Opens pools on the node that came to own them; the wiring knows how.</summary>
public interface IPoolOpener
{
    /// <summary>Claims a pool, so that every older owner is refused from now on, and opens it.</summary>
    /// <param name="key">Operator and pool, as <see cref="PoolKey"/> writes them.</param>
    /// <exception cref="NoSuchPoolException">There is no pool of this name.</exception>
    Task<IOwnedPool> OpenAsync(PoolKey key, CancellationToken cancellation);
}

/// <summary>A pool that this node owns 本节点持有的账本. Disposing it lets go in peace: what was taken is answered.</summary>
public interface IOwnedPool : IAsyncDisposable
{
    /// <summary>Takes commands; null where only the platform's own pages and interfaces may.</summary>
    PoolWriter? Writer { get; }

    /// <summary>The inner address, on loopback, of the pages of a platform; null for a pool without pages.</summary>
    Uri? Door { get; }

    /// <summary>Answers what is asked of the public log; null where this node keeps none for it.</summary>
    Func<string, Task<byte[]>>? Log => null;

    /// <summary>Completes when it takes nothing more: fenced, damaged, or its database is gone.</summary>
    Task Stopped { get; }
}

/// <summary>Nobody has added this pool to the cluster.</summary>
public sealed class NoSuchPoolException(PoolKey key) : Exception($"there is no pool {key}");

/// <summary>The name of a pool in the whole cluster: <c>operator/pool</c>.</summary>
public readonly record struct PoolKey
{
    /// <summary>The longest name of an operator or of a pool.</summary>
    public const int NameLimit = 40;

    private PoolKey(string owner, string pool) => (Operator, Pool) = (owner, pool);

    public string Operator { get; }

    public string Pool { get; }

    /// <summary>The schema of the database that holds everything of the operator, and nothing of another.</summary>
    public string Schema => SchemaOf(Operator);

    /// <summary>The schema of an operator. Names have no <c>_</c>, so no two operators share one.</summary>
    public static string SchemaOf(string owner) => "op_" + owner.Replace('-', '_');

    /// <summary>Whether this may name an operator or a pool: a–z, 0–9 and -, starting with a letter.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= NameLimit }
        && char.IsAsciiLetterLower(name[0])
        && name.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one == '-');

    /// <exception cref="FormatException">One of the two is no name.</exception>
    public static PoolKey Of(string owner, string pool) => IsName(owner) && IsName(pool)
        ? new(owner, pool)
        : throw new FormatException($"{owner}/{pool} is not an operator and a pool");

    /// <exception cref="FormatException">It is not written as <see cref="ToString"/> writes it.</exception>
    public static PoolKey Parse(string text) => text.Split('/') is [var owner, var pool]
        ? Of(owner, pool)
        : throw new FormatException($"{text} is not an operator and a pool");

    public override string ToString() => $"{Operator}/{Pool}";
}
