using System.Net;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Merchants;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>Becoming a promoter, and what one sees: links, stores, rewards with their state.</summary>
public sealed class PromoterTests
{
    [Fact]
    public async Task Activation_is_free_and_keeps_the_receipt_of_what_was_read()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");

        await ann.OpenAsync("/promoter");
        Assert.Contains("开通免费", ann.Text, StringComparison.Ordinal);
        Assert.Contains(DisclosureBook.Referrer.Text.Zh, ann.Text, StringComparison.Ordinal);
        Assert.Null(ann.Document.QuerySelector("#link"));
        await ann.SendAsync("#activate", ("age", "30"), ("occupation", "other"), ("agree", "yes"));

        Assert.Equal("/promoter", ann.Location);
        Assert.Equal("refmann", ann.Document.QuerySelector("#code")!.TextContent);
        Assert.EndsWith(
            "/r/refmann", ann.Document.QuerySelector("#link")!.GetAttribute("value"), StringComparison.Ordinal);
        Assert.NotNull(ann.Document.QuerySelector("figure.qr svg"));
        var promoter = server.Get<Promoters>().Find("m-ann")!;
        await ann.OpenAsync($"/me/consents/{promoter.Consent}");
        Assert.Equal(
            DisclosureBook.Referrer.HashIn(english: false), ann.Document.QuerySelector("#text-hash")!.TextContent);
        Assert.Equal("", promoter.Warnings);
    }

    [Theory]
    [InlineData("17", "other", "未满18周岁不能成为推广员")]
    [InlineData("", "other", "请用数字填写周岁年龄")]
    [InlineData("30", "", "请选择职业")]
    public async Task Who_may_not_or_does_not_say_is_no_promoter(string age, string occupation, string sentence)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        await ann.OpenAsync("/promoter");

        await ann.SendAsync("#activate", ("age", age), ("occupation", occupation), ("agree", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, ann.Status);
        Assert.Contains(sentence, ann.Text, StringComparison.Ordinal);
        Assert.Null(server.Get<Promoters>().Find("m-ann"));
    }

    [Fact]
    public async Task A_refused_attempt_is_noted_with_its_rule_and_without_the_age()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        server.VisitAs("m-ann").Dispose();

        server.Get<Promoters>().Activate("m-ann", new("17", "other", Agrees: true, English: false));

        Assert.Equal("CN-MLM-10", server.Get<ShopDatabase>().Read(reader => reader.Text(
            $"SELECT detail FROM audit WHERE act = 'promoter.refused' AND subject = 'm-ann'")));
        var journaled = server.Get<ShopDatabase>().Read(reader => reader.Text(
            $"SELECT line FROM pool_commands WHERE line LIKE '%recordRefusedAttempt%'"))!;
        Assert.Contains("CN-MLM-10", journaled, StringComparison.Ordinal);
        Assert.DoesNotContain("m-ann", journaled, StringComparison.Ordinal);
        Assert.DoesNotContain("17", journaled[journaled.IndexOf("recordRefused", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("student")]
    [InlineData("teacher")]
    [InlineData("medicalstaff")]
    [InlineData("civilservant")]
    [InlineData("military")]
    public async Task Somebody_whose_occupation_may_bar_it_is_warned_and_the_warning_stays(string occupation)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        await ann.OpenAsync("/promoter");

        await ann.SendAsync("#activate", ("age", "40"), ("occupation", occupation), ("agree", "yes"));

        Assert.Contains("可能另受本行业规定限制", ann.Text, StringComparison.Ordinal);
        Assert.Equal("CN-MLM-10", server.Get<Promoters>().Find("m-ann")!.Warnings);
    }

    [Fact]
    public async Task Each_reward_is_held_then_paid_then_taken_back_and_says_nothing_of_the_buyer_but_a_letter()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var ann = server.VisitAs("m-ann");

        await server.PlaceAsync("o-20261122-1");
        var held = Assert.Single(await server.RewardsOfAsync("m-ann"));
        Assert.Equal(
            (RewardState.Held, "3.000000", "买**"), (held.State, held.Amount.ToString(), held.Buyer));
        await ann.OpenAsync("/promoter");
        Assert.Contains("待结算（估计）", ann.Text, StringComparison.Ordinal);
        Assert.Contains("预计 2026-11-29 14:00 起", ann.Text, StringComparison.Ordinal);

        await server.PassAsync(TimeSpan.FromDays(8));
        var paid = Assert.Single(await server.RewardsOfAsync("m-ann"));
        Assert.Equal(
            (RewardState.Paid, RewardKind.Direct, "0.3%"), (paid.State, paid.Kind, paid.Rate.ToString()));
        Assert.NotNull(paid.Position);

        await server.RefundAsync("o-20261122-1", Money.FromYuan(400));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);
        var cut = Assert.Single(await server.RewardsOfAsync("m-ann"));
        Assert.Equal(
            (RewardState.PartlyReturned, "1.200000", "1.800000"),
            (cut.State, cut.Taken.ToString(), cut.Kept.ToString()));
        await server.RefundAsync("o-20261122-1", Money.FromYuan(600));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);
        Assert.Equal(RewardState.Returned, Assert.Single(await server.RewardsOfAsync("m-ann")).State);

        await ann.OpenAsync("/promoter");
        Assert.Contains("已收回", ann.Text, StringComparison.Ordinal);
        foreach (var secret in new[] { "买家一", "m-buyer", "o-20261122-1", "1,000" })
        {
            Assert.DoesNotContain(secret, ann.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_held_reward_whose_order_is_refunded_first_comes_to_nothing()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        await server.PlaceAsync("o-1");

        await server.DoAsync(new PoolCommand.RefundOrder(
            "back", server.Get<PoolClock>().Now(), "o-1", Money.FromYuan(1000)));
        await server.PassAsync(TimeSpan.FromDays(8));

        Assert.Empty(await server.RewardsOfAsync("m-ann"));
        Assert.Empty(await server.RewardsOfAsync("m-dev"));
    }

    [Fact]
    public async Task A_store_whose_application_named_the_code_is_listed_with_what_it_brought()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var dev = server.VisitAs("m-dev");
        var code = server.ReferralCodeOf("m-dev");
        var merchant = await server.OpenShopAsync("m-owner", developer: code);
        await server.SellAsync(merchant, "o-1", Money.FromYuan(1000));
        await server.PassAsync(TimeSpan.FromDays(8));

        await dev.OpenAsync("/promoter");

        var store = dev.Document.QuerySelector("#stores")!.TextContent;
        Assert.Contains("街角面馆", store, StringComparison.Ordinal);
        Assert.Contains("¥5.00", store, StringComparison.Ordinal);
        var reward = Assert.Single(await server.RewardsOfAsync("m-dev"));
        Assert.Equal((RewardKind.MerchantDeveloper, "街角面馆"), (reward.Kind, reward.Store));
        Assert.Null(reward.Buyer);
    }

    [Fact]
    public async Task A_code_works_only_while_its_owner_is_a_promoter()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var database = server.Get<ShopDatabase>();
        Assert.Null(database.Read(reader => Referrals.Find(reader, "refmann")));

        var code = server.ReferralCodeOf("m-ann");
        Assert.Equal("m-ann", database.Read(reader => Referrals.Find(reader, code))!.Member.Id);
        await ann.OpenAsync("/promoter");
        await ann.SendAsync("#end");

        Assert.Null(database.Read(reader => Referrals.Find(reader, code)));
        Assert.Contains("免费开通", ann.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_appointed_ones_are_paid_a_person_appoints_and_the_pool_knows()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan.Replace(
            "\"direct\": \"0.3%\"", "\"eligibility\": \"appointed\", \"direct\": \"0.3%\"", StringComparison.Ordinal));
        using var ann = server.VisitAs("m-ann");
        await ann.OpenAsync("/promoter");
        await ann.SendAsync("#activate", ("age", "40"), ("occupation", "other"), ("agree", "yes"));
        Assert.Contains("由平台任命", ann.Text, StringComparison.Ordinal);
        Assert.Null(server.Get<ShopDatabase>().Read(reader => Referrals.Find(reader, "refmann")));

        Assert.Null(server.Get<Promoters>().Appoint("m-ann", "s-boss"));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);

        Assert.True(await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Member(desk.Names.Find("m-ann")).IsPromoter, RewardTown.Never));
        Assert.NotNull(server.Get<ShopDatabase>().Read(reader => Referrals.Find(reader, "refmann")));
    }
}
