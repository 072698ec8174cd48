using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Wellspring.Engine.Journals;
using Wellspring.Proof;

namespace Wellspring.Storage.Postgres;

/// <summary>Keeps a platform's files in its schema of the database, sealed with AES-256-GCM.</summary>
/// <remarks>
/// The database, its backups and whoever reads them see names and sizes only. A part opens nowhere but at its own place
/// of its own file, so parts cannot be swapped, dropped or taken from another platform. What an owner keeps is fenced
/// as its journal is: whoever came after it finds no file of its overwritten.
/// </remarks>
public sealed class PostgresShelf : IFileShelf
{
    private const int PartLength = 1 << 20;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly NpgsqlDataSource _database;
    private readonly string _folder;
    private readonly byte[] _key;
    private readonly PoolClaim? _claim;

    // Locks of a database are one list for all its schemas: each platform has its own.
    private readonly string _schema;

    /// <param name="folder">The platform's directory on this machine.</param>
    /// <param name="key">32 bytes that belong to this platform alone and are no part of the database.</param>
    /// <param name="claim">
    /// The owner that keeps files here; null for whoever administers the platform from outside, owned or not.
    /// </param>
    public PostgresShelf(NpgsqlDataSource database, string folder, byte[] key, PoolClaim? claim = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, 32);
        (_database, _folder, _key, _claim) = (database, Path.GetFullPath(folder), key, claim);
        _schema = new NpgsqlConnectionStringBuilder(database.ConnectionString).SearchPath!;
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var prepare = new NpgsqlCommand($"""
            SELECT pg_advisory_xact_lock(hashtextextended('wellspring-shelf:{_schema}', 0));
            CREATE SCHEMA IF NOT EXISTS "{_schema}";
            CREATE TABLE IF NOT EXISTS shelf (path text NOT NULL, part integer NOT NULL, parts integer NOT NULL,
                content bytea NOT NULL, kept timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (path, part));
            """, connection);
        prepare.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <exception cref="JournalFencedException">The platform has a newer owner; nothing was kept.</exception>
    public void Keep(string path) => Keep(NameOf(path), File.ReadAllBytes(path), onlyIfNone: false);

    /// <summary>Keeps a file unless one of its name is kept: of two machines that make a key, one wins.</summary>
    public void KeepFirst(string path) => Keep(NameOf(path), File.ReadAllBytes(path), onlyIfNone: true);

    /// <summary>Keeps bytes under a name inside the directory.</summary>
    public void Keep(string name, byte[] content) => Keep(Checked(name), content, onlyIfNone: false);

    public void Bring(string path)
    {
        if (!File.Exists(path))
        {
            BringNow(NameOf(path));
        }
    }

    /// <summary>Brings every file whose name does not begin with one of these, over whatever lies there.</summary>
    public void BringAll(params string[] but)
    {
        foreach (var (name, _) in All().Where(
            one => !but.Any(start => one.Name.StartsWith(start, StringComparison.Ordinal))))
        {
            BringNow(name);
        }
    }

