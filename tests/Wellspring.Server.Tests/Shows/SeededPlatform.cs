using Wellspring.Core;
using Wellspring.Server.Legacy;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Legacy;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Rewards;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// One server for all page checks, and a member who has something on every page: orders in each state, points, money,
/// a withdrawal, a shop. What people typed is neither Chinese nor English prose, so that a page's own words stand out.
/// </summary>
public sealed class SeededPlatform : IAsyncLifetime
{
    public const string Mail = "anna@example.com";
    private readonly Dictionary<(string Window, string Language), BrowserPage> _windows = [];
    private readonly SemaphoreSlim _opening = new(1);

    public RunningServer Server { get; private set; } = null!;

    /// <summary>The member, logged in.</summary>
    public Walker Anna { get; private set; } = null!;

    public string Member { get; private set; } = "";

    /// <summary>What stands for the holes of an address.</summary>
    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    internal TestShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(OldDebt.Plan);
        Shop = await Server.SeedShopAsync();
        Anna = Server.Visit();
        Member = await Server.JoinAsync(Anna, Mail, nickname: "Anna");
        Names["consent"] = Anna.Location["/me/consents/".Length..].Split('?')[0];
        Name("tea", Shop.Tea);
        Name("meal", Shop.Meal);
        Name("store", Shop.OwnStore);
        Name("merchant", Shop.Own);
        Name("direct", Shop.Direct);
        Server.Get<ShopDatabase>().Write(Rename);
        await AgenciesAsync();
        await OldDebtAsync();
        await LiveAsync();
        Name("day", Server.Get<ShopDatabase>().Read(reader =>
            reader.Text($"SELECT max(day) FROM settlement_lines WHERE merchant = {Shop.Own}"))!);
        using var again = Server.VisitAs(Member);
        foreach (System.Net.Cookie cookie in again.Cookies.GetAllCookies())
        {
            Anna.Cookies.Add(cookie);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in _windows.Values)
        {
            await window.DisposeAsync();
        }

