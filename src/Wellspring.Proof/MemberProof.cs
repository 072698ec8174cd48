using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>One step of a member's proof.</summary>
public enum MemberProofStep
{
    /// <summary>The balances, under the member's pseudonym, are counted in the root and its sums.</summary>
    Tree = 1,

    /// <summary>A public record says this root and these sums, and members' points and the float circulate.</summary>
    Statement,

    /// <summary>The public record stands in the log of the checkpoint.</summary>
    Log,

    /// <summary>The log's key signed the checkpoint.</summary>
    Signature,
}

/// <summary>
/// The proof that one member takes home 会员余额证明: from the own balances to a signed checkpoint of the public log,
/// checked without asking anybody.
/// </summary>
/// <param name="Pool">The origin of the log, as its checkpoints say it.</param>
/// <param name="Salt">Keep it: without it nobody can tell whose leaf it is.</param>
/// <param name="Index">Where the public record stands in the log.</param>
/// <param name="Entry">The public record as the log hashes it.</param>
/// <param name="Checkpoint">A signed note.</param>
/// <param name="Key">The log's key as the platform gave it: compare it with the one you know from elsewhere.</param>
public sealed record MemberProof(
    string Pool, string Day, long Member, ImmutableArray<byte> Salt, Balances Balances, long Place,
    ImmutableArray<BalanceNode> Path, BalanceStatement Statement, long Index, string Entry,
    ImmutableArray<Digest> Inclusion, string Checkpoint, string Key)
{
    /// <summary>The name and version of the format, for ever.</summary>
    public const string Format = "wellspring-member-proof/1";

    private const int MostLevels = 64;

    /// <exception cref="FormatException">It is no member's proof; the message names the field.</exception>
    public static MemberProof Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var fields = new JsonFields(document.RootElement, "proof");
            if (fields.Text("format") != Format)
            {
                throw new FormatException($"proof.format: {Format} is expected");
            }

            return new(
                fields.Text("pool"), fields.Text("day"), fields.Number("member"), SaltOf(fields.Text("salt")),
                fields.Balances(), fields.Number("place"),
                [.. fields.List("path", MostLevels).Select(NodeOf)],
                BalanceStatement.Parse(fields.Json("statement") ?? ""), fields.Number("index"), fields.Text("entry"),
                [.. fields.List("inclusion", MostLevels).Select(HashOf)], fields.Text("checkpoint"),
                fields.Text("key"));
        }
        catch (JsonException broken)
        {
            throw new FormatException($"proof: no JSON: {broken.Message}", broken);
        }
    }

    /// <summary>The steps that do not hold; empty where the proof is good.</summary>
    /// <param name="trusted">The log's key as somebody else knows it; null believes the key in the file.</param>
    public IReadOnlyList<MemberProofStep> Failing(NoteVerifier? trusted = null)
    {
        var checkpoint = SignedCheckpoint();
        return
        [
            .. new (MemberProofStep Step, bool Holds)[]
            {
                (MemberProofStep.Tree, IsInTree()),
                (MemberProofStep.Statement, IsStated()),
                (MemberProofStep.Log, checkpoint?.Point is { } point && LogProof.Includes(
                    Index, point.Size, LogProof.Leaf(Encoding.UTF8.GetBytes(Entry)), Inclusion, point.Root)),
                (MemberProofStep.Signature,
                    checkpoint is { } signed && signed.Point.Origin == Pool && IsSigned(signed.Note, trusted)),
            }.Where(one => !one.Holds).Select(one => one.Step),
        ];
    }

    public bool Equals(MemberProof? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => Statement.GetHashCode();

    /// <summary>The file, as JSON.</summary>
    public override string ToString()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new()
        {
            Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Write(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("pool", Pool);
        json.WriteString("day", Day);
        json.WriteNumber("member", Member);
        json.WriteString("salt", Convert.ToBase64String(Salt.AsSpan()));
        Write(json, Balances);
        json.WriteNumber("place", Place);
        json.WriteStartArray("path");
        foreach (var node in Path)
        {
            json.WriteStartObject();
            json.WriteString("hash", node.Hash.ToString());
            Write(json, node.Sum);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WritePropertyName("statement");
        json.WriteRawValue(Statement.ToString());
        json.WriteNumber("index", Index);
        json.WriteString("entry", Entry);
        json.WriteStartArray("inclusion");
        foreach (var hash in Inclusion)
        {
            json.WriteStringValue(hash.ToString());
        }

        json.WriteEndArray();
        json.WriteString("checkpoint", Checkpoint);
        json.WriteString("key", Key);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in Balances balances)
    {
        json.WriteString("points", Amount.Points(balances.Points));
        json.WriteString("wallet", Amount.Money(balances.Wallet));
        json.WriteString("coins", Amount.Money(balances.Coins));
    }

    private static ImmutableArray<byte> SaltOf(string text)
    {
        var bytes = new byte[BalanceTree.SaltSize + 1];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == BalanceTree.SaltSize
            ? [.. bytes[..length]]
            : throw new FormatException($"proof.salt: {BalanceTree.SaltSize} bytes in Base64 are expected");
    }

    private static BalanceNode NodeOf(JsonElement element, int level)
    {
        var fields = new JsonFields(element, $"proof.path[{level}]");
        return new(fields.Hash("hash"), fields.Balances());
    }

    private static Digest HashOf(JsonElement element, int level) =>
        element.ValueKind is JsonValueKind.String && Digest.FromBase64(TextOf(element)) is { } hash
            ? hash
            : throw new FormatException($"proof.inclusion[{level}]: 32 bytes in Base64 are expected");

    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a character, written as an escape.
            return "";
        }
    }

    private bool IsInTree() => BalanceTree.Includes(
        BalanceTree.Leaf(BalanceTree.Pseudonym(Salt.AsSpan(), Member), Balances), Place, Path,
        new(Statement.Root, Statement.Total));

    private bool IsStated()
    {
        try
        {
            using var document = JsonDocument.Parse(Entry);
            var fields = new JsonFields(document.RootElement, "entry");
            return Statement.Day == Day && Statement.AddsUp && Statement.Position <= Index
                && fields.Number("i") == Index && fields.Text("topic") == "balances"
                && fields.Json("statement") is { } said && BalanceStatement.Parse(said) == Statement;
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            return false;
        }
    }

    private (SignedNote Note, Checkpoint Point)? SignedCheckpoint()
    {
        try
        {
            var note = SignedNote.Parse(Checkpoint);
            return (note, Proof.Checkpoint.Parse(note.Text));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private bool IsSigned(SignedNote note, NoteVerifier? trusted)
    {
        try
        {
            var key = NoteVerifier.Parse(Key);
            return (trusted is null || trusted == key) && note.IsSignedBy(key);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
