using Wellspring.Core;
using Wellspring.Core.Plans;

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
    public static Bilingual? Bound(SimulationResult result) =>
        Bound(result.Scenario.Plan, result.Into, result.All.Spent);

    /// <param name="into">What came into the pool while so much was <paramref name="spent"/>, injections too.</param>
    public static Bilingual? Bound(Plan plan, Money into, Money spent)
    {
        if (MostCapped(plan, into, spent) is not { } most)
        {
            return null;
        }

        // What came in is written to the nearest tenth of a percent; the bound itself is never written too low.
        const int tenth = 1_000;
        var bound = Written.Percent(Math.Min(Rate.PartsPerWhole, (most + tenth - 1) / tenth * tenth));
        var (came, cap) = (Written.Percent(Parts(into, spent)), plan.Cap.Multiple!.Value);
        var net = Written.Percent(plan.Selling.Retention.Rest.Parts);
        return new(
            $"无论单价如何，达到封顶的人不会多于 {came} ÷（{cap} × {net}）= {bound}：付给会员的每一元，都是进了池的钱。",
            $"Whatever the price does, no more than {came} ÷ ({cap} × {net}) = {bound} of members can ever reach the "
            + "cap: every yuan paid to a member is a yuan that came into the pool.");
    }

    /// <summary>The bound in millionths, rounded up; null where nobody can reach a cap.</summary>
    public static long? MostCapped(SimulationResult result) =>
        MostCapped(result.Scenario.Plan, result.Into, result.All.Spent);

    private static long? MostCapped(Plan plan, Money into, Money spent)
    {
        if (plan.Cap.Multiple is not { } cap || !plan.Selling.Enabled)
        {
            return null;
        }

        var paid = Exact.MulDiv(
            cap.Millionths, plan.Selling.Retention.Rest.Parts, Rate.PartsPerWhole, Rounding.Down);
        return paid == 0
            ? null
            : Math.Min(Rate.PartsPerWhole, Exact.MulDiv(Parts(into, spent), Rate.PartsPerWhole, paid, Rounding.Up));
    }

    private static long Parts(Money into, Money spent) => spent == Money.Zero
        ? 0
        : Exact.MulDiv(into.Units, Rate.PartsPerWhole, spent.Units, Rounding.Up);
}
