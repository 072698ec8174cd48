using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Wellspring.Proof;

/// <summary>What a key may sign, by C2SP signed-note and tlog-cosignature.</summary>
public enum NoteKeyKind : byte
{
    /// <summary>Signs the text of a note.</summary>
    Log = 0x01,

    /// <summary>Signs a checkpoint with the second at which a witness saw it.</summary>
    Witness = 0x04,
}

/// <summary>The public half of a signing key 验证密钥, written <c>name+hash+key</c>.</summary>
public sealed record NoteVerifier
{
    private const int SignatureSize = 64;

    private readonly ImmutableArray<byte> _key;

    public NoteVerifier(string name, NoteKeyKind kind, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
        {
            throw new FormatException($"\"{name}\" is no key name: it is not empty and has no space and no plus");
        }

        (Name, Kind, _key) = (name, kind, [.. publicKey]);
        var content = new byte[Encoding.UTF8.GetByteCount(name) + 2 + publicKey.Length];
        var end = Encoding.UTF8.GetBytes(name, content);
        (content[end], content[end + 1]) = ((byte)'\n', (byte)kind);
        publicKey.CopyTo(content.AsSpan(end + 2));
        Span<byte> hash = stackalloc byte[Digest.Size];
        Digest.Of(content).CopyTo(hash);
        Id = BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    public string Name { get; }

    public NoteKeyKind Kind { get; }

    /// <summary>The first four bytes of SHA-256 of name, line feed, kind and key.</summary>
    public uint Id { get; }

    /// <exception cref="FormatException">The text is no verifier key, or its hash is another key's.</exception>
    public static NoteVerifier Parse(string text)
    {
        var parts = text.Split('+', 3);
        Span<byte> bytes = stackalloc byte[64];
        if (parts.Length != 3 || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length != 33
            || bytes[0] is not ((byte)NoteKeyKind.Log or (byte)NoteKeyKind.Witness))
        {
            throw new FormatException("a verifier key is written name+hash+key, the key an Ed25519 one");
        }

        var verifier = new NoteVerifier(parts[0], (NoteKeyKind)bytes[0], bytes[1..33]);
        return verifier.ToString() == text
            ? verifier
            : throw new FormatException($"the hash {parts[1]} does not belong to the key of {parts[0]}");
    }

    /// <summary>Whether this key signed the content; false too where the key is none of the curve.</summary>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
        {
            return false;
        }

        try
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, new Ed25519PublicKeyParameters(_key.AsSpan()));
            signer.BlockUpdate(content);
            return signer.VerifySignature(signature.ToArray());
        }
        catch (ArgumentException)
        {
            // The 32 bytes are no point of the curve: a key that can have signed nothing.
            return false;
        }
    }

    public bool Equals(NoteVerifier? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => (int)Id;

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Kind, .. _key])}";

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 255 && !name.Any(one => one == '+' || char.IsWhiteSpace(one) || char.IsControl(one));
}

/// <summary>The secret half of a signing key 签名密钥.</summary>
public sealed class NoteSigner
{
    private readonly Ed25519PrivateKeyParameters _secret;

    /// <param name="seed">32 secret bytes; they stay in a file of their own, never in a log.</param>
    public NoteSigner(string name, NoteKeyKind kind, ReadOnlySpan<byte> seed)
    {
        _secret = new(seed);
        Verifier = new(name, kind, _secret.GeneratePublicKey().GetEncoded());
    }

    private const string Prefix = "PRIVATE+KEY+";

    public NoteVerifier Verifier { get; }

    /// <summary>Reads what <see cref="ToSecret"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no signing key, or its hash is another key's.</exception>
    public static NoteSigner Parse(string secret)
    {
        var parts = secret.Trim().Split('+', 5);
        Span<byte> bytes = stackalloc byte[64];
        if (parts is not ["PRIVATE", "KEY", var name, _, var key]
            || !Convert.TryFromBase64String(key, bytes, out var length) || length != 33
            || bytes[0] is not ((byte)NoteKeyKind.Log or (byte)NoteKeyKind.Witness))
        {
            throw new FormatException("a signing key is written PRIVATE+KEY+name+hash+key, the key an Ed25519 one");
        }

        var signer = new NoteSigner(name, (NoteKeyKind)bytes[0], bytes[1..33]);
        return signer.ToSecret() == secret.Trim()
            ? signer
            : throw new FormatException($"the hash does not belong to the key of {name}");
    }

    /// <summary>A new key of this name.</summary>
    public static NoteSigner Create(string name, NoteKeyKind kind) =>
        new(name, kind, RandomNumberGenerator.GetBytes(32));

    /// <summary>The key as its file holds it: whoever reads it can sign.</summary>
    public string ToSecret()
    {
        var key = Convert.ToBase64String([(byte)Verifier.Kind, .. _secret.GetEncoded()]);
        return $"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+{key}";
    }

    internal byte[] Sign(ReadOnlySpan<byte> content)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _secret);
        signer.BlockUpdate(content);
        return signer.GenerateSignature();
    }
}
