using System.Runtime.CompilerServices;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench;

/// <summary>What the engine keeps in memory of members with one order each.</summary>
internal static class MemoryOfMembers
{
    public static void Run(Measurement measurement)
    {
        var members = measurement.Options.Members;
        var (managed, whole, started) = (new List<double>(), new List<double>(), new List<double>());

        // Compiled code and SQLite's own buffers are not the members'.
        Grown(() => Fill(measurement, "warm", 2_000));
        for (var run = 0; run < 3; run++)
        {
            var folder = $"run-{run}";
            var live = Grown(() => Fill(measurement, folder, members));
            var again = Grown(() => Restart(measurement, folder));
            managed.Add(live.Managed / (double)members);
            whole.Add(live.Private / (double)members);
            started.Add(again.Managed / (double)members);
            Measurement.Progress($"run {run}: managed {managed[^1]:N0}, private {whole[^1]:N0}, "
                + $"after a start {started[^1]:N0} bytes a member");
        }

        measurement.Add(new(
            $"memory of a member with one order, at {members:N0}: managed heap", "bytes", "N0", managed,
            "≤ 200", bytes => bytes <= 200));
        measurement.Add(new(
            "… private bytes of the process (heap's slack and SQLite's cache included)", "bytes", "N0", whole));
        measurement.Add(new("… managed heap after a start from the snapshot", "bytes", "N0", started));
        measurement.Note("Memory: pool, trigger heap, names, id map (filters, table in memory, what is on its way to "
            + "disk) and open buffers, after a full collection, less the same before the pool was opened; a member's "
            + "name has 3 to 9 bytes, and two ids a member are in the id map. Its fixed part (tables of 262,144 keys) "
            + "is shared by however many members there are.");
    }

    // Apart from its caller, so that no frame of a run holds on to a desk of the run before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long Managed, long Private) Grown(Func<PoolDesk> open)
    {
        var before = Now();
        using var desk = open();
        var after = Now();
        return (after.Managed - before.Managed, after.Private - before.Private);
    }

    private static PoolDesk Fill(Measurement measurement, string folder, int members)
    {
        var desk = new PoolDirectory(measurement.Folder(folder)).OpenToWrite(Given.WorkedExample);
        for (var first = 0L; first < members; first += Given.BlockSize)
        {
            foreach (var command in Given.Block(first, Given.BlockSize, members))
            {
                desk.Handle(command);
            }

            desk.Write(desk.TakeBatch()!);
            desk.Rest(snapshotEvery: long.MaxValue);
        }

        // The snapshot is for the restart; the buffer it is written from is garbage afterwards.
        desk.Rest(snapshotEvery: 1);
        return desk;
    }

    private static PoolDesk Restart(Measurement measurement, string folder) =>
        new PoolDirectory(measurement.Folder(folder)).OpenToWrite(plan: null);

    private static (long Managed, long Private) Now()
    {
        for (var pass = 0; pass < 2; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return (GC.GetTotalMemory(forceFullCollection: true), Machine.PrivateBytes());
    }
}
