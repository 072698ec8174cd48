using Wellspring.Cli.Orders;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Tests.Orders;

public sealed class MapFileTests
{
    [Fact]
    public void Four_lines_are_enough_for_a_simple_shop()
    {
        var map = Given.Map(Given.SimpleMap);

        Assert.Equal("shop", map.Id);
        Assert.Equal(new("order", "customer", "time", "amount", null, null, null), map.Columns);
        Assert.Equal(YuanRate.One, map.RateToYuan);
        Assert.Equal(new Duration(8 * 3_600_000), map.UtcOffset);
        Assert.Equal(',', map.Separator);
        Assert.Null(map.Funding);
        Assert.Null(map.InventedReferralEvery);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var map = Given.FullMap(
            """
            "timeFormat": "dd.MM.yyyy HH:mm", "utcOffset": "-03:30", "rateToYuan": "9.123456789", "separator": ";",
            "orderPrefix": "o-", "memberPrefix": "会员-", "merchantPrefix": "s-", "funding": "merchant-direct",
            "referrals": { "invented": true, "every": 5 }, // a comment, and a comma too many
            """);

        Assert.Equal("dd.MM.yyyy HH:mm", map.TimeFormat);
        Assert.Equal(new Duration(-12_600_000), map.UtcOffset);
        Assert.Equal(new YuanRate(9_123_456_789), map.RateToYuan);
        Assert.Equal(';', map.Separator);
        Assert.Equal(("o-", "会员-", "s-"), (map.OrderPrefix, map.MemberPrefix, map.MerchantPrefix));
        Assert.Equal(FundingMode.MerchantDirect, map.Funding);
        Assert.Equal(5, map.InventedReferralEvery);
        Assert.Equal(["note"], map.Kinds.Skip);
    }

    [Theory]
    [InlineData("\"id\": \"shop\"", "\"id\": \"网店\"", "map-id", "id")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"id\": \"shop\"", "map-json", "file")]
    [InlineData("\"id\": \"shop\"", "\"id\" \"shop\"", "map-json", "line 2")]
    [InlineData("\"id\": \"shop\",", "", "map-missing", "id")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"rateToYan\": \"1\"", "unknown-key", "rateToYan")]
    [InlineData("\"amount\": \"amount\"", "\"amuont\": \"a\"", "unknown-key", "columns.amuont")]
    [InlineData("\"amount\": \"amount\"", "\"kind\": \"k\"", "map-missing", "columns.amount")]
    [InlineData("\"time\": \"time\"", "\"time\": 5", "map-value", "columns.time")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"rateToYuan\": 9.1", "map-value", "rateToYuan")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"rateToYuan\": \"0\"", "map-value", "rateToYuan")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"utcOffset\": \"+15:00\"", "map-value", "utcOffset")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"separator\": \"\\\"\"", "map-value", "separator")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"timeFormat\": \"HH:mm\"", "map-value", "timeFormat")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"orderPrefix\": \"a b\"", "map-id", "orderPrefix")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"kinds\": [1]", "map-type", "kinds")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"kinds\": {\"skip\": [\"order\"]}", "map-kinds", "kinds")]
    [InlineData("\"id\": \"shop\"", "\"id\": \"shop\", \"referrals\": {\"invented\": 1}", "map-value",
        "referrals.invented")]
    public void A_wrong_setting_is_reported_with_its_place(string good, string bad, string code, string path)
    {
        var (map, findings) = MapFile.Read(Given.SimpleMap.Replace(good, bad, StringComparison.Ordinal));

        Assert.Null(map);
        Assert.Contains(findings, finding => finding.Code == code && finding.Path == path
            && finding.Zh.Length > 0 && finding.En.Length > 0);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest()
    {
        var (_, findings) = MapFile.Read(Given.SimpleMap.Replace("\"customer\"", "\"customer\", \"refund\": \"r\"",
            StringComparison.Ordinal));

        Assert.Contains("“refunds”", Assert.Single(findings).Zh, StringComparison.Ordinal);
        Assert.Contains("\"refunds\"", findings[0].En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":{\"a\":[[[[[[[[[[]]]]]]]]]]}}")]
    public void Whatever_is_not_a_map_is_refused_without_a_crash(string text)
    {
        var (map, findings) = MapFile.Read(text);

        Assert.Null(map);
        Assert.NotEmpty(findings);
    }

    [Theory]
    [InlineData("online-retail.map.json")]
    [InlineData("sample-orders.map.json")]
    public void The_maps_that_come_along_are_good(string name)
    {
        var map = Given.Map(File.ReadAllText(Path.Combine(Given.Root, "plans", name)));

        Assert.Equal(3, map.InventedReferralEvery);
        Assert.Equal(["adjustment"], map.Kinds.Skip);
    }

    [Theory]
    [InlineData("shop-orders.json", 100, false)]
    [InlineData("worked-example.json", 0, true)]
    public void The_plans_that_come_along_pass_the_review(string name, int yuan, bool acceptFinal)
    {
        var (draft, findings) = PlanFile.Read(File.ReadAllText(Path.Combine(Given.Root, "plans", name)));

        Assert.Empty(findings);
        Assert.True(PlanReview.TryApprove(draft!, out var plan, out var reasons), string.Join('\n', reasons));
        Assert.Equal(Money.FromYuan(yuan), plan.Pool.Float);
        Assert.Equal(acceptFinal, plan.Orders.AcceptFinal);
        Assert.Equal(Given.SevenDays, plan.Orders.ReturnWindow);
        Assert.True(plan.IsSandbox && plan.Cap.Automatic);
        Assert.Equal(acceptFinal ? 0 : 5_000, plan.Rewards.Direct.Parts + plan.Rewards.Indirect.Parts);
        Assert.Equal(!acceptFinal, plan.Split.UnassignedToPool);
    }
}
