using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Bench;

/// <summary>Durable settlement while views follow on another thread, until they stand where the journal ends.</summary>
internal static class ViewsFollowing
{
    public static void Run(Measurement measurement)
    {
        var options = measurement.Options;
        var orders = options.Quick ? 5_000 : 100_000;
        var (answered, viewed) = (new List<double>(), new List<double>());
        var directory = new PoolDirectory(measurement.Folder("pool"));
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new());
        try
        {
            Given.Fill(writer, options.Members, options.Members);
            using var journal = directory.OpenToRead();
            using var views = ViewStore.Open(directory);
            var seconds = Measurement.Seconds(() => views.CatchUp(journal));
            Measurement.Progress($"views caught up with the filling at {options.Members / seconds:N0} orders/s");
            for (var run = 0; run < options.Runs; run++)
            {
                var blocks = Given.Blocks(options.Members + ((long)run * orders), orders, options.Members);
                var end = views.At.Position + orders;
                var toAnswers = 0.0;
                var toViews = Measurement.Seconds(() =>
                {
                    var following = Task.Run(() => Follow(views, directory, end));
                    var watch = System.Diagnostics.Stopwatch.StartNew();
                    Given.SettleAsync(writer, blocks).GetAwaiter().GetResult();
                    toAnswers = watch.Elapsed.TotalSeconds;
                    following.Wait();
                });
                answered.Add(orders / toAnswers);
                viewed.Add(orders / toViews);
                Measurement.Progress($"run {run}: answers {answered[^1]:N0}/s, views {viewed[^1]:N0}/s");
            }
        }
        finally
        {
            writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        measurement.Add(new(
            "durable settlement while views follow, until the last answer", "orders/s", "N0", answered));
        measurement.Add(new("… until the views have caught up too", "orders/s", "N0", viewed));
        measurement.Note("Views: price history, order list, statements and every posting, one row each, in a database "
            + $"of their own with indexes; {options.Members:N0} members and as many orders in them before. The writer "
            + "never waits for them.");
    }

    // A reader sees one moment: each look is a new one.
    private static void Follow(ViewStore views, PoolDirectory directory, long end)
    {
        while (views.At.Position < end)
        {
            using var journal = directory.OpenToRead();
            views.CatchUp(journal);
        }
    }
}
