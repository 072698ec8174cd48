using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Payments;

/// <summary>
/// Money on its way back to buyers, and commission on its way to the platform 分账: claimed, asked once, then queried.
/// </summary>
public sealed class RefundFlow(
    Channels channels, PoolGate gate, ShopDatabase database, PoolClock clock, OrderSteps steps) : IHearsNotices
{
    private const int AtOnce = 50;
    private const string ReceiverSetting = "split-receiver";

    /// <summary>Sends what may be paid and asks after what is on its way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var split in Due(reader => reader.All(
            $"""
            SELECT s.id, s.orders, s.payment, s.amount, s.state, s.queries, p.channel FROM splits s
            JOIN payments p ON p.id = s.payment WHERE s.state IN ('created', 'claimed', 'unknown')
                AND s.next_query_at <= {clock.WallNow()} ORDER BY s.next_query_at LIMIT {AtOnce}
            """,
            SplitCard.Of)))
        {
            await MoveAsync(split, cancellation);
        }

        foreach (var refund in Due(reader => reader.All(
            $"""
            SELECT r.id, r.orders, r.payment, r.cash, r.state, r.split_return, r.queries, p.channel, p.amount, r.cause
            FROM refunds r JOIN payments p ON p.id = r.payment
            WHERE r.state IN ('booked', 'claimed', 'unknown') AND r.form = 'channel'
                AND r.next_query_at <= {clock.WallNow()} ORDER BY r.next_query_at LIMIT {AtOnce}
            """,
            OutgoingRefund.Of)))
        {
            await MoveAsync(refund, cancellation);
        }
    }

    /// <summary>A callback may say that a refund is done; the channel is asked, so one way books it.</summary>
    public async Task HearAsync(string channel, ChannelNotice notice, CancellationToken cancellation)
    {
        if (notice.Deed is ChannelDeed.Refund or ChannelDeed.Split)
        {
            database.Write(transaction =>
            {
                transaction.Execute($"UPDATE refunds SET next_query_at = 0 WHERE id = {notice.Id} AND state <> 'paid'");
                transaction.Execute($"UPDATE splits SET next_query_at = 0 WHERE id = {notice.Id} AND state <> 'done'");
            });
            await RunAsync(cancellation);
        }
    }

    private IReadOnlyList<T> Due<T>(Func<ShopReader, IReadOnlyList<T>> read) => database.Read(read);

    private async Task MoveAsync(SplitCard split, CancellationToken cancellation)
    {
        if (channels.Find(split.Channel, gate.Plan) is not { } channel)
        {
            return;
        }

        if (split.Amount == Money.Zero)
        {
            Book(split, new ChannelResult.Done(split.Payment, split.Amount, null));
            return;
        }

        var result = split.State == "created"
            ? Claim("splits", split.Id)
                ? await AskAsync(() => channel.SplitAsync(
                    new(split.Id, split.Payment, Receiver(), split.Amount, "佣金 commission", Finish: true),
                    cancellation))
                : null
            : await AskAsync(() => channel.QuerySplitAsync(split.Id, split.Payment, cancellation));
        if (result is not null)
        {
            Book(split, result);
        }
    }

    private void Book(SplitCard split, ChannelResult result) => database.Write(transaction =>
    {
        var (state, reference) = Stands(result, done: "done", again: "created");
        if (transaction.Execute($"""
            UPDATE splits SET state = {state}, reference = {reference}, queries = queries + 1,
                next_query_at = {clock.WallNow().Plus(Backoff.After(split.Queries))}
            WHERE id = {split.Id} AND state IN ('created', 'claimed', 'unknown')
            """) == 0 || OrderCard.Find(transaction, split.Order) is not { State: OrderStates.Paid } order)
        {
            return;
        }

        if (state == "done")
        {
            steps.Tell(transaction, order.Id, new("split", "channel") { Amount = split.Amount, Detail = split.Id });
            steps.Place(transaction, order, split.Id);
        }
        else if (state == "failed")
        {
            steps.Undo(transaction, order, "split-failed");
        }
    });

    private async Task MoveAsync(OutgoingRefund refund, CancellationToken cancellation)
    {
        if (channels.Find(refund.Channel, gate.Plan) is not { } channel
            || !await TakeSplitBackAsync(channel, refund, cancellation))
        {
            return;
        }

        var result = refund.State == "booked"
            ? Claim("refunds", refund.Id)
                ? await AskAsync(() => channel.RefundAsync(
                    new(refund.Id, refund.Payment, refund.Cash, refund.PaymentAmount, "退款 refund",
                        channels.NotifyUrl(channel.Name)), cancellation))
                : null
            : await AskAsync(() => channel.QueryRefundAsync(refund.Id, refund.Payment, cancellation));
        if (result is null)
        {
            return;
        }

        database.Write(transaction =>
        {
            var (state, reference) = Stands(result, done: "paid", again: "booked");
            if (transaction.Execute($"""
                UPDATE refunds SET state = {state}, reference = {reference}, queries = queries + 1,
                    done_at = CASE WHEN {state} = 'paid' THEN {clock.Now()} END,
                    next_query_at = {clock.WallNow().Plus(Backoff.After(refund.Queries))}
                WHERE id = {refund.Id} AND state IN ('claimed', 'unknown')
                """) == 1 && state is "paid" or "failed")
            {
                Finish(transaction, refund, state, result);
            }
        });
    }

    private void Finish(ShopTransaction transaction, OutgoingRefund refund, string state, ChannelResult result)
    {
        if (state == "paid")
        {
            transaction.Execute($"UPDATE payments SET refunded = refunded + {refund.Cash} WHERE id = {refund.Payment}");
            steps.Tell(transaction, refund.Order, new("refund-paid", "channel") { Amount = refund.Cash });
            return;
        }

        var why = result is ChannelResult.Failed failed ? failed.Code : "";
        steps.Tell(transaction, refund.Order, new("refund-failed", "channel") { Amount = refund.Cash, Detail = why });
        Audit.Note(transaction, clock.WallNow(), refund.Channel, "refund.failed", refund.Id, why);
    }

    /// <summary>The platform's part of a split comes back first: the merchant never had it.</summary>
    private async Task<bool> TakeSplitBackAsync(
        IPaymentChannel channel, OutgoingRefund refund, CancellationToken cancellation)
    {
        var split = database.Read(reader => reader.One(
            $"""
            SELECT s.id, s.orders, s.payment, s.amount, s.state, s.queries, p.channel FROM splits s
            JOIN payments p ON p.id = s.payment WHERE s.payment = {refund.Payment} AND s.state = 'done'
            """,
            SplitCard.Of));
        var part = split is null ? Money.Zero : Money.FromUnits(Exact.MulDiv(
            split.Amount.Units, refund.Cash.Units, refund.PaymentAmount.Units, Rounding.Down)).FloorToFen();
        if (part == Money.Zero || refund.SplitReturn == "done")
        {
            return true;
        }

        var id = $"b{refund.Id[1..]}";
        var claimed = refund.SplitReturn is null && database.Write(transaction => transaction.Execute($"""
            UPDATE refunds SET split_return = 'claimed', next_query_at = {clock.WallNow().Plus(Backoff.OnItsWay)}
            WHERE id = {refund.Id} AND split_return IS NULL
            """)) == 1;
        if (!claimed && refund.SplitReturn is null)
        {
            // Another round is asking just now.
            return false;
        }

        var result = await AskAsync(() => claimed
            ? channel.ReturnSplitAsync(new(id, split!.Id, split.Payment, Receiver(), part, "退款 refund"), cancellation)
            : channel.QuerySplitReturnAsync(id, split!.Id, split.Payment, cancellation));
        return database.Write(transaction =>
        {
            var (state, _) = Stands(result, done: "done", again: null);
            transaction.Execute($"""
                UPDATE refunds SET split_return = {(state is "unknown" or "failed" ? "claimed" : state)},
                    state = CASE WHEN {state} = 'failed' THEN 'failed' ELSE state END, queries = queries + 1,
                    next_query_at = CASE WHEN {state} = 'done' THEN 0
                        ELSE {clock.WallNow().Plus(Backoff.After(refund.Queries))} END
                WHERE id = {refund.Id}
                """);
            return state == "done";
        });
    }

    private bool Claim(string table, string id) => database.Write(transaction => table == "splits"
        ? transaction.Execute($"""
            UPDATE splits SET state = 'claimed', next_query_at = {clock.WallNow().Plus(Backoff.OnItsWay)}
            WHERE id = {id} AND state = 'created'
            """)
        : transaction.Execute($"""
            UPDATE refunds SET state = 'claimed', next_query_at = {clock.WallNow().Plus(Backoff.OnItsWay)}
            WHERE id = {id} AND state = 'booked'
            """)) == 1;

    private string Receiver() => database.Read(reader =>
        reader.Text($"SELECT value FROM settings WHERE name = {ReceiverSetting}")) ?? "platform";

    // What a channel said, as a state; a request that never arrived may be sent again with the same id.
    private static (string? State, string? Reference) Stands(ChannelResult result, string done, string? again) =>
        result switch
        {
            ChannelResult.Done paid => (done, paid.Reference),
            ChannelResult.Failed => ("failed", null),
            ChannelResult.NotFound => (again, null),
            _ => ("unknown", null),
        };

    private static async Task<ChannelResult> AskAsync(Func<Task<ChannelResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // It may have arrived. Only a query may say.
            return new ChannelResult.Unknown(failure.Message);
        }
    }

    private sealed record SplitCard(
        string Id, string Order, string Payment, Money Amount, string State, long Queries, string Channel)
    {
        public static SplitCard Of(Row row) => new(
            row.Text(0), row.Text(1), row.Text(2), row.Money(3), row.Text(4), row.Integer(5), row.Text(6));
    }

    private sealed record OutgoingRefund(
        string Id, string Order, string Payment, Money Cash, string State, string? SplitReturn, long Queries,
        string Channel, Money PaymentAmount, string Cause)
    {
        public static OutgoingRefund Of(Row row) => new(
            row.Text(0), row.Text(1), row.Text(2), row.Money(3), row.Text(4), row.TextOrNull(5), row.Integer(6),
            row.Text(7), row.Money(8), row.Text(9));
    }
}
