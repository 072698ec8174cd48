using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Webhooks;

/// <summary>Writes what receivers are to be told, in the transaction that follows the journal: none is lost.</summary>
public sealed class WebhookFollower(PoolClock clock) : IFollowsJournal
{
    private const string PriceSetting = "webhook-price";

    private ShopTransaction? _read;
    private IReadOnlyList<Webhook> _webhooks = [];
    private Price? _price;

    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        if (_read != transaction)
        {
            // Receivers change in transactions of their own, so one look for all records of this one will do.
            (_read, _webhooks) = (transaction, WebhookBook.All(transaction));
            _price = _webhooks.Count == 0 ? null : StoredPrice(transaction);
        }

        if (_webhooks.Count == 0)
        {
            return;
        }

        foreach (var happened in WebhookEvents.Of(record, _price, nameOf))
        {
            foreach (var webhook in _webhooks)
            {
                if (record.Position >= webhook.From && webhook.Kinds.Contains(happened.Kind))
                {
                    Deliveries.Add(transaction, webhook.Id, happened, clock.WallNow());
                }
            }
        }

        Store(transaction, WebhookEvents.PriceOf(record));
    }

    private void Store(ShopTransaction transaction, Price price)
    {
        if (price != _price)
        {
            var stored = $"{price.Money.Units} {price.Points.Units}";
            _price = price;
            transaction.Execute($"""
                INSERT INTO settings (name, value) VALUES ({PriceSetting}, {stored})
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """);
        }
    }

    private static Price? StoredPrice(ShopTransaction transaction) =>
        transaction.Text($"SELECT value FROM settings WHERE name = {PriceSetting}")?.Split(' ')
            is [var money, var points]
            ? new(Money.FromUnits(Units(money)), Points.FromUnits(Units(points)))
            : null;

    private static long Units(string text) =>
        long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
