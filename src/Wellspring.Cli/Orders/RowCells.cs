using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Orders;

/// <summary>Turns the cells of one row into what the map says they mean.</summary>
internal sealed class RowCells
{
    private const int LongestText = 200;

    private readonly OrderMap _map;
    private readonly int _order;
    private readonly int _member;
    private readonly int _time;
    private readonly int _amount;
    private readonly int? _merchant;
    private readonly int? _kind;
    private readonly int? _refunds;

    private RowCells(OrderMap map, ImmutableArray<string> header, Func<string, string, int> find)
    {
        _map = map;
        HeaderCount = header.Length;
        var columns = map.Columns;
        _order = find("order", columns.Order);
        _member = find("member", columns.Member);
        _time = find("time", columns.Time);
        _amount = find("amount", columns.Amount);
        _merchant = columns.Merchant is { } merchant ? find("merchant", merchant) : null;
        _kind = columns.Kind is { } kind ? find("kind", kind) : null;
        _refunds = columns.Refunds is { } refunds ? find("refunds", refunds) : null;
    }

    public int HeaderCount { get; }

    /// <summary>Finds the map's columns in the header; one that is missing or there twice becomes a finding.</summary>
    public static RowCells Of(
        OrderMap map, ImmutableArray<string> header, ImmutableArray<Finding>.Builder findings) =>
        new(map, header, (setting, name) =>
        {
            var index = header.IndexOf(name, 0, StringComparer.Ordinal);
            if (index < 0)
            {
                var nearest = Nearest.To(name, header);
                findings.Add(new("csv-column", $"columns.{setting}", $"表头里没有“{name}”一列,是否指“{nearest}”?",
                    $"The header has no column \"{name}\"; did you mean \"{nearest}\"?"));
            }
            else if (header.LastIndexOf(name) != index)
            {
                findings.Add(new("csv-column", $"columns.{setting}", $"表头里有多列“{name}”。",
                    $"The header has more than one column \"{name}\"."));
            }

            return index;
        });

    public ShopRow Read(long line, string[] cells)
    {
        if (cells.FirstOrDefault(cell => cell.Contains('\uFFFD')) is not null)
        {
            return new ShopRow.Bad(line, "本行不是 UTF-8 文字;请把文件另存为 UTF-8 编码的 CSV。",
                "The row is not UTF-8; save the file as CSV in UTF-8.");
        }

        var number = cells[_order];
        if (number.Length is 0 or > LongestText)
        {
            return Bad(line, _map.Columns.Order, number, $"应为 1 至 {LongestText} 字的单号",
                $"a number of 1 to {LongestText} characters");
        }

        if (!ShopAmount.TryRead(cells[_amount], out var amount))
        {
            return Bad(line, _map.Columns.Amount, cells[_amount], "应为金额,如 1234.50,不带千分位和货币符号",
                "an amount such as 1234.50, without thousands separators or a currency sign");
        }

        return KindOf(cells) switch
        {
            Kind.Skip => new ShopRow.Skipped(line, number, amount),
            Kind.Order => ReadOrder(line, cells, number, amount),
            Kind.Refund => ReadRefund(line, cells, number, amount),
            _ => Bad(line, _map.Columns.Kind!, cells[_kind!.Value],
                $"不在映射文件的 kinds 之中({string.Join("、", Words)})",
                $"one of the map's kinds ({string.Join(", ", Words)})"),
        };
    }

    private enum Kind
    {
        Unknown,
        Order,
        Refund,
        Skip,
    }

    private IEnumerable<string> Words => _map.Kinds.Order.Concat(_map.Kinds.Refund).Concat(_map.Kinds.Skip);

    /// <summary>By the kind column; without one, a row that names an order to refund is a refund.</summary>
    private Kind KindOf(string[] cells) =>
        _kind is { } kind
            ? _map.Kinds.Order.Contains(cells[kind]) ? Kind.Order
                : _map.Kinds.Refund.Contains(cells[kind]) ? Kind.Refund
                : _map.Kinds.Skip.Contains(cells[kind]) ? Kind.Skip
                : Kind.Unknown
            : _refunds is { } refunds && cells[refunds].Length > 0 ? Kind.Refund
            : Kind.Order;

    private ShopRow ReadOrder(long line, string[] cells, string number, ShopAmount amount)
    {
        if (amount < ShopAmount.Zero)
        {
            return Bad(line, _map.Columns.Amount, cells[_amount], "不应为负:退款须由 kind 或 refunds 列标明",
                "an order's amount; a refund is marked by the kind or the refunds column");
        }

        var customer = cells[_member];
        if (customer.Length > LongestText || customer.Any(char.IsControl))
        {
            return Bad(line, _map.Columns.Member, customer, $"应为至多 {LongestText} 字、不含控制字符的会员名",
                $"a member's name of at most {LongestText} characters, none of them a control character");
        }

        var merchant = _merchant is { } column ? cells[column] : "";
        return merchant.Length > LongestText
            ? Bad(line, _map.Columns.Merchant!, merchant, $"应为至多 {LongestText} 字的商家名",
                $"a merchant's name of at most {LongestText} characters")
            : TryTime(cells, out var at) ? new ShopRow.Order(line, number, at, amount, customer, merchant)
            : BadTime(line, cells);
    }

    private ShopRow ReadRefund(long line, string[] cells, string number, ShopAmount amount)
    {
        var refunds = _refunds is { } column ? cells[column] : number;
        return refunds.Length > LongestText
            ? Bad(line, _map.Columns.Refunds!, refunds, $"应为至多 {LongestText} 字的单号",
                $"a number of at most {LongestText} characters")
            : TryTime(cells, out var at) ? new ShopRow.Refund(line, number, at, amount, refunds)
            : BadTime(line, cells);
    }

    private bool TryTime(string[] cells, out Instant at) =>
        ShopTime.TryRead(cells[_time], _map.TimeFormat, _map.UtcOffset, out at);

    private ShopRow.Bad BadTime(long line, string[] cells) => Bad(
        line, _map.Columns.Time, cells[_time], $"应为时间,如 {_map.TimeFormat ?? "2026-01-05T10:00:00"}",
        $"a time such as {_map.TimeFormat ?? "2026-01-05T10:00:00"}");

    private static ShopRow.Bad Bad(long line, string column, string cell, string zh, string en)
    {
        var shown = cell.Length > 60 ? cell[..60] + "…" : cell;
        return new(line, $"{column}:“{shown}”{zh}。", $"{column}: \"{shown}\" is not {en}.");
    }
}
