using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Reports;

/// <summary>All tables of a report, always with every cohort: the same figures that the page shows.</summary>
public static class ReportTables
{
    public static ImmutableArray<ReportTable> Of(Report report)
    {
        var result = report.Result;
        var tables = ImmutableArray.CreateBuilder<ReportTable>();
        tables.Add(Marks(result));
        tables.Add(Cohorts("cohorts", [.. result.Cohorts.Append(result.All)], cohort => cohort.Place == 0
            ? "all" : Written.Plain(cohort.Place)));
        Add(ReportTable.Of(
            "queue", result.Queue,
            ColumnOf<QueuePlace>.Part("from", place => place.From.Parts),
            ColumnOf<QueuePlace>.Part("until", place => place.Until.Parts),
            ColumnOf<QueuePlace>.Count("members", place => place.Members),
            ColumnOf<QueuePlace>.Yuan("spent", place => place.Spent),
            ColumnOf<QueuePlace>.Yuan("paid", place => place.Paid),
            ColumnOf<QueuePlace>.Part("median", place => place.Median)));
        if (report.Worlds is { } four)
        {
            var names = four.Worlds.ToDictionary(world => world.Result.All, world => world.Name);
            tables.Add(Cohorts("worlds", names.Keys, all => names[all]));
        }

        if (report.Fan is { } fan)
        {
            tables.AddRange(StudyTables.Fan(fan));
        }

        if (report.Tornado is { } tornado)
        {
            tables.Add(StudyTables.Tornado(tornado));
        }

        if (report.Sobol is { } sobol)
        {
            tables.Add(StudyTables.Sobol(sobol));
        }

        if (report.Replications is { } runs)
        {
            tables.Add(StudyTables.Replications(runs));
        }

        return tables.ToImmutable();

        void Add(ReportTable table)
        {
            if (table.Rows > 0)
            {
                tables.Add(table);
            }
        }
    }

    private static ReportTable Marks(SimulationResult result) => ReportTable.Of(
        "marks", result.Marks,
        ColumnOf<Mark>.Count("orders", mark => mark.Orders),
        ColumnOf<Mark>.Count("day", mark => mark.Day),
        ColumnOf<Mark>.Part("price", mark => PriceOf(mark.Backing)),
        ColumnOf<Mark>.Count("scale", mark => mark.Backing.Scale),
        ColumnOf<Mark>.Yuan("pool", mark => mark.Backing.Pool),
        ColumnOf<Mark>.Number("circulating", 8, mark => mark.Backing.Circulating.Units),
        ColumnOf<Mark>.Count("exits", mark => mark.Exits),
        ColumnOf<Mark>.Yuan("paid", mark => mark.Paid));

    private static ReportTable Cohorts(
        string name, IReadOnlyCollection<CohortOutcome> cohorts, Func<CohortOutcome, string> called) => ReportTable.Of(
        name, cohorts,
        [
            ColumnOf<CohortOutcome>.Words("cohort", called),
            ColumnOf<CohortOutcome>.Count("members", cohort => cohort.Members),
            ColumnOf<CohortOutcome>.Count("capped", cohort => cohort.Capped),
            ColumnOf<CohortOutcome>.Count("beatsRebate", cohort => cohort.BeatsRebate),
            ColumnOf<CohortOutcome>.Part("rebate", cohort => cohort.Rebate),
            ColumnOf<CohortOutcome>.Yuan("spent", cohort => cohort.Spent),
            ColumnOf<CohortOutcome>.Yuan("paid", cohort => cohort.Received),
            ColumnOf<CohortOutcome>.Yuan("valueIfSold", cohort => cohort.ValueIfSold),
            .. Spread("together", cohort => cohort.Together),
            .. Spread("paidSoFar", cohort => cohort.SoFar),
            .. Spread("ifSold", cohort => cohort.IfSold),
        ]);

    private static IEnumerable<ColumnOf<CohortOutcome>> Spread(string name, Func<CohortOutcome, Spread> of) =>
    [
        ColumnOf<CohortOutcome>.Part($"{name}.min", cohort => of(cohort).Min),
        ColumnOf<CohortOutcome>.Part($"{name}.p5", cohort => of(cohort).P5),
        ColumnOf<CohortOutcome>.Part($"{name}.p25", cohort => of(cohort).P25),
        ColumnOf<CohortOutcome>.Part($"{name}.p50", cohort => of(cohort).P50),
        ColumnOf<CohortOutcome>.Part($"{name}.p75", cohort => of(cohort).P75),
        ColumnOf<CohortOutcome>.Part($"{name}.p95", cohort => of(cohort).P95),
        ColumnOf<CohortOutcome>.Part($"{name}.mean", cohort => of(cohort).Mean),
    ];

    internal static long? PriceOf(in Backing backing) =>
        Decimals.TryRead(backing.Price.ToString(6), 6, out var units) ? units : null;
}
