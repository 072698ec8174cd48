using System.Net;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Members;
using Wellspring.Server.Tests.Merchants;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>Region agents from draft to signature, fee, report, statement and withdrawal.</summary>
public sealed class AgentTests
{
    private const string Boss = "s-boss";

    [Fact]
    public async Task An_agent_signs_thirty_days_after_the_disclosure_and_not_a_day_earlier()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var id = Draft(server, AgencyScene.Form("m-ann"));
        await ann.OpenAsync($"/agent/{id}");
        Assert.Equal(HttpStatusCode.NotFound, ann.Status);

        Assert.Null(server.Get<AgentBook>().Disclose(id, Boss));
        await ann.OpenAsync("/agent");
        Assert.Equal($"/agent/{id}", ann.Location);
        Assert.Contains("收益不作任何保证。本页不含收益预测。费用50,000.00元", ann.Text, StringComparison.Ordinal);
        Assert.Contains("还有 30 天，最早可签 2026-12-22 14:00", ann.Text, StringComparison.Ordinal);
        await ann.SendAsync("#read");
        Assert.Null(ann.Document.QuerySelector("#sign"));
        await server.PassAsync(TimeSpan.FromDays(29));
        var early = await server.Get<AgentBook>().SignAsync("m-ann", id, new("30", true, false), RewardTown.Never);
        Assert.Contains("签约前至少30日须书面披露。最早可签：2026-12-22", Assert.Single(early).Text.Zh, StringComparison.Ordinal);

        await server.PassAsync(TimeSpan.FromDays(1));
        ann.LogInAgain(server, "m-ann");
        await ann.OpenAsync($"/agent/{id}");
        await ann.SendAsync("#sign", ("age", "30"), ("agree", "yes"));

