using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Wellspring.Engine;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Operations.Tests.Restoring;

/// <summary>
/// The drill of docs/operating/restore.md on the real database: base backup, archive of the log, recovery to a moment.
/// </summary>
public sealed class PointInTimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pitr-").FullName;

    [Fact]
    public async Task A_database_recovered_to_a_moment_holds_the_pool_of_that_moment_and_it_verifies()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var archive = Made("archive");
        await using var postgres = await PostgresServer.StartAsync(
            cancellation, "wal_level=replica", "archive_mode=on", "fsync=off",
            $"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f");
        var connection = await postgres.NewDatabaseAsync(cancellation);
        var pool = await FillAsync(connection, "live", from: 0, count: 3);
        Made("base");
        var at = new NpgsqlConnectionStringBuilder(connection);
        await RunAsync(
            "pg_basebackup", "-h", "127.0.0.1", "-p", $"{at.Port}", "-U", "postgres", "-X", "none", "--checkpoint=fast",
            "-D", Path.Combine(_folder, "base", "data"));

        pool = await FillAsync(connection, "live", from: 3, count: 4);
        var (expected, moment) = (pool.Load(), await ValueAsync(connection, "SELECT clock_timestamp()::text"));
        await FillAsync(connection, "live", from: 7, count: 2);
        var archived = await ValueAsync(connection, "SELECT pg_walfile_name(pg_switch_wal())");
        await UntilAsync(() => File.Exists(Path.Combine(archive, archived)));
        NpgsqlConnection.ClearAllPools();
        await postgres.KillAsync();

        await using var recovered = await RecoverAsync(archive, moment);
        var restored = await FillAsync(recovered.Connection(at.Database!), "restored", from: 0, count: 0);

        var found = restored.Load();
        Assert.Empty(new Verifier(restored).Run().Damages);
        Assert.Equal(expected.End.Position, found.End.Position);
        Assert.Equal(expected.End.Hash.ToArray(), found.End.Hash.ToArray());
        Assert.Equal(expected.Pool.StateHash(), found.Pool.StateHash());

        // What came after the moment is sent again, and taken as if for the first time.
        await FillAsync(recovered.Connection(at.Database!), "restored", from: 5, count: 4);
        Assert.Equal(expected.End.Position + 2, restored.Load().End.Position);
        NpgsqlConnection.ClearAllPools();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<PoolDirectory> FillAsync(string connection, string name, int from, int count)
    {
        var folder = Path.Combine(_folder, name);
        PostgresPlace.Bind(folder, connection);
        var pool = new PoolDirectory(folder);
        if (count > 0)
        {
            await using var writer = PoolWriter.Start(pool.OpenToWrite(Plans.Example), new());
            for (var number = from; number < from + count; number++)
            {
                await writer.SubmitAsync(Plans.Settle(number), TestContext.Current.CancellationToken);
            }
        }

        return pool;
    }

    private async Task<Recovered> RecoverAsync(string archive, string moment)
    {
        var data = Path.Combine(_folder, "base", "data");
        await RunAsync("bash", "-c", $"""
            touch {data}/recovery.signal
            cat >> {data}/postgresql.auto.conf <<'END'
            restore_command = 'cp {archive}/%f %p'
            recovery_target_time = '{moment}'
            recovery_target_action = 'promote'
            archive_mode = off
            END
            """);
        return await Recovered.StartAsync(data, Made("socket"), Account("postgres"));
    }

    private string Made(string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        return path;
    }

    private static async Task<string> ValueAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, open);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var round = 0; !holds(); round++)
        {
            Assert.True(round < 600, "a minute passed");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Account(program, arguments))!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
    }

    // The server refuses to run as root, and its files are its own.
    private static ProcessStartInfo Account(string program, params string[] arguments)
    {
        var bin = Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Max()!, "bin", program);
        string[] command = [File.Exists(bin) ? bin : program, .. arguments];
        return new ProcessStartInfo(
            Environment.UserName == "root" ? "runuser" : command[0],
            Environment.UserName == "root" ? ["-u", "postgres", "--", .. command] : command[1..])
        {
            RedirectStandardError = true, WorkingDirectory = "/",
        };
    }

    private sealed class Recovered(Process process, int port) : IAsyncDisposable
    {
        public static async Task<Recovered> StartAsync(string data, string socket, ProcessStartInfo postgres)
        {
            var port = FreePort();
            foreach (var argument in (string[])
                ["-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-k", socket, "-h", "127.0.0.1"])
            {
                postgres.ArgumentList.Add(argument);
            }

            var process = Process.Start(postgres)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var recovered = new Recovered(process, port);
            var until = Stopwatch.StartNew();
            while (await recovered.IsRecoveringAsync())
            {
                Assert.True(until.Elapsed < TimeSpan.FromMinutes(2) && !process.HasExited, "it did not recover");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            return recovered;
        }

        public string Connection(string database) =>
            $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        private async Task<bool> IsRecoveringAsync()
        {
            try
            {
                return await ValueAsync(Connection("postgres"), "SELECT pg_is_in_recovery()::text") == "true";
            }
            catch (NpgsqlException)
            {
                return true;
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
