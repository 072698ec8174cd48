using System.Security.Cryptography;
using System.Text;
using Wellspring.Proof;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>An outsider signs a bank balance with nothing but the program and the bank's paper.</summary>
public sealed class AttestTests : IDisposable
{
    private readonly CliFolder _folder = new();

    [Fact]
    public async Task What_the_auditor_signs_is_what_the_paper_says_and_nobody_else_reads_the_key()
    {
        var paper = _folder.Write("paper.pdf", "balance");
        var made = (await KeyAsync()).Exits(0);
        var key = NoteVerifier.Parse(made.Output.Trim());

        var signed = (await SignAsync(paper, "123456.7")).Exits(0);

        var note = SignedNote.Parse(signed.Output);
        var said = BankAttestation.Parse(note.Text);
        Assert.Equal(
            new("****8888", "123456.70", "2026-11-22T10:00:00.000Z", Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes("balance" + Environment.NewLine)))),
            said);
        Assert.Equal(key, said.SignerOf(note, [key]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["a.key"]));
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_a_key_is_never_overwritten()
    {
        var paper = _folder.Write("paper.pdf", "balance");
        var noKey = (await SignAsync(paper, "1", key: "paper.pdf")).Exits(2);
        Assert.Contains("paper.pdf", noKey.Errors, StringComparison.Ordinal);
        (await KeyAsync()).Exits(0);
        var before = await File.ReadAllTextAsync(_folder["a.key"], TestContext.Current.CancellationToken);

        Assert.Contains("a.key", (await KeyAsync()).Exits(2).Errors, StringComparison.Ordinal);
        Assert.Contains("--balance", (await SignAsync(paper, "much")).Exits(2).Errors, StringComparison.Ordinal);
        var noPaper = (await SignAsync(_folder["none.pdf"], "1")).Exits(2);
        Assert.Contains("none.pdf", noPaper.Errors, StringComparison.Ordinal);

        Assert.Equal(
            before, await File.ReadAllTextAsync(_folder["a.key"], TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private Task<Said> KeyAsync() =>
        _folder.RunAsync("attest", "key", "--name", "auditor.example/attest", "--out", _folder["a.key"]);

    private Task<Said> SignAsync(string paper, string balance, string key = "a.key") => _folder.RunAsync(
        "attest", "sign", "--key", _folder[key], "--account", "6222 0000 9999 8888", "--balance", balance, "--as-of",
        "2026-11-22T18:00:00+08:00", "--document", paper);
}
