using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>kill -9 of the server at any moment, under load.</summary>
public sealed class KilledTests(Tally tally)
{
    [Fact]
    public async Task A_server_killed_again_and_again_loses_no_answer_and_does_nothing_twice()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "k");
        var back = await KillAsync(platform, ledger, load, Tally.Times(2, 30), seed: 20261123);

        await load.EndAsync();
        await platform.KillAsync();
        (await platform.VerifyAsync()).Exits(0);
        tally.Add("server, kill -9", back.Count, ledger.Compare(platform.Pool).IsWhole(), back);
        Assert.True(load.Retries > 0, "no answer was lost: the kills hit nothing");
    }

    private static async Task<List<TimeSpan>> KillAsync(
        Platform platform, Ledger ledger, Load load, int kills, int seed)
    {
        var chance = new Random(seed);
        var back = new List<TimeSpan>();
        for (var kill = 0; kill < kills; kill++)
        {
            await load.MoreAsync(chance.Next(200, 2_000));
            await Task.Delay(chance.Next(0, 40));
            await platform.KillAsync();
            ledger.Compare(platform.Pool).IsWhole();
            var whole = load.BackAsync();
            await platform.StartAsync();
            back.Add(await whole);
        }

        return back;
    }
}
