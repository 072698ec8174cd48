using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>The change of the key that signs a log 换钥, as its statement says it: both keys sign.</summary>
/// <remarks>The old key's signature says that the change is wanted, the new one's that somebody holds it.</remarks>
public static class LogKeyChange
{
    public const string Topic = "log-key";

    /// <summary>The canonical statement that puts the new key in the old one's place.</summary>
    public static string Write(NoteSigner old, NoteSigner next)
    {
        var note = new SignedNote(Text(old.Verifier, next.Verifier), []).SignedBy(old).SignedBy(next);
        var (first, second) = (Base64(note.Signatures[0]), Base64(note.Signatures[1]));
        return $"{{\"new\":\"{next.Verifier}\",\"newSignature\":\"{second}\","
            + $"\"old\":\"{old.Verifier}\",\"oldSignature\":\"{first}\"}}";
    }

    /// <summary>The key that follows the one trusted so far; null where the statement is not a change of it.</summary>
    public static NoteVerifier? Read(JsonElement statement, NoteVerifier trusted)
    {
        try
        {
            var (old, next) = (Key(statement, "old"), Key(statement, "new"));
            var note = new SignedNote(Text(old, next),
            [
                new(old.Name, old.Id, Bytes(statement, "oldSignature")),
                new(next.Name, next.Id, Bytes(statement, "newSignature")),
            ]);
            return old == trusted && next.Name == old.Name && note.IsSignedBy(old) && note.IsSignedBy(next)
                ? next
                : null;
        }
        catch (Exception broken) when (broken is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(NoteVerifier old, NoteVerifier next) => $"wellspring/log-key\n{old}\n{next}\n";

    private static NoteVerifier Key(JsonElement statement, string name) =>
        NoteVerifier.Parse(statement.GetProperty(name).GetString() ?? "");

    private static System.Collections.Immutable.ImmutableArray<byte> Bytes(JsonElement statement, string name) =>
        [.. Convert.FromBase64String(statement.GetProperty(name).GetString() ?? "")];

    private static string Base64(NoteSignature signature) => Convert.ToBase64String(signature.Bytes.AsSpan());
}
