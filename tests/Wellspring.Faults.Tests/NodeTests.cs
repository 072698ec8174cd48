using System.Net;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>A cluster whose nodes die and whose network is cut: one pool, one owner, whatever happens.</summary>
[Collection(nameof(Databases))]
public sealed class NodeTests(Tally tally, Databases databases)
{
    [Fact]
    public async Task Owners_killed_under_load_lose_no_answer_and_another_node_goes_on()
    {
        await using var nodes = await TwoNodes.StartAsync(await databases.NewDatabaseAsync(), "127.0.0.1",
            (IPAddress.Loopback, Wrap.Nothing), (IPAddress.Loopback, Wrap.Nothing));
        var ledger = new Ledger();
        await using var load = nodes.LoadOn(ledger, "n");
        var chance = new Random(17);
        var back = new List<TimeSpan>();
        for (var kill = 0; kill < Tally.Times(1, 12); kill++)
        {
            await load.MoreAsync(chance.Next(200, 1_500));
            var owner = await nodes.OwnerAsync();
            await owner.Process.KillAsync();
            back.Add(await load.BackAsync());
            nodes.Compare(ledger);
            await owner.Process.ListensAsync();
        }

        await load.EndAsync();
        tally.Add("owning node, kill -9", back.Count, await nodes.AgreeAsync(ledger), back);
    }

    [Fact(Explicit = true)]
    public async Task A_database_killed_under_two_nodes_loses_no_answer()
    {
        await using var nodes = await TwoNodes.StartAsync(await databases.NewDatabaseAsync(), "127.0.0.1",
            (IPAddress.Loopback, Wrap.Nothing), (IPAddress.Loopback, Wrap.Nothing));
        var ledger = new Ledger();
        await using var load = nodes.LoadOn(ledger, "y");
        var chance = new Random(19);
        var back = new List<TimeSpan>();
        for (var kill = 0; kill < Tally.Times(2, 8); kill++)
        {
            await load.MoreAsync(chance.Next(200, 1_500));
            await databases.Server.KillAsync();
            await Task.Delay(chance.Next(0, 3_000));
            var answered = load.BackAsync();
            await databases.Server.StartAgainAsync(CancellationToken.None);
            back.Add(await answered);
            nodes.Compare(ledger);
        }

        await load.EndAsync();
        tally.Add("PostgreSQL under two nodes, kill -9", back.Count, await nodes.AgreeAsync(ledger), back);
    }

    [Fact]
    public async Task Nodes_cut_apart_and_healed_have_one_owner_and_one_history()
    {
        await using var network = await Network.CreateAsync();
        await using var nodes = await TwoNodes.StartAsync(await databases.NewDatabaseAsync(), network.Here,
            (network.AddressOf(0), network.On(0)), (network.AddressOf(1), network.On(1)));
        var ledger = new Ledger();
        await using var load = nodes.LoadOn(ledger, "z");
        var back = new List<TimeSpan>();
        for (var cut = 0; cut < Tally.Times(1, 9); cut++)
        {
            await load.MoreAsync(200);
            await nodes.AllTakePartAsync();
            var owner = await nodes.OwnerAsync() == nodes.Nodes[0] ? 0 : 1;
            await CutAsync(network, cut % 3, owner, cut: true);
            back.Add(await load.BackAsync());
            await load.MoreAsync(200);
            nodes.Compare(ledger);
            await CutAsync(network, cut % 3, owner, cut: false);
            await load.MoreAsync(200);
        }

        // Whoever waits at the door that was cut off is answered, too.
        await load.EndAsync();
        tally.Add("two nodes cut apart and healed", back.Count, await nodes.AgreeAsync(ledger), back);
    }

    // The owner alone; the two from each other, with the database in reach of both; the other one alone.
    private static Task CutAsync(Network network, int kind, int owner, bool cut) => kind switch
    {
        0 => network.PullAsync(owner, cut),
        1 => network.SplitAsync(cut),
        _ => network.PullAsync(1 - owner, cut),
    };
}