        Anna.Dispose();
        await Server.DisposeAsync();
        _opening.Dispose();
    }

    /// <summary>The member's browser of this size and language, the same one for all pages.</summary>
    internal async Task<BrowserPage> WindowAsync(Chromium chromium, Screen screen, string language)
    {
        await _opening.WaitAsync();
        try
        {
            if (!_windows.TryGetValue((screen.Name, language), out var window))
            {
                window = await chromium.VisitAsync(Server.Address, screen, language);
                await window.UseCookiesAsync(Anna.Cookies);
                _windows[(screen.Name, language)] = window;
            }

            return window;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>An address with its holes filled.</summary>
    public string Fill(string address) => Names.Aggregate(
        address, (text, name) => text.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));

    private void Name(string hole, string value) => Names[hole] = value;

    // An old claim, half of it converted; goods for coins, and points that others' orders released.
    private async Task OldDebtAsync()
    {
        await Server.OweAsync(Member, 1_000);
        await Server.FundAsync(500);
        using var anna = Server.VisitAs(Member);
        await anna.OpenAsync("/claim/offer");
        await anna.SendAsync(
            "#offer", ("answer", "yes"), ("how", "part"), ("amount", "600"), ("proceeds", "reduce"), ("agree", "yes"));
        Name("answer", anna.Location["/claim/receipts/".Length..]);
        var order = await Server.BuyAsync(Member, Shop.AtTheTill(100) with { Coins = new CoinsWish.All() });
        Assert.True((await Server.Get<ShopOrders>().HandOverAsync(Shop.OwnTill, order.Id, default)).IsDone);
        await Server.PassAsync(TimeSpan.FromDays(8));
        Name("coins", order.Id);
        await Server.EarnAsync(Shop, "m-other", 500);
        await Server.PassAsync(TimeSpan.FromDays(1));
        Assert.True((await Server.CreditorAsync(Member)).Freed > Points.Zero);
        Server.Get<ClaimOutlook>().Latest();
        await Server.Get<ClaimOutlook>().DoneAsync();
    }

    // Some weeks of a member's life, all by the ways the pages use.
    private async Task LiveAsync()
    {
        var orders = Server.Get<ShopOrders>();
        await Server.EarnAsync(Shop, Member, 860);
        Name("final", Server.Get<OrderReading>().OfMember(Member, null, 1).Orders[0].Id);
        await Server.EarnAsync(Shop, Member, 1_240);
        using var anna = Server.VisitAs(Member);
        await anna.OpenAsync("/sell/quote?by=yuan&amount=60");
        await anna.SendAsync("form[action='/sell']");
        Name("sale", anna.Location["/sales/".Length..]);
        Server.VisitAs("m-scout").Dispose();
        Name("code", Server.ReferralCodeOf("m-scout"));
        Server.ReferralCodeOf(Member);
        await anna.OpenAsync("/withdraw");
        await anna.SendAsync("form[action='/withdraw']", ("amount", "20"), ("name", "Anna"), ("account", "6222-0000"));
        Name("withdrawal", anna.Location["/withdrawals/".Length..]);

        await anna.OpenAsync("/me/tickets/new");
        await anna.SendAsync(
            "form[action='/me/tickets']", ("kind", "question"), ("subject", "SF100"), ("text", "2026-11"));
        Name("ticket", anna.Location["/me/tickets/".Length..].Split('?')[0]);
        await anna.OpenAsync("/me/addresses/new?region=440106");
        await anna.SendAsync(
            "form[action='/me/addresses']", ("street", "Road 1"), ("name", "Anna"), ("phone", "13800000000"));

        var parcel = await Server.BuyAsync(Member, Parcel(2));
        Assert.True(orders.Ship(Shop.OwnTill, parcel.Id, "SF", "SF100").IsDone);
        Name("shipped", parcel.Id);
        Name("paid", (await Server.BuyAsync(Member, Shop.FetchedMeal())).Id);
        var delivered = await Server.BuyAsync(Member, Shop.AtTheTill(88));
        Assert.True((await orders.HandOverAsync(Shop.OwnTill, delivered.Id, default)).IsDone);
        Name("order", delivered.Id);
        var unpaid = await Server.CreateAsync(Member, Parcel(1));
        Name("unpaid", unpaid.Id);
        Name("payment", await Server.BeginPaymentAsync(unpaid));
    }

    // A contract that works and one whose thirty days run; the texts are neither Chinese nor English prose.
    private async Task AgenciesAsync()
    {
        var form = new AgencyForm
        {
            Member = Member, Division = "440106", From = "2026-12-01", Until = "2027-12-01", Duties = "A-1",
            Measure = "10 / 1", Fee = "50000", FeeUse = "B-2", RefundTerms = "C-3", CoolingDays = "7", Suits = "0",
            Contract = "No. 1\nNo. 2",
        };
        using var anna = Server.VisitAs(Member);
        Name("agency", await AgencyScene.SignedAsync(Server, anna, Member, form));
        Name("disclosed", await AgencyScene.DisclosedAsync(
            Server, anna, Member, form with { Division = "110105", Fee = "0" }));
    }

    private NewOrder Parcel(long pieces) =>
        Shop.ShippedTea(pieces) with { Address = new("440106", "Anna", "13800000000", "Road 1") };

    private void Rename(ShopTransaction transaction)
    {
        transaction.Execute($"UPDATE merchants SET name = 'Hill Tea' WHERE id = {Shop.Own}");
        transaction.Execute($"UPDATE merchants SET name = 'Hair 7' WHERE id = {Shop.Direct}");
        transaction.Execute($"UPDATE stores SET name = 'Tea 1', address = 'Road 2'");
        transaction.Execute($"UPDATE goods SET name = 'Longjing' WHERE id = {Shop.Tea}");
        transaction.Execute($"UPDATE goods SET name = 'Menu A' WHERE id = {Shop.Meal}");
        transaction.Execute($"UPDATE goods SET name = 'Cut' WHERE id = {Shop.Haircut}");
        foreach (var merchant in new[] { Shop.Own, Shop.Direct })
        {
            transaction.Execute($"""
                INSERT INTO merchant_people (merchant, member, role, added_at)
                VALUES ({merchant}, {Member}, 'owner', {Instant.From(Server.Wall.GetUtcNow())})
                """);
        }
    }
}
