using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Wellspring.Engine.Keys;

/// <summary>The small file that says which runs make up the index, and how much of the journal they hold.</summary>
internal sealed record KeyManifest(
    ulong Seed, long Covered, ImmutableArray<byte> Digest, long NextRun, ImmutableArray<KeyManifest.Run> Runs)
{
    public const int Version = 1;
    public const int DigestBytes = 32;
    private const ulong Magic = 0x3158_444E_4959_454B; // "KEYINDX1"

    /// <summary>A run by number, newest first, and the hash of its header.</summary>
    public readonly record struct Run(long Number, ulong HeaderHash);

    public static string PathIn(string folder) => Path.Combine(folder, "keys.manifest");

    /// <summary>Opens what is whole, or deletes it all and starts empty; leftovers of a crash go in any case.</summary>
    public static KeyManifest Load(string folder, out ImmutableArray<KeyRun> runs, out string? reason)
    {
        var opened = new List<KeyRun>();
        try
        {
            var manifest = Read(folder);
            foreach (var (number, headerHash) in manifest.Runs)
            {
                opened.Add(KeyRun.Open(folder, number, headerHash));
            }

            DeleteRunsBut(folder, manifest.Runs);
            (runs, reason) = ([.. opened], null);
            return manifest;
        }
        catch (Exception damage) when (damage is InvalidDataException or FileNotFoundException)
        {
            // Any other failure may pass, as too many open files does, and must not cost the whole index.
            // The manifest goes first, so that a crash amid the rest cannot leave it without its runs.
            opened.ForEach(run => run.Dispose());
            File.Delete(PathIn(folder));
            DeleteRunsBut(folder, []);
            (runs, reason) = ([], damage.Message);
            var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            return new(seed, 0, [.. new byte[DigestBytes]], 1, []);
        }
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for anything but a whole manifest of this version.</summary>
    public static KeyManifest Read(string folder)
    {
        var bytes = File.ReadAllBytes(PathIn(folder));
        var length = bytes.Length - sizeof(ulong);
        Require(length > 0 && HashOf(bytes.AsSpan(0, length)) == BitConverter.ToUInt64(bytes, length), "it is damaged");

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length));
        Require(reader.ReadUInt64() == Magic, "it is not a manifest of keys");
        Require(reader.ReadInt32() == Version, "its version is unknown");
        var seed = reader.ReadUInt64();
        var covered = reader.ReadInt64();
        var digest = reader.ReadBytes(DigestBytes).ToImmutableArray();
        var nextRun = reader.ReadInt64();
        var runs = new Run[reader.ReadInt32()];
        for (var index = 0; index < runs.Length; index++)
        {
            runs[index] = new(reader.ReadInt64(), reader.ReadUInt64());
        }

        return new(seed, covered, digest, nextRun, [.. runs]);
    }

    /// <summary>Returns once a crash would leave this manifest; until then it leaves the one before.</summary>
    public void Write(string folder)
    {
        var path = PathIn(folder);
        using (var file = File.OpenHandle(path + ".new", FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Encode(), 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path + ".new", path, overwrite: true);
        FlushFolder(folder);
    }

    private static void DeleteRunsBut(string folder, ImmutableArray<Run> kept)
    {
        // By name, because one file may have many paths, and a kept one must not be taken for a leftover.
        var names = kept.Select(run => Path.GetFileName(KeyRun.PathOf(folder, run.Number))).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(folder, "keys-*.run"))
        {
            if (!names.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    private static ulong HashOf(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException($"keys.manifest: {problem}");
        }
    }

    private byte[] Encode()
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Seed);
        writer.Write(Covered);
        writer.Write(Digest.AsSpan());
        writer.Write(NextRun);
        writer.Write(Runs.Length);
        foreach (var run in Runs)
        {
            writer.Write(run.Number);
            writer.Write(run.HeaderHash);
        }

        writer.Write(HashOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>A rename is on disk only when its folder is. Windows has no such call and needs none.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders, so the handle is asked of the system; what is done with it is plain .NET again.
        using var handle = new SafeFileHandle(OpenFolder(Encoding.UTF8.GetBytes(folder + '\0'), 0), true);
        if (handle.IsInvalid)
        {
            throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()})");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFolder(byte[] path, int flags);
}
