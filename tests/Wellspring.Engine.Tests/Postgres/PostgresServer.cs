using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Wellspring.Engine.Tests.Postgres;

/// <summary>A real PostgreSQL of our own, on loopback, in a temporary folder, gone with the tests.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Install = "apt-get install -y postgresql";
    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly int _port = FreePort();
    private readonly string[] _settings;
    private Process? _server;
    private int _databases;

    private PostgresServer(string[] settings) => _settings = settings;

    private static string Programs => Directory.Exists("/usr/lib/postgresql")
        ? Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Max()!, "bin")
        : throw new InvalidOperationException($"PostgreSQL is not installed: {Install}");

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    private string Place => Path.Combine(_folder, "place");

    private string Files => Path.Combine(Place, "data");

    /// <param name="settings">Such as <c>fsync=off</c>, where nothing is killed.</param>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation, params string[] settings)
    {
        var server = new PostgresServer(settings);
        await server.MakePlaceAsync(cancellation);
        await RunAsPostgresAsync("initdb",
            ["-D", server.Files, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
            cancellation);
        await server.StartAgainAsync(cancellation);
        return server;
    }

    /// <summary>A second server that follows this one, by streaming, and can be promoted.</summary>
    public async Task<PostgresServer> StartStandbyAsync(CancellationToken cancellation)
    {
        var standby = new PostgresServer(_settings);
        await standby.MakePlaceAsync(cancellation);
        await RunAsPostgresAsync("pg_basebackup",
            ["-D", standby.Files, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-U", "postgres", "-h", "127.0.0.1",
                "-p", _port.ToString(CultureInfo.InvariantCulture)], cancellation);
        await standby.StartAgainAsync(cancellation);
        return standby;
    }

    /// <summary>Makes the primary of a standby.</summary>
    public Task PromoteAsync(CancellationToken cancellation) =>
        RunAsPostgresAsync("pg_ctl", ["-D", Files, "-w", "promote"], cancellation);

    /// <summary>Ends it as an operator does.</summary>
    /// <param name="mode"><c>fast</c> sends everybody home, <c>immediate</c> leaves recovery to the next start.</param>
    public async Task StopAsync(string mode, CancellationToken cancellation)
    {
        await RunAsPostgresAsync("pg_ctl", ["-D", Files, "-w", "-m", mode, "stop"], cancellation);
        await _server!.WaitForExitAsync(cancellation);
        _server.Dispose();
        _server = null;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>A fresh, empty database.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"database_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return Connection(name);
    }

    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        Launch();
        var until = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
                await connection.OpenAsync(cancellation);
                return;
            }
            catch (NpgsqlException) when (until.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(50, cancellation);
                if (_server!.HasExited)
                {
                    // Somebody of the one that was killed still held its memory.
                    _server.Dispose();
                    Launch();
                }
            }
        }
    }

    private void Launch()
    {
        var settings = _settings.SelectMany(setting => new[] { "-c", setting });
        var (program, arguments) = AsPostgres("postgres",
            ["-D", Files, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", Place, "-h",
                "127.0.0.1", .. settings]);
        _server = Begin(program, arguments);
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>
    /// Ends it at the end of the whole process, which waits for nobody: thousands of files are deleted behind its back.
    /// </summary>
    public void Abandon()
    {
        _server?.Kill(entireProcessTree: true);
        Process.Start("rm", ["-rf", _folder]).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task MakePlaceAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Place);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", Place], cancellation);
            await RunAsync("chmod", ["755", _folder], cancellation);
        }
    }

    private string Connection(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    private static Task RunAsPostgresAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var (start, all) = AsPostgres(program, arguments);
        return RunAsync(start, all, cancellation);
    }

    // It refuses to run as root, so Debian's own account runs it there.
    private static (string Program, string[] Arguments) AsPostgres(string program, string[] arguments) =>
        Environment.UserName == "root"
            ? ("runuser", ["-u", "postgres", "--", Path.Combine(Programs, program), .. arguments])
            : (Path.Combine(Programs, program), arguments);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Begin(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} gave {process.ExitCode}: {await output} {errors}");
        }
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
            throw new InvalidOperationException($"{program} is not installed: {Install}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
