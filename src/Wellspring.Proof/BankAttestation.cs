using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>
/// What a bank's paper says of an account 银行对账声明, in words that an auditor, a custodian or the bank itself can sign
/// with an own key.
/// </summary>
/// <param name="Account">Masked: <c>****8888</c>.</param>
/// <param name="Balance">Yuan and fen: <c>123456.78</c>.</param>
/// <param name="AsOf">In UTC: <c>2026-11-22T10:00:00.000Z</c>.</param>
/// <param name="Document">SHA-256 of the paper's file, 64 lower-case hexadecimal digits.</param>
public sealed record BankAttestation(string Account, string Balance, string AsOf, string Document)
{
    private const string Title = "wellspring-attestation/v1";

    /// <summary>The text that is signed, a line for each fact.</summary>
    public string Text => $"{Title}\naccount {Account}\nbalance {Balance}\nas-of {AsOf}\ndocument {Document}\n";

    /// <summary>SHA-256 of <see cref="Text"/>, in hexadecimal.</summary>
    public string Hash
    {
        get
        {
            var bytes = new byte[Digest.Size];
            Digest.Of(Encoding.UTF8.GetBytes(Text)).CopyTo(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Reads the signed text.</summary>
    /// <exception cref="FormatException">It is no attestation; the message names the line.</exception>
    public static BankAttestation Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != 6 || lines[0] != Title || lines[5].Length > 0)
        {
            throw new FormatException($"an attestation is \"{Title}\" and four lines");
        }

        return new(After(lines[1], "account "), After(lines[2], "balance "), After(lines[3], "as-of "),
            After(lines[4], "document "));
    }

    /// <summary>The key among these that signed a note of just this text; null where none did.</summary>
    public NoteVerifier? SignerOf(SignedNote note, IEnumerable<NoteVerifier> known) =>
        note.Text == Text ? known.FirstOrDefault(note.IsSignedBy) : null;

    /// <summary>
    /// What the public log says of it: without a note, that the operator's own two people stand for it.
    /// </summary>
    /// <param name="key">The outside key that signed it.</param>
    public string Statement(SignedNote? note, NoteVerifier? key)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["account"] = Account, ["asOf"] = AsOf, ["balance"] = Balance, ["digest"] = Hash,
            ["document"] = Document, ["signer"] = key?.Name ?? "operator",
        };
        if (key is not null && note?.Signatures.FirstOrDefault(one => one.KeyId == key.Id && one.Name == key.Name)
            is { } signature)
        {
            fields["key"] = string.Create(CultureInfo.InvariantCulture, $"{key.Id:x8}");
            fields["signature"] = Convert.ToBase64String(signature.Bytes.AsSpan());
        }

        return "{" + string.Join(',', fields.Select(field => $"\"{field.Key}\":\"{Escaped(field.Value)}\"")) + "}";

        static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    /// <summary>
    /// Reads a published statement back and says whether this key signed it; false too where the operator alone did.
    /// </summary>
    /// <exception cref="FormatException">It is no statement of a bank balance; the message names the field.</exception>
    public static (BankAttestation Said, bool IsSigned) Read(string statement, NoteVerifier key)
    {
        try
        {
            using var document = JsonDocument.Parse(statement);
            var fields = new JsonFields(document.RootElement, "statement");
            var said = new BankAttestation(
                fields.Text("account"), fields.Text("balance"), fields.Text("asOf"), fields.Text("document"));
            var signature = fields.Has("signature") ? Convert.FromBase64String(fields.Text("signature")) : [];
            return (said, fields.Text("digest") == said.Hash
                && key.Verifies(Encoding.UTF8.GetBytes(said.Text), signature));
        }
        catch (JsonException broken)
        {
            throw new FormatException($"statement: no JSON: {broken.Message}", broken);
        }
    }

    private static string After(string line, string word) =>
        line.StartsWith(word, StringComparison.Ordinal) && line.Length > word.Length
            ? line[word.Length..]
            : throw new FormatException($"an attestation has a line \"{word.Trim()} …\", not \"{line}\"");
}
