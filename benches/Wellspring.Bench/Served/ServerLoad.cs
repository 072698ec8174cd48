using System.Diagnostics;
using System.Globalization;
using Wellspring.Engine;
using Wellspring.Server.Hosting;
using Wellspring.Storage;

namespace Wellspring.Bench.Served;

/// <summary>The running server under load from outside, beside itself without a journal and a naive endpoint.</summary>
internal static class ServerLoad
{
    private const int Connections = 32;
    private const int BatchConnections = 4;
    private const int FewRequests = 10_000;
    private const int WarmSeconds = 3;

    public static void Run(Measurement measurement)
    {
        if (!Wrk.IsInstalled)
        {
            measurement.Note("Not measured: the server, for wrk is missing (apt-get install wrk).");
            return;
        }

        var (folder, members) = (measurement.Folder("journaled"), measurement.Options.Members);
        Fill(folder, members);
        MeasureMemory(measurement, folder, members);
        Copy(folder, measurement.Folder("unjournaled"));
        MeasureOrders(measurement, members);
        MeasureHome(measurement);
        Explain(measurement, members);
    }

    // The short way, before any server opens it.
    private static void Fill(string folder, int members)
    {
        var writer = PoolWriter.Start(
            new PoolDirectory(Site.PoolPath(folder)).OpenToWrite(Given.WorkedExample), new());
        Given.Fill(writer, members, members);
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void MeasureMemory(Measurement measurement, string folder, int members)
    {
        using (var first = HostProcess.Start(ServedHost.Journaled, folder, members).AwaitReady())
        {
            var watch = Stopwatch.StartNew();
            first.Follow();
            Measurement.Progress($"first start: records and views followed {members:N0} orders in "
                + $"{watch.Elapsed.TotalSeconds:N1} s, at most {Megabytes(first.PeakResident):N0} MB");
        }

        var (started, loaded) = (new List<double>(), new List<double>());
        for (var run = 0; run < 3; run++)
        {
            using var server = HostProcess.Start(ServedHost.Journaled, folder, members).AwaitReady();
            server.Follow();
            started.Add(Megabytes(server.Resident));
            for (var sent = 0L; sent < FewRequests;)
            {
                sent += Wrk.Run(server, "settle", Connections, seconds: 1, members).Requests;
            }

            server.Follow();
            loaded.Add(Megabytes(server.Resident));
        }

        measurement.Add(new(
            $"server process with a pool of {members:N0} members, one order each: resident after start", "MB", "N0",
            started));
        measurement.Add(new($"… after {FewRequests:N0} single orders or a second's more", "MB", "N0", loaded));
    }

    private static void MeasureOrders(Measurement measurement, int members)
    {
        using var naive = HostProcess.Start(ServedHost.Naive, measurement.Folder("naive"), members).AwaitReady();
        using var journaled =
            HostProcess.Start(ServedHost.Journaled, measurement.Folder("journaled"), members).AwaitReady();
        using var unjournaled =
            HostProcess.Start(ServedHost.Unjournaled, measurement.Folder("unjournaled"), members).AwaitReady();
        var (single, batch) = (new Trio(), new Trio());
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            // Side by side, and the first round warms up; what a server left undone is done before the next begins.
            var seconds = run == 0 ? WarmSeconds : SecondsOf(measurement);
            single.Round(journaled, unjournaled, naive, server => Single(server, seconds), isCounted: run > 0);
            batch.Round(journaled, unjournaled, naive, server => Batch(server, seconds), isCounted: run > 0);
            Measurement.Progress($"run {run}: {single} requests/s alone, {batch} batches/s");
        }

        single.Report(measurement, $"single orders, {Connections} connections", "requests/s", perRequest: 1);
        batch.Report(measurement, $"batches of {Wrk.BatchSize}, {BatchConnections} connections", "orders/s",
            Wrk.BatchSize);

        Loaded Single(HostProcess server, int seconds) =>
            Wrk.Run(server, "settle", Connections, seconds, members);

        Loaded Batch(HostProcess server, int seconds) =>
            Wrk.Run(server, "batch", BatchConnections, seconds, members);
    }

    private static void MeasureHome(Measurement measurement)
    {
        using var server = HostProcess.Start(ServedHost.Demo, measurement.Folder("demo"), members: 0).AwaitReady();
        server.Follow();
        var runs = new List<Loaded>();
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var loaded = Wrk.Run(
                server, "home", Connections, run == 0 ? WarmSeconds : SecondsOf(measurement), members: 0);
            Measurement.Progress($"run {run}: {loaded.PerSecond:N0} home pages/s");
            if (run > 0)
            {
                runs.Add(loaded);
            }
        }

