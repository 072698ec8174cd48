using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Over a scenario, its plan inside, and what was asked of it besides.</summary>
    internal static string Of(Scenario scenario, string asked) =>
        Over(ScenarioText.Write(scenario), asked);

    private static string Over(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\n', parts)}\n{Assumptions.Engine}")));
}
