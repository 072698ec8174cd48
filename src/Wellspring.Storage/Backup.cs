using Microsoft.Data.Sqlite;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>
/// A journal as one SQLite file, wherever it is kept, copied while the pool may run; a restore writes a new head.
/// </summary>
public static class Backup
{
    /// <summary>Copies the journal as it stands at this moment and returns where that is.</summary>
    public static JournalEnd Write(PoolDirectory directory, string target)
    {
        // Damage must be found before it takes an older, good backup's place in somebody's rotation.
        using (var journal = directory.OpenToRead())
        {
            foreach (var batch in Replay.Records(journal, 0, journal.End()))
            {
                // Reading checks each batch against its hash and the one before.
                _ = batch;
            }
        }

        if (directory.Journal is SqliteJournals file)
        {
            return Copy(file, target);
        }

        return Beside(target, copied =>
        {
            JournalCopy.Run(directory.Journal, copied);
            return Copy(copied, target);
        });
    }

    /// <summary>Puts a backup where no journal is yet; a file gets a head that says where it ends.</summary>
    /// <param name="until">How far; null restores everything.</param>
    /// <exception cref="RestorePointException">The backup holds nothing up to that point.</exception>
    public static JournalEnd Restore(string source, PoolDirectory directory, RestorePoint? until = null)
    {
        Directory.CreateDirectory(directory.Folder);
        return until is null && directory.Journal is SqliteJournals file
            ? Place(source, file)
            : Beside(directory.Folder, placed =>
            {
                Place(source, placed);
                return JournalCopy.Run(
                    until is null ? placed : new JournalPrefix(placed, until), directory.Journal);
            });
    }

    private static JournalEnd Beside(string path, Func<SqliteJournals, JournalEnd> work)
    {
        var folder = Directory.CreateDirectory($"{Path.GetFullPath(path)}.{Path.GetRandomFileName()}");
        try
        {
            return work(new(Path.Combine(folder.FullName, "journal.db")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JournalEnd Copy(SqliteJournals journal, string target)
    {
        var part = target + ".part";
        File.Delete(part);
        using (var source = Connect(journal.Path, SqliteOpenMode.ReadOnly))
        {
            using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $part";
            copy.Parameters.AddWithValue("$part", part);
            try
            {
                copy.ExecuteNonQuery();
            }
            catch (SqliteException broken)
            {
                throw new JournalDamagedException(0, $"unreadable: {broken.Message}");
            }
        }

        using (var synced = File.Open(part, FileMode.Open, FileAccess.ReadWrite))
        {
            synced.Flush(flushToDisk: true);
        }

        File.Move(part, target);
        return EndOf(target);
    }

    private static JournalEnd Place(string source, SqliteJournals journal)
    {
        File.Copy(source, journal.Path);
        try
        {
            var end = EndOf(journal.Path);
            using var head = HeadFile.OpenToWrite(journal.Path + ".head", isNew: true);
            head.Write(end);
            return end;
        }
        catch
        {
            File.Delete(journal.Path);
            throw;
        }
    }

    private static JournalEnd EndOf(string path)
    {
        try
        {
            using var connection = Connect(path, SqliteOpenMode.ReadOnly);
            using var query = connection.CreateCommand();
            query.CommandText = "SELECT first + count, hash FROM batches ORDER BY first DESC LIMIT 1";
            using var row = query.ExecuteReader();
            return row.Read()
                ? new(row.GetInt64(0), (byte[])row[1])
                : throw new JournalDamagedException(0, "gap");
        }
        catch (SqliteException broken)
        {
            throw new JournalDamagedException(0, $"not a backup: {broken.Message}");
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }
}
