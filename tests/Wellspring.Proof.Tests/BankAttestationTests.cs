namespace Wellspring.Proof.Tests;

/// <summary>An outside signature stands for what the bank's paper says, and only for that.</summary>
public class BankAttestationTests
{
    private static readonly BankAttestation Said =
        new("****8888", "123456.78", "2026-11-22T10:00:00.000Z", new('a', 64));

    private static readonly NoteSigner Auditor = Signer("auditor.example/attest", 1);
    private static readonly NoteSigner Stranger = Signer("auditor.example/attest", 2);

    [Fact]
    public void The_signature_of_a_known_key_is_found_and_of_a_stranger_is_not()
    {
        var note = new SignedNote(Said.Text, []).SignedBy(Auditor);

        Assert.Equal(Auditor.Verifier, Said.SignerOf(note, [Stranger.Verifier, Auditor.Verifier]));
        Assert.Null(Said.SignerOf(note, [Stranger.Verifier]));
        Assert.Null((Said with { Balance = "123456.79" }).SignerOf(note, [Auditor.Verifier]));
        Assert.Equal(Said, BankAttestation.Parse(SignedNote.Parse(note.ToString()).Text));
    }

    [Fact]
    public void What_the_log_says_can_be_checked_with_the_auditor_s_key_alone()
    {
        var statement = Said.Statement(new SignedNote(Said.Text, []).SignedBy(Auditor), Auditor.Verifier);

        Assert.Equal((Said, true), BankAttestation.Read(statement, Auditor.Verifier));
        Assert.Equal((Said, false), BankAttestation.Read(statement, Stranger.Verifier));
        var more = statement.Replace("123456.78", "923456.78", StringComparison.Ordinal);
        Assert.False(BankAttestation.Read(more, Auditor.Verifier).IsSigned);
        Assert.True(statement.Length < 1_024);
    }

    [Fact]
    public void The_operator_s_own_word_is_called_so()
    {
        var statement = Said.Statement(null, null);

        Assert.Contains("\"signer\":\"operator\"", statement, StringComparison.Ordinal);
        Assert.False(BankAttestation.Read(statement, Auditor.Verifier).IsSigned);
    }

    [Theory]
    [InlineData("balance 123456.78\n", "")]
    [InlineData("as-of ", "at ")]
    [InlineData("/v1", "/v2")]
    public void A_text_that_says_something_else_is_no_attestation(string from, string to) =>
        Assert.Throws<FormatException>(
            () => BankAttestation.Parse(Said.Text.Replace(from, to, StringComparison.Ordinal)));

    private static NoteSigner Signer(string name, byte seed) =>
        new(name, NoteKeyKind.Log, [.. Enumerable.Repeat(seed, 32)]);
}
