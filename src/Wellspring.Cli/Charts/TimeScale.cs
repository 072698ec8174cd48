using System.Globalization;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>A mark on the time axis; the second line stands only where a new day or year begins.</summary>
internal sealed record TimeTick(decimal Time, string Label, string? Context);

/// <summary>The time axis, from the first point to the last, on the clock of the last point.</summary>
internal sealed class TimeScale
{
    // Shorter than this, the axis would show parts of a second, which no order carries.
    private static readonly long ShortestSpan = TimeSpan.FromSeconds(10).Ticks;

    private static readonly Step[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(seconds => Step.Clock(TimeSpan.FromSeconds(seconds), "HH:mm:ss")),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(minutes => Step.Clock(TimeSpan.FromMinutes(minutes), "HH:mm")),
        .. new[] { 1, 2, 3, 6, 12 }.Select(hours => Step.Clock(TimeSpan.FromHours(hours), "HH:mm")),
        .. new[] { 1, 2, 3, 7, 14 }.Select(days => new Step(TimeSpan.FromDays(days), 0, "MM-dd", "yyyy")),
        .. new[] { 1, 2, 3, 6 }.Select(months => new Step(default, months, "yyyy-MM", "")),
        .. new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 }
            .Select(years => new Step(default, years * 12, "yyyy", "")),
    ];

    private readonly TimeSpan _offset;
    private readonly DateTime _start;
    private readonly DateTime _end;

    private TimeScale(TimeSpan offset, DateTime start, DateTime end)
    {
        _offset = offset;
        _start = start;
        _end = end;
    }

    public string Zone => Figures.Zone(new(_start, _offset));

    /// <summary>The axis that shows both moments; around a single moment it shows a few seconds.</summary>
    public static TimeScale Between(DateTimeOffset first, DateTimeOffset last)
    {
        var offset = last.Offset.Ticks;
        var missing = Math.Max(0, ShortestSpan - (last - first).Ticks);
        var start = Math.Max(0, first.UtcTicks + offset - (missing / 2));
        var end = Math.Min(DateTime.MaxValue.Ticks, last.UtcTicks + offset + (missing / 2));
        return new(last.Offset, new(start), new(end));
    }

    /// <summary>Where a moment stands: 0 at the start of the axis, 1 at its end.</summary>
    public decimal Place(DateTimeOffset at) => Place(at.UtcTicks + _offset.Ticks);

    /// <summary>The marks, as dense as the labels have room for.</summary>
    public IReadOnlyList<TimeTick> Ticks(decimal width, decimal textSize)
    {
        var step = Steps.FirstOrDefault(Fits, Steps[^1]);
        var ticks = new List<TimeTick>();
        var context = "";
        foreach (var at in step.Between(_start, _end))
        {
            var now = step.Context.Length > 0 ? Written(at, step.Context) : "";
            ticks.Add(new(Place(at.Ticks), Written(at, step.Format), now == context ? null : now));
            context = now;
        }

        return ticks;

        bool Fits(Step step)
        {
            var label = Math.Max(Width(step.Format), Width(step.Context)) + (0.75m * textSize);
            return (_end - _start).Ticks / step.Length * label <= width - label;
        }

        decimal Width(string format) => format.Length > 0 ? Lettering.Width(Written(_start, format), textSize) : 0;
    }

    private static string Written(DateTime at, string format) => at.ToString(format, CultureInfo.InvariantCulture);

    private decimal Place(long localTicks) => (decimal)(localTicks - _start.Ticks) / (_end - _start).Ticks;

    /// <summary>The distance between two marks: a length of time, or a number of calendar months.</summary>
    private sealed record Step(TimeSpan Span, int Months, string Format, string Context)
    {
        /// <summary>A length in ticks for choosing; a month counts its shortest, so that labels never crowd.</summary>
        public decimal Length => Months > 0 ? (decimal)TimeSpan.TicksPerDay * 28 * Months : Span.Ticks;

        public static Step Clock(TimeSpan span, string format) => new(span, 0, format, "yyyy-MM-dd");

        public IEnumerable<DateTime> Between(DateTime start, DateTime end) =>
            Months > 0 ? OfMonths(start, end) : OfSpan(start, end);

        private IEnumerable<DateTime> OfSpan(DateTime start, DateTime end)
        {
            // Day one of the calendar was a Monday, so steps of a week fall on Mondays.
            for (var n = (start.Ticks + Span.Ticks - 1) / Span.Ticks; n * Span.Ticks <= end.Ticks; n++)
            {
                yield return new(n * Span.Ticks);
            }
        }

        private IEnumerable<DateTime> OfMonths(DateTime start, DateTime end)
        {
            var month = (start.Year * 12) + start.Month - 1;
            for (var n = month / Months * Months; n <= (end.Year * 12) + end.Month - 1; n += Months)
            {
                if (n >= 12 && new DateTime(n / 12, (n % 12) + 1, 1) is var at && at >= start && at <= end)
                {
                    yield return at;
                }
            }
        }
    }
}
