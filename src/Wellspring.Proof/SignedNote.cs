using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Wellspring.Proof;

/// <summary>One line of signature under a note: whose, and the bytes after the key's id.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ImmutableArray<byte> Bytes);

/// <summary>A text with signatures under it 签名文本, as C2SP signed-note writes it.</summary>
/// <param name="Text">Ends with a line feed.</param>
public sealed record SignedNote(string Text, ImmutableArray<NoteSignature> Signatures)
{
    private const string Dash = "— ";
    private const int Longest = 1 << 20;
    private const int MostSignatures = 100;

    /// <exception cref="FormatException">It is no signed note; the message says what is wrong.</exception>
    public static SignedNote Parse(string note)
    {
        var border = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > Longest || border < 0 || !note.EndsWith('\n')
            || note.Any(one => one < ' ' && one != '\n') || border + 2 == note.Length)
        {
            throw new FormatException("a signed note is a text, an empty line and signature lines");
        }

        var lines = note[(border + 2)..^1].Split('\n');
        return lines.Length <= MostSignatures
            ? new(note[..(border + 1)], [.. lines.Select(SignatureOf)])
            : throw new FormatException($"a note has at most {MostSignatures} signatures");
    }

    /// <summary>Adds a log's signature of the text.</summary>
    public SignedNote SignedBy(NoteSigner signer)
    {
        Require(signer.Verifier, NoteKeyKind.Log);
        return With(signer.Verifier, signer.Sign(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>Adds a witness's signature: at this second it had seen the text and nothing against it.</summary>
    public SignedNote CosignedBy(NoteSigner witness, long unixSeconds)
    {
        Require(witness.Verifier, NoteKeyKind.Witness);
        var bytes = new byte[sizeof(long) + 64];
        BinaryPrimitives.WriteInt64BigEndian(bytes, unixSeconds);
        witness.Sign(Seen(unixSeconds)).CopyTo(bytes, sizeof(long));
        return With(witness.Verifier, bytes);
    }

    /// <summary>Whether this log signed the text. Signatures of keys that nobody named here say nothing.</summary>
    public bool IsSignedBy(NoteVerifier key) =>
        key.Kind is NoteKeyKind.Log
        && Of(key) is { } signature && key.Verifies(Encoding.UTF8.GetBytes(Text), signature.Bytes.AsSpan());

    /// <summary>The second at which this witness saw the text; null where it did not sign it.</summary>
    public long? SeenBy(NoteVerifier key)
    {
        if (key.Kind is not NoteKeyKind.Witness || Of(key) is not { Bytes.Length: sizeof(long) + 64 } signature)
        {
            return null;
        }

        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature.Bytes.AsSpan());
        return key.Verifies(Seen(seconds), signature.Bytes.AsSpan()[sizeof(long)..]) ? seconds : null;
    }

    public bool Equals(SignedNote? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            var bytes = new byte[sizeof(uint) + signature.Bytes.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
            signature.Bytes.CopyTo(bytes, sizeof(uint));
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    private static void Require(NoteVerifier key, NoteKeyKind kind)
    {
        if (key.Kind != kind)
        {
            throw new ArgumentException(
                $"the key {key.Name} is a {key.Kind} key, and a {kind} key signs here", nameof(key));
        }
    }

    private static NoteSignature SignatureOf(string line)
    {
        var bytes = new byte[line.Length];
        return line.StartsWith(Dash, StringComparison.Ordinal) && line[Dash.Length..].Split(' ') is [var name, var text]
            && name.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) && length > sizeof(uint)
                ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), [.. bytes[sizeof(uint)..length]])
                : throw new FormatException($"no signature line: {line}");
    }

    private SignedNote With(NoteVerifier key, ReadOnlySpan<byte> bytes) =>
        this with { Signatures = Signatures.Add(new(key.Name, key.Id, [.. bytes])) };

    private NoteSignature? Of(NoteVerifier key) =>
        Signatures.FirstOrDefault(one => one.Name == key.Name && one.KeyId == key.Id);

    private byte[] Seen(long seconds) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{Text}"));
}
