using Npgsql;

namespace Wellspring.Storage.Postgres;

/// <summary>Tells a database that is out of reach for a while 数据库暂时离线 from one that says no.</summary>
public static class PostgresAway
{
    // Of the SQL standard's classes and PostgreSQL's own: connections, lack of room or memory, operators' acts.
    private static readonly string[] Classes = ["08", "53", "57"];

    // A server that became a standby, and sessions that the server ended for waiting too long.
    private static readonly string[] States = ["25006", "25P03"];

    /// <summary>
    /// Whether trying again later may do: no connection, a restart, a fail-over. What was under way may have been
    /// kept or not.
    /// </summary>
    public static bool Is(Exception? failure) => failure switch
    {
        null => false,
        PostgresException said => Array.Exists(
            Classes, one => said.SqlState.StartsWith(one, StringComparison.Ordinal)) || States.Contains(said.SqlState),
        // Whatever else the driver throws is about speaking with the server, not about what was said.
        NpgsqlException => true,
        AggregateException several => several.InnerExceptions.Any(Is),
        _ => Is(failure.InnerException),
    };
}
