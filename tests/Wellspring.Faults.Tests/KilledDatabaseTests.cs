using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>kill -9 of the database, and of the server beside it, under load.</summary>
[Collection(nameof(Databases))]
public sealed class KilledDatabaseTests(Tally tally, Databases databases)
{
    [Fact]
    public async Task A_database_killed_again_and_again_loses_no_answer_and_does_nothing_twice()
    {
        var connection = await databases.NewDatabaseAsync();
        await using var platform = await Platform.StartAsync(connection);
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "q");
        using var done = new CancellationTokenSource();
        var keeper = platform.KeepRunningAsync(done.Token);
        var chance = new Random(11);
        var back = new List<TimeSpan>();
        for (var kill = 0; kill < Tally.Times(1, 12); kill++)
        {
            await load.MoreAsync(chance.Next(200, 1_500));
            await databases.Server.KillAsync();
            await Task.Delay(chance.Next(0, 1_500));
            var answered = load.BackAsync();
            await databases.Server.StartAgainAsync(CancellationToken.None);
            back.Add(await answered);
            ledger.Compare(Databases.PoolOf(connection, platform)).IsWhole();
        }

        await load.EndAsync();
        await done.CancelAsync();
        await keeper;
        await platform.KillAsync();
        (await platform.VerifyAsync()).Exits(0);
        tally.Add("PostgreSQL, kill -9", back.Count,
            ledger.Compare(Databases.PoolOf(connection, platform)).IsWhole(), back);
    }

    [Fact]
    public async Task A_server_on_PostgreSQL_killed_again_and_again_loses_no_answer()
    {
        var connection = await databases.NewDatabaseAsync();
        await using var platform = await Platform.StartAsync(connection);
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "s");
        var chance = new Random(12);
        var back = new List<TimeSpan>();
        for (var kill = 0; kill < Tally.Times(1, 12); kill++)
        {
            await load.MoreAsync(chance.Next(200, 1_500));
            await Task.Delay(chance.Next(0, 40));
            await platform.KillAsync();
            ledger.Compare(Databases.PoolOf(connection, platform)).IsWhole();
            var answered = load.BackAsync();
            await platform.StartAsync();
            back.Add(await answered);
        }

        await load.EndAsync();
        await platform.KillAsync();
        (await platform.VerifyAsync()).Exits(0);
        tally.Add("server on PostgreSQL, kill -9", back.Count,
            ledger.Compare(Databases.PoolOf(connection, platform)).IsWhole(), back);
    }
}
