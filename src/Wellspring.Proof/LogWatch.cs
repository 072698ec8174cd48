using System.Collections.Immutable;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>Where a follower gets a log from: a server, or a file. Nothing that it says is believed.</summary>
public interface ILogSource
{
    /// <summary>Whether it can prove that it continues what was seen before; else everything is read again.</summary>
    bool Proves { get; }

    Task<string> KeyAsync(CancellationToken cancellation);

    Task<string> CheckpointAsync(CancellationToken cancellation);

    /// <summary>The entries from one place up to another, each without its line end.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(long from, long until, CancellationToken cancellation);

    Task<IReadOnlyList<Digest>> ConsistencyAsync(long earlier, long later, CancellationToken cancellation);

    /// <summary>One entry, and the hashes that lead from it to the root of a size.</summary>
    Task<(ReadOnlyMemory<byte> Entry, IReadOnlyList<Digest> Proof)> InclusionAsync(
        long index, long size, CancellationToken cancellation);
}

/// <summary>What a follower has seen of a log, and needs to go on from there.</summary>
/// <param name="Key">The key that it trusts, by what the log itself said since.</param>
/// <param name="Note">The newest checkpoint, as it was signed.</param>
public sealed record LogMemory(
    string Origin, string Key, long Size, string Root, ImmutableArray<string> Peaks, PublicFigures Figures,
    string Note);

