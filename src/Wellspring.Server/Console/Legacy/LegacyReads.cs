using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Legacy;
using Wellspring.Storage;

namespace Wellspring.Server.Console.Legacy;

/// <summary>The old debt as it stands now, with the rules it is settled by.</summary>
public sealed record LegacyFace(LegacyTotals Totals, LegacySettings Rules, long Position, Instant Clock)
{
    public DebtState Debt => DebtState.Of(Totals);

    public Money CoinsFree => Totals.Coins - Totals.CoinsHeld;
}

/// <summary>One creditor as the console's list shows them.</summary>
public sealed record CreditorView(string Name, CreditorBalance Balance);

/// <summary>One claim as the console shows it.</summary>
public sealed record ClaimView(string Creditor, Claim Claim);

/// <summary>What the console reads of the old debt: present figures from the pool, history from its views.</summary>
public sealed class LegacyReads(Site site)
{
    /// <summary>Months that the chart draws.</summary>
    public const int Months = 13;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly Lock _keeping = new();
    private (DateTimeOffset At, IReadOnlyList<DebtCohort> Cohorts)? _kept;

    /// <summary>The totals; null where the plan has no legacy group.</summary>
    public Task<LegacyFace?> FaceAsync() => site.Pool.ReadAsync(
        desk => desk.Pool.Legacy is { } totals
            ? new LegacyFace(totals, desk.Pool.Plan.Legacy ?? new(), desk.Position, desk.Pool.Clock)
            : null,
        CancellationToken.None);

    /// <summary>By age and state. Every creditor is looked at, so the answer is kept for some seconds.</summary>
    public async Task<IReadOnlyList<DebtCohort>> CohortsAsync()
    {
        var now = site.Options.Wall.GetUtcNow();
        lock (_keeping)
        {
            if (_kept is { } kept && now - kept.At < Fresh)
            {
                return kept.Cohorts;
            }
        }

        var today = Today();
        var cohorts = await site.Pool.ReadAsync(
            desk => DebtCohorts.Of(desk.Pool.Creditors(), today), CancellationToken.None);
        lock (_keeping)
        {
            _kept = (now, cohorts);
        }

        return cohorts;
    }

    /// <summary>The waterfall: the days as the views have them, and now.</summary>
    public IReadOnlyList<DebtMonth> MonthsOf(LegacyFace face)
    {
        var today = DayOf(Today());
        var days = site.Views.Reader.Legacy.Days().Select(row => (DayOf(row.Day), DebtState.Of(row.Totals)))
            .Where(row => row.Item1 < today).ToList();
        if (days.Count > 0 || face.Totals.Claimed > Money.Zero)
        {
            days.Add((today, face.Debt));
        }

        return DebtMonths.Of(days, today, Months);
    }

    /// <summary>How long the fund lasts at the pace of the last days.</summary>
    public FundCoverage CoverageOf(LegacyFace face) => new(
        face.Totals.Fund, face.Totals.FundHeld, face.CoinsFree,
        site.Views.Reader.Legacy.CoinsTaken(Today() - FundCoverage.Window + 1, Today()));

    /// <summary>The creditors who are owed most, or the one with this number.</summary>
    public Task<IReadOnlyList<CreditorView>> CreditorsAsync(string? only, int most) => site.Pool.ReadAsync(
        desk =>
        {
            var found = only is { Length: > 0 }
                ? desk.Pool.Creditor(desk.Names.Find(only)) is { } one ? [one] : []
                : desk.Pool.Creditors().OrderByDescending(one => (one.Unconverted + one.Coins).Units)
                    .ThenBy(one => one.Member.Value).Take(most);
            return (IReadOnlyList<CreditorView>)
                [.. found.Select(one => new CreditorView(desk.Names.NameOf(one.Member), one))];
        },
        CancellationToken.None);

    public Task<CreditorView?> CreditorAsync(string name) => site.Pool.ReadAsync(
        desk => desk.Pool.Creditor(desk.Names.Find(name)) is { } balance ? new CreditorView(name, balance) : null,
        CancellationToken.None);

    /// <summary>Claims in the order they were registered, of one creditor or of one state or both.</summary>
    /// <param name="creditor">A member's number; empty for everybody's.</param>
    /// <param name="state">The public spelling of a state; empty for all.</param>
    public Task<IReadOnlyList<ClaimView>> ClaimsAsync(string creditor, string state, int most) => site.Pool.ReadAsync(
        desk =>
        {
            var member = creditor.Length == 0 ? (MemberNumber?)null : desk.Names.Find(creditor);
            return (IReadOnlyList<ClaimView>)[.. desk.Pool.Claims()
                .Where(claim => (member is null || claim.Member == member)
                    && (state.Length == 0 || claim.State.Code() == state))
                .Take(most).Select(claim => new ClaimView(desk.Names.NameOf(claim.Member), claim))];
        },
        CancellationToken.None);

    public Task<ClaimView?> ClaimAsync(string id) => site.Pool.ReadAsync(
        desk => desk.Pool.Claim(id) is { } claim ? new ClaimView(desk.Names.NameOf(claim.Member), claim) : null,
        CancellationToken.None);

    public IReadOnlyList<CoinOrderRow> OrdersOf(MemberNumber member, int most) =>
        site.Views.Reader.Legacy.CoinOrders(most, member: member);

    public IReadOnlyList<ReleaseRow> ReleasesOf(MemberNumber member, int most) =>
        site.Views.Reader.Legacy.Releases(most, member);

    /// <summary>The daily runs, newest first.</summary>
    public IReadOnlyList<ReleaseDayRow> ReleaseDays(int most) => site.Views.Reader.Legacy.ReleaseDays(most);

    /// <summary>Today by the plan's calendar, counted from 1970-01-01.</summary>
    public long Today() => site.Clock.Now().DayAt(site.Pool.Plan.Settings.TimeZone);

    public static DateOnly DayOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)day);

    /// <summary>A day as people write it: <c>2021-03-05</c>.</summary>
    public static string DayText(long day) => DayOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
