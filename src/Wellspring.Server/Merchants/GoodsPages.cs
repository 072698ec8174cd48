using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>What the merchant sells: seen by all its people, changed by owners.</summary>
internal static class GoodsPages
{
    public static void Map(RouteGroupBuilder desk, RouteGroupBuilder owner)
    {
        desk.MapGet("/goods", (MerchantDesk counter, GoodsBook goods) =>
            Page.Of<GoodsListPage>(new GoodsListModel(counter, goods.Of(counter.Id))));
        owner.MapGet("/goods/new", (MerchantDesk counter) => Page.Of<GoodsEditPage>(new GoodsEditModel(
            counter, null,
            new("", "", "", GoodsKind.InStore.Code(), "", "", InflowBasis.Commission.Code(), "", "", true), [])));
        owner.MapPost("/goods/new", (MerchantDesk counter, HttpContext http, GoodsBook goods) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Put(counter, goods, null, posted))));
        owner.MapGet("/goods/{id}", Edit);
        owner.MapPost("/goods/{id}", (string id, MerchantDesk counter, HttpContext http, GoodsBook goods) =>
            Posted.OnceAsync(http, posted => Task.FromResult(
                Mine(counter, goods, id) is null ? Next.Show(Results.NotFound()) : Put(counter, goods, id, posted))));
    }

    private static IResult Edit(string id, MerchantDesk desk, GoodsBook goods, PoolGate gate) =>
        Mine(desk, goods, id) is { } mine
            ? Page.Of<GoodsEditPage>(new GoodsEditModel(
                desk, id, FormOf(mine, gate.Plan.Settings.TimeZone), []))
            : Results.NotFound();

    private static Goods? Mine(MerchantDesk desk, GoodsBook goods, string id) =>
        goods.Find(id) is { } found && found.Merchant == desk.Id ? found : null;

    private static Next Put(MerchantDesk desk, GoodsBook goods, string? id, Posted posted)
    {
        var form = new GoodsForm(
            posted["name"], posted["description"], posted["category"], posted["kind"], posted["price"],
            posted["cost"], posted["basis"], posted["stock"], posted["mints"], posted["offered"] == "yes",
            posted["stock-shown"]);
        var problems = goods.Put(desk.Id, id ?? posted.Id("g"), form, desk.MemberId);
        return problems.Count == 0
            ? Next.To(desk.Address("/goods"))
            : Next.Show(Page.Of<GoodsEditPage>(new GoodsEditModel(desk, id, form, problems), 422));
    }

    private static GoodsForm FormOf(Goods goods, Duration zone) => new(
        goods.Name, goods.Description, goods.Category, goods.Kind.Code(), ((Balance)goods.Price).ToString(),
        goods.Cost is { } cost ? ((Balance)cost).ToString() : "", goods.Basis.Code(), goods.Stock?.ToString(
            System.Globalization.CultureInfo.InvariantCulture) ?? "",
        goods.MintsUntil is { } end ? Days.Write(Days.Of(end, zone).AddDays(-1)) : "", goods.IsOffered);
}