        measurement.Add(new(
            $"GET /home of a member, demo shop, {Connections} connections", "requests/s", "N0",
            [.. runs.Select(run => run.PerSecond)]));
        measurement.Add(new("… half within", "ms", "N1", [.. runs.Select(run => run.P50)]));
        measurement.Add(new("… 99 in 100 within", "ms", "N1", [.. runs.Select(run => run.P99)]));
        measurement.Add(new("… received, headers included, not compressed", "bytes", "N0",
            [.. runs.Select(run => (double)run.Bytes / run.Requests)]));
    }

    private static void Explain(Measurement measurement, int members)
    {
        measurement.Note("Server: processes of their own with the collector of a web program (server GC), loaded one "
            + $"after the other by wrk, {SecondsOf(measurement)} s a run and one thread, all on this machine, so that "
            + "wrk takes its share of the cores. Each connection waits for its answer (closed loop): a pause of the "
            + "server counts once for each connection, not for each request that would have come meanwhile. Any "
            + "answer but 200, also to one order of a batch, ends the measurement.");
        measurement.Note($"Orders: new ids, random member of {members:N0}, no time given (so the server looks whether "
            + "it is a repeat), API key checked, answers with balance and price. The server with its journal follows "
            + "with shop records and views at the same time. Without a journal there is nothing to follow either, so "
            + "that ratio is the price of journal and followers together; the key index still goes to disk.");
        measurement.Note("The naive endpoint: the same requests over ASP.NET into the user's program of the part "
            + "“durable”, each order one SQLite transaction (WAL, FULL), also in a batch. In its favour: no key to "
            + "check, no limits, no balance in the answer, no cap exits, no views.");
        measurement.Note("Memory: resident set of the whole process (runtime, web server, heap as the collector leaves "
            + "it, SQLite's caches); records and views had followed all orders in a start before.");
    }

    private static int SecondsOf(Measurement measurement) => measurement.Options.Quick ? 2 : 6;

    private static double Megabytes(long bytes) => bytes / 1e6;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>The same load on the three servers, round by round.</summary>
    private sealed class Trio
    {
        private readonly List<Loaded> _journaled = [];
        private readonly List<Loaded> _unjournaled = [];
        private readonly List<Loaded> _naive = [];
        private readonly List<double> _followed = [];
        private string _last = "";

        public void Round(
            HostProcess journaled, HostProcess unjournaled, HostProcess naive,
            Func<HostProcess, Loaded> load, bool isCounted)
        {
            var ours = load(journaled);
            var watch = Stopwatch.StartNew();
            journaled.Follow();
            var followed = ours.Requests / (ours.Seconds + watch.Elapsed.TotalSeconds);
            var (memory, theirs) = (load(unjournaled), load(naive));
            _last = string.Create(CultureInfo.InvariantCulture,
                $"{ours.PerSecond:N0} | {memory.PerSecond:N0} | {theirs.PerSecond:N0}");
            if (isCounted)
            {
                _journaled.Add(ours);
                _unjournaled.Add(memory);
                _naive.Add(theirs);
                _followed.Add(followed);
            }
        }

        public void Report(Measurement measurement, string title, string unit, int perRequest)
        {
            Add($"POST /v1/commands, {title}", _journaled);
            measurement.Add(new("… until shop records and views have followed", unit, "N0",
                [.. _followed.Select(rate => rate * perRequest)]));
            Add("… the same server, journal off", _unjournaled);
            measurement.Add(new("… with the journal against without", "×", "N2", Ratios(_unjournaled)));
            Add("… naive endpoint, one transaction an order", _naive);
            measurement.Add(new("… with the journal against the naive endpoint", "×", "N1", Ratios(_naive)));

            void Add(string name, List<Loaded> runs)
            {
                measurement.Add(new(name, unit, "N0", [.. runs.Select(run => run.PerSecond * perRequest)]));
                measurement.Add(new("… … half of the answers within", "ms", "N1", [.. runs.Select(run => run.P50)]));
                measurement.Add(new("… … 99 in 100 within", "ms", "N1", [.. runs.Select(run => run.P99)]));
            }
        }

        public override string ToString() => _last;

        private IReadOnlyList<double> Ratios(List<Loaded> others) =>
            [.. _journaled.Zip(others, (ours, other) => ours.PerSecond / other.PerSecond)];
    }
}
