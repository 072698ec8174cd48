using Npgsql;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;

namespace Wellspring.Bench.Postgres;

/// <summary>
/// Orders through the writer into a real PostgreSQL with its default durability, beside the program that a user would
/// write for it; then how long an answer takes under an offered load, and how fast a node starts.
/// </summary>
internal static class PostgresSettlement
{
    // The writer groups what waits; more together is fewer flushes, and the answers of one group leave together.
    private static readonly PoolWriterOptions Large = new() { BatchLimit = 8_192 };

    public static void Run(Measurement measurement)
    {
        var server = PostgresServer.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            Measurement.Progress("PostgreSQL started, with the settings it comes with");
            var (ours, theirs) = (NewDatabase(server), NewDatabase(server));
            using (var database = NpgsqlDataSource.Create(ours))
            {
                var directory = new PoolDirectory(measurement.Folder("pool"), database, "bench");
                var settled = Settle(measurement, directory, theirs);
                PostgresLatency.Run(measurement, directory, settled);
                PostgresStart.Run(measurement, database, directory);
            }
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static string NewDatabase(PostgresServer server) =>
        server.NewDatabaseAsync(CancellationToken.None).GetAwaiter().GetResult();

    private static long Settle(Measurement measurement, PoolDirectory directory, string naive)
    {
        var options = measurement.Options;
        var orders = options.Quick ? 20_000 : 400_000;
        var naiveOrders = options.Quick ? 500 : 4_000;
        var (small, large, theirs, ratios) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        using var shop = NaivePostgresShop.Open(naive, options.Members);
        Measurement.Progress($"naive shop filled with {options.Members:N0} members and orders");
        var next = (long)options.Members;
        Over(directory, new(), writer => Given.Fill(writer, options.Members, options.Members));

        // Side by side: what a neighbour on this machine does, it does to all three. The first round warms up.
        for (var run = 0; run <= options.Runs; run++)
        {
            var (one, two) = (Rate(new()), Rate(Large));
            var commands = Given.Block(next, naiveOrders, options.Members).Cast<PoolCommand.SettleOrder>().ToArray();
            var their = naiveOrders / Measurement.Seconds(() => shop.Settle(commands));
            Measurement.Progress($"run {run}: {one:N0}/s, in larger groups {two:N0}/s, naive {their:N0}/s");
            if (run > 0)
            {
                small.Add(one);
                large.Add(two);
                theirs.Add(their);
                ratios.Add(one / their);
            }
        }

        Report(measurement, small, large, theirs, ratios);
        return next;

        double Rate(PoolWriterOptions writing)
        {
            var blocks = Given.Blocks(next, orders, options.Members);
            next += orders;
            var seconds = 0.0;
            Over(directory, writing, writer => seconds = Measurement.Seconds(
                () => Given.SettleAsync(writer, blocks).GetAwaiter().GetResult()));
            return orders / seconds;
        }
    }

    private static void Over(PoolDirectory directory, PoolWriterOptions options, Action<PoolWriter> work)
    {
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), options);
        try
        {
            work(writer);
        }
        finally
        {
            writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void Report(
        Measurement measurement, List<double> small, List<double> large, List<double> theirs, List<double> ratios)
    {
        measurement.Add(new(
            $"durable settlement, PostgreSQL, {measurement.Options.Members:N0} members, answers included",
            "orders/s", "N0", small, "≥ 150,000/s", rate => rate >= 150_000));
        measurement.Add(new("… in groups of up to 8,192 instead of 1,024", "orders/s", "N0", large));
        measurement.Add(new(
            $"what a user would write: one transaction an order, pool row FOR UPDATE, {NaivePostgresShop.Connections} "
            + "connections", "orders/s", "N0", theirs));
        measurement.Add(new("… ratio of the first and the last", "×", "N0", ratios, "≥ 100 ×", ratio => ratio >= 100));
        measurement.Note("PostgreSQL: Debian's, fresh, on loopback, no setting changed (fsync, synchronous_commit and "
            + "full_page_writes on); submissions of 1,000 commands, up to 16 unanswered; commands made before the "
            + "clock starts. Only the ratio carries over to other disks.");
    }
}
