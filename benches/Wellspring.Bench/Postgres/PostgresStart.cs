using Npgsql;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench.Postgres;

/// <summary>How long a node takes until it can serve a pool: with what it kept of it, and with nothing.</summary>
internal static class PostgresStart
{
    public static void Run(Measurement measurement, NpgsqlDataSource database, PoolDirectory directory)
    {
        var (warm, fresh) = (new List<double>(), new List<double>());

        // The snapshot that a pool leaves behind when it is stopped or has run for long.
        Start(directory, snapshot: true);
        long records;
        using (var journal = directory.OpenToRead())
        {
            records = journal.End().Position;
        }

        for (var run = 0; run < measurement.Options.Runs; run++)
        {
            warm.Add(Start(directory));
            fresh.Add(Start(new(measurement.Folder($"fresh-{run}"), database, "bench")));
            Measurement.Progress($"run {run}: start {warm[^1]:N2} s, on a fresh node {fresh[^1]:N2} s");
        }

        var replay = Measurement.Seconds(() =>
        {
            using var journal = directory.OpenToRead();
            Replay.Run(journal, snapshot: null);
        });
        measurement.Add(new(
            $"start of a pool of {records:N0} records, snapshot from PostgreSQL, ids kept by the node", "s", "N2",
            warm));
        measurement.Add(new("… on a fresh node: ids read from the journal", "s", "N2", fresh));
        measurement.Add(new("… without a snapshot either, ids not counted", "s", "N2", [replay]));
        Views(measurement, database);
    }

    // The same journal in both stores, and its views from the first record on.
    private static void Views(Measurement measurement, NpgsqlDataSource database)
    {
        var orders = measurement.Options.Quick ? 20_000 : 100_000;
        var pool = new PoolDirectory(measurement.Folder("viewed"), database, "viewed");
        var writer = PoolWriter.Start(pool.OpenToWrite(Given.WorkedExample), new());
        Given.Fill(writer, orders, orders);
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var embedded = new PoolDirectory(Directory.CreateDirectory(measurement.Folder("embedded")).FullName);
        JournalCopy.Run(pool.Journal, embedded.Journal);
        var (files, tables) = (Follow(embedded), Follow(pool));
        measurement.Add(new("views of a journal built from the first record, SQLite", "orders/s", "N0", [files]));
        measurement.Add(new("… PostgreSQL", "orders/s", "N0", [tables]));

        double Follow(PoolDirectory place)
        {
            using var journal = place.OpenToRead();
            using var kept = ViewStore.Open(place);
            return orders / Measurement.Seconds(() => kept.CatchUp(journal));
        }
    }

    private static double Start(PoolDirectory directory, bool snapshot = false)
    {
        PoolDesk? desk = null;
        var seconds = Measurement.Seconds(() => desk = directory.OpenToWrite(Given.WorkedExample));
        using (desk)
        {
            if (snapshot)
            {
                desk!.Rest(1);
            }
        }

        return seconds;
    }
}
