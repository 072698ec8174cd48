using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>A platform in a folder of its own, served by a real process that comes and goes at one address.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly string? _postgres;
    private readonly bool _ownsFolder;
    private Running? _running;

    /// <param name="postgres">The database that holds journal and records; null keeps them in the folder.</param>
    /// <param name="folder">Where, if not in a fresh folder.</param>
    public Platform(string? postgres = null, string? folder = null)
    {
        _postgres = postgres;
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("faults-").FullName;
        Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
    }

    public static string Root { get; } = FindRoot();

    public string Folder { get; }

    public Uri Address { get; }

    public string PoolFolder => Path.Combine(Folder, "pool");

    public string Key { get; private set; } = "";

    /// <summary>What the next process runs in.</summary>
    public Wrap Wrap { get; set; } = Wrap.Nothing;

    public Running Process => _running ?? throw new InvalidOperationException("it was never started");

    /// <summary>A platform under the plan of the worked example, started once so that it has a key.</summary>
    public static async Task<Platform> StartAsync(string? postgres = null, string? folder = null, Wrap? wrap = null)
    {
        var platform = new Platform(postgres, folder) { Wrap = wrap ?? Wrap.Nothing };
        Directory.CreateDirectory(platform.Folder);
        await File.WriteAllTextAsync(Path.Combine(platform.Folder, "server.json"),
            """{ "api": { "requestsPerSecond": 100000, "burst": 100000 } }""");
        await platform.StartAsync();
        using var records = ShopDatabase.OpenIn(platform.Folder);
        platform.Key = new ApiKeys(records, TimeProvider.System).Create("load", [.. Scopes.All], "tests").Text;
        return platform;
    }

    public async Task StartAsync()
    {
        Begin();
        await Process.ListensAsync();
    }

    /// <summary>Starts it where it must refuse to start, and waits for its end.</summary>
    public Task<Said> TryStartAsync()
    {
        Begin();
        return Process.EndAsync();
    }

    /// <summary>Starts it whenever it has ended, as the system's supervisor does.</summary>
    public async Task KeepRunningAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (Process.HasExited)
            {
                Begin();
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    public Task KillAsync() => Process.KillAsync();

    /// <summary>Every byte is read and everything is computed anew, by the program itself.</summary>
    public Task<Said> VerifyAsync() => Running.RunAsync("verify", "--data", PoolFolder, "--json");

    /// <summary>The same within this process, which starts no other.</summary>
    public async Task IsWholeAsync() => Assert.Empty((await Task.Run(() => new Verifier(Pool).Run())).Damages);

    /// <summary>The pool's journal, for a reader of these tests.</summary>
    public PoolDirectory Pool => new(PoolFolder);

    public HttpClient Client() => ClientOf(Address, Key);

    public static HttpClient ClientOf(Uri address, string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = address, Timeout = TimeSpan.FromSeconds(40),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }

    /// <summary>A port that is free now, on every address of this machine.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits for something that must come to be.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> met, Func<string> otherwise, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!met())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
            {
                Assert.Fail(otherwise());
            }

            await Task.Delay(20);
        }

        return watch.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { HasExited: false })
        {
            await _running.KillAsync();
        }

        _running?.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Starts it without waiting.</summary>
    public void Begin()
    {
        _running?.Dispose();
        string[] where = _postgres is null ? [] : ["--postgres", _postgres];
        _running = Running.Begin(Wrap,
        [
            "serve", "--url", Address.ToString(), "--data", Folder, "--plan",
            Path.Combine(Root, "plans", "worked-example.json"), .. where,
        ]);
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
