using System.Text;
using Wellspring.Verifying;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>The program <c>wellspring-verify</c> against servers that lie, and files that were changed.</summary>
public sealed class VerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verify-").FullName;
    private readonly LyingLog _log = new(GoldenLogs.Of("rewards"));

    private string State => Path.Combine(_folder, "state.json");

    [Fact]
    public async Task An_honest_log_holds_and_goes_on_holding_as_it_grows()
    {
        var (first, said) = await VerifyAsync(_log.Address, "--state", State);
        _log.Grow();
        _log.Grow();
        var (again, then) = await VerifyAsync(_log.Address, "--state", State);
        var (unchanged, _) = await VerifyAsync(
            _log.Address, "--state", State, "--key", LyingLog.Key.Verifier.ToString());

        Assert.Equal((0, 0, 0), (first, again, unchanged));
        Assert.Contains($"{_log.Entries.Count - 2} 条 entries", said, StringComparison.Ordinal);
        Assert.Contains($"{_log.Entries.Count - 2} → {_log.Entries.Count}", then, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_being_prepared_is_asked_again()
    {
        _log.Busy = 3;

        var (code, said) = await VerifyAsync(_log.Address);

        Assert.True((code, _log.Busy) == (0, 0), said);
    }

    [Fact]
    public async Task A_flipped_byte_of_an_entry_is_found()
    {
        var bytes = (byte[])_log.Entries[5].Clone();
        bytes[20] ^= 1;
        _log.Flipped = (5, bytes);

        await FindsAsync("entries-differ", _log.Address);
    }

    [Fact]
    public async Task A_log_that_hands_out_less_than_it_signed_is_found()
    {
        _log.Flipped = (_log.Entries.Count - 1, Encoding.UTF8.GetBytes(""));

        await FindsAsync("entries-differ", _log.Address);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_fork_is_found_with_as_many_entries_and_with_more(int more)
    {
        await VerifyAsync(_log.Address, "--state", State);
        _log.Rewrite(3);
        for (var grown = 0; grown < more; grown++)
        {
            _log.Grow();
        }

        await FindsAsync("fork", _log.Address, "--state", State);
        Assert.Equal(0, (await VerifyAsync(_log.Address)).Code);
    }

    [Fact]
    public async Task A_rollback_is_found()
    {
        await VerifyAsync(_log.Address, "--state", State);
        _log.Hides = _log.Entries.Count - 1;

        await FindsAsync("rollback", _log.Address, "--state", State);
    }

    [Fact]
    public async Task A_falling_price_is_found_though_the_log_signed_it()
    {
        var before = _log.Figures();
        var pool = $"{(before.Pool / 1_000_000) - 1}.{before.Pool % 1_000_000:d6}";
        _log.Add(
            """
            "kind":"pointsSold","steps":[{"out":"1.000000","burn":"0.00000000"}],
            """ + $"\"pool\":\"{pool}\",{_log.Last("circulating")}");

        await FindsAsync("price-fell", _log.Address);
    }

    [Fact]
    public async Task A_checkpoint_of_another_key_is_not_believed()
    {
        _log.Signer = new(LyingLog.Origin, NoteKeyKind.Log, [.. Enumerable.Repeat((byte)7, 32)]);

        await FindsAsync("not-signed", _log.Address);
    }

    [Fact]
    public async Task A_key_that_both_keys_put_in_the_others_place_is_followed_and_no_other()
    {
        await VerifyAsync(_log.Address, "--state", State);
        var next = new NoteSigner(LyingLog.Origin, NoteKeyKind.Log, [.. Enumerable.Repeat((byte)9, 32)]);
        var thief = new NoteSigner(LyingLog.Origin, NoteKeyKind.Log, [.. Enumerable.Repeat((byte)8, 32)]);

        _log.State("log-key", LogKeyChange.Write(next, thief));
        _log.Signer = thief;
        await FindsAsync("not-signed", _log.Address, "--state", State);

        _log.State("log-key", LogKeyChange.Write(LyingLog.Key, next));
        _log.Signer = next;
        var (changed, said) = await VerifyAsync(_log.Address, "--state", State);
        _log.Grow();
        var (after, _) = await VerifyAsync(_log.Address, "--state", State);

        Assert.True((changed, after) == (0, 0), said);
        Assert.Contains(next.Verifier.ToString(), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_holds_whole_or_one_entry_and_a_flipped_byte_is_found_in_both()
    {
        var (whole, one) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "one"));
        Write(whole, index: null);
        Write(one, index: 4);

        Assert.Equal(0, (await VerifyAsync(whole, "--state", State)).Code);
        Assert.Contains("\"i\":4", (await VerifyAsync(one)).Said, StringComparison.Ordinal);
        await FlipAsync(whole, "\"i\":7", "entries-differ", "--key", LyingLog.Key.Verifier.ToString());
        await FlipAsync(one, "\"i\":4", "not-included");

        _log.Rewrite(2);
        Write(whole, index: null);
        await FindsAsync("fork", whole, "--state", State);
    }

    [Theory]
    [InlineData(2, "nowhere.file")]
    [InlineData(2)]
    [InlineData(2, "http://127.0.0.1:9/", "--state")]
    [InlineData(2, "http://127.0.0.1:9/", "--unknown", "x")]
    [InlineData(2, "http://127.0.0.1:9/", "--key", "x")]
    [InlineData(1, "http://127.0.0.1:9/")]
    [InlineData(2, "witness", "--state", "x")]
    public async Task Bad_input_and_a_server_that_is_away_are_told_apart_from_a_fault(int code, params string[] args) =>
        Assert.Equal(code, (await VerifyAsync(args)).Code);

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task FindsAsync(string code, params string[] args)
    {
        var (exit, said) = await VerifyAsync(args);

        Assert.True(exit == Program.Faulty, said);
        Assert.Contains($"faulty: {code}", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> VerifyAsync(params string[] args)
    {
        var (said, error) = (new StringWriter(), new StringWriter());
        var code = await Program.RunAsync(
            args, said, error, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, $"{said}{error}");
    }

    private void Write(string path, int? index)
    {
        using var file = File.Create(path);
        LogBundle.Write(
            file,
            new(LogBundle.Format, LyingLog.Key.Verifier.ToString(), _log.Checkpoint(), index,
                index is { } one ? [.. _log.Tree().Inclusion(one, _log.Size).Select(hash => hash.ToString())] : []),
            index is { } only ? [_log.Entries[only]] : _log.Entries);
    }

    private static async Task FlipAsync(string path, string place, string code, params string[] options)
    {
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(place)) + 12] ^= 1;
        await File.WriteAllBytesAsync(path + ".flipped", bytes, TestContext.Current.CancellationToken);
        await FindsAsync(code, [path + ".flipped", .. options]);
    }
}
