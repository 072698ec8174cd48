using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Pages.Orders;

/// <summary>One payment on its way, the demonstration's own cashier, and what channels call back.</summary>
internal static class PayPages
{
    private const int CallbackLimit = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var members = routes.MapGroup("").RequireAuthorization(Policies.Member);
        members.MapGet("/pay/{payment}", PayAsync);
        members.MapGet(SimulatedChannel.CashierPath + "{payment}", Cashier);
        members.MapPost(SimulatedChannel.CashierPath + "{payment}", PressAsync);

        // Whoever calls back is known by the signature alone.
        routes.MapPost("/callbacks/{channel}", HearAsync).AllowAnonymous().DisableAntiforgery();
    }

    private static async Task<IResult> PayAsync(
        HttpContext http, string payment, Visitor visitor, OrderReading reading, PaymentFlow payments, PoolFlow flow,
        string? go)
    {
        if (reading.OfPayment(Caller.Member(visitor.Member), payment) is not { } order)
        {
            return Results.NotFound();
        }

        await payments.QueryAsync(payment, http.RequestAborted);
        await flow.RunAsync(http.RequestAborted);
        var card = payments.Find(payment)!;
        if (card.State == "paid")
        {
            return Results.Redirect($"/orders/{order.Id}");
        }

        if (go is not null && card is { IsOpen: true, StartKind: "redirect" })
        {
            return Results.Redirect(card.Start!);
        }

        if (card.IsOpen)
        {
            // The page looks again by itself, without a script.
            http.Response.Headers["Refresh"] = "5";
        }

        return Page.Of<PayPage>(new PayModel(order, card));
    }

    private static IResult Cashier(
        string payment, Visitor visitor, OrderReading reading, PaymentFlow payments, PoolGate gate) =>
        Demonstrates(gate) && reading.OfPayment(Caller.Member(visitor.Member), payment) is { } order
            ? Page.Of<DemoPayPage>(new PayModel(order, payments.Find(payment)!))
            : Results.NotFound();

    private static Task<IResult> PressAsync(
        HttpContext http, string payment, Visitor visitor, OrderReading reading, PaymentFlow payments, PoolGate gate,
        SimulatedChannel channel, PoolFlow flow) => Posted.OnceAsync(http, async posted =>
        {
            if (!Demonstrates(gate) || reading.OfPayment(Caller.Member(visitor.Member), payment) is null)
            {
                return Next.Show(Results.NotFound());
            }

            _ = posted["outcome"] switch
            {
                "paid" => channel.Confirm(payment),
                "silent" => channel.FallSilent(payment),
                _ => channel.Decline(payment),
            };
            await payments.QueryAsync(payment, http.RequestAborted);
            await flow.RunAsync(http.RequestAborted);
            return $"/pay/{payment}";
        });

    private static async Task<IResult> HearAsync(HttpContext http, string channel, PaymentFlow payments)
    {
        if (http.Request.ContentLength is null or > CallbackLimit)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return await payments.HearAsync(channel, headers, body.ToArray(), http.RequestAborted) is { } reply
            ? Results.Text(reply.Body, reply.ContentType, statusCode: reply.Status)
            : Results.NotFound();
    }

    private static bool Demonstrates(PoolGate gate) => gate.Plan.IsSandbox;
}
