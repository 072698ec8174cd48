using Wellspring.Core.Pools;
using OrderLine = Wellspring.Engine.Views.OrderLine;

namespace Wellspring.Storage.Views;

/// <summary>The rows that some records of the journal make, gathered to be written together.</summary>
/// <remarks>What several records say of one order, claim or day is one row: a statement meets no row twice.</remarks>
internal sealed class ViewBatch
{
    private readonly Dictionary<string, OrderChange> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClaimRow> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CoinOrderRow> _coinOrders = new(StringComparer.Ordinal);
    private readonly Dictionary<long, ReleaseDayChange> _releaseDays = [];
    private readonly Dictionary<long, LegacyDayRow> _days = [];

    public List<PriceRow> Prices { get; } = [];

    public List<StatementRow> Statements { get; } = [];

    public List<PostingRow> Postings { get; } = [];

    public List<ReleaseRow> Releases { get; } = [];

    public IReadOnlyCollection<OrderChange> Orders => _orders.Values;

    public IReadOnlyCollection<ClaimRow> Claims => _claims.Values;

    public IReadOnlyCollection<CoinOrderRow> CoinOrders => _coinOrders.Values;

    public IReadOnlyCollection<ReleaseDayChange> ReleaseDays => _releaseDays.Values;

    public IReadOnlyCollection<LegacyDayRow> Days => _days.Values;

    public void Add(OrderLine line, long position)
    {
        var change = new OrderChange(
            line, line.Refunded?.Units ?? 0, line.State == "reversed" && line.Refunded is not null, position, position);
        _orders[line.Order] = _orders.TryGetValue(line.Order, out var before) ? before.Then(change) : change;
    }

    public void Add(ClaimRow claim) =>
        _claims[claim.Claim] = _claims.TryGetValue(claim.Claim, out var before)
            ? claim with { First = before.First }
            : claim;

    public void Add(CoinOrderRow order) =>
        _coinOrders[order.Order] = _coinOrders.TryGetValue(order.Order, out var before)
            ? order with { Day = before.Day, First = before.First }
            : order;

    public CoinOrderRow? CoinOrder(string order) => _coinOrders.GetValueOrDefault(order);

    /// <summary>A day's run begins.</summary>
    public void Begin(ReleaseDayRow day) => _releaseDays[day.Day] = new(day.Day, day, 0, 0);

    public void Add(ReleaseRow release)
    {
        Releases.Add(release);
        var day = _releaseDays.GetValueOrDefault(release.Day) ?? new(release.Day, null, 0, 0);
        _releaseDays[release.Day] = day with
        {
            Released = day.Released + release.Points.Units, Creditors = day.Creditors + 1,
        };
    }

    /// <summary>The end of a day as it is known now; the next record of the day writes it again.</summary>
    public void Set(LegacyDayRow day) => _days[day.Day] = day;
}

/// <summary>One posting of a record's.</summary>
internal readonly record struct PostingRow(long Position, int Line, Account Account, long Units);

/// <summary>What a day's run released; <paramref name="Began"/> where it began among these records.</summary>
internal sealed record ReleaseDayChange(long Day, ReleaseDayRow? Began, long Released, long Creditors);

/// <summary>What some records say of one order; what they do not say is null and stays as it was.</summary>
/// <param name="Refunded">Comes on top of what was refunded before, or stands instead of it.</param>
/// <param name="First">The first of these records.</param>
internal sealed record OrderChange(OrderLine Line, long Refunded, bool Replaces, long First, long Position)
{
    public OrderChange Then(OrderChange later) => new(
        Line with
        {
            State = later.Line.State.Length == 0 ? Line.State : later.Line.State,
            Amount = later.Line.Amount ?? Line.Amount,
            Inflow = later.Line.Inflow ?? Line.Inflow,
            Points = later.Line.Points ?? Line.Points,
            Scale = later.Line.Scale ?? Line.Scale,
        },
        later.Replaces ? later.Refunded : Refunded + later.Refunded, Replaces || later.Replaces, First, later.Position);
}
