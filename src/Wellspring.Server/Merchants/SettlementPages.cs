using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>What was settled with the merchant by day, on pages and as CSV.</summary>
internal static class SettlementPages
{
    private const int PageDays = 31;
    private const int MostDays = 1_000;

    public static void Map(RouteGroupBuilder owner)
    {
        owner.MapGet("/settlement", List);
        owner.MapGet("/settlement.csv", ListCsv);
        owner.MapGet("/settlement/{day}", Day);
        owner.MapGet("/settlement/{day}/orders.csv", DayCsv);
    }

    private static IResult List(MerchantDesk desk, SettlementBook book, MerchantDays days, string? before)
    {
        var batches = book.Of(desk.Id, PageDays + 1, Days.TryRead(before, out _) ? before! : "9999");
        return Page.Of<SettlementPage>(new SettlementModel(
            desk, days.Today, book.FiguresOf(desk.Id, days.Today), [.. batches.Take(PageDays)],
            batches.Count > PageDays));
    }

    private static IResult Day(MerchantDesk desk, SettlementBook book, string day)
    {
        if (!Days.TryRead(day, out var date))
        {
            return Results.NotFound();
        }

        var lines = book.LinesOf(desk.Id, date);
        return lines.Count == 0 ? Results.NotFound()
            : Page.Of<SettlementDayPage>(new SettlementDayModel(
                desk, date, book.FiguresOf(desk.Id, date), book.Find(desk.Id, date), lines));
    }

    private static IResult ListCsv(MerchantDesk desk, SettlementBook book, Visitor visitor, PoolGate gate) =>
        Csv(SettlementCsv.Days(book.Of(desk.Id, MostDays), visitor.IsEnglish, gate.Plan), $"settlement-{desk.Id}.csv");

    private static IResult DayCsv(MerchantDesk desk, SettlementBook book, Visitor visitor, PoolGate gate, string day) =>
        Days.TryRead(day, out var date) && book.LinesOf(desk.Id, date) is { Count: > 0 } lines
            ? Csv(SettlementCsv.Orders(lines, visitor.IsEnglish, gate.Plan), $"settlement-{desk.Id}-{day}.csv")
            : Results.NotFound();

    // With a byte order mark: without one spreadsheets take the words for another encoding.
    private static IResult Csv(string text, string name) =>
        Results.File(Encoding.UTF8.GetBytes("\uFEFF" + text), "text/csv; charset=utf-8", name);
}
