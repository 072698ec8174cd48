using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Shop.Demo;

namespace Wellspring.Server.Setup;

/// <summary>
/// The plans a new platform can start with: the ready ones inside the program, or a file of one's own.
/// </summary>
internal static class SetupPlans
{
    private const int FileLimit = 256 * 1024;
    private const string CnStart = "cn-start";

    /// <summary>The ready plans; the last one runs under profile CN.</summary>
    public static IReadOnlyList<OfferedPlan> Ready { get; } =
    [
        .. ReadyPlan.All.Select(ready => new OfferedPlan(
            ready.Id, new(ready.Plan.Settings.NameZh, ready.Plan.Settings.NameEn), ready.Shop.ForWhom,
            ready.Plan.IsSandbox)),
        new(CnStart, new("CN 起步", "CN start"), new(
            "真实经营的起点:只开放合规规则允许的功能,其余按代码拒绝。",
            "Real trade: only what the compliance rules allow is on, the rest is refused by its code."), false),
    ];

    public static string? TextOf(string id) => ReadyPlan.Find(id)?.Text ?? (id == CnStart ? Resource(CnStart) : null);

    /// <summary>Reads and reviews a plan's text with the operator's own names put in.</summary>
    public static (Plan? Plan, ImmutableArray<Finding> Findings) Review(string text, SetupDraft draft)
    {
        if (text.Length > FileLimit)
        {
            return (null, [new("plan-too-large", "file", "方案文件超过 256 kB。", "The plan file is larger than 256 kB.")]);
        }

        var (read, findings) = PlanFile.Read(text);
        if (read is null)
        {
            return (null, findings);
        }

        var own = read with
        {
            Operator = draft.Operator.Length > 0 ? draft.Operator : read.Operator,
            NameZh = draft.BrandZh.Length > 0 ? draft.BrandZh : read.NameZh,
            NameEn = draft.BrandEn.Length > 0 ? draft.BrandEn : read.NameEn,
        };
        return PlanReview.TryApprove(own, out var plan, out findings) ? (plan, findings) : (null, findings);
    }

    private static string? Resource(string id)
    {
        using var stream = typeof(ReadyPlan).Assembly.GetManifestResourceStream($"Wellspring.Shop.Plans.{id}.json");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
