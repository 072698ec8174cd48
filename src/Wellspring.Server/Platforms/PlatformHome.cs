using Npgsql;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Finance;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Platforms;

/// <summary>Where a node puts the platforms it runs: a directory for each, as a copy of what the database keeps.</summary>
/// <param name="Folder">The node's own; two nodes never share one.</param>
/// <param name="Connection">The cluster's database, without a password.</param>
public sealed record PlatformHome(string Folder, string Connection, ClusterSecret Secret)
{
    // What grows comes when somebody asks for it.
    private static readonly string[] BroughtLater = ["licences/", "exports/"];

    // One platform's share of what the database can take; a connection string may say another.
    private const int ConnectionsOfOne = 16;

    /// <summary>Time for all platforms; tests bring their own.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    public string FolderOf(PlatformEntry entry) => Path.Combine(Folder, "platforms", entry.Operator, entry.Name);

    /// <summary>The directory of a platform, bound to its schema, with every file and key that it needs to start.</summary>
    public (string Folder, PostgresShelf Shelf) Prepare(PlatformEntry entry)
    {
        var folder = FolderOf(entry);
        foreach (var place in (string[])[folder, Site.PoolPath(folder)])
        {
            Directory.CreateDirectory(place);
            // A cache of what the command line says: another database may have been named since.
            PostgresPlace.Unbind(place);
            PostgresPlace.Bind(place, ConnectionOf(entry));
        }

        var shelf = new PostgresShelf(PostgresPlace.Find(folder)!, folder, KeyOf(entry));
        shelf.BringAll(but: BroughtLater);
        MakeKeys(Path.Combine(folder, "keys"), shelf);
        return (folder, shelf);
    }

    /// <summary>The database of a platform and its files there, for whoever administers it from outside.</summary>
    public (NpgsqlDataSource Database, PostgresShelf Shelf) Reach(PlatformEntry entry)
    {
        var database = NpgsqlDataSource.Create(ConnectionOf(entry));
        return (database, new(database, FolderOf(entry), KeyOf(entry)));
    }

    private byte[] KeyOf(PlatformEntry entry) => Secret.KeyFor($"shelf {entry.Key}");

    private string ConnectionOf(PlatformEntry entry)
    {
        var connection = new NpgsqlConnectionStringBuilder(Connection) { SearchPath = entry.Schema };
        if (connection.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
        {
            connection.MaxPoolSize = ConnectionsOfOne;
        }

        return connection.ConnectionString;
    }

    // Kept before they seal the first record: a machine that dies takes no key with it. Of two that make one, one wins.
    private static void MakeKeys(string folder, PostgresShelf shelf)
    {
        _ = PersonalBox.Open(folder);
        PackKey.Open(folder).Dispose();
        foreach (var path in Directory.GetFiles(folder))
        {
            shelf.KeepFirst(path);
        }

        shelf.BringAll(but: BroughtLater);
    }
}
