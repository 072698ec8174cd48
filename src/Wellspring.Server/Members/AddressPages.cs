using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Members;

/// <summary>Delivery addresses: the region is chosen tier by tier, without a script.</summary>
internal static class AddressPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/addresses").RequireAuthorization(Policies.Member);
        own.MapGet("", (Visitor visitor, ShopDatabase database) => Page.Of<AddressesPage>(
            database.Read(reader => SavedAddresses.Of(reader, visitor.Member))));
        own.MapGet("/new", (string? region, string? next) => Page.Of<NewAddressPage>(
            new NewAddressModel(Regions.Find(region), null, null, LoginPages.Local(next ?? "/me/addresses"))));
        own.MapPost("", (HttpContext http, Visitor visitor, ShopDatabase database, PoolClock clock) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Add(visitor.Member, database, clock.WallNow(), posted))));
        own.MapPost("/{id}/remove", (string id, HttpContext http, Visitor visitor, ShopDatabase database) =>
            Posted.OnceAsync(http, _ => Task.FromResult(
                database.Write(transaction => SavedAddresses.Remove(transaction, visitor.Member, id))
                    ? Next.To("/me/addresses")
                    : Next.Show(Results.NotFound()))));
    }

    private static Next Add(string member, ShopDatabase database, Instant now, Posted posted)
    {
        var region = Regions.Find(posted["region"]);
        var (name, phone, street) = (posted["name"], ContactAddress.Read(posted["phone"]), posted["street"]);
        var next = LoginPages.Local(posted["next"]);
        Bilingual? mistake = region is not { IsFinest: true }
                ? new("请把地区选到最细一级。", "Choose the region down to its finest tier.")
            : name.Length is 0 or > 40 ? new("请填写收货人姓名(40 字以内)。", "Write the recipient's name (at most 40 characters).")
            : phone is null or { IsMail: true } ? new("请填写收货人手机号。", "Write the recipient's phone number.")
            : street.Length is 0 or > 200 ? new("请填写街道门牌(200 字以内)。", "Write street and number (at most 200).")
            : null;
        if (mistake is null && database.Write(transaction => SavedAddresses.Add(
                transaction, member, new("", name, phone!.Value, region!.Code, street), now)) is null)
        {
            mistake = new("地址已满,请先删除不用的。", "You have too many addresses: remove one first.");
        }

        return mistake is null
            ? Next.To(next)
            : Next.Show(Page.Of<NewAddressPage>(
                new NewAddressModel(region, posted, mistake, next), StatusCodes.Status422UnprocessableEntity));
    }
}

/// <summary>The form of a new address, as far as its region is chosen.</summary>
public sealed record NewAddressModel(Region? Region, Posted? Sent, Bilingual? Mistake, string Next);
