using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Webhooks;

/// <summary>Who wants to be told about what; and telling it again from a position of the journal.</summary>
public sealed class WebhookBook(ShopDatabase database, PoolClock clock)
{
    /// <summary>More receivers than this are a mistake of somebody's loop.</summary>
    public const int MostWebhooks = 20;
    private const int MostBatches = 64;

    /// <summary>Adds a receiver; null when there are too many.</summary>
    /// <param name="from">The first position it is told about.</param>
    /// <param name="by">The key that asked.</param>
    public Webhook? Create(Uri url, IReadOnlyCollection<string> kinds, long from, string by)
    {
        var webhook = new Webhook(Ids.New("wh"), url.AbsoluteUri, [.. WebhookKinds.All.Where(kinds.Contains)],
            WebhookSignature.NewSecret(), "active", from, clock.WallNow());
        return database.Write(transaction =>
        {
            if (transaction.Number($"SELECT count(*) FROM webhooks") >= MostWebhooks)
            {
                return null;
            }

            transaction.Execute($"""
                INSERT INTO webhooks (id, url, kinds, secret, state, from_position, created_at)
                VALUES ({webhook.Id}, {webhook.Url}, {string.Join(' ', webhook.Kinds)}, {webhook.Secret},
                    {webhook.State}, {from}, {webhook.CreatedAt})
                """);
            Audit.Note(transaction, webhook.CreatedAt, by, "webhook.created", webhook.Id, webhook.Url);
            return webhook;
        });
    }

    /// <summary>
    /// Gives a receiver a new secret; for a while messages carry a signature of each, so that it can change over.
    /// </summary>
    /// <returns>The new secret, the only time it can be read; null when there is no such receiver.</returns>
    public string? Rotate(string id, string by, Duration grace)
    {
        var (secret, now) = (WebhookSignature.NewSecret(), clock.WallNow());
        return database.Write(transaction =>
        {
            var rotated = transaction.Execute($"""
                UPDATE webhooks SET old_secret = secret, old_until = {now.Plus(grace)}, secret = {secret}
                WHERE id = {id}
                """) > 0;
            if (rotated)
            {
                Audit.Note(transaction, now, by, "webhook.rotated", id);
            }

            return rotated ? secret : null;
        });
    }

    /// <summary>Removes a receiver and all that was meant for it; false when there is none of this id.</summary>
    public bool Delete(string id, string by) => database.Write(transaction =>
    {
        transaction.Execute($"DELETE FROM deliveries WHERE webhook = {id}");
        var deleted = transaction.Execute($"DELETE FROM webhooks WHERE id = {id}") > 0;
        if (deleted)
        {
            Audit.Note(transaction, clock.WallNow(), by, "webhook.deleted", id);
        }

        return deleted;
    });

    public IReadOnlyList<Webhook> All() => database.Read(All);

    public Webhook? Find(string id) => All().FirstOrDefault(webhook => webhook.Id == id);

    /// <summary>Messages of a receiver, newest first, from before a sequence number on.</summary>
    public IReadOnlyList<DeliveryRow> Deliveries(string id, string? state, long before, int most) =>
        database.Read(reader => reader.All(
            $"""
            SELECT sequence, kind, position, line, lane, state, attempts, next_at, delivered_at, failure
            FROM deliveries WHERE webhook = {id} AND sequence < {before} AND ({state} IS NULL OR state = {state})
            ORDER BY sequence DESC LIMIT {most}
            """,
            row => new DeliveryRow(row.Integer(0), row.Text(1), row.Integer(2), row.Integer(3), row.Text(4),
                row.Text(5), (int)row.Integer(6), row.At(7), row.AtOrNull(8), row.TextOrNull(9))));

    /// <summary>
    /// Tells a receiver everything again from a position on, in order; returns how many messages that is. One that
    /// was switched off is switched on.
    /// </summary>
    public async Task<long> ReplayAsync(
        Webhook webhook, long from, PoolGate gate, string by, CancellationToken cancellation)
    {
        using var journal = gate.Directory.OpenToRead();
        var told = 0L;
        Price? price = null;
        // One record earlier, for the price before the first.
        var start = Math.Max(0, from - 1);
        foreach (var batches in journal.Read(start).Chunk(MostBatches))
        {
            var records = batches.SelectMany(RecordsOf).Where(record => record.Position >= start).ToList();
            var numbers = records.SelectMany(record => JournalMembers.In(record.Event)).ToHashSet();
            var names = await gate.ReadAsync(
                desk => numbers.ToDictionary(number => number, desk.Names.NameOf), cancellation);
            told += database.Write(transaction =>
            {
                var count = 0L;
                foreach (var record in records)
                {
                    count += record.Position < from ? 0 : AddAgain(transaction, webhook, record, price, names);
                    price = WebhookEvents.PriceOf(record);
                }

                return count;
            });
        }

        database.Write(transaction =>
        {
            transaction.Execute($"UPDATE webhooks SET state = 'active' WHERE id = {webhook.Id}");
            Webhooks.Deliveries.Arrange(transaction, webhook.Id, clock.WallNow());
            Audit.Note(
                transaction, clock.WallNow(), by, "webhook.replayed", webhook.Id, $"from {from}, {told} messages");
        });
        return told;
    }

    internal static IReadOnlyList<Webhook> All(ShopReader reader) => reader.All(
        $"SELECT id, url, kinds, secret, state, from_position, created_at FROM webhooks ORDER BY created_at, id",
        row => new Webhook(row.Text(0), row.Text(1), row.Text(2).Split(' '), row.Text(3), row.Text(4),
            row.Integer(5), row.At(6)));

    private long AddAgain(
        ShopTransaction transaction, Webhook webhook, JournalRecord record, Price? before,
        Dictionary<MemberNumber, string> names)
    {
        var count = 0;
        foreach (var happened in WebhookEvents.Of(record, before, number => names[number]))
        {
            if (webhook.Kinds.Contains(happened.Kind))
            {
                Webhooks.Deliveries.AddAgain(transaction, webhook.Id, happened, clock.WallNow());
                count++;
            }
        }

        return count;
    }

    private static IEnumerable<JournalRecord> RecordsOf(JournalBatch batch) =>
        JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default)
            .Select((text, index) => RecordCodec.Read(text.Span, batch.First + index));
}

/// <summary>One receiver.</summary>
/// <param name="State"><c>active</c>, or <c>off</c> after it answered that it is gone.</param>
/// <param name="From">The first position it is told about.</param>
public sealed record Webhook(
    string Id, string Url, IReadOnlyList<string> Kinds, string Secret, string State, long From, Instant CreatedAt);

/// <summary>One message and what became of it.</summary>
/// <param name="State"><c>queued</c> behind another, <c>waiting</c>, <c>delivered</c> or <c>dead</c>.</param>
public sealed record DeliveryRow(
    long Sequence, string Kind, long Position, long Line, string Lane, string State, int Attempts, Instant NextAt,
    Instant? DeliveredAt, string? Failure);
