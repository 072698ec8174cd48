using System.Text;
using Wellspring.Proof;

namespace Wellspring.Storage.PublicLogs;

/// <summary>
/// The key that signs a public log, in a file that only its owner may read, and beside it the newest checkpoint that
/// was signed: what was signed once must never be contradicted.
/// </summary>
/// <param name="shelf">Where a platform's files are the same on all of its machines; null on the only one.</param>
public sealed class LogKeys(string folder, IFileShelf? shelf = null)
{
    public const string FileName = "log.key";

    /// <summary>The key that was made to follow it, until the log says so.</summary>
    public const string NextName = FileName + ".next";

    private readonly IFileShelf _shelf = shelf ?? new LocalShelf();

    private string KeyPath => Path.Combine(folder, FileName);

    private string NextPath => Path.Combine(folder, NextName);

    private string CheckpointPath => Path.Combine(folder, "log.checkpoint");

    /// <summary>When the next key was made; its statement carries that time, so that twice is once.</summary>
    public DateTimeOffset NextMadeAt => new(File.GetLastWriteTimeUtc(NextPath), TimeSpan.Zero);

    /// <summary>The key; a new one of this name where there is none.</summary>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public NoteSigner Open(string origin)
    {
        Directory.CreateDirectory(folder);
        _shelf.Bring(KeyPath);
        if (!File.Exists(KeyPath))
        {
            Write(KeyPath, NoteSigner.Create(origin, NoteKeyKind.Log));
            KeepOrForget();
        }

        return NoteSigner.Parse(File.ReadAllText(KeyPath));
    }

    public NoteSigner? Find() => File.Exists(KeyPath) ? NoteSigner.Parse(File.ReadAllText(KeyPath)) : null;

    /// <summary>The key that was made to follow the present one; null where none was.</summary>
    public NoteSigner? Next() => File.Exists(NextPath) ? NoteSigner.Parse(File.ReadAllText(NextPath)) : null;

    /// <summary>Makes the next key. It signs once the log says so, signed by both.</summary>
    public NoteSigner MakeNext(NoteSigner present)
    {
        var next = NoteSigner.Create(present.Verifier.Name, NoteKeyKind.Log);
        Write(NextPath, next);
        return next;
    }

    /// <summary>The next key takes the present one's place.</summary>
    public void TakeNext()
    {
        // The log has named it: it must not be lost, wherever this ends. Doing it again finishes it.
        var fresh = KeyPath + ".new";
        File.Delete(fresh);
        Write(fresh, NoteSigner.Parse(File.ReadAllText(NextPath)));
        File.Move(fresh, KeyPath, overwrite: true);
        _shelf.Keep(KeyPath);
        _shelf.Forget(NextPath);
        File.Delete(NextPath);
    }

    /// <summary>The newest checkpoint that was signed; null before the first.</summary>
    public SignedNote? Signed() => Read(CheckpointPath);

    /// <summary>Keeps a checkpoint before anybody sees it.</summary>
    public void Keep(SignedNote note) => Replace(CheckpointPath, note.ToString());

    /// <summary>The newest checkpoint that a witness cosigned; null where it has not.</summary>
    public SignedNote? CosignedBy(NoteVerifier witness) => Read(CosignedPath(witness));

    public void Keep(NoteVerifier witness, SignedNote note) => Replace(CosignedPath(witness), note.ToString());

    // Another machine would not know it: then nothing may be signed with it here either.
    private void KeepOrForget()
    {
        try
        {
            _shelf.Keep(KeyPath);
        }
        catch
        {
            File.Delete(KeyPath);
            throw;
        }
    }

    private string CosignedPath(NoteVerifier witness) => Path.Combine(folder, $"log.cosigned-{witness.Id:x8}");

    private SignedNote? Read(string path)
    {
        _shelf.Bring(path);
        return File.Exists(path) ? SignedNote.Parse(File.ReadAllText(path)) : null;
    }

    private void Replace(string path, string text)
    {
        using (var file = File.Create(path + ".new"))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        _shelf.Keep(path);
    }

    private static void Write(string path, NoteSigner key) => SecretFile.Create(path, key.ToSecret() + "\n");
}
