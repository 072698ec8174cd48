using System.CommandLine;
using Wellspring.Server.Hosting;

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
        var url = new Option<string>("--url")
        {
            Description = "监听地址 address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var command = new Command("serve", "启动平台:页面、控制台与接口 run the platform: pages, console and API")
        {
            data, plan, url,
        };
        command.SetAction((parsed, cancellation) => ServeAsync(
            new()
            {
                Folder = parsed.GetRequiredValue(data),
                Plan = parsed.GetValue(plan) is { } path ? Options.ReadPlan(path) : null,
                Url = parsed.GetRequiredValue(url),
            },
            cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(ServeOptions options, CancellationToken cancellation)
    {
        await using var app = Serving.Build(options);
        await app.StartAsync(cancellation);
        Console.WriteLine($"涌泉已启动 Wellspring is running: {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCodes.Done;
    }
}
