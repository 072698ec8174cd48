using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator;

/// <summary>A plan as a simulation runs it, and in words what that leaves out.</summary>
internal static class ScenarioPlan
{
    public static (PlanDraft Draft, ImmutableArray<Bilingual> Adapted) Adapt(PlanDraft given, OldDebt? legacy)
    {
        var sentences = ImmutableArray.CreateBuilder<Bilingual>();
        sentences.Add(new("结果是假设的：每个人按所列行为行事，真实的人未必如此。",
            "Results are hypothetical: everybody behaves as listed, and real people may not."));
        if (given.Profile is PlanProfile.Cn)
        {
            sentences.Add(new("合规检查在方案评审时进行，模拟只算数。",
                "Compliance is asked when a plan is reviewed; a simulation only counts."));
        }

        if (!given.Orders.AcceptFinal)
        {
            sentences.Add(new("订单在确认收货、过了退货期之后才计入。", "Orders count once they are final."));
        }

        if (given.Cap is { Multiple: not null, Automatic: false })
        {
            sentences.Add(new("不计封顶通知期：达到封顶就退出。",
                "The notice before an exit is left out: the cap ends a round at once."));
        }

        if (given.Split.RewardBudget != Rate.Zero)
        {
            sentences.Add(new("没有人领取奖励：奖励预算按方案归池或归平台。",
                "Nobody earns rewards: the budget goes where the plan sends what is unassigned."));
        }

        if (legacy is not null)
        {
            sentences.Add(new("债权人按债龄先后用消费币提货并持有积分；一个月算 30 天，增长最多算三年。",
                "Creditors use coins oldest claim first and keep their points; a month has 30 days, and growth counts "
                + "for three years."));
        }

        if (legacy is { ShareOfInflow.Parts: > 0 } whatIf)
        {
            sentences.Add(new($"仅为推演：新买家本应入池的钱有 {whatIf.ShareOfInflow} 先还旧债。规则不允许任何方案这样做。",
                $"A what-if only: {whatIf.ShareOfInflow} of what new buyers' orders would bring into the pool goes to "
                + "old creditors. The rules let no plan do this."));
        }

        var draft = given with
        {
            Profile = PlanProfile.Sandbox,
            Orders = given.Orders with { AcceptFinal = true, ReturnWindow = Duration.Zero },
            Cap = given.Cap with { Automatic = true },
        };
        return (draft, sentences.DrainToImmutable());
    }
}
