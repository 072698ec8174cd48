using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Texts;

namespace Wellspring.Server.Tests.Console;

/// <summary>Texts on their way to the public: scanned, refused, or let through by a person.</summary>
public sealed class TextTests
{
    private static readonly NoticeForm Holiday =
        new("放假通知", "Holidays", "国庆期间客服放假三天。", "Support rests for three days.");

    [Fact]
    public async Task Goods_that_promise_a_return_are_refused_with_code_and_place_and_stay_out_of_the_shop()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();

        var problems = server.Get<GoodsBook>().Put(shop.Own, "g-promise", Form("稳赚茶", "买茶保本保收益,躺赚"), shop.Cashier);

        Assert.Contains(problems, problem => problem.Text.Zh.Contains("CN-ADV-", StringComparison.Ordinal)
            && problem.Text.Zh.Contains("goods g-promise", StringComparison.Ordinal));
        Assert.Null(server.Get<GoodsBook>().Find("g-promise"));
        var version = Assert.Single(server.Get<TextBook>().Newest(10));
        Assert.Equal((TextStates.Refused, true), (version.State, version.IsOutside));
        Assert.NotEmpty(version.Findings);
    }

    [Fact]
    public async Task Plain_goods_are_shown_at_once_with_the_scan_as_their_approver()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();

        Assert.Empty(server.Get<GoodsBook>().Put(shop.Own, "g-plain", Form("红茶", "一级红茶,罐装 250 克。"), shop.Cashier));

        var version = Assert.Single(server.Get<TextBook>().Newest(10));
        Assert.Equal((TextStates.Approved, TextStates.ByScan), (version.State, version.DecidedBy));
        using var visitor = server.Visit();
        await visitor.OpenAsync("/shop/g-plain");
        Assert.Contains("红茶", visitor.Text, StringComparison.Ordinal);
        Assert.Empty(server.Get<GoodsBook>().Put(shop.Own, "g-plain", Form("红茶", "一级红茶,罐装 250 克。"), shop.Cashier));
        Assert.Single(server.Get<TextBook>().Newest(10));
    }

    [Fact]
    public async Task Goods_whose_text_waits_are_neither_shown_nor_sold_until_a_person_approves()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        server.Get<ShopDatabase>().Write(transaction => TextBook.Submit(
            transaction, new(TextKinds.Goods, shop.Tea, "高山茶", shop.Cashier, IsOutside: true, NeedsPerson: true),
            new(1)));
        using var visitor = server.Visit();

        await visitor.OpenAsync($"/shop/{shop.Tea}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, visitor.Status);
        var buying = await server.Get<ShopOrders>().CreateAsync("m-1", shop.ShippedTea(), default);
        Assert.IsType<OrderAnswer.Refused>(buying);
        var waiting = Assert.Single(server.Get<TextBook>().Waiting());
        Assert.True(server.Get<TextBook>().Decide(waiting.Id, risk.Id, approves: true, "").IsGood);

        await visitor.OpenAsync($"/shop/{shop.Tea}");
        Assert.Contains("高山茶", visitor.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_is_shown_to_members_once_another_person_approved_it_and_gone_when_withdrawn()
    {
        await using var server = await RunningServer.StartAsync();
        var author = Crew.Join(server, "op@example.test", "E20000002", Roles.Operator);
        var other = Crew.Join(server, "risk@example.test", "E30000003", Roles.Risk);
        var board = server.Get<NoticeBoard>();
        using var visitor = server.Visit();

        Assert.Equal(ActAnswer.Asked, board.Write(author.Id, Holiday).Code);
        await visitor.OpenAsync("/notices");
        Assert.DoesNotContain("放假通知", visitor.Text, StringComparison.Ordinal);
        var text = Assert.Single(server.Get<TextBook>().Waiting());
        Assert.Equal(ActAnswer.SamePerson, server.Get<TextBook>().Decide(text.Id, author.Id, true, "").Code);
        Assert.True(server.Get<TextBook>().Decide(text.Id, other.Id, true, "").IsGood);

        await visitor.OpenAsync("/notices");
        Assert.Contains("国庆期间客服放假三天。", visitor.Text, StringComparison.Ordinal);
        Assert.True(board.Withdraw(board.Shown()[0].Id, author.Id).IsGood);
        await visitor.OpenAsync("/notices");
        Assert.DoesNotContain("放假通知", visitor.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_that_promises_a_return_is_refused_with_its_code_and_never_waits()
    {
        await using var server = await RunningServer.StartAsync();
        var author = Crew.Join(server, "op@example.test", "E20000002", Roles.Operator);

        var answer = server.Get<NoticeBoard>().Write(author.Id, Holiday with { Zh = "积分只涨不跌,稳赚不赔。" });

        Assert.Equal(ActAnswer.Refused, answer.Code);
        Assert.Contains("CN-ADV-", answer.Sentence.Zh, StringComparison.Ordinal);
        Assert.Empty(server.Get<TextBook>().Waiting());
        Assert.Empty(server.Get<NoticeBoard>().All());
    }

    private static GoodsForm Form(string name, string description) =>
        new(name, description, "茶", "shipped", "88.00", null, "commission", null, null, IsOffered: true);
}
