using System.Buffers.Binary;
using System.Security.Cryptography;
using Wellspring.Engine.Tests.Writers;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>The head file by its documented bytes, apart from the code under test: docs/formats/journal.md.</summary>
internal static class Head
{
    private const int SlotLength = 48;

    public static (long Position, string Hash) Read(PoolFolder folder)
    {
        using var stream = new FileStream(
            folder["journal.db.head"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[2 * SlotLength];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.Take(length).Chunk(SlotLength).Where(slot => slot.Length == SlotLength)
            .Select(slot => (BinaryPrimitives.ReadInt64LittleEndian(slot), Convert.ToHexString(slot[8..40])))
            .Max();
    }

    public static void Write(PoolFolder folder, long position, ReadOnlySpan<byte> hash)
    {
        var slot = new byte[SlotLength];
        BinaryPrimitives.WriteInt64LittleEndian(slot, position);
        hash.CopyTo(slot.AsSpan(8));
        SHA256.HashData(slot.AsSpan(0, 40)).AsSpan(0, 8).CopyTo(slot.AsSpan(40));
        File.WriteAllBytes(folder["journal.db.head"], slot);
    }
}
