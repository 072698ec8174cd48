using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench;

/// <summary>Rebuilding a pool from its journal, starting it from a snapshot, and what an order takes on disk.</summary>
internal static class ReplayAndStart
{
    public static void Run(Measurement measurement)
    {
        var options = measurement.Options;
        var orders = 2L * options.Members;
        var directory = new PoolDirectory(measurement.Folder("pool"));
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new() { SnapshotAtStop = 0 });
        Given.Fill(writer, orders, options.Members);
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();

        var (replays, starts) = (new List<double>(), new List<double>());
        for (var run = 0; run <= options.Runs; run++)
        {
            var (replay, start) = (ReplaySeconds(directory), StartSeconds(directory));
            Measurement.Progress($"run {run}: replay {orders / replay:N0}/s, start {start:N2} s");
            if (run > 0)
            {
                replays.Add(orders / replay);
                starts.Add(start);
            }
        }

        measurement.Add(new(
            "replay from the journal, every hash and total checked, no snapshot", "orders/s", "N0", replays));
        measurement.Add(new(
            $"start from a snapshot with {options.Members:N0} members, ready for commands", "s", "N2", starts));
        ReportDisk(measurement, directory, orders);
    }

    private static double ReplaySeconds(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        return Measurement.Seconds(() => Replay.Run(journal, snapshot: null));
    }

    private static double StartSeconds(PoolDirectory directory)
    {
        PoolDesk? desk = null;
        var seconds = Measurement.Seconds(() => desk = directory.OpenToWrite(Given.WorkedExample));
        desk!.Dispose();
        return seconds;
    }

    private static void ReportDisk(Measurement measurement, PoolDirectory directory, long orders)
    {
        var keys = new DirectoryInfo(Path.Combine(directory.Folder, "keys")).GetFiles().Sum(file => file.Length);
        var snapshot = new FileInfo(Path.Combine(directory.Folder, "snapshot")).Length;
        var journal = new FileInfo(((SqliteJournals)directory.Journal).Path).Length;
        measurement.Add(new("disk: journal.db", "bytes/order", "N1", [(double)journal / orders]));
        measurement.Add(new("disk: key index (two ids an order)", "bytes/order", "N1", [(double)keys / orders]));
        measurement.Add(new("disk: snapshot", "bytes/member", "N1", [(double)snapshot / measurement.Options.Members]));
        measurement.Note($"Replay, start and disk: {orders:N0} orders of {measurement.Options.Members:N0} members, ids "
            + "as short as `c-1234567`; journal.db contains the names, one row a new member. Start: journal's end "
            + "checked, snapshot, names and key index read.");
    }
}
