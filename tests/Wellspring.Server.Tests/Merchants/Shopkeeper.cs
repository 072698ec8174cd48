using System.Net.Http.Headers;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Merchants;

/// <summary>Merchants that are there for a test, opened as the operator opens them, and orders at them.</summary>
internal static class Shopkeeper
{
    public const string Finance = "s-finance";
    private const string Licence = "91440106MA5D3K7X2B";

    /// <summary>A licence as somebody photographs it: enough of a PNG to be taken for one.</summary>
    public static byte[] Photo { get; } = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    /// <summary>An approved merchant of this owner, at 20 % commission.</summary>
    public static async Task<string> OpenShopAsync(
        this RunningServer server, string owner, string funding = "licensed-split", string name = "街角面馆",
        string? developer = null)
    {
        server.VisitAs(owner).Dispose();
        var (hash, _) = await server.Get<LicenceFiles>().KeepAsync(new MemoryStream(Photo), CancellationToken.None);
        var (id, problems) = server.Get<MerchantBook>().Apply(
            owner, new(name, Licence, hash, "王店主 13800138000", "standard", funding, developer), $"apply{owner}{name}");
        Assert.True(id is not null, string.Join('\n', problems));
        Assert.Null(server.Get<MerchantBook>().Approve(id, null, Finance, null));
        await server.Get<PoolFlow>().RunAsync(CancellationToken.None);
        return id;
    }

    /// <summary>Puts somebody to work at a merchant, by invitation and acceptance.</summary>
    public static void Hire(this RunningServer server, string merchant, string owner, string member)
    {
        server.VisitAs(member).Dispose();
        var address = $"{member}@example.org";
        server.Get<Wellspring.Shop.Database.ShopDatabase>().Write(transaction =>
            transaction.Execute($"UPDATE members SET mail = {address} WHERE id = {member}"));
        var people = server.Get<MerchantPeople>();
        Assert.Null(people.Invite(merchant, address, MerchantRole.Staff, owner));
        Assert.Equal(merchant, people.Answer(people.InvitationsTo(member).Single().Id, member, accepts: true));
    }

    /// <summary>A store of the merchant in Guangzhou.</summary>
    public static string OpenStore(this RunningServer server, string merchant, string name = "天河店")
    {
        var id = $"st-{merchant[3..]}";
        Assert.Empty(server.Get<StoreBook>().Put(merchant, id, new(name, "440106", "天河路 1 号", true), "m-owner"));
        return id;
    }

    /// <summary>Goods of the merchant.</summary>
    public static string AddGoods(this RunningServer server, string merchant, string name = "牛肉面")
    {
        var id = $"g-{merchant[3..]}";
        Assert.Empty(server.Get<GoodsBook>().Put(
            merchant, id, new(name, "大碗", "面", "in-store", "28.00", "", "commission", "10", "", true), "m-owner"));
        return id;
    }

    /// <summary>An order placed and delivered now; it becomes final when its return window has passed.</summary>
    public static async Task SellAsync(
        this RunningServer server, string merchant, string order, Money amount,
        FundingMode mode = FundingMode.LicensedSplit, string member = "m-buyer")
    {
        var at = server.Get<PoolClock>().Now();
        var answers = await server.Get<PoolGate>().SubmitAsync(
            [
                new PoolCommand.PlaceOrder($"place.{order}", at, order, member, merchant, amount,
                    new(mode, $"f-{order}"), []),
                new PoolCommand.DeliverOrder($"deliver.{order}", at, order),
            ],
            CancellationToken.None);
        Assert.All(answers, answer => Assert.Equal(Refusal.None, answer.Reason));
    }

    /// <summary>A refund of an order that is final.</summary>
    public static async Task RefundAsync(this RunningServer server, string order, Money amount)
    {
        var answer = await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.ReverseOrder($"reverse.{order}.{amount}", server.Get<PoolClock>().Now(), order, amount),
            CancellationToken.None);
        Assert.Equal(Refusal.None, answer.Reason);
    }

    /// <summary>The night after: what is due happens, the day ends, batches are built.</summary>
    public static async Task SleepAsync(this RunningServer server, int days = 1)
    {
        await server.PassAsync(TimeSpan.FromDays(days));
        server.Get<SettlementBook>().CloseDays();
    }

    /// <summary>Sends the form of the application with a document, as a browser does.</summary>
    public static async Task ApplyAsync(
        this Walker walker, byte[]? document, params (string Name, string Value)[] fields)
    {
        using var typed = walker.Fill("form[action='/merchant/apply']", out var action, fields);
        using var content = new MultipartFormDataContent();
        foreach (var pair in (await typed.ReadAsStringAsync()).Split('&').Select(pair => pair.Split('=')))
        {
            content.Add(
                new StringContent(Uri.UnescapeDataString(pair[1].Replace('+', ' '))), Uri.UnescapeDataString(pair[0]));
        }

        if (document is not null)
        {
            var file = new ByteArrayContent(document);
            file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            content.Add(file, "document", "../../licence.png");
        }

        await walker.PostAsync(action, content);
    }
}
