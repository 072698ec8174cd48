using Wellspring.Core.Plans;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Api;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Server.Tests.Hosting;

/// <summary>The real server on a real port, on a data directory of its own that is gone afterwards.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    /// <summary>A sandbox plan with every mechanic that pages show: float, selling, redeeming, direct reward.</summary>
    public const string SandboxPlan = """
        {
          "id": "test-shop", "version": 1, "name": { "zh": "测试小店", "en": "Test shop" }, "operator": "Test",
          "profile": "sandbox", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "100", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "platform" },
          "selling": { "enabled": true, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%" },
          "cap": { "multiple": "1.2", "mode": "notify", "noticePeriod": "7d" },
          "orders": { "returnWindow": "7d" },
          "rewards": { "direct": "0.3%" }
        }
        """;

    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private RunningServer(WebApplication app, string folder, bool ownsFolder, ManualTime wall) =>
        (_app, Folder, _ownsFolder, Wall) = (app, folder, ownsFolder, wall);

    public string Folder { get; }

    public ManualTime Wall { get; }

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <param name="plan">The plan's text; empty starts without a pool, as a first start does.</param>
    /// <param name="ready">A plan that was approved already; goes before <paramref name="plan"/>.</param>
    /// <param name="folder">A directory to go on with, kept afterwards; null makes one.</param>
    public static async Task<RunningServer> StartAsync(
        string plan = SandboxPlan, string? folder = null, ManualTime? wall = null, ApiLimits? api = null,
        WebhookOptions? webhooks = null, Plan? ready = null)
    {
        wall ??= new();
        var owns = folder is null;
        folder ??= Directory.CreateTempSubdirectory("wellspring-server-").FullName;
        StoreUnderTest.Bind(folder);
        var app = Serving.Build(new()
        {
            Folder = folder, Plan = ready ?? (plan.Length == 0 ? null : PlanOf(plan)), Url = "http://127.0.0.1:0",
            Wall = wall, Quiet = true, Api = api ?? new(), Webhooks = webhooks ?? new(),
        });
        await app.StartAsync();
        return new(app, folder, owns, wall);
    }

    public static Plan PlanOf(string text)
    {
        var (draft, findings) = PlanFile.Read(text);
        Assert.True(draft is not null, string.Join('\n', findings));
        Assert.True(PlanReview.TryApprove(draft, out var plan, out findings), string.Join('\n', findings));
        return plan;
    }

    /// <summary>A browser of its own: cookies, forms, no script.</summary>
    public Walker Visit() => new(Address);

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Moves wall time, and so the pool's clock, and lets everything due happen.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Wall.Advance(time);
        await Get<PoolFlow>().RunAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

/// <summary>Wall time that stands still until a test moves it.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.Zero).UtcTicks;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
