using Npgsql;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.Setup;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;
using Wellspring.Shop.Finance;
using Wellspring.Storage.Postgres;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Platforms;

/// <summary>Where a node puts the platforms it runs: a directory each, a copy of what the database keeps.</summary>
/// <param name="Folder">The node's own; two nodes never share one.</param>
/// <param name="Connection">The cluster's database, without a password.</param>
public sealed record PlatformHome(string Folder, string Connection, ClusterSecret Secret)
{
    // What grows comes when somebody asks for it.
    internal static readonly string[] BroughtLater = ["licences/", "exports/"];

    // The only pool of the schema, as of a directory.
    internal const string Pool = "main";

    internal const string Keys = "keys";

    // One platform's share of what the database can take; a connection string may say another.
    private const int ConnectionsOfOne = 16;

    /// <summary>Time for all platforms; tests bring their own.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    /// <summary>How long a visitor waits for a platform that is on its way from one node to another.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(12);

    public string FolderOf(PlatformEntry entry) =>
        Path.Combine(Folder, "platforms", entry.Key.Operator, entry.Key.Pool);

    /// <summary>
    /// Claims a platform for this node and makes its directory, bound to its schema, with every file and key that it
    /// needs to start. Whoever had it before can write no more.
    /// </summary>
    internal PlatformPlace Prepare(PlatformEntry entry)
    {
        var folder = FolderOf(entry);
        foreach (var place in (string[])[folder, Site.PoolPath(folder)])
        {
            Directory.CreateDirectory(place);
            // A cache of what the command line says: another database may have been named since.
            PostgresPlace.Unbind(place);
            PostgresPlace.Bind(place, ConnectionOf(entry));
        }

        var database = PostgresPlace.Find(folder)!;
        PostgresSchema.Prepare(database);
        var claim = PoolClaim.Take(database, Pool);
        var shelf = new PostgresShelf(database, folder, KeyOf(entry), claim);

        // What is to follow the log's key lies on the shelf or nowhere: here it may have been left by an older opening.
        Directory.CreateDirectory(Path.Combine(folder, Keys));
        File.Delete(Path.Combine(folder, Keys, LogKeys.NextName));
        shelf.BringAll(but: BroughtLater);
        MakeKeys(folder, shelf);
        return new(folder, database, shelf, claim, new PostgresJournals(database, Pool).IsBlank);
    }

    /// <summary>The database of a platform and its files there, for whoever administers it from outside.</summary>
    public (NpgsqlDataSource Database, PostgresShelf Shelf) Reach(PlatformEntry entry)
    {
        var database = PostgresSource.Open(ConnectionOf(entry));
        return (database, new(database, FolderOf(entry), KeyOf(entry)));
    }

    /// <summary>Puts a demo shop and its past into a platform that is empty and that nobody runs yet.</summary>
    public async Task SeedAsync(
        PlatformEntry entry, ReadyPlan ready, Action<int, int> said, CancellationToken cancellation)
    {
        var place = Prepare(entry);
        Invariant.Require(place.IsNew, "a demo's past belongs to a pool that has none");
        using var records = ShopDatabase.Open(place.Database, place.Claim);
        await DemoSeed.RunAsync(
            ready, new(Site.PoolPath(place.Folder), place.Database, Pool, place.Claim), records, Wall, said,
            cancellation);
    }

    /// <summary>The link by which the first administrator sets a platform up; null where somebody can log in.</summary>
    public Uri? SetupLinkOf(PlatformEntry entry)
    {
        using var database = PostgresSource.Open(ConnectionOf(entry));
        using var records = ShopDatabase.Open(database);
        return SetupLink.IsNeeded(records)
            ? SetupLink.Create(records, Instant.From(Wall.GetUtcNow()), new(entry.PublicUrl))
            : null;
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
        var keys = Path.Combine(folder, Keys);
        _ = PersonalBox.Open(keys);
        PackKey.Open(keys).Dispose();
        KeepKeys(folder, shelf);
        var log = Path.Combine(keys, LogKeys.FileName);
        if (File.Exists(log))
        {
            // Made by an opening that was killed before it kept it.
            shelf.KeepFirst(log);
        }

        shelf.BringAll(but: BroughtLater);
    }

    /// <summary>Keeps whatever keys a platform has made for itself, before anybody is let in.</summary>
    internal static void KeepKeys(string folder, PostgresShelf shelf)
    {
        // What belongs to the log is kept by whoever writes it: its checkpoint moves on, its next key goes as soon as
        // it is taken. Drafts of files that are being written are nobody's yet.
        var all = Directory.GetFiles(Path.Combine(folder, Keys));
        foreach (var path in all.Where(path => IsKey(Path.GetFileName(path))))
        {
            shelf.KeepFirst(path);
        }
    }

    private static bool IsKey(string name) => Path.GetExtension(name) is ".key" or ".pem" or ".xml"
        && !name.StartsWith("log.", StringComparison.Ordinal);
}

/// <summary>A platform's place on a node that has claimed it.</summary>
/// <param name="IsNew">Whether its pool has yet to be opened for the first time.</param>
internal sealed record PlatformPlace(
    string Folder, NpgsqlDataSource Database, PostgresShelf Shelf, PoolClaim Claim, bool IsNew);
