namespace Wellspring.Shop.Payments.Bills;

/// <summary>Alipay's list of trades 业务明细: lines with # around a header and its rows.</summary>
internal static class AlipayBill
{
    public static ChannelBill Read(string[] lines, int headerIndex, IReadOnlyList<string> header)
    {
        var bill = new BillRows();
        var index = headerIndex + 1;
        for (; index < lines.Length && !lines[index].StartsWith('#'); index++)
        {
            if (lines[index].Trim().Length > 0)
            {
                AddRow(bill, index + 1, new(header, BillCells.Of(lines[index])));
            }
        }

        if (index == lines.Length)
        {
            bill.CutOff(lines.Length);
        }

        return bill.As("alipay");
    }

    private static void AddRow(BillRows bill, int line, BillCells cells)
    {
        if (!cells.Fits)
        {
            bill.WrongWidth(line);
            return;
        }

        var payment = cells["商户订单号"];
        var (amount, fee) = (cells["订单金额（元）"], cells["服务费（元）"]);
        switch (cells["业务类型"])
        {
            case "交易":
                bill.Add(
                    line, ChannelDeed.Payment, cells["支付宝交易号"], payment, payment, amount, fee, cells["完成时间"]);
                break;
            case "退款":
                bill.Add(line, ChannelDeed.Refund, cells["支付宝交易号"], cells["退款批次号/请求号"], payment, amount, fee,
                    cells["完成时间"]);
                break;
            case var other:
                bill.UnknownKind(line, other);
                break;
        }
    }
}
