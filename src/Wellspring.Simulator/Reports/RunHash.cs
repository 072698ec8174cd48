using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;

namespace Wellspring.Simulator.Reports;

/// <summary>The one number over all that a run is made of 运行哈希: the same one gives the same figures anywhere.</summary>
public static class RunHash
{
    /// <summary>Over the scenario as written in full, or the state that a journal leads to, and the program.</summary>
    public static string Of(SimulationResult result) => result.Scenario.Kinds.IsEmpty
        ? Over(
            result.Scenario.Given.Hash,
            result.StateHash ?? throw new ArgumentException("the run of a journal has a state", nameof(result)))
        : Of(result.Scenario, $"{result.Replication}\n{result.Orders}");

    /// <summary>Over a scenario and what was asked of it besides.</summary>
    internal static string Of(Scenario scenario, string asked) =>
        Over(scenario.Given.Hash, ScenarioText.Write(scenario), asked);

    /// <summary>
    /// For the claim scanner: a text says all that CN-ADV-10 wants where it carries the whole share text.
    /// </summary>
    internal static ContentFacts Facts(string subject, string text, Bilingual share, string run)
    {
        var whole = text.Contains(share.Zh, StringComparison.Ordinal)
            || text.Contains(share.En, StringComparison.Ordinal);
        return new(text)
        {
            Kind = ContentKind.Forecast,
            Subject = subject,
            Forecast = new(HasAssumptions: whole, HasBound: whole, HasShareBelowCap: whole, whole ? run : ""),
        };
    }

    private static string Over(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\n', parts)}\n{Assumptions.Engine}")));
}
