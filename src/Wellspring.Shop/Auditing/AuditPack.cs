using System.IO.Compression;
using Wellspring.Shop.Database;
using Wellspring.Storage;

namespace Wellspring.Shop.Auditing;

/// <summary>Makes a pack 审计包 of one data directory: a folder, or one file with the same content.</summary>
public static class AuditPack
{
    // A zip cannot say "no time"; this is the earliest it knows.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes into a folder that must not exist yet; it appears whole or not at all.</summary>
    /// <param name="database">Null for a pool without a shop: exports of the shop's records have a header only.</param>
    /// <exception cref="IOException">The folder exists.</exception>
    public static PackManifest Write(
        PoolDirectory pool, ShopDatabase? database, PackKey key, string folder, PackOptions options,
        Action? pulse = null)
    {
        if (Directory.Exists(folder) || File.Exists(folder))
        {
            throw new IOException($"{folder} exists already");
        }

        var part = Path.TrimEndingDirectorySeparator(folder) + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(part);
        var manifest = database is null
            ? Write(pool, (ShopReader?)null, key, part, options, pulse)
            : database.Read(reader => Write(pool, reader, key, part, options, pulse));
        Directory.Move(part, folder);
        return manifest;
    }

    /// <summary>Writes one file that must not exist yet, with the content of the folder.</summary>
    public static PackManifest WriteZip(
        PoolDirectory pool, ShopDatabase? database, PackKey key, string file, PackOptions options,
        Action? pulse = null)
    {
        if (File.Exists(file))
        {
            throw new IOException($"{file} exists already");
        }

        var (folder, part) = ($"{file}.{Guid.NewGuid():n}", $"{file}.part");
        try
        {
            var manifest = Write(pool, database, key, folder, options, pulse);
            File.Delete(part);
            Zip(folder, part);
            File.Move(part, file);
            return manifest;
        }
        finally
        {
            foreach (var left in new[] { folder, folder + ".part" }.Where(Directory.Exists))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    // Entries in order of name, without times.
    private static void Zip(string folder, string file)
    {
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(Path.GetFileName(path), CompressionLevel.Optimal);
            entry.LastWriteTime = NoTime;
            using var target = entry.Open();
            using var content = File.OpenRead(path);
            content.CopyTo(target);
        }
    }

    // The shop's moment is taken before the journal's: what the shop knows of the journal is then in the journal.
    private static PackManifest Write(
        PoolDirectory pool, ShopReader? shop, PackKey key, string folder, PackOptions options, Action? pulse)
    {
        var configuration = shop is null ? [] : ConfigurationOf(shop);
        using var journal = pool.OpenToRead();
        var names = new Engine.Names();
        foreach (var name in journal.Names())
        {
            names.Restore(name.Number, name.Name);
        }

        var source = new AuditSource(journal, names, shop, journal.NameKey())
        {
            Configuration = configuration, Pulse = pulse ?? (() => { }),
        };
        return new PackWriter(source, options).Write(folder, key);
    }

    // Names of settings, and values of those that hold no secret.
    private static List<(string, string)> ConfigurationOf(ShopReader shop)
    {
        var settings = new List<(string, string)>();
        foreach (var row in shop.Each($"SELECT name, value FROM settings ORDER BY name", row =>
            [row.Text(0), row.Text(1)]))
        {
            var name = (string)row[0]!;
            var isSecret = name.Contains("key", StringComparison.Ordinal);
            settings.Add((name, isSecret ? "(secret)" : (string)row[1]!));
        }

        return settings;
    }
}
