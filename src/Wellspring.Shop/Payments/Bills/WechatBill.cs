using System.Globalization;

namespace Wellspring.Shop.Payments.Bills;

/// <summary>WeChat Pay's trade bill 交易账单: a header, rows with backticks, then two lines of totals.</summary>
internal static class WechatBill
{
    public static ChannelBill Read(string[] lines, int headerIndex, IReadOnlyList<string> header)
    {
        var bill = new BillRows();
        var count = 0;
        var index = headerIndex + 1;
        for (; index < lines.Length && !lines[index].StartsWith("总交易单数", StringComparison.Ordinal); index++)
        {
            if (lines[index].Length > 0)
            {
                count++;
                AddRow(bill, index + 1, new(header, BillCells.Of(lines[index])));
            }
        }

        if (index + 1 >= lines.Length)
        {
            bill.CutOff(lines.Length);
        }
        else if (BillCells.Of(lines[index + 1])[0] is var said && said != count.ToString(CultureInfo.InvariantCulture))
        {
            bill.WrongCount(index + 2, said, count);
        }

        return bill.As("wechat");
    }

    private static void AddRow(BillRows bill, int line, BillCells cells)
    {
        if (!cells.Fits)
        {
            bill.WrongWidth(line);
            return;
        }

        var payment = cells["商户订单号"];
        switch (cells["交易状态"])
        {
            case "SUCCESS":
                bill.Add(line, ChannelDeed.Payment, cells["微信订单号"], payment, payment,
                    cells["订单金额", "总金额"], cells["手续费"], cells["交易时间"]);
                break;
            case "REFUND" when cells["退款状态"] is not "SUCCESS" and var state:
                bill.Problem(
                    line, $"退款尚未成功（{state}），请核对以后的账单。",
                    $"this refund is not through ({state}); look for it in a later bill.");
                break;
            case "REFUND":
                bill.Add(line, ChannelDeed.Refund, cells["微信退款单号"], cells["商户退款单号"], payment,
                    cells["申请退款金额", "退款金额"], cells["手续费"], cells["退款成功时间", "交易时间"]);
                break;
            case var other:
                bill.UnknownKind(line, other);
                break;
        }
    }
}
