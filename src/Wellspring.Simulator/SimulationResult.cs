using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>Where the pool stood when so many orders had settled.</summary>
public sealed record Mark(long Orders, int Day, Backing Backing, long Exits, Money Paid)
{
    /// <summary>Members who hold points, and what these spent on what they hold.</summary>
    public long Live { get; init; }

    public Money LiveSpend { get; init; }
}

/// <summary>What a run 挤兑 paid to one stretch of the queue, the first share up to <paramref name="Until"/>.</summary>
/// <param name="Median">Of the members' payouts, in millionths of what each had spent.</param>
public sealed record QueuePlace(Rate From, Rate Until, long Members, Money Spent, Money Paid, long Median);

/// <summary>What one simulation found: integers from first to last, the same on every machine.</summary>
public sealed record SimulationResult(
    Scenario Scenario, int Replication, bool ByCommands, long Orders, long Refused, int Days,
    ImmutableArray<Mark> Marks, Backing Backing, Money Paid, Money Into, long Exits, CohortOutcome All,
    ImmutableArray<CohortOutcome> Cohorts, Money OwnPart, Money FromOthers, ImmutableArray<QueuePlace> Queue)
{
    /// <summary>SHA-256 of the pool's state; null where no real pool was driven.</summary>
    public string? StateHash { get; init; }

    /// <summary>What became of the old debt; null where the scenario has none.</summary>
    public DebtOutcome? Debt { get; init; }

    /// <summary>What self-orders brought those who placed them; null where nobody did.</summary>
    public WashOutcome? Washed { get; init; }

    /// <summary>Who bore the refunds after finality; null where the scenario has none.</summary>
    public RefundBearers? Refunded { get; init; }

    /// <summary>Orders there were for each member who reached the cap; null where none did.</summary>
    public long? OrdersPerExit => Exits == 0 ? null : Orders / Exits;

    /// <summary>The last state, as the marks have it.</summary>
    public Mark End { get; init; } = new(Orders, Days, Backing, Exits, Paid);

    /// <summary>When members at round places of joining had how much back, or never.</summary>
    public ImmutableArray<Recovery> Recoveries { get; init; } = [];

    /// <summary>At most two hundred points, in order of time; the last is the end.</summary>
    public ImmutableArray<PathPoint> Path { get; init; } = [];

    /// <summary>What single members had back along the path, one entry a point of it.</summary>
    public ImmutableArray<FollowedMember> Followed { get; init; } = [];

    /// <summary>How everybody stood when growth stopped; null where nothing came after it.</summary>
    public GrowthStop? Stop { get; init; }

    public PlatformTake? Take { get; init; }

    public Horizon? Horizon { get; init; }

    /// <summary>Null while anybody, or the operator's float, still holds points.</summary>
    public LastSeller? Last { get; init; }

    /// <summary>What a commission leaves merchants, by the rates of the scenario.</summary>
    public ImmutableArray<MerchantMargin> Merchants => MerchantMargin.Of(Scenario);

    /// <summary>Of everything that was paid out, what came from others.</summary>
    public Dependence Dependence => new(All.Paid, OwnPart, FromOthers, OrderInflow);

    /// <summary>The same of what members who reached the cap were paid.</summary>
    public Dependence DependenceOfCapped =>
        new(All.Capped, All.CappedOwn, All.CappedReceived - All.CappedOwn, OrderInflow);

    private Money OrderInflow => Orders == 0 ? Money.Zero : Money.FromUnits(All.Own.Units / Orders);

    /// <summary>How much of the promise is there; null where the plan promises no cap.</summary>
    public PromiseCoverage? CoverageAt(Mark mark) => PromiseCoverage.Of(Scenario, mark.Backing, mark.LiveSpend);

    public PromiseCoverage? CoverageAt(PathPoint point) =>
        PromiseCoverage.Of(Scenario, point.Backing, point.LiveSpend);

    public void Write(Utf8JsonWriter writer) => new ResultWriter(this, writer).Write();
}
