using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Bills;

/// <summary>One row of a channel's bill: a payment that came in or a refund that went out.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Reference">The channel's number, as <see cref="ChannelResult.Done"/> has it.</param>
/// <param name="Id">Our id of the deed.</param>
/// <param name="Payment">Our id of the payment; a refund's own id is <paramref name="Id"/>.</param>
/// <param name="Fee">What the channel took for a payment, or gave back for a refund.</param>
public sealed record ChannelBillRow(
    int Line, ChannelDeed Kind, string Reference, string Id, string Payment, Money Amount, Money Fee,
    DateTimeOffset At);

/// <summary>A row, or a missing one, that cannot be matched; the sentence says what to do.</summary>
public sealed record ChannelBillProblem(int Line, Bilingual Sentence);

/// <summary>A channel's daily bill 对账单, as downloaded and unpacked: WeChat Pay's trade bill, Alipay's 业务明细.</summary>
/// <param name="Channel"><c>wechat</c> or <c>alipay</c>; empty where the file is neither.</param>
public sealed record ChannelBill(
    string Channel, IReadOnlyList<ChannelBillRow> Rows, IReadOnlyList<ChannelBillProblem> Problems)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; what is wrong in it is a problem with its line, and the other rows still count.</summary>
    public static ChannelBill Read(ReadOnlySpan<byte> file)
    {
        var lines = Text(file).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        for (var index = 0; index < lines.Length; index++)
        {
            var header = BillCells.Of(lines[index]);
            if (header.Contains("微信订单号") && header.Contains("商户订单号"))
            {
                return WechatBill.Read(lines, index, header);
            }

            if (header.Contains("支付宝交易号") && header.Contains("商户订单号"))
            {
                return AlipayBill.Read(lines, index, header);
            }
        }

        return new("", [], [new(1, new(
            "这不是微信支付交易账单，也不是支付宝业务明细。请先解压，再上传 CSV 原文件。",
            "This is neither WeChat Pay's trade bill nor Alipay's list of trades. Unpack it; "
                + "take the CSV as it is."))]);
    }

    /// <summary>WeChat writes UTF-8, Alipay the older encoding of China.</summary>
    private static string Text(ReadOnlySpan<byte> file)
    {
        try
        {
            return Utf8.GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(file);
        }
    }
}
