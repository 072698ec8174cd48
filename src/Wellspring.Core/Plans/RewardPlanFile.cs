namespace Wellspring.Core.Plans;

/// <summary>The group <c>rewards</c> of a plan file.</summary>
/// <remarks>
/// Its first two settings stand in every canonical text. The later ones stand there only where they are not the
/// default, so that plans which do not use them keep their hashes.
/// </remarks>
internal static class RewardPlanFile
{
    private const string FirstTouch = "first-touch";
    private const string Validity = "validity";
    private const string Override = "override";

    public static RewardSettings Read(PlanGroup plan, RewardSettings house)
    {
        var group = plan.Group("rewards", "direct", "indirect", "merchantDeveloper", "regionAgents", "levels", "peer",
            "binding", "eligibility", "dividends");
        var agents = group.Group("regionAgents", "district", "city", "province");
        var binding = group.Group("binding", "mode", "validity");
        return new()
        {
            Direct = group.Rate("direct") ?? house.Direct,
            Indirect = group.Rate("indirect") ?? house.Indirect,
            MerchantDeveloper = group.Rate("merchantDeveloper") ?? house.MerchantDeveloper,
            RegionAgents = new()
            {
                District = agents.Rate("district") ?? Rate.Zero,
                City = agents.Rate("city") ?? Rate.Zero,
                Province = agents.Rate("province") ?? Rate.Zero,
            },
            Levels = new([.. group.List("levels", "name", "rate", "minSpend").Select(level =>
                new RewardLevel(level.Text("name", ""), level.Rate("rate") ?? Rate.Zero, level.Money("minSpend")))]),
            Peer = group.Rate("peer") ?? house.Peer,
            Binding = new()
            {
                Mode = binding.Choice("mode", FirstTouch, FirstTouch, Validity, Override) switch
                {
                    Validity => BindingMode.Validity,
                    Override => BindingMode.Override,
                    _ => BindingMode.FirstTouch,
                },
                Validity = binding.Duration("validity") ?? house.Binding.Validity,
            },
            AppointedOnly = group.Choice("eligibility", "everyone", "everyone", "appointed") == "appointed",
            Dividends = group.Flag("dividends", house.Dividends),
        };
    }

    public static string Write(RewardSettings rewards, bool whole) => string.Concat(
        $"{{\"direct\":\"{rewards.Direct}\",\"indirect\":\"{rewards.Indirect}\"",
        If(
            whole || rewards.MerchantDeveloper != Rate.Zero,
            $",\"merchantDeveloper\":\"{rewards.MerchantDeveloper}\""),
        If(whole || rewards.RegionAgents != new RegionAgentSettings(), WriteAgents(rewards.RegionAgents)),
        If(
            whole || !rewards.Levels.IsEmpty,
            $",\"levels\":[{string.Join(',', rewards.Levels.All.Select(WriteLevel))}]"),
        If(whole || rewards.Peer != Rate.Zero, $",\"peer\":\"{rewards.Peer}\""),
        If(whole || rewards.Binding != new BindingSettings(), WriteBinding(rewards.Binding)),
        If(whole || rewards.AppointedOnly,
            $",\"eligibility\":\"{(rewards.AppointedOnly ? "appointed" : "everyone")}\""),
        If(whole || rewards.Dividends, $",\"dividends\":{(rewards.Dividends ? "true" : "false")}"),
        "}");

    private static string WriteAgents(RegionAgentSettings agents) =>
        $",\"regionAgents\":{{\"district\":\"{agents.District}\",\"city\":\"{agents.City}\","
        + $"\"province\":\"{agents.Province}\"}}";

    private static string WriteLevel(RewardLevel level) =>
        $"{{{PlanFile.Text("name", level.Name)},\"rate\":\"{level.Rate}\","
        + $"\"minSpend\":{(level.MinSpend is { } least ? $"\"{least}\"" : "null")}}}";

    private static string WriteBinding(BindingSettings binding)
    {
        var mode = binding.Mode switch
        {
            BindingMode.Validity => Validity,
            BindingMode.Override => Override,
            _ => FirstTouch,
        };
        return $",\"binding\":{{\"mode\":\"{mode}\",\"validity\":\"{binding.Validity}\"}}";
    }

    private static string If(bool stands, string text) => stands ? text : "";
}
