using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Webhooks;

/// <summary>
/// The outbox of webhooks: at least once, and in order within a lane. Only the first message of a lane waits to be
/// sent; those behind it are queued until it was delivered or given up.
/// </summary>
internal static class Deliveries
{
    /// <summary>Puts one message in its lane, in the transaction that follows the journal.</summary>
    public static void Add(ShopTransaction transaction, string webhook, WebhookEvent happened, Instant now) =>
        transaction.Execute($"""
            INSERT INTO deliveries (webhook, kind, position, line, lane, body, state, attempts, next_at)
            VALUES ({webhook}, {happened.Kind}, {happened.Position}, {happened.Line}, {happened.Lane},
                {happened.Body()},
                CASE WHEN EXISTS (SELECT 1 FROM deliveries WHERE webhook = {webhook} AND lane = {happened.Lane}
                    AND state IN ('queued', 'waiting')) THEN 'queued' ELSE 'waiting' END, 0, {now})
            ON CONFLICT (webhook, position, line, kind) DO NOTHING
            """);

    /// <summary>Puts one message back, delivered before or not; <see cref="Arrange"/> says who goes first.</summary>
    public static void AddAgain(ShopTransaction transaction, string webhook, WebhookEvent happened, Instant now) =>
        transaction.Execute($"""
            INSERT INTO deliveries (webhook, kind, position, line, lane, body, state, attempts, next_at)
            VALUES ({webhook}, {happened.Kind}, {happened.Position}, {happened.Line}, {happened.Lane},
                {happened.Body()}, 'queued', 0, {now})
            ON CONFLICT (webhook, position, line, kind) DO UPDATE SET state = 'queued', attempts = 0,
                failure = NULL, delivered_at = NULL
            """);

    /// <summary>Lets the first of each lane of a webhook wait to be sent, and no other.</summary>
    public static void Arrange(ShopTransaction transaction, string webhook, Instant now)
    {
        transaction.Execute(
            $"UPDATE deliveries SET state = 'queued' WHERE webhook = {webhook} AND state = 'waiting'");
        transaction.Execute($"""
            UPDATE deliveries SET state = 'waiting', next_at = {now} WHERE sequence IN
                (SELECT sequence FROM
                    (SELECT sequence, row_number() OVER (PARTITION BY lane ORDER BY position, line, kind) AS place
                    FROM deliveries WHERE webhook = {webhook} AND state = 'queued') placed
                WHERE place = 1)
            """);
    }

    /// <summary>What may be sent now, the longest due first.</summary>
    public static IReadOnlyList<Delivery> Due(ShopReader reader, Instant now, int most) => reader.All(
        $"""
        SELECT d.sequence, d.webhook, d.kind, d.position, d.line, d.lane, d.body, d.attempts, w.url, w.secret,
            CASE WHEN w.old_until > {now} THEN w.old_secret END
        FROM deliveries d JOIN webhooks w ON w.id = d.webhook
        WHERE d.state = 'waiting' AND d.next_at <= {now} AND w.state = 'active'
        ORDER BY d.next_at, d.sequence LIMIT {most}
        """,
        row => new Delivery(row.Integer(0), row.Text(1), row.Text(2), row.Integer(3), row.Integer(4), row.Text(5),
            row.Text(6), (int)row.Integer(7), row.Text(8), row.Text(9)) { OldSecret = row.TextOrNull(10) });

    public static void Delivered(ShopTransaction transaction, Delivery delivery, Instant now)
    {
        transaction.Execute($"""
            UPDATE deliveries SET state = 'delivered', attempts = attempts + 1, delivered_at = {now}, failure = NULL
            WHERE sequence = {delivery.Sequence} AND state = 'waiting'
            """);
        Promote(transaction, delivery, now);
    }

    /// <param name="next">When to try again; null gives it up, and the lane goes on without it.</param>
    public static void Failed(
        ShopTransaction transaction, Delivery delivery, string failure, Instant? next, Instant now)
    {
        transaction.Execute($"""
            UPDATE deliveries SET state = CASE WHEN {next} IS NULL THEN 'dead' ELSE state END,
                attempts = attempts + 1, next_at = coalesce({next}, next_at), failure = {failure}
            WHERE sequence = {delivery.Sequence} AND state = 'waiting'
            """);
        Promote(transaction, delivery, now);
    }

    /// <summary>Forgets what was delivered long ago; a replay makes it anew from the journal.</summary>
    public static void Forget(ShopTransaction transaction, Instant before) => transaction.Execute(
        $"DELETE FROM deliveries WHERE state = 'delivered' AND delivered_at < {before}");

    private static void Promote(ShopTransaction transaction, Delivery delivery, Instant now) =>
        transaction.Execute($"""
            UPDATE deliveries SET state = 'waiting', next_at = {now} WHERE sequence =
                (SELECT sequence FROM deliveries
                WHERE webhook = {delivery.Webhook} AND lane = {delivery.Lane} AND state = 'queued'
                ORDER BY position, line, kind LIMIT 1)
            AND NOT EXISTS (SELECT 1 FROM deliveries
                WHERE webhook = {delivery.Webhook} AND lane = {delivery.Lane} AND state = 'waiting')
            """);
}

/// <summary>One message on its way, with where it goes.</summary>
public sealed record Delivery(
    long Sequence, string Webhook, string Kind, long Position, long Line, string Lane, string Body, int Attempts,
    string Url, string Secret)
{
    /// <summary>The secret before, while receivers may still know only that one.</summary>
    public string? OldSecret { get; init; }

    /// <summary>The same for every attempt, so that a receiver acts once.</summary>
    public string Id => $"{Webhook}.{Position}.{Line}.{Kind}";
}
