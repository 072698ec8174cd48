using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>One referral tree, counted from its root.</summary>
public sealed record TreeFacts
{
    /// <summary>The root's number or masked name.</summary>
    public string Root { get; init; } = "";

    /// <summary>Levels in which somebody was paid, the root's own counted.</summary>
    public int Levels { get; init; }

    public int People { get; init; }

    /// <summary>Fees collected from its promoters; should be none.</summary>
    public Money Fees { get; init; }
}

/// <summary>Money into the pool this week, against the usual week.</summary>
public sealed record InflowFacts
{
    public Money ThisWeek { get; init; }

    /// <summary>The average of the weeks before; zero while there were none.</summary>
    public Money UsualWeek { get; init; }
}

/// <summary>Every night: CN-MLM-09, CN-RAI-10.</summary>
public static class MonitorGuard
{
    public static ImmutableArray<Finding> Review(TreeFacts tree) => Findings.Of(
        Findings.When(
            (tree.Levels >= Limits.TreeLevels && tree.People >= Limits.TreePeople)
                || tree.People >= Limits.SeriousPeople || tree.Fees >= Limits.SeriousFees,
            () => Ruleset.Fire(
                "CN-MLM-09", $"tree {tree.Root}", null, ("root", tree.Root), ("d", Findings.Text(tree.Levels)),
                ("m", Findings.Text(tree.People)))));

    public static ImmutableArray<Finding> Review(InflowFacts inflow) => Findings.Of(
        Findings.When(
            inflow.UsualWeek > Money.Zero
                && (Int128)inflow.ThisWeek.Units > (Int128)inflow.UsualWeek.Units * Limits.RapidInflowTimes,
            () => Suspicion("pool.inflow")));

    /// <summary>Suspected fund-raising, in a text or in the flow of money.</summary>
    internal static Finding Suspicion(string path) =>
        Ruleset.Fire("CN-RAI-10", path, null, ("d", Findings.Text(Limits.ReportDays)));
}

/// <summary>The pool's book beside what the bank says.</summary>
public sealed record AttestationFacts
{
    public Money PoolBook { get; init; }

    public Money Attested { get; init; }

    /// <summary>Null: nobody ever entered a statement.</summary>
    public Instant? AttestedAt { get; init; }

    public Instant Now { get; init; }

    public Money Tolerance { get; init; }

    public Duration TimeZone { get; init; } = new(8 * 3_600_000L);
}

/// <summary>Every day: CN-RAI-09.</summary>
public static class AttestationGuard
{
    public static ImmutableArray<Finding> Review(AttestationFacts facts)
    {
        var difference = facts.PoolBook > facts.Attested
            ? facts.PoolBook - facts.Attested
            : facts.Attested - facts.PoolBook;
        var isOld = facts.AttestedAt is not { } at
            || at.Plus(Duration.Days(Limits.AttestationDays)) < facts.Now;
        return Findings.Of(Findings.When(isOld || difference > facts.Tolerance, () => Ruleset.Fire(
            "CN-RAI-09", "pool", null, ("a", facts.PoolBook.ToString()), ("b", facts.Attested.ToString()),
            ("t", facts.AttestedAt is { } day ? Findings.Day(day, facts.TimeZone) : "—"))));
    }
}
