namespace Wellspring.Cli;

/// <summary>
/// What a platform's directory holds beside journal and records: keys, licences, settings, and every secret that they
/// name 目录中的其余文件. A backup and a move take all of it but what is copied in another way or made anew.
/// </summary>
internal static class PlatformFiles
{
    // Journal and records have ways of their own; exports and uploads are made or brought again.
    private static readonly HashSet<string> Left = new(
        [
            "pool", "shop.db", "shop.db-wal", "shop.db-shm", "shop.db-journal", "exports", "imports", "database.json",
            "moving.json", PlatformBackup.ListFile, PlatformBackup.Journal, "lost+found",
        ], StringComparer.Ordinal);

    /// <summary>Copies all of it into another directory, which may lie within the first.</summary>
    public static void Copy(string source, string target)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(source).ToList())
        {
            if (!Left.Contains(Path.GetFileName(entry)))
            {
                Take(entry, Path.Combine(target, Path.GetFileName(entry)), Path.GetFullPath(target));
            }
        }
    }

    private static void Take(string source, string target, string whole)
    {
        if (!Directory.Exists(source))
        {
            File.Copy(source, target);
            return;
        }

        // Backups that lie here, and the copy itself, are no part of the platform.
        if (PlatformBackup.IsOne(source) || Path.GetFullPath(source) == whole)
        {
            return;
        }

        Directory.CreateDirectory(target, File.GetUnixFileMode(source));
        foreach (var entry in Directory.EnumerateFileSystemEntries(source).ToList())
        {
            Take(entry, Path.Combine(target, Path.GetFileName(entry)), whole);
        }
    }
}
