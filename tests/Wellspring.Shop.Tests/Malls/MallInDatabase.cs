using System.Data.Common;
using MySqlConnector;
using Npgsql;
using Wellspring.Core.Pools;
using Wellspring.Shop.Malls;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>
/// A mall's tables in a real database, with our views, read through an account that may read those views only.
/// </summary>
internal sealed class MallInDatabase
{
    private readonly string _owner;
    private readonly Dictionary<string, string> _steps;

    private MallInDatabase(MallKind kind, string make, string owner, Dictionary<string, string> steps) =>
        (Kind, Make, _owner, _steps) = (kind, make, owner, steps);

    public MallKind Kind { get; }

    public string Make { get; }

    /// <summary>The connection string of the account that reads.</summary>
    public string Reader { get; private init; } = "";

    public static async Task<MallInDatabase> CreateAsync(
        MallServers servers, string mall, string make, CancellationToken cancellation)
    {
        var kind = MallKind.Find(mall)!;
        var owner = await servers.NewAsync(make, cancellation);
        var steps = Steps(mall, make);
        var created = new MallInDatabase(kind, make, owner, steps);
        await created.StepAsync("tables", cancellation);
        await created.StepAsync("rows", cancellation);
        await created.ExecuteAsync(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "connectors", mall, $"views.{make}.sql")),
            cancellation);
        return new(kind, make, owner, steps) { Reader = await created.ReaderAsync(cancellation) };
    }

    /// <summary>The source as an operator would set it up.</summary>
    public SqlMallSource Source(TimeProvider wall, int pageSize = 500)
    {
        var (open, refusal) = MallDatabase.Driver(Make, Reader);
        Assert.Null(refusal);
        return new(Settings(pageSize), open!, wall);
    }

    public MallSettings Settings(int pageSize = 500) => new()
    {
        Name = Kind.Name, Kind = Kind, Secret = new('s', 40), Funding = FundingMode.MerchantDirect, Merchant = "shop-1",
        PageSize = pageSize, From = new(1_790_000_000_000),
    };

    /// <summary>Lets something happen in the mall.</summary>
    public Task StepAsync(string name, CancellationToken cancellation) => ExecuteAsync(_steps[name], cancellation);

    /// <summary>Begins a step in a transaction that its caller commits.</summary>
    public async Task<DbTransaction> BeginAsync(string name, CancellationToken cancellation)
    {
        var connection = Open();
        await connection.OpenAsync(cancellation);
        await PrepareAsync(connection, cancellation);
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, _steps[name]);
        await command.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = Open();
        await connection.OpenAsync(cancellation);
        await PrepareAsync(connection, cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private DbConnection Open() => Make == "mysql" ? new MySqlConnection(_owner) : new NpgsqlConnection(_owner);

    // The rows of nopCommerce are written once for both databases.
    private async Task PrepareAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (Make == "mysql" && Kind == MallKind.NopCommerce)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')";
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    // As connectors/*/README.md says it.
    private async Task<string> ReaderAsync(CancellationToken cancellation)
    {
        var user = "wellspring_" + Guid.NewGuid().ToString("N")[..8];
        var views = new[] { "wellspring_order_changes", "wellspring_orders", "wellspring_order_lines" };
        if (Make == "mysql")
        {
            await ExecuteAsync(
                $"CREATE USER {user}@'%' IDENTIFIED BY 'reader-pass';"
                + string.Concat(views.Select(view => $"GRANT SELECT ON {view} TO {user}@'%';")), cancellation);
            return new MySqlConnectionStringBuilder(_owner)
            {
                UserID = user, Password = "reader-pass",
            }.ConnectionString;
        }

        await ExecuteAsync(
            $"CREATE ROLE {user} LOGIN PASSWORD 'reader-pass';"
            + $"GRANT SELECT ON {string.Join(", ", views)} TO {user};", cancellation);
        return new NpgsqlConnectionStringBuilder(_owner)
        {
            Username = user, Password = "reader-pass",
        }.ConnectionString;
    }

    private static Dictionary<string, string> Steps(string mall, string make)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Malls", "Fixtures");
        var text = File.ReadAllText(Path.Combine(folder, $"{mall}.{make}.sql"));
        if (mall == "nopcommerce")
        {
            text += "\n-- step: rows\n" + File.ReadAllText(Path.Combine(folder, "nopcommerce.rows.sql"));
        }

        return ("tables\n" + text).Split("-- step: ")
            .Select(part => part.Split('\n', 2))
            .ToDictionary(part => part[0].Trim(), part => part[1], StringComparer.Ordinal);
    }
}

/// <summary>A wall clock that stands where it was put.</summary>
internal sealed class MallWall(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
