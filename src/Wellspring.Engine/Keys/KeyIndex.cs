using Microsoft.Win32.SafeHandles;
using Wellspring.Core;

namespace Wellspring.Engine.Keys;

/// <summary>How much of the key index waits in memory, and how often its files are merged.</summary>
public sealed record KeyIndexOptions
{
    /// <summary>Keys gathered in memory before they are written out as one run.</summary>
    public int MemtableKeys
    {
        get;
        init => field = value is > 0 and <= 16_777_216
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MemtableKeys), value, "between 1 and 16,777,216");
    } = 262_144;

    /// <summary>Full tables that may wait for the disk. Past that the writer waits: memory stays bounded.</summary>
    public int SealedLimit
    {
        get;
        init => field = value is > 0 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SealedLimit), value, "between 1 and 64");
    } = 4;

    /// <summary>Runs of one tier merged into one. More writes less to disk, and asks more filters a lookup.</summary>
    public int MergeRuns
    {
        get;
        init => field = value is > 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MergeRuns), value, "between 2 and 64");
    } = 8;
}

/// <summary>Remembers for ever where each id was answered, in 2 bytes of memory an id.</summary>
/// <remarks>
/// A log-structured cache beside a journal that is the truth: whatever is missing or damaged is forgotten, and the
/// caller puts it again from <see cref="Covered"/> on. One thread at a time calls it; sorting, writing and merging
/// happen on a thread of its own.
/// </remarks>
public sealed class KeyIndex : IDisposable
{
    private readonly KeyIndexOptions _options;
    private readonly SafeFileHandle _ownership;
    private readonly KeyRunSet _runs;
    private KeyTable _memtable;
    private long _sealedTo;

    private KeyIndex(string folder, KeyIndexOptions options, SafeFileHandle ownership)
    {
        _options = options;
        _ownership = ownership;
        _memtable = new(options.MemtableKeys);
        _runs = new(folder, options);
        _sealedTo = _runs.Covered;
    }

    /// <summary>The journal position up to which the files hold every key.</summary>
    public long Covered => _runs.Covered;

    /// <summary>What the caller said of the journal at <see cref="Covered"/>: 32 bytes, zeroes when empty.</summary>
    public ReadOnlySpan<byte> Digest => _runs.Digest;

    /// <summary>The secret for <see cref="KeyHash.Of"/>; an index that starts empty draws a new one.</summary>
    public ulong Seed => _runs.Seed;

    /// <summary>Why the index started empty, in words for an operator, or null if it was found whole.</summary>
    public string? EmptyBecause => _runs.EmptyBecause;

    public int RunCount => _runs.Count;

    /// <summary>Entries in all runs; a key that was put again counts twice until its runs are merged.</summary>
    public long FlushedKeys => _runs.Keys;

    /// <summary>Tables, filters and fences, those of a merge under way included.</summary>
    public long MemoryBytes => _memtable.MemoryBytes + _runs.MemoryBytes;

    /// <summary>Opens the index in a folder of its own; it deletes what is damaged, and starts empty then.</summary>
    public static KeyIndex Open(string folder, KeyIndexOptions options)
    {
        Directory.CreateDirectory(folder);

        // Held for the life of the process, however it ends: a second owner would delete the runs of the first.
        var ownership = File.OpenHandle(
            Path.Combine(folder, "keys.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new(folder, options, ownership);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is wrong with the index in a folder, and how far it covers the journal; takes no part in it: no lock, no
    /// merge, nothing deleted. A running owner may merge runs away meanwhile, and then they look missing.
    /// </summary>
    public static (IReadOnlyList<string> Problems, long Covered, byte[] Digest) Inspect(string folder)
    {
        if (!File.Exists(KeyManifest.PathIn(folder)))
        {
            // Before the first checkpoint, or after damage, there is none: the next start begins empty.
            return ([], 0, []);
        }

        try
        {
            var manifest = KeyManifest.Read(folder);
            var problems = new List<string>();
            foreach (var (number, headerHash) in manifest.Runs)
            {
                using var run = KeyRun.Open(folder, number, headerHash);
                problems.AddRange(run.Problems());
            }

            return (problems, manifest.Covered, [.. manifest.Digest]);
        }
        catch (Exception damage) when (damage is InvalidDataException or FileNotFoundException)
        {
            return ([damage.Message], 0, []);
        }
    }

    /// <summary>Whether the next <see cref="Seal"/> will hand a full table over.</summary>
    public bool WantsSeal => _memtable.Count >= _options.MemtableKeys;

    public bool TryFind(UInt128 key, out long value)
    {
        var wanted = KeyEntry.Of(key, 0);
        return _memtable.TryFind(wanted, out value) || _runs.TryFind(wanted, out value);
    }

    /// <summary>The latest value of a key is the one that counts.</summary>
    public void Put(UInt128 key, long value) => _memtable.Put(KeyEntry.Of(key, value));

    /// <summary>Says that the journal is durable up to <paramref name="covered"/>, all its keys put.</summary>
    /// <remarks>
    /// Call it after every batch; it nearly always does nothing, and at times hands a table over. No key beyond
    /// <paramref name="covered"/> may have been put by then: after a crash the index would know what no journal holds.
    /// </remarks>
    public void Seal(long covered, ReadOnlySpan<byte> digest)
    {
        _runs.TidyUp();
        if (WantsSeal)
        {
            HandOver(covered, digest);
        }
    }

    /// <summary>As <see cref="Seal"/>, and returns when all keys and <paramref name="covered"/> are on disk.</summary>
    public void Checkpoint(long covered, ReadOnlySpan<byte> digest)
    {
        _runs.TidyUp();
        if (_memtable.Count > 0 || covered != _sealedTo)
        {
            HandOver(covered, digest);
        }

        _runs.WaitUntilFlushed();
    }

    /// <summary>Reads every byte of every file, and names what is damaged. An empty list is good news.</summary>
    public IReadOnlyList<string> Verify() => _runs.Verify();

    /// <summary>Forgets only what was not yet on disk; the caller puts it again from where it was covered.</summary>
    public void Dispose()
    {
        _runs.Dispose();
        _ownership.Dispose();
    }

    private void HandOver(long covered, ReadOnlySpan<byte> digest)
    {
        Invariant.Require(covered >= _sealedTo, "the journal only grows");
        Invariant.Require(digest.Length == KeyManifest.DigestBytes, "a digest has 32 bytes");
        _memtable = _runs.Take(new(_memtable, covered, [.. digest]));
        _sealedTo = covered;
    }
}
