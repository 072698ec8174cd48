using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Hosting;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Members;

/// <summary>The demonstration's mail box, open to everybody. There is none outside a sandbox.</summary>
internal static class OutboxPages
{
    private const int Shown = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/outbox", (Site site, ShopDatabase database) => site.Pool.Plan.IsSandbox
            ? (IResult)Page.Of<OutboxPage>(database.Read(reader => Outbox.Newest(reader, Shown)))
            : Results.NotFound()).AllowAnonymous();
}
