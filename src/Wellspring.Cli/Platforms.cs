using Wellspring.Server.Hosting;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli;

/// <summary>A platform's data directory and the database it may be bound to.</summary>
internal static class Platforms
{
    /// <summary>Binds an empty platform, or one that is bound already, to a PostgreSQL database.</summary>
    public static void Bind(string folder, string connection)
    {
        var bound = PostgresPlace.IsBound(folder);
        if (!bound && (File.Exists(Path.Combine(folder, "shop.db")) || new PoolDirectory(Site.PoolPath(folder)).Exists))
        {
            throw new BadInputException(
                $"“{folder}”里已有数据;请先用 wellspring move 把它搬进数据库。",
                $"There are records in \"{folder}\" already; take them into the database with wellspring move.");
        }

        Explained(() =>
        {
            PostgresPlace.Bind(folder, connection);
            PostgresPlace.Bind(Site.PoolPath(folder), connection);
            return true;
        });
    }

    /// <summary>Whether there is anything already where a connection leads.</summary>
    public static bool HasTables(string connection) => Explained(() => PostgresPlace.HasTables(connection));

    private static T Explained<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (FormatException wrong)
        {
            throw new BadInputException($"--postgres:{wrong.Message}", $"--postgres: {wrong.Message}");
        }
    }
}
