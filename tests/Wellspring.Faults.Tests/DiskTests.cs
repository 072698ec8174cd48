using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>A disk that is full, that fails to sync, that is slow.</summary>
public sealed class DiskTests(Tally tally)
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_full_disk_stops_the_pool_and_with_room_again_everything_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("faults-full-").FullName;
        await Shell.RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder);
        try
        {
            await using var platform = await Platform.StartAsync(folder: Path.Combine(folder, "data"));
            var ledger = new Ledger();
            await using var load = Load.On(platform, ledger, "f");
            var back = new List<TimeSpan>();
            for (var time = 0; time < Tally.Times(1, 6); time++)
            {
                await load.MoreAsync(200);
                Fill(folder);
                var ended = await platform.Process.EndAsync();
                ended.Ends(3);
                Assert.Contains("database or disk is full", ended.Output, StringComparison.Ordinal);
                ledger.Compare(platform.Pool).IsWhole();

                // Still no room: it says so, and changes nothing.
                var again = Platform.UntilAsync(() => platform.Process.HasExited, () => platform.Process.Output);
                platform.Begin();
                await Task.WhenAny(platform.Process.ListensAsync(), again);
                await platform.Process.EndAsync();

                File.Delete(Path.Combine(folder, "ballast"));
                var answered = load.BackAsync();
                await platform.StartAsync();
                back.Add(await answered);
            }

            await load.EndAsync();
            await platform.KillAsync();
            await platform.IsWholeAsync();
            tally.Add("disk full", back.Count, ledger.Compare(platform.Pool).IsWhole(), back);
        }
        finally
        {
            await Shell.RunAsync("umount", "--lazy", folder);
            Directory.Delete(folder);
        }
    }

    [Fact]
    public async Task A_disk_that_fails_to_sync_gets_no_answer_out()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "e");
        var chance = new Random(5);
        var back = new List<TimeSpan>();
        for (var time = 0; time < Tally.Times(1, 6); time++)
        {
            await load.MoreAsync(chance.Next(200, 1_000));
            await using (var broken = await Strace.OnSyncAsync(platform.Process, "error=EIO"))
            {
                // What was written is not known to be on disk: the process ends, and only a new one reads what is.
                (await platform.Process.EndAsync()).Ends(3);
            }

            ledger.Compare(platform.Pool).IsWhole();
            var answered = load.BackAsync();
            await platform.StartAsync();
            back.Add(await answered);
        }

        await load.EndAsync();
        await platform.KillAsync();
        await platform.IsWholeAsync();
        tally.Add("fsync fails (EIO)", back.Count, ledger.Compare(platform.Pool).IsWhole(), back);
    }

    [Fact]
    public async Task A_slow_disk_makes_answers_late_and_nothing_else()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "d");
        var back = new List<TimeSpan>();
        for (var time = 0; time < Tally.Times(1, 6); time++)
        {
            await load.MoreAsync(200);
            await using var slow = await Strace.OnSyncAsync(platform.Process, "delay_exit=200000");
            back.Add(await load.BackAsync());
            await load.MoreAsync(100);
        }

        await load.EndAsync();
        Assert.False(platform.Process.HasExited, platform.Process.Output);
        await platform.KillAsync();
        await platform.IsWholeAsync();
        tally.Add("slow disk (0.2 s a sync)", back.Count, ledger.Compare(platform.Pool).IsWhole(), back);
    }

    [Fact]
    public async Task What_a_killed_writer_left_unsynced_is_synced_before_it_is_answered_again()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "u");
        await load.MoreAsync(200);
        await platform.KillAsync();
        var trace = Path.Combine(platform.Folder, "trace");
        platform.Wrap = new(
            ["strace", "-D", "-f", "--seccomp-bpf", "-y", "-o", trace, "-e", "trace=fsync,fdatasync"],
            Wrap.Nothing.Variables);

        await load.AbandonAsync();
        await platform.StartAsync();

        // Nobody sends anything, so no append has synced it: the start itself did.
        Assert.Contains("/pool/journal.db-wal", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
    }

    // All room but a page or two, so that the next commits find none.
    private static void Fill(string folder)
    {
        using var ballast = File.Create(Path.Combine(folder, "ballast"));
        var block = new byte[Megabyte];
        for (var length = block.Length; length >= 4_096;)
        {
            try
            {
                ballast.Write(block, 0, length);
                ballast.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                length /= 4;
            }
        }
    }
}
