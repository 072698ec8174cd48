using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wellspring.Core;
using Wellspring.Proof;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Storage.Postgres;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Platforms;

/// <summary>Puts new keys in the place of a platform's old ones on a cluster, whether it runs or not 轮换平台密钥.</summary>
/// <remarks>
/// The new key, whatever is sealed anew under it, and the end of the present owner are one transaction: whoever runs
/// the platform can write nothing any more under the old key, ends within a second, and the next owner starts from the
/// new. Killed before the end, it has changed nothing. Of two at once the second begins when the first is over.
/// </remarks>
public sealed class PlatformRotation : IDisposable
{
    private readonly string _keys;
    private readonly string _folder;
    private readonly string _by;
    private readonly TimeProvider _wall;
    private readonly Instant _now;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _turn;
    private readonly PostgresShelf _shelf;
    private readonly ShopDatabase _records;

    /// <param name="home">With a folder of this moment: keys lie there until this is disposed.</param>
    /// <param name="by">Who does it, for the platform's audit log.</param>
    public PlatformRotation(PlatformHome home, PlatformEntry entry, string by)
    {
        _folder = home.FolderOf(entry);
        _keys = Path.Combine(_folder, PlatformHome.Keys);
        (_by, _wall, _now) = (by, home.Wall, Instant.From(home.Wall.GetUtcNow()));
        Directory.CreateDirectory(_keys);
        (_source, _shelf) = home.Reach(entry);
        PostgresSchema.Prepare(_source);
        _records = ShopDatabase.Open(_source);
        _turn = _source.OpenConnection();
        try
        {
            WaitForTurn(entry.Schema);
            _shelf.BringAll(but: PlatformHome.BroughtLater);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Seals identities anew; how many.</summary>
    public int Personal() => PersonalBox.Rotate(_keys, _records, _now, _by, (transaction, key) =>
    {
        Forget(transaction, "personal.key");
        Put(transaction, "personal.key", key);
        Depose(transaction);
    });

    /// <summary>A new key for audit packs: the fingerprints before and after.</summary>
    public (string? Old, string New) Audits() => Change(
        () => PackKey.Rotate(_keys), made => ("audit-key.rotated", made.New[..16], made.Old?[..16]));

    /// <summary>A new key of cookies, forms and second factors; its id. What is sealed opens with the old.</summary>
    public string Cookies() => Change(
        () => NewCookieKey(_keys, _wall), made => ("cookie-key.rotated", made, null));

    /// <summary>The next key of the public log; null where there is no log, or its last change is under way.</summary>
    public (NoteVerifier Present, NoteVerifier Next)? Log()
    {
        var keys = new LogKeys(_keys);
        return keys.Find() is { } present && keys.Next() is null
            ? Change(
                () => (present.Verifier, keys.MakeNext(present).Verifier), _ => ("log-key.rotated", null, null))
            : null;
    }

    /// <summary>A new key in a key folder, in use from now on.</summary>
    public static string NewCookieKey(string keyFolder, TimeProvider wall)
    {
        using var services = new ServiceCollection().AddLogging().AddDataProtection()
            .SetApplicationName(Serving.ApplicationName).PersistKeysToFileSystem(new(keyFolder))
            .Services.BuildServiceProvider();
        var now = wall.GetUtcNow();
        return services.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90)).KeyId.ToString();
    }

    public void Dispose()
    {
        _records.Dispose();
        _turn.Dispose();
        _source.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // From before the keys are read until all is done. Locks of a database are one list for all its schemas; this one
    // ends with its connection, whatever becomes of this program.
    private void WaitForTurn(string schema)
    {
        using var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", _turn)
        {
            CommandTimeout = 0,
        };
        take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"wellspring-rotate:{schema}" });
        take.ExecuteNonQuery();
    }

    private T Change<T>(Func<T> make, Func<T, (string Act, string? Subject, string? Detail)> note)
    {
        var before = Files();
        var made = make();
        _records.Write(transaction =>
        {
            foreach (var (name, content) in Files().Where(
                file => !before.TryGetValue(file.Key, out var old) || !old.AsSpan().SequenceEqual(file.Value)))
            {
                if (before.ContainsKey(name))
                {
                    Forget(transaction, name);
                }

                // What was not there to be read is never replaced: then its row is in the way.
                Put(transaction, name, content);
            }

            Depose(transaction);
            var (act, subject, detail) = note(made);
            Audit.Note(transaction, _now, _by, act, subject, detail);
        });
        return made;
    }

    private Dictionary<string, byte[]> Files() =>
        Directory.GetFiles(_keys).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private static void Forget(ShopTransaction transaction, string file) =>
        transaction.Execute($"DELETE FROM shelf WHERE path = {NameOf(file)}");

    private void Put(ShopTransaction transaction, string file, byte[] content)
    {
        var name = NameOf(file);
        foreach (var (part, parts, bytes) in _shelf.Sealed(name, content))
        {
            transaction.Execute(
                $"INSERT INTO shelf (path, part, parts, content) VALUES ({name}, {part}, {parts}, {bytes})");
        }
    }

    private static string NameOf(string file) => $"{PlatformHome.Keys}/{file}";

    private static void Depose(ShopTransaction transaction) =>
        transaction.Execute($"UPDATE pools SET epoch = epoch + 1 WHERE pool = {PlatformHome.Pool}");
}
