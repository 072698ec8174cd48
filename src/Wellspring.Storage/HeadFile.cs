using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>Position and hash of the last acknowledged batch, outside the database: what must never be lost.</summary>
/// <remarks>
/// Two slots of 48 bytes, written in turn, each synced: position (8, little-endian), hash (32), check (8, the start
/// of SHA-256 over the 40 before). The valid slot with the higher position counts.
/// </remarks>
internal sealed class HeadFile : IDisposable
{
    private const int SlotLength = 48;

    private readonly SafeFileHandle _file;
    private int _next;

    private HeadFile(SafeFileHandle file) => _file = file;

    public static HeadFile OpenToWrite(string path, bool isNew)
    {
        if (!isNew && !File.Exists(path))
        {
            throw new JournalDamagedException(0, "head-missing");
        }

        var head = new HeadFile(
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        if (isNew)
        {
            head.Write(new(0, JournalBatch.NoHash));
        }
        else
        {
            // Learns which slot is the older one.
            head.Read();
        }

        return head;
    }

    /// <summary>Whether nothing was ever acknowledged: there is no head, or one at position 0.</summary>
    public static bool IsBlank(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return true;
        }

        try
        {
            using var head = OpenToRead(path);
            return head.Read().Position == 0;
        }
        catch (JournalDamagedException)
        {
            return false;
        }
    }

    public static HeadFile OpenToRead(string path) => File.Exists(path)
        ? new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        : throw new JournalDamagedException(0, "head-missing");

    /// <exception cref="JournalDamagedException">Neither slot can be read.</exception>
    public JournalEnd Read()
    {
        JournalEnd? best = null;
        Span<byte> bytes = stackalloc byte[SlotLength];
        for (var slot = 0; slot < 2; slot++)
        {
            if (RandomAccess.Read(_file, bytes, slot * SlotLength) == SlotLength
                && SHA256.HashData(bytes[..40]).AsSpan(0, 8).SequenceEqual(bytes[40..]))
            {
                var position = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                if (best is null || position >= best.Value.Position)
                {
                    best = new(position, bytes[8..40].ToArray());
                    _next = 1 - slot;
                }
            }
        }

        return best ?? throw new JournalDamagedException(0, "head-unreadable");
    }

    public void Write(JournalEnd end)
    {
        Span<byte> bytes = stackalloc byte[SlotLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, end.Position);
        end.Hash.Span.CopyTo(bytes[8..]);
        SHA256.HashData(bytes[..40]).AsSpan(0, 8).CopyTo(bytes[40..]);
        RandomAccess.Write(_file, bytes, _next * SlotLength);
        RandomAccess.FlushToDisk(_file);
        _next = 1 - _next;
    }

    public void Dispose() => _file.Dispose();
}
