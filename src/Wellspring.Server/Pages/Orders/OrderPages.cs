using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Pages.Orders;

/// <summary>A member's own orders: the list, one with its story, and what can be asked about it.</summary>
internal static class OrderPages
{
    private const int ListPage = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/orders").RequireAuthorization(Policies.Member);
        pages.MapGet("", List);
        pages.MapGet("/{id}", OneAsync);
        pages.MapPost("/{id}/pay", PayAsync);
        pages.MapPost("/{id}/cancel", (HttpContext http, string id, Visitor visitor, ShopOrders orders) => ActAsync(
            http, id, posted => Task.FromResult(orders.Cancel(Caller.Member(visitor.Member), id))));
        pages.MapPost("/{id}/receive", (HttpContext http, string id, Visitor visitor, ShopOrders orders) => ActAsync(
            http, id, posted => orders.ReceiveAsync(visitor.Member, id, http.RequestAborted)));
        pages.MapGet("/{id}/refund", AskRefund);
        pages.MapPost("/{id}/refund", RefundAsync);
    }

    private static IResult List(Visitor visitor, OrderReading reading, string? after)
    {
        var page = reading.OfMember(visitor.Member, after, ListPage);
        return Page.Of<OrdersPage>(new OrdersModel(page.Orders, page.Next, after is null));
    }

    private static Task<IResult> OneAsync(HttpContext http, string id) => ShowAsync(http, id, null);

    private static Task<IResult> PayAsync(HttpContext http, string id, Visitor visitor, ShopOrders orders) =>
        Posted.OnceAsync(http, async posted =>
        {
            var answer = await orders.PayAsync(
                visitor.Member, id, posted["channel"], http.Connection.RemoteIpAddress?.ToString() ?? "",
                http.RequestAborted);
            return answer switch
            {
                OrderAnswer.Done payment => $"/pay/{payment.Id}?go=1",
                OrderAnswer.Refused refused => Next.Show(await ShowAsync(http, id, refused.Why)),
                _ => Next.Show(Results.NotFound()),
            };
        });

    private static Task<IResult> ActAsync(HttpContext http, string id, Func<Posted, Task<OrderAnswer>> act) =>
        Posted.OnceAsync(http, async posted => await act(posted) switch
        {
            OrderAnswer.Done => $"/orders/{id}",
            OrderAnswer.Refused refused => Next.Show(await ShowAsync(http, id, refused.Why)),
            _ => Next.Show(Results.NotFound()),
        });

    private static IResult AskRefund(
        string id, Visitor visitor, OrderReading reading, PoolGate gate, string? amount, string? reason)
    {
        if (reading.Find(Caller.Member(visitor.Member), id) is not { } order)
        {
            return Results.NotFound();
        }

        var (preview, wrong) = amount is null ? (null, null) : Preview(order, amount);
        return Page.Of<RefundPage>(
            new RefundModel(order, preview, amount ?? "", reason ?? "", wrong, gate.Plan),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<IResult> RefundAsync(
        HttpContext http, string id, Visitor visitor, OrderReading reading, OrderRefunds refunds, PoolGate gate) =>
        Posted.OnceAsync(http, posted =>
        {
            if (reading.Find(Caller.Member(visitor.Member), id) is not { } order)
            {
                return Task.FromResult(Next.Show(Results.NotFound()));
            }

            var (preview, wrong) = Preview(order, posted["amount"]);
            var answer = preview is null ? null
                : refunds.Request(posted.Id("r"), visitor.Member, id, preview.Amount, posted["reason"]);
            return Task.FromResult(answer switch
            {
                OrderAnswer.Done => $"/orders/{id}",
                OrderAnswer.NotFound => Next.Show(Results.NotFound()),
                _ => Next.Show(Page.Of<RefundPage>(
                    new RefundModel(order, preview, posted["amount"], posted["reason"],
                        wrong ?? ((OrderAnswer.Refused)answer!).Why, gate.Plan),
                    StatusCodes.Status422UnprocessableEntity)),
            });
        });

    private static (RefundPreview? Preview, Bilingual? Wrong) Preview(OrderCard order, string amount)
    {
        var left = order.Total - order.Refunded;
        var text = amount.Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal);
        return Decimals.TryRead(text, 2, out var fen) && fen > 0 && fen <= left.Units / Money.UnitsPerFen
            ? (OrderRefunds.Preview(order, Money.FromUnits(fen * Money.UnitsPerFen)), null)
            : (null, new($"请填写大于 0、不超过 {Amounts.Yuan(left)} 的金额。",
                $"Enter an amount above zero and at most {Amounts.Yuan(left)}."));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string id, Bilingual? wrong)
    {
        var services = http.RequestServices;
        var (visitor, reading, gate) = (
            services.GetRequiredService<Visitor>(), services.GetRequiredService<OrderReading>(),
            services.GetRequiredService<PoolGate>());
        if (reading.Find(Caller.Member(visitor.Member), id) is not { } order)
        {
            return Results.NotFound();
        }

        if (order.State == OrderStates.Paid)
        {
            // The channel answers within seconds; the page looks again by itself, without a script.
            http.Response.Headers["Refresh"] = "3";
        }

        var pending = await gate.ReadAsync(
            desk => desk.Pool.Member(desk.Names.Find(order.Member)).Pending, http.RequestAborted);
        var estimate = pending.Where(one => one.Order.Order == id).Select(one => (Points?)one.Points).FirstOrDefault();
        return Page.Of<OrderPage>(
            new OrderModel(
                order, reading.ItemsOf(id), reading.StoryOf(id), services.GetRequiredService<OrderRefunds>().Of(id),
                services.GetRequiredService<PaymentFlow>().Of(id), estimate,
                ShopPages.NamesOf(services.GetRequiredService<Channels>(), gate), wrong, gate.Plan)
            {
                Sheet = await services.GetRequiredService<RewardReading>().SheetAsync(id, http.RequestAborted),
            },
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
