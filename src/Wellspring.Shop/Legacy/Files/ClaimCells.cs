using System.Text.RegularExpressions;
using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>Turns the cells of one row into a claim, or says what is wrong with the first cell that is.</summary>
internal static partial class ClaimCells
{
    private const int OriginLimit = 100;
    private const int CreditorLimit = 64;

    public static TableColumn[] Columns { get; } =
    [
        new("claim", "债权编号", IsRequired: true), new("creditor", "债权人", IsRequired: true),
        new("kind", "类型", IsRequired: true), new("amount", "金额", IsRequired: false),
        new("quantity", "数量", IsRequired: false), new("unitValue", "单价", IsRequired: false),
        new("since", "发生日", IsRequired: true), new("evidence", "证据", IsRequired: true),
        new("origin", "来源", IsRequired: true),
    ];

    /// <summary>The claim, or the problem; exactly one of them.</summary>
    public static (ClaimRow? Claim, RowProblem? Problem) Read(TableRow row, ClaimReading reading)
    {
        if (row.Wrong is { } wrong)
        {
            return (null, new(row.Line, "csv-row", wrong));
        }

        var claim = Fields(row, reading, out var code, out var sentence);
        return claim is null ? (null, new(row.Line, code, sentence)) : (claim, null);
    }

    private static ClaimRow? Fields(TableRow row, ClaimReading reading, out string code, out Bilingual sentence)
    {
        var (id, creditor, origin) = (row.Cells[0], row.Cells[1], row.Cells[8]);
        (code, sentence) = !Id().IsMatch(id) ? ("claim-id", Cell("claim", id,
                "应为 1 至 64 个字母、数字或 . _ : - 的编号", "an id of 1 to 64 letters, digits or . _ : -"))
            : IsPersonal(id) ? ("claim-personal", Personal("claim", id))
            : creditor.Length is 0 or > CreditorLimit || creditor.Any(char.IsControl)
                ? ("claim-creditor", Cell("creditor", creditor,
                    "应为旧平台账号或会员编号，1 至 64 字", "the old account or a member's id, 1 to 64 characters"))
            : origin.Length is 0 or > OriginLimit || origin.Any(char.IsControl)
                ? ("claim-origin", Cell("origin", origin,
                    $"应写明债权从何而来，1 至 {OriginLimit} 字", $"where the claim comes from, 1 to {OriginLimit} characters"))
            : IsPersonal(origin) ? ("claim-personal", Personal("origin", origin))
            : ("", default);
        if (code.Length > 0 || ReadKind(row.Cells[2], ref code, ref sentence) is not { } kind
            || ReadDay(row.Cells[6], reading, ref code, ref sentence) is not { } since
            || ReadEvidence(row.Cells[7], reading, ref code, ref sentence) is not { } evidence
            || ReadAmount(row, kind, ref code, ref sentence) is not { } worth)
        {
            return null;
        }

        return new(row.Line, id, creditor, kind, worth.Amount, worth.Quantity, worth.UnitValue, since, evidence,
            origin);
    }

    /// <summary>Whether a text looks like a telephone number, a mail address or an identity document.</summary>
    public static bool IsPersonal(string text) => Personal().IsMatch(text);

    private static ClaimKind? ReadKind(string cell, ref string code, ref Bilingual sentence)
    {
        var kind = cell.ToLowerInvariant() switch
        {
            "cash" or "现金" => ClaimKind.Cash,
            "old-points" or "积分" => ClaimKind.OldPoints,
            "goods" or "货物" or "商品" => ClaimKind.Goods,
            _ => default(ClaimKind?),
        };
        if (kind is null)
        {
            (code, sentence) = ("claim-kind", Cell("kind", cell,
                "应为 cash（现金）、old-points（积分）或 goods（货物）", "cash, old-points or goods"));
        }

        return kind;
    }

    private static long? ReadDay(string cell, ClaimReading reading, ref string code, ref Bilingual sentence)
    {
        if (!ClaimDays.TryRead(cell, out var day))
        {
            (code, sentence) = ("claim-since", Cell("since", cell, "应为日期，如 2021-03-05", "a day such as 2021-03-05"));
            return null;
        }

        if (day > reading.Today)
        {
            (code, sentence) = ("claim-since", Cell("since", cell,
                "在今天之后；请核对日期", "a day that has come; check the date"));
            return null;
        }

        return day;
    }

    private static string? ReadEvidence(string cell, ClaimReading reading, ref string code, ref Bilingual sentence)
    {
        if (Hash().IsMatch(cell))
        {
            return cell.ToLowerInvariant();
        }

        if (reading.HashOf is { } hash && cell.Length > 0)
        {
            if (hash(cell) is { } found)
            {
                return found;
            }

            (code, sentence) = ("claim-evidence", new(
                $"evidence：证据目录里没有文件“{TableCsv.Shown(cell)}”；请补上文件，或直接写它的 SHA-256。",
                $"evidence: there is no file \"{TableCsv.Shown(cell)}\" among the evidence; add it, or write "
                + "its SHA-256."));
            return null;
        }

        (code, sentence) = ("claim-evidence", Cell("evidence", cell,
            "应为证明文件的 SHA-256，64 位十六进制", "the SHA-256 of the document that proves it, 64 hexadecimal digits"));
        return null;
    }

