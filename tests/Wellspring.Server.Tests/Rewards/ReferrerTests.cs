using System.Net;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>Buyers and their referrers: told before, bound by the pool, left at any time.</summary>
public sealed class ReferrerTests
{
    [Fact]
    public async Task A_buyer_leaves_at_once_and_only_orders_paid_before_still_count()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var buyer = server.VisitAs("m-buyer");
        await server.PlaceAsync("o-before");

        await buyer.OpenAsync("/me");
        Assert.Contains("您经“安**”推荐", buyer.Text, StringComparison.Ordinal);
        Assert.Contains("0.3%会作为推荐奖励给推荐人，0.2%给推荐人的推荐人", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync("#unlink");

        Assert.Equal("/me/referrer", buyer.Location);
        Assert.Contains("您没有推荐人", buyer.Text, StringComparison.Ordinal);
        Assert.Null(Member(server, "m-buyer").Referrer);
        await server.PlaceAsync("o-after");
        await server.PassAsync(TimeSpan.FromDays(8));
        Assert.Equal(["o-before"], (await server.RewardsOfAsync("m-ann")).Select(reward => reward.Order));
        Assert.Equal(["o-before"], (await server.RewardsOfAsync("m-ben")).Select(reward => reward.Order));
    }

    [Fact]
    public async Task Two_who_name_each_other_at_the_same_moment_are_never_both_bound()
    {
        for (var round = 0; round < 4; round++)
        {
            await using var server = await RunningServer.StartAsync(RewardTown.Plan);
            var walkers = new[] { server.VisitAs("m-ann"), server.VisitAs("m-ben") };
            var codes = new[] { server.ReferralCodeOf("m-ben"), server.ReferralCodeOf("m-ann") };
            for (var index = 0; index < 2; index++)
            {
                await walkers[index].OpenAsync($"/me/referrer?code={codes[index]}");
            }

            await Task.WhenAll(walkers.Select(walker => walker.SendAsync("#bind", ("agree", "yes"))));

            var bound = new[] { "m-ann", "m-ben" }.Where(id => Member(server, id).Referrer is not null).ToList();
            Assert.Single(bound);
            Assert.Equal(1, walkers.Count(walker => walker.Status is HttpStatusCode.UnprocessableEntity));
            Assert.Equal(
                ["bound", "refused"],
                server.Get<ShopDatabase>().Read(reader => reader.All(
                    $"SELECT state FROM referrals ORDER BY state", row => row.Text(0))));
            Array.ForEach(walkers, walker => walker.Dispose());
        }
    }

    [Fact]
    public async Task Two_who_join_by_each_others_new_links_make_no_circle()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var anna = server.Visit();
        using var ben = server.Visit();
        using var carl = server.Visit();
        var annaId = await server.JoinAsync(anna, "anna@example.org");
        var benId = await server.JoinAsync(ben, "ben@example.org", server.ReferralCodeOf(annaId));
        var code = server.ReferralCodeOf(benId);
        await anna.OpenAsync($"/me/referrer?code={code}");

        // At one moment Carl joins by Ben, and Anna, above Ben, names him too.
        var joins = server.JoinAsync(carl, "carl@example.org", code);
        await Task.WhenAll(joins, anna.SendAsync("#bind", ("agree", "yes")));

