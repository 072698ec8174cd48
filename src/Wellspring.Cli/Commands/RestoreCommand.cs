using System.CommandLine;
using Npgsql;
using Wellspring.Core;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring restore</c>: a backup into an empty directory, all of it or up to a point, verified before it counts.
/// </summary>
internal static class RestoreCommand
{
    public static Command Build()
    {
        var data = Options.Data();
        var file = new Argument<string>("BACKUP") { Description = "备份文件或目录 backup file or folder" };
        var until = new Option<string?>("--until")
        {
            Description = "只恢复到此位置或时刻，如 1299 或 2026-11-22T12:00:00+08:00 up to a position or time only",
            HelpName = "POSITION|TIME",
        };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "账本恢复到 PostgreSQL a journal into PostgreSQL", HelpName = "CONNECTION",
        };
        var command = new Command("restore", "恢复 restore a backup") { data, file, until, postgres };
        command.SetAction(async (parsed, _) =>
        {
            var (source, target) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(data));
            var (point, connection) = (PointOf(parsed.GetValue(until)), parsed.GetValue(postgres));
            Check(source, target, connection);
            var (end, found) = await Terminal.WithProgressAsync("恢复 restoring", progress => Task.Run(() =>
                Restore(source, target, point, connection, progress)));
            if (found.Damages.Count > 0)
            {
                Console.WriteLine($"备份已损坏 the backup is damaged: {found.Damages[0].Where}: {found.Damages[0].Reason}");
                return ExitCodes.DamagedData;
            }

            Console.WriteLine($"已恢复并核验 restored and verified: {end.Position} 条记录 records, {found.StateHash}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Check(string source, string target, string? connection)
    {
        if (!File.Exists(source) && !PlatformBackup.IsOne(source))
        {
            throw new BadInputException($"找不到文件 {source}。", $"There is no file {source}.");
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new BadInputException(
                "目标目录须为空:恢复从不覆盖。", "The directory must be empty: a restore overwrites nothing.");
        }

        if (connection is not null && PlatformBackup.IsOne(source))
        {
            throw new BadInputException(
                "整套备份先恢复为文件，再用 wellspring move --postgres 搬入数据库。",
                "Restore a whole platform into files, then take it into the database with wellspring move --postgres.");
        }

        if (connection is not null && Platforms.HasTables(connection))
        {
            throw new BadInputException(
                "该数据库模式里已有表：恢复从不覆盖。请换一个模式（Search Path）。",
                "There are tables in that schema already: a restore overwrites nothing. Name another Search Path.");
        }
    }

    private static (JournalEnd End, Verification Found) Restore(
        string source, string target, RestorePoint? until, string? connection, Action<double> progress)
    {
        var isPlatform = PlatformBackup.IsOne(source);
        try
        {
            if (connection is not null)
            {
                Bind(target, connection);
            }

            var directory = new PoolDirectory(isPlatform ? Site.PoolPath(target) : target);
            var end = isPlatform
                ? PlatformBackup.Restore(source, target, until)
                : Backup.Restore(source, directory, until);
            var found = new Verifier(directory).Run((done, all) => progress((double)done / all));
            if (found.Damages.Count > 0)
            {
                Discard(target, connection);
            }

            return (end, found);
        }
        catch
        {
            Discard(target, connection);
            throw;
        }
    }

    private static void Bind(string target, string connection)
    {
        try
        {
            PostgresPlace.Bind(target, connection);
        }
        catch (FormatException wrong)
        {
            throw new BadInputException($"--postgres:{wrong.Message}", $"--postgres: {wrong.Message}");
        }
    }

    // What does not verify must not stand there as if it had been restored; directory and schema were empty.
    private static void Discard(string target, string? connection)
    {
        try
        {
            if (connection is not null)
            {
                PostgresPlace.DropTables(connection);
            }
        }
        catch (NpgsqlException away)
        {
            Console.Error.WriteLine(
                "数据库中未完成的恢复没能清除，请自行删除该模式 what was restored in part could not be taken out of the "
                + $"database; drop the schema yourself: {away.Message}");
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
    }

    private static RestorePoint? PointOf(string? text) => text switch
    {
        null => null,
        _ when long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var position)
            && position > 0 => RestorePoint.At(position),
        _ when DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"],
            System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal,
            out var moment) => RestorePoint.At(Instant.From(moment)),
        _ => throw new BadInputException(
            $"--until：“{text}”既不是位置也不是时刻，请写如 1299 或 2026-11-22T12:00:00+08:00。",
            $"--until: \"{text}\" is neither a position nor a time; write 1299 or 2026-11-22T12:00:00+08:00."),
    };
}
