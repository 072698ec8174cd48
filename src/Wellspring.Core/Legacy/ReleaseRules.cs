using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>Where a day's run begins: what the rule allows by now, and how much of it the caps let go.</summary>
/// <param name="Allowance">Locked value that the rule has set free, with what this day adds.</param>
/// <param name="Budget">Points the run may release at most, in the present scale.</param>
/// <param name="HasStepped">Whether the price rose a step, or is noted for the first time.</param>
internal readonly record struct ReleaseStart(Money Allowance, Points Budget, bool HasStepped);

/// <summary>Batch release 分批释放: when a run is due, how much it releases, and to whom next.</summary>
/// <remarks>
/// Releasing moves points from locked to free. No money moves and nothing is minted, so the price stays where it is
/// unless an exit follows, and that raises it.
/// </remarks>
internal static class ReleaseRules
{
    // A price that jumps by more steps than this in one day frees everything anyhow.
    private const int MostSteps = 1_000;

    /// <summary>When the next run begins, the start of a calendar day; null while none can.</summary>
    public static Instant? NextDay(PoolState state)
    {
        if (!CanRun(state))
        {
            return null;
        }

        var day = Math.Max(state.Legacy.LastDay + 1, state.Today(state.Clock));
        return StartOf(state, day);
    }

    /// <summary>When the run of the clock's day was due; null where it was, or none can be.</summary>
    public static Instant? DueAt(PoolState state, Instant clock) =>
        CanRun(state) && state.Today(clock) > state.Legacy.LastDay ? StartOf(state, state.Today(clock)) : null;

    /// <summary>Begins the run of a day.</summary>
    public static DueItem.ReleaseBegan Begin(PoolState state, Instant clock)
    {
        var day = state.Today(clock);
        var start = StartOf(state, state.Plan.Legacy!.Release, day);
        return new(day, start.Budget) { Allowance = start.Allowance };
    }

    /// <summary>The next creditor of the run under way, and what is released; null when the run is over.</summary>
    public static DueItem.PointsReleased? Next(PoolState state)
    {
        if (state.Legacy.Releases.Next is not { } key || state.Plan.Legacy is not { } legacy || state.Legacy.IsStopped)
        {
            return null;
        }

        var scale = state.Backing.Scale;
        var number = new MemberNumber(key.Number);
        var creditor = state.Legacy.Find(number)!;
        var locked = creditor.LockedAt(scale);
        var most = state.Legacy.Releases.IsEqual ? state.Legacy.Releases.DueOf(key.Number, scale) : locked;
        var ofOwn = Math.Max(1, Exact.MulDiv(
            locked.Units, legacy.Release.CreditorDailyCap.Parts, Rate.PartsPerWhole, Rounding.Down));
        var points = most.AtMost(Points.FromUnits(ofOwn)).AtMost(state.Legacy.Releases.RunLeft);
        var basis = BasisOf(creditor, locked, points);
        var after = state.Backing;
        return new Cascade(state, Own(state, number, creditor, points, basis)).Run(ref after, out var aftermath)
            ? new(number, points, basis) { After = aftermath }
            : null;
    }

    /// <summary>What a day's run has to spend: the rule's allowance, within the daily cap of what is locked.</summary>
    public static ReleaseStart StartOf(PoolState state, ReleaseSettings release, long day)
    {
        var backing = state.Backing;
        var locked = state.Legacy.LockedAt(backing.Scale);
        var most = Points.FromUnits(
            Exact.MulDiv(locked.Units, release.DailyCap.Parts, Rate.PartsPerWhole, Rounding.Down));
        if (release.Rule is ReleaseRule.Equal)
        {
            var due = state.Legacy.Releases.Due + state.Legacy.Releases.FallsDue(day, backing.Scale);
            return new(state.Legacy.Allowance, due.AtMost(most), HasStepped: false);
        }

        var worth = backing.Value(locked);
        var allowance = state.Legacy.Allowance;
        var steps = release.Rule is ReleaseRule.Price ? StepsOf(state, release.PriceStep) : 0;
        for (var step = 0; step < steps && allowance < worth; step++)
        {
            allowance += release.StepShare.Of(worth);
        }

        allowance = allowance.AtMost(worth);

        // What is worth as much as is allowed is let go whole, though a crumb of it would buy no point.
        var allowed = allowance == worth ? locked : backing.Buys(allowance) ?? locked;
        return new(allowance, allowed.AtMost(most), release.Rule is ReleaseRule.Price && steps != 0);
    }

