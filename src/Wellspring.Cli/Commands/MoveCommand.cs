using System.CommandLine;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring move</c>: a platform into PostgreSQL or out of it, the same to the byte.</summary>
internal static class MoveCommand
{
    public static Command Build()
    {
        var from = new Option<string>("--from")
        {
            Description = "现有平台目录 the platform's data directory", HelpName = "DIR", Required = true,
        };
        var to = new Option<string>("--to")
        {
            Description = "新目录,须为空 its new directory, empty", HelpName = "DIR", Required = true,
        };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "账本与记录存入 PostgreSQL;不写则存为文件 into PostgreSQL; into files where it is not given",
            HelpName = "CONNECTION",
        };
        var command = new Command("move", "搬家:文件与 PostgreSQL 之间 move a stopped platform between files and PostgreSQL")
        {
            from, to, postgres,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetValue(postgres), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string source, string target, string? connection, CancellationToken cancellation)
    {
        if (!ShopDatabase.IsIn(source))
        {
            throw new BadInputException($"“{source}”里没有平台数据(缺 shop.db)。", $"There is no platform in \"{source}\".");
        }

        var half = HalfMove.Begin(source, target, connection);
        try
        {
            var moved = await Terminal.WithProgressAsync("搬家 moving", progress => Task.Run(() =>
                Move(source, target, done =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress(done);
                })));
            half.Finish();
            Console.WriteLine(
                $"已搬家,哈希一致 moved, equal hashes: {moved.Records} 条账本记录 journal records, "
                + $"{moved.Rows} 行 rows → {target}");
        }
        catch (OperationCanceledException)
        {
            throw new BadInputException(
                "搬家已中断。原目录未动;再次运行同一条命令即从头再搬。",
                "The move was broken off. The old directory is as it was; run the same command again to start anew.",
                ExitCodes.Interrupted);
        }

        Console.WriteLine("确认无误后再删除原目录 keep the old directory until you have looked at the new one");
        return ExitCodes.Done;
    }

    private static (long Records, long Rows) Move(string source, string target, Action<double> progress)
    {
        var pool = new PoolDirectory(Site.PoolPath(source));
        // Held while it is copied: a platform that runs would go on where nobody follows it.
        using var held = pool.Exists ? pool.Journal.OpenToWrite() : null;
        var end = pool.Exists
            ? JournalCopy.Run(
                pool.Journal, new PoolDirectory(Site.PoolPath(target)).Journal,
                (done, all) => progress(0.5 * done / all))
            : default;
        using var records = ShopDatabase.OpenIn(source);
        using var copy = ShopDatabase.OpenIn(target);
        var done = 0;
        var rows = ShopCopy.Run(
            records, copy, (_, _) => progress(0.5 + (0.5 * ++done / ShopCopy.Tables.Count)));
        PlatformFiles.Copy(source, target);
        return (end.Position, rows);
    }
}
