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

        Add(zh, $"方案 {scenario.Given.Hash}；种子 {scenario.Seed}；订单 {result.Orders}；运行 {RunHash.Of(result)}。");
        Add(en, $"Plan {scenario.Given.Hash}; seed {scenario.Seed}; orders {result.Orders}; run {RunHash.Of(result)}.");
        return new(zh.ToString().TrimEnd(), en.ToString().TrimEnd());

        static void Add(StringBuilder text, params ReadOnlySpan<string> lines)
        {
            foreach (var line in lines)
            {
                text.Append(line).Append(line.Length > 0 ? "\n" : "");
            }
        }
    }

    /// <inheritdoc cref="Facts(string, string, Bilingual, string)"/>
    public static ContentFacts Facts(SimulationResult result, string text) =>
        Facts($"simulation {result.Scenario.Id}", text, Of(result), RunHash.Of(result));

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
}