    /// <summary>The part of the claim that locked points stand for; the last points take what is left of it.</summary>
    public static Money BasisOf(Creditor creditor, Points locked, Points points) => points == locked
        ? creditor.LockedBasis
        : Money.FromUnits(Exact.MulDiv(creditor.LockedBasis.Units, points.Units, locked.Units, Rounding.Down));

    /// <summary>A creditor's free and locked points by vintage after a release, the oldest points first.</summary>
    /// <param name="held">Free points before it.</param>
    public static (VintageLots Free, VintageLots Locked) LotsAfter(
        PoolState state, int number, Points held, Points locked, Points points)
    {
        var scale = state.Backing.Scale;
        var from = state.LockedVintages.Of(number, locked, scale);
        var left = from.IsPlain ? from : from.LessOldest(points);
        return (state.Vintages.With(state.Vintages.Of(number, held, scale), held, from, left), left);
    }

    /// <summary>What an order of somebody who is no creditor adds to the allowance of the rule inflow.</summary>
    public static Money InflowAllows(PoolState state, MemberNumber buyer, Money inflow) =>
        state.Plan.Legacy is { Release: { Rule: ReleaseRule.Inflow } release } && state.Legacy.Find(buyer) is null
            ? release.InflowShare.Of(inflow)
            : Money.Zero;

    /// <summary>Under the rule <c>equal</c>: the instalments of points that were locked on a day.</summary>
    public static ReleaseLot LotOf(PoolState state, MemberNumber member, Points points, long day)
    {
        var release = state.Plan.Legacy!.Release;
        var period = Math.Max(1, release.Period.Milliseconds / Instant.MillisecondsPerDay);
        return new((int)member.Value, day + period, period, release.Periods, points, state.Backing.Scale);
    }

    /// <summary>The queue stands as the plan in effect says; after a change of the rule all begin anew.</summary>
    public static void Arrange(PoolState state)
    {
        var (queue, release) = (state.Legacy.Releases, state.Plan.Legacy?.Release ?? new());
        var (isEqual, isByAge) = (release.Rule is ReleaseRule.Equal, release.Order is CreditorOrder.Age);
        if ((queue.IsEqual, queue.IsByAge) == (isEqual, isByAge))
        {
            return;
        }

        var hasLots = queue.IsEqual;
        queue.Arrange(isEqual, isByAge);
        foreach (var creditor in state.Legacy.Creditors)
        {
            var locked = creditor.LockedAt(state.Backing.Scale);
            if (isEqual && !hasLots && locked > Points.Zero)
            {
                queue.AddLot(LotOf(state, creditor.Member, locked, state.Today(state.Clock)));
            }

            queue.Place((int)creditor.Member.Value, creditor.Since, locked);
        }
    }

    private static bool CanRun(PoolState state) => state.Plan.Legacy is not null && !state.Legacy.IsStopped
        && state.Legacy.LockedAt(state.Backing.Scale) > Points.Zero;

    private static Instant StartOf(PoolState state, long day) =>
        new((day * Instant.MillisecondsPerDay) - state.Plan.Settings.TimeZone.Milliseconds);

    // How often the price has risen by a step since the last one, splits taken out; −1 where none is noted yet.
    private static int StepsOf(PoolState state, Rate step)
    {
        if (state.Legacy.Releases.StepPrice.Points == Points.Zero)
        {
            return -1;
        }

        var (last, now) = (state.Legacy.Releases.StepPrice, state.Backing.Price);
        var left = new BigInteger(now.Money.Units) * last.Points.Units
            * BigInteger.Pow(10, state.Backing.Scale - state.Legacy.Releases.StepScale);
        var right = new BigInteger(last.Money.Units) * now.Points.Units;
        var steps = 0;
        for (; step.Parts > 0 && steps < MostSteps; steps++)
        {
            (left, right) = (left * Rate.PartsPerWhole, right * (Rate.PartsPerWhole + step.Parts));
            if (left < right)
            {
                break;
            }
        }

        return steps;
    }

    private static OwnHolding Own(
        PoolState state, MemberNumber number, Creditor creditor, Points points, Money basis)
    {
        var member = state.Members.Read(number);
        var held = Members.PointsAt(member, state.Backing.Scale);
        var (lots, _) = LotsAfter(
            state, (int)number.Value, held, creditor.LockedAt(state.Backing.Scale), points);
        var limit = state.LimitOf(lots.Cap, member.Basis, member.Proceeds, creditor.ClaimBasis + basis);
        return new((int)number.Value, held + points, lots, limit, member.FirstOrder, member.HeapSlot);
    }
}
