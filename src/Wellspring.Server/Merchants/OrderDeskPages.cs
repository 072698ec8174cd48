using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Merchants;

/// <summary>A merchant's orders: collect, send, hand over, check codes, decide on refunds.</summary>
internal static class OrderDeskPages
{
    private const int PageSize = 20;
    private const int MostRefunds = 100;

    public static void Map(RouteGroupBuilder desk)
    {
        desk.MapGet("/orders", List);
        desk.MapGet(
            "/orders/{id}", (string id, MerchantDesk counter, HttpContext http) => Show(http, counter, id, null));
        desk.MapPost("/orders/{id}/{act}", ActAsync);
        desk.MapPost("/orders/{id}/refunds/{refund}/{act}", DecideAsync);
        desk.MapGet("/verify", (MerchantDesk counter) => Page.Of<VerifyPage>(new VerifyModel(counter, "", null)));
        desk.MapPost("/verify", VerifyAsync);
    }

    private static IResult List(
        MerchantDesk desk, OrderReading reading, OrderRefunds refunds, string? state, string? after)
    {
        if (state == OrderFilter.Refunds)
        {
            return Page.Of<OrderListPage>(new OrderListModel(
                desk, state, [], null,
                [.. refunds.In("requested", desk.Id, MostRefunds), .. refunds.In("shop-pays", desk.Id, MostRefunds)]));
        }

        var filter = OrderFilter.All.FirstOrDefault(entry => entry.Code == state) ?? OrderFilter.All[0];
        var page = reading.OfMerchant(desk.Id, filter.State, after, PageSize);
        return Page.Of<OrderListPage>(new OrderListModel(desk, filter.Code, page.Orders, page.Next, []));
    }

    private static Task<IResult> ActAsync(
        string id, string act, MerchantDesk desk, HttpContext http, ShopOrders orders) =>
        Posted.OnceAsync(http, async posted => Then(http, desk, id, act switch
        {
            "collect" => await orders.ConfirmCollectionAsync(
                CallerOf(desk), id, posted["reference"], http.RequestAborted),
            "ship" => orders.Ship(CallerOf(desk), id, posted["carrier"], posted["tracking"]),
            "deliver" => await orders.HandOverAsync(CallerOf(desk), id, http.RequestAborted),
            "cancel" => orders.Cancel(CallerOf(desk), id),
            _ => new OrderAnswer.NotFound(),
        }));

    private static Task<IResult> DecideAsync(
        string id, string refund, string act, MerchantDesk desk, HttpContext http, OrderRefunds refunds) =>
        Posted.OnceAsync(http, async posted => Then(http, desk, id, act switch
        {
            _ when refunds.Of(id).All(entry => entry.Id != refund) => new OrderAnswer.NotFound(),
            "approve" => await refunds.ApproveAsync(CallerOf(desk), refund, http.RequestAborted),
            "reject" => refunds.Reject(CallerOf(desk), refund, posted["why"]),
            "paid" => refunds.ConfirmPaid(CallerOf(desk), refund, posted["reference"]),
            _ => new OrderAnswer.NotFound(),
        }));

    private static Task<IResult> VerifyAsync(MerchantDesk desk, HttpContext http, ShopOrders orders) =>
        Posted.OnceAsync(http, async posted =>
        {
            // A scanned code comes with what stands around it; a typed one with blanks.
            var code = string.Concat(posted["code"].Where(char.IsAsciiDigit));
            return await orders.VerifyAsync(CallerOf(desk), code, http.RequestAborted) switch
            {
                OrderAnswer.Done done => Next.To(desk.Address($"/orders/{done.Id}?verified=1")),
                OrderAnswer.Refused refused => Next.Show(
                    Page.Of<VerifyPage>(new VerifyModel(desk, posted["code"], refused.Why), 422)),
                _ => Next.Show(Results.NotFound()),
            };
        });

    private static Next Then(HttpContext http, MerchantDesk desk, string id, OrderAnswer answer) => answer switch
    {
        OrderAnswer.Done => Next.To(desk.Address($"/orders/{id}")),
        OrderAnswer.Refused refused => Next.Show(Show(http, desk, id, refused.Why)),
        _ => Next.Show(Results.NotFound()),
    };

    private static IResult Show(HttpContext http, MerchantDesk desk, string id, Bilingual? wrong)
    {
        var services = http.RequestServices;
        var reading = services.GetRequiredService<OrderReading>();
        if (reading.Find(CallerOf(desk), id) is not { } order)
        {
            return Results.NotFound();
        }

        var buyer = services.GetRequiredService<ShopDatabase>().Read(reader => MemberBook.Find(reader, order.Member));
        return Page.Of<OrderDeskPage>(
            new OrderDeskModel(
                desk, order, reading.ItemsOf(id), reading.StoryOf(id),
                services.GetRequiredService<OrderRefunds>().Of(id), buyer?.MaskedName ?? "**", wrong,
                http.Request.Query.ContainsKey("verified")),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Caller CallerOf(MerchantDesk desk) => Caller.ForMerchant(desk.Id, desk.MemberId);
}

/// <summary>A way to look at a merchant's orders.</summary>
/// <param name="State">The state they are in; null: any.</param>
public sealed record OrderFilter(string Code, string? State, Bilingual Text)
{
    /// <summary>Refunds that wait for the shop: no state of an order.</summary>
    public const string Refunds = "refunds";

    public static IReadOnlyList<OrderFilter> All { get; } =
    [
        new("all", null, new("全部", "All")),
        new("unpaid", OrderStates.Created, new("待收款", "Unpaid")),
        new("open", OrderStates.Funded, new("待交付", "To deliver")),
        new("delivered", OrderStates.Delivered, new("退货期内", "In the return window")),
        new("final", OrderStates.Final, new("已完成", "Final")),
    ];
}
