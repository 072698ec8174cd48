using Wellspring.Verifying;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>A witness cosigns what continues, raises an alarm at what does not, and cosigns nothing after.</summary>
public sealed class WitnessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("witness-").FullName;
    private readonly LyingLog _log = new(GoldenLogs.Of("rewards"));

    private NoteVerifier Key => NoteSigner.Parse(File.ReadAllText(Path.Combine(_folder, "witness.key"))).Verifier;

    [Fact]
    public async Task A_witness_cosigns_every_checkpoint_that_continues_what_it_saw_and_tells_the_log()
    {
        Assert.Equal(0, (await WatchAsync()).Code);
        _log.Grow();
        Assert.Equal(0, (await WatchAsync()).Code);

        Assert.Equal(2, _log.Cosigned.Count);
        foreach (var (text, size) in _log.Cosigned.Zip([_log.Entries.Count - 1, _log.Entries.Count]))
        {
            var note = SignedNote.Parse(text);
            Assert.NotNull(note.SeenBy(Key));
            Assert.True(note.IsSignedBy(LyingLog.Key.Verifier));
            Assert.Equal(size, Checkpoint.Parse(note.Text).Size);
        }
    }

    [Fact]
    public async Task A_witness_shows_its_cosignature_and_its_key_to_whoever_asks()
    {
        var door = LyingLog.FreeAddress();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = WatchAsync(stop.Token, "--listen", door, "--rounds", "1000");
        using var http = new HttpClient();
        while (_log.Cosigned.Count == 0)
        {
            await Task.Delay(10, stop.Token);
        }

        var shown = SignedNote.Parse(await http.GetStringAsync($"{door}checkpoint", stop.Token));
        var key = NoteVerifier.Parse((await http.GetStringAsync($"{door}key", stop.Token)).Trim());
        await stop.CancelAsync();

        Assert.Equal(0, (await watching).Code);
        Assert.NotNull(shown.SeenBy(key));
        Assert.Equal("watcher", key.Name);
    }

    [Theory]
    [InlineData("fork")]
    [InlineData("rollback")]
    [InlineData("price-fell")]
    [InlineData("entries-differ")]
    public async Task A_lie_raises_an_alarm_and_nothing_is_cosigned_any_more(string lie)
    {
        await WatchAsync();
        Lie(lie);

        var (code, said) = await WatchAsync(TestContext.Current.CancellationToken, "--webhook", $"{_log.Address}alarm");
        var (still, again) = await WatchAsync();

        Assert.Equal((Program.Faulty, Program.Faulty), (code, still));
        Assert.Contains($"ALARM: {lie}", said, StringComparison.Ordinal);
        Assert.Contains("alarm.json", again, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{lie}\"", Assert.Single(_log.Alarms), StringComparison.Ordinal);
        Assert.Single(_log.Cosigned);
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Lie(string lie)
    {
        switch (lie)
        {
            case "fork":
                _log.Rewrite(1);
                _log.Grow();
                break;
            case "rollback":
                _log.Hides = _log.Entries.Count - 3;
                break;
            case "price-fell":
                // Points for nothing: everybody's part grows smaller.
                var before = _log.Figures().Circulating;
                var (pool, reserve) = (_log.Last("pool"), _log.Last("reserve"));
                _log.Add(
                    """
                    "kind":"orderSettled","steps":[{"in":"0.000000","mint":"1.00000000"}],
                    """
                    + pool[..pool.IndexOf("\"circulating", StringComparison.Ordinal)]
                    + $"\"circulating\":\"{(before / 100_000_000) + 1}.{before % 100_000_000:d8}\",{reserve}");
                break;
            default:
                _log.Grow();
                _log.Flipped = (_log.Entries.Count - 1, "{}"u8.ToArray());
                break;
        }
    }

    private Task<(int Code, string Said)> WatchAsync() => WatchAsync(TestContext.Current.CancellationToken);

    private async Task<(int Code, string Said)> WatchAsync(CancellationToken cancellation, params string[] more)
    {
        var said = new StringWriter();
        string[] rounds = more.Contains("--rounds") ? [] : ["--rounds", "1"];
        var code = await Program.RunAsync(
            ["witness", "--follow", _log.Address, "--state", _folder, "--name", "watcher", .. rounds, .. more], said,
            said, TimeProvider.System, cancellation);
        return (code, said.ToString());
    }
}
