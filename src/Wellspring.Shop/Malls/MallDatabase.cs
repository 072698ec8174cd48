using System.Data.Common;
using MySqlConnector;
using Npgsql;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>Opens a mall's own database, read-only, by the connection string an operator configured.</summary>
public static class MallDatabase
{
    /// <summary>How to get a connection to a database of this make, or why not.</summary>
    /// <param name="make"><c>mysql</c> (MySQL and MariaDB) or <c>postgresql</c>.</param>
    /// <param name="connection">The driver's connection string; it holds a password and is shown to nobody.</param>
    public static (Func<DbConnection>? Open, Bilingual? Refusal) Driver(string make, string connection)
    {
        try
        {
            switch (make)
            {
                case "mysql":
                    // Refused by the server before a statement could write, beside the account that may not.
                    var mysql = new MySqlConnectionStringBuilder(connection)
                    {
                        ApplicationName = "wellspring", AllowUserVariables = false, AllowLoadLocalInfile = false,
                    }.ConnectionString;
                    return (() => new MySqlConnection(mysql), null);
                case "postgresql":
                    var postgres = new NpgsqlConnectionStringBuilder(connection)
                    {
                        ApplicationName = "wellspring", Options = "-c default_transaction_read_only=on",
                    }.ConnectionString;
                    return (() => new NpgsqlConnection(postgres), null);
                default:
                    return (null, new(
                        $"不认识的商城数据库「{make}」；请写 mysql 或 postgresql（SQL Server 本版本没有驱动）。",
                        $"Unknown mall database «{make}»; write mysql or postgresql (SQL Server has no driver)."));
            }
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            return (null, new(
                "商城数据库的连接串无法读取；请检查 server、database、user、password 等写法。",
                "The mall's connection string cannot be read; check its server, database, user and password."));
        }
    }
}
