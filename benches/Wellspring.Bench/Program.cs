using Wellspring.Bench;
using Wellspring.Bench.Clustered;
using Wellspring.Bench.Postgres;
using Wellspring.Bench.Served;
using Wellspring.Bench.Simulated;

// A part of "cluster", for whoever wants it without the rest.
const string Kills = "cluster-kills";

// What is measured alone is this program again, in a process of its own.
if (args is ["host", var kind, var folder, var members])
{
    await ServedHost.RunAsync(kind, folder, int.Parse(members, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["node", .. var node])
{
    await ClusterNode.RunAsync(node);
    return 0;
}

if (args is ["simulate", var orders])
{
    SimulatedAtLength.RunAlone(long.Parse(orders, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (BenchOptions.Parse(args, out var mistake) is not { } options)
{
    Console.Error.WriteLine(mistake);
    return 2;
}

// Memory comes first: its baseline is a process in which nothing else has been.
(string Name, Action<Measurement> Run)[] measurements =
[
    ("memory", MemoryOfMembers.Run),
    ("decide", DecidingInMemory.Run),
    ("durable", DurableSettlement.Run),
    ("views", ViewsFollowing.Run),
    ("replay", ReplayAndStart.Run),
    ("rewards", RewardedSettlement.Run),
    ("cascade", CascadeOfExits.Run),
    ("releases", BatchReleases.Run),
    ("balances", ProvingBalances.Run),
    ("verify", VerifyingLog.Run),
    ("simulate", SimulatedOrders.Run),
    ("server", ServerLoad.Run),
    ("postgres", PostgresSettlement.Run),
    ("cluster", ClusterLoad.Run),
    (Kills, ClusterLoad.RunKills),
];
if (options.Only is { } only && !measurements.Any(measurement => measurement.Name == only))
{
    Console.Error.WriteLine($"--only takes one of: {string.Join(", ", measurements.Select(one => one.Name))}");
    return 2;
}

var report = new Report();
foreach (var (name, run) in measurements.Where(
    one => options.Only is { } chosen ? one.Name == chosen : one.Name != Kills))
{
    Console.Error.WriteLine($"{name} …");
    using var measurement = new Measurement(name, options, report);
    run(measurement);
}

var text = report.Write(options);
Console.Out.Write(text);
if (options.Out is { } path)
{
    File.WriteAllText(path, text);
}

return 0;
