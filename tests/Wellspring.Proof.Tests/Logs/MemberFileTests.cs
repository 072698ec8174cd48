using Wellspring.Verifying;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>The file that a member took home, given to <c>wellspring-verify</c>.</summary>
public sealed class MemberFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task An_honest_file_holds_and_the_key_that_is_only_the_file_s_own_is_said_to_be_so()
    {
        var proof = MemberProofTests.Honest();

        var (code, said) = await VerifyAsync(proof.ToString());
        var (known, saidThen) = await VerifyAsync(proof.ToString(), "--key", proof.Key);

        Assert.Equal((0, 0), (code, known));
        Assert.Contains("taken from the file", said, StringComparison.Ordinal);
        Assert.DoesNotContain("taken from the file", saidThen, StringComparison.Ordinal);
        Assert.Contains("0.00003000", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_balance_another_key_and_a_broken_file_have_exit_codes_of_their_own()
    {
        var proof = MemberProofTests.Honest();
        var lower = proof with { Balances = proof.Balances with { Wallet = proof.Balances.Wallet - 1 } };
        var stranger = new NoteSigner(proof.Pool, NoteKeyKind.Log, new byte[32]).Verifier.ToString();

        var (code, said) = await VerifyAsync(lower.ToString());
        Assert.Equal(3, code);
        Assert.Contains("Tree", said, StringComparison.Ordinal);
        Assert.Equal(3, (await VerifyAsync(proof.ToString(), "--key", stranger)).Code);
        var (bad, why) = await VerifyAsync(proof.ToString().Replace("\"salt\"", "\"sal\"", StringComparison.Ordinal));
        Assert.Equal(2, bad);
        Assert.Contains("proof.salt", why, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private async Task<(int Code, string Said)> VerifyAsync(string text, params string[] options)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(_file, text, cancellation);
        using var said = new StringWriter();
        var code = await Program.RunAsync([_file, .. options], said, said, TimeProvider.System, cancellation);
        return (code, said.ToString());
    }
}
