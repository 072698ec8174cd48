using Wellspring.Engine.Journals;

namespace Wellspring.Engine;

/// <summary>Where the snapshots of one pool are kept: beside a journal in a file, or in its database.</summary>
public interface ISnapshots
{
    /// <summary>Keeps what <see cref="Snapshot.Encode"/> made; at any moment one whole snapshot is there.</summary>
    void Keep(JournalEnd at, ReadOnlySpan<byte> bytes);

    /// <summary>What is kept, the newest first, each read when it is asked for.</summary>
    IEnumerable<byte[]> Read();
}
