using System.Text.Json;
using System.Text.Json.Nodes;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Alipay;

/// <summary>Alipay 支付宝, RSA2: pay, query, refund, split, return, transfer, callbacks.</summary>
/// <remarks>
/// A refusal counts only when a query under the same id then finds nothing: a request that was sent before may have
/// arrived after all. A trade begins when the payer scans or signs in; until then a query finds nothing.
/// </remarks>
public sealed class AlipayChannel : IPaymentChannel
{
    private const string Product = "TRANS_ACCOUNT_NO_PWD";
    private const string Scene = "DIRECT_TRANSFER";

    private readonly AlipayOptions _options;
    private readonly AlipayClient _client;
    private readonly AlipayNotices _notices;

    /// <exception cref="PaymentSettingsException">A key file cannot be read or used.</exception>
    public AlipayChannel(AlipayOptions options, HttpClient http, TimeProvider wallTime)
    {
        var keys = new AlipayKeys(options);
        _options = options;
        _client = new(options, keys, http, wallTime);
        _notices = new(options, keys, wallTime);
    }

    public string Name => "alipay";

    public async Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Payment) is { } refusal)
        {
            return new PaymentStart.Failed(refusal.Code, refusal.Message);
        }

        var content = new JsonObject
        {
            ["out_trade_no"] = DeedIds.ToChannel(request.Payment),
            ["total_amount"] = Yuan(request.Amount),
            ["subject"] = Subject(request.Description),
        };
        if (_options.Splits)
        {
            content["extend_params"] = new JsonObject { ["royalty_freeze"] = "true" };
        }

        if (_options.PayBy == AlipayBy.Page)
        {
            content["product_code"] = "FAST_INSTANT_TRADE_PAY";
            return new PaymentStart.Redirect(
                _client.Page("alipay.trade.page.pay", content, request.NotifyUrl, request.ReturnUrl));
        }

        return await _client.CallAsync("alipay.trade.precreate", content, cancellation, request.NotifyUrl) switch
        {
            AlipayAnswer.Said { Body: var said } when IsAbout(said, "out_trade_no", request.Payment)
                && said.Text("qr_code") is { Length: > 0 } code => new PaymentStart.Scan(code),
            // The id is in use: an earlier request arrived after all.
            AlipayAnswer.Refused { Code: "ACQ.TRADE_HAS_SUCCESS" or "ACQ.CONTEXT_INCONSISTENT" } refused =>
                new PaymentStart.Unknown(refused.Message),
            AlipayAnswer.Refused refused => new PaymentStart.Failed(refused.Code, refused.Message),
            AlipayAnswer.NotFound missing => new PaymentStart.Failed(missing.Code, missing.Message),
            AlipayAnswer.Unreadable unreadable => new PaymentStart.Unknown(unreadable.Message),
            _ => new PaymentStart.Unknown(AlipayResults.Odd.Message),
        };
    }

    public Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation) => FindAsync(
        "alipay.trade.query", new() { ["out_trade_no"] = DeedIds.ToChannel(payment) },
        said => IsAbout(said, "out_trade_no", payment) ? AlipayResults.Payment(said) : AlipayResults.Odd,
        cancellation, payment);

    public async Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Refund, request.Payment) is { } refusal)
        {
            return refusal;
        }

        var content = new JsonObject
        {
            ["out_trade_no"] = DeedIds.ToChannel(request.Payment),
            ["refund_amount"] = Yuan(request.Amount),
            ["refund_reason"] = JsonReading.Shorten(request.Reason, 256),
            ["out_request_no"] = DeedIds.ToChannel(request.Refund),
        };

        // What is answered is the sum of all refunds; only the query speaks of this one.
        return await DoAsync(
            "alipay.trade.refund", content, said => IsAbout(said, "out_trade_no", request.Payment),
            () => QueryRefundAsync(request.Refund, request.Payment, cancellation), cancellation);
    }

    public Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation)
    {
        var content = new JsonObject
        {
            ["out_trade_no"] = DeedIds.ToChannel(payment),
            ["out_request_no"] = DeedIds.ToChannel(refund),
            ["query_options"] = new JsonArray("gmt_refund_pay"),
        };
        return FindAsync(
            "alipay.trade.fastpay.refund.query", content,
            said => AlipayResults.Refund(said) is ChannelResult.Done && !IsAbout(said, "out_request_no", refund)
                ? AlipayResults.Odd : AlipayResults.Refund(said),
            cancellation, refund, payment);
    }

    public async Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Split, request.Payment) is { } refusal)
        {
            return refusal;
        }

        // A split names the payment by Alipay's own number, which only Alipay knows for certain.
        var payment = await QueryPaymentAsync(request.Payment, cancellation);
        if (payment is not ChannelResult.Done paid)
        {
            return payment is ChannelResult.Unknown ? payment : NotPaid;
        }

        var content = new JsonObject
        {
            ["out_request_no"] = DeedIds.ToChannel(request.Split),
            ["trade_no"] = paid.Reference,
            ["royalty_parameters"] = new JsonArray(new JsonObject
            {
                ["royalty_type"] = "transfer",
                ["trans_in_type"] = AccountKind(request.Receiver),
                ["trans_in"] = request.Receiver,
                ["amount"] = Yuan(request.Amount),
                ["desc"] = JsonReading.Shorten(request.Description, 256),
            }),
            ["extend_params"] = new JsonObject { ["royalty_finish"] = request.Finish ? "true" : "false" },
            ["royalty_mode"] = "sync",
        };
        return await DoAsync(
            "alipay.trade.order.settle", content, said => said.Text("trade_no") == paid.Reference,
            () => QueryRoyaltyAsync(request.Split, paid.Reference, "transfer", cancellation), cancellation);
    }

    public Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation) =>
        QueryRoyaltyOfAsync(split, payment, "transfer", cancellation);

    /// <summary>Alipay returns a split by a refund of nothing that names who gives back.</summary>
    public async Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.SplitReturn, request.Split, request.Payment) is { } refusal)
        {
            return refusal;
        }

        var content = new JsonObject
        {
            ["out_trade_no"] = DeedIds.ToChannel(request.Payment),
            ["refund_amount"] = "0.00",
            ["refund_reason"] = JsonReading.Shorten(request.Reason, 256),
            ["out_request_no"] = DeedIds.ToChannel(request.SplitReturn),
            ["refund_royalty_parameters"] = new JsonArray(new JsonObject
            {
                ["royalty_type"] = "transfer",
                ["trans_out_type"] = AccountKind(request.Receiver),
                ["trans_out"] = request.Receiver,
                ["amount"] = Yuan(request.Amount),
                ["desc"] = JsonReading.Shorten(request.Reason, 256),
            }),
        };
        return await DoAsync(
            "alipay.trade.refund", content, said => IsAbout(said, "out_trade_no", request.Payment),
            () => QuerySplitReturnAsync(request.SplitReturn, request.Split, request.Payment, cancellation),
            cancellation);
    }

    public Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation) =>
        QueryRoyaltyOfAsync(splitReturn, payment, "transfer_refund", cancellation);

    public async Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Transfer) is { } refusal)
        {
            return refusal;
        }

        var content = new JsonObject
        {
            ["out_biz_no"] = DeedIds.ToChannel(request.Transfer),
            ["trans_amount"] = Yuan(request.Amount),
            ["product_code"] = Product,
            ["biz_scene"] = Scene,
            ["order_title"] = JsonReading.Shorten(request.Reason, 64),
            ["payee_info"] = new JsonObject
            {
                ["identity"] = request.Payee,
                ["identity_type"] = IsUserId(request.Payee) ? "ALIPAY_USER_ID"
                    : IsLogin(request.Payee) ? "ALIPAY_LOGON_ID" : "ALIPAY_OPEN_ID",
                ["name"] = request.PayeeName,
            },
            ["remark"] = JsonReading.Shorten(request.Reason, 100),
        };
        return await DoAsync(
            "alipay.fund.trans.uni.transfer", content, said => IsAbout(said, "out_biz_no", request.Transfer),
            () => QueryTransferAsync(request.Transfer, cancellation), cancellation);
    }

    public Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation)
    {
        var content = new JsonObject
        {
            ["out_biz_no"] = DeedIds.ToChannel(transfer), ["product_code"] = Product, ["biz_scene"] = Scene,
        };
        return FindAsync(
            "alipay.fund.trans.common.query", content,
            said => IsAbout(said, "out_biz_no", transfer) ? AlipayResults.Transfer(said) : AlipayResults.Odd,
            cancellation, transfer);
    }

    public ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body) =>
        _notices.Read(body);

    /// <summary>Anything but this one word makes Alipay call again.</summary>
    public NoticeReply Reply(bool accepted) => new(200, "text/plain", accepted ? "success" : "fail");

    private static ChannelResult.Failed NotPaid { get; } = new("payment-not-done", Refusals.Text(
        "这笔付款没有成功，不能分账。", "This payment is not done; there is nothing to split."));

    private async Task<ChannelResult> QueryRoyaltyOfAsync(
        string id, string payment, string kind, CancellationToken cancellation) =>
        await QueryPaymentAsync(payment, cancellation) switch
        {
            ChannelResult.Done paid => await QueryRoyaltyAsync(id, paid.Reference, kind, cancellation),
            ChannelResult.Unknown unknown => unknown,
            _ => new ChannelResult.NotFound(),
        };

    private Task<ChannelResult> QueryRoyaltyAsync(
        string id, string trade, string kind, CancellationToken cancellation)
    {
        var content = new JsonObject { ["out_request_no"] = DeedIds.ToChannel(id), ["trade_no"] = trade };
        return FindAsync(
            "alipay.trade.order.settle.query", content,
            said => AlipayResults.Split(said, DeedIds.ToChannel(id), kind) is var result
                && (result is ChannelResult.NotFound || IsAbout(said, "out_request_no", id))
                ? result : AlipayResults.Odd,
            cancellation, id);
    }

    /// <summary>Asks for a deed; whatever is answered, the query has the last word on what became of it.</summary>
    private async Task<ChannelResult> DoAsync(
        string method, JsonObject content, Func<JsonElement, bool> isOurs, Func<Task<ChannelResult>> query,
        CancellationToken cancellation) =>
        await _client.CallAsync(method, content, cancellation) switch
        {
            AlipayAnswer.Said { Body: var said } when isOurs(said) =>
                await query() is var truth && truth is ChannelResult.NotFound ? new ChannelResult.Pending() : truth,
            AlipayAnswer.Refused refused => await RefusedAsync(refused.Code, refused.Message, query),
            AlipayAnswer.NotFound missing => await RefusedAsync(missing.Code, missing.Message, query),
            AlipayAnswer.Unreadable unreadable => new ChannelResult.Unknown(unreadable.Message),
            _ => AlipayResults.Odd,
        };

    private static async Task<ChannelResult> RefusedAsync(
        string code, string message, Func<Task<ChannelResult>> query) =>
        await query() is var truth && truth is ChannelResult.NotFound
            ? new ChannelResult.Failed(code, message)
            : truth;

    /// <summary>Asks after a deed. An answer that finds nothing names no number, so it cannot be held to one.</summary>
    private async Task<ChannelResult> FindAsync(
        string method, JsonObject content, Func<JsonElement, ChannelResult> read, CancellationToken cancellation,
        params string[] ids)
    {
        if (ids.Select(Refusals.OfId).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            return refusal;
        }

        return await _client.CallAsync(method, content, cancellation) switch
        {
            AlipayAnswer.Said { Body: var said } => read(said),
            AlipayAnswer.NotFound => new ChannelResult.NotFound(),
            AlipayAnswer.Refused refused => new ChannelResult.Unknown($"{refused.Code} {refused.Message}"),
            AlipayAnswer.Unreadable unreadable => new ChannelResult.Unknown(unreadable.Message),
            _ => AlipayResults.Odd,
        };
    }

    /// <summary>A signed answer about another deed, sent again by somebody between us, is not believed.</summary>
    private static bool IsAbout(JsonElement said, string name, string id) =>
        said.Text(name) == DeedIds.ToChannel(id);

    private static string AccountKind(string account) => IsUserId(account) ? "userId" : "loginName";

    private static bool IsUserId(string account) =>
        account.Length == 16 && account.StartsWith("2088", StringComparison.Ordinal) && account.All(char.IsAsciiDigit);

    private static bool IsLogin(string account) => account.Contains('@', StringComparison.Ordinal)
        || (account.Length == 11 && account.All(char.IsAsciiDigit));

    /// <summary>Alipay refuses titles with these three characters.</summary>
    private static string Subject(string description) => JsonReading.Shorten(
        description.Replace('/', ' ').Replace('=', ' ').Replace('&', ' '), 256);

    private static string Yuan(Money amount) => Core.Decimals.Write(amount.Units / Money.UnitsPerFen, 2);
}
