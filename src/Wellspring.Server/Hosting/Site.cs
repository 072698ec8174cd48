using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Hosting;

/// <summary>
/// One data directory as the server has it open: the shop's records from the start, the pool once it has been set up.
/// </summary>
public sealed class Site : IAsyncDisposable
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _opening = new();
    private PoolGate? _pool;
    private ViewStore? _views;

    public Site(ServeOptions options, ServerSettings settings)
    {
        Options = options;
        Directory.CreateDirectory(options.Folder);
        Settings = settings;
        Database = options.Claim is null
            ? ShopDatabase.OpenIn(options.Folder)
            : ShopDatabase.Open(PostgresPlace.Find(options.Folder)!, options.Claim);
        Clock = new(options.Wall, Database);
        if (PoolDirectory().Exists || options.Plan is not null)
        {
            OpenPool(options.Plan);
        }
    }

    /// <summary>Where the pool of a data directory lies.</summary>
    public static string PoolPath(string folder) => Path.Combine(folder, "pool");

    public ServeOptions Options { get; }

    /// <summary>Where the server's own keys lie: of cookies, and of what it signs.</summary>
    public string KeyFolder => Path.Combine(Options.Folder, "keys");

    /// <summary>What <c>server.json</c> of the data directory says.</summary>
    public ServerSettings Settings { get; }

    public ShopDatabase Database { get; }

    public PoolClock Clock { get; }

    /// <summary>Whether there is a pool; until then only the set-up pages answer.</summary>
    public bool IsOpen => _pool is not null;

    /// <summary>The address that members and payment channels reach us at; known once the server listens.</summary>
    public Uri PublicUrl => new(Options.PublicUrl ?? Settings.Find("publicUrl") ?? Listening ?? Options.Url);

    /// <summary>Where the server listens; set when it has started.</summary>
    public string? Listening { get; set; }

    /// <summary>Why the pool has stopped for good, and the server with it; null while nothing did.</summary>
    public Exception? Failure { get; internal set; }

    /// <summary>Completes when there is a pool.</summary>
    public Task Opened => _opened.Task;

    public PoolGate Pool => _pool ?? throw new InvalidOperationException("the platform is not set up yet");

    public ViewStore Views => _views ?? throw new InvalidOperationException("the platform is not set up yet");

    /// <summary>The place of the pool, to be written by us alone.</summary>
    internal PoolDirectory PoolDirectory() => Options.Claim is null
        ? new(PoolPath(Options.Folder))
        : new(PoolPath(Options.Folder), PostgresPlace.Find(Options.Folder)!, Options.Claim.Pool, Options.Claim);

    /// <summary>Opens the pool, the one that is there or a new one with this plan.</summary>
    public void OpenPool(Plan? plan)
    {
        lock (_opening)
        {
            if (_pool is not null)
            {
                return;
            }

            var directory = PoolDirectory();
            if (directory.Exists)
            {
                JournalFollower.Check(Database, directory);
            }

            var gate = Options.OpensDesk is { } open
                ? PoolGate.Over(open(directory), directory, Database, Clock, Options.Name)
                : PoolGate.Open(directory, plan, Database, Clock, Options.Name);
            _views = ViewStore.Open(directory);
            _pool = gate;
            _opened.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_pool is not null)
        {
            await _pool.DisposeAsync();
        }

        _views?.Dispose();
        Database.Dispose();
    }
}
