using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

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
        Add(Path(result));
        Add(Bins(result));
        Add(Recoveries(result));
        Add(ReportTable.Of(
            "merchants", result.Scenario.Kinds.IsEmpty ? [] : result.Merchants,
            ColumnOf<MerchantMargin>.Part("margin", line => line.Margin.Parts),
            ColumnOf<MerchantMargin>.Part("commission", line => line.Commission.Parts),
            ColumnOf<MerchantMargin>.Part("left", line => line.Left),
            ColumnOf<MerchantMargin>.Part("breakEvenUplift", line => line.BreakEvenUplift)));
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

    private static ReportTable Path(SimulationResult result) => ReportTable.Of(
        "path", result.Path,
        ColumnOf<PathPoint>.Count("orders", point => point.Orders),
        ColumnOf<PathPoint>.Count("day", point => point.Day),
        ColumnOf<PathPoint>.Part("logIndex", point => point.LogIndex),
        ColumnOf<PathPoint>.Yuan("pool", point => point.Backing.Pool),
        ColumnOf<PathPoint>.Number("circulating", 8, point => point.Backing.Circulating.Units),
        ColumnOf<PathPoint>.Count("scale", point => point.Backing.Scale),
        ColumnOf<PathPoint>.Count("exits", point => point.Exits),
        ColumnOf<PathPoint>.Yuan("paid", point => point.Paid),
        ColumnOf<PathPoint>.Count("live", point => point.Live),
        ColumnOf<PathPoint>.Yuan("liveSpend", point => point.LiveSpend),
        ColumnOf<PathPoint>.Part("coverage", point => result.CoverageAt(point)?.Share));

    private static ReportTable Bins(SimulationResult result)
    {
        var rows = result.Cohorts.Append(result.All)
            .SelectMany(cohort => cohort.Bins.Select(bin => (cohort.Place, Bin: bin))).ToArray();
        return ReportTable.Of(
            "bins", rows,
            ColumnOf<(int Place, OutcomeBin Bin)>.Words(
                "cohort", row => row.Place == 0 ? "all" : Written.Plain(row.Place)),
            ColumnOf<(int Place, OutcomeBin Bin)>.Part("from", row => row.Bin.From),
            ColumnOf<(int Place, OutcomeBin Bin)>.Part("until", row => row.Bin.Until),
            ColumnOf<(int Place, OutcomeBin Bin)>.Count("members", row => row.Bin.Members),
            ColumnOf<(int Place, OutcomeBin Bin)>.Count("ofThousand", row => row.Bin.OfThousand));
    }

    private static ReportTable Recoveries(SimulationResult result) => ReportTable.Of(
        "recoveries", result.Recoveries,
        ColumnOf<Recovery>.Count("member", one => one.Member),
        ColumnOf<Recovery>.Words("target", one => char.ToLowerInvariant($"{one.Target}"[0]) + $"{one.Target}"[1..]),
        ColumnOf<Recovery>.Count("joinedDay", one => one.JoinedDay),
        ColumnOf<Recovery>.Count("orders", one => one.Orders),
        ColumnOf<Recovery>.Count("day", one => one.Day));

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
