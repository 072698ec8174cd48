using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What day it is for the operator, and which reports were made.</summary>
public sealed record CalendarFacts
{
    public DateOnly Today { get; init; }

    /// <summary>The first day of real trade; null: none yet.</summary>
    public DateOnly? StartedOn { get; init; }

    public bool BaseReported { get; init; }

    /// <summary>The first day of the last quarter that was reported; null: none.</summary>
    public DateOnly? QuarterReported { get; init; }

    public bool HasPaidAgents { get; init; }

    /// <summary>The last year whose contracts were reported.</summary>
    public int? FranchiseYearReported { get; init; }
}

/// <summary>Reports that fall due: CN-TAX-04, CN-TAX-05, CN-FRA-06. They remind, and block nothing.</summary>
public static class CalendarGuard
{
    public static ImmutableArray<Finding> Review(CalendarFacts facts) =>
        facts.StartedOn is not { } started || facts.Today < started ? [] : Findings.Of(
            Findings.When(!facts.BaseReported, () => Ruleset.Fire("CN-TAX-05", "calendar")),
            QuarterIsDue(facts, started),
            Findings.When(IsFranchiseDue(facts, started), () => Ruleset.Fire("CN-FRA-06", "calendar")));

    /// <summary>The last day of the month after the quarter that last ended.</summary>
    public static DateOnly QuarterDue(DateOnly today) => QuarterStart(today).AddMonths(1).AddDays(-1);

    private static bool IsFranchiseDue(CalendarFacts facts, DateOnly started) =>
        facts.HasPaidAgents && facts.Today.Month <= 3 && started.Year < facts.Today.Year
            && (facts.FranchiseYearReported ?? 0) < facts.Today.Year - 1;

    private static Finding? QuarterIsDue(CalendarFacts facts, DateOnly started)
    {
        var ended = QuarterStart(facts.Today).AddMonths(-3);
        return started >= QuarterStart(facts.Today) || facts.QuarterReported >= ended ? null : Ruleset.Fire(
            "CN-TAX-04", "calendar", null, ("date", Findings.Day(QuarterDue(facts.Today))));
    }

    private static DateOnly QuarterStart(DateOnly day) => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1);
}
