using System.Net;
using AngleSharp.Dom;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Tests.Merchants;

/// <summary>Pages as people see them: on a phone, in two languages, with whatever somebody typed.</summary>
public sealed class CounterTests
{
    private static readonly string[] Places =
    [
        "", "/qr", "/qr?amount=12.50", "/goods", "/goods/new", "/stores", "/stores/new", "/deposit", "/settlement",
        "/customers", "/people",
    ];

    [Theory]
    [InlineData("zh", "zh-CN")]
    [InlineData("en", "en")]
    public async Task Every_page_speaks_the_language_has_one_heading_and_labels_for_its_fields(
        string language, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct", "Noodles");
        server.OpenStore(merchant, "Store");
        server.AddGoods(merchant, "Bowl");
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync($"/language?to={language}&back=/merchant");

        foreach (var place in Places.Select(place => $"/merchant/{merchant}{place}").Append("/merchant/apply"))
        {
            await owner.OpenAsync(place);
            Assert.Equal(HttpStatusCode.OK, owner.Status);
            var page = owner.Document;
            Assert.Equal(expected, page.DocumentElement.GetAttribute("lang"));
            Assert.Single(page.QuerySelectorAll("h1"));
            Assert.Empty(page.QuerySelectorAll("[style], script"));
            Assert.NotNull(page.QuerySelector("meta[name=viewport]"));
            foreach (var field in page.QuerySelectorAll("input:not([type=hidden]), select, textarea"))
            {
                Assert.True(
                    field.Closest("label") is not null || page.QuerySelector($"label[for='{field.Id}']") is not null,
                    $"{place}: {field.OuterHtml} has no label");
            }

            // What is left in Chinese on an English page: names of people's own making, the demonstration's stamp.
            if (language == "en")
            {
                var words = page.Body!.QuerySelectorAll("main *, nav *").Where(element => element.Children.Length == 0
                    && element.Closest("bdi, option, [lang=zh-CN], .demo, textarea") is null);
                Assert.All(words, element => Assert.DoesNotContain(
                    element.TextContent, letter => letter is >= '\u4e00' and <= '\u9fff' && !"天河广东省市区".Contains(
                        letter, StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task The_code_leads_to_the_store_with_the_amount_and_a_wrong_amount_is_said()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        var store = server.OpenStore(merchant);
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/qr");
        Assert.NotNull(owner.Document.QuerySelector($"a[href$='/s/{store}']"));

        await owner.OpenAsync($"/merchant/{merchant}/qr?amount=12.5");
        Assert.NotNull(owner.Document.QuerySelector($"a[href$='/s/{store}?amount=12.50']"));
        Assert.NotNull(owner.Document.QuerySelector("[role=img] svg"));
        Assert.Contains("不得用于真实交易", owner.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        foreach (var amount in new[] { "-1", "1.234", "1e9", "<script>", "99999999999999999999" })
        {
            await owner.OpenAsync($"/merchant/{merchant}/qr?amount={Uri.EscapeDataString(amount)}");
            Assert.Equal(HttpStatusCode.OK, owner.Status);
            Assert.Contains("金额没有用上", owner.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hostile_names_are_shown_as_text_and_the_longest_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        const string Html = "<img src=x onerror=alert(1)>\"'&amp;";
        var merchant = await server.OpenShopAsync("m-owner", "licensed-split", Html);
        server.OpenStore(merchant, "مطعم <b>x</b>");
        var goods = server.AddGoods(merchant, Html);
        using var owner = server.VisitAs("m-owner");

        foreach (var place in Places.Append($"/goods/{goods}"))
        {
            await owner.OpenAsync($"/merchant/{merchant}{place}");
            Assert.Equal(HttpStatusCode.OK, owner.Status);
            Assert.Empty(owner.Document.QuerySelectorAll("img, main b, script"));
            Assert.Contains(owner.Document.QuerySelectorAll("bdi"), name => name.TextContent == Html);
        }

        await owner.OpenAsync($"/merchant/{merchant}/goods/{goods}");
        await owner.SendAsync("main form", ("name", new string('名', 1000)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.Contains("最多 60 个字", owner.Text, StringComparison.Ordinal);
        await owner.SendAsync("main form", ("name", "好面\u202Ecod.exe"));
        Assert.Contains("看不见的控制符", owner.Text, StringComparison.Ordinal);
        await owner.SendAsync("main form", ("name", "好面"), ("description", new string('说', 1001)));
        Assert.Contains("最多 1000 个字", owner.Text, StringComparison.Ordinal);
        Assert.Equal(Html, server.Get<GoodsBook>().Find(goods)!.Name);
    }

    [Theory]
    [InlineData("price", "0", "大于 0")]
    [InlineData("price", "12.345", "两位小数")]
    [InlineData("price", "-5", "两位小数")]
    [InlineData("stock", "many", "库存")]
    [InlineData("mints", "2026-02-30", "积分截止日")]
    [InlineData("basis", "margin", "平台自营")]
    [InlineData("category", "", "请填写分类")]
    public async Task Wrong_goods_are_refused_and_what_was_typed_is_kept(string field, string value, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/goods/new");
        await owner.SendAsync("main form",
            [.. new[] { ("name", "牛肉面"), ("category", "面"), ("price", "28"), ("cost", "8") }
                .Where(entry => entry.Item1 != field), (field, value)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.Contains(sentence, owner.Text, StringComparison.Ordinal);
        Assert.Equal("牛肉面", owner.Document.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Empty(server.Get<GoodsBook>().Of(merchant));
    }

    [Fact]
    public async Task Own_goods_may_go_by_margin_and_end_at_the_end_of_a_day()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "own-goods", "自营店");
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/goods/new");
        await owner.SendAsync("main form", ("name", "台灯"), ("category", "家居"), ("price", "1000"), ("cost", "800"),
            ("basis", "margin"), ("mints", "2026-12-31"), ("kind", "shipped"), ("stock", "5"));
        var goods = server.Get<GoodsBook>().Of(merchant).Single();
        Assert.Equal(
            (Money.FromYuan(800), InflowBasis.Margin, GoodsKind.Shipped), (goods.Cost, goods.Basis, goods.Kind));
        Assert.Equal("2026-12-31T16:00:00.000Z", goods.MintsUntil.ToString());

        await owner.OpenAsync($"/merchant/{merchant}/goods/{goods.Id}");
        Assert.Equal("2026-12-31", owner.Document.QuerySelector("#mints")!.GetAttribute("value"));
        server.Get<ShopDatabase>().Write(transaction =>
            transaction.Execute($"UPDATE goods SET stock = 3 WHERE id = {goods.Id}"));
        await owner.SendAsync("main form", ("stock", "15"));
        Assert.Equal(13, server.Get<GoodsBook>().Find(goods.Id)!.Stock);
    }

    [Fact]
    public async Task A_region_that_may_mean_several_is_asked_back()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/stores/new");
        await owner.SendAsync("main form", ("name", "鼓楼店"), ("place", "鼓楼"), ("address", "中山路 1 号"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.NotNull(owner.Document.QuerySelector("input[name=region][value='320106']"));
        await owner.SendAsync("main form", ("region", "320106"));

        Assert.Equal("江苏省南京市鼓楼区", server.Get<StoreBook>().Of(merchant).Single().Region.FullName);
    }
}
