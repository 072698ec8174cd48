using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Reports;

/// <summary>All that a report 报告 shows: one run, and what was studied around it.</summary>
public sealed record Report(SimulationResult Result)
{
    /// <summary>Growth stops, a run, flat, growing: shown equally large, or not at all.</summary>
    public ImmutableArray<ReportWorld> Worlds { get; init; } = [];

    /// <summary>The whole page as one HTML document that loads nothing and runs nothing.</summary>
    public string Html() => ReportPage.Of(this);
}

/// <summary>One of the four worlds 四种世界 beside each other.</summary>
/// <param name="What">What happens in it, in one sentence.</param>
public sealed record ReportWorld(Bilingual Name, Bilingual What, SimulationResult Result);
