using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench;

/// <summary>Orders through the writer onto the disk, beside the program that a user would write with SQLite.</summary>
internal static class DurableSettlement
{
    public static void Run(Measurement measurement)
    {
        var options = measurement.Options;
        var filled = options.Quick ? 50_000L : 5_000_000;
        var orders = options.Quick ? 20_000 : 400_000;
        var naiveOrders = options.Quick ? 1_000 : 10_000;
        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());

        using var shop = NaiveShop.Open(measurement.Folder("naive"), options.Members);
        Measurement.Progress($"naive shop filled with {options.Members:N0} members and orders");
        var directory = new PoolDirectory(measurement.Folder("pool"));
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new());
        try
        {
            Given.Fill(writer, filled, options.Members);

            // Side by side: what a neighbour on this machine does, it does to both. The first pair warms up.
            for (var run = 0; run <= options.Runs; run++)
            {
                var first = filled + ((long)run * orders);
                var our = OurRate(writer, first, orders, options.Members);
                var their = TheirRate(shop, first, naiveOrders, options.Members);
                Measurement.Progress($"run {run}: {our:N0}/s against {their:N0}/s, {our / their:N1} times");
                if (run > 0)
                {
                    ours.Add(our);
                    theirs.Add(their);
                    ratios.Add(our / their);
                }
            }
        }
        finally
        {
            writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        Report(measurement, filled, ours, theirs, ratios);
    }

    private static double OurRate(PoolWriter writer, long first, int orders, int members)
    {
        var blocks = Given.Blocks(first, orders, members);
        return orders / Measurement.Seconds(() => Given.SettleAsync(writer, blocks).GetAwaiter().GetResult());
    }

    private static double TheirRate(NaiveShop shop, long first, int orders, int members)
    {
        var commands = Given.Block(first, orders, members).Cast<PoolCommand.SettleOrder>().ToArray();
        return orders / Measurement.Seconds(() => Array.ForEach(commands, shop.Settle));
    }

    private static void Report(
        Measurement measurement, long filled, List<double> ours, List<double> theirs, List<double> ratios)
    {
        var members = measurement.Options.Members;
        measurement.Add(new(
            $"durable settlement, SQLite FULL, {members:N0} members, {2 * filled:N0} ids present, answers included",
            "orders/s", "N0", ours, "≥ 150,000/s, aim 500,000", rate => rate >= 150_000));
        measurement.Add(new(
            "what a user would write: one SQLite transaction an order, WAL, FULL", "orders/s", "N0", theirs));
        measurement.Add(new("… ratio of the two, pair by pair", "×", "N1", ratios, "≥ 30 ×", ratio => ratio >= 30));
        measurement.Note($"Durable: a pool in which {filled:N0} orders really settled before (each leaves two ids, the "
            + "command's and the order's); submissions of 1,000 commands, up to 16 unanswered, the writer's "
            + "default options, random members; commands made before the clock starts; snapshots and index merges "
            + "fall where they fall.");
        measurement.Note("The user's program: pool row read and updated, member upserted, order with unique id, points "
            + "entry and three ledger entries inserted, prepared statements, the same floor formulas. In its favour: "
            + "no cap exits, no second idempotency key, no hash chain, no more orders present than members.");
    }
}
