using System.Security.Cryptography;
using System.Text.Json;
using Wellspring.Cli.Commands;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli;

/// <summary>
/// A whole platform in one folder 整套备份: records, journal, keys, settings, and a list of them with their hashes.
/// </summary>
/// <remarks>
/// Records first, journal after: a shop that is behind its pool catches up, the other way round it cannot.
/// </remarks>
internal static class PlatformBackup
{
    internal const string ListFile = "backup.json";
    internal const string Journal = "pool.backup";
    private const string Records = "shop.db";

    /// <summary>Writes the folder; the platform may run on.</summary>
    public static JournalEnd Write(string data, string target)
    {
        if (PostgresPlace.IsBound(data))
        {
            throw new BadInputException(
                $"“{data}”的记录在 PostgreSQL 中：请按 docs/operating/restore.md 备份数据库；只备份账本请用 --data {data}/pool。",
                $"The records of \"{data}\" are in PostgreSQL: back the database up as docs/operating/restore.md says; "
                + $"for the journal alone use --data {data}/pool.");
        }

        var part = target + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        // Personal data and keys: nobody else on this machine reads them.
        Directory.CreateDirectory(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ShopBackup.Write(data, Path.Combine(part, Records));
        PlatformFiles.Copy(data, part);

        var end = Backup.Write(Options.Existing(Site.PoolPath(data)), Path.Combine(part, Journal));
        var list = JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = 1, at = Options.Now.ToString(), position = end.Position,
            hash = Convert.ToHexStringLower(end.Hash.Span), files = Hashes(part),
        });
        File.WriteAllBytes(Path.Combine(part, ListFile), list);
        Directory.Move(part, target);
        return end;
    }

    /// <summary>Whether a folder is such a backup.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, ListFile));

    /// <summary>Puts a backup into an empty directory, after every file was compared with its hash.</summary>
    /// <param name="until">How far the journal goes; not before what the records have followed.</param>
    public static JournalEnd Restore(string source, string data, RestorePoint? until)
    {
        Check(source);
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(Path.Combine(source, Records), Path.Combine(data, Records));
        PlatformFiles.Copy(source, data);

        var pool = new PoolDirectory(Site.PoolPath(data));
        var end = Backup.Restore(Path.Combine(source, Journal), pool, until);
        using var database = ShopDatabase.OpenIn(data);
        JournalFollower.Check(database, pool);
        return end;
    }

    private static void Check(string source)
    {
        using var list = JsonDocument.Parse(File.ReadAllText(Path.Combine(source, ListFile)));
        var written = list.RootElement.GetProperty("files").EnumerateObject()
            .ToDictionary(file => file.Name, file => file.Value.GetString()!, StringComparer.Ordinal);
        var found = Hashes(source);
        foreach (var name in written.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            if (written.GetValueOrDefault(name) != found.GetValueOrDefault(name))
            {
                throw new BadInputException(
                    $"备份已损坏：{name} 与 {ListFile} 中的哈希不符。请换一份备份。",
                    $"The backup is damaged: {name} is not what {ListFile} says. Use another backup.",
                    ExitCodes.DamagedData);
            }
        }
    }

    private static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (name != ListFile)
            {
                using var stream = File.OpenRead(file);
                hashes.Add(name, Convert.ToHexStringLower(SHA256.HashData(stream)));
            }
        }

        return hashes;
    }
}
