using System.Diagnostics;
using Wellspring.Proof;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>What <c>wellspring prove</c> writes, <c>wellspring-verify</c> checks: one file between them.</summary>
public sealed class ProveTests : IDisposable
{
    private readonly CliFolder _folder = new();

    [Fact]
    public async Task A_pool_is_proved_whole_and_by_entry_and_goes_on_as_it_was()
    {
        (await _folder.ApplyAsync(CliFolder.Settle(1), CliFolder.Settle(2))).Exits(0);
        var (first, second, one) = (_folder["first"], _folder["second"], _folder["one"]);
        (await ProveAsync(first)).Exits(0);
        (await _folder.ApplyAsync(CliFolder.Settle(3), CliFolder.SellAll("s-1", "m1"))).Exits(0);
        (await ProveAsync(second)).Exits(0);
        (await ProveAsync(one, "--index", "3")).Exits(0);

        Assert.Equal(0, await VerifyAsync(first, "--state", _folder["state"]));
        Assert.Equal(0, await VerifyAsync(second, "--state", _folder["state"]));
        Assert.Equal(3, await VerifyAsync(first, "--state", _folder["state"]));
        Assert.Equal(0, await VerifyAsync(one));
        Assert.Equal(0, await VerifyAsync(one, "--key", new LogBundle(second).Head().Key));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_signed_is_contradicted()
    {
        (await _folder.ApplyAsync(CliFolder.Settle(1))).Exits(0);
        (await ProveAsync(_folder["out"], "--index", "99")).Exits(2);
        (await ProveAsync(_folder["out"])).Exits(0);
        Assert.Contains("--out", (await _folder.RunAsync("prove", "--help")).Output, StringComparison.Ordinal);
        (await ProveAsync(_folder["out"])).Exits(2);
        (await _folder.RunAsync("prove", _folder["nowhere"])).Exits(2);

        var keys = new LogKeys(_folder.Data);
        var key = keys.Find()!;
        keys.Keep(new SignedNote(
            new Checkpoint(key.Verifier.Name, 50, LogProof.Empty, []).ToString(), []).SignedBy(key));

        (await ProveAsync(_folder["later"])).Exits(3);
        Assert.False(File.Exists(_folder["later"]));
    }

    [Fact]
    public async Task A_platform_that_never_started_gets_no_key_of_another_name()
    {
        (await _folder.ApplyAsync(CliFolder.Settle(1))).Exits(0);
        var platform = Directory.CreateDirectory(_folder["platform"]).FullName;
        Directory.Move(_folder.Data, Path.Combine(platform, "pool"));

        (await _folder.RunAsync("prove", platform, "--out", _folder["out"])).Exits(2);
        Assert.False(File.Exists(Path.Combine(platform, "keys", LogKeys.FileName)));

        var key = new LogKeys(Path.Combine(platform, "keys")).Open("shop.example/pool");
        (await _folder.RunAsync("prove", platform, "--out", _folder["out"])).Exits(0);
        Assert.Equal(key.Verifier.ToString(), new LogBundle(_folder["out"]).Head().Key);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Said> ProveAsync(string file, params string[] more) =>
        _folder.RunAsync(["prove", _folder.Data, "--out", file, .. more]);

    private static async Task<int> VerifyAsync(params string[] args)
    {
        using var program = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "wellspring-verify"), args)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        var said = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(said);
        return program.ExitCode;
    }
}
