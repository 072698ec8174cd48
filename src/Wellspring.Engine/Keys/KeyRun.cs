using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wellspring.Engine.Keys;

/// <summary>What a run's file says about itself; the manifest keeps its hash, so no other file passes for it.</summary>
internal readonly record struct KeyRunHeader(
    ulong Magic, int Version, int Tier, long Number, long Keys, long FilterWords, ulong TailHash)
{
    public const ulong RightMagic = 0x4E55_5259_454B_5357; // "WSKEYRUN"
    public const int RightVersion = 1;

    public ulong Hash => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<KeyRunHeader>(in this)));

    public int Pages => checked((int)((Keys + KeyRun.PageEntries - 1) / KeyRun.PageEntries));

    public long TailOffset => (1L + Pages) * KeyRun.PageBytes;

    public long FileBytes => TailOffset + ((Pages + FilterWords) * sizeof(ulong));
}

/// <summary>An immutable file of sorted keys, with its filter and the first half-key of each page in memory.</summary>
/// <remarks>
/// The file: a header page; pages of 170 entries, each ending in its checksum; then the fences and the filter, which
/// share one checksum. Numbers lie as this machine has them: a folder from a machine of the other byte order fails
/// its first check, and is rebuilt.
/// </remarks>
internal sealed class KeyRun(SafeFileHandle file, KeyRunHeader header, ulong[] fences, KeyFilter filter) : IDisposable
{
    public const int PageBytes = 4096;
    public const int PageEntries = (PageBytes - sizeof(ulong)) / KeyEntry.Bytes;
    public const int ChunkPages = 32;
    private const int ChunkWords = 65_536;

    public KeyRunHeader Header => header;

    public SafeFileHandle File => file;

    public long MemoryBytes => ((long)fences.Length + filter.Words.Length) * sizeof(ulong);

    public static string PathOf(string folder, long number) => Path.Combine(folder, $"keys-{number:D12}.run");

