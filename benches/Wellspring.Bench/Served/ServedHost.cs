using Wellspring.Engine;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Pools;

namespace Wellspring.Bench.Served;

/// <summary>This program as one of the servers that are measured; it stops when its input ends.</summary>
internal static class ServedHost
{
    /// <summary>The product as it is, over a pool that is there.</summary>
    public const string Journaled = "journaled";

    /// <summary>The same, but what happens is kept in memory only.</summary>
    public const string Unjournaled = "unjournaled";

    /// <summary>The product with a demo shop, for members' pages.</summary>
    public const string Demo = "demo";

    /// <summary>One transaction an order: <see cref="NaiveEndpoint"/>.</summary>
    public const string Naive = "naive";

    public const string Ready = "ready ";
    public const string Followed = "followed ";

    private const string DemoShop = "local-life";
    private const int MostSessions = 100;
    private const int NoLimit = 10_000_000;

    public static async Task RunAsync(string kind, string folder, int members)
    {
        await using var app = kind == Naive ? NaiveEndpoint.Build(folder, members) : await BuildAsync(kind, folder);
        await app.StartAsync();
        Console.WriteLine($"{Ready}{app.Urls.First()} {CredentialOf(app, kind)}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            var position = kind == Naive
                ? 0
                : await app.Services.GetRequiredService<PoolFlow>().RunAsync(CancellationToken.None);
            Console.WriteLine($"{Followed}{position}");
        }

        await app.StopAsync();
    }

    private static async Task<WebApplication> BuildAsync(string kind, string folder)
    {
        var options = new ServeOptions
        {
            Folder = folder, Url = "http://127.0.0.1:0", Quiet = true,
            Api = new() { RequestsPerSecond = NoLimit, Burst = NoLimit },
            OpensDesk = kind == Unjournaled
                ? pool => PoolDesk.Open(new UnwrittenJournal(pool.OpenToRead()), pool.Folder, null, TimeProvider.System)
                : null,
        };
        if (kind == Demo)
        {
            await Serving.SeedAsync(options, ReadyPlan.Find(DemoShop)!, static (_, _) => { }, CancellationToken.None);
        }

        return Serving.Build(options);
    }

    private static string CredentialOf(WebApplication app, string kind) => kind switch
    {
        Naive => "none",
        Demo => string.Join(',', app.Services.GetRequiredService<ShopDatabase>()
            .Read(reader => reader.All(
                $"SELECT id FROM members WHERE state = 'active' ORDER BY id LIMIT {MostSessions}", row => row.Text(0)))
            .Select(id => app.Services.GetRequiredService<Sessions>().Open(Sessions.Member, id, false).Token)),
        _ => app.Services.GetRequiredService<ApiKeys>().Create("bench", [Scopes.WriteCommands], "bench").Text,
    };
}
