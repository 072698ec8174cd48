using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Tests.Api;
using Wellspring.Shop.Database;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Tests.Hosting;

/// <summary>A real <c>wellspring serve --postgres</c> under load while its real database goes and comes back.</summary>
public sealed class DatabaseFaultTests : IAsyncLifetime
{
    private const int Clients = 4;
    private const int Enough = 60;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly int Rounds = Environment.GetEnvironmentVariable("WELLSPRING_LONG") == "1" ? 10 : 1;

    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-database-").FullName;
    private readonly ConcurrentDictionary<string, long> _acknowledged = new();
    private readonly CancellationTokenSource _enough = new();
    private PostgresServer _primary = null!;
    private int _unanswered;

    public async ValueTask InitializeAsync() => _primary = await PostgresServer.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        _enough.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_restart_of_the_database_loses_nothing_and_the_platform_goes_on_by_itself()
    {
        await using var program = await ServeAsync(_primary.Host);
        var load = Load(program);
        await ProgressAsync(program);

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var mode in (string[])["fast", "immediate", "kill"])
            {
                await (mode == "kill" ? _primary.KillAsync() : _primary.StopAsync(mode, CancellationToken.None));
                await UntilRefusedAsync(program, mode);
                await _primary.StartAgainAsync(CancellationToken.None);
                await ProgressAsync(program);
            }
        }

        await FinishAsync(load);
        await CheckAsync(program);
    }

    [Fact]
    public async Task A_fail_over_to_the_standby_loses_nothing_and_the_platform_goes_on_by_itself()
    {
        var standby = await _primary.StartStandbyAsync(CancellationToken.None);
        await _primary.ExecuteAsync(
            "ALTER SYSTEM SET synchronous_standby_names = '*'", CancellationToken.None);
        await _primary.ExecuteAsync("SELECT pg_reload_conf()", CancellationToken.None);
        await using var program = await ServeAsync(
            $"{_primary.Host},{standby.Host}", ";Target Session Attributes=primary");
        var load = Load(program);
        await ProgressAsync(program);

        await _primary.KillAsync();
        await standby.PromoteAsync(CancellationToken.None);
        await _primary.DisposeAsync();
        _primary = standby;
        await ProgressAsync(program);

        await FinishAsync(load);
        await CheckAsync(program);
    }

    [Fact]
    public async Task A_standby_that_lacks_what_was_acknowledged_is_not_gone_on_with()
    {
        var standby = await _primary.StartStandbyAsync(CancellationToken.None);
        await using var program = await ServeAsync($"{_primary.Host},{standby.Host}");
        await standby.StopAsync("fast", CancellationToken.None);
        var load = Load(program);
        await ProgressAsync(program);

        // Nobody asked the primary to wait for it, so it has none of what was answered since it stopped.
        await _primary.KillAsync();
        await FinishAsync(load);
        await standby.StartAgainAsync(CancellationToken.None);
        await standby.PromoteAsync(CancellationToken.None);
        await _primary.DisposeAsync();
        _primary = standby;

        Assert.Equal(3, await program.Program.ExitCodeAsync());
        Assert.Contains("lost-end", program.Program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_the_standby_that_is_given_up_is_never_told_as_done()
    {
        await using var source = PostgresSource.Open(
            $"Host={_primary.Host};Username=postgres;Database=postgres;Command Timeout=4");
        using var shop = ShopDatabase.Open(source);
        await _primary.ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", CancellationToken.None);
        await _primary.ExecuteAsync("SELECT pg_reload_conf()", CancellationToken.None);
        await UntilItWaitsAsync(source);

        var failure = Record.Exception(() => shop.Write(transaction => transaction.Execute(
            $"INSERT INTO follows (name, position) VALUES ({"a"}, {1})")));

        Assert.True(PostgresAway.Is(failure), $"{failure}");
    }

    private static async Task UntilItWaitsAsync(NpgsqlDataSource source)
    {
        await using var query = source.CreateCommand("SHOW synchronous_standby_names");
        while (await query.ExecuteScalarAsync() is not "nobody")
        {
            await Task.Delay(10);
        }
    }

    private async Task<Served> ServeAsync(string hosts, string more = "")
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "plan.json"), Caller.FinalPlan);
        var (program, address) = await BuiltProgram.ServeAsync(
            _folder, "--data", "data", "--plan", "plan.json",
            "--postgres", $"Host={hosts};Username=postgres;Database=postgres{more}");
        var made = await BuiltProgram.RunAsync(_folder, "key", "create", "--data", "data", "--name", "load",
            "--scope", "commands:write", "pool:read", "--json");
        Assert.True(made.ExitCode == 0, made.Output);
        return new(program, address, JsonDocument.Parse(made.Output).RootElement.GetProperty("key").GetString()!);
    }

    private Task Load(Served served) => Task.WhenAll(Enumerable.Range(1, Clients).Select(client => Task.Run(async () =>
    {
        using var caller = new Caller(served.Address, served.Key);
        for (var number = 1; !_enough.IsCancellationRequested; number++)
        {
            await SettleAsync(caller, $"c{client}-{number}", "m" + (number % 50));
        }
    })));

    // The same id again until there is an answer, as every caller is told to.
    private async Task SettleAsync(Caller caller, string order, string member)
    {
        while (true)
        {
            try
            {
                var settled = await caller.SettleAsync(order, member, "88.00");
                if (settled.Status == HttpStatusCode.OK)
                {
                    Assert.True(_acknowledged.TryAdd(settled["command"]!, long.Parse(settled["position"]!, null)));
                    return;
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, settled.Status);
                Assert.NotNull(settled.RetryAfter);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException && _enough.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Increment(ref _unanswered);
            if (_enough.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(RetryPause);
        }
    }

    private async Task ProgressAsync(Served served)
    {
        var goal = _acknowledged.Count + Enough;
        await UntilAsync(served, () => _acknowledged.Count >= goal, "the load does not get through");
    }

    private async Task UntilRefusedAsync(Served served, string mode)
    {
        var before = Volatile.Read(ref _unanswered);
        await UntilAsync(
            served, () => Volatile.Read(ref _unanswered) >= before + Clients, $"{mode}: nobody notices the database");
    }

    private static async Task UntilAsync(Served served, Func<bool> met, string otherwise)
    {
        for (var attempt = 0; !met(); attempt++)
        {
            Assert.False(served.Program.HasExited, served.Program.Output);
            Assert.True(attempt < 2_400, $"{otherwise}: {served.Program.Output}");
            await Task.Delay(25);
        }
    }

    private async Task FinishAsync(Task load)
    {
        await _enough.CancelAsync();
        await load;
    }

    private async Task CheckAsync(Served served)
    {
        using var caller = new Caller(served.Address, served.Key);
        foreach (var (id, position) in _acknowledged)
        {
            var found = (await caller.GetAsync("/v1/commands/" + id)).Done();
            Assert.Equal(position, long.Parse(found["answer.position"]!, null));
        }

        // Every client repeated what was not answered until it was, but for the last of each.
        var orders = long.Parse((await caller.GetAsync("/v1/pool")).Done()["orders"]!, null);
        Assert.InRange(orders, _acknowledged.Count, _acknowledged.Count + Clients);
        await served.Program.KillAsync();
        var verified = await BuiltProgram.RunAsync(_folder, "verify", "--data", "data/pool");
        Assert.True(verified.ExitCode == 0, verified.Output);
        TestContext.Current.SendDiagnosticMessage(
            $"{_acknowledged.Count} acknowledged, 0 lost, {_unanswered} times told to try again");
    }

    private sealed record Served(BuiltProgram Program, Uri Address, string Key) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Program.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
