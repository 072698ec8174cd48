using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>
/// Messages to people, written in the transaction that wants them and sent afterwards, again and again until they
/// arrive or are no longer worth it.
/// </summary>
public static class Outbox
{
    private static readonly Duration FirstPause = new(5_000);
    private static readonly Duration LongestPause = new(3_600_000);

    /// <param name="now">Wall time.</param>
    /// <param name="life">How long the message is worth sending.</param>
    public static void Write(
        ShopTransaction transaction, ContactAddress address, Bilingual subject, Bilingual text, bool english,
        Instant now, Duration life) => transaction.Execute($"""
            INSERT INTO outbox_messages (channel, address, subject, text, created_at, expires_at, next_at)
            VALUES ({address.Channel}, {address.Value}, {(english ? subject.En : subject.Zh)},
                {(english ? text.En : text.Zh)}, {now}, {now.Plus(life)}, {now})
            """);

    /// <summary>What is due to be sent, oldest first.</summary>
    public static IReadOnlyList<OutboxMessage> Due(ShopReader reader, Instant now, int most) => reader.All(
        $"""
        SELECT sequence, channel, address, subject, text, created_at, expires_at, attempts FROM outbox_messages
        WHERE sent_at IS NULL AND given_up_at IS NULL AND next_at <= {now} ORDER BY next_at, sequence LIMIT {most}
        """,
        Read);

    /// <summary>The newest messages, for the page that stands in for a mail box in a demonstration.</summary>
    public static IReadOnlyList<OutboxMessage> Newest(ShopReader reader, int most) => reader.All(
        $"""
        SELECT sequence, channel, address, subject, text, created_at, expires_at, attempts FROM outbox_messages
        WHERE text <> '' ORDER BY sequence DESC LIMIT {most}
        """,
        Read);

    /// <param name="keepText">Whether its words stay, for the demonstration's page; elsewhere they are gone.</param>
    public static void Sent(
        ShopTransaction transaction, OutboxMessage message, string sender, Instant now, bool keepText) =>
        transaction.Execute($"""
            UPDATE outbox_messages SET sent_at = {now}, sender = {sender}, failure = NULL, attempts = attempts + 1,
                text = CASE WHEN {keepText} = 1 THEN text ELSE '' END,
                address = CASE WHEN {keepText} = 1 THEN address ELSE '' END
            WHERE sequence = {message.Sequence}
            """);

    /// <summary>Notes a failure; the pause doubles each time, and what has expired is given up.</summary>
    public static void Failed(ShopTransaction transaction, OutboxMessage message, string failure, Instant now)
    {
        var pause = Math.Min(
            LongestPause.Milliseconds, FirstPause.Milliseconds << (int)Math.Min(message.Attempts, 12));
        var next = now.Plus(new(pause));
        Instant? givenUp = next > message.ExpiresAt ? now : null;
        transaction.Execute($"""
            UPDATE outbox_messages SET attempts = attempts + 1, failure = {failure}, next_at = {next},
                given_up_at = {givenUp}, text = CASE WHEN {givenUp is not null} = 1 THEN '' ELSE text END,
                address = CASE WHEN {givenUp is not null} = 1 THEN '' ELSE address END
            WHERE sequence = {message.Sequence}
            """);
    }

    /// <summary>Forgets what was sent or given up before <paramref name="before"/>.</summary>
    public static void Sweep(ShopTransaction transaction, Instant before) => transaction.Execute($"""
        DELETE FROM outbox_messages WHERE coalesce(sent_at, given_up_at) < {before}
        """);

    /// <summary>Forgets everything to an address: a closed account leaves none behind.</summary>
    public static void Forget(ShopTransaction transaction, string address) =>
        transaction.Execute($"DELETE FROM outbox_messages WHERE address = {address}");

    private static OutboxMessage Read(Row row) => new(
        row.Integer(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.At(5), row.At(6), row.Integer(7));
}

/// <summary>One message on its way to a person.</summary>
/// <param name="Channel"><see cref="ContactAddress.Mail"/> or <see cref="ContactAddress.Phone"/>.</param>
public sealed record OutboxMessage(
    long Sequence, string Channel, string Address, string Subject, string Text, Instant CreatedAt, Instant ExpiresAt,
    long Attempts);
