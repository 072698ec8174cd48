using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Merchants;

/// <summary>The prepaid deposit: what is left, what waits for it, and telling finance of a top-up.</summary>
internal static class DepositPages
{
    public static void Map(RouteGroupBuilder desk, RouteGroupBuilder owner)
    {
        desk.MapGet("/deposit", async (MerchantDesk counter, DepositBook deposit, CancellationToken cancellation) =>
            Page.Of<DepositPage>(await ModelAsync(counter, deposit, "", "", [], cancellation)));
        owner.MapPost("/deposit", AnnounceAsync);
    }

    private static Task<IResult> AnnounceAsync(MerchantDesk desk, HttpContext http, DepositBook deposit) =>
        Posted.OnceAsync(http, async posted =>
        {
            var (amount, voucher) = (posted["amount"], posted["voucher"]);
            var problems = deposit.Announce(desk.Id, amount, voucher, desk.MemberId, posted.Key);
            return problems.Count == 0
                ? Next.To(desk.Address("/deposit"))
                : Next.Show(Page.Of<DepositPage>(
                    await ModelAsync(desk, deposit, amount, voucher, problems, http.RequestAborted), 422));
        });

    private static async Task<DepositModel> ModelAsync(
        MerchantDesk desk, DepositBook deposit, string amount, string voucher, IReadOnlyList<Problem> problems,
        CancellationToken cancellation) =>
        new(desk, await deposit.StandingAsync(desk.Id, cancellation), deposit.Of(desk.Id),
            deposit.DrawnFrom(desk.Id), amount, voucher, problems);
}
