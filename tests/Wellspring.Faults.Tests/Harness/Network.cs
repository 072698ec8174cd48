using System.Globalization;
using System.Net;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>Machines for two nodes: network namespaces on one bridge, whose cables can be pulled.</summary>
internal sealed class Network : IAsyncDisposable
{
    private const int Machines = 2;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"ws{Environment.ProcessId % 100_000}");
    private readonly string _net = string.Create(CultureInfo.InvariantCulture, $"10.77.{Environment.ProcessId % 250}");

    private Network()
    {
    }

    /// <summary>Where the database is, and these tests: beyond the bridge.</summary>
    public string Here => _net + ".254";

    public static async Task<Network> CreateAsync()
    {
        var network = new Network();
        await Ip("link", "add", network._name, "type", "bridge");
        await Ip("addr", "add", network.Here + "/24", "dev", network._name);
        await Ip("link", "set", network._name, "up");
        for (var machine = 0; machine < Machines; machine++)
        {
            var (space, cable) = (network.Space(machine), network.Cable(machine));
            await Ip("netns", "add", space);
            await Ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space);
            await Ip("link", "set", cable, "master", network._name, "up");
            await Ip("-n", space, "addr", "add", network.AddressOf(machine) + "/24", "dev", "eth0");
            await Ip("-n", space, "link", "set", "eth0", "up");
            await Ip("-n", space, "link", "set", "lo", "up");
        }

        return network;
    }

    public IPAddress AddressOf(int machine) =>
        IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_net}.{machine + 1}"));

    /// <summary>A process that runs on that machine.</summary>
    public Wrap On(int machine) => new(["ip", "netns", "exec", Space(machine)], Wrap.Nothing.Variables);

    /// <summary>The machine's cable: pulled, it reaches nobody, neither the other nor the database.</summary>
    public Task PullAsync(int machine, bool pulled) => Ip("link", "set", Cable(machine), pulled ? "down" : "up");

    /// <summary>The two no longer reach each other; both still reach the database and their clients.</summary>
    public async Task SplitAsync(bool split)
    {
        for (var machine = 0; machine < Machines; machine++)
        {
            await Ip("-n", Space(machine), "route", split ? "add" : "del", "blackhole",
                AddressOf(1 - machine) + "/32");
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var machine = 0; machine < Machines; machine++)
        {
            await Ip("netns", "del", Space(machine));
        }

        await Ip("link", "del", _name);
    }

    private string Space(int machine) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{machine}");

    private string Cable(int machine) => string.Create(CultureInfo.InvariantCulture, $"{_name}v{machine}");

    private static Task Ip(params string[] arguments) => Shell.RunAsync("ip", arguments);
}
