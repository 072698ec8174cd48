namespace Wellspring.Cli.Charts;

/// <summary>What one chart page says: its headings, where the numbers come from, the numbers, and its footer.</summary>
/// <param name="Points">In the order of the journal, which is not always the order of the business dates.</param>
internal sealed record ChartPage(
    string TitleZh,
    string TitleEn,
    string SourceZh,
    string SourceEn,
    IReadOnlyList<ChartPoint> Points,
    IReadOnlyList<ChartFact> Facts,
    string FooterZh,
    string FooterEn)
{
    /// <summary>The latest date of all; a record may carry an earlier business date than the one before it.</summary>
    public DateTimeOffset Until => Points.Max(point => point.At);
}

/// <summary>The pool (yuan), the unit price 单价 (yuan per point) and the orders so far, at one moment.</summary>
internal sealed record ChartPoint(DateTimeOffset At, decimal Pool, decimal Price, long Orders)
{
    // The axes start at zero, so an amount below it would be drawn over the words underneath.
    public decimal Pool { get; } = Pool >= 0 ? Pool : throw new ArgumentOutOfRangeException(nameof(Pool));
    public decimal Price { get; } = Price >= 0 ? Price : throw new ArgumentOutOfRangeException(nameof(Price));
}

/// <summary>One number worth reading before the chart, already written out, with its label in both languages.</summary>
internal sealed record ChartFact(string LabelZh, string LabelEn, string Value);
