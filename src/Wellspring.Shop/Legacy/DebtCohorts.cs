using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Shop.Legacy;

/// <summary>What one creditor adds to a cohort.</summary>
/// <param name="Since">The day of the oldest claim, counted from 1970-01-01.</param>
/// <param name="Answer">Null where nothing was answered.</param>
public readonly record struct CohortMember(long Since, OfferAnswer? Answer, DebtState Debt);

/// <summary>Creditors whose oldest claim is of one age.</summary>
/// <param name="Years">Full years of the oldest claim; the last cohort stands for this many and more.</param>
public sealed record DebtCohort(
    int Years, bool IsLast, long Creditors, long Yes, long No, long Later, long Silent, DebtState Debt)
{
    public Bilingual Name => Years == 0 ? new("不满 1 年", "under 1 year")
        : IsLast ? new($"{Years} 年以上", $"{Years} years and more")
        : new($"{Years}—{Years + 1} 年", $"{Years} to {Years + 1} years");
}

/// <summary>The old debt by the age of the claims and by what became of it.</summary>
public static class DebtCohorts
{
    /// <summary>Claims of this many years stand in the last row.</summary>
    public const int LastYears = 5;

    /// <inheritdoc cref="Of(IEnumerable{CohortMember}, long)"/>
    public static IReadOnlyList<DebtCohort> Of(IEnumerable<CreditorBalance> creditors, long today) =>
        Of(creditors.Select(one => new CohortMember(one.Since, one.Answer, DebtState.Of(one))), today);

    /// <summary>All ages, also those that nobody is in, the youngest first.</summary>
    /// <param name="today">The day the ages are counted to, from 1970-01-01.</param>
    public static IReadOnlyList<DebtCohort> Of(IEnumerable<CohortMember> members, long today)
    {
        var cohorts = Enumerable.Range(0, LastYears + 1)
            .Select(years => new Counting { Years = years }).ToArray();
        foreach (var member in members)
        {
            cohorts[Math.Min(LastYears, YearsBetween(member.Since, today))].Add(member);
        }

        return [.. cohorts.Select(one => one.Done())];
    }

    /// <summary>All cohorts in one.</summary>
    public static DebtCohort SumOf(IReadOnlyList<DebtCohort> cohorts) => new(
        0, false, cohorts.Sum(one => one.Creditors), cohorts.Sum(one => one.Yes), cohorts.Sum(one => one.No),
        cohorts.Sum(one => one.Later), cohorts.Sum(one => one.Silent),
        cohorts.Aggregate(default(DebtState), (sum, one) => sum + one.Debt));

    /// <summary>Full years as a calendar counts them; a claim dated ahead has none.</summary>
    public static int YearsBetween(long since, long today)
    {
        var (from, to) = (DayOf(since), DayOf(today));
        var years = to.Year - from.Year;
        return Math.Max(0, from.AddYears(years) > to ? years - 1 : years);
    }

    private static DateOnly DayOf(long day) => DateOnly.FromDayNumber(
        (int)Math.Clamp(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber, 0, DateOnly.MaxValue.DayNumber));

    private sealed class Counting
    {
        private long _creditors;
        private long _yes;
        private long _no;
        private long _later;
        private DebtState _debt;

        public required int Years { get; init; }

        public void Add(CohortMember member)
        {
            _creditors++;
            _yes += member.Answer is OfferAnswer.Yes ? 1 : 0;
            _no += member.Answer is OfferAnswer.No ? 1 : 0;
            _later += member.Answer is OfferAnswer.Later ? 1 : 0;
            _debt += member.Debt;
        }

        public DebtCohort Done() => new(
            Years, Years == LastYears, _creditors, _yes, _no, _later, _creditors - _yes - _no - _later, _debt);
    }
}
