using System.Diagnostics;
using Wellspring.Engine;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Watching;

/// <summary>Whether a platform can do its work now 就绪, and if not, why.</summary>
/// <param name="Reasons">
/// <c>not-set-up</c>, <c>database</c>, <c>pool-stopped</c>, <c>pool-busy</c>, <c>views-behind</c>; empty when ready.
/// </param>
internal sealed record Readiness(IReadOnlyList<string> Reasons)
{
    public bool Ready => Reasons.Count == 0;

    /// <summary>Records the shop's views lag behind; null while that is not known.</summary>
    public long? Lag { get; init; }
}

/// <summary>Asks pool, records and views how they are, at most twice a second, however many ask.</summary>
internal sealed class ReadinessCheck(Site site, Func<JournalFollower> follower) : IDisposable
{
    /// <summary>Views that lag by more than this are still catching up, after a restore for example.</summary>
    public const long MostLag = 50_000;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Longer than any batch takes to follow; short of what a person would call hanging.
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private Readiness _last = new(["not-set-up"]);
    private long _askedAt;
    private long _followed = -1;
    private long _movedAt;

    public async Task<Readiness> AskAsync(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_askedAt == 0 || Stopwatch.GetElapsedTime(_askedAt) > Fresh)
            {
                _last = await LookAsync(cancellation);
                _askedAt = Stopwatch.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    /// <summary>Whether views that stand at <paramref name="followed"/> are to be waited for.</summary>
    /// <param name="still">How long they have not moved.</param>
    public static bool IsBehind(long followed, long position, TimeSpan still) =>
        position - followed > MostLag || (followed < position && still > Standstill);

    private async Task<Readiness> LookAsync(CancellationToken cancellation)
    {
        if (!site.IsOpen)
        {
            return new(["not-set-up"]);
        }

        var reasons = new List<string>();
        if (!await AnswersAsync())
        {
            reasons.Add("database");
        }

        long? lag = null;
        try
        {
            var position = await site.Pool.ReadAsync(desk => desk.Position, cancellation)
                .WaitAsync(Patience, cancellation);
            lag = Math.Max(0, position - follower().Position);
            if (IsBehind(follower().Position, position, StandsStill(follower().Position)))
            {
                reasons.Add("views-behind");
            }
        }
        catch (PoolStoppedException)
        {
            reasons.Add("pool-stopped");
        }
        catch (TimeoutException)
        {
            reasons.Add("pool-busy");
        }

        return new(reasons) { Lag = lag };
    }

    private TimeSpan StandsStill(long followed)
    {
        if (followed != _followed)
        {
            (_followed, _movedAt) = (followed, Stopwatch.GetTimestamp());
        }

        return Stopwatch.GetElapsedTime(_movedAt);
    }

    // Any failure means the same to whoever sends requests here; the loops log what it was.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Task.Run(() => site.Database.Read(reader => reader.Number($"SELECT 1"))).WaitAsync(Patience);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return false;
        }
    }
}
