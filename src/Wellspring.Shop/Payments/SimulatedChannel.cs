using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Payments;

/// <summary>A channel that moves no money 演示: the payer presses a button, and its deeds survive a restart.</summary>
/// <remarks>
/// For a sandbox only; whoever wires the server refuses it elsewhere. It keeps the promises of real channels: one deed
/// per id, no refund above its payment, no split return above its split. Payees that begin with <c>fail</c> are
/// refused; <c>unknown</c> is paid without an answer, <c>lost</c> is neither paid nor answered, so that both ways out
/// of an unknown outcome can be tried.
/// </remarks>
public sealed class SimulatedChannel(ShopDatabase shop, TimeProvider wallTime) : IPaymentChannel
{
    /// <summary>Where the payer presses the button, below the address of the platform.</summary>
    public const string CashierPath = "/demo/pay/";

    public string Name => "simulated";

    public Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Payment) is { } refusal)
        {
            return Task.FromResult<PaymentStart>(new PaymentStart.Failed(refusal.Code, refusal.Message));
        }

        var deed = Keep(new("payment", request.Payment, request.Payment, request.Amount), "waiting");
        return Task.FromResult<PaymentStart>(deed switch
        {
            ChannelResult.Unknown unknown => new PaymentStart.Unknown(unknown.Message),
            ChannelResult.Failed failed => new PaymentStart.Failed(failed.Code, failed.Message),
            _ => new PaymentStart.Redirect(new(request.ReturnUrl, CashierPath + request.Payment)),
        });
    }

    /// <summary>The payer pays; false where there is no such payment, or it was declined.</summary>
    public bool Confirm(string payment) => Move(payment, "done");

    /// <summary>The channel falls silent: whether it was paid is unknown until the payer decides.</summary>
    public bool FallSilent(string payment) => Move(payment, "silent");

    /// <summary>The payer declines; false where there is no such payment, or it was paid.</summary>
    public bool Decline(string payment) => Move(payment, "failed");

    public Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation) =>
        Find("payment", payment);

    public Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation) =>
        Take(new("refund", request.Refund, request.Payment, request.Amount), "payment");

    public Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation) =>
        Find("refund", refund);

    public Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation) =>
        Take(new("split", request.Split, request.Payment, request.Amount), "payment");

    public Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation) =>
        Find("split", split);

    public Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation) =>
        Take(new("split-return", request.SplitReturn, request.Split, request.Amount), "split");

    public Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation) =>
        Find("split-return", splitReturn);

    public Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Transfer) is { } refusal)
        {
            return Task.FromResult<ChannelResult>(refusal);
        }

        var deed = new Deed("transfer", request.Transfer, request.Transfer, request.Amount);
        var noAnswer = new ChannelResult.Unknown(Refusals.Text("渠道没有答复（演示）。", "No answer came (simulated)."));
        return Task.FromResult(request.Payee switch
        {
            ['l', 'o', 's', 't', ..] => noAnswer,
            ['f', 'a', 'i', 'l', ..] => Keep(deed, "failed"),
            ['u', 'n', 'k', 'n', 'o', 'w', 'n', ..] when Keep(deed, "done") is not null => noAnswer,
            _ => Keep(deed, "done"),
        });
    }

    public Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation) =>
        Find("transfer", transfer);

    /// <summary>It calls nobody back; whatever arrives is not from it.</summary>
    public ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body) => null;

    public NoticeReply Reply(bool accepted) => new(accepted ? 200 : 400, "text/plain", accepted ? "success" : "fail");

    private Task<ChannelResult> Find(string kind, string id) =>
        Task.FromResult(shop.Read(reader => Stored(reader, kind, id) ?? new ChannelResult.NotFound()));

    private Task<ChannelResult> Take(Deed deed, string from) => Task.FromResult(
        Refusals.Of(deed.Amount, deed.Id, deed.About) ?? Keep(deed, "done", from));

    /// <summary>Writes a deed down unless its id is known; what is written answers for ever.</summary>
    private ChannelResult Keep(Deed deed, string state, string? from = null) => shop.Write(transaction =>
    {
        if (Stored(transaction, deed.Kind, deed.Id) is { } known)
        {
            return known is ChannelResult.Done done && done.Amount != deed.Amount ? Reused() : known;
        }

        if (transaction.Number($"SELECT 1 FROM simulated_deeds WHERE id = {deed.Id}") is not null)
        {
            return Reused();
        }

        if (from is not null && !Covers(transaction, deed, from))
        {
            return new ChannelResult.Failed("not-enough", Refusals.Text(
                "原款项未付或余额不足。", "What it is taken from is not paid, or not that much is left of it."));
        }

        transaction.Execute($"""
            INSERT INTO simulated_deeds (id, kind, about, amount, state, reference, at) VALUES ({deed.Id},
            {deed.Kind}, {deed.About}, {deed.Amount}, {state}, {"演示-" + deed.Id}, {Now})
            """);
        return Stored(transaction, deed.Kind, deed.Id)!;
    });

    private static bool Covers(ShopReader reader, Deed deed, string from)
    {
        var whole = reader.Number($"""
            SELECT amount FROM simulated_deeds WHERE id = {deed.About} AND kind = {from} AND state = {"done"}
            """) ?? 0;
        var taken = reader.Number($"""
            SELECT coalesce(sum(amount), 0) FROM simulated_deeds
            WHERE about = {deed.About} AND kind = {deed.Kind} AND state = {"done"}
            """) ?? 0;
        return whole - taken >= deed.Amount.Units;
    }

    private bool Move(string payment, string state) => shop.Write(transaction =>
    {
        transaction.Execute($"""
            UPDATE simulated_deeds SET state = {state}, at = {Now}
            WHERE id = {payment} AND kind = {"payment"} AND state IN ('waiting', 'silent')
            """);
        return state == transaction.Text(
            $"SELECT state FROM simulated_deeds WHERE id = {payment} AND kind = {"payment"}");
    });

    private static ChannelResult? Stored(ShopReader reader, string kind, string id) => reader.One<ChannelResult>(
        $"SELECT state, amount, reference, at FROM simulated_deeds WHERE id = {id} AND kind = {kind}",
        row => row.Text(0) switch
        {
            "done" => new ChannelResult.Done(
                row.Text(2), row.Money(1), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(3))),
            "silent" => new ChannelResult.Unknown(Refusals.Text("渠道没有答复（演示）。", "No answer came (simulated).")),
            "failed" => new ChannelResult.Failed("simulated", Refusals.Text("演示：渠道拒绝。", "Simulated: refused.")),
            _ => new ChannelResult.Pending(),
        });

    private static ChannelResult.Unknown Reused() => new(Refusals.Text(
        "这个单号已用于另一笔款项，请查询。", "This id belongs to another deed; query it."));

    private long Now => wallTime.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Deed(string Kind, string Id, string About, Money Amount);
}
