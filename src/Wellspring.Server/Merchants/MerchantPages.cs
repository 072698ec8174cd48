using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;

namespace Wellspring.Server.Merchants;

/// <summary>All pages under /merchant: the door for any member, then what is a merchant's own.</summary>
internal static class MerchantPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        EntryPages.Map(routes.MapGroup("/merchant").RequireAuthorization(Policies.Member));
        var desk = routes.MapGroup("/merchant/{merchant}").RequireAuthorization(Policies.Member)
            .AddEndpointFilter(MerchantDesk.AdmitAsync);
        var owner = routes.MapGroup("/merchant/{merchant}").RequireAuthorization(Policies.Member)
            .AddEndpointFilter(MerchantDesk.AdmitOwnerAsync);
        TodayPages.Map(desk, owner);
        OrderDeskPages.Map(desk);
        GoodsPages.Map(desk, owner);
        StorePages.Map(desk, owner);
        DepositPages.Map(desk, owner);
        SettlementPages.Map(owner);
        PeoplePages.Map(owner);
    }
}
