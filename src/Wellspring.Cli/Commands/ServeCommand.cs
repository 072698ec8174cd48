using System.CommandLine;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Demo;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring serve</c>: the whole platform in one process.</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var data = new Option<string>("--data")
        {
            Description = "数据目录 data directory", DefaultValueFactory = _ => "data/serve",
        };
        var plan = new Option<string?>("--plan") { Description = "新账本的方案 plan of a new pool" };
        var given = Options.Acknowledgements();
        var demo = new Option<string?>("--demo")
        {
            Description = "演示店铺 a demo shop with ninety days of its past: "
                + string.Join(", ", ReadyPlan.All.Select(ready => ready.Id)),
        };
        var url = new Option<string>("--url")
        {
            Description = "监听地址 address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "会员看到的地址 the address that members and channels reach it at",
        };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "账本与记录存入 PostgreSQL(密码用 PGPASSWORD) keep journal and records in PostgreSQL, "
                + "password by PGPASSWORD",
            HelpName = "CONNECTION",
        };
        var command = new Command("serve", "启动平台:页面、控制台与接口 run the platform: pages, console and API")
        {
            data, plan, given, demo, url, publicUrl, postgres,
        };
        var watching = new Watching();
        watching.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            HalfMove.RequireWhole(parsed.GetRequiredValue(data));
            await using var watch = await watching.StartAsync(parsed, cancellation);
            if (parsed.GetValue(postgres) is { } connection)
            {
                Platforms.Bind(parsed.GetRequiredValue(data), connection);
            }

            return await ServeAsync(
                new()
                {
                    Folder = parsed.GetRequiredValue(data),
                    Plan = Options.ReadPlanIfGiven(parsed.GetValue(plan), parsed.GetValue(given)),
                    Url = parsed.GetRequiredValue(url),
                    PublicUrl = parsed.GetValue(publicUrl),
                    JsonLogs = watching.JsonLogs(parsed),
                },
                parsed.GetValue(demo), watch.MetricsAddress, cancellation);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        ServeOptions options, string? demo, Uri? metrics, CancellationToken cancellation)
    {
        if (demo is not null)
        {
            var ready = ReadyPlan.Find(demo) ?? throw new BadInputException(
                $"没有名为 {demo} 的演示店铺;可选:{string.Join("、", ReadyPlan.All.Select(one => one.Id))}。",
                $"There is no demo shop {demo}; choose one of "
                + $"{string.Join(", ", ReadyPlan.All.Select(one => one.Id))}.");
            await Serving.SeedAsync(options, ready, ShowProgress, cancellation);
        }

        await using var app = Serving.Build(options);
        await app.StartAsync(cancellation);
        // Lines for people stay apart from lines for programs.
        var said = options.JsonLogs ? Console.Error : Console.Out;
        await said.WriteLineAsync($"涌泉已启动 Wellspring is running: {string.Join(' ', app.Urls)}");
        if (metrics is not null)
        {
            await said.WriteLineAsync($"指标 metrics: {metrics}");
        }

        if (Serving.SetupLinkOf(app) is { } link)
        {
            await said.WriteLineAsync(
                "设立控制台:30 分钟内在本机打开一次 set up the console: open once, on this machine, within 30 minutes");
            await said.WriteLineAsync($"  {link}");
        }

        await said.WriteLineAsync("按 Ctrl+C 停止 Ctrl+C stops it");
        var site = Serving.SiteOf(app);
        await app.WaitForShutdownAsync(cancellation);
        return site.Failure is { } failure ? throw failure : ExitCodes.Done;
    }

    private static void ShowProgress(int done, int all) =>
        Console.Error.WriteLine($"演示数据 demo data: {done:N0} / {all:N0}");
}
