using System.ComponentModel;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;
using Npgsql;

[assembly: AssemblyFixture(typeof(Wellspring.Shop.Tests.Malls.MallServers))]

namespace Wellspring.Shop.Tests.Malls;

/// <summary>
/// A real MariaDB and a real PostgreSQL of our own, on loopback, in a temporary folder, gone with the tests.
/// </summary>
public sealed class MallServers : IAsyncDisposable
{
    private const string Install = "apt-get install -y mariadb-server postgresql";
    private readonly string _folder = Directory.CreateTempSubdirectory("malls-").FullName;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly List<Process> _running = [];
    private string? _mysql;
    private string? _postgres;
    private int _databases;

    /// <summary>A fresh, empty database; its connection string is of an account that may do everything.</summary>
    public async Task<string> NewAsync(string make, CancellationToken cancellation)
    {
        await _starting.WaitAsync(cancellation);
        try
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"mall_{++_databases}");
            if (make == "mysql")
            {
                _mysql ??= await StartMariaDbAsync(cancellation);
                await ExecuteAsync(new MySqlConnection(_mysql), $"CREATE DATABASE {name}", cancellation);
                return new MySqlConnectionStringBuilder(_mysql) { Database = name }.ConnectionString;
            }

            _postgres ??= await StartPostgresAsync(cancellation);
            await ExecuteAsync(new NpgsqlConnection(_postgres), $"CREATE DATABASE {name}", cancellation);
            return new NpgsqlConnectionStringBuilder(_postgres) { Database = name }.ConnectionString;
        }
        finally
        {
            _starting.Release();
        }
    }

    public static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using (connection)
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        MySqlConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        foreach (var process in _running)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _starting.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> StartMariaDbAsync(CancellationToken cancellation)
    {
        var root = Environment.UserName == "root" ? new[] { "--user=root" } : [];
        var (place, port) = (Path.Combine(_folder, "mariadb"), FreePort());
        await RunAsync("mariadb-install-db",
            ["--no-defaults", $"--datadir={place}", "--auth-root-authentication-method=normal", "--skip-test-db",
                .. root],
            cancellation);
        Start("mariadbd",
            ["--no-defaults", $"--datadir={place}", $"--socket={Path.Combine(_folder, "mariadb.sock")}",
                $"--port={port}", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--skip-log-bin",
                "--default-time-zone=+03:00", .. root]);
        var connection = $"Server=127.0.0.1;Port={port};User ID=root;SslMode=None;AllowUserVariables=true";
        await UntilAsync(() => new MySqlConnection(connection), cancellation);
        return connection;
    }

    // PostgreSQL refuses to run as root, so Debian's own account runs it there.
    private async Task<string> StartPostgresAsync(CancellationToken cancellation)
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Max()
            : null;
        Assert.True(programs is not null, $"PostgreSQL is not installed: {Install}");
        var (place, port) = (Path.Combine(_folder, "postgres"), FreePort());
        Directory.CreateDirectory(place);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", place], cancellation);
            await RunAsync("chmod", ["755", _folder], cancellation);
        }

        await RunAsPostgresAsync(Path.Combine(programs, "bin/initdb"),
            ["-D", Path.Combine(place, "data"), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8",
                "--locale=C"],
            cancellation);
        var (program, arguments) = AsPostgres(Path.Combine(programs, "bin/postgres"),
            ["-D", Path.Combine(place, "data"), "-p", port.ToString(CultureInfo.InvariantCulture), "-k", place, "-h",
                "127.0.0.1", "-c", "fsync=off", "-c", "timezone=America/New_York"]);
        Start(program, arguments);
        var connection = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
        await UntilAsync(() => new NpgsqlConnection(connection), cancellation);
        return connection;
    }

    private static async Task UntilAsync(Func<DbConnection> open, CancellationToken cancellation)
    {
        var until = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync(open(), "SELECT 1", cancellation);
                return;
            }
            catch (DbException) when (until.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(50, cancellation);
            }
        }
    }

    private static Task RunAsPostgresAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var (start, all) = AsPostgres(program, arguments);
        return RunAsync(start, all, cancellation);
    }

    private static (string Program, string[] Arguments) AsPostgres(string program, string[] arguments) =>
        Environment.UserName == "root"
            ? ("runuser", ["-u", "postgres", "--", program, .. arguments])
            : (program, arguments);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Begin(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, $"{program} gave {process.ExitCode}: {await output} {errors}");
    }

    private void Start(string program, string[] arguments)
    {
        var process = Begin(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running.Add(process);
    }

    private static Process Begin(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Fail($"{program} is not installed, and a view is worth nothing unproved: {Install}");
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
