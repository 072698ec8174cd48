using System.CommandLine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring backup</c>: one file that holds the journal whole, while the pool may run on.</summary>
internal static class BackupCommand
{
    public static Command Build()
    {
        var data = Options.Data();
        var file = new Option<string>("--out") { Description = "备份文件 backup file", HelpName = "FILE", Required = true };
        var command = new Command("backup", "备份 back up the journal") { data, file };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(file);
            if (File.Exists(target))
            {
                throw new BadInputException($"{target} 已存在,不覆盖。", $"{target} exists; a backup overwrites nothing.");
            }

            var end = Backup.Write(Options.Existing(parsed.GetRequiredValue(data)), target);
            Console.WriteLine(
                $"已备份 backed up: {end.Position} 条记录 records, {Convert.ToHexStringLower(end.Hash.Span)} → {target}");
            return ExitCodes.Done;
        });
        return command;
    }
}

/// <summary><c>wellspring restore</c>: a backup into an empty directory, verified before it counts.</summary>
internal static class RestoreCommand
{
    public static Command Build()
    {
        var data = Options.Data();
        var file = new Argument<string>("FILE") { Description = "备份文件 backup file" };
        var command = new Command("restore", "恢复 restore a backup") { data, file };
        command.SetAction(parsed =>
        {
            var source = parsed.GetRequiredValue(file);
            if (!File.Exists(source))
            {
                throw new BadInputException($"找不到文件 {source}。", $"There is no file {source}.");
            }

            var directory = new PoolDirectory(parsed.GetRequiredValue(data));
            if (Directory.Exists(directory.Folder) && Directory.EnumerateFileSystemEntries(directory.Folder).Any())
            {
                throw new BadInputException(
                    "目标目录须为空:恢复从不覆盖。", "The directory must be empty: a restore overwrites nothing.");
            }

            var end = Backup.Restore(source, directory);
            var found = new Verifier(directory).Run();
            if (found.Damages.Count > 0)
            {
                // What does not verify must not stand there as if it had been restored; the directory was empty.
                Directory.Delete(directory.Folder, recursive: true);
                Console.WriteLine($"备份已损坏 the backup is damaged: {found.Damages[0].Where}: {found.Damages[0].Reason}");
                return ExitCodes.DamagedData;
            }

            Console.WriteLine($"已恢复并核验 restored and verified: {end.Position} 条记录 records, {found.StateHash}");
            return ExitCodes.Done;
        });
        return command;
    }
}
