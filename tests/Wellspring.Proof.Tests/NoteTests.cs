namespace Wellspring.Proof.Tests;

/// <summary>Checkpoints and their signatures, byte for byte as C2SP writes them.</summary>
public class NoteTests
{
    private static readonly NoteSigner Log = new("example.org/pool", NoteKeyKind.Log, new byte[32]);
    private static readonly NoteSigner Witness = new("witness.example.net", NoteKeyKind.Witness, [.. Seed()]);
    private static readonly Checkpoint Point = new("example.org/pool", 3, LogProof.Empty, []);

    // The note and key of the examples in the Go package that first wrote the format (golang.org/x/mod/sumdb/note).
    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PeterNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
        + "qdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_signed_by_somebody_elses_program_is_read_and_verified()
    {
        var note = SignedNote.Parse(PeterNote);

        Assert.True(note.IsSignedBy(NoteVerifier.Parse(PeterKey)));
        Assert.Equal(PeterNote, note.ToString());
        Assert.False((note with { Text = note.Text.Replace("answer", "question") })
            .IsSignedBy(NoteVerifier.Parse(PeterKey)));
    }

    [Fact]
    public void A_checkpoint_is_signed_by_its_log_and_seen_by_a_witness()
    {
        var note = new SignedNote(Point.ToString(), []).SignedBy(Log).CosignedBy(Witness, 1_800_000_000);

        var read = SignedNote.Parse(note.ToString());

        Assert.Equal(note, read);
        Assert.Equal(Point, Checkpoint.Parse(read.Text));
        Assert.True(read.IsSignedBy(Log.Verifier));
        Assert.Equal(1_800_000_000, read.SeenBy(Witness.Verifier));
        Assert.Null(read.SeenBy(Log.Verifier));
        Assert.False(read.IsSignedBy(Witness.Verifier));
    }

    [Fact]
    public void Nothing_signed_can_be_changed()
    {
        var note = new SignedNote(Point.ToString(), []).SignedBy(Log).CosignedBy(Witness, 1_800_000_000);
        var larger = note with { Text = (Point with { Size = 4 }).ToString() };
        var later = note.Signatures[1] with { Bytes = note.Signatures[1].Bytes.SetItem(7, 1) };

        Assert.False(larger.IsSignedBy(Log.Verifier));
        Assert.Null(larger.SeenBy(Witness.Verifier));
        Assert.Null((note with { Signatures = [note.Signatures[0], later] }).SeenBy(Witness.Verifier));
    }

    [Fact]
    public void A_key_is_written_with_its_own_hash_and_read_with_no_other()
    {
        Assert.Equal(Witness.Verifier, NoteVerifier.Parse(Witness.Verifier.ToString()));
        Assert.Throws<FormatException>(() => NoteVerifier.Parse(PeterKey.Replace("c74f20a3", "c74f20a4")));
        Assert.Throws<FormatException>(() => NoteVerifier.Parse("no key"));
        Assert.Throws<FormatException>(() => new NoteVerifier("two words", NoteKeyKind.Log, new byte[32]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nno dash\n")]
    [InlineData("text\n\n— name notbase64!\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("te\txt\n\n— name AAAAAAA=\n")]
    public void What_is_no_note_is_refused(string note) =>
        Assert.Throws<FormatException>(() => SignedNote.Parse(note));

    [Theory]
    [InlineData("origin\n3\n")]
    [InlineData("\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("origin\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("origin\n-3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("origin\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hS\n")]
    [InlineData("origin\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("origin\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n")]
    public void What_is_no_checkpoint_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    private static IEnumerable<byte> Seed() => Enumerable.Range(100, 32).Select(one => (byte)one);
}
