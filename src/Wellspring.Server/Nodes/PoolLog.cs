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
internal sealed class PoolLog(PoolLogPlace place, LogBuilds builds, ILogger<LogDesk> log) : IAsyncDisposable
{
    // A page of entries is read from the database for everybody who asks.
    private const int MostReading = 4;

    // Shorter than the time-out of a call: whoever asks while the log is built is told to ask again.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _reading = new(MostReading, MostReading);
    private volatile LogDesk? _desk;

    private string KeyFolder => Path.Combine(place.Directory.Folder, "keys");

    /// <summary>Answers a <see cref="LogAsk"/> with a <see cref="LogAnswer"/>, both as JSON.</summary>
    /// <exception cref="FormatException">It is no question.</exception>
    public async Task<byte[]> AnswerAsync(string asked) => JsonSerializer.SerializeToUtf8Bytes(await AnswerAsync(
        JsonSerializer.Deserialize<LogAsk>(asked) ?? throw new FormatException("a question to a log is missing")));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();

        // Never given back: from here on nobody opens it.
        await _opening.WaitAsync();
        if (_desk is { } desk)
        {
            await desk.StopAsync();
            desk.Dispose();
        }

        _closing.Dispose();
        DeleteKeys();
    }

    private async Task<LogAnswer> AnswerAsync(LogAsk ask)
    {
        // The node's copy may be another activation's by now: closed, this throws.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(Patience);
        var token = patience.Token;
        try
        {
            var desk = await Task.Run(() => FollowAsync(ask, token), token).WaitAsync(token);
            return ask.About is LogAsk.Entries or LogAsk.Inclusion
                ? await ReadAsync(desk, ask, token)
                : LogAnswer.Of(desk, ask);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return LogAnswer.NotReady;
        }
    }

    // Patience ends the waiting for a turn; what has begun goes on for those who come after.
    private async Task<LogDesk> FollowAsync(LogAsk ask, CancellationToken patience)
    {
        var desk = _desk ?? await OpenAsync(patience);

        // Another node may own the pool by now and have signed more: an older checkpoint would look like a rollback.
        if (!desk.IsFresh || ask.About is LogAsk.Checkpoint or LogAsk.Key)
        {
            await desk.RunAsync(patience, _closing.Token);
        }

        return desk;
    }

    private async Task<LogDesk> OpenAsync(CancellationToken patience)
    {
        await _opening.WaitAsync(patience);
        try
        {
            return _desk ??= await BuildAsync(patience);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<LogDesk> BuildAsync(CancellationToken patience)
    {
        await builds.Turns.WaitAsync(patience);
        try
        {
            var desk = new LogDesk(PlaceOf(), log);
            try
            {
                await desk.RunAsync(_closing.Token);
                return desk;
            }
            catch
            {
                desk.Dispose();
                throw;
            }
        }
        finally
        {
            builds.Turns.Release();
        }
    }

    private async Task<LogAnswer> ReadAsync(LogDesk desk, LogAsk ask, CancellationToken patience)
    {
        await _reading.WaitAsync(patience);
        try
        {
            return LogAnswer.Of(desk, ask);
        }
        finally
        {
            _reading.Release();
        }
    }

    // A copy from when this node owned the pool before is worth nothing: others may have signed since.
    private void DeleteKeys()
    {
        if (Directory.Exists(KeyFolder))
        {
            Directory.Delete(KeyFolder, recursive: true);
        }
    }

    private LogPlace PlaceOf()
    {
        var (key, directory) = (place.Key, place.Directory);
        var shelf = new PostgresShelf(
            place.Database, Path.GetDirectoryName(directory.Folder)!, place.Secret.KeyFor($"log {key}"), place.Claim);
        DeleteKeys();
        shelf.BringFolder(KeyFolder);
        return new(
            () => directory, (command, cancellation) => place.Writer.SubmitAsync(command, cancellation),
            key.ToString, new LogKeys(KeyFolder, shelf), new LogWitnesses([]), place.Wall);
    }
}

/// <summary>What the log of an open pool rests on.</summary>
/// <param name="Directory">The pool's own, in a folder of its operator.</param>
internal sealed record PoolLogPlace(
    PoolKey Key, NpgsqlDataSource Database, PoolDirectory Directory, PoolClaim Claim, PoolWriter Writer,
    ClusterSecret Secret, TimeProvider Wall);

/// <summary>How many logs a node builds at once: each reads its whole journal, for anybody who asks.</summary>
internal sealed class LogBuilds
{
    public SemaphoreSlim Turns { get; } = new(2, 2);
}
