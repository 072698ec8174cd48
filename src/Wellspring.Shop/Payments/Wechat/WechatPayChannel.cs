using System.Text.Json;
using System.Text.Json.Nodes;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>WeChat Pay 微信支付, API v3, as one merchant: pay, query, refund, split, return, transfer, callbacks.</summary>
/// <remarks>
/// A refusal counts only when a query under the same id then finds nothing: a request that was sent before may have
/// arrived after all.
/// </remarks>
public sealed class WechatPayChannel : IPaymentChannel
{
    // A transfer below 0.30 yuan must not carry the payee's name.
    private static readonly Money LeastNamedTransfer = Money.FromUnits(30 * Money.UnitsPerFen);

    private readonly WechatPayOptions _options;
    private readonly WechatKeys _keys;
    private readonly WechatClient _client;
    private readonly WechatNotices _notices;

    /// <exception cref="PaymentSettingsException">A key file cannot be read or used.</exception>
    public WechatPayChannel(WechatPayOptions options, HttpClient http, TimeProvider wallTime)
    {
        _options = options;
        _keys = new(options, wallTime);
        _client = new(options.Gateway, _keys, http);
        _notices = new(options, _keys);
    }

    public string Name => "wechat";

    public async Task<PaymentStart> PayAsync(PaymentRequest request, CancellationToken cancellation)
    {
        var byPhone = _options.PayBy == WechatPayBy.H5;
        if (Refusals.Of(request.Amount, request.Payment) is { } refusal)
        {
            return new PaymentStart.Failed(refusal.Code, refusal.Message);
        }

        if (byPhone && request.PayerAddress.Length == 0)
        {
            return new PaymentStart.Failed("payer-address-missing", Refusals.Text(
                "H5 支付需要付款人的 IP 地址。", "H5 payments need the payer's IP address."));
        }

        var body = new JsonObject
        {
            ["appid"] = _options.AppId,
            ["mchid"] = _options.MerchantId,
            ["description"] = JsonReading.Shorten(request.Description, 127),
            ["out_trade_no"] = DeedIds.ToChannel(request.Payment),
            ["notify_url"] = request.NotifyUrl.AbsoluteUri,
            ["settle_info"] = new JsonObject { ["profit_sharing"] = _options.Splits },
            ["amount"] = new JsonObject { ["total"] = Fen(request.Amount), ["currency"] = "CNY" },
        };
        if (byPhone)
        {
            body["scene_info"] = new JsonObject
            {
                ["payer_client_ip"] = request.PayerAddress,
                ["h5_info"] = new JsonObject { ["type"] = "Wap" },
            };
        }

        var path = byPhone ? "/v3/pay/transactions/h5" : "/v3/pay/transactions/native";
        return Start(await _client.PostAsync(path, body, cancellation), request.ReturnUrl);
    }

    public async Task<ChannelResult> QueryPaymentAsync(string payment, CancellationToken cancellation) =>
        await FindAsync(
            $"/v3/pay/transactions/out-trade-no/{Wire(payment)}?mchid={_options.MerchantId}", payment,
            "out_trade_no", WechatResults.Payment, cancellation);