    /// <summary>Brings every file of one folder of the directory, over whatever lies there.</summary>
    public void BringFolder(string path)
    {
        var start = NameOf(path) + "/";
        foreach (var (name, _) in All().Where(one => one.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            BringNow(name);
        }
    }

    /// <summary>Names and sizes of what is kept.</summary>
    public IReadOnlyList<(string Name, long Bytes)> All()
    {
        using var query = _database.CreateCommand($"""
            SELECT path, sum(octet_length(content) - {NonceLength + TagLength})::bigint FROM shelf
            GROUP BY path ORDER BY path COLLATE "C"
            """);
        using var rows = query.ExecuteReader();
        var all = new List<(string, long)>();
        while (rows.Read())
        {
            all.Add((rows.GetString(0), rows.GetInt64(1)));
        }

        return all;
    }

    /// <summary>The bytes of a file; null where none of this name is kept.</summary>
    /// <exception cref="CryptographicException">They were sealed under another key, or changed.</exception>
    public byte[]? Find(string name)
    {
        using var query = _database.CreateCommand(
            "SELECT part, parts, content FROM shelf WHERE path = $1 ORDER BY part");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        using var rows = query.ExecuteReader();
        using var content = new MemoryStream();
        var (found, parts) = (0, 0);
        for (; rows.Read(); found++)
        {
            parts = rows.GetInt32(1);
            content.Write(Open(name, found, parts, rows.GetFieldValue<byte[]>(2)));
        }

        return found == parts ? found == 0 ? null : content.ToArray()
            : throw new CryptographicException($"a part of {name} is missing");
    }

    /// <summary>Forgets a file; false where none was kept.</summary>
    public bool Remove(string name)
    {
        using var delete = _database.CreateCommand("DELETE FROM shelf WHERE path = $1");
        delete.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return delete.ExecuteNonQuery() > 0;
    }

    /// <exception cref="JournalFencedException">The platform has a newer owner; nothing was changed.</exception>
    public void Forget(string path)
    {
        using var connection = _database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        _claim?.Hold(connection);
        Execute(connection, "DELETE FROM shelf WHERE path = $1", NameOf(path));
        transaction.Commit();
    }

    /// <summary>
    /// A file as the rows of the table <c>shelf</c>, for whoever keeps it together with something else.
    /// </summary>
    public IEnumerable<(int Part, int Parts, byte[] Content)> Sealed(string name, byte[] content)
    {
        var parts = Math.Max(1, (content.Length + PartLength - 1) / PartLength);
        for (var part = 0; part < parts; part++)
        {
            var start = part * PartLength;
            var plain = content.AsSpan(start, Math.Min(PartLength, content.Length - start));
            yield return (part, parts, Seal(Checked(name), part, parts, plain));
        }
    }

    private void BringNow(string name)
    {
        if (Find(name) is not { } content)
        {
            return;
        }

        var path = Path.Combine(_folder, Checked(name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():n}.part";
        SecretFile.Create(draft, content);

        // As old on every machine: whoever reads a time from a file reads the same one.
        using var when = _database.CreateCommand("SELECT min(kept) FROM shelf WHERE path = $1");
        when.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        if (when.ExecuteScalar() is DateTime kept)
        {
            File.SetLastWriteTimeUtc(draft, kept);
        }

        File.Move(draft, path, overwrite: true);
    }

    private void Keep(string name, byte[] content, bool onlyIfNone)
    {
        using var connection = _database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        _claim?.Hold(connection);
        Execute(
            connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", $"wellspring-shelf:{_schema}/{name}");
        if (onlyIfNone && Execute(connection, "SELECT 1 FROM shelf WHERE path = $1", name) is not null)
        {
            return;
        }

        Execute(connection, "DELETE FROM shelf WHERE path = $1", name);
        foreach (var (part, parts, bytes) in Sealed(name, content))
        {
            using var insert = new NpgsqlCommand(
                "INSERT INTO shelf (path, part, parts, content) VALUES ($1, $2, $3, $4)", connection);
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parts });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = bytes });
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static object? Execute(NpgsqlConnection connection, string sql, string name)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return command.ExecuteScalar();
    }

    private byte[] Seal(string name, int part, int parts, ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceLength + TagLength + plain.Length];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(_key, TagLength);
        gcm.Encrypt(
            nonce, plain, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength),
            PlaceOf(name, part, parts));
        return result;
    }

    private byte[] Open(string name, int part, int parts, ReadOnlySpan<byte> content)
    {
        if (content.Length < NonceLength + TagLength)
        {
            throw new CryptographicException($"a part of {name} is too short");
        }

        var plain = new byte[content.Length - NonceLength - TagLength];
        using var gcm = new AesGcm(_key, TagLength);
        gcm.Decrypt(
            content[..NonceLength], content[(NonceLength + TagLength)..], content.Slice(NonceLength, TagLength), plain,
            PlaceOf(name, part, parts));
        return plain;
    }

    private static byte[] PlaceOf(string name, int part, int parts)
    {
        var place = new byte[8 + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt32BigEndian(place, part);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(4), parts);
        Encoding.UTF8.GetBytes(name, place.AsSpan(8));
        return place;
    }

    private string NameOf(string path) =>
        Checked(Path.GetRelativePath(_folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/'));

    // What a database says is never followed out of the directory.
    private static string Checked(string name) =>
        name.Length is > 0 and <= 200 && name.Split('/').All(step => step is not ("" or "." or ".."))
            && !name.Contains('\\', StringComparison.Ordinal) && !Path.IsPathRooted(name)
            ? name
            : throw new ArgumentException($"\"{name}\" is no name of a file in the directory", nameof(name));
}
