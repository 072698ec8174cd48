using System.Buffers.Binary;
using Wellspring.Engine.Keys;

namespace Wellspring.Engine.Tests.Keys;

/// <summary>A folder that is gone after the test, and what a caller of the index knows: journal and digest.</summary>
internal sealed class KeyFolder : IDisposable
{
    public static readonly KeyIndexOptions Small = new() { MemtableKeys = 8, SealedLimit = 2, MergeRuns = 2 };

    public string Path { get; } = Directory.CreateTempSubdirectory("keys-").FullName;

    public string Manifest => System.IO.Path.Combine(Path, "keys.manifest");

    public string[] Runs => Directory.GetFiles(Path, "*.run");

    public static byte[] DigestAt(long covered)
    {
        var digest = new byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(digest, covered);
        return digest;
    }

    /// <summary>Spread like a hash, and the same for the same number.</summary>
    public static UInt128 Key(long number) => KeyHash.Of(1, $"order-{number}", 7);

    public KeyIndex Open(KeyIndexOptions? options = null) => KeyIndex.Open(Path, options ?? Small);

    /// <summary>An index of that many keys, each with its number as value, closed after a checkpoint.</summary>
    public void Fill(int keys)
    {
        using var index = Open();
        for (var number = 0; number < keys; number++)
        {
            index.Put(Key(number), number);
            index.Seal(number + 1, DigestAt(number + 1));
        }

        index.Checkpoint(keys, DigestAt(keys));
    }

    public static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = offset;
        var old = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(old ^ 0x10));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
