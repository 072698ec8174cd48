using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>
/// The first line of a bundle 证明包: a log's key and signed checkpoint, and where it carries one entry only, the proof
/// that the entry stands in the log. The entries follow, one a line.
/// </summary>
/// <param name="Bundle">The format, <see cref="LogBundle.Format"/>.</param>
/// <param name="Index">The one entry that follows; null where all do.</param>
/// <param name="Proof">The hashes that lead from that entry to the root, in Base64.</param>
public sealed record LogBundleHead(
    string Bundle, string Key, string Checkpoint, long? Index, ImmutableArray<string> Proof);

/// <summary>A log, or one entry of it, in one file that can be checked without the server.</summary>
public sealed class LogBundle(string path) : ILogSource
{
    public const string Format = "wellspring-log/1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool Proves => false;

    /// <summary>Writes a bundle; the entries are taken one by one.</summary>
    public static void Write(Stream output, LogBundleHead head, IEnumerable<byte[]> entries)
    {
        output.Write(JsonSerializer.SerializeToUtf8Bytes(head, Json));
        output.WriteByte((byte)'\n');
        foreach (var entry in entries)
        {
            output.Write(entry);
            output.WriteByte((byte)'\n');
        }
    }

    /// <exception cref="FormatException">The file is no bundle.</exception>
    public LogBundleHead Head()
    {
        using var file = File.OpenText(path);
        try
        {
            return JsonSerializer.Deserialize<LogBundleHead>(file.ReadLine() ?? "", Json) is { Bundle: Format } head
                && head.Key is not null && head.Checkpoint is not null && !head.Proof.IsDefault
                && head.Proof.All(one => one is not null)
                ? head
                : throw new FormatException(
                    "the first line does not say wellspring-log/1 with key, checkpoint and proof");
        }
        catch (JsonException broken)
        {
            throw new FormatException(broken.Message);
        }
    }

    public Task<string> KeyAsync(CancellationToken cancellation) => Task.FromResult(Head().Key);

    public Task<string> CheckpointAsync(CancellationToken cancellation) => Task.FromResult(Head().Checkpoint);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(
        long from, long until, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var place = -1L;
        await foreach (var line in EntryLines.OfAsync(file, cancellation))
        {
            if (place >= from && place < until)
            {
                yield return line;
            }

            place++;
        }
    }

    public Task<IReadOnlyList<Digest>> ConsistencyAsync(long earlier, long later, CancellationToken cancellation) =>
        throw new NotSupportedException("a bundle is read from its start");

    public Task<(ReadOnlyMemory<byte> Entry, IReadOnlyList<Digest> Proof)> InclusionAsync(
        long index, long size, CancellationToken cancellation) =>
        throw new NotSupportedException("a bundle is read from its start");

    /// <summary>The one entry of a bundle with an index.</summary>
    /// <exception cref="LogFaultException">It is not in the log that the checkpoint signs.</exception>
    public async Task<ReadOnlyMemory<byte>> CheckEntryAsync(NoteVerifier? trusted, CancellationToken cancellation)
    {
        var head = Head();
        var index = head.Index ?? throw new FormatException("the bundle names no index");
        var note = SignedNote.Parse(head.Checkpoint);
        var point = Checkpoint.Parse(note.Text);
        var key = trusted ?? NoteVerifier.Parse(head.Key);
        await foreach (var entry in EntriesAsync(0, 1, cancellation))
        {
            var proof = head.Proof.Select(one =>
                Digest.FromBase64(one) ?? throw new FormatException($"no hash: {one}"));
            return !note.IsSignedBy(key) || point.Origin != key.Name
                ? throw new LogFaultException("not-signed", point.Size,
                    $"检查点没有 {key} 的签名。", $"The checkpoint is not signed by {key}.")
                : !LogProof.Includes(index, point.Size, LogProof.Leaf(entry.Span), [.. proof], point.Root)
                ? throw new LogFaultException("not-included", index,
                    $"这一条不在签名的日志的第 {index} 位。", $"The entry does not stand at place {index} of the signed log.")
                : entry;
        }

        throw new FormatException("the bundle holds no entry");
    }
}

/// <summary>Reads entries, one a line, as bytes: they are hashed as they came.</summary>
public static class EntryLines
{
    /// <summary>Bytes of the longest line; nothing longer is kept in memory.</summary>
    public const int Longest = 1 << 20;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> OfAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[1 << 16];
        var (start, end) = (0, 0);
        while (true)
        {
            var line = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (line >= 0)
            {
                yield return buffer.AsMemory(start, line).ToArray();
                start += line + 1;
                continue;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, end < Longest ? end * 2 : throw new FormatException("a line without an end"));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            if (read == 0)
            {
                if (end > start)
                {
                    yield return buffer.AsMemory(start, end - start).ToArray();
                }

                yield break;
            }

            end += read;
        }
    }
}
