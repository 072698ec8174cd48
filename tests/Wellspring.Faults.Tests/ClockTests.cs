using System.Globalization;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>A wrong clock: it jumps ahead and back while the server runs, and across a restart.</summary>
/// <remarks>
/// libfaketime answers the process's questions for the time of day; the machine's own clock, and the clock that timers
/// go by, stay as they are. There is no option for it in the product, and there should be none.
/// </remarks>
public sealed class ClockTests(Tally tally)
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    [Fact]
    public async Task A_clock_that_jumps_back_turns_nothing_back_and_refuses_nothing()
    {
        Assert.True(File.Exists(Library), "libfaketime is missing: apt-get install libfaketime");
        var file = Path.Combine(Path.GetTempPath(), $"faults-clock-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, "+0");
        var wrap = Wrap.Nothing with
        {
            Variables = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = Library, ["FAKETIME_TIMESTAMP_FILE"] = file, ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            },
        };
        await using var platform = await Platform.StartAsync(wrap: wrap);
        var ledger = new Ledger();
        await using var load = Load.On(platform, ledger, "c");
        var jumps = 0;
        foreach (var hours in Tally.IsLong ? new[] { 2, -3, 1, -240, 0, -1, 5, -5 } : [2, -3])
        {
            await load.MoreAsync(150);
            await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"{hours:+0;-0}h"));
            jumps++;
            await load.BackAsync();
        }

        // A whole day back, while it was off: the journal's clock is what it was.
        await load.MoreAsync(150);
        await platform.KillAsync();
        await File.WriteAllTextAsync(file, "-24h");
        await platform.StartAsync();
        await load.MoreAsync(150);
        jumps++;

        await load.EndAsync();
        await platform.KillAsync();
        platform.Wrap = Wrap.Nothing;
        await platform.IsWholeAsync();
        tally.Add("clock jumps, ahead and back", jumps, ledger.Compare(platform.Pool).IsWhole(), []);
        Assert.True(Hours(platform) >= 4, "the clock that the journal was told did not jump: nothing was tried");
        File.Delete(file);
    }

    // How far apart the times are that the server gave to commands.
    private static double Hours(Platform platform)
    {
        using var journal = platform.Pool.OpenToRead();
        var times = Engine.Replay.Records(journal, 0, journal.End()).Select(record => record.At.Milliseconds).ToList();
        return TimeSpan.FromMilliseconds(times.Max() - times.Min()).TotalHours;
    }
}
