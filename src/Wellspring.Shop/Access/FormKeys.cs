using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Access;

/// <summary>
/// The idempotency key in each form: a form that arrives twice, by a double tap or a lost answer, acts once.
/// </summary>
public sealed class FormKeys(ShopDatabase database, TimeProvider wall)
{
    private static readonly Duration Kept = Duration.Days(30);

    /// <summary>Where the first submission of this form led; null while none has.</summary>
    public FormOutcome? Find(string subject, string key) => database.Read(reader => reader.One(
        $"SELECT body_hash, location FROM form_keys WHERE subject = {subject} AND form_key = {key}",
        row => new FormOutcome(row.Bytes(0), row.TextOrNull(1))));

    /// <summary>Notes where a submission led.</summary>
    public void Store(string subject, string key, byte[] bodyHash, string location)
    {
        var now = Instant.From(wall.GetUtcNow());
        database.Write(transaction =>
        {
            var oldest = new Instant(now.Milliseconds - Kept.Milliseconds);
            transaction.Execute($"DELETE FROM form_keys WHERE at < {oldest}");
            transaction.Execute($"""
                INSERT INTO form_keys (form_key, subject, body_hash, location, at)
                VALUES ({key}, {subject}, {bodyHash}, {location}, {now})
                ON CONFLICT (subject, form_key) DO NOTHING
                """);
        });
    }
}

/// <summary>The answer a form got when it was first submitted.</summary>
public sealed record FormOutcome(byte[] BodyHash, string? Location)
{
    public bool IsOf(byte[] bodyHash) => CryptographicOperations.FixedTimeEquals(BodyHash, bodyHash);
}
