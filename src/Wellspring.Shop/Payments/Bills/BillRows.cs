using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Bills;

/// <summary>What has been read of a bill so far.</summary>
internal sealed class BillRows
{
    private readonly List<ChannelBillRow> _rows = [];
    private readonly List<ChannelBillProblem> _problems = [];

    public ChannelBill As(string channel) => new(channel, _rows, _problems);

    public void Problem(int line, string zh, string en) =>
        _problems.Add(new(line, new($"第 {line} 行：{zh}", $"Line {line}: {en}")));

    /// <summary>Takes a row whose numbers and moment can be read; names the cell that cannot.</summary>
    public void Add(
        int line, ChannelDeed kind, string reference, string id, string payment, string amount, string fee, string at)
    {
        if (reference.Length == 0 || id.Length == 0)
        {
            Problem(line, "缺少单号。", "a number is missing.");
        }
        else if (BillCells.Yuan(amount) is not { IsWholeFen: true } money || money == Money.Zero
            || (kind == ChannelDeed.Payment && amount.StartsWith('-')))
        {
            Problem(line, $"金额“{amount}”读不懂。", $"the amount \"{amount}\" cannot be read.");
        }
        else if (BillCells.Yuan(fee.Length == 0 ? "0" : fee) is not { } taken)
        {
            Problem(line, $"手续费“{fee}”读不懂。", $"the fee \"{fee}\" cannot be read.");
        }
        else if (JsonReading.ChinaMoment(at) is not { } moment)
        {
            Problem(line, $"时间“{at}”读不懂。", $"the time \"{at}\" cannot be read.");
        }
        else
        {
            _rows.Add(new(line, kind, reference, DeedIds.FromChannel(id), DeedIds.FromChannel(payment), money, taken,
                moment));
        }
    }

    public void WrongWidth(int line) =>
        Problem(line, "列数与表头不符。", "it has not as many cells as the header.");

    public void UnknownKind(int line, string kind) =>
        Problem(line, $"不认识的类型“{kind}”。", $"the kind \"{kind}\" is not known.");

    public void CutOff(int line) => Problem(
        line, "账单没有结尾，可能不完整。请重新下载。", "the bill has no end and may be cut off. Download it again.");

    public void WrongCount(int line, string said, int found) => Problem(
        line,
        $"账单写明 {said} 笔，实际 {found.ToString(CultureInfo.InvariantCulture)} 笔。请重新下载。",
        $"the bill says {said} rows and has {found.ToString(CultureInfo.InvariantCulture)}. Download it again.");
}
