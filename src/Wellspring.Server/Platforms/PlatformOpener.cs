using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Cluster;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Server.Hosting;
using Wellspring.Server.Nodes;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Platforms;

/// <summary>Opens whole platforms on this node: pages, console, API and every loop, behind an inner door.</summary>
public sealed class PlatformOpener(
    PlatformBook book, PlatformHome home, OpenPlatforms open, ILogger<PlatformOpener> log) : IKindOpener
{
    private readonly ConcurrentDictionary<PoolKey, SemaphoreSlim> _turns = [];
    private readonly LastEnds _ends = new();

    public string Kind => PoolEntry.Platform;

    async Task<IOwnedPool> IKindOpener.OpenAsync(PoolEntry entry, CancellationToken cancellation) =>
        await OpenAsync(entry.Key, cancellation);

    /// <summary>Opens a platform by its key; it is this node's until it stops or another node opens it.</summary>
    public async Task<OpenPlatform> OpenAsync(PoolKey key, CancellationToken cancellation)
    {
        // The directory is one: an opening that is still ending ends first.
        var turn = _turns.GetOrAdd(key, _ => new(1, 1));
        await turn.WaitAsync(cancellation);
        try
        {
            var entry = book.Find(key) is { IsSuspended: false } found ? found : throw new NoSuchPoolException(key);
            var place = home.Prepare(entry);
            _ends.Require(key, _ => !place.IsNew);
            var doorKey = RandomNumberGenerator.GetHexString(48, lowercase: true);
            var app = Serving.Build(new()
            {
                Folder = place.Folder,
                Name = key.ToString(),
                Plan = place.IsNew ? PlanOf(entry) : null,
                Url = "http://127.0.0.1:0",
                PublicUrl = entry.PublicUrl,
                Wall = home.Wall,
                Claim = place.Claim,
                Reopens = false,
                Shelf = place.Shelf,
                DoorKey = doorKey,
            });
            var site = app.Services.GetRequiredService<Site>();
            try
            {
                await RequireEndAsync(key, site, cancellation);
                await app.StartAsync(cancellation);
                PlatformHome.KeepKeys(place.Folder, place.Shelf);
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }

            log.LogInformation("opened the platform {Platform}", key);
            return new(app, place, book, entry, open, new(new(app.Urls.First()), doorKey), () =>
            {
                KeepEnd(key, site);
                turn.Release();
            });
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    private void KeepEnd(PoolKey key, Site site)
    {
        if (site.IsOpen)
        {
            _ends.Keep(key, site.Pool.Acknowledged);
        }
    }

    // Before anything is written on top of a journal that may have lost its end.
    private async Task RequireEndAsync(PoolKey key, Site site, CancellationToken cancellation)
    {
        if (site.IsOpen)
        {
            await site.Pool.ReadAsync(Required, cancellation);
        }

        bool Required(PoolDesk desk)
        {
            _ends.Require(key, desk.Holds);
            return true;
        }
    }

    private static Plan? PlanOf(PlatformEntry entry)
    {
        if (entry.Plan is null)
        {
            return null;
        }

        var (plan, findings) = PoolPlan.Of(entry.Plan, entry.Acknowledgements, entry.Created);
        return plan ?? throw new InvalidOperationException(
            $"the plan of {entry.Key} cannot be used: " + string.Join("; ", findings.Select(one => one.En)));
    }
}

/// <summary>One platform while this node runs it.</summary>
public sealed class OpenPlatform : IOwnedPool
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly PlatformPlace _place;
    private readonly PlatformBook _book;
    private readonly PlatformEntry _entry;
    private readonly OpenPlatforms _open;
    private readonly PlatformDoor _door;

    // Kept: once the platform has ended, its services can give it no more.
    private readonly IHostApplicationLifetime _life;

    internal OpenPlatform(
        WebApplication app, PlatformPlace place, PlatformBook book, PlatformEntry entry, OpenPlatforms open,
        PlatformDoor door, Action ended)
    {
        (_app, _place, _book, _entry, _open, _door) = (app, place, book, entry, open, door);
        _life = app.Lifetime;
        open.Add(entry.Key, door);
        _life.ApplicationStopping.Register(() => open.Remove(entry.Key, door));
        Stopped = LiveAsync(ended);
        _ = WatchAsync();
    }

    /// <summary>None: a platform's pool is written by the platform alone, which knows what it is about.</summary>
    public PoolWriter? Writer => null;

    /// <summary>Where its pages are, for this node only.</summary>
    public Uri? Door => _door.Address;

    /// <summary>Completes when it runs here no more: it was closed, its pool stopped, or another node has it.</summary>
    public Task Stopped { get; }

    internal Site Site => Get<Site>();

    internal T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Ends it: answers what was asked, writes what is open, and lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        _life.StopApplication();
        await Stopped;
    }

    private async Task LiveAsync(Action ended)
    {
        try
        {
            await _app.WaitForShutdownAsync();
            await _app.DisposeAsync();
        }
        finally
        {
            _open.Remove(_entry.Key, _door);
            ended();
        }
    }

    // An idle owner writes nothing and would not learn that it was replaced, or that its settings changed.
    private async Task WatchAsync()
    {
        var stopping = _life.ApplicationStopping;
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Pace, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!_place.Claim.IsNewest(_place.Database)
                    || _book.Find(_entry.Key) is not { IsSuspended: false } now || now.Restarts != _entry.Restarts)
                {
                    _life.StopApplication();
                }
            }
            catch (Exception away) when (PostgresAway.Is(away))
            {
                // The database is away: whether we are still the owner, it says when it is back.
            }
        }
    }
}
