using Wellspring.Core;
using Wellspring.Shop;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Orders;

/// <summary>Payments under profile CN, through a channel that calls back, falls silent, lies and comes late.</summary>
public sealed class PaymentTests
{
    private const string Buyer = "m-buyer";
    private static readonly Money Hundred = Money.FromYuan(100);

    [Fact]
    public async Task A_callback_that_comes_ten_times_pays_once()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        var body = SignedChannel.Notice("d-1", payment, Hundred);

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => till.CallBackAsync(body))));
        Assert.Equal(200, await till.CallBackAsync(SignedChannel.Notice("d-2", payment, Hundred)));

        Assert.All(replies, status => Assert.Equal(200, status));
        Assert.Equal(OrderStates.Funded, till.Server.Order(order.Id).State);
        Assert.Single(till.Server.Get<OrderReading>().StoryOf(order.Id), step => step.What == "paid");
        Assert.Empty(till.Server.Refunds(order.Id));
        Assert.Equal(10, NumberOf(till, "SELECT times FROM notices WHERE delivery = 'd-1'"));
        Assert.Equal(1, await till.Server.PoolAsync(pool => (long)pool.PendingCount));
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_and_recorded()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        var body = SignedChannel.Notice("d-1", payment, Hundred);
        var forged = SignedChannel.Sign(SignedChannel.Notice("d-1", payment, Money.FromYuan(1)));

        Assert.Equal(401, await till.CallBackAsync(body, forged));
        Assert.Equal(401, await till.CallBackAsync(body, []));

        Assert.Equal(OrderStates.Created, till.Server.Order(order.Id).State);
        Assert.Equal(2, NumberOf(till, "SELECT times FROM notices WHERE accepted = 0"));
        Assert.Equal(2, NumberOf(till, "SELECT count(*) FROM audit WHERE act = 'callback.refused'"));
    }

    [Fact]
    public async Task Another_amount_than_asked_is_no_payment_and_is_flagged()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());

        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Money.FromYuan(1)));

        Assert.Equal(OrderStates.Created, till.Server.Order(order.Id).State);
        Assert.Equal("mismatched", till.Payments.Find(payment)!.State);
        Assert.Equal(1, NumberOf(till, "SELECT count(*) FROM audit WHERE act = 'payment.mismatched'"));
    }

    [Fact]
    public async Task An_unknown_outcome_is_queried_and_never_asked_for_twice()
    {
        await using var till = await CnTill.OpenAsync();
        till.Channel.OnPay = _ => new PaymentStart.Unknown("no answer");
        till.Channel.OnQuery = _ => new ChannelResult.Unknown("no answer");
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        var state = till.Payments.Find(payment)!.State;
        await till.LaterAsync();
        await till.LaterAsync();
        var again = await till.Orders.PayAsync(Buyer, order.Id, till.Channel.Name, "", default);
        till.Channel.OnQuery = _ => new ChannelResult.Done("voucher", Hundred, null);
        await till.LaterAsync(60);

        Assert.Equal("unknown", state);
        Assert.Equal(new OrderAnswer.Done(payment), again);
        Assert.Equal(1, till.CallsOf("pay"));
        Assert.True(till.CallsOf("query") >= 3);
        Assert.Equal(OrderStates.Funded, till.Server.Order(order.Id).State);
    }

    [Fact]
    public async Task A_request_that_never_arrived_is_sent_again_with_the_same_id()
    {
        await using var till = await CnTill.OpenAsync();
        till.Channel.OnPay = _ => throw new HttpRequestException("the line is dead");
        till.Channel.OnQuery = _ => new ChannelResult.NotFound();
        var (_, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        till.Channel.OnPay = request => new PaymentStart.Scan("code:" + request.Payment);
        await till.LaterAsync();
        await till.LaterAsync();

        // The server's own loop may have been the one that asked, and not be back yet.
        var found = await till.SettledAsync(payment);
        Assert.Equal(("pending", "code:" + payment), (found.State, found.Start));
        Assert.Equal([$"pay {payment}", $"pay {payment}"],
            till.Channel.Calls.Where(call => call.StartsWith("pay ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_payment_that_comes_after_the_order_was_cancelled_goes_back_by_itself()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        await till.LaterAsync(31 * 60);
        var cancelled = till.Server.Order(order.Id);

        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Hundred));
        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Hundred));
        await till.LaterAsync();

        Assert.Equal((OrderStates.Cancelled, "expired"), (cancelled.State, cancelled.Note));
        var refund = Assert.Single(till.Server.Refunds(order.Id));
        Assert.Equal(("late", "paid", Hundred), (refund.Cause, refund.State, refund.Cash));
        Assert.Equal(1, till.CallsOf("refund"));
        Assert.Equal(OrderStates.Cancelled, till.Server.Order(order.Id).State);
    }

    [Fact]
    public async Task A_payment_nobody_told_us_of_is_found_before_its_order_is_given_up()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, _) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        till.Channel.OnQuery = _ => new ChannelResult.Done("voucher", Hundred, null);

        await till.LaterAsync(31 * 60);

        Assert.Equal(OrderStates.Funded, till.Server.Order(order.Id).State);
    }

    [Fact]
    public async Task An_unanswered_refund_is_queried_and_paid_once()
    {
        await using var till = await CnTill.OpenAsync();
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Hundred));
        till.Channel.OnRefund = _ => new ChannelResult.Unknown("no answer");
        var id = Ids.New("r");
        till.Refunds.Request(id, Buyer, order.Id, Money.FromYuan(40), "不想要了");

        await till.Refunds.ApproveAsync(till.Shop.OwnTill, id, default);
        var open = Assert.Single(till.Server.Refunds(order.Id));
        till.Channel.OnQueryRefund = refund => new ChannelResult.Done("back-" + refund, Money.FromYuan(40), null);
        await till.LaterAsync();

        Assert.Equal("unknown", open.State);
        var paid = Assert.Single(till.Server.Refunds(order.Id));
        Assert.Equal(("paid", "back-" + id), (paid.State, paid.Reference));
        Assert.Equal(1, till.CallsOf("refund"));
    }

    [Fact]
    public async Task A_licensed_split_stands_before_the_pool_knows_the_order_and_comes_back_with_a_refund()
    {
        await using var till = await CnTill.OpenAsync();
        till.Server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE merchants SET funding = 'licensed-split' WHERE id = {till.Shop.Own}"));
        till.Channel.OnSplit = _ => new ChannelResult.Unknown("no answer");
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());
        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Hundred));
        await till.LaterAsync();
        var waiting = till.Server.Order(order.Id);
        till.Channel.OnQuerySplit = id => new ChannelResult.Done("split-" + id, Money.FromYuan(20), null);
        await till.LaterAsync(60);
        var funded = till.Server.Order(order.Id);
        till.Channel.OnSplit = id => new ChannelResult.Done("back-" + id, Money.FromYuan(20), null);
        var refund = Ids.New("r");
        till.Refunds.Request(refund, Buyer, order.Id, Money.FromYuan(50), "不想要了");
        await till.Refunds.ApproveAsync(till.Shop.OwnTill, refund, default);

        Assert.Equal((OrderStates.Paid, (long?)null), (waiting.State, waiting.PlacedPosition));
        Assert.Equal(OrderStates.Funded, funded.State);
        Assert.StartsWith("s-", funded.FundingReference!, StringComparison.Ordinal);
        Assert.Equal(1, till.CallsOf("split 20.000000"));
        Assert.Equal(1, till.CallsOf("return 10.000000"));
        Assert.Equal("paid", Assert.Single(till.Server.Refunds(order.Id)).State);
    }

    [Fact]
    public async Task A_split_that_fails_gives_the_money_back()
    {
        await using var till = await CnTill.OpenAsync();
        till.Server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE merchants SET funding = 'licensed-split' WHERE id = {till.Shop.Own}"));
        till.Channel.OnSplit = _ => new ChannelResult.Failed("no-receiver", "");
        var (order, payment) = await till.BeginAsync(Buyer, till.Shop.ShippedTea());

        await till.CallBackAsync(SignedChannel.Notice("d-1", payment, Hundred));
        await till.LaterAsync();
        await till.LaterAsync();

        Assert.Equal((OrderStates.Cancelled, "split-failed"),
            (till.Server.Order(order.Id).State, till.Server.Order(order.Id).Note));
        var refund = Assert.Single(till.Server.Refunds(order.Id));
        Assert.Equal(("paid", Hundred), (refund.State, refund.Cash));
        Assert.Equal(0, await till.Server.PoolAsync(pool => pool.PendingCount));
    }

    [Fact]
    public async Task Finance_confirms_a_bank_transfer_with_a_voucher_that_serves_once()
    {
        await using var till = await CnTill.OpenAsync();
        var desk = new ManualDesk(
            till.Server.Get<ManualChannel>(), till.Payments, till.Money, till.Server.Get<PoolFlow>());
        var (first, second) = (till.Shop.ShippedTea(), till.Shop.ShippedTea());
        var payments = new List<string>();
        foreach (var wish in new[] { first, second })
        {
            await till.Orders.CreateAsync(Buyer, wish, default);
            payments.Add(((OrderAnswer.Done)await till.Orders.PayAsync(Buyer, wish.Id, "manual", "", default)).Id);
        }

        Assert.Equal(2, desk.Waiting(10).Count);
        Assert.Null(await desk.ConfirmAsync(payments[0], "BANK-1", "u-finance", default));
        Assert.Null(await desk.ConfirmAsync(payments[0], "BANK-1", "u-finance", default));
        Assert.NotNull(await desk.ConfirmAsync(payments[1], "BANK-1", "u-finance", default));

        var refund = Ids.New("r");
        till.Refunds.Request(refund, Buyer, first.Id, Money.FromYuan(30), "不想要了");
        await till.Refunds.ApproveAsync(till.Shop.OwnTill, refund, default);
        var unpaid = Assert.Single(till.Server.Refunds(first.Id)).State;
        Assert.NotNull(await desk.ConfirmAsync(refund, "BANK-1", "u-finance", default));
        Assert.Null(await desk.ConfirmAsync(refund, "BANK-2", "u-finance", default));

        Assert.Equal("unknown", unpaid);
        var back = Assert.Single(till.Server.Refunds(first.Id));
        Assert.Equal(("paid", "BANK-2"), (back.State, back.Reference));
        Assert.Equal("confirm", till.Payments.Find(payments[0])!.StartKind);
        Assert.Equal(OrderStates.Funded, till.Server.Order(first.Id).State);
        Assert.Equal(OrderStates.Created, till.Server.Order(second.Id).State);
        Assert.Equal(2, NumberOf(till, "SELECT count(*) FROM audit WHERE act = 'manual.done'"));
    }

    [Fact]
    public async Task Profile_CN_knows_no_simulated_payment()
    {
        await using var till = await CnTill.OpenAsync();
        var order = await till.Server.CreateAsync(Buyer, till.Shop.ShippedTea());

        var answer = await till.Server.Get<ShopOrders>().PayAsync(Buyer, order.Id, "simulated", "", default);
        var reply = await till.Server.Get<PaymentFlow>().HearAsync(
            "simulated", new Dictionary<string, string>(), default, default);

        Assert.Equal("channel-unknown", Assert.IsType<OrderAnswer.Refused>(answer).Code);
        Assert.Null(reply);
    }

    private static long NumberOf(CnTill till, string sql) => till.Server.Get<ShopDatabase>().Read(reader =>
    {
        Sql text = new(sql.Length, 0);
        text.AppendLiteral(sql);
        return reader.Number(text) ?? 0;
    });
}
