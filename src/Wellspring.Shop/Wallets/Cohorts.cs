using System.Collections.Concurrent;
using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Wallets;

/// <summary>
/// What those who joined when a member joined have got back so far: the honest line of the home page.
/// </summary>
/// <remarks>A month with fewer than 20 buyers is widened month by month, so that nobody can be picked out.</remarks>
public sealed class Cohorts(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int Smallest = 20;
    private const int AtOnce = 1_000;
    private const int MostMonths = 120;
    private static readonly Duration Fresh = new(60_000);

    private readonly ConcurrentDictionary<int, (Instant At, Cohort Cohort)> _known = new();

    /// <summary>The cohort of somebody who joined at this moment; null while nobody has bought.</summary>
    public async Task<Cohort?> OfAsync(Instant joined, CancellationToken cancellation)
    {
        var month = MonthOf(joined);
        if (!_known.TryGetValue(month, out var known) || clock.WallNow() >= known.At.Plus(Fresh))
        {
            known = (clock.WallNow(), await MeasureAsync(month, cancellation));
            _known[month] = known;
        }

        return known.Cohort.Buyers == 0 ? null : known.Cohort;
    }

    private async Task<Cohort> MeasureAsync(int month, CancellationToken cancellation)
    {
        for (var around = 0; ; around = (around * 2) + 1)
        {
            var widest = around >= MostMonths;
            var (from, to) = widest
                ? (new(0), new(long.MaxValue))
                : (StartOf(month - around), StartOf(month + around + 1));
            var shares = await SharesAsync(from, to, cancellation);
            if (shares.Count >= Smallest || widest)
            {
                shares.Sort();
                return new(
                    shares.Count, At(shares, 50), At(shares, 95), IsWidened: around > 0, IsEverybody: widest);
            }
        }
    }

    // In millionths of spending. Read in portions, so that the pool's writer is never held up for long.
    private async Task<List<long>> SharesAsync(Instant from, Instant to, CancellationToken cancellation)
    {
        var shares = new List<long>();
        var members = database.Read(reader => reader.All(
            $"SELECT id FROM members WHERE joined_at >= {from} AND joined_at < {to}", row => row.Text(0)));
        foreach (var portion in members.Chunk(AtOnce))
        {
            shares.AddRange(await gate.ReadAsync(
                desk => portion.Select(id => desk.Pool.Member(desk.Names.Find(id)))
                    .Where(member => member.Spent > Money.Zero)
                    .Select(member => (long)((Int128)member.Received.Units * Rate.PartsPerWhole / member.Spent.Units))
                    .ToList(),
                cancellation));
        }

        return shares;
    }

    private static long At(List<long> sorted, int percent) =>
        sorted.Count == 0 ? 0 : sorted[(sorted.Count - 1) * percent / 100];

    private static int MonthOf(Instant at) => at.ToDateTimeOffset() is var date ? (date.Year * 12) + date.Month - 1 : 0;

    private static Instant StartOf(int month) =>
        Instant.From(new DateTimeOffset(month / 12, (month % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero));
}

/// <param name="Buyers">Members of the cohort who ever spent.</param>
/// <param name="MedianParts">What the middle one got back, in millionths of spending.</param>
/// <param name="OneInTwentyParts">What one in twenty exceeds.</param>
public sealed record Cohort(int Buyers, long MedianParts, long OneInTwentyParts, bool IsWidened, bool IsEverybody);
