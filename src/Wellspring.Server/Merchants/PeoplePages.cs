using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Merchants;

/// <summary>Who works at the merchant: owners invite and remove.</summary>
internal static class PeoplePages
{
    public static void Map(RouteGroupBuilder owner)
    {
        owner.MapGet("/people", (MerchantDesk counter, MerchantPeople people) => Show(counter, people, "", null));
        owner.MapPost("/people", (MerchantDesk counter, HttpContext http, MerchantPeople people) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Invite(counter, people, posted))));
        owner.MapPost("/people/{member}/remove",
            (string member, MerchantDesk counter, HttpContext http, MerchantPeople people) =>
                Posted.OnceAsync(http, _ => Task.FromResult(Remove(counter, people, member))));
        owner.MapPost("/people/invitations/{invitation}/withdraw",
            (string invitation, MerchantDesk counter, HttpContext http, MerchantPeople people) =>
                Posted.OnceAsync(http, _ => Task.FromResult(Withdraw(counter, people, invitation))));
    }

    private static IResult Show(MerchantDesk desk, MerchantPeople people, string address, Bilingual? problem) =>
        Page.Of<PeoplePage>(
            new PeopleModel(desk, people.At(desk.Id), people.InvitationsOf(desk.Id), address, problem),
            problem is null ? 200 : 422);

    private static Next Invite(MerchantDesk desk, MerchantPeople people, Posted posted)
    {
        var role = Codes.Role(posted["role"]) ?? MerchantRole.Staff;
        return people.Invite(desk.Id, posted["address"], role, desk.MemberId) is { } problem
            ? Next.Show(Show(desk, people, posted["address"], problem))
            : Next.To(desk.Address("/people"));
    }

    private static Next Remove(MerchantDesk desk, MerchantPeople people, string member) =>
        people.RoleOf(desk.Id, member) is null ? Next.Show(Results.NotFound())
        : people.Remove(desk.Id, member, desk.MemberId) is { } problem
            ? Next.Show(Show(desk, people, "", problem))
            : Next.To(member == desk.MemberId ? "/merchant" : desk.Address("/people"));

    private static Next Withdraw(MerchantDesk desk, MerchantPeople people, string invitation)
    {
        if (people.InvitationsOf(desk.Id).All(entry => entry.Id != invitation))
        {
            return Next.Show(Results.NotFound());
        }

        people.Withdraw(desk.Id, invitation, desk.MemberId);
        return Next.To(desk.Address("/people"));
    }
}
