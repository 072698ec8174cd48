using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Merchants;

public sealed class ApplicationTests
{
    private static readonly (string, string)[] Typed =
    [
        ("name", "街角面馆"), ("licence", "91440106ma5d3k7x2b"), ("contact", "王店主 13800138000"),
        ("class", "standard"), ("funding", "licensed-split"),
    ];

    [Fact]
    public async Task A_member_applies_is_approved_opens_a_store_and_offers_goods()
    {
        await using var server = await RunningServer.StartAsync();
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync("/merchant/apply");
        await owner.ApplyAsync(Shopkeeper.Photo, Typed);
        Assert.Equal(HttpStatusCode.OK, owner.Status);
        Assert.Contains("申请正在审核", owner.Text, StringComparison.Ordinal);
        var merchant = server.Get<MerchantBook>().In(MerchantState.Applied).Single();
        Assert.Equal("91440106MA5D3K7X2B", merchant.Licence);
        Assert.Equal(Shopkeeper.Photo, ReadAll(server.Get<LicenceFiles>().Open(merchant.LicenceHash!)!.Value.Content));

        Assert.Null(server.Get<MerchantBook>().Approve(merchant.Id, null, "s-boss", "资料齐全"));
        await server.Get<PoolFlow>().RunAsync(CancellationToken.None);
        var registered = await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.Merchants().ToDictionary(entry => entry.Id, entry => entry.Commission),
            CancellationToken.None);
        Assert.Equal(Rate.FromParts(200_000), registered[merchant.Id]);
        Assert.Equal(Rate.Zero, registered[merchant.Id + ".plain"]);

        await owner.OpenAsync($"/merchant/{merchant.Id}/stores/new");
        await owner.SendAsync("main form", ("name", "天河店"), ("place", "天河区"), ("address", "天河路 1 号"));
        Assert.Contains("广东省广州市天河区", owner.Text, StringComparison.Ordinal);

        await owner.OpenAsync($"/merchant/{merchant.Id}/goods/new");
        await owner.SendAsync("main form", ("name", "牛肉面"), ("category", "面"), ("price", "28"), ("stock", "40"));
        Assert.Contains("¥28.00", owner.Text, StringComparison.Ordinal);
        var goods = server.Get<GoodsBook>().Of(merchant.Id).Single();
        Assert.Equal((Money.FromYuan(28), 40L, InflowBasis.Commission), (goods.Price, goods.Stock, goods.Basis));

