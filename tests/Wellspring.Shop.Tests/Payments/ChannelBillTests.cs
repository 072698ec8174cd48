using System.Text;
using Wellspring.Core;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Bills;
using Wellspring.Shop.Tests.Gateway;

namespace Wellspring.Shop.Tests.Payments;

/// <summary>The channels' daily bills, in lines of our own making that follow the documented formats.</summary>
[Collection(GatewayTests.Name)]
public sealed class ChannelBillTests(FakeGateway gateway)
{
    private const string WechatHeader =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
        + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    private const string WechatTotals =
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    private const string AlipayHeader =
        "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,"
        + "支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
        + "退款批次号/请求号,服务费（元）,分润（元）,备注";

    private static string Paid(string id, string amount, string fee, string name = "苹果,1 斤") =>
        $"`2026-11-22 10:00:01,`wx8888888888888888,`1900000109,`0,`,`4200{id},`{id},`o-payer,`NATIVE,`SUCCESS,`OTHERS,"
        + $"`CNY,`{amount},`0.00,`0,`0,`0.00,`0.00,`,`,`{name},`,`{fee},`0.60%,`{amount},`0.00,`";

    private static string Refunded(string id, string refund, string amount, string fee, string state = "SUCCESS") =>
        $"`2026-11-22 11:00:01,`wx8888888888888888,`1900000109,`0,`,`4200{id},`{id},`o-payer,`NATIVE,`REFUND,`OTHERS,"
        + $"`CNY,`0.00,`0.00,`5030{refund},`{refund},`{amount},`0.00,`ORIGINAL,`{state},`苹果,`,`{fee},`0.60%,`0.00,"
        + $"`{amount},`";

    private static string Wechat(int count, params string[] rows) => "\uFEFF" + string.Join(
        "\r\n", [WechatHeader, .. rows, WechatTotals, $"`{count},`1.00,`0.00,`0.00,`0.00,`1.00,`0.00", ""]);

    private static string Trade(string kind, string id, string refund, string amount, string fee) =>
        $"20261122220014{id}\t,{id}\t,{kind},苹果,2026-11-22 10:00:00,2026-11-22 10:00:05,,,,,*三(zhang***@example.test),"
        + $"{amount},{amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{refund}\t,{fee},0.00,\"备注,有逗号\"";

    private static string Alipay(params string[] rows) => string.Join("\r\n",
    [
        "#支付宝业务明细查询", "#账号：[20881011267657260156]",
        "#起始日期：[2026年11月22日 00:00:00]   终止日期：[2026年11月23日 00:00:00]",
        "#-----------------------------------------业务明细列表----------------------------------------", AlipayHeader,
        .. rows, "#-----------------------------------------业务明细列表结束------------------------------------",
        "#交易合计：1笔，商家实收共100.00元，商家优惠共0.00元", "#导出时间：[2026年11月23日 09:00:00]", "",
    ]);

    private static ChannelBill Read(string bill) => ChannelBill.Read(Encoding.UTF8.GetBytes(bill));

    [Fact]
    public void A_bill_of_WeChat_gives_payments_and_refunds_under_our_ids()
    {
        var bill = Read(Wechat(2, Paid("pX5k2rabcd", "100.00", "0.60000"), Refunded("pX5k2rabcd", "rX77aa99", "4.00",
            "-0.02000")));

        Assert.Equal("wechat", bill.Channel);
        Assert.Empty(bill.Problems);
        Assert.Equal(
            [
                new(2, ChannelDeed.Payment, "4200pX5k2rabcd", "p-5k2rabcd", "p-5k2rabcd", 100L.Yuan,
                    Money.FromUnits(600_000), new(2026, 11, 22, 10, 0, 1, TimeSpan.FromHours(8))),
                new(3, ChannelDeed.Refund, "5030rX77aa99", "r-77aa99", "p-5k2rabcd", 4L.Yuan,
                    Money.FromUnits(20_000), new(2026, 11, 22, 11, 0, 1, TimeSpan.FromHours(8))),
            ],
            bill.Rows);
    }

