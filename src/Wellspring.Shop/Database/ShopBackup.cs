using Microsoft.Data.Sqlite;

namespace Wellspring.Shop.Database;

/// <summary>The shop's records as one file, as they stand at this moment, while the platform may run on.</summary>
public static class ShopBackup
{
    /// <summary>Copies the records of a platform that keeps them in a file.</summary>
    /// <param name="target">A file that is not there yet; on disk when this returns.</param>
    public static void Write(string folder, string target)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "shop.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        };
        using (var source = new SqliteConnection(connection.ToString()))
        {
            source.Open();
            using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $target";
            copy.Parameters.AddWithValue("$target", target);
            copy.ExecuteNonQuery();
        }

        using var synced = File.Open(target, FileMode.Open, FileAccess.ReadWrite);
        synced.Flush(flushToDisk: true);
    }
}
