using System.Net;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Members;

/// <summary>Joining through the pages: read, answer, agree, prove the address.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task Whoever_has_read_answered_and_agreed_is_a_member_with_a_receipt()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();

        var member = await server.JoinAsync(anna, "anna@example.org", nickname: "安娜");

        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.Contains("已加入", anna.Text, StringComparison.Ordinal);
        var consents = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, member));
        var consent = consents.Single(it => it.Kind == Consents.Join);
        Assert.Single(consents, it => it.Kind == Consents.CapExit);
        var shown = DisclosureBook.BeforeJoining(JoinFigures.FromJson(consent.Shown!));
        Assert.Equal(shown.HashIn(english: false), consent.TextHash);
        Assert.Equal(consent.TextHash, anna.Document.QuerySelector("#text-hash")!.TextContent);
        Assert.Equal(DisclosureBook.Joining.Hash, anna.Document.QuerySelector("#template-hash")!.TextContent);
        Assert.Equal(server.Get<PoolGate>().Plan.Hash, anna.Document.QuerySelector("#plan-hash")!.TextContent);

        // The receipt shows the very text again, though the figures have moved on.
        Assert.Contains("当时所示全文", anna.Text, StringComparison.Ordinal);
        Assert.Contains("全体会员合计最多拿回消费总额的16%", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_disclosure_is_shown_in_full_with_live_figures()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = server.Visit();
        await server.JoinAsync(first, "first@example.org");
        await server.BuyAsync(server.MemberOf("first@example.org"), "1000");
        using var visitor = server.Visit();

        server.Wall.Advance(TimeSpan.FromMinutes(2));
        await visitor.OpenAsync("/join");

        Assert.Equal(10, visitor.Document.QuerySelectorAll(".disclosure .point").Length);
        Assert.Contains("会员1人", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("平均已收回消费额的0.00%,中位数0.00%", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("积分池260.00元", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("最近银行核对尚未核对;未清历史债务0.00元", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("卖出只到手80%", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("提前7天通知您", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("商品净额得0.3%。", visitor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{", visitor.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_ticked_and_nobody_joins_without_ticking()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.Visit();
        await visitor.OpenAsync("/join");
        Assert.Empty(visitor.Document.QuerySelectorAll("input[checked]"));

        await visitor.AgreeAsync("anna@example.org", "", ("agree", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("须由您本人勾选", visitor.Text, StringComparison.Ordinal);
        Assert.Equal(0, Members(server));
        Assert.Equal(
            "anna@example.org", visitor.Document.QuerySelector("#address")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("q1", "deposit", "没有任何机构担保")]
    [InlineData("q2", "all", "有人多拿,就有人少拿")]
    [InlineData("q3", "invite", "没有人可以保证收益")]
    [InlineData("q3", "", "请选择一个答案")]
    [InlineData("address", "not an address", "请填写邮箱")]
    [InlineData("agree-cap", "", "到顶规则须单独同意")]
    [InlineData("nickname", "一二三四五六七八九十一二三四五六七八九十一", "昵称最多")]
    [InlineData("shown", "made up", "数字已过期")]
    public async Task A_wrong_answer_explains_itself_and_joins_nobody(string field, string value, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.Visit();
        await visitor.OpenAsync("/join");

        await visitor.AgreeAsync("anna@example.org", "", (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains(sentence, visitor.Text, StringComparison.Ordinal);
        Assert.Equal(0, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM outbox_messages")));
    }

    [Fact]
    public async Task An_invitation_binds_the_referrer_in_the_pool_and_says_so_before()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var ben = server.Visit();
        var annaId = await server.JoinAsync(anna, "anna@example.org", nickname: "安娜");

        await ben.OpenAsync("/join?ref=" + server.ReferralCodeOf(annaId));
        Assert.Contains("您经“安**”推荐", ben.Text, StringComparison.Ordinal);
        Assert.Contains("0.3%会作为推荐奖励", ben.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("安娜", ben.Text, StringComparison.Ordinal);
        var benId = await server.JoinAsync(ben, "ben@example.org", server.ReferralCodeOf(annaId));

        Assert.Equal(annaId, await ReferrerOfAsync(server, benId));
        await ben.OpenAsync("/me");
        Assert.Contains("您经“安**”推荐", ben.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_declines_the_referrer_joins_without_one()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var ben = server.Visit();
        var annaId = await server.JoinAsync(anna, "anna@example.org");

        await ben.OpenAsync("/join?ref=" + server.ReferralCodeOf(annaId));
        await ben.AgreeAsync("ben@example.org", "", ("no-referrer", "yes"));
        await ben.SendAsync("#code-form", ("code", await server.CodeForAsync("ben@example.org")));

        Assert.Null(await ReferrerOfAsync(server, server.MemberOf("ben@example.org")));
    }

    [Fact]
    public async Task The_first_invitation_stays_when_a_second_is_followed()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var ben = server.Visit();
        using var carl = server.Visit();
        var annaId = await server.JoinAsync(anna, "anna@example.org");
        var benId = await server.JoinAsync(ben, "ben@example.org");

        await carl.OpenAsync("/join?ref=" + server.ReferralCodeOf(annaId));
        var carlId = await server.JoinAsync(carl, "carl@example.org", server.ReferralCodeOf(benId));

        Assert.Equal(annaId, await ReferrerOfAsync(server, carlId));
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_member()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await anna.OpenAsync("/join");
        using (var once = anna.Fill("form[action^='/join']", out var join, Joining.Answers("anna@example.org")))
        using (var twice = anna.Fill("form[action^='/join']", out _, Joining.Answers("anna@example.org")))
        {
            await anna.Client.PostAsync(join, once);
            await anna.Client.PostAsync(join, twice);
        }

        Assert.Equal(1, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM outbox_messages")));
        await anna.AgreeAsync("anna@example.org");
        var code = await server.CodeForAsync("anna@example.org");
        using var first = anna.Fill("#code-form", out var action, ("code", code));
        using var second = anna.Fill("#code-form", out _, ("code", code));
        var answers = await Task.WhenAll(
            anna.Client.PostAsync(action, first), anna.Client.PostAsync(action, second));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, Members(server));
        Assert.Equal(2, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM consents")));
    }

    [Fact]
    public async Task An_address_that_has_joined_logs_in_and_makes_no_second_member()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var again = server.Visit();
        await server.JoinAsync(anna, "anna@example.org");

        await again.OpenAsync("/join");
        await again.AgreeAsync("ANNA@example.org");
        await again.SendAsync("#code-form", ("code", await server.CodeForAsync("anna@example.org")));

        Assert.Equal("/me?known=1", again.Location);
        Assert.Contains("没有新建会员", again.Text, StringComparison.Ordinal);
        Assert.Equal(1, Members(server));
    }

    [Fact]
    public async Task A_sandbox_takes_five_hundred_and_refuses_the_next_with_a_sentence()
    {
        await using var server = await RunningServer.StartAsync();
        server.Get<ShopDatabase>().Write(transaction =>
        {
            for (var number = 0; number < Enrolments.SandboxLimit; number++)
            {
                MemberBook.Admit(
                    transaction, MemberBook.NewId(), ContactAddress.Read($"m{number}@example.org"), null, "zh", null,
                    MemberBook.Self, new(1));
            }
        });
        using var visitor = server.Visit();

        await visitor.OpenAsync("/join");
        await visitor.AgreeAsync("late@example.org");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("名额已满", visitor.Text, StringComparison.Ordinal);
        Assert.Equal(Enrolments.SandboxLimit, Members(server));
    }

    [Fact]
    public async Task Who_read_it_in_English_has_an_English_receipt()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await anna.OpenAsync("/language?to=en&back=/join");
        Assert.Contains("All members together can get back at most 16%", anna.Text, StringComparison.Ordinal);
        Assert.Contains("Your referrer earns 0.3% of the net goods amount", anna.Text, StringComparison.Ordinal);

        var member = await server.JoinAsync(anna, "+86 138-0013-8000");

        var consent = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, member))
            .Single(it => it.Kind == Consents.Join);
        Assert.True(consent.English);
        Assert.Equal(
            DisclosureBook.BeforeJoining(JoinFigures.FromJson(consent.Shown!)).HashIn(english: true),
            consent.TextHash);
        Assert.Contains("You have joined", anna.Text, StringComparison.Ordinal);
    }

    private static long Members(RunningServer server) =>
        server.Get<ShopDatabase>().Read(MemberBook.Count);

    private static Task<string?> ReferrerOfAsync(RunningServer server, string member) =>
        server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Member(desk.Names.Find(member)).Referrer is var above && above != MemberNumber.None
                ? desk.Names.NameOf(above)
                : null,
            CancellationToken.None);
}
