using System.Net;
using System.Text;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;

namespace Wellspring.Server.Tests.Orders;

/// <summary>The pages a buyer walks through, and what strangers find behind their addresses.</summary>
public sealed class OrderPageTests
{
    private const string Buyer = "m-buyer";

    private static readonly (string Name, string Value)[] Home =
    [
        ("region", "440106"), ("recipient", "林一"), ("phone", "13800000000"), ("address", "天河路 1 号"),
    ];

    [Fact]
    public async Task A_buyer_walks_from_the_shelf_to_the_points()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var buyer = server.VisitAs(Buyer);

        await buyer.OpenAsync("/shop");
        Assert.Contains("高山茶", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync($"/shop/{shop.Tea}");
        await buyer.OpenAsync($"/checkout?goods={shop.Tea}&quantity=2&province=440000");
        Assert.Contains("请按商品本身是否值得购买来决定", buyer.Text, StringComparison.Ordinal);
        Assert.Contains("预计发放积分约22.4000个", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync("#order", Home);
        Assert.StartsWith("/demo/pay/p-", buyer.Location, StringComparison.Ordinal);
        Assert.Contains("演示", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "paid"));

        Assert.StartsWith("/orders/o-", buyer.Location, StringComparison.Ordinal);
        Assert.Contains("待发货", buyer.Text, StringComparison.Ordinal);
        Assert.Contains("预计约 22.4000 积分", buyer.Text, StringComparison.Ordinal);
        var id = buyer.Location["/orders/".Length..];
        Assert.True(server.Get<ShopOrders>().Ship(shop.OwnTill, id, "顺丰", "SF100").IsDone);
        await buyer.OpenAsync($"/orders/{id}");
        await buyer.SendAsync("#receive");
        await server.PassAsync(TimeSpan.FromDays(8));
        await buyer.OpenAsync("/orders");
        Assert.Contains("已完成", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync($"/orders/{id}");
        Assert.Contains("得到 22.4000 积分", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync($"/language?to=en&back=/orders/{id}");
        Assert.Contains("22.4000 points earned", buyer.Text, StringComparison.Ordinal);
        Assert.Contains("the return window begins", buyer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_twice_makes_one_order_and_one_payment()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var buyer = server.VisitAs(Buyer);
        await buyer.OpenAsync($"/checkout?goods={shop.Tea}&quantity=1&province=440000");

        var sendings = Enumerable.Range(0, 4).Select(_ =>
        {
            var content = buyer.Fill("#order", out var action, Home);
            return buyer.Client.PostAsync(action, content);
        });
        var answers = await Task.WhenAll(sendings);
        await buyer.SendAsync("#order", Home);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var order = Assert.Single(server.Get<OrderReading>().OfMember(Buyer, null, 10).Orders);
        Assert.Single(server.Get<PaymentFlow>().Of(order.Id));
        Assert.Equal(19, server.StockOf(shop.Tea));
        Assert.StartsWith("/demo/pay/", buyer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_without_an_answer_waits_and_is_found_later()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var buyer = server.VisitAs(Buyer);
        await buyer.OpenAsync($"/checkout?goods={shop.Meal}");
        await buyer.SendAsync("#order");
        var cashier = buyer.Location;

        await buyer.SendAsync("form[action^='/demo']", ("outcome", "silent"));
        Assert.Contains("渠道还没有答复", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync(cashier);
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "paid"));

        Assert.Contains("请向店员出示核销码", buyer.Text, StringComparison.Ordinal);
        Assert.NotNull(buyer.Document.QuerySelector("figure.qr svg"));
    }

    [Fact]
    public async Task A_failed_payment_can_be_made_again()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var buyer = server.VisitAs(Buyer);
        await buyer.OpenAsync($"/checkout?goods={shop.Meal}");
        await buyer.SendAsync("#order");
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "failed"));
        Assert.Contains("没有扣款", buyer.Text, StringComparison.Ordinal);

        await buyer.OpenAsync("/orders/" + server.Get<OrderReading>().OfMember(Buyer, null, 1).Orders[0].Id);
        await buyer.SendAsync("#pay");
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "paid"));

        Assert.Contains("核销码", buyer.Text, StringComparison.Ordinal);
        Assert.Equal(["failed", "paid"],
            server.Get<PaymentFlow>().Of(buyer.Location["/orders/".Length..]).Select(payment => payment.State).Order());
    }

    [Fact]
    public async Task Points_are_quoted_in_yuan_before_they_are_given()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        using var buyer = server.VisitAs(Buyer);

        await buyer.OpenAsync($"/checkout?goods={shop.Tea}&quantity=2&by=yuan&amount=5000&province=440000");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, buyer.Status);
        await buyer.OpenAsync($"/checkout?goods={shop.Tea}&quantity=2&by=yuan&amount=50&province=440000");
        Assert.Contains("需付现金 ¥150.00", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync("#order", Home);
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "paid"));

        Assert.Contains("积分抵扣¥50.00", buyer.Text, StringComparison.Ordinal);
        var order = server.Get<OrderReading>().OfMember(Buyer, null, 1).Orders[0];
        Assert.Equal((Money.FromYuan(50), Money.FromYuan(150)), (order.Redeemed, order.Cash));
    }

    [Fact]
    public async Task The_code_of_a_store_leads_to_its_till_with_the_amount()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var visitor = server.Visit();
        using var buyer = server.VisitAs(Buyer);

        await visitor.OpenAsync($"/s/{shop.OwnStore}?amount=88");
        Assert.Contains("¥88", visitor.Text, StringComparison.Ordinal);
        Assert.Equal(
            shop.OwnStore, visitor.Cookies.GetCookies(server.Address)[Server.Members.JoinPages.ReferralCookie]!.Value);
        await buyer.OpenAsync($"/s/{shop.OwnStore}?amount=88.50");
        Assert.Contains("需付现金 ¥88.50", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync($"form[method=post]");
        await buyer.SendAsync("form[action^='/demo']", ("outcome", "paid"));

        Assert.Contains("待店员确认", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync($"/s/{shop.OwnStore}?amount=0.001");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, buyer.Status);
        await buyer.OpenAsync("/s/st-nowhere");
        Assert.Equal(HttpStatusCode.NotFound, buyer.Status);
    }

    [Fact]
    public async Task A_refund_says_what_it_means_before_it_is_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var order = await server.BuyAsync(
            Buyer, shop.ShippedTea(2) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });
        using var buyer = server.VisitAs(Buyer);

        await buyer.OpenAsync($"/orders/{order.Id}/refund?amount=180&reason=不喜欢");
        Assert.Contains("退回现金¥150.00", buyer.Text, StringComparison.Ordinal);
        Assert.Contains("不退积分", buyer.Text, StringComparison.Ordinal);
        await buyer.SendAsync("#ask");
        Assert.Contains("等待商户处理", buyer.Text, StringComparison.Ordinal);
        await buyer.OpenAsync($"/orders/{order.Id}/refund?amount=201&reason=不喜欢");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, buyer.Status);
        Assert.Equal("requested", Assert.Single(server.Refunds(order.Id)).State);
    }

    [Fact]
    public async Task Whatever_belongs_to_another_member_is_not_there()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var order = await server.CreateAsync(Buyer, shop.FetchedMeal());
        var payment = await server.BeginPaymentAsync(order);
        using var stranger = server.VisitAs("m-stranger");
        await stranger.OpenAsync($"/checkout?goods={shop.Meal}");

        foreach (var address in new[]
        {
            $"/orders/{order.Id}", $"/orders/{order.Id}/refund", $"/pay/{payment}", $"/demo/pay/{payment}",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Client.GetAsync(address)).StatusCode);
        }

        foreach (var address in new[]
        {
            $"/orders/{order.Id}/pay", $"/orders/{order.Id}/cancel", $"/orders/{order.Id}/receive",
            $"/orders/{order.Id}/refund", $"/demo/pay/{payment}",
        })
        {
            using var content = stranger.Fill(
                "#order", out _, ("outcome", "paid"), ("amount", "1"), ("reason", "mine"));
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Client.PostAsync(address, content)).StatusCode);
        }

        var orders = server.Get<ShopOrders>();
        Assert.IsType<OrderAnswer.NotFound>(await orders.PayAsync("m-stranger", order.Id, "simulated", "", default));
        Assert.IsType<OrderAnswer.NotFound>(orders.Cancel(shop.DirectTill, order.Id));
        Assert.IsType<OrderAnswer.NotFound>(orders.Ship(Caller.Member(Buyer), order.Id, "a", "b"));
        Assert.IsType<OrderAnswer.NotFound>(
            await orders.ConfirmCollectionAsync(Caller.Member(Buyer), order.Id, "", default));
        Assert.IsType<OrderAnswer.NotFound>(
            await orders.CreateAsync("m-stranger", shop.FetchedMeal() with { Id = order.Id }, default));
        Assert.Equal(OrderStates.Created, server.Order(order.Id).State);
        Assert.Equal("pending", server.Get<PaymentFlow>().Find(payment)!.State);
    }

    [Fact]
    public async Task Whoever_calls_back_without_a_right_signature_is_refused_and_written_down()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        var forged = await client.PostAsync("/callbacks/simulated", new StringContent("{\"paid\":true}"));
        var unknown = await client.PostAsync("/callbacks/nobody", new StringContent("{}"));
        var large = await client.PostAsync(
            "/callbacks/simulated", new StringContent(new string('x', 300_000), Encoding.UTF8));

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.RequestEntityTooLarge],
            new[] { forged, unknown, large }.Select(answer => answer.StatusCode));
        Assert.Equal(1, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM notices WHERE channel = 'simulated' AND accepted = 0")));
    }

    [Fact]
    public async Task Profile_CN_has_no_demonstration_cashier()
    {
        await using var till = await CnTill.OpenAsync();
        var (_, payment) = await till.BeginAsync(Buyer, till.Shop.FetchedMeal());
        using var buyer = till.Server.VisitAs(Buyer);

        await buyer.OpenAsync($"/demo/pay/{payment}");
        Assert.Equal(HttpStatusCode.NotFound, buyer.Status);
        await buyer.OpenAsync($"/pay/{payment}");
        Assert.Equal(HttpStatusCode.OK, buyer.Status);
    }
}
