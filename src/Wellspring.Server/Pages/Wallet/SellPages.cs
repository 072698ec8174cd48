using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>Selling: amount, then quote with every cost and the risk text, then the deed, then its receipt.</summary>
internal static class SellPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/sell", AskAsync);
        pages.MapGet("/sell/quote", QuoteAsync);
        pages.MapPost("/sell", SellAsync);
        pages.MapGet("/sales/{id}", ReceiptAsync);
    }

    private static async Task<IResult> AskAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, CancellationToken cancellation) =>
        Page.Of<SellPage>(await AskingAsync(visitor, money, gate, null, cancellation));

    private static async Task<IResult> QuoteAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, ShopDatabase database, string? by, string? amount,
        CancellationToken cancellation)
    {
        var (points, wrong) = await ReadAsync(visitor, money, by, amount, cancellation);
        if (points is not { } asked)
        {
            return Page.Of<SellPage>(await AskingAsync(visitor, money, gate, wrong, cancellation), 422);
        }

        var quote = await money.QuoteSaleAsync(visitor.Member, asked, cancellation);
        return quote.Refusal is not Refusal.None
            ? Page.Of<SellPage>(
                await AskingAsync(visitor, money, gate, Words.OfRefusal(quote.Refusal), cancellation), 422)
            : Page.Of<SellConfirmPage>(new SellConfirmModel(
                await money.OfAsync(visitor.Member, cancellation), gate.Plan, quote, quote.Paid,
                database.Read(reader => MemberBook.Find(reader, visitor.Member))?.Nickname ?? visitor.Member));
    }

    private static Task<IResult> SellAsync(
        HttpContext http, Visitor visitor, MemberMoney money, PoolGate gate, PoolFlow flow, PoolClock clock) =>
        Posted.OnceAsync(http, async posted =>
        {
            var cancellation = http.RequestAborted;
            if (!Decimals.TryRead(posted["points"], Points.Decimals, out var points)
                || !Decimals.TryRead(posted["minimum"], Money.Decimals, out var minimum)
                || !int.TryParse(posted["scale"], out var scale))
            {
                var wrong = new Bilingual("表单不完整,请重新填写数量。", "The form is incomplete; enter the amount again.");
                return Next.Show(Page.Of<SellPage>(await AskingAsync(visitor, money, gate, wrong, cancellation), 422));
            }

            // The id comes from the form: two taps, or two sendings, are one sale.
            var id = posted.Id("sale");
            await gate.SubmitAsync(
                new PoolCommand.SellPoints(
                    id, clock.Now(), visitor.Member, new(Points.FromUnits(points)), Money.FromUnits(minimum), scale),
                cancellation);
            await flow.RunAsync(cancellation);
            return $"/sales/{id}";
        });

    private static async Task<IResult> ReceiptAsync(
        string id, Visitor visitor, PoolGate gate, CancellationToken cancellation)
    {
        var member = visitor.Member;
        var found = await gate.ReadAsync(
            desk => (Record: desk.FindCommand(id), Number: desk.Names.Find(member)), cancellation);
        return found.Record switch
        {
            { Event: PoolEvent.PointsSold sold } record when sold.Member == found.Number =>
                Page.Of<SoldPage>(new SoldModel(sold, Refusal.None, record.Position, record.At)),
            { Event: PoolEvent.Refused refused } record when refused.Subject.Member == found.Number =>
                Page.Of<SoldPage>(new SoldModel(null, refused.Reason, record.Position, record.At)),
            _ => Results.NotFound(),
        };
    }

    private static async Task<SellModel> AskingAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, Bilingual? wrong, CancellationToken cancellation)
    {
        var holding = await money.OfAsync(visitor.Member, cancellation);
        var all = holding.SaleOfAll is null
            ? null
            : await money.QuoteSaleAsync(visitor.Member, PointsAsked.All, cancellation);
        return new(holding, gate.Plan, all, wrong);
    }

    // Points, an amount to receive, or everything.
    private static async Task<(PointsAsked? Points, Bilingual? Wrong)> ReadAsync(
        Visitor visitor, MemberMoney money, string? by, string? amount, CancellationToken cancellation)
    {
        var text = (amount ?? "").Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal);
        if (by == "all")
        {
            var holding = await money.OfAsync(visitor.Member, cancellation);
            return (new(holding.Balance.Points), null);
        }

        if (by == "yuan")
        {
            if (!Decimals.TryRead(text, 2, out var fen) || fen == 0)
            {
                return (null, new("请填写想收到的金额,例如 50 或 50.00。",
                    "Enter the amount you want to receive, such as 50 or 50.00."));
            }

            var wanted = Money.FromUnits(fen * Money.UnitsPerFen);
            return await money.PointsForAsync(visitor.Member, wanted, cancellation) is { } enough
                ? (new(enough), null)
                : (null, new(
                    "全部卖出也到不了这个金额,请填小一点,或选“全部”。",
                    "Even all points would not pay that much; enter less, or choose all."));
        }

        return Decimals.TryRead(text, Points.Decimals, out var units) && units > 0
            ? (new(Points.FromUnits(units)), null)
            : (null, new("请填写积分数,例如 10 或 10.5。", "Enter a number of points, such as 10 or 10.5."));
    }
}
