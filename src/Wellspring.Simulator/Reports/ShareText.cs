using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;

namespace Wellspring.Simulator.Reports;

/// <summary>
/// What may be passed on of a simulation 分享文字: the sentence with its assumptions, the bound, the share that never
/// reached the cap, seed and hash, as CN-ADV-10 asks.
/// </summary>
public static class ShareText
{
    public static Bilingual Of(SimulationResult result)
    {
        var (sentence, scenario) = (HonestSentence.Of(result), result.Scenario);
        var never = Written.PerMilleWithout(result.All.Capped, result.All.Members);
        var bound = HonestSentence.Bound(result);
        var (zh, en) = (new StringBuilder(), new StringBuilder());
        Add(zh, $"{scenario.Name.Zh}：假设的模拟，不是预测，结果不确定。", sentence.Zh,
            $"每 1,000 人有 {never} 人没有达到封顶。", bound?.Zh ?? "");
        Add(en, $"{scenario.Name.En}: a hypothetical simulation, no forecast; the result is uncertain.", sentence.En,
            $"{never} of 1,000 members did not reach the cap.", bound?.En ?? "");
        foreach (var assumption in Assumptions.Of(result))
        {
            Add(zh, $"假设：{assumption.Zh}");
            Add(en, $"Assumed: {assumption.En}");
        }

        Add(zh, $"方案 {scenario.Given.Hash}；种子 {scenario.Seed}；订单 {result.Orders}；运行 {RunHash(result)}。");
        Add(en, $"Plan {scenario.Given.Hash}; seed {scenario.Seed}; orders {result.Orders}; run {RunHash(result)}.");
        return new(zh.ToString().TrimEnd(), en.ToString().TrimEnd());

        static void Add(StringBuilder text, params ReadOnlySpan<string> lines)
        {
            foreach (var line in lines)
            {
                text.Append(line).Append(line.Length > 0 ? "\n" : "");
            }
        }
    }

    /// <summary>
    /// For the claim scanner: a text says all that CN-ADV-10 wants where it carries the whole share text.
    /// </summary>
    public static ContentFacts Facts(SimulationResult result, string text)
    {
        var own = Of(result);
        var whole = text.Contains(own.Zh, StringComparison.Ordinal) || text.Contains(own.En, StringComparison.Ordinal);
        return new(text)
        {
            Kind = ContentKind.Forecast,
            Subject = $"simulation {result.Scenario.Id}",
            Forecast = new(
                HasAssumptions: whole, HasBound: whole, HasShareBelowCap: whole, whole ? RunHash(result) : ""),
        };
    }

    /// <summary>SHA-256 over all that a run is made of: the same one gives the same figures anywhere.</summary>
    public static string RunHash(SimulationResult result) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(
            $"{result.Scenario.Id}\n{result.Scenario.Given.Hash}\n{result.Scenario.Seed}\n{result.Replication}\n"
            + $"{result.Orders}\n{string.Join('\n', Assumptions.Of(result))}\n{Assumptions.Engine}")));
}
