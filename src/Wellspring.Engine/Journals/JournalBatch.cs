using System.Buffers.Binary;
using System.Security.Cryptography;
using Wellspring.Core;

namespace Wellspring.Engine.Journals;

/// <summary>Some records written together: the unit of durability and the link of the hash chain.</summary>
/// <remarks>
/// Payload: version (1 byte) · length of the header after this byte (1 byte) · count (4 bytes, little-endian) · hash of
/// the batch before (32 bytes) · first position (LEB128) · recording time, ms, 0 where the host states none (zig-zag
/// LEB128) · SHA-256 of the ruleset (32 bytes; absent in early batches) · fields of later releases · then per record
/// its length (4 bytes, little-endian) and bytes.
/// Hash: SHA-256 of the payload. See docs/formats/journal.md.
/// </remarks>
/// <param name="Names">
/// Names of the members that these records number for the first time; outside the chain, erasable.
/// </param>
public sealed record JournalBatch(
    long First, int Count, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Hash, IReadOnlyList<MemberName> Names)
{
    public const byte Version = 1;
    public const int HashLength = 32;

    // Behind the version and the header's length.
    private const int CountAt = 2;

    public static readonly byte[] NoHash = new byte[HashLength];

    public long Next => First + Count;

    /// <summary>Starts a payload; <see cref="Seal"/> ends it.</summary>
    /// <param name="recorded">When it is written by the host's clock; default where the host states no time.</param>
    /// <param name="ruleset">The hash of the compliance rules the writer ran with; empty: not stated.</param>
    public static void Begin(
        WireWriter writer, long first, ReadOnlySpan<byte> previous, Instant recorded = default,
        ReadOnlySpan<byte> ruleset = default)
    {
        writer.Clear();
        writer.Byte(Version);
        var header = writer.OpenGroup();
        writer.Reserve();
        writer.Raw(previous);
        writer.Unsigned((ulong)first);
        writer.Signed(recorded.Milliseconds);
        writer.Raw(ruleset);
        writer.CloseGroup(header);
    }

    public static JournalBatch Seal(WireWriter writer, long first, int count, IReadOnlyList<MemberName> names)
    {
        writer.Patch(CountAt, count);
        var payload = writer.Written.ToArray();
        return new(first, count, payload, SHA256.HashData(payload), names);
    }

    /// <summary>Checks the batch against its own hash and the one before, and finds its records.</summary>
    /// <exception cref="JournalDamagedException">Something does not fit; the reason says what.</exception>
    public static ReadOnlyMemory<byte>[] Open(
        long first, ReadOnlyMemory<byte> payload, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> previous)
    {
        if (!SHA256.HashData(payload.Span).AsSpan().SequenceEqual(hash))
        {
            throw new JournalDamagedException(first, "hash-mismatch");
        }

        try
        {
            var reader = new WireReader(payload.Span);
            if (reader.Byte() != Version)
            {
                throw new JournalDamagedException(first, "unknown-version");
            }

            var end = reader.OpenGroup();
            var count = BinaryPrimitives.ReadInt32LittleEndian(reader.Raw(4));
            var chained = reader.Raw(HashLength);
            if (!previous.IsEmpty && !chained.SequenceEqual(previous))
            {
                throw new JournalDamagedException(first, "broken-chain");
            }

            if (reader.Natural() != first)
            {
                throw new JournalDamagedException(first, "wrong-position");
            }

            reader.CloseGroup(end);
            return Records(first, count, payload, ref reader);
        }
        catch (WireException)
        {
            throw new JournalDamagedException(first, "unreadable");
        }
    }

    /// <summary>
    /// The bytes of the record at a position, without checking the hash: for batches that were checked before.
    /// </summary>
    public static ReadOnlyMemory<byte> Find(long first, ReadOnlyMemory<byte> payload, long position)
    {
        var reader = new WireReader(payload.Span);
        reader.Byte();
        var at = reader.OpenGroup();
        for (var skipped = first; skipped < position; skipped++)
        {
            at += 4 + BinaryPrimitives.ReadInt32LittleEndian(payload.Span[at..]);
        }

        return payload.Slice(at + 4, BinaryPrimitives.ReadInt32LittleEndian(payload.Span[at..]));
    }

    /// <summary>When the batch was recorded, by the clock of the host; default where the host stated none.</summary>
    /// <exception cref="WireException">The payload is damaged.</exception>
    public static Instant RecordedOf(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        reader.Byte();
        reader.OpenGroup();
        reader.Raw(4 + HashLength);
        reader.Natural();
        return new(reader.Signed());
    }

    /// <summary>
    /// SHA-256 of the compliance rules that were at work, in hexadecimal; null in batches that do not say it.
    /// </summary>
    /// <exception cref="WireException">The payload is damaged.</exception>
    public static string? RulesetOf(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        reader.Byte();
        var end = reader.OpenGroup();
        reader.Raw(4 + HashLength);
        reader.Natural();
        reader.Signed();
        return end - reader.Position >= HashLength ? Convert.ToHexStringLower(reader.Raw(HashLength)) : null;
    }

    private static ReadOnlyMemory<byte>[] Records(
        long first, int count, ReadOnlyMemory<byte> payload, ref WireReader reader)
    {
        if (count is <= 0 or > 10_000_000)
        {
            throw new JournalDamagedException(first, "unreadable");
        }

        var records = new List<ReadOnlyMemory<byte>>(Math.Min(count, 100_000));
        for (var index = 0; index < count; index++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(reader.Raw(4));
            reader.Raw(length);
            records.Add(payload.Slice(reader.Position - length, length));
        }

        return reader.IsAtEnd ? [.. records] : throw new JournalDamagedException(first, "trailing-bytes");
    }
}

/// <summary>A member's number and the name it goes by outside; erasable, outside the hash chain.</summary>
public readonly record struct MemberName(long Number, string Name);

/// <summary>Where a journal ends: how many records it holds, and the hash of its last batch.</summary>
public readonly record struct JournalEnd(long Position, ReadOnlyMemory<byte> Hash);

/// <summary>
/// Stored bytes are not what was written. Nothing is written any more; <c>verify</c> names the place.
/// </summary>
/// <param name="batch">First position of the damaged batch.</param>
/// <param name="reason">A short code: hash-mismatch, broken-chain, gap, …</param>
public sealed class JournalDamagedException(long batch, string reason)
    : Exception($"batch {batch}: {reason}")
{
    public long Batch { get; } = batch;

    public string Reason { get; } = reason;
}