        Assert.Equal(benId, Member(server, await joins).Referrer);
        Assert.Equal(annaId, Member(server, benId).Referrer);
        Assert.Null(Member(server, annaId).Referrer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, anna.Status);
    }

    [Fact]
    public async Task Nobody_refers_themselves_and_an_unknown_code_is_said()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");

        await ann.OpenAsync($"/me/referrer?code={server.ReferralCodeOf("m-ann")}");
        Assert.Contains("不能推荐自己", ann.Text, StringComparison.Ordinal);
        Assert.Null(ann.Document.QuerySelector("#bind"));
        await ann.OpenAsync("/me/referrer?code=nobody");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, ann.Status);
        Assert.Contains("没有这个推荐码", ann.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_typed_while_joining_binds_only_after_its_owners_share_was_shown()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        server.VisitAs("m-ann").Dispose();
        var code = server.ReferralCodeOf("m-ann");
        using var ben = server.Visit();

        await ben.OpenAsync("/join");
        await ben.AgreeAsync("ben@example.org", "", ("referrer", "nobody"));
        Assert.Contains("没有这个推荐码", ben.Text, StringComparison.Ordinal);
        await ben.AgreeAsync("ben@example.org", "", ("referrer", code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ben.Status);
        Assert.Contains("0.3%会作为推荐奖励", ben.Document.QuerySelector("#notice")!.TextContent, StringComparison.Ordinal);
        await ben.AgreeAsync("ben@example.org", "", ("referrer", code));
        await ben.SendAsync("#code-form", ("code", await server.CodeForAsync("ben@example.org")));

        var id = server.MemberOf("ben@example.org");
        Assert.Equal("m-ann", Member(server, id).Referrer);
        Assert.Equal("code", server.Get<ShopDatabase>().Read(reader =>
            reader.Text($"SELECT how FROM referrals WHERE member = {id}")));
    }

    [Theory]
    [InlineData("first-touch", "m-ann")]
    [InlineData("override", "m-ben")]
    public async Task Which_invitation_counts_is_the_plans(string mode, string expected)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan.Replace(
            "\"direct\": \"0.3%\"", $$"""
            "binding": { "mode": "{{mode}}" }, "direct": "0.3%"
            """, StringComparison.Ordinal));
        server.VisitAs("m-ann").Dispose();
        server.VisitAs("m-ben").Dispose();
        using var carl = server.Visit();

        await carl.OpenAsync($"/r/{server.ReferralCodeOf("m-ann")}");
        await carl.OpenAsync($"/r/{server.ReferralCodeOf("m-ben")}");
        var id = await server.JoinAsync(carl, "carl@example.org");

        Assert.Equal(expected, Member(server, id).Referrer);
    }

    [Fact]
    public async Task Under_override_a_member_who_follows_another_link_is_asked_and_moves()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan.Replace(
            "\"direct\": \"0.3%\"", "\"binding\": { \"mode\": \"override\" }, \"direct\": \"0.3%\"",
            StringComparison.Ordinal));
        await server.SettleInAsync();
        using var buyer = server.VisitAs("m-buyer");

        await buyer.OpenAsync($"/r/{server.ReferralCodeOf("m-dev")}");
        Assert.StartsWith("/me/referrer?code=", buyer.Location, StringComparison.Ordinal);
        Assert.Equal("m-ann", Member(server, "m-buyer").Referrer);
        await buyer.SendAsync("#bind");
        Assert.Equal("m-ann", Member(server, "m-buyer").Referrer);
        await buyer.SendAsync("#bind", ("agree", "yes"));

        Assert.Equal("m-dev", Member(server, "m-buyer").Referrer);
    }

    [Fact]
    public async Task Under_first_touch_a_second_referrer_is_refused_by_the_pool()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var buyer = server.VisitAs("m-buyer");

        await buyer.OpenAsync($"/me/referrer?code={server.ReferralCodeOf("m-dev")}");

        Assert.Null(buyer.Document.QuerySelector("#bind"));
        Assert.Contains("先同意的推荐人有效", buyer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_buyer_is_told_at_checkout_who_earns_what_and_how_to_leave()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        var shop = await server.SeedShopAsync();
        await server.SettleInAsync("elsewhere");
        using var buyer = server.VisitAs("m-buyer");

        await buyer.OpenAsync($"/s/{shop.OwnStore}?amount=1000");

        var earners = buyer.Document.QuerySelector("#earners")!.TextContent;
        foreach (var line in new[] { "推荐人 安**", "¥3.00", "¥2.00", "区代 区**", "市代 市**", "省代 省**", "¥1.00" })
        {
            Assert.Contains(line, earners, StringComparison.Ordinal);
        }

        Assert.NotNull(buyer.Document.QuerySelector("a[href='/me/referrer']"));
        Assert.Contains("推荐人得3.00元", buyer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_carries_its_stores_division_to_the_pool()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        var shop = await server.SeedShopAsync();
        server.VisitAs("m-buyer").Dispose();
        var inStore = await server.BuyAsync("m-buyer", shop.AtTheTill(100));
        var shipped = await server.BuyAsync("m-buyer", shop.ShippedTea() with
        {
            Address = shop.Home with { Region = "110105" },
        });

        var regions = await server.PoolAsync(pool => (
            pool.PendingOf(inStore.Id)!.Region, pool.PendingOf(shipped.Id)!.Region));

        Assert.Equal(("440106", "110105"), regions);
    }

    private static Member Member(RunningServer server, string id) =>
        server.Get<ShopDatabase>().Read(reader => MemberBook.Find(reader, id))!;
}
