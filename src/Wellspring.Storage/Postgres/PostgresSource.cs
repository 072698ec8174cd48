using Npgsql;

namespace Wellspring.Storage.Postgres;

/// <summary>Connects to PostgreSQL as a platform needs it: to one server, or to the primary of several.</summary>
public static class PostgresSource
{
    // Before what the operator gives, which so goes first. A wait that is given up breaks its connection instead of
    // asking the server to cancel: a cancelled wait for a standby would be told as a success. The server drops whoever
    // vanished with a lock in the hand, and of several servers the new primary is found within a second.
    private const string Defaults = "Timeout=5;Cancellation Timeout=-1;Host Recheck Seconds=1;Tcp Keepalive=true;"
        + "Tcp Keepalive Time=5;Tcp Keepalive Interval=2;Application Name=wellspring;"
        + "Options=-c idle_in_transaction_session_timeout=60s -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 "
        + "-c tcp_keepalives_count=3 -c tcp_user_timeout=15s;";

    /// <exception cref="FormatException">It is no connection string, or asks for a server that cannot be written to.
    /// </exception>
    public static NpgsqlDataSource Open(string connection)
    {
        var settings = Settings(Defaults + connection);
        var wanted = settings.TargetSessionAttributes;
        settings.TargetSessionAttributes = null;
        var target = wanted?.ToLowerInvariant() switch
        {
            null or "primary" => TargetSessionAttributes.Primary,
            "read-write" => TargetSessionAttributes.ReadWrite,
            _ => throw new FormatException(
                $"Target Session Attributes={wanted}: a platform writes, so it needs primary or read-write"),
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(target)
            : builder.Build();
    }

    /// <exception cref="FormatException">It is no connection string.</exception>
    internal static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        try
        {
            return new(connection);
        }
        catch (ArgumentException broken)
        {
            throw new FormatException($"no connection string of PostgreSQL: {broken.Message}");
        }
    }
}
