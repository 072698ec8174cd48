using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

var draft = new PlanDraft { Id = "b", Profile = PlanProfile.Sandbox, Split = new() { UnassignedToPool = false }, Cap = new() { Automatic = true }, Orders = new() { AcceptFinal = true } };
PlanReview.TryApprove(draft, out var plan, out _);
var at = new Instant(1_767_000_000_000);
const int members = 1_000_000;
var names = Enumerable.Range(0, members).Select(n => $"m{n}").ToArray();
{
    var pool = new Pool(plan!);
    pool.Apply(pool.Opening(), at, 0);
    var watch = Stopwatch.StartNew();
    long pos = 1;
    for (var round = 0; round < 4; round++)
    {
        watch.Restart();
        var rnd = new Random(round);
        for (var n = 0; n < members; n++)
        {
            var number = round == 0 ? n + 1 : rnd.Next(members) + 1;
            var cmd = new PoolCommand.SettleOrder("x", at, "o", "m", "s1", Money.FromYuan(1000), null, []);
            var d = pool.Decide(cmd, new Facts(new(number), default, null, null, false, false), pos);
            pool.Apply(d.Event, at, pos++);
        }
        Console.WriteLine($"memory round {round}: {members / watch.Elapsed.TotalSeconds:N0}/s exits {pool.Totals.Exits}");
    }
}
var dir = Directory.CreateTempSubdirectory("ws").FullName;
await using (var writer = PoolWriter.Start(new PoolDirectory(dir).OpenToWrite(plan), new PoolWriterOptions { BatchLimit = 4096, SnapshotEvery = long.MaxValue }))
{
    for (var round = 0; round < 6; round++)
    {
        var rnd = new Random(round);
        var subs = new PoolCommand[members / 1000][];
        for (var s = 0; s < subs.Length; s++)
        {
            subs[s] = new PoolCommand[1000];
            for (var k = 0; k < 1000; k++)
            {
                var n = s * 1000 + k;
                subs[s][k] = new PoolCommand.SettleOrder($"c{round}-{n}", at, $"o{round}-{n}", names[round == 0 ? n : rnd.Next(members)], "s1", Money.FromYuan(1000), null, []);
            }
        }
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var tasks = new Queue<Task<Answer[]>>();
        foreach (var s in subs)
        {
            tasks.Enqueue(writer.SubmitAsync(s, default));
            if (tasks.Count > 16)
            {
                await tasks.Dequeue();
            }
        }
        while (tasks.Count > 0)
        {
            await tasks.Dequeue();
        }
        Console.WriteLine($"durable round {round}: {members / watch.Elapsed.TotalSeconds:N0}/s  heap {GC.GetTotalMemory(false) / 1e6:N0} MB");
    }
}
foreach (var f in Directory.GetFiles(dir, "*", SearchOption.AllDirectories))
{
    Console.WriteLine($"{f} {new FileInfo(f).Length}");
}
var w2 = Stopwatch.StartNew();
Console.WriteLine(new PoolDirectory(dir).Load().Pool.StateHash() + " " + w2.Elapsed);
Directory.Delete(dir, true);
