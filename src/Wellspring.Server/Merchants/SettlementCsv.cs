using System.Globalization;
using System.Text;
using Wellspring.Core.Plans;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Merchants;

/// <summary>Settlement as CSV: amounts as plain decimals, one row a day or one row a booking.</summary>
internal static class SettlementCsv
{
    private const string Demo = "演示 · 不得用于真实交易";

    public static string Days(IReadOnlyList<SettlementBatch> batches, bool english, Plan plan)
    {
        var table = new Table(english, plan);
        table.Head(
            HasCoins(plan), ("日期", "day"), ("订单数", "orders"), ("销售额", "gross"),
            ("积分或消费券支付", "paid with points or credit"),
            ("佣金", "commission"), ("退款", "refunded"), ("退回佣金", "commission returned"),
            ("从预存款扣佣金", "commission drawn from deposit"), ("顾客已直接付给商户", "already paid to the shop"),
            ("净额", "net"), ("上期结转", "brought forward"), ("应付", "due"), ("结转下期", "carried"),
            ("状态", "state"), ("凭证号", "voucher"));
        foreach (var batch in batches)
        {
            var day = batch.Figures;
            table.Row(
                CoinsOf(plan, day.Coins), Shop.Merchants.Days.Write(batch.Day), $"{day.Orders}", Text(day.Gross),
                day.Goods.ToString(),
                Text(day.Commission), Text(day.Refunded), Text(day.Returned), day.Drawn.ToString(),
                day.Direct.ToString(), batch.Net.ToString(), batch.Brought.ToString(), Text(batch.Due),
                batch.Carried.ToString(), batch.State, batch.Voucher ?? "");
        }

        return table.ToString();
    }

    public static string Orders(IReadOnlyList<SettlementLine> lines, bool english, Plan plan)
    {
        var table = new Table(english, plan);
        table.Head(HasCoins(plan), ("时间", "time"), ("订单", "order"), ("类型", "kind"), ("收款方式", "funding"),
            ("金额", "amount"), ("佣金", "commission"), ("积分或消费券支付", "paid with points or credit"), ("记录位置", "record"));
        foreach (var line in lines)
        {
            table.Row(
                CoinsOf(plan, line.Coins), Amounts.When(line.At, plan.Settings.TimeZone), line.Order, line.Kind,
                line.Mode, Text(line.Amount),
                Text(line.Commission), Text(line.Goods), line.Position?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        return table.ToString();
    }

    private static string Text(Balance amount) => amount.ToString();

    // Only a platform that converts old debts has the column, last, so that nobody's columns move.
    private static (string Zh, string En)? HasCoins(Plan plan) =>
        plan.Legacy is null ? null : ("消费币支付", "paid with coins");

    private static string? CoinsOf(Plan plan, Balance coins) => plan.Legacy is null ? null : coins.ToString();

    private sealed class Table(bool english, Plan plan)
    {
        private readonly StringBuilder _text = new();

        public void Head((string Zh, string En)? last, params ReadOnlySpan<(string Zh, string En)> columns)
        {
            foreach (var (zh, en) in columns)
            {
                Cell(english ? en : zh);
            }

            if (last is { } column)
            {
                Cell(english ? column.En : column.Zh);
            }

            End(english ? "note" : "说明");
        }

        public void Row(string? last, params ReadOnlySpan<string> cells)
        {
            foreach (var cell in cells)
            {
                Cell(cell);
            }

            if (last is not null)
            {
                Cell(last);
            }

            End(Demo);
        }

        public override string ToString() => _text.ToString();

        // In a sandbox every row says that it is no real trade.
        private void End(string note)
        {
            if (plan.IsSandbox)
            {
                Cell(note);
            }

            _text.Length--;
            _text.Append("\r\n");
        }

        // Ids come from outside: what a spreadsheet would run as a formula is led by a quote, which it shows as text.
        private void Cell(string text)
        {
            var isNumber = text.Length > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]);
            var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !isNumber ? "'" + text : text;
            _text.Append(safe.AsSpan().IndexOfAny(",\"\r\n") < 0
                ? safe
                : '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"').Append(',');
        }
    }
}
