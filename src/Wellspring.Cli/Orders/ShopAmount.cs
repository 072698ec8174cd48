using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>
/// An amount as a shop's file writes it, in the shop's own currency, exact to a millionth; may be negative.
/// </summary>
internal readonly record struct ShopAmount(Int128 Millionths) : IComparable<ShopAmount>
{
    private const int Decimals = 6;

    /// <summary>No single row may hold more; a longer number is a slip of the export.</summary>
    private const long LargestRow = 1_000_000_000_000_000_000;

    public static ShopAmount Zero => default;

    public ShopAmount Size => new(Int128.Abs(Millionths));

    /// <summary>Digits with at most one point and six decimals, perhaps after a minus; nothing is guessed.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out ShopAmount amount)
    {
        var negative = text.StartsWith('-');
        var reads = Core.Decimals.TryRead(negative ? text[1..] : text, Decimals, out var millionths)
            && millionths <= LargestRow;
        amount = new(negative ? -millionths : millionths);
        return reads;
    }

    public ShopAmount AtMost(ShopAmount limit) => Millionths <= limit.Millionths ? this : limit;

    public int CompareTo(ShopAmount other) => Millionths.CompareTo(other.Millionths);

    public static ShopAmount operator +(ShopAmount left, ShopAmount right) => new(left.Millionths + right.Millionths);

    public static ShopAmount operator -(ShopAmount left, ShopAmount right) => new(left.Millionths - right.Millionths);

    public static bool operator <(ShopAmount left, ShopAmount right) => left.Millionths < right.Millionths;

    public static bool operator >(ShopAmount left, ShopAmount right) => left.Millionths > right.Millionths;

    public static bool operator <=(ShopAmount left, ShopAmount right) => left.Millionths <= right.Millionths;

    public static bool operator >=(ShopAmount left, ShopAmount right) => left.Millionths >= right.Millionths;

    /// <summary>At least two decimals, more where they are not zero: <c>-11062.06</c>.</summary>
    public override string ToString()
    {
        var size = Int128.Abs(Millionths);
        var fraction = ((long)(size % 1_000_000)).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
        var decimals = Math.Max(2, fraction.TrimEnd('0').Length);
        return $"{(Millionths < 0 ? "-" : "")}{size / 1_000_000}.{fraction[..decimals]}";
    }
}

/// <summary>How many yuan one unit of the shop's currency is 折算率, exact, in billionths.</summary>
internal readonly record struct YuanRate(long Billionths)
{
    public const int Decimals = 9;

    private const long PerFen = 10_000_000_000_000;

    private static readonly Money LargestOrder = Money.FromYuan(1_000_000_000);

    public static YuanRate One => new(1_000_000_000);

    /// <summary>
    /// The amount in yuan, rounded down to whole fen; false above 1 000 000 000 yuan, the most an order may be.
    /// </summary>
    public bool TryFloorToFen(ShopAmount amount, out Money yuan)
    {
        Invariant.Require(amount >= ShopAmount.Zero, "only amounts from zero up are converted");
        var fen = amount.Millionths * Billionths / PerFen;
        var fits = fen * Money.UnitsPerFen <= LargestOrder.Units;
        yuan = fits ? Money.FromUnits((long)fen * Money.UnitsPerFen) : Money.Zero;
        return fits;
    }

    public override string ToString() => Core.Decimals.Write(Billionths, Decimals).TrimEnd('0').TrimEnd('.');
}
