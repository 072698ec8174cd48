using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Merchants;

/// <summary>The merchant's stores: seen by all its people, changed by owners.</summary>
internal static class StorePages
{
    private const int MostChoices = 40;

    public static void Map(RouteGroupBuilder desk, RouteGroupBuilder owner)
    {
        desk.MapGet("/stores", (MerchantDesk counter, StoreBook stores) =>
            Page.Of<StoreListPage>(new StoreListModel(counter, stores.Of(counter.Id))));
        owner.MapGet("/stores/new", (MerchantDesk counter) => Page.Of<StoreEditPage>(
            new StoreEditModel(counter, null, new("", "", "", true), "", [], [])));
        owner.MapPost("/stores/new", (MerchantDesk counter, HttpContext http, StoreBook stores) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Put(counter, stores, null, posted))));
        owner.MapGet("/stores/{id}", (string id, MerchantDesk counter, StoreBook stores) =>
            Mine(counter, stores, id) is { } mine
                ? Page.Of<StoreEditPage>(new StoreEditModel(
                    counter, id, new(mine.Name, mine.Region.Code, mine.Address, mine.IsOpen), mine.Region.FullName,
                    [], []))
                : Results.NotFound());
        owner.MapPost("/stores/{id}", (string id, MerchantDesk counter, HttpContext http, StoreBook stores) =>
            Posted.OnceAsync(http, posted => Task.FromResult(
                Mine(counter, stores, id) is null ? Next.Show(Results.NotFound())
                    : Put(counter, stores, id, posted))));
    }

    private static Store? Mine(MerchantDesk desk, StoreBook stores, string id) =>
        stores.Find(id) is { } found && found.Merchant == desk.Id ? found : null;

    private static Next Put(MerchantDesk desk, StoreBook stores, string? id, Posted posted)
    {
        // What was typed says the region; where it may mean several, the next form asks which.
        var place = posted["place"];
        var choices = RegionSearch.Find(place, MostChoices);
        var region = choices.Count == 1 ? choices[0]
            : choices.FirstOrDefault(entry => entry.Code == posted["region"]);
        var form = new StoreForm(posted["name"], region?.Code, posted["address"], posted["open"] == "yes");
        var problems = stores.Put(desk.Id, id ?? posted.Id("st"), form, desk.MemberId);
        return problems.Count == 0
            ? Next.To(desk.Address("/stores"))
            : Next.Show(Page.Of<StoreEditPage>(
                new StoreEditModel(desk, id, form, place, choices, problems), 422));
    }
}
