using System.Collections.Immutable;

namespace Wellspring.Core.Plans;

/// <summary>What must hold of a plan's rewards whatever the law: pool-rules 9.</summary>
internal static class RewardReview
{
    private const int MostLevels = 20;

    public static ImmutableArray<Func<PlanDraft, Finding?>> Rules { get; } =
        [RewardsFitTheBudget, AgentRatesRise, LevelsRise, PeerNeedsLevels, ValidityLasts];

    private static Finding? RewardsFitTheBudget(PlanDraft draft) =>
        draft.Rewards.LargestSheetParts is var parts && parts > draft.Split.RewardBudget.Parts
            ? new("rewards-exceed-budget", "rewards",
                $"一单最多可能发出的奖励合计 {Percent(parts)}，超过奖励预算 {draft.Split.RewardBudget}。",
                $"The largest possible sheet of rewards is {Percent(parts)} of an order and exceeds rewardBudget, "
                + $"{draft.Split.RewardBudget}.")
            : null;

    private static Finding? AgentRatesRise(PlanDraft draft)
    {
        var (district, city, province) = (draft.Rewards.RegionAgents.District.Parts,
            draft.Rewards.RegionAgents.City.Parts, draft.Rewards.RegionAgents.Province.Parts);
        return (city > 0 && city < district) || (province > 0 && province < Math.Max(district, city))
            ? new("agent-rates", "rewards.regionAgents",
                "上级区域代理的比例不得低于下级：级差是本级比例减去下级已得的部分。",
                "A higher tier's rate is not below a lower one's: each tier earns its rate less what was given below.")
            : null;
    }

    private static Finding? LevelsRise(PlanDraft draft)
    {
        var levels = draft.Rewards.Levels.All;
        for (var index = 0; index < levels.Length; index++)
        {
            var (level, below) = (levels[index], index == 0 ? null : levels[index - 1]);
            var at = $"rewards.levels[{index}]";
            if (index == MostLevels)
            {
                return new("levels-order", at, $"级别最多 {MostLevels} 个。", $"There are at most {MostLevels} levels.");
            }

            if (level.Name.Length is 0 or > 64 || draft.Rewards.Levels.IndexOf(level.Name) != index)
            {
                return new("levels-order", $"{at}.name", "级别要有名称（至多 64 字），且不能重复。",
                    "A level has a name of at most 64 characters, and no two have the same.");
            }

            if (level.Rate.Parts <= (below?.Rate.Parts ?? 0))
            {
                return new("levels-order", $"{at}.rate", "级别由低到高排列，每级的比例须高于前一级。",
                    "Levels stand lowest first, and each has a higher rate than the one before.");
            }

            if (level.MinSpend <= below?.MinSpend)
            {
                return new("levels-order", $"{at}.minSpend", "本人消费门槛须高于前一级。",
                    "The own spending that reaches a level is above that of the level before.");
            }
        }

        return null;
    }

    private static Finding? PeerNeedsLevels(PlanDraft draft) =>
        draft.Rewards.Levels.IsEmpty && draft.Rewards.Peer != Rate.Zero
            ? new("peer-without-levels", "rewards.peer", "没有级别就没有平级奖；请写 levels，或删去 peer。",
                "A peer bonus is paid between equal levels: write levels, or leave peer out.")
            : null;

    private static Finding? ValidityLasts(PlanDraft draft) => draft.Rewards.Binding.Validity.Milliseconds <= 0
        ? new("binding-validity", "rewards.binding.validity", "绑定有效期须大于 0。", "A binding lasts longer than nothing.")
        : null;

    private static string Percent(long parts) => Decimals.Write(parts, 4).TrimEnd('0').TrimEnd('.') + "%";
}
