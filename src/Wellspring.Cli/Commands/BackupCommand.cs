using System.CommandLine;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring backup</c>: a journal as one file, or a whole platform as one folder, while it may run on.
/// </summary>
internal static class BackupCommand
{
    public static Command Build()
    {
        var data = Options.Data();
        var file = new Option<string>("--out")
        {
            Description = "备份文件；平台目录则为新目录 backup file; a new folder for a whole platform",
            HelpName = "PATH", Required = true,
        };
        var command = new Command("backup", "备份 back up a journal or a whole platform") { data, file };
        command.SetAction(async (parsed, _) =>
        {
            var (source, target) = (parsed.GetRequiredValue(data), parsed.GetRequiredValue(file));
            if (File.Exists(target) || Directory.Exists(target))
            {
                throw new BadInputException($"{target} 已存在,不覆盖。", $"{target} exists; a backup overwrites nothing.");
            }

            var end = await Terminal.WithProgressAsync("备份 backing up", _ => Task.Run(() =>
                ShopDatabase.IsIn(source)
                    ? PlatformBackup.Write(source, target)
                    : Backup.Write(Options.Existing(source), target)));
            Console.WriteLine(
                $"已备份 backed up: {end.Position} 条记录 records, {Convert.ToHexStringLower(end.Hash.Span)} → {target}");
            return ExitCodes.Done;
        });
        return command;
    }
}