    public async Task<ChannelResult> RefundAsync(RefundRequest request, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["out_trade_no"] = DeedIds.ToChannel(request.Payment),
            ["out_refund_no"] = DeedIds.ToChannel(request.Refund),
            ["reason"] = JsonReading.Shorten(request.Reason, 80),
            ["notify_url"] = request.NotifyUrl.AbsoluteUri,
            ["amount"] = new JsonObject
            {
                ["refund"] = Fen(request.Amount), ["total"] = Fen(request.PaymentAmount), ["currency"] = "CNY",
            },
        };
        return Refusals.Of(request.Amount, request.Refund, request.Payment)
            ?? Refusals.OfAmount(request.PaymentAmount)
            ?? await DoAsync(
                "/v3/refund/domestic/refunds", body, request.Refund, "out_refund_no", Refunded,
                () => QueryRefundAsync(request.Refund, request.Payment, cancellation), cancellation);
    }

    public Task<ChannelResult> QueryRefundAsync(string refund, string payment, CancellationToken cancellation) =>
        FindAsync($"/v3/refund/domestic/refunds/{Wire(refund)}", refund, "out_refund_no", Refunded, cancellation);

    public async Task<ChannelResult> SplitAsync(SplitRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Split, request.Payment) is { } refusal)
        {
            return refusal;
        }

        // A split names the payment by WeChat's own number, which only WeChat knows for certain.
        var payment = await QueryPaymentAsync(request.Payment, cancellation);
        if (payment is not ChannelResult.Done paid)
        {
            return payment is ChannelResult.Unknown ? payment : NotPaid;
        }

        var body = new JsonObject
        {
            ["appid"] = _options.AppId,
            ["transaction_id"] = paid.Reference,
            ["out_order_no"] = DeedIds.ToChannel(request.Split),
            ["receivers"] = new JsonArray(new JsonObject
            {
                ["type"] = "MERCHANT_ID",
                ["account"] = request.Receiver,
                ["amount"] = Fen(request.Amount),
                ["description"] = JsonReading.Shorten(request.Description, 80),
            }),
            ["unfreeze_unsplit"] = request.Finish,
        };
        return await DoAsync(
            "/v3/profitsharing/orders", body, request.Split, "out_order_no", Divided,
            () => QuerySplitAsync(request.Split, request.Payment, cancellation), cancellation);
    }

    public async Task<ChannelResult> QuerySplitAsync(string split, string payment, CancellationToken cancellation) =>
        await QueryPaymentAsync(payment, cancellation) switch
        {
            ChannelResult.Done paid => await FindAsync(
                $"/v3/profitsharing/orders/{Wire(split)}?transaction_id={Uri.EscapeDataString(paid.Reference)}",
                split, "out_order_no", Divided, cancellation),
            ChannelResult.Unknown unknown => unknown,
            _ => new ChannelResult.NotFound(),
        };

    public async Task<ChannelResult> ReturnSplitAsync(SplitReturnRequest request, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["out_order_no"] = DeedIds.ToChannel(request.Split),
            ["out_return_no"] = DeedIds.ToChannel(request.SplitReturn),
            ["return_mchid"] = request.Receiver,
            ["amount"] = Fen(request.Amount),
            ["description"] = JsonReading.Shorten(request.Reason, 80),
        };
        return Refusals.Of(request.Amount, request.SplitReturn, request.Split)
            ?? await DoAsync(
                "/v3/profitsharing/return-orders", body, request.SplitReturn, "out_return_no",
                WechatResults.SplitReturn,
                () => QuerySplitReturnAsync(request.SplitReturn, request.Split, request.Payment, cancellation),
                cancellation);
    }

    public Task<ChannelResult> QuerySplitReturnAsync(
        string splitReturn, string split, string payment, CancellationToken cancellation) =>
        FindAsync(
            $"/v3/profitsharing/return-orders/{Wire(splitReturn)}?out_order_no={Wire(split)}",
            splitReturn, "out_return_no", WechatResults.SplitReturn, cancellation);

    public async Task<ChannelResult> TransferAsync(TransferRequest request, CancellationToken cancellation)
    {
        if (Refusals.Of(request.Amount, request.Transfer) is { } refusal)
        {
            return refusal;
        }

        var body = new JsonObject
        {
            ["appid"] = _options.AppId,
            ["out_bill_no"] = DeedIds.ToChannel(request.Transfer),
            ["transfer_scene_id"] = _options.TransferScene,
            ["openid"] = request.Payee,
            ["transfer_amount"] = Fen(request.Amount),
            ["transfer_remark"] = JsonReading.Shorten(request.Reason, 32),
            ["notify_url"] = request.NotifyUrl.AbsoluteUri,
            ["transfer_scene_report_infos"] = new JsonArray([.. _options.TransferReports.Select(report =>
                new JsonObject { ["info_type"] = report.Key, ["info_content"] = report.Value })]),
        };
        if (_options.TransferPerception.Length > 0)
        {
            body["user_recv_perception"] = _options.TransferPerception;
        }

        if (request.PayeeName.Length > 0 && request.Amount >= LeastNamedTransfer)
        {
            body["user_name"] = _keys.Encrypt(request.PayeeName);
        }

        return await DoAsync(
            "/v3/fund-app/mch-transfer/transfer-bills", body, request.Transfer, "out_bill_no", WechatResults.Transfer,
            () => QueryTransferAsync(request.Transfer, cancellation), cancellation);
    }

    public Task<ChannelResult> QueryTransferAsync(string transfer, CancellationToken cancellation) =>
        FindAsync(
            $"/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{Wire(transfer)}", transfer, "out_bill_no",
            WechatResults.Transfer, cancellation);

    public ChannelNotice? ReadNotice(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body) =>
        _notices.Read(headers, body);

    public NoticeReply Reply(bool accepted) => accepted
        ? new(200, "application/json", """{"code":"SUCCESS","message":"成功"}""")
        : new(400, "application/json", """{"code":"FAIL","message":"失败"}""");

    private static ChannelResult.Failed NotPaid { get; } = new("payment-not-done", Refusals.Text(
        "这笔付款没有成功，不能分账。", "This payment is not done; there is nothing to split."));

    private static ChannelResult Refunded(JsonElement said) => WechatResults.Refund(said, said.Text("status"));

    private ChannelResult Divided(JsonElement said) => WechatResults.Split(said, _options.MerchantId);

    private static PaymentStart Start(WechatAnswer answer, Uri returnUrl) => answer switch
    {
        WechatAnswer.Said { Body: var said } when said.Text("code_url") is { } code => new PaymentStart.Scan(code),
        WechatAnswer.Said { Body: var said } when Uri.TryCreate(said.Text("h5_url"), UriKind.Absolute, out var page) =>
            new PaymentStart.Redirect(
                new($"{page.AbsoluteUri}&redirect_url={Uri.EscapeDataString(returnUrl.AbsoluteUri)}")),
        // The id is in use: an earlier request arrived after all.
        WechatAnswer.Refused { Code: "ORDERPAID" or "ORDER_PAID" or "OUT_TRADE_NO_USED", Message: var message } =>
            new PaymentStart.Unknown(message),
        WechatAnswer.Refused refused => new PaymentStart.Failed(refused.Code, refused.Message),
        WechatAnswer.NotFound missing => new PaymentStart.Failed(missing.Code, missing.Message),
        WechatAnswer.Unreadable unreadable => new PaymentStart.Unknown(unreadable.Message),
        _ => new PaymentStart.Unknown(WechatResults.Odd.Message),
    };

    private async Task<ChannelResult> DoAsync(
        string path, JsonObject body, string id, string idName, Func<JsonElement, ChannelResult> read,
        Func<Task<ChannelResult>> query, CancellationToken cancellation)
    {
        var answer = await _client.PostAsync(path, body, cancellation);
        return answer switch
        {
            WechatAnswer.Said { Body: var said } => About(said, id, idName, read),
            WechatAnswer.Refused refused => await RefusedAsync(refused.Code, refused.Message, query),
            WechatAnswer.NotFound missing => await RefusedAsync(missing.Code, missing.Message, query),
            WechatAnswer.Unreadable unreadable => new ChannelResult.Unknown(unreadable.Message),
            _ => WechatResults.Odd,
        };
    }

    private static async Task<ChannelResult> RefusedAsync(
        string code, string message, Func<Task<ChannelResult>> query) =>
        await query() is var truth && truth is ChannelResult.NotFound
            ? new ChannelResult.Failed(code, message)
            : truth;

    private async Task<ChannelResult> FindAsync(
        string path, string id, string idName, Func<JsonElement, ChannelResult> read, CancellationToken cancellation)
    {
        if (Refusals.OfId(id) is { } refusal)
        {
            return refusal;
        }

        return await _client.GetAsync(path, cancellation) switch
        {
            WechatAnswer.Said { Body: var said } => About(said, id, idName, read),
            WechatAnswer.NotFound => new ChannelResult.NotFound(),
            WechatAnswer.Refused refused => new ChannelResult.Unknown($"{refused.Code} {refused.Message}"),
            WechatAnswer.Unreadable unreadable => new ChannelResult.Unknown(unreadable.Message),
            _ => WechatResults.Odd,
        };
    }

    /// <summary>A signed answer about another deed, sent again by somebody between us, is not believed.</summary>
    private static ChannelResult About(
        JsonElement said, string id, string idName, Func<JsonElement, ChannelResult> read) =>
        said.Text(idName) == DeedIds.ToChannel(id) ? read(said) : WechatResults.Odd;

    private static string Wire(string id) => Uri.EscapeDataString(DeedIds.ToChannel(id));

    private static long Fen(Money amount) => amount.Units / Money.UnitsPerFen;
}
