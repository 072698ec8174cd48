using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Access;

/// <summary>Who is logged in. Tokens are random, live in a cookie, and only their hashes are stored.</summary>
public sealed class Sessions(ShopDatabase database, TimeProvider wall)
{
    public const string Member = "member";
    public const string Staff = "staff";

    private static readonly TimeSpan MemberLife = TimeSpan.FromDays(30);
    private static readonly TimeSpan StaffLife = TimeSpan.FromHours(10);

    /// <summary>Opens a session and returns its token: the only time it can be read.</summary>
    public (string Token, TimeSpan Life) Open(string kind, string subject, bool secondFactor)
    {
        var token = Ids.Secret();
        var life = kind == Staff ? StaffLife : MemberLife;
        var now = Instant.From(wall.GetUtcNow());
        database.Write(transaction =>
        {
            transaction.Execute($"DELETE FROM sessions WHERE expires_at < {now}");
            transaction.Execute($"""
                INSERT INTO sessions (token_hash, kind, subject, created_at, seen_at, expires_at, second_factor)
                VALUES ({Ids.HashOf(token)}, {kind}, {subject}, {now}, {now},
                    {now.Plus(new((long)life.TotalMilliseconds))}, {secondFactor})
                """);
        });
        return (token, life);
    }

    /// <summary>The session behind a token; null when it never was, has ended or is too old.</summary>
    public Session? Find(string token) => database.Read(reader => reader.One(
        $"""
        SELECT kind, subject, second_factor FROM sessions
        WHERE token_hash = {Ids.HashOf(token)} AND expires_at > {Instant.From(wall.GetUtcNow())}
        """,
        row => new Session(row.Text(0), row.Text(1), row.Flag(2))));

    /// <summary>Whether the session of a token, known by its hash, has neither ended nor grown too old.</summary>
    public bool Lives(byte[] tokenHash) => database.Read(reader => reader.Number($"""
        SELECT 1 FROM sessions WHERE token_hash = {tokenHash} AND expires_at > {Instant.From(wall.GetUtcNow())}
        """)) is not null;

    public void End(string token) => database.Write(transaction =>
        transaction.Execute($"DELETE FROM sessions WHERE token_hash = {Ids.HashOf(token)}"));

    /// <summary>Logs everybody of a kind out; everybody at all where no kind is given.</summary>
    /// <returns>How many sessions ended.</returns>
    public int EndAll(string? kind, string by) => database.Write(transaction =>
    {
        var ended = transaction.Execute($"DELETE FROM sessions WHERE {kind} IS NULL OR kind = {kind}");
        Audit.Note(transaction, Instant.From(wall.GetUtcNow()), by, "sessions.ended", kind, $"{ended}");
        return ended;
    });

    /// <summary>Logs somebody out everywhere: after a reset, a loss of the second factor, a closed account.</summary>
    public static void EndAll(ShopTransaction transaction, string kind, string subject) =>
        transaction.Execute($"DELETE FROM sessions WHERE kind = {kind} AND subject = {subject}");
}

/// <param name="Kind"><see cref="Sessions.Member"/> or <see cref="Sessions.Staff"/>.</param>
/// <param name="Subject">The member's or staff user's id.</param>
public sealed record Session(string Kind, string Subject, bool SecondFactor);
