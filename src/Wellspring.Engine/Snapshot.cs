using System.Collections.Immutable;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine;

/// <summary>
/// How often each rule said no, and how often an invariant was about to break: kept beside the pool's state.
/// </summary>
public sealed record Counts(ImmutableSortedDictionary<Refusal, long> Refusals, long Quarantined)
{
    public static Counts None { get; } = new(ImmutableSortedDictionary<Refusal, long>.Empty, 0);

    public Counts With(PoolEvent happened) => happened switch
    {
        PoolEvent.Refused { Reason: var reason } => this with
        {
            Refusals = Refusals.SetItem(reason, Refusals.GetValueOrDefault(reason) + 1),
        },
        PoolEvent.Quarantined => this with { Quarantined = Quarantined + 1 },
        _ => this,
    };
}

/// <summary>A pool's state at a position: a start that replays only what came after.</summary>
/// <remarks>
/// A cache: a missing, torn or foreign snapshot is passed over and the journal is replayed. docs/formats/snapshot.md.
/// </remarks>
public sealed record Snapshot(JournalEnd At, Counts Counts, ReadOnlyMemory<byte> Image)
{
    // "WSS" and the version of this layout.
    private static readonly byte[] Magic = [(byte)'W', (byte)'S', (byte)'S', 1];

    /// <summary>A snapshot's bytes, the hash of all before at their end.</summary>
    public static ReadOnlyMemory<byte> Encode(JournalEnd at, Counts counts, Pool pool)
    {
        var writer = new WireWriter(1 << 16);
        writer.Raw(Magic);
        writer.Unsigned((ulong)at.Position);
        writer.Raw(at.Hash.Span);
        writer.Unsigned((ulong)counts.Quarantined);
        writer.Unsigned((ulong)counts.Refusals.Count);
        foreach (var (reason, count) in counts.Refusals)
        {
            writer.Unsigned((ulong)reason);
            writer.Unsigned((ulong)count);
        }

        pool.WriteImage(writer);
        writer.Raw(SHA256.HashData(writer.Written));
        return writer.WrittenMemory;
    }

    /// <summary>The newest that is whole and whose position and hash the journal has; null where none is.</summary>
    /// <param name="until">The last position it may stand for.</param>
    public static Snapshot? Newest(ISnapshots kept, IJournal journal, long until = long.MaxValue)
    {
        foreach (var bytes in kept.Read())
        {
            if (TryRead(bytes) is { } snapshot && snapshot.At.Position <= until && snapshot.IsOf(journal))
            {
                return snapshot;
            }
        }

        return null;
    }

    /// <summary>The snapshot in these bytes; null where their hash does not fit.</summary>
    public static Snapshot? TryRead(byte[] bytes) =>
        bytes.Length < Magic.Length + SHA256.HashSizeInBytes
        || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes)).AsSpan()
            .SequenceEqual(bytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes))
        || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            ? null
            : Parse(bytes);

    /// <summary>Whether a batch of the journal ends there, with that hash.</summary>
    public bool IsOf(IJournal journal) => journal.Holds(At);

    private static Snapshot Parse(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        reader.Raw(Magic.Length);
        var position = reader.Natural();
        var hash = reader.Raw(JournalBatch.HashLength).ToArray();
        var quarantined = reader.Natural();
        var refusals = ImmutableSortedDictionary.CreateBuilder<Refusal, long>();
        for (var left = reader.Int(); left > 0; left--)
        {
            refusals.Add((Refusal)reader.Int(), reader.Natural());
        }

        return new(new(position, hash), new(refusals.ToImmutable(), quarantined),
            bytes.AsMemory(reader.Position, bytes.Length - reader.Position - SHA256.HashSizeInBytes));
    }
}