        var card = server.Get<AgentBook>().Find(id)!;
        Assert.Equal(AgencyCard.Appointed, card.State);
        var agency = Assert.Single(await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Agencies().ToList(), RewardTown.Never));
        Assert.Equal(("440106", card.ContractHash), (agency.Division, agency.Contract));
        await ann.OpenAsync($"/me/consents/{card.Consent}");
        Assert.Equal(card.Disclosure!.HashIn(english: false), ann.Document.QuerySelector("#text-hash")!.TextContent);
    }

    [Fact]
    public async Task Nobody_under_eighteen_signs()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var id = await DisclosedAsync(server, ann);
        await server.PassAsync(TimeSpan.FromDays(30));

        ann.LogInAgain(server, "m-ann");
        await ann.OpenAsync($"/agent/{id}");
        await ann.SendAsync("#sign", ("age", "17"), ("agree", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, ann.Status);
        Assert.Contains("未满18周岁", ann.Text, StringComparison.Ordinal);
        Assert.Equal(AgencyCard.Disclosed, server.Get<AgentBook>().Find(id)!.State);
    }

    [Fact]
    public async Task A_fee_stands_on_its_own_account_earns_nobody_anything_and_goes_back_after_withdrawal()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var id = await SignedAsync(server, ann);
        var deeds = server.Get<AgencyDeeds>();

        Assert.Null(deeds.BookFee(id, "BANK-1", "s-finance"));
        Assert.NotNull(deeds.BookFee(id, "BANK-1", "s-finance"));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);
        Assert.Equal("50000.000000", (await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.AgentFees, RewardTown.Never)).ToString());
        Assert.Equal(0, server.Get<ShopDatabase>().Read(reader => reader.Number($"SELECT count(*) FROM rewards")));

        await ann.OpenAsync($"/agent/{id}");
        await ann.SendAsync("#withdraw");
        var card = server.Get<AgentBook>().Find(id)!;
        Assert.Equal((AgencyCard.Withdrawn, true), (card.State, card.OwesReturn));
        Assert.Contains("财务处理中", ann.Text, StringComparison.Ordinal);
        Assert.Null(deeds.ReturnFee(id, "BANK-2", "s-finance"));
        Assert.False(server.Get<AgentBook>().Find(id)!.OwesReturn);
        var now = server.Get<PoolClock>().Now();
        Assert.DoesNotContain(
            await server.Get<PoolGate>().ReadAsync(desk => desk.Pool.Agencies().ToList(), RewardTown.Never),
            agency => agency.IsInForce(now));
    }

    [Fact]
    public async Task After_the_cooling_off_days_only_the_operator_ends_the_contract()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var id = await SignedAsync(server, ann);
        await server.PassAsync(TimeSpan.FromDays(7));

        await ann.OpenAsync($"/agent/{id}");
        Assert.Null(ann.Document.QuerySelector("#withdraw"));
        Assert.NotNull(server.Get<AgencyDeeds>().Withdraw("m-ann", id));

        Assert.NotNull(server.Get<AgencyDeeds>().End(id, Boss, ""));
        Assert.Null(server.Get<AgencyDeeds>().End(id, Boss, "考核未达标"));
        Assert.Equal(AgencyCard.Ended, server.Get<AgentBook>().Find(id)!.State);
    }

    [Fact]
    public async Task The_statement_counts_the_regions_orders_and_shows_no_buyer_and_no_shop()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        server.VisitAs("m-buyer").Dispose();
        var id = await SignedAsync(server, ann);
        await server.DoAsync(new PoolCommand.RegisterMerchant(
            "r", server.Get<PoolClock>().Now(), "shop", Rate.FromParts(200_000)));
        await server.PlaceAsync("o-here", yuan: 1000);
        await server.PlaceAsync("o-here-too", yuan: 500);
        await server.PlaceAsync("o-elsewhere", yuan: 700, region: "440305");
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.RefundAsync("o-here", Money.FromYuan(1000));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);

        var month = Assert.Single(server.Get<AgencyDeeds>().StatementOf(server.Get<AgentBook>().Find(id)!));
        Assert.Equal(
            ("2026-12", 2L, "1500.000000", "1.500000", "1.000000"),
            (month.Month, month.Orders, month.Amount.ToString(), month.Rewards.ToString(), month.Taken.ToString()));
        await ann.OpenAsync($"/agent/{id}");
        Assert.Contains("¥1,500.00", ann.Document.QuerySelector("#statement")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("m-buyer", ann.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("o-here", ann.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duties_report_stays_and_a_correction_is_a_further_line()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        var id = await SignedAsync(server, ann);

        await ann.OpenAsync($"/agent/{id}");
        await ann.SendAsync("#report", ("month", "2027-01"), ("text", "early"));
        Assert.Contains("请选择本月或更早的月份", ann.Text, StringComparison.Ordinal);
        await ann.SendAsync("#report", ("month", "2026-12"), ("text", "走访 12 家门店"));
        await ann.SendAsync("#report", ("month", "2026-12"), ("text", "更正：13 家"));

        Assert.Equal(
            ["走访 12 家门店", "更正：13 家"], server.Get<AgencyDeeds>().ReportsOf(id).Select(report => report.Text));
    }

    [Fact]
    public async Task Profile_cn_takes_no_fee_without_the_franchise_file()
    {
        await using var server = await RunningServer.StartAsync(CnPlan.Text);
        server.VisitAs("m-ann").Dispose();
        var agents = server.Get<AgentBook>();

        var (none, problems) = agents.Draft(AgencyScene.Form("m-ann"), Boss);
        Assert.Null(none);
        Assert.Contains(problems, problem => problem.Text.Zh.Contains("特许经营备案", StringComparison.Ordinal));
        var (free, _) = agents.Draft(AgencyScene.Form("m-ann", fee: "0"), Boss);
        Assert.NotNull(free);

        agents.KeepFranchise(
            new() { IsEnterprise = true, OwnStores = 2, FilingNo = "0440100", ManualHash = new('a', 64) }, Boss);
        Assert.NotNull(agents.Draft(AgencyScene.Form("m-ann"), Boss).Id);
    }

    [Fact]
    public async Task A_sandbox_notes_what_profile_cn_would_refuse()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        server.VisitAs("m-ann").Dispose();

        var id = Draft(server, AgencyScene.Form("m-ann", fee: "300000"));

        Assert.Equal("CN-FRA-01", server.Get<AgentBook>().Find(id)!.Warnings);
    }

    [Theory]
    [InlineData("division", "999999", "6 位行政区划代码")]
    [InlineData("until", "2026-12-01", "结束须晚于开始")]
    [InlineData("duties", "", "请填写服务内容")]
    [InlineData("cooling", "0", "单方解除期")]
    [InlineData("contract", "稳赚不赔，保证收益", "保证")]
    public async Task A_draft_says_what_to_mend(string field, string value, string sentence)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        server.VisitAs("m-ann").Dispose();
        var form = AgencyScene.Form("m-ann");
        form = field switch
        {
            "division" => form with { Division = value },
            "until" => form with { Until = value },
            "duties" => form with { Duties = value },
            "cooling" => form with { CoolingDays = value },
            _ => form with { Contract = value },
        };

        var (id, problems) = server.Get<AgentBook>().Draft(form, Boss);

        Assert.Null(id);
        Assert.Contains(problems, problem => problem.Text.Zh.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_division_with_an_agent_takes_no_second_signature()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        using var ben = server.VisitAs("m-ben");
        await SignedAsync(server, ann);
        ben.LogInAgain(server, "m-ben");
        var second = await DisclosedAsync(server, ben, "m-ben");
        await server.PassAsync(TimeSpan.FromDays(30));
        ben.LogInAgain(server, "m-ben");

        await ben.OpenAsync($"/agent/{second}");
        await ben.SendAsync("#sign", ("age", "30"), ("agree", "yes"));

        Assert.Contains("目前有在任的代理", ben.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_opens_another_persons_contract()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        using var ben = server.VisitAs("m-ben");
        var id = await DisclosedAsync(server, ann);

        await ben.OpenAsync($"/agent/{id}");

        Assert.Equal(HttpStatusCode.NotFound, ben.Status);
        Assert.NotNull(server.Get<AgentBook>().Acknowledge("m-ben", id));
    }

    private static string Draft(RunningServer server, AgencyForm form) => AgencyScene.Draft(server, form);

    private static Task<string> DisclosedAsync(RunningServer server, Walker walker, string member = "m-ann") =>
        AgencyScene.DisclosedAsync(server, walker, member);

    private static Task<string> SignedAsync(RunningServer server, Walker walker) =>
        AgencyScene.SignedAsync(server, walker, "m-ann");
}

/// <summary>Contracts that are there for a test.</summary>
internal static class AgencyScene
{
    public static AgencyForm Form(string member, string fee = "50000") => new()
    {
        Member = member, Division = "440106", From = "2026-12-01", Until = "2027-12-01",
        Duties = "每月走访门店、处理投诉", Measure = "每月至少 10 家，书面报告", Fee = fee, FeeUse = "培训与物料。",
        RefundTerms = "解除期内全额退还。", CoolingDays = "7", Suits = "无", Contract = "第一条 服务内容。第二条 期限。",
    };

    /// <summary>A login lasts thirty days; waiting for a signature lasts as long.</summary>
    public static void LogInAgain(this Walker walker, RunningServer server, string member)
    {
        using var fresh = server.VisitAs(member);
        foreach (System.Net.Cookie cookie in fresh.Cookies.GetAllCookies())
        {
            walker.Cookies.Add(cookie);
        }
    }

    public static string Draft(RunningServer server, AgencyForm form)
    {
        var (id, problems) = server.Get<AgentBook>().Draft(form, "s-boss");
        Assert.True(id is not null, string.Join('\n', problems));
        return id;
    }

    public static async Task<string> DisclosedAsync(
        RunningServer server, Walker walker, string member, AgencyForm? form = null)
    {
        var id = Draft(server, form ?? Form(member));
        Assert.Null(server.Get<AgentBook>().Disclose(id, "s-boss"));
        await walker.OpenAsync($"/agent/{id}");
        await walker.SendAsync("#read");
        return id;
    }

    public static async Task<string> SignedAsync(
        RunningServer server, Walker walker, string member, AgencyForm? form = null)
    {
        var id = await DisclosedAsync(server, walker, member, form);
        await server.PassAsync(TimeSpan.FromDays(30));
        walker.LogInAgain(server, member);
        await walker.OpenAsync($"/agent/{id}");
        await walker.SendAsync("#sign", ("age", "30"), ("agree", "yes"));
        Assert.Equal(AgencyCard.Appointed, server.Get<AgentBook>().Find(id)!.State);
        return id;
    }
}
