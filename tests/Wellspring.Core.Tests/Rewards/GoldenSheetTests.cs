using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using static Wellspring.Core.Tests.Rewards.RewardScene;

namespace Wellspring.Core.Tests.Rewards;

/// <summary>The golden values of pool-rules 9, each through the reader of commands.</summary>
public sealed class GoldenSheetTests
{
    private static readonly string[] Names =
        ["buyer", "ann", "ben", "dev", "da", "ci", "pro", "a", "b", "c", "d", "x", "y", "z"];

    [Fact]
    public void Direct_indirect_developer_and_three_agents_of_a_thousand_leave_seven()
    {
        var scene = Whole().Agent("440305", "district", "da").Agent("440300", "city", "ci")
            .Agent("440000", "province", "pro");

        var order = scene.Settle("buyer", region: "440305");

        Assert.Equal(
            [
                "direct ann 3.00", "indirect ben 2.00", "merchant-developer dev 5.00", "district-agent da 1.00",
                "city-agent ci 1.00", "province-agent pro 1.00", "remainder 7.00",
            ],
            scene.Words(RewardSheet.Of(order), Names));
        Assert.Equal("20.000000", order.Budget.ToString());
        Assert.Equal(["0.3%", "0.2%", "0.5%", "0.1%", "0.1%", "0.1%"], order.Rewards.Select(it => $"{it.Rate}"));
        Assert.Equal("3.000000", scene.Desk["ann"].RewardMoney.ToString());
        Assert.Equal("5.000000", scene.Desk["dev"].RewardMoney.ToString());
    }

    [Fact]
    public void Without_a_district_agent_the_city_agent_gets_two()
    {
        var scene = Whole().Agent("440300", "city", "ci").Agent("440000", "province", "pro");

        Assert.Equal(
            ["city-agent ci 2.00", "province-agent pro 1.00"], Agents(scene, scene.Settle("buyer", region: "440305")));
    }

    [Fact]
    public void Without_either_the_province_agent_gets_three()
    {
        var scene = Whole().Agent("440000", "province", "pro");

        Assert.Equal(["province-agent pro 3.00"], Agents(scene, scene.Settle("buyer", region: "440305")));
    }

