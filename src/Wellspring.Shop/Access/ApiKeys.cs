using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Access;

/// <summary>Keys with which other programs call: shown once, stored as a hash, limited to their scopes.</summary>
public sealed class ApiKeys(ShopDatabase database, TimeProvider wall)
{
    private const string Prefix = "wsk-";
    private const int NameLimit = 64;

    /// <summary>Makes a key and returns its text: the only time it can be read.</summary>
    /// <param name="by">Who made it: a staff id, or <c>cli</c>.</param>
    /// <param name="life">Null: until it is revoked.</param>
    public (ApiKey Key, string Text) Create(
        string name, IReadOnlyCollection<string> scopes, string by, Duration? life = null)
    {
        Invariant.Require(IsName(name), "a key has a name");
        Invariant.Require(scopes.Count > 0 && scopes.All(Scopes.All.Contains), "a key has scopes that exist");
        var text = Prefix + Ids.Secret();
        var now = Instant.From(wall.GetUtcNow());
        var key = new ApiKey(Ids.New("k"), name, [.. Scopes.All.Where(scopes.Contains)], now,
            life is { } span ? now.Plus(span) : null, RevokedAt: null, UsedAt: null);
        database.Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO api_keys (id, name, key_hash, scopes, created_at, created_by, expires_at)
                VALUES ({key.Id}, {name}, {Ids.HashOf(text)}, {string.Join(' ', key.Scopes)}, {now}, {by},
                    {key.ExpiresAt})
                """);
            Audit.Note(transaction, now, by, "api-key.created", key.Id, string.Join(' ', key.Scopes));
        });
        return (key, text);
    }

    /// <summary>A name that lists can show: not blank, short, nothing in it that moves a cursor.</summary>
    public static bool IsName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= NameLimit && !name.Any(char.IsControl);

    /// <summary>Ends a key for ever; false when there is no such key, or it had ended before.</summary>
    public bool Revoke(string id, string by)
    {
        var now = Instant.From(wall.GetUtcNow());
        return database.Write(transaction =>
        {
            var revoked = transaction.Execute(
                $"UPDATE api_keys SET revoked_at = {now} WHERE id = {id} AND revoked_at IS NULL") > 0;
            if (revoked)
            {
                Audit.Note(transaction, now, by, "api-key.revoked", id);
            }

            return revoked;
        });
    }

    /// <summary>
    /// Makes a key with the same name and scopes in place of another, which works on for a while: callers change over.
    /// </summary>
    /// <param name="grace">How long the old one works on, at most; it never works longer than it would have.</param>
    /// <returns>Null when there is no such key, or it has ended.</returns>
    public (ApiKey Key, string Text)? Rotate(string id, string by, Duration grace)
    {
        var now = Instant.From(wall.GetUtcNow());
        if (All().FirstOrDefault(key => key.Id == id) is not { RevokedAt: null } old || old.ExpiresAt <= now)
        {
            return null;
        }

        var made = Create(old.Name, old.Scopes, by, old.ExpiresAt is { } end
            ? new(end.Milliseconds - old.CreatedAt.Milliseconds)
            : null);
        database.Write(transaction =>
        {
            transaction.Execute($"""
                UPDATE api_keys SET expires_at = {now.Plus(grace)}
                WHERE id = {id} AND (expires_at IS NULL OR expires_at > {now.Plus(grace)})
                """);
            Audit.Note(transaction, now, by, "api-key.rotated", id, made.Key.Id);
        });
        return made;
    }

    /// <summary>The key behind a text that a caller sent; null when it never was, was revoked or is too old.</summary>
    public ApiKey? Find(string text) => database.Read(reader => reader.One(
        $"""
        SELECT id, name, scopes, created_at, expires_at, revoked_at, used_at FROM api_keys
        WHERE key_hash = {Ids.HashOf(text)} AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > {Instant.From(wall.GetUtcNow())})
        """,
        Read));

    /// <summary>All keys, newest first, ended ones too.</summary>
    public IReadOnlyList<ApiKey> All() => database.Read(reader => reader.All(
        $"""
        SELECT id, name, scopes, created_at, expires_at, revoked_at, used_at FROM api_keys
        ORDER BY created_at DESC, id
        """,
        Read));

    /// <summary>Notes that a key was used; callers do it once a while, not at every request.</summary>
    public void Touch(string id) => database.Write(transaction => transaction.Execute(
        $"UPDATE api_keys SET used_at = {Instant.From(wall.GetUtcNow())} WHERE id = {id}"));

    private static ApiKey Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2).Split(' '), row.At(3), row.AtOrNull(4), row.AtOrNull(5),
        row.AtOrNull(6));
}

/// <summary>One API key, without its secret.</summary>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, Instant CreatedAt, Instant? ExpiresAt, Instant? RevokedAt,
    Instant? UsedAt);
