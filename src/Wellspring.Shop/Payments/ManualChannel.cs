using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Payments;

/// <summary>人工收付: the money moves outside, finance confirms each deed with a voucher number that serves once.</summary>
public sealed class ManualChannel(ShopDatabase shop, TimeProvider wallTime) : IPaymentChannel
{
    /// <summary>The setting that says where members pay, in the words they read.</summary>
    public const string InstructionSetting = "manual-payment-instruction";

    private const int LongestVoucher = 64;

    public string Name => Channels.Manual;

    public Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Payment) is { } refusal)
        {
            return Task.FromResult<PaymentStart>(new PaymentStart.Failed(refusal.Code, refusal.Message));
        }

        var account = shop.Write(transaction =>
        {
            Keep(transaction, "payment", request.Payment, request.Payment, request.Amount);
            return transaction.Text($"SELECT value FROM settings WHERE name = {InstructionSetting}");
        });
        return Task.FromResult<PaymentStart>(new PaymentStart.AwaitsConfirmation(new(
            $"请付款 {request.Amount.ToString()[..^4]} 元，并在附言写上付款单号 {request.Payment}。{account}到账后由财务人工确认。",
            $"Pay {request.Amount.ToString()[..^4]} yuan and write the payment number {request.Payment} beside it. "
            + $"{account} A person in finance confirms it once the money is there.")));
    }

    public Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation) =>
        Task.FromResult(Find("payment", payment));

    public Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation) =>
        Ask("refund", request.Refund, request.Payment, request.Amount);

    public Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation) =>
        Task.FromResult(Find("refund", refund));

    /// <summary>Nobody but a licensed channel splits money.</summary>
    public Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation) =>
        Task.FromResult<ChannelResult>(NoSplit);

    public Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation) =>
        Task.FromResult<ChannelResult>(NoSplit);

    public Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation) =>
        Task.FromResult<ChannelResult>(NoSplit);

    public Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation) =>
        Task.FromResult<ChannelResult>(NoSplit);

    public Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation) =>
        Ask("transfer", request.Transfer, request.Transfer, request.Amount);

    public Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation) =>
        Task.FromResult(Find("transfer", transfer));

    /// <summary>Finance has seen the money move. The voucher serves one deed, ever.</summary>
    /// <returns>Null when it was done; else what to mend.</returns>
    public Bilingual? Confirm(string deed, string voucher, string by) => shop.Write<Bilingual?>(transaction =>
    {
        if (voucher.Length is 0 or > LongestVoucher)
        {
            return new("请填写凭证号，最多 64 个字符。", "Enter the voucher number, at most 64 characters.");
        }

        if (transaction.Text($"SELECT id FROM manual_deeds WHERE voucher = {voucher}") is { } used)
        {
            return used == deed ? null : new(
                "这个凭证号已用于另一笔款项，请核对。", "This voucher number already stands for another deed; check it.");
        }

        return Move(transaction, new(deed, "done", voucher, by)) ? null : NotWaiting;
    });

    /// <summary>The money did not come, or could not be sent.</summary>
    public Bilingual? Decline(string deed, string by) => shop.Write<Bilingual?>(
        transaction => Move(transaction, new(deed, "failed", null, by)) ? null : NotWaiting);

    /// <summary>What waits for a person, oldest first.</summary>
    public IReadOnlyList<ManualDeed> Waiting(int most) => shop.Read(reader => reader.All(
        $"""
        SELECT id, kind, about, amount, asked_at FROM manual_deeds WHERE state = 'waiting'
        ORDER BY asked_at, id LIMIT {most}
        """,
        row => new ManualDeed(row.Text(0), row.Text(1), row.Text(2), row.Money(3), row.At(4))));

    /// <summary>It calls nobody back; whatever arrives is not from it.</summary>
    public ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body) => null;

    public NoticeReply Reply(bool accepted) => new(accepted ? 200 : 400, "text/plain", accepted ? "success" : "fail");

    private static Bilingual NotWaiting { get; } = new(
        "这笔款项不在等待确认，请刷新。", "This deed is not waiting for confirmation; reload the page.");

    private static ChannelResult.Failed NoSplit { get; } = new("no-split", Refusals.Text(
        "人工渠道不能分账，请使用持牌渠道。", "This channel cannot split a payment; use a licensed one."));

    private Task<ChannelResult> Ask(string kind, string id, string about, Money amount)
    {
        if (Refusals.Of(amount, id, about) is { } refusal)
        {
            return Task.FromResult<ChannelResult>(refusal);
        }

        shop.Write(transaction => Keep(transaction, kind, id, about, amount));
        return Task.FromResult(Find(kind, id));
    }

    private void Keep(ShopTransaction transaction, string kind, string id, string about, Money amount) =>
        transaction.Execute($"""
            INSERT INTO manual_deeds (id, kind, about, amount, state, asked_at)
            VALUES ({id}, {kind}, {about}, {amount}, 'waiting', {Now}) ON CONFLICT (id) DO NOTHING
            """);

    private bool Move(ShopTransaction transaction, Decided decided)
    {
        if (transaction.Execute($"""
            UPDATE manual_deeds SET state = {decided.State}, voucher = {decided.Voucher}, done_at = {Now},
                done_by = {decided.By}
            WHERE id = {decided.Deed} AND state = 'waiting'
            """) == 0)
        {
            return false;
        }

        Audit.Note(transaction, Now, decided.By, $"manual.{decided.State}", decided.Deed, decided.Voucher);
        return true;
    }

    private ChannelResult Find(string kind, string id) => shop.Read(reader => reader.One<ChannelResult>(
        $"SELECT state, amount, voucher, done_at FROM manual_deeds WHERE id = {id} AND kind = {kind}",
        row => row.Text(0) switch
        {
            "done" => new ChannelResult.Done(
                row.Text(2), row.Money(1), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(3))),
            "failed" => new ChannelResult.Failed("declined", Refusals.Text(
                "财务没有收到或没有付出这笔钱。", "Finance did not see this money come or go.")),
            _ => new ChannelResult.Pending(),
        }) ?? new ChannelResult.NotFound());

    private Instant Now => Instant.From(wallTime.GetUtcNow());

    private sealed record Decided(string Deed, string State, string? Voucher, string By);
}

/// <summary>A payment, refund or transfer that waits for a person with a voucher.</summary>
/// <param name="About">The payment that a refund is taken from; else the deed itself.</param>
public sealed record ManualDeed(string Id, string Kind, string About, Money Amount, Instant AskedAt);