/// <summary>
/// Follows a log and believes nothing: hashes every entry, books every step, and compares with what it saw before.
/// </summary>
/// <param name="recent">Kept by whoever follows on, so that fewer entries are read again.</param>
public sealed class LogWatch(
    ILogSource source, LogMemory? memory, NoteVerifier? trusted, RecentFigures? recent = null)
{
    private const int Step = 4_096;

    /// <summary>Follows to the newest checkpoint and returns what it saw.</summary>
    /// <param name="progress">Gets how many entries were read, and of how many.</param>
    /// <exception cref="LogFaultException">The log does not keep what it promised.</exception>
    public async Task<LogMemory> RunAsync(Action<long, long>? progress, CancellationToken cancellation)
    {
        var text = await source.CheckpointAsync(cancellation);
        var (note, point) = Parse(text);
        var key = memory is not null ? NoteVerifier.Parse(memory.Key)
            : trusted ?? KeyOf(await source.KeyAsync(cancellation));
        RequireSameLog(point, key);
        if (memory is { } seen && point.Size <= seen.Size)
        {
            return RequireSame(note, point, key, seen);
        }

        if (memory is { Size: > 0 } && source.Proves)
        {
            await RequireContinuesAsync(note, point, key, memory, cancellation);
        }

        var start = source.Proves ? memory : null;
        var frontier = start is null
            ? new LogFrontier()
            : new LogFrontier(start.Size, start.Peaks.Select(peak => Digest.FromBase64(peak)!.Value));
        var books = new PublicBooks(start?.Figures ?? PublicFigures.None, recent);
        var (fault, last) = await ReadAsync(frontier, books, key, point, progress, cancellation);
        if (frontier.Root != point.Root)
        {
            throw new LogFaultException("entries-differ", point.Size,
                "日志给出的内容算不出它签名的根。", "The entries that the log hands out do not make the root that it signed.");
        }

        RequireSigned(note, last, point);
        fault ??= await new OlderBalances(source, point).FindFaultAsync(books.Older, cancellation);
        return fault is not null
            ? throw fault
            : new(point.Origin, last.ToString(), point.Size, point.Root.ToString(),
                [.. frontier.Peaks.Select(peak => peak.ToString())], books.Figures, text);
    }

    // What breaks the books is told only once it is known that the log has signed it.
    private async Task<(LogFaultException? Fault, NoteVerifier Key)> ReadAsync(
        LogFrontier frontier, PublicBooks books, NoteVerifier key, Checkpoint point, Action<long, long>? progress,
        CancellationToken cancellation)
    {
        LogFaultException? fault = null;
        await foreach (var entry in source.EntriesAsync(frontier.Size, point.Size, cancellation))
        {
            if (frontier.Size == point.Size)
            {
                break;
            }

            frontier.Add(LogProof.Leaf(entry.Span));
            RequireNoFork(frontier);
            if (fault is null)
            {
                try
                {
                    key = NextKey(books.Follow(entry), key);
                }
                catch (LogFaultException found)
                {
                    fault = found;
                }
            }

            if (frontier.Size % Step == 0 || frontier.Size == point.Size)
            {
                progress?.Invoke(frontier.Size, point.Size);
            }
        }

        return (fault, key);
    }

    private static NoteVerifier NextKey(JsonElement stated, NoteVerifier key)
    {
        try
        {
            return stated.ValueKind is JsonValueKind.Object
                && stated.GetProperty("topic").GetString() == LogKeyChange.Topic
                    ? LogKeyChange.Read(stated.GetProperty("statement"), key) ?? key
                    : key;
        }
        catch (Exception broken) when (broken is KeyNotFoundException or InvalidOperationException)
        {
            // A topic that is missing or no text names no key.
            return key;
        }
    }

    // A source that proves nothing was read from the start: it must pass the root that was seen before.
    private void RequireNoFork(LogFrontier frontier)
    {
        if (memory is not null && frontier.Size == memory.Size && frontier.Root.ToString() != memory.Root)
        {
            throw Fork(memory.Size);
        }
    }

    private static LogMemory RequireSame(SignedNote note, Checkpoint point, NoteVerifier key, LogMemory seen)
    {
        RequireSigned(note, key, point);
        if (point.Size < seen.Size)
        {
            throw new LogFaultException("rollback", point.Size,
                $"日志只有 {point.Size} 条，之前看到过 {seen.Size} 条：历史被截短了。",
                $"The log has {point.Size} entries and had {seen.Size} before: history was cut off.");
        }

        return point.Root.ToString() == seen.Root ? seen : throw Fork(point.Size);
    }

    private async Task RequireContinuesAsync(
        SignedNote note, Checkpoint point, NoteVerifier key, LogMemory seen, CancellationToken cancellation)
    {
        var proof = await source.ConsistencyAsync(seen.Size, point.Size, cancellation);
        if (!LogProof.Continues(seen.Size, point.Size, Digest.FromBase64(seen.Root)!.Value, point.Root, proof))
        {
            // Only what the log signed is held against it.
            RequireSigned(note, key, point);
            throw Fork(point.Size);
        }
    }

    private void RequireSameLog(Checkpoint point, NoteVerifier key)
    {
        if (point.Origin != key.Name || (memory is not null && memory.Origin != point.Origin))
        {
            throw new LogFaultException("wrong-log", point.Size,
                $"这是另一份日志“{point.Origin}”，不是“{memory?.Origin ?? key.Name}”。",
                $"This is another log, \"{point.Origin}\", and not \"{memory?.Origin ?? key.Name}\".");
        }
    }

    private static void RequireSigned(SignedNote note, NoteVerifier key, Checkpoint point)
    {
        if (!note.IsSignedBy(key))
        {
            throw new LogFaultException("not-signed", point.Size,
                $"检查点没有 {key} 的签名。", $"The checkpoint is not signed by {key}.");
        }
    }

    private static LogFaultException Fork(long size) => new("fork", size,
        $"到 {size} 条为止的日志不再包含之前看到的历史：它给不同的人看不同的账。",
        $"The log up to {size} does not hold the history that was seen before: it shows different books to different "
        + "people.");

    private static (SignedNote Note, Checkpoint Point) Parse(string text)
    {
        try
        {
            var note = SignedNote.Parse(text);
            return (note, Checkpoint.Parse(note.Text));
        }
        catch (FormatException broken)
        {
            throw new LogFaultException("checkpoint-unreadable", 0,
                $"检查点读不出来：{broken.Message}", $"The checkpoint cannot be read: {broken.Message}");
        }
    }

    private static NoteVerifier KeyOf(string text)
    {
        try
        {
            return NoteVerifier.Parse(text.Trim());
        }
        catch (FormatException broken)
        {
            throw new LogFaultException("key-unreadable", 0,
                $"日志的公钥读不出来：{broken.Message}", $"The log's key cannot be read: {broken.Message}");
        }
    }
}
