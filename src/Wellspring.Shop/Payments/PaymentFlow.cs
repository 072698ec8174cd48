using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Payments;

/// <summary>Money on its way in: claimed on disk before a channel is asked, asked once, then queried.</summary>
/// <remarks>
/// Whatever says what became of a payment (the first answer, a callback, a query) ends in <see cref="Settle"/>, which
/// acts once. A payment that arrives for an order that no longer wants it goes back by itself.
/// </remarks>
public sealed class PaymentFlow(
    Channels channels, PoolGate gate, ShopDatabase database, PoolClock clock, OrderSteps steps,
    IEnumerable<IHearsNotices> others)
{
    private const int AtOnce = 50;
    private static readonly Duration QueriedFor = Duration.Days(2);

    /// <summary>Begins to pay an order, or goes on with the payment that was begun.</summary>
    internal async Task<string> StartAsync(
        OrderCard order, IPaymentChannel channel, string payerAddress, CancellationToken cancellation)
    {
        var now = clock.WallNow();
        var payment = database.Write(transaction =>
        {
            if (transaction.Text($"""
                SELECT id FROM payments WHERE orders = {order.Id} AND channel = {channel.Name}
                    AND state IN ('created', 'claimed', 'pending', 'unknown', 'paid') ORDER BY created_at LIMIT 1
                """) is { } begun)
            {
                return begun;
            }

            var id = Ids.New("p");
            transaction.Execute($"""
                INSERT INTO payments (id, orders, channel, amount, state, payer_address, created_at, next_query_at)
                VALUES ({id}, {order.Id}, {channel.Name}, {order.Cash}, 'created', {payerAddress}, {now}, {now})
                """);
            return id;
        });
        await SendAsync(payment, cancellation);
        return payment;
    }

    public PaymentCard? Find(string payment) => database.Read(reader => Find(reader, payment));

    /// <summary>The payments of an order, oldest first.</summary>
    public IReadOnlyList<PaymentCard> Of(string order) => database.Read(reader => reader.All(
        $"""
        SELECT id, orders, channel, amount, state, reference, start_kind, start, payer_address, queries, paid_at,
            next_query_at FROM payments WHERE orders = {order} ORDER BY created_at, id
        """,
        PaymentCard.Of));

    /// <summary>Payments in one state, newest first: for the operator.</summary>
    public IReadOnlyList<PaymentCard> In(string state, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, orders, channel, amount, state, reference, start_kind, start, payer_address, queries, paid_at,
            next_query_at FROM payments WHERE state = {state} ORDER BY created_at DESC, id LIMIT {most}
        """,
        PaymentCard.Of));

    /// <summary>Asks the channel what became of a payment.</summary>
    public async Task QueryAsync(string payment, CancellationToken cancellation)
    {
        // A request that may still be on its way is left alone: the channel might not know it yet.
        if (Find(payment) is { IsOpen: true, State: not "created" } open
            && (open.State != "claimed" || open.NextQueryAt <= clock.WallNow()) && ChannelOf(open) is { } channel)
        {
            var result = await channel.QueryPaymentAsync(payment, cancellation);
            database.Write(transaction => Settle(transaction, payment, result, "channel"));
        }
    }

    /// <summary>Sends what was begun and never sent, and asks after what is on its way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.WallNow();
        var oldest = new Instant(now.Milliseconds - QueriedFor.Milliseconds);
        var due = database.Read(reader => reader.All(
            $"""
            SELECT id FROM payments WHERE state IN ('created', 'claimed', 'pending', 'unknown')
                AND next_query_at <= {now} AND created_at > {oldest} ORDER BY next_query_at LIMIT {AtOnce}
            """,
            row => row.Text(0)));
        foreach (var payment in due)
        {
            await SendAsync(payment, cancellation);
            await QueryAsync(payment, cancellation);
        }
    }

    /// <summary>Takes a callback. The channel is told whether it was understood; whatever it says acts once.</summary>
    /// <returns>Null when no such channel is configured.</returns>
    public async Task<NoticeReply?> HearAsync(
        string channelName, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body,
        CancellationToken cancellation)
    {
        if (channels.Find(channelName, gate.Plan) is not { } channel)
        {
            return null;
        }

        if (channel.ReadNotice(headers, body) is not { } notice)
        {
            var print = Convert.ToHexStringLower(SHA256.HashData(body.Span))[..32];
            database.Write(transaction =>
            {
                Note(transaction, channelName, $"refused-{print}", accepted: false, "signature or form is wrong");
                Audit.Note(transaction, clock.WallNow(), channelName, "callback.refused", print);
            });
            return channel.Reply(accepted: false);
        }

        database.Write(transaction =>
        {
            Note(transaction, channelName, notice.Delivery, accepted: true, $"{notice.Deed} {notice.Id}");
            if (notice is { Deed: ChannelDeed.Payment, Result: not ChannelResult.Pending }
                && Find(transaction, notice.Id) is { } payment && payment.Channel == channelName)
            {
                Settle(transaction, notice.Id, notice.Result, "channel");
            }
        });
        if (notice is { Deed: ChannelDeed.Payment, Result: ChannelResult.Pending })
        {
            await QueryAsync(notice.Id, cancellation);
        }

        foreach (var other in others)
        {
            await other.HearAsync(channelName, notice, cancellation);
        }

        return channel.Reply(accepted: true);
    }

    /// <summary>Books what a channel said about a payment; the same news twice is no news.</summary>
    internal void Settle(ShopTransaction transaction, string id, ChannelResult result, string who)
    {
        if (Find(transaction, id) is not { State: not ("paid" or "mismatched") } payment
            || OrderCard.Find(transaction, payment.Order) is not { } order)
        {
            return;
        }

        switch (result)
        {
            case ChannelResult.Done done when done.Amount != payment.Amount:
                Mark(transaction, payment, "mismatched", done.Reference);
                Audit.Note(transaction, clock.WallNow(), payment.Channel, "payment.mismatched", id,
                    $"asked {payment.Amount}, said {done.Amount}");
                steps.Tell(transaction, order.Id, new("mismatched", "channel") { Amount = done.Amount, Detail = id });
                break;
            case ChannelResult.Done done:
                Mark(transaction, payment, "paid", done.Reference);
                Take(transaction, order, payment, who);
                break;
            case ChannelResult.Failed failed when payment.IsOpen:
                Mark(transaction, payment, "failed", null);
                steps.Tell(transaction, order.Id, new("payment-failed", "channel") { Detail = failed.Code });
                break;
            case ChannelResult.NotFound when payment.State is "claimed" or "unknown" && payment.StartKind is null:
                // The request never arrived: with the same id it may be sent again, if it is still wanted.
                Mark(transaction, payment, order.State == OrderStates.Created ? "created" : "failed", null);
                break;
            case ChannelResult.Pending when payment.State is "claimed" or "unknown" && payment.StartKind is null:
                // It arrived and its answer was lost: asking again with the same id asks about the same payment.
                Mark(transaction, payment, order.State == OrderStates.Created ? "created" : "pending", null);
                break;
            case ChannelResult.Pending when payment.State is "unknown":
                Mark(transaction, payment, "pending", null);
                break;
            case ChannelResult.Unknown when payment.State is "claimed" or "pending":
                Mark(transaction, payment, "unknown", null);
                break;
            default:
                Mark(transaction, payment, payment.State, null);
                break;
        }
    }

    private void Take(ShopTransaction transaction, OrderCard order, PaymentCard payment, string who)
    {
        if (order.State == OrderStates.Created && order.Cash == payment.Amount)
        {
            steps.Paid(transaction, order, payment.Id, who);
            return;
        }

        // Cancelled, or paid in another way meanwhile: nobody keeps money for nothing.
        steps.Owe(transaction, order with { Funding = FundingNames.OwnGoods }, payment.Id, payment.Amount, Money.Zero,
            "late");
    }

    private async Task SendAsync(string payment, CancellationToken cancellation)
    {
        var claimed = database.Write(transaction => transaction.Execute($"""
            UPDATE payments SET state = 'claimed', next_query_at = {clock.WallNow().Plus(Backoff.OnItsWay)}
            WHERE id = {payment} AND state = 'created' AND EXISTS (SELECT 1 FROM orders
                WHERE orders.id = payments.orders AND orders.state = {OrderStates.Created})
            """) == 1);
        if (!claimed || Find(payment) is not { } card || ChannelOf(card) is not { } channel)
        {
            return;
        }

        var start = await AskAsync(channel, card, cancellation);
        database.Write(transaction => Begin(transaction, card, start));
    }

    private async Task<PaymentStart> AskAsync(
        IPaymentChannel channel, PaymentCard card, CancellationToken cancellation)
    {
        try
        {
            return await channel.PayAsync(
                new(card.Id, card.Amount, $"订单 {card.Order}", channels.NotifyUrl(channel.Name),
                    new(channels.PublicUrl, $"/pay/{card.Id}"), card.PayerAddress ?? ""),
                cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // It may have arrived. Only a query may say.
            return new PaymentStart.Unknown(failure.Message);
        }
    }

    private void Begin(ShopTransaction transaction, PaymentCard card, PaymentStart start)
    {
        var (kind, text) = start switch
        {
            PaymentStart.Redirect redirect => ("redirect", redirect.Address.AbsoluteUri),
            PaymentStart.Scan scan => ("scan", scan.Code),
            PaymentStart.AwaitsConfirmation awaits => ("confirm", $"{awaits.Instruction.Zh}\n{awaits.Instruction.En}"),
            _ => (null, null),
        };
        if (kind is null)
        {
            Settle(transaction, card.Id, start is PaymentStart.Failed failed
                ? new ChannelResult.Failed(failed.Code, failed.Message)
                : new ChannelResult.Unknown(""), "channel");
            return;
        }

        transaction.Execute($"""
            UPDATE payments SET start_kind = {kind}, start = {text},
                next_query_at = {clock.WallNow().Plus(Backoff.After(0))},
                state = CASE WHEN state = 'claimed' THEN 'pending' ELSE state END WHERE id = {card.Id}
            """);
    }

    private void Mark(ShopTransaction transaction, PaymentCard payment, string state, string? reference)
    {
        var now = clock.WallNow();
        transaction.Execute($"""
            UPDATE payments SET state = {state}, reference = coalesce({reference}, reference), queries = queries + 1,
                paid_at = CASE WHEN {state} = 'paid' THEN {now} ELSE paid_at END,
                next_query_at = {now.Plus(Backoff.After(payment.Queries))}
            WHERE id = {payment.Id}
            """);
    }

    private void Note(ShopTransaction transaction, string channel, string delivery, bool accepted, string what) =>
        transaction.Execute($"""
            INSERT INTO notices (channel, delivery, at, accepted, what, times)
            VALUES ({channel}, {delivery}, {clock.WallNow()}, {accepted}, {what}, 1)
            ON CONFLICT (channel, delivery) DO UPDATE SET times = notices.times + 1
            """);

    private IPaymentChannel? ChannelOf(PaymentCard payment) => channels.Find(payment.Channel, gate.Plan);

    private static PaymentCard? Find(ShopReader reader, string payment) => reader.One(
        $"""
        SELECT id, orders, channel, amount, state, reference, start_kind, start, payer_address, queries, paid_at,
            next_query_at FROM payments WHERE id = {payment}
        """,
        PaymentCard.Of);
}

/// <summary>Whoever else waits for callbacks of channels: refunds, payouts.</summary>
public interface IHearsNotices
{
    /// <summary>Takes a verified notice, whatever it is about; acts once however often it comes.</summary>
    Task HearAsync(string channel, ChannelNotice notice, CancellationToken cancellation);
}

/// <summary>One payment of an order.</summary>
/// <param name="State">created, claimed, pending, unknown, paid, failed or mismatched.</param>
/// <param name="StartKind">What the payer does next: redirect, scan or confirm; null while no answer came.</param>
/// <param name="Start">The address, the QR text, or the instruction in two languages, one a line.</param>
public sealed record PaymentCard(
    string Id, string Order, string Channel, Money Amount, string State, string? Reference, string? StartKind,
    string? Start, string? PayerAddress, long Queries, Instant? PaidAt, Instant NextQueryAt)
{
    public bool IsOpen => State is "created" or "claimed" or "pending" or "unknown";

    internal static PaymentCard Of(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Money(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6),
        row.TextOrNull(7), row.TextOrNull(8), row.Integer(9), row.AtOrNull(10), row.At(11));
}

/// <summary>How long to wait before a channel is asked again: 5 seconds, doubling up to 10 minutes.</summary>
internal static class Backoff
{
    /// <summary>How long a request may be on its way; longer than any channel lets one wait.</summary>
    public static Duration OnItsWay { get; } = new(60_000);

    public static Duration After(long queries) => new(Math.Min(600_000, 5_000L << (int)Math.Min(queries, 10)));
}