    public static KeyRun Open(string folder, long number, ulong headerHash)
    {
        // Random: a lookup wants one page, and a merge reads in chunks of its own. Neither gains from reading ahead.
        var file = System.IO.File.OpenHandle(
            PathOf(folder, number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.RandomAccess);
        try
        {
            var header = ReadHeader(file, number);
            Require(header.Hash == headerHash, number, "it is not the file that the manifest means");
            Require(header.Magic == KeyRunHeader.RightMagic, number, "it is not a run of keys");
            Require(header.Version == KeyRunHeader.RightVersion, number, "its version is unknown");
            Require(header.FileBytes == RandomAccess.GetLength(file), number, "its length is wrong");

            var fences = GC.AllocateUninitializedArray<ulong>(header.Pages);
            var words = GC.AllocateUninitializedArray<ulong>(checked((int)header.FilterWords));
            Require(ReadTail(file, header, fences, words) == header.TailHash, number, "its filter is damaged");
            return new(file, header, fences, new KeyFilter(words));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <param name="page">Room to read a page in.</param>
    public bool TryFind(in KeyEntry wanted, Span<byte> page, out long value)
    {
        value = 0;
        if (!filter.MayHold(wanted))
        {
            return false;
        }

        // Keys with the same high half may begin on an earlier page than the last one that starts with it.
        for (var number = LastPageFrom(wanted.High); number >= 0; number--)
        {
            ReadPages(number, page);
            var entries = Checked(number, page);
            if (wanted.CompareTo(entries[0]) >= 0)
            {
                var index = entries.BinarySearch<KeyEntry, KeyEntry>(wanted);
                value = index < 0 ? 0 : entries[index].Value;
                return index >= 0;
            }
        }

        return false;
    }

    private void ReadPages(int first, Span<byte> pages) =>
        Read(file, header.Number, pages, (1L + first) * PageBytes);

    /// <summary>The entries of a page just read, or an exception if it is not what was written.</summary>
    private ReadOnlySpan<KeyEntry> Checked(int number, ReadOnlySpan<byte> page)
    {
        var hash = MemoryMarshal.Read<ulong>(page[^sizeof(ulong)..]);
        Require(hash == PageHash(header.Number, number, page), header.Number, $"page {number} is damaged");

        var count = (int)Math.Min(PageEntries, header.Keys - ((long)number * PageEntries));
        return MemoryMarshal.Cast<byte, KeyEntry>(page[..(count * KeyEntry.Bytes)]);
    }

    /// <summary>Reads the whole file and says what is wrong with it.</summary>
    public IEnumerable<string> Problems()
    {
        var chunk = new byte[ChunkPages * PageBytes];
        KeyEntry? previous = null;
        for (var number = 0; number < header.Pages; number++)
        {
            if (PageProblem(number, chunk, ref previous) is { } problem)
            {
                yield return problem;
            }
        }

        if (TailProblem() is { } damage)
        {
            yield return damage;
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Reads a whole chunk when <paramref name="number"/> begins one, and returns that page of it.</summary>
    public ReadOnlySpan<KeyEntry> NextPage(int number, Span<byte> chunk)
    {
        var place = number % ChunkPages;
        if (place == 0)
        {
            ReadPages(number, chunk[..(Math.Min(ChunkPages, header.Pages - number) * PageBytes)]);
        }

        return Checked(number, chunk.Slice(place * PageBytes, PageBytes));
    }

    /// <summary>Seeded with its place, so that a page written elsewhere does not pass for this one.</summary>
    public static ulong PageHash(long run, int number, ReadOnlySpan<byte> page) =>
        XxHash3.HashToUInt64(page[..^sizeof(ulong)], unchecked((run << 32) ^ number));

    private int LastPageFrom(ulong high)
    {
        var (low, above) = (0, fences.Length);
        while (low < above)
        {
            var middle = (low + above) >>> 1;
            if (fences[middle] <= high)
            {
                low = middle + 1;
            }
            else
            {
                above = middle;
            }
        }

        return low - 1;
    }

    private string? PageProblem(int number, Span<byte> chunk, ref KeyEntry? previous)
    {
        try
        {
            var entries = NextPage(number, chunk);
            Require(fences[number] == entries[0].High, header.Number, $"page {number} is not where its fence says");
            foreach (var entry in entries)
            {
                var ascends = previous is not { } last || last.CompareTo(entry) < 0;
                Require(ascends, header.Number, $"page {number} is out of order");
                Require(filter.MayHold(entry), header.Number, $"page {number} has a key that the filter denies");
                previous = entry;
            }

            return null;
        }
        catch (InvalidDataException damage)
        {
            return damage.Message;
        }
    }

    private string? TailProblem()
    {
        try
        {
            Require(ReadHeader(file, header.Number) == header, header.Number, "its header has changed");
            var tail = ReadTail(file, header, new ulong[header.Pages], new ulong[header.FilterWords]);
            Require(tail == header.TailHash, header.Number, "its filter is damaged");
            return null;
        }
        catch (InvalidDataException damage)
        {
            return damage.Message;
        }
    }

    private static KeyRunHeader ReadHeader(SafeFileHandle file, long number)
    {
        Unsafe.SkipInit(out KeyRunHeader header);
        Read(file, number, MemoryMarshal.AsBytes(new Span<KeyRunHeader>(ref header)), 0);
        return header;
    }

    private static ulong ReadTail(SafeFileHandle file, KeyRunHeader header, params ReadOnlySpan<ulong[]> parts)
    {
        var hash = new XxHash3();
        var offset = header.TailOffset;
        foreach (var part in parts)
        {
            for (var first = 0; first < part.Length; first += ChunkWords)
            {
                // In pieces, because the bytes of a very long filter would not fit into one span.
                var words = part.AsSpan(first, Math.Min(ChunkWords, part.Length - first));
                var bytes = MemoryMarshal.AsBytes(words);
                Read(file, header.Number, bytes, offset);
                hash.Append(bytes);
                offset += bytes.Length;
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static void Read(SafeFileHandle file, long number, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            Require(read > 0, number, "it ends early");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private static void Require(bool holds, long number, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException($"keys-{number:D12}.run: {problem}");
        }
    }
}
