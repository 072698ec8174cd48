using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Malls;
using Wellspring.Shop.Access;
using Wellspring.Shop.Malls;

namespace Wellspring.Server.Api;

/// <summary>
/// <c>/v1/malls/{mall}/reservations</c>: points at a mall's own checkout, by the mall's order number.
/// </summary>
internal static class MallsResource
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("/malls/{mall}/reservations").WithTags("malls")
            .RequireAuthorization(Policies.Scope(Scopes.MallCheckout));
        reservations.MapPost("", ReserveAsync).Fails(404, 413, 422)
            .Accepts<ReservationRequest>("application/json")
            .WithSummary("Quote what a user's points pay of an order, and hold the quote for 15 minutes.");
        reservations.MapGet("/{order}", Find).Fails(404).WithSummary("A reservation as it stands.");
        reservations.MapPost("/{order}/confirm", ConfirmAsync).Fails(404, 422)
            .WithSummary("Use the points: call it when the cash part was paid. May be repeated.");
        reservations.MapPost("/{order}/cancel", Cancel).Fails(404, 422)
            .WithSummary("Free the points. May be repeated.");
    }

    private static async Task<Results<Ok<ReservationAnswer>, Problem>> ReserveAsync(
        string mall, HttpContext http, MallBoard board)
    {
        if (board.Find(mall) is not { } connected)
        {
            return UnknownMall();
        }

        var (request, problem) = await Bodies.ReadAsync<ReservationRequest>(http);
        if (problem is not null)
        {
            return problem;
        }

        if (Yuan(request!.Amount) is not { } amount)
        {
            return NoAmount("amount");
        }

        if (request.Asked is not null && Yuan(request.Asked) is null)
        {
            return NoAmount("asked");
        }

        return Answer(await connected.Points.ReserveAsync(
            request.Order, request.User, request.Store ?? "", amount,
            request.Asked is { } asked ? Yuan(asked) : null, http.RequestAborted));
    }

    private static Results<Ok<ReservationAnswer>, Problem> Find(string mall, string order, MallBoard board) =>
        board.Find(mall) is not { } connected ? UnknownMall()
        : connected.Points.Find(order) is { } found ? TypedResults.Ok(ReservationAnswer.Of(found))
        : UnknownOrder();

    private static async Task<Results<Ok<ReservationAnswer>, Problem>> ConfirmAsync(
        string mall, string order, MallBoard board, CancellationToken cancellation) =>
        board.Find(mall) is { } connected
            ? Answer(await connected.Points.ConfirmAsync(order, cancellation))
            : UnknownMall();

    private static Results<Ok<ReservationAnswer>, Problem> Cancel(string mall, string order, MallBoard board) =>
        board.Find(mall) is { } connected ? Answer(connected.Points.Cancel(order)) : UnknownMall();

    private static Results<Ok<ReservationAnswer>, Problem> Answer(MallAnswer answer) => answer switch
    {
        { Refusal: null, Reservation: { } reservation } => TypedResults.Ok(ReservationAnswer.Of(reservation)),
        { Refusal: { } sentence } => new Problem(
            StatusCodes.Status422UnprocessableEntity, answer.Reservation is { } known
                ? $"reservation:{known.Reason ?? known.State.Code()}" : "reservation:refused", sentence),
        _ => UnknownOrder(),
    };

    private static Money? Yuan(string text) =>
        Decimals.TryRead(text, Money.Decimals, out var units) && units >= 0 ? Money.FromUnits(units) : null;

    private static Problem NoAmount(string place) => Problem.BadInput("bad-input",
        "金额须写成以元为单位的字符串，例如 \"88.00\"。", "Write the amount in yuan as a string, such as \"88.00\".", place);

    private static Problem UnknownMall() => Problem.NotFound(
        "没有连接这个商城；请核对名称和 malls.json。", "No such mall is connected; check the name and malls.json.");

    private static Problem UnknownOrder() => Problem.NotFound(
        "这个订单号没有积分预留；请先预留。", "This order number has no reservation; reserve first.");
}

/// <summary>What a mall's checkout asks.</summary>
/// <param name="Order">The mall's own number of the order.</param>
/// <param name="User">The mall's own id of the buyer.</param>
/// <param name="Amount">The order before points, in yuan.</param>
/// <param name="Asked">The most that points should pay; left out for as much as is allowed.</param>
/// <param name="Store">The mall's key of the store, as its orders name it.</param>
internal sealed record ReservationRequest(
    string Order, string User, string Amount, string? Asked = null, string? Store = null);

/// <summary>A reservation of points.</summary>
/// <param name="State">held, confirming, redeeming, confirmed, cancelled, expired or refused.</param>
/// <param name="Reason">Why it was refused: the pool's code.</param>
/// <param name="Credit">What points pay of the order.</param>
/// <param name="Cash">What the customer still pays the mall.</param>
/// <param name="Points">The most that it costs, in <c>scale</c>; confirming may cost less.</param>
internal sealed record ReservationAnswer(
    string Order, string State, string? Reason, string Amount, string Credit, string Cash, string Points, int Scale,
    string ExpiresAt)
{
    public static ReservationAnswer Of(MallReservation reservation) => new(
        reservation.Number, reservation.State.Code(), reservation.Reason, reservation.Amount.ToString(),
        reservation.Credit.ToString(), reservation.Cash.ToString(), reservation.Points.ToString(), reservation.Scale,
        reservation.ExpiresAt.ToString());
}
