using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Shop.Payments;

namespace Wellspring.Server.Tests.Orders;

/// <summary>
/// A channel with callbacks whose answers a test chooses. It counts what it is asked for, so that a blind repetition
/// shows.
/// </summary>
internal sealed class SignedChannel(string name) : IPaymentChannel
{
    private static readonly byte[] Key = "a key that only the channel and the shop know"u8.ToArray();

    public string Name => name;

    /// <summary>What the first call answers; the payment itself may exist or not.</summary>
    public Func<PaymentRequest, PaymentStart> OnPay { get; set; } = request => new PaymentStart.Scan(request.Payment);

    /// <summary>What a query answers.</summary>
    public Func<string, ChannelResult> OnQuery { get; set; } = _ => new ChannelResult.Pending();

    public Func<RefundRequest, ChannelResult> OnRefund { get; set; } =
        request => new ChannelResult.Done("ref-" + request.Refund, request.Amount, null);

    public Func<string, ChannelResult> OnQueryRefund { get; set; } = _ => new ChannelResult.Unknown("");

    public Func<string, ChannelResult> OnSplit { get; set; } =
        id => new ChannelResult.Done("split-" + id, default, null);

    public Func<string, ChannelResult> OnQuerySplit { get; set; } = _ => new ChannelResult.Unknown("");

    public ConcurrentQueue<string> Calls { get; } = [];

    public static byte[] Notice(string delivery, string payment, Money amount) =>
        JsonSerializer.SerializeToUtf8Bytes(new Said(delivery, payment, amount.Units, ChannelDeed.Payment));

    public static Dictionary<string, string> Sign(byte[] body) => new()
    {
        ["x-signature"] = Convert.ToHexString(HMACSHA256.HashData(Key, body)),
    };

    public Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation) =>
        Task.FromResult(Noted("pay", request.Payment, () => OnPay(request)));

    public Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation) =>
        Task.FromResult(Noted("query", payment, () => OnQuery(payment)));

    public Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation) =>
        Task.FromResult(Noted("refund", request.Refund, () => OnRefund(request)));

    public Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation) =>
        Task.FromResult(Noted("query-refund", refund, () => OnQueryRefund(refund)));

    public Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation) =>
        Task.FromResult(Noted($"split {request.Amount}", request.Split, () => OnSplit(request.Split)));

    public Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation) =>
        Task.FromResult(Noted("query-split", split, () => OnQuerySplit(split)));

    public Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation) =>
        Task.FromResult(Noted($"return {request.Amount}", request.SplitReturn, () => OnSplit(request.SplitReturn)));

    public Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation) =>
        Task.FromResult(Noted("query-return", splitReturn, () => OnQuerySplit(splitReturn)));

    public Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        var right = Convert.ToHexString(HMACSHA256.HashData(Key, body.Span));
        if (!headers.TryGetValue("x-signature", out var given) || !CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(right)))
        {
            return null;
        }

        var said = JsonSerializer.Deserialize<Said>(body.Span)!;
        return new(said.Delivery, said.Deed, said.Id,
            new ChannelResult.Done("voucher-" + said.Id, Money.FromUnits(said.Units), null));
    }

    public NoticeReply Reply(bool accepted) => new(accepted ? 200 : 401, "text/plain", accepted ? "OK" : "NO");

    private T Noted<T>(string what, string id, Func<T> answer)
    {
        Calls.Enqueue($"{what} {id}");
        return answer();
    }

    private sealed record Said(string Delivery, string Id, long Units, ChannelDeed Deed);
}
