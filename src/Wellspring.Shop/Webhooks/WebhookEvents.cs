using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Webhooks;

/// <summary>One thing to tell: what, about whom, and which figures. Its place in the journal is its identity.</summary>
/// <param name="Line">Which of the things that one record has to tell.</param>
/// <param name="Lane">What is told of one lane arrives in order: the member, or the price.</param>
public sealed record WebhookEvent(
    string Kind, long Position, int Line, string Lane, Instant At, IReadOnlyList<(string Name, string? Value)> Facts)
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What is sent: JSON, figures as decimal strings.</summary>
    public string Body()
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Kind);
            writer.WriteString("timestamp", At.ToString());
            writer.WriteNumber("position", Position);
            writer.WriteNumber("line", Line);
            writer.WriteStartObject("data");
            foreach (var (name, value) in Facts)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}

/// <summary>Derives what webhooks tell from journal records alone: it can be told again from any position.</summary>
internal sealed class WebhookEvents(JournalRecord record, Func<MemberNumber, string> nameOf)
{
    public const string PriceLane = "price";

    private readonly List<WebhookEvent> _events = [];

    // A record carries the scale after it; its own figures are in the scale before its splits.
    private int _scale = record.Scale - record.Event.After.Splits
        - (record.Event is PoolEvent.DueProcessed due ? due.Items.Sum(item => item.After.Splits) : 0);

    /// <param name="before">The price before the record; null where it is not known.</param>
    public static IReadOnlyList<WebhookEvent> Of(
        JournalRecord record, Price? before, Func<MemberNumber, string> nameOf)
    {
        var events = new WebhookEvents(record, nameOf);
        events.Take(record.Event);
        events.TakeAfter(record.Event.After);
        events.TakePrice(before);
        return events._events;
    }

    /// <summary>The price right after a record.</summary>
    public static Price PriceOf(JournalRecord record) => new(record.Pool, record.Circulating);

    private void Take(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled { Settlement: var settled }:
                TakeSettled(settled);
                break;
            case PoolEvent.DueProcessed { Items: var items }:
                foreach (var item in items)
                {
                    TakeDue(item);
                }

                break;
            case PoolEvent.OrderReversed it:
                Add(WebhookKinds.OrderReversed, it.Row.Member, ("order", it.Row.Order),
                    ("amount", it.Amount.ToString()), ("pointsDemanded", it.Demanded.ToString()),
                    ("pointsBurnt", it.Burnt.ToString()), ("scale", Scale()), ("released", it.Released.ToString()),
                    ("memberOwes", it.MemberOwes.ToString()));
                break;
            case PoolEvent.WithdrawalRequested { Withdrawal: var it }:
                TakeWithdrawal(WebhookKinds.WithdrawalRequested, it, null);
                if (it.State is WithdrawalState.Approved)
                {
                    TakeWithdrawal(WebhookKinds.WithdrawalApproved, it, null);
                }

                break;
            case PoolEvent.WithdrawalApproved { Withdrawal: var it }:
                TakeWithdrawal(WebhookKinds.WithdrawalApproved, it, null);
                break;
            case PoolEvent.WithdrawalRejected { Withdrawal: var it, Reason: var reason }:
                TakeWithdrawal(WebhookKinds.WithdrawalRejected, it, reason);
                break;
            case PoolEvent.WithdrawalSettled { Withdrawal: var it, Voucher: var voucher }:
                TakeWithdrawal(WebhookKinds.WithdrawalPaid, it, null, ("voucher", voucher));
                break;
            case PoolEvent.WithdrawalReturned { Withdrawal: var it, Reason: var reason }:
                TakeWithdrawal(WebhookKinds.WithdrawalFailed, it, reason);
                break;
        }
    }

    private void TakeDue(DueItem item)
    {
        switch (item)
        {
            case DueItem.OrderFinal { Settlement: var settled }:
                TakeSettled(settled);
                break;
            case DueItem.NoticeEnded { Exit: var exit }:
                TakeExit(exit);
                break;
        }

        TakeAfter(item.After);
        _scale += item.After.Splits;
    }

    private void TakeSettled(Settlement it) => Add(WebhookKinds.OrderSettled, it.Member, ("order", it.Order),
        ("merchant", it.Merchant), ("amount", it.Amount.ToString()), ("inflow", it.Inflow.ToString()),
        ("points", it.Points.ToString()), ("scale", it.Scale.ToString(CultureInfo.InvariantCulture)));

    private void TakeExit(CapExit exit) => Add(WebhookKinds.MemberExited, exit.Member,
        ("points", exit.Points.ToString()), ("scale", Scale()), ("value", exit.Value.ToString()),
        ("paid", exit.Paid.ToString()));

    private void TakeAfter(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            TakeExit(exit);
        }

        foreach (var member in after.Notices)
        {
            Add(WebhookKinds.ExitNotice, member);
        }
    }

    private void TakeWithdrawal(
        string kind, Withdrawal it, string? reason, params ReadOnlySpan<(string, string?)> more) =>
        Add(kind, it.Member,
        [
            ("withdrawal", it.Id), ("amount", it.Amount.ToString()), ("fee", it.Fee.ToString()), ("reason", reason),
            .. more,
        ]);

    private void TakePrice(Price? before)
    {
        var now = PriceOf(record);
        if (now.Points == Points.Zero || before is not { } old || (old.IsAtLeast(now) && now.IsAtLeast(old)))
        {
            return;
        }

        var (numerator, denominator) = now.Reduced();
        _events.Add(new(WebhookKinds.PriceChanged, record.Position, _events.Count, PriceLane, record.At,
        [
            ("numerator", numerator.ToString(CultureInfo.InvariantCulture)),
            ("denominator", denominator.ToString(CultureInfo.InvariantCulture)), ("decimal", now.ToString(8)),
            ("pool", record.Pool.ToString()), ("circulating", record.Circulating.ToString()),
            ("scale", record.Scale.ToString(CultureInfo.InvariantCulture)),
        ]));
    }

    private void Add(string kind, MemberNumber member, params ReadOnlySpan<(string, string?)> facts)
    {
        var name = nameOf(member);
        _events.Add(new(kind, record.Position, _events.Count, name, record.At, [("member", name), .. facts]));
    }

    private string Scale() => _scale.ToString(CultureInfo.InvariantCulture);
}
