using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Server.Pages;

/// <summary>Figures of the plan that every page must show (compliance 7.1 and 7.9).</summary>
public static class Figures
{
    /// <summary>
    /// The most that all members together can get back, as a share of spend: c − f − r, plus r where unassigned
    /// rewards go to the pool. Injections come on top.
    /// </summary>
    public static string Bound(Plan plan)
    {
        var parts = plan.Split.Commission.Parts - plan.Split.Platform.Parts - plan.Split.RewardBudget.Parts
            + (plan.Split.UnassignedToPool ? plan.Split.RewardBudget.Parts : 0);
        return Rate.FromParts(Math.Max(0, parts)).ToString();
    }
}