    // Old points may be written as quantity × unit value; an amount beside them must agree to the unit.
    private static Worth? ReadAmount(TableRow row, ClaimKind kind, ref string code, ref Bilingual sentence)
    {
        var (amount, quantity, unitValue) = (row.Cells[3], row.Cells[4], row.Cells[5]);
        if (quantity.Length > 0 || unitValue.Length > 0)
        {
            return ReadQuantity(kind, (amount, quantity, unitValue), ref code, ref sentence);
        }

        if (kind is ClaimKind.OldPoints && amount.Length == 0)
        {
            (code, sentence) = ("claim-amount", new(
                "quantity：积分债权要写数量和单价（要约上的每分折合元数），或直接写金额。",
                "quantity: old points take a quantity and a unit value (yuan each, as the offer says), or an amount."));
            return null;
        }

        if (!Decimals.TryRead(amount, 2, out var fen) || fen == 0)
        {
            (code, sentence) = ("claim-amount", Cell("amount", amount,
                "应为大于 0、精确到分的金额，如 1234.50，不带千分位和货币符号",
                "an amount above 0 in whole fen such as 1234.50, without thousands separators or a currency sign"));
            return null;
        }

        return fen > MostFen ? TooMuch("amount", amount, ref code, ref sentence)
            : new(Money.FromUnits(fen * Money.UnitsPerFen), null, null);
    }

    private static Worth? ReadQuantity(
        ClaimKind kind, (string Amount, string Quantity, string UnitValue) cells, ref string code,
        ref Bilingual sentence)
    {
        if (kind is not ClaimKind.OldPoints)
        {
            (code, sentence) = ("claim-amount", new(
                "quantity：只有 old-points（积分）才写数量和单价；请只写金额。",
                "quantity: only old-points take a quantity and a unit value; write the amount alone."));
            return null;
        }

        if (!Decimals.TryRead(cells.Quantity, Points.Decimals, out var points) || points == 0)
        {
            (code, sentence) = ("claim-quantity", Cell("quantity", cells.Quantity,
                "应为大于 0 的积分数，至多 8 位小数", "a number of points above 0 with up to 8 decimals"));
            return null;
        }

        if (!Decimals.TryRead(cells.UnitValue, Money.Decimals, out var each) || each == 0)
        {
            (code, sentence) = ("claim-unit-value", Cell("unitValue", cells.UnitValue,
                "应为大于 0 的单价（元），至多 6 位小数", "a value in yuan above 0 with up to 6 decimals"));
            return null;
        }

        var worth = Claim.AmountOf(Points.FromUnits(points), Money.FromUnits(each));
        if (worth.Units / Money.UnitsPerFen > MostFen)
        {
            return TooMuch("quantity", cells.Quantity, ref code, ref sentence);
        }

        if (worth == Money.Zero || (cells.Amount.Length > 0
            && (!Decimals.TryRead(cells.Amount, Money.Decimals, out var stated) || stated != worth.Units)))
        {
            (code, sentence) = ("claim-amount", new(
                $"amount：数量×单价是 {worth} 元（不足 1 分的舍去），与所写金额“{TableCsv.Shown(cells.Amount)}”不符；请改正，或把金额留空。",
                $"amount: quantity × unit value is {worth} in whole fen, not \"{TableCsv.Shown(cells.Amount)}\"; mend "
                + "it or leave it out."));
            return null;
        }

        return new(worth, Points.FromUnits(points), Money.FromUnits(each));
    }

    private static Worth? TooMuch(string column, string cell, ref string code, ref Bilingual sentence)
    {
        (code, sentence) = ("claim-amount", Cell(column, cell,
            "超过 10 亿元，多半多写了几位；请核对", "at most a thousand million yuan; check the digits"));
        return null;
    }

    private static Bilingual Cell(string column, string cell, string zh, string en) => new(
        $"{column}：“{TableCsv.Shown(cell)}”{zh}。", $"{column}: \"{TableCsv.Shown(cell)}\" is not {en}.");

    private static Bilingual Personal(string column, string cell) => new(
        $"{column}：“{Masked(cell)}”像是电话、邮箱或证件号，账本不存个人信息；请换成内部编号。",
        $"{column}: \"{Masked(cell)}\" looks like a telephone number, mail address or document; the journal keeps "
        + "nothing personal, use an internal number.");

    private static string Masked(string cell) => cell.Length <= 4 ? "***" : cell[..2] + "***" + cell[^2..];

    private const long MostFen = 100_000_000_000;

    private sealed record Worth(Money Amount, Points? Quantity, Money? UnitValue);

    [GeneratedRegex(@"^[A-Za-z0-9._:\-]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}$")]
    private static partial Regex Hash();

    [GeneratedRegex(@"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])|[^\s@]+@[^\s@]+\.[^\s@]+")]
    private static partial Regex Personal();
}
