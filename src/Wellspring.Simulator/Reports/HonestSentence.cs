using Wellspring.Core;

namespace Wellspring.Simulator.Reports;

/// <summary>
/// The one sentence that stands first wherever a simulation is shown 一句实话: everybody who joined, the median before
/// the exceptional, beside a flat rebate of the same cost, and that there is no minimum.
/// </summary>
public static class HonestSentence
{
    public static Bilingual Of(SimulationResult result)
    {
        var all = result.All;
        var (got, half) = (Written.Of1000(all.SoFar.P50), Written.Of1000(all.Together.P50));
        var (few, rebate) = (Written.Of1000(all.Together.P95), Written.Of1000(all.Rebate));
        var capped = Written.PerMille(all.Capped, all.Members);
        var beats = Written.PerMille(all.BeatsRebate, all.Members);
        var (how, by) = result.Scenario.Plan.Selling.Enabled
            ? ("现在单独卖出可得的", "with what each could get by selling alone now")
            : ("现在抵扣商品可得的", "with the goods that each could get for points now");
        return new(
            $"每消费 1,000 元，一半的人至今到手不超过 {got} 元；连同{how}，一半的人不超过 {half} 元，每 20 人有 1 人超过 {few} 元。"
            + $"每 1,000 人有 {capped} 人达到封顶。同样成本的直接返利人人 {rebate} 元，每 1,000 人有 {beats} 人多于它。没有保底。",
            $"Of 1,000 yuan spent, half of the members have so far been paid no more than {got}; {by}, "
            + $"half have no more than {half}, 1 in 20 more than {few}. {capped} of 1,000 reached the cap. "
            + $"A plain rebate of the same cost would have paid everybody {rebate}; {beats} of 1,000 have more "
            + $"than that. "
            + "There is no minimum.");
    }

    /// <summary>The bound that nothing passes: all together get what came in, so few can reach the cap.</summary>
    /// <returns>Null where the plan has no cap.</returns>
    public static Bilingual? Bound(SimulationResult result)
    {
        if (MostCapped(result) is not { } most)
        {
            return null;
        }

        var plan = result.Scenario.Plan;
        var (came, cap) = (Written.Percent(CameIn(result)), plan.Cap.Multiple!.Value);
        var net = Written.Percent(plan.Selling.Retention.Rest.Parts);
        return new(
            $"无论单价如何，达到封顶的人不会多于 {came} ÷（{cap} × {net}）= {Written.Percent(most)}：付给会员的每一元，都是进了池的钱。",
            $"Whatever the price does, no more than {came} ÷ ({cap} × {net}) = {Written.Percent(most)} of members "
            + $"can ever "
            + "reach the cap: every yuan paid to a member is a yuan that came into the pool.");
    }

    /// <summary>The bound in millionths, rounded up; null where nobody can reach a cap.</summary>
    public static long? MostCapped(SimulationResult result)
    {
        var plan = result.Scenario.Plan;
        if (plan.Cap.Multiple is not { } cap || !plan.Selling.Enabled || plan.Selling.Retention == Rate.Whole)
        {
            return null;
        }

        var paid = Exact.MulDiv(
            cap.Millionths, plan.Selling.Retention.Rest.Parts, Rate.PartsPerWhole, Rounding.Down);
        return paid == 0
            ? null
            : Math.Min(Rate.PartsPerWhole, Exact.MulDiv(CameIn(result), Rate.PartsPerWhole, paid, Rounding.Up));
    }

    /// <summary>What came into the pool of each yuan spent, injections too, in millionths.</summary>
    private static long CameIn(SimulationResult result) => result.All.Spent == Money.Zero
        ? 0
        : Exact.MulDiv(result.Into.Units, Rate.PartsPerWhole, result.All.Spent.Units, Rounding.Up);
}
