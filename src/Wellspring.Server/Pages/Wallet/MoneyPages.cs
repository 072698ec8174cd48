using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;
using Wellspring.Storage;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>A member's money: home, statement, wallet.</summary>
internal static class MoneyPages
{
    private const int FewLines = 5;
    private const int PageLines = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization(Policies.Member)
            .AddEndpointFilter(Members.RulesPages.AskFirstAsync);
        pages.MapGet("/home", HomeAsync);
        pages.MapGet("/statement", StatementAsync);
        pages.MapGet("/wallet", WalletAsync);
        SellPages.Map(pages);
        WithdrawPages.Map(pages);
        InvitePages.Map(routes);
    }

    private static async Task<IResult> HomeAsync(
        Visitor visitor, MemberMoney money, Cohorts cohorts, ShopDatabase database, ViewStore views, PoolGate gate,
        CancellationToken cancellation)
    {
        var holding = await money.OfAsync(visitor.Member, cancellation);
        var joined = database.Read(reader =>
            reader.Number($"SELECT joined_at FROM members WHERE id = {visitor.Member}")) ?? 0;
        return Page.Of<HomePage>(new HomeModel(
            holding, await cohorts.OfAsync(new(joined), cancellation),
            LinesOf(views, holding, FewLines, long.MaxValue), gate.Plan));
    }

    private static async Task<IResult> StatementAsync(
        Visitor visitor, MemberMoney money, ViewStore views, long? before, CancellationToken cancellation)
    {
        var holding = await money.OfAsync(visitor.Member, cancellation);
        return Page.Of<StatementPage>(new StatementModel(
            holding, LinesOf(views, holding, PageLines, before ?? long.MaxValue), PageLines));
    }

    private static async Task<IResult> WalletAsync(
        Visitor visitor, MemberMoney money, Withdrawals withdrawals, PoolGate gate, CancellationToken cancellation) =>
        Page.Of<WalletPage>(new WalletModel(
            await money.OfAsync(visitor.Member, cancellation), withdrawals.Of(visitor.Member, PageLines), gate.Plan));

    private static IReadOnlyList<StatementRow> LinesOf(ViewStore views, Holding holding, int most, long before) =>
        views.StatementOf(holding.Balance.Number, most, before);
}
