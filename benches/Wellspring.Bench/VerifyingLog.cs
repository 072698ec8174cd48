using Wellspring.Engine;
using Wellspring.Proof;
using Wellspring.Storage;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Bench;

/// <summary>A pool's public log: writing it from the journal, and checking it, beside hashing alone.</summary>
internal static class VerifyingLog
{
    public static void Run(Measurement measurement)
    {
        var options = measurement.Options;
        var directory = new PoolDirectory(measurement.Folder("pool"));
        var writer = PoolWriter.Start(directory.OpenToWrite(Given.WorkedExample), new());
        Given.Fill(writer, options.Members, options.Members);
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        using var journal = directory.OpenToRead();
        var (written, hashed) = (new List<double>(), new List<double>());
        var (verified, trees) = (new List<double>(), new List<double>());
        var root = default(Digest);
        for (var run = 0; run <= options.Runs; run++)
        {
            List<byte[]> entries = [];
            var writing = Measurement.Seconds(() => entries = [.. PublicLogBook.Entries(journal, 0, long.MaxValue)]);
            var hashing = Measurement.Seconds(() => root = RootOf(entries));
            var checking = Measurement.Seconds(() => Require(Verify(entries) == root));
            var book = new PublicLogBook();
            var following = Measurement.Seconds(() => book.CatchUp(journal, progress: null, CancellationToken.None));
            Require(book.RootAt(book.Size) == root);
            if (run > 0)
            {
                written.Add(entries.Count / writing);
                hashed.Add(entries.Count / hashing);
                verified.Add(entries.Count / checking);
                trees.Add(entries.Count / following);
            }
        }

        measurement.Add(new("verify: public records written from the journal", "records/s", "N0", written));
        measurement.Add(new("verify: a server's log caught up from the journal", "records/s", "N0", trees));
        measurement.Add(new("verify: leaves hashed and the root, alone", "records/s", "N0", hashed));
        measurement.Add(new("verify: leaves hashed, the root, sums and price checked", "records/s", "N0", verified));
    }

    private static Digest RootOf(List<byte[]> entries)
    {
        var frontier = new LogFrontier();
        entries.ForEach(entry => frontier.Add(LogProof.Leaf(entry)));
        return frontier.Root;
    }

    private static Digest Verify(List<byte[]> entries)
    {
        var (frontier, books) = (new LogFrontier(), new PublicBooks(PublicFigures.None));
        foreach (var entry in entries)
        {
            frontier.Add(LogProof.Leaf(entry));
            books.Follow(entry);
        }

        return frontier.Root;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the log does not hold");
        }
    }
}
