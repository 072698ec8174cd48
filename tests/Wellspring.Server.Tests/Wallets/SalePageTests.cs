using System.Net;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Wallets;

public sealed class SalePageTests
{
    [Fact]
    public async Task A_member_sells_what_the_quote_said_and_finds_it_in_the_wallet()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");

        await anna.OpenAsync("/home");
        // 112 points of 212, on 160 yuan of inflow and 100 of float; 80 % of 137.358490.
        Assert.Contains("¥109.88", anna.Text, StringComparison.Ordinal);
        await anna.OpenAsync("/sell/quote?by=all");
        Assert.Contains("留在积分池", anna.Text, StringComparison.Ordinal);
        await anna.SendAsync();

        Assert.StartsWith("/sales/", anna.Location, StringComparison.Ordinal);
        Assert.Contains("已卖出", anna.Text, StringComparison.Ordinal);
        var balance = await BalanceOf(server, "m-anna");
        Assert.Equal(Points.Zero, balance.Points);
        await anna.OpenAsync("/wallet");
        Assert.Contains(Pages.Amounts.Yuan(balance.SaleMoney), anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sending_the_form_twice_sells_once()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");
        await anna.OpenAsync("/sell/quote?by=points&amount=10");
        using var first = anna.Fill(null, out var action);
        using var second = anna.Fill(null, out _);

        var one = await anna.Client.PostAsync(action, first);
        var two = await anna.Client.PostAsync(action, second);

        Assert.Equal(one.RequestMessage!.RequestUri, two.RequestMessage!.RequestUri);
        Assert.Equal("102.00000000", (await BalanceOf(server, "m-anna")).Points.ToString());
    }

    [Fact]
    public async Task Two_browsers_sell_the_same_points_and_one_gets_a_sentence()
    {
        await using var server = await RunningServer.StartAsync();
        using var phone = server.VisitAs("m-anna");
        using var desk = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");
        await phone.OpenAsync("/sell/quote?by=all");
        await desk.OpenAsync("/sell/quote?by=all");

        await Task.WhenAll(phone.SendAsync(), desk.SendAsync());

        var texts = new[] { phone.Text, desk.Text };
        Assert.Single(texts, text => text.Contains("已卖出", StringComparison.Ordinal));
        Assert.Single(texts, text => text.Contains("not-enough-points", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("by=yuan&amount=-5")]
    [InlineData("by=yuan&amount=")]
    [InlineData("by=points&amount=1e9")]
    [InlineData("by=points&amount=%3Cscript%3E")]
    [InlineData("by=yuan&amount=99999999")]
    [InlineData("by=points&amount=113")]
    public async Task What_cannot_be_sold_is_said_on_the_page(string asked)
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");

        await anna.OpenAsync("/sell/quote?" + asked);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, anna.Status);
        Assert.NotNull(anna.Document.QuerySelector("[role=alert]"));
        Assert.Null(anna.Document.QuerySelector("main script"));
    }

    [Fact]
    public async Task A_wanted_amount_is_reached_with_the_fewest_points()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");

        await anna.OpenAsync("/sell/quote?by=yuan&amount=50");
        var points = anna.Document.QuerySelector("input[name=points]")!.GetAttribute("value")!;
        var minimum = anna.Document.QuerySelector("input[name=minimum]")!.GetAttribute("value")!;

        Assert.Equal("50.000000", minimum);
        Assert.True(Decimals.TryRead(points, Points.Decimals, out var units));
        var (less, _, _) = await server.Get<PoolGate>().QuoteAsync(
            new PoolCommand.SellPoints("q", default, "m-anna", new(Points.FromUnits(units - 1)), Money.Zero, null),
            CancellationToken.None);
        Assert.True(((PoolEvent.PointsSold)less.Event).Paid < Money.FromYuan(50));
    }

    [Fact]
    public async Task A_receipt_is_for_its_own_member_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        using var bert = server.VisitAs("m-bert");
        await server.BuyAsync("o-1", "m-anna");
        await anna.OpenAsync("/sell/quote?by=points&amount=1");
        await anna.SendAsync();

        await bert.OpenAsync(anna.Location);
        Assert.Equal(HttpStatusCode.NotFound, bert.Status);
        await bert.OpenAsync("/sales/place.o-1");
        Assert.Equal(HttpStatusCode.NotFound, bert.Status);
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await server.BuyAsync("o-1", "m-anna");
        await anna.OpenAsync("/sell/quote?by=all");

        await anna.SendAsync(null, ("__RequestVerificationToken", "forged"));

        Assert.Equal(HttpStatusCode.BadRequest, anna.Status);
        Assert.Equal("112.00000000", (await BalanceOf(server, "m-anna")).Points.ToString());
    }

    [Fact]
    public async Task Where_selling_is_off_the_page_says_why()
    {
        await using var server = await RunningServer.StartAsync(RunningServer.SandboxPlan
            .Replace("\"selling\": { \"enabled\": true", "\"selling\": { \"enabled\": false",
                StringComparison.Ordinal));
        using var anna = server.VisitAs("m-anna");

        await anna.OpenAsync("/sell");

        Assert.Contains("CN-PAY-06", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("form[action='/sell/quote']"));
    }

    private static Task<MemberBalance> BalanceOf(RunningServer server, string member) =>
        server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Member(desk.Names.Find(member)), CancellationToken.None);
}