        var acts = server.Get<ShopDatabase>().Read(reader => reader.All(
            $"SELECT act FROM audit WHERE subject = {merchant.Id} ORDER BY sequence", row => row.Text(0)));
        Assert.Equal(["merchant.applied", "merchant.approved"], acts);
    }

    [Fact]
    public async Task The_same_application_sent_twice_is_one()
    {
        await using var server = await RunningServer.StartAsync();
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync("/merchant/apply");
        var page = owner.Document;

        await owner.ApplyAsync(Shopkeeper.Photo, Typed);
        var first = owner.Location;
        owner.Back(page, "/merchant/apply");
        await owner.ApplyAsync(Shopkeeper.Photo, Typed);

        Assert.Equal(first, owner.Location);
        Assert.Single(server.Get<MerchantBook>().In(MerchantState.Applied));
    }

    [Theory]
    [InlineData("licence", "123", "18 位")]
    [InlineData("name", "", "请填写商户名称")]
    [InlineData("class", "gold", "请选择行业类别")]
    [InlineData("developer", "nobody", "没有这个招商人")]
    [InlineData("name", "面馆\u202Eevil", "看不见的控制符")]
    public async Task A_wrong_field_is_named_and_the_document_need_not_be_sent_again(
        string field, string value, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync("/merchant/apply");

        await owner.ApplyAsync(Shopkeeper.Photo, [.. Typed.Where(entry => entry.Item1 != field), (field, value)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.Contains(sentence, owner.Text, StringComparison.Ordinal);

        await owner.ApplyAsync(null, [.. Typed, ("developer", "")]);
        Assert.Equal(HttpStatusCode.OK, owner.Status);
        Assert.StartsWith("/merchant/mt-", owner.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_taken_by_what_they_are_and_only_small_ones()
    {
        await using var server = await RunningServer.StartAsync();
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync("/merchant/apply");
        await owner.ApplyAsync("<html><script>alert(1)</script>"u8.ToArray(), Typed);
        Assert.Contains("只收 PDF、JPG、PNG", owner.Text, StringComparison.Ordinal);

        await owner.OpenAsync("/merchant/apply");
        await owner.ApplyAsync([.. Shopkeeper.Photo, .. new byte[LicenceFiles.SizeLimit]], Typed);
        Assert.Contains("超过 3 MB", owner.Text, StringComparison.Ordinal);

        await owner.OpenAsync("/merchant/apply");
        await owner.ApplyAsync(null, Typed);
        Assert.Contains("请上传营业执照", owner.Text, StringComparison.Ordinal);
        Assert.Empty(server.Get<MerchantBook>().In(MerchantState.Applied));
    }

    [Fact]
    public async Task A_commission_that_leaves_nothing_for_the_pool_is_refused_with_a_sentence()
    {
        await using var server = await RunningServer.StartAsync();
        var book = server.Get<MerchantBook>();

        var refused = book.SetClass(new("dining", new("餐饮", "dining"), Rate.FromParts(39_999)), "s-boss");
        Assert.Contains("3.9999%", refused!.Value.Zh, StringComparison.Ordinal);
        Assert.Contains("4%", refused.Value.En, StringComparison.Ordinal);
        Assert.Null(book.SetClass(new("dining", new("餐饮", "dining"), Rate.FromParts(40_000)), "s-boss"));
        Assert.Null(book.SetClass(new("free", new("无佣金", "free"), Rate.Zero), "s-boss"));
        Assert.Equal(["standard", "dining", "free", "no-points"], book.Classes().Select(entry => entry.Code));
    }

    [Fact]
    public async Task A_new_rate_of_a_class_counts_for_its_merchants_orders_from_then_on()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        await server.SellAsync(merchant, "o-before", Money.FromYuan(1000));

        Assert.Null(server.Get<MerchantBook>().SetClass(
            new("standard", new("一般", "general"), Rate.FromParts(100_000)), "s-boss"));
        await server.Get<PoolFlow>().RunAsync(CancellationToken.None);
        await server.SellAsync(merchant, "o-after", Money.FromYuan(1000));
        await server.PassAsync(TimeSpan.FromDays(8));

        var lines = server.Get<SettlementBook>().LinesOf(merchant, server.Get<MerchantDays>().Today);
        Assert.Equal(
            [("o-before", Money.FromYuan(200)), ("o-after", Money.FromYuan(100))],
            lines.Select(line => (line.Order, line.Commission)));
    }

    [Fact]
    public async Task The_operator_may_not_collect_for_merchants_under_profile_CN()
    {
        var plan = RunningServer.SandboxPlan.Replace("\"sandbox\"", "\"CN\"", StringComparison.Ordinal)
            .Replace("\"enabled\": true, \"retention\"", "\"enabled\": false, \"retention\"", StringComparison.Ordinal)
            .Replace("\"multiple\": \"1.2\"", "\"multiple\": \"none\"", StringComparison.Ordinal)
            .Replace("\"rewards\": {", "\"wallet\": { \"withdrawal\": { \"enabled\": false } }, \"rewards\": {",
                StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync(plan);
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync("/merchant/apply");
        Assert.Null(owner.Document.QuerySelector("option[value='operator-collects']"));

        await owner.ApplyAsync(
            Shopkeeper.Photo, [.. Typed.Where(entry => entry.Item1 != "funding"), ("funding", "operator-collects")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.Contains("CN-PAY-01", owner.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_follow_one_another_as_they_can_and_are_written_down()
    {
        await using var server = await RunningServer.StartAsync();
        var book = server.Get<MerchantBook>();
        var merchant = await server.OpenShopAsync("m-owner");

        Assert.NotNull(book.Approve(merchant, null, "s-boss", null));
        Assert.NotNull(book.Reject(merchant, "s-boss", "late"));
        Assert.NotNull(book.Resume(merchant, "s-boss", "not suspended"));
        Assert.Null(book.Suspend(merchant, "s-boss", "投诉核实中"));
        Assert.NotNull(book.Suspend(merchant, "s-boss", "twice"));
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync($"/merchant/{merchant}");
        Assert.Contains("投诉核实中", owner.Text, StringComparison.Ordinal);
        Assert.Null(book.Resume(merchant, "s-boss", ""));
        Assert.Null(book.Reclassify(merchant, "no-points", "s-boss", null));
        Assert.NotNull(book.Approve("mt-unknown", null, "s-boss", null));

        var acts = server.Get<ShopDatabase>().Read(reader => reader.All(
            $"SELECT act FROM audit WHERE subject = {merchant} AND who = 's-boss' ORDER BY sequence",
            row => row.Text(0)));
        Assert.Equal(["merchant.suspended", "merchant.resumed", "merchant.reclassified"], acts);
    }

    [Fact]
    public async Task An_applicant_may_leave_again_and_the_application_ends()
    {
        await using var server = await RunningServer.StartAsync();
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync("/merchant/apply");
        await owner.ApplyAsync(Shopkeeper.Photo, Typed);

        await owner.OpenAsync($"{owner.Location}/people");
        await owner.SendAsync("form[action$='/people/m-owner/remove']");

        Assert.Equal("/merchant", owner.Location);
        var ended = server.Get<MerchantBook>().In(MerchantState.Rejected).Single();
        Assert.Null(ended.Contact);
        Assert.NotNull(server.Get<MerchantBook>().Reject(ended.Id, "s-boss", "late"));

        var refusal = server.Get<MerchantBook>().Approve(ended.Id, null, "s-boss", "late");
        Assert.Contains("已撤回", refusal!.Value.Zh, StringComparison.Ordinal);
        Assert.False(server.Get<MerchantBook>().Find(ended.Id)!.Sells);
    }

    [Fact]
    public async Task Whoever_brought_the_merchant_in_is_recorded()
    {
        await using var server = await RunningServer.StartAsync();
        server.VisitAs("m-scout").Dispose();
        server.ReferralCodeOf("m-scout");
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync("/merchant/apply?dev=refmscout");
        await owner.ApplyAsync(Shopkeeper.Photo, Typed);

        Assert.Equal("m-scout", server.Get<MerchantBook>().In(MerchantState.Applied).Single().Developer);
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        stream.Dispose();
        return copy.ToArray();
    }
}
