using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Hosting;
using Wellspring.Server.Notifying;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Members;

/// <summary>The demonstration's mail box, open to everybody. There is none outside a sandbox.</summary>
internal static class OutboxPages
{
    private const int Shown = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/outbox", (Site site, ShopDatabase database, OutboxSender sender) => site.Pool.Plan.IsSandbox
            ? (IResult)Page.Of<OutboxPage>(Demo(database.Read(reader => Outbox.Newest(reader, Shown)), sender))
            : Results.NotFound()).AllowAnonymous();

    // What is really sent is nobody else's to read, in a sandbox too.
    private static IReadOnlyList<OutboxMessage> Demo(IReadOnlyList<OutboxMessage> newest, OutboxSender sender) =>
        [.. newest.Where(message => sender.IsDemo(message.Channel))];
}