    [Fact]
    public async Task The_npm_library_reads_the_same_rows_of_a_bill()
    {
        var text = Wechat(
            3, Paid("pX5k2rabcd", "100.00", "0.60000"), Paid("pX5k2rabce", "0.01", "0.00000", "梨"),
            Refunded("pX5k2rabcd", "rX77aa99", "4.00", "-0.02000"));

        var theirs = await gateway.ControlAsync("castBill", new { bill = text });
        var ours = Read(text);

        Assert.Equal(
            theirs.GetProperty("rows").EnumerateArray().Select(row =>
                $"{row.GetProperty("商户订单号").GetString()} {row.GetProperty("订单金额").GetString()}"),
            ours.Rows.Select(row => DeedIds.ToChannel(row.Payment) + " "
                + (row.Kind == ChannelDeed.Refund ? "0.00" : row.Amount.ToString()[..^4])));
        Assert.Equal("3", theirs.GetProperty("summary").GetProperty("总交易单数").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bill_of_Alipay_is_read_in_either_encoding(bool old)
    {
        var text = Alipay(
            Trade("交易", "pX5k2rabcd", "", "100.00", "-0.60"), Trade("退款", "pX5k2rabcd", "rX77aa99", "-4.00", "0.02"));
        var bytes = old
            ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(text) : Encoding.UTF8.GetBytes(text);

        var bill = ChannelBill.Read(bytes);

        Assert.Equal("alipay", bill.Channel);
        Assert.Empty(bill.Problems);
        Assert.Equal(
            [
                new(6, ChannelDeed.Payment, "20261122220014pX5k2rabcd", "p-5k2rabcd", "p-5k2rabcd", 100L.Yuan,
                    Money.FromUnits(600_000), new(2026, 11, 22, 10, 0, 5, TimeSpan.FromHours(8))),
                new(7, ChannelDeed.Refund, "20261122220014pX5k2rabcd", "r-77aa99", "p-5k2rabcd", 4L.Yuan,
                    Money.FromUnits(20_000), new(2026, 11, 22, 10, 0, 5, TimeSpan.FromHours(8))),
            ],
            bill.Rows);
    }

    [Fact]
    public void A_bad_row_is_named_by_its_line_and_the_others_still_count()
    {
        var bill = Read(Wechat(
            7, Paid("pX5k2rabcd", "100.00", "0.6"), Paid("pX5k2rabce", "1OO.00", "0.6"), Paid("", "1.00", "0.01"),
            Paid("pX5k2rabcf", "1.00", "one"), Paid("pX5k2rabcg", "1.005", "0.01"), "`2026-11-22 10:00:01,`too,`short",
            Paid("pX5k2rabch", "2.00", "0.01").Replace("SUCCESS", "REVOKED", StringComparison.Ordinal)));

        Assert.Equal([2], bill.Rows.Select(row => row.Line));
        Assert.Equal([3, 4, 5, 6, 7, 8], bill.Problems.Select(problem => problem.Line));
        Assert.Contains("第 3 行：金额“1OO.00”", bill.Problems[0].Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("Line 8: the kind \"REVOKED\"", bill.Problems[^1].Sentence.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-100.00")]
    [InlineData("0.00")]
    [InlineData("")]
    public void A_payment_of_nothing_or_less_is_no_payment(string amount)
    {
        var bill = Read(Alipay(Trade("交易", "pX5k2rabcd", "", amount, "-0.60")));

        Assert.Empty(bill.Rows);
        Assert.Equal(6, Assert.Single(bill.Problems).Line);
    }

    [Fact]
    public void A_refund_that_is_not_through_is_left_for_a_later_bill()
    {
        var bill = Read(Wechat(1, Refunded("pX5k2rabcd", "rX77aa99", "4.00", "-0.02", "PROCESSING")));

        Assert.Empty(bill.Rows);
        Assert.Contains("PROCESSING", Assert.Single(bill.Problems).Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bill_that_was_cut_off_says_so()
    {
        var wechat = Wechat(2, Paid("pX5k2rabcd", "100.00", "0.6"), Paid("pX5k2rabce", "100.00", "0.6"));
        var alipay = Alipay(Trade("交易", "pX5k2rabcd", "", "100.00", "-0.60"));

        var noTotals = Read(wechat[..wechat.IndexOf(WechatTotals, StringComparison.Ordinal)]);
        var rowMissing = Read(Wechat(2, Paid("pX5k2rabcd", "100.00", "0.6")));
        var noEnd = Read(alipay[..alipay.IndexOf("#-----------------------------------------业务明细列表结束",
            StringComparison.Ordinal)]);

        Assert.Contains("cut off", Assert.Single(noTotals.Problems).Sentence.En, StringComparison.Ordinal);
        Assert.Contains(
            "says 2 rows and has 1", Assert.Single(rowMissing.Problems).Sentence.En, StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Single(noEnd.Problems).Sentence.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("订单,金额\n1,2\n")]
    [InlineData("PK\u0003\u0004 zip")]
    public void Another_file_is_no_bill(string text)
    {
        var bill = Read(text);

        Assert.Equal(("", 0, 1), (bill.Channel, bill.Rows.Count, bill.Problems.Count));
    }
}
