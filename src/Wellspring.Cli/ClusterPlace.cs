using System.CommandLine;
using Npgsql;
using Wellspring.Cluster;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli;

/// <summary>The database that all nodes of a cluster share, as a command line names it.</summary>
internal static class ClusterPlace
{
    public static Option<string> Option() => new("--cluster")
    {
        Description = "集群共用的 PostgreSQL(密码用 PGPASSWORD) the cluster's PostgreSQL, password by PGPASSWORD",
        HelpName = "CONNECTION", Required = true,
    };

    /// <summary>A connection string without a password.</summary>
    public static string Checked(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Password is null
                ? connection
                : throw new BadInputException("--cluster:密码请放在 PGPASSWORD 或密码文件里。",
                    "--cluster: a password does not belong here: set PGPASSWORD, or use a password file.");
        }
        catch (ArgumentException broken)
        {
            throw new BadInputException($"--cluster 不是 PostgreSQL 连接串:{broken.Message}",
                $"--cluster is no connection string of PostgreSQL: {broken.Message}");
        }
    }

    /// <summary>Opens the shared tables, making them where they are missing.</summary>
    public static async Task<NpgsqlDataSource> OpenAsync(string connection, CancellationToken cancellation)
    {
        var database = PostgresSource.Open(ClusterSchema.ConnectionOf(Checked(connection)));
        try
        {
            await ClusterSchema.PrepareAsync(database, cancellation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
