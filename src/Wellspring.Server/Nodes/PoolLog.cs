using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wellspring.Cluster;
using Wellspring.Engine;
using Wellspring.Server.Logs;
using Wellspring.Server.Platforms;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Nodes;

/// <summary>The public log of a pool without pages, at the node that owns the pool: nobody else signs it.</summary>
/// <remarks>
/// Its key and the newest checkpoint lie sealed in the operator's schema, so that every owner signs with the same key
/// and contradicts none before it. What is signed is kept there under the pool's claim before anybody sees it: whoever
/// was overtaken shows nothing more.
/// </remarks>
internal sealed class PoolLog(PoolLogPlace place, ILogger<LogDesk> log) : IAsyncDisposable
{
    // Shorter than the time-out of a call: whoever asks while the log is built is told to ask again.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _opening = new();
    private LogDesk? _desk;
    private bool _isClosed;

    /// <summary>Answers a <see cref="LogAsk"/> with a <see cref="LogAnswer"/>, both as JSON.</summary>
    public async Task<byte[]> AnswerAsync(string asked) => JsonSerializer.SerializeToUtf8Bytes(
        JsonSerializer.Deserialize<LogAsk>(asked) is { } ask ? await AnswerAsync(ask) : LogAnswer.NotReady);

    public async ValueTask DisposeAsync()
    {
        LogDesk? opened;
        lock (_opening)
        {
            (_isClosed, opened) = (true, _desk);
        }

        await _closing.CancelAsync();
        if (opened is { } desk)
        {
            await desk.StopAsync();
            desk.Dispose();
        }

        _closing.Dispose();
    }

    private async Task<LogAnswer> AnswerAsync(LogAsk ask)
    {
        var desk = Open();

        // Another node may own the pool by now and have signed more: an older checkpoint would look like a rollback.
        if (desk.IsFresh && ask.About is not (LogAsk.Checkpoint or LogAsk.Key))
        {
            return LogAnswer.Of(desk, ask);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(Patience);
        try
        {
            await desk.RunAsync(patience.Token, _closing.Token).WaitAsync(patience.Token);
            return LogAnswer.Of(desk, ask);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return LogAnswer.NotReady;
        }
    }

    private LogDesk Open()
    {
        lock (_opening)
        {
            // The node's copy may be another activation's by now.
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return _desk ??= new(PlaceOf(), log);
        }
    }

    private LogPlace PlaceOf()
    {
        var (key, directory) = (place.Key, place.Directory);
        var shelf = new PostgresShelf(
            place.Database, Path.GetDirectoryName(directory.Folder)!, place.Secret.KeyFor($"log {key}"), place.Claim);
        var folder = Path.Combine(directory.Folder, "keys");
        if (Directory.Exists(folder))
        {
            // A copy from when this node owned the pool before; others may have signed since.
            Directory.Delete(folder, recursive: true);
        }

        shelf.BringFolder(folder);
        return new(
            () => directory, (command, cancellation) => place.Writer.SubmitAsync(command, cancellation),
            key.ToString, new LogKeys(folder, shelf), new LogWitnesses([]), place.Wall);
    }
}

/// <summary>What the log of an open pool rests on.</summary>
/// <param name="Directory">The pool's own, in a folder of its operator.</param>
internal sealed record PoolLogPlace(
    PoolKey Key, NpgsqlDataSource Database, PoolDirectory Directory, PoolClaim Claim, PoolWriter Writer,
    ClusterSecret Secret, TimeProvider Wall);
