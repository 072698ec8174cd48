using Wellspring.Core;

namespace Wellspring.Shop.Payments;

/// <summary>A way for money to come in and go out 支付渠道: simulated, manual, WeChat Pay, Alipay.</summary>
/// <remarks>
/// Every request carries an id of ours (<see cref="DeedIds"/>) that is never used twice; asking again with the same id
/// asks the channel about the same deed. After <see cref="ChannelResult.Unknown"/> the caller queries and never repeats
/// blindly. A call that is cancelled by its token may have arrived: query then, too.
/// </remarks>
public interface IPaymentChannel
{
    /// <summary>
    /// The name in addresses and tables: <c>simulated</c>, <c>manual</c>, <c>wechat</c>, <c>alipay</c>.
    /// </summary>
    string Name { get; }

    /// <summary>Asks for a payment; the answer says what the payer does next.</summary>
    Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation);

    /// <summary>Asks what became of a payment; Alipay finds nothing until the payer has scanned the code.</summary>
    Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation);

    Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation);

    Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation);

    /// <summary>Splits a payment 分账 between the merchant and the platform.</summary>
    Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation);

    Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation);

    /// <summary>Takes a part of a split back 分账回退, for a refund.</summary>
    Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation);

    Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation);

    /// <summary>Pays money out to a person 转账.</summary>
    Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation);

    Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation);

    /// <summary>
    /// Reads a callback of the channel; null when its signature, age or form is wrong, and then nothing may be done.
    /// Header names may come in any case.
    /// </summary>
    ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body);

    /// <summary>What the channel wants to read as "received", status and body.</summary>
    NoticeReply Reply(bool accepted);
}

/// <summary>Asks a member to pay. <paramref name="Payment"/> is our id.</summary>
/// <param name="PayerAddress">The payer's IP address, where a channel wants it (WeChat H5).</param>
public sealed record PaymentRequest(
    string Payment, Money Amount, string Description, Uri NotifyUrl, Uri ReturnUrl, string PayerAddress = "");

/// <summary>What the payer does next: open an address, scan a code, or wait for finance.</summary>
public abstract record PaymentStart
{
    /// <summary>The payer's browser goes there.</summary>
    public sealed record Redirect(Uri Address) : PaymentStart;

    /// <summary>The payer scans this text as a QR code.</summary>
    public sealed record Scan(string Code) : PaymentStart;

    /// <summary>A person at the operator confirms the payment.</summary>
    public sealed record AwaitsConfirmation(Bilingual Instruction) : PaymentStart;

    public sealed record Failed(string Code, string Message) : PaymentStart;

    /// <summary>No answer came: query by id, do not ask again.</summary>
    public sealed record Unknown(string Message) : PaymentStart;
}

public sealed record RefundRequest(
    string Refund, string Payment, Money Amount, Money PaymentAmount, string Reason, Uri NotifyUrl);

public sealed record SplitRequest(
    string Split, string Payment, string Receiver, Money Amount, string Description, bool Finish);

public sealed record SplitReturnRequest(
    string SplitReturn, string Split, string Payment, string Receiver, Money Amount, string Reason);

/// <param name="Payee">The account at the channel: an openid, a login, an account number.</param>
/// <param name="PayeeName">The payee's real name; a channel compares it.</param>
public sealed record TransferRequest(
    string Transfer, string Payee, string PayeeName, Money Amount, string Reason, Uri NotifyUrl);

/// <summary>What a channel says about one deed.</summary>
public abstract record ChannelResult
{
    /// <param name="Reference">The channel's own number: the voucher 凭证号.</param>
    public sealed record Done(string Reference, Money Amount, DateTimeOffset? At) : ChannelResult;

    /// <summary>Under way: query later.</summary>
    /// <param name="Package">
    /// What the payee's WeChat needs to confirm a transfer (<c>package_info</c>). It is said once, so keep it.
    /// </param>
    public sealed record Pending(string? Package = null) : ChannelResult;

    /// <summary>It will not happen: the money stays where it was.</summary>
    public sealed record Failed(string Code, string Message) : ChannelResult;

    /// <summary>The channel does not know this id: the request never arrived, and may be sent again with it.</summary>
    public sealed record NotFound : ChannelResult;

    /// <summary>No readable answer: ask again later, repeat nothing.</summary>
    public sealed record Unknown(string Message) : ChannelResult;
}

public enum ChannelDeed
{
    Payment,
    Refund,
    Transfer,
    Split,

    /// <summary>Truly from the channel, and about nothing we asked for: say that it arrived, do nothing.</summary>
    Other,
}

/// <summary>A verified callback: which deed of ours it is about and what became of it.</summary>
/// <param name="Delivery">The channel's id of this delivery; the same one may come many times.</param>
/// <param name="Result">Pending where the notice does not say enough: query then.</param>
public sealed record ChannelNotice(string Delivery, ChannelDeed Deed, string Id, ChannelResult Result);

public sealed record NoticeReply(int Status, string ContentType, string Body);