    [Fact]
    public void Beijing_has_no_city_tier_its_district_and_province_agents_get_one_and_two()
    {
        var scene = Whole().Agent("110105", "district", "da").Agent("110000", "province", "pro");

        Assert.Equal(
            ["district-agent da 1.00", "province-agent pro 2.00"],
            Agents(scene, scene.Settle("buyer", region: "110105")));
        scene.Refuses(Refusal.DivisionTier, "appointAgent", """
            {"division":"110100","tier":"city","member":"ci","from":"2026-01-01T00:00:00Z",
            "until":"2027-01-01T00:00:00Z","contract":"K"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_county_that_its_province_runs_has_no_city_tier_either()
    {
        var scene = Whole().Agent("429004", "district", "da").Agent("420000", "province", "pro");

        Assert.Equal(
            ["district-agent da 1.00", "province-agent pro 2.00"],
            Agents(scene, scene.Settle("buyer", region: "429004")));
        scene.Refuses(Refusal.DivisionTier, "appointAgent", """
            {"division":"429000","tier":"city","member":"ci","from":"2026-01-01T00:00:00Z",
            "until":"2027-01-01T00:00:00Z","contract":"K"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_city_without_districts_is_its_orders_finest_region()
    {
        var scene = Whole().Agent("441900", "city", "ci").Agent("440000", "province", "pro");

        Assert.Equal(
            ["city-agent ci 2.00", "province-agent pro 1.00"], Agents(scene, scene.Settle("buyer", region: "441900")));
    }

    [Fact]
    public void The_chain_of_levels_pays_one_a_tenth_two_and_two_and_leaves_one_ninety()
    {
        var scene = new RewardScene(rewards => rewards with { Levels = Levels, Peer = Rate.FromParts(100_000) });
        scene.Bind("buyer", "a").Bind("a", "b").Bind("b", "c").Bind("c", "d");
        foreach (var (member, level) in new[] { ("a", "V1"), ("b", "V1"), ("c", "V2"), ("d", "V3") })
        {
            scene.Does("setLevel", $$"""{"member":"{{member}}","level":"{{level}}"}""");
        }

        scene.Does("registerMerchant", """{"merchant":"s1","commission":"20%","developer":"dev"}""");
        scene.Agent("440305", "district", "da").Agent("440300", "city", "ci").Agent("440000", "province", "pro");

        var order = scene.Settle("buyer", region: "440305");

        Assert.Equal(
            [
                "direct a 3.00", "indirect b 2.00", "merchant-developer dev 5.00", "district-agent da 1.00",
                "city-agent ci 1.00", "province-agent pro 1.00", "level a 1.00", "peer b 0.10", "level c 2.00",
                "level d 2.00", "remainder 1.90",
            ],
            scene.Words(RewardSheet.Of(order), Names));
        Assert.Equal(["0.1%", "10%", "0.2%", "0.2%"], order.Rewards[6..].Select(line => $"{line.Rate}"));
        Assert.Equal(4, RewardSheet.Of(order).UplinesPaid);
    }

    [Fact]
    public void A_peer_bonus_is_paid_once_a_level_and_lower_levels_above_get_nothing()
    {
        var scene = new RewardScene(rewards => rewards with { Levels = Levels, Peer = Rate.FromParts(100_000) });
        scene.Bind("buyer", "a").Bind("a", "b").Bind("b", "c").Bind("c", "d");
        foreach (var (member, level) in new[] { ("a", "V2"), ("b", "V1"), ("c", "V2"), ("d", "V2") })
        {
            scene.Does("setLevel", $$"""{"member":"{{member}}","level":"{{level}}"}""");
        }

        Assert.Equal(
            ["level a 3.00", "peer c 0.30"],
            scene.Words(RewardSheet.Of(scene.Settle("buyer")), Names).Where(line => line[0] is 'l' or 'p'));
    }

    [Fact]
    public void A_level_is_reached_by_own_spending_and_lost_with_the_refund()
    {
        var scene = new RewardScene(rewards => rewards with { Levels = Levels });
        scene.Bind("buyer", "a").Settle("a", "4999.99");
        Assert.Null(scene.Desk["a"].Level);

        var own = scene.Settle("a", "0.01");
        Assert.Equal("V1", scene.Desk["a"].Level);
        Assert.Equal(
            ["level a 1.00"],
            scene.Words(RewardSheet.Of(scene.Settle("buyer")), Names).Where(line => line[0] == 'l'));

        scene.Does("reverseOrder", $$"""{"order":"{{own.Order}}","amount":"0.01"}""");
        Assert.Null(scene.Desk["a"].Level);
    }

    [Fact]
    public void A_dividend_of_a_thousand_at_three_three_one_leaves_two_millionths()
    {
        var scene = new RewardScene();
        Fund(scene);
        var before = scene.Desk.Pool.Platform;

        var paid = (PoolEvent.DividendPaid)scene.Say("payDividend", Dividend("2026-Q1"));

        Assert.Equal(
            ["428.571428", "428.571428", "142.857142"], paid.Payments.Select(payment => $"{payment.Amount}"));
        Assert.Equal("0.000002", paid.Crumb.ToString());
        Assert.Equal("428.571428", scene.Desk["y"].DividendMoney.ToString());
        Assert.Equal("428.571428", scene.Desk["y"].Wallet.ToString());
        Assert.Equal(before - TestPlans.Yuan("999.999998"), scene.Desk.Pool.Platform);
        Assert.Equal(-142_857_142, scene.Desk.Postings[AccountKind.WalletDividends, scene.Desk.NumberOf("z").Value]);
    }

    [Fact]
    public void A_period_is_paid_once_whoever_asks_again()
    {
        var scene = new RewardScene();
        Fund(scene);
        scene.Does("payDividend", Dividend("2026-Q1"));

        scene.Refuses(Refusal.DividendPaid, "payDividend", Dividend("2026-Q1"));
        scene.Does("payDividend", Dividend("2026-Q2"));

        Assert.Equal(["2026-Q1", "2026-Q2"], scene.Desk.Pool.DividendPeriods.Keys);
    }

    private static RewardScene Whole()
    {
        var scene = new RewardScene().Bind("buyer", "ann").Bind("ann", "ben");
        return scene.Does("registerMerchant", """{"merchant":"s1","commission":"20%","developer":"dev"}""");
    }

    private static IEnumerable<string> Agents(RewardScene scene, Settlement order) =>
        scene.Words(RewardSheet.Of(order), Names).Where(line => line.Contains("agent", StringComparison.Ordinal));

    private static void Fund(RewardScene scene) => scene.Settle("x", "100000.00");

    private static string Dividend(string period) => $$"""
        {"period":"{{period}}","amount":"1000.00","shares":[{"member":"x","weight":3},{"member":"y","weight":3},
        {"member":"z","weight":1}]}
        """.ReplaceLineEndings("");
}
