using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>Withdrawing: amount and account, then the request, then its way to the bank.</summary>
internal static class WithdrawPages
{
    private const int NameLimit = 60;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/withdraw", AskAsync);
        pages.MapGet("/withdraw/quote", PayoutPages.QuoteAsync);
        pages.MapPost("/withdraw", RequestAsync);
        pages.MapGet("/withdrawals/{id}", ShowAsync);
    }

    private static async Task<IResult> AskAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, PayeeBook payees, AttestationBook bank,
        CancellationToken cancellation) => gate.Plan.IsSandbox
            ? Page.Of<WithdrawPage>(await AskingAsync(visitor, money, gate, null, cancellation))
            : await PayoutPages.AskAsync(visitor, money, gate, payees, bank, null, cancellation);

    private static Task<IResult> RequestAsync(
        HttpContext http, Visitor visitor, MemberMoney money, PoolGate gate, Withdrawals withdrawals, PayoutDesk desk,
        PayeeBook payees) => Posted.OnceAsync(http, async posted =>
        {
            if (!gate.Plan.IsSandbox)
            {
                return await PayoutPages.RequestAsync(http, posted, visitor, desk, payees);
            }

            var amount = posted["amount"].TrimStart('¥').Replace(",", "", StringComparison.Ordinal);
            var (account, name) = (posted["account"], posted["name"]);
            Bilingual? wrong =
                !Decimals.TryRead(amount, 2, out var fen) || fen == 0 ? new(
                    "请填写提现金额,例如 50 或 50.00。", "Enter the amount, such as 50 or 50.00.")
                : account.Length is 0 or > NameLimit ? new(
                    "请填写收款账号。", "Enter the account that receives the money.")
                : name.Length is 0 or > NameLimit ? new(
                    "请填写收款人姓名,只能提到本人账户。", "Enter the payee's name; it must be your own account.")
                : null;
            if (wrong is not null)
            {
                return Next.Show(Page.Of<WithdrawPage>(
                    await AskingAsync(visitor, money, gate, wrong, http.RequestAborted), 422));
            }

            var payout = await withdrawals.RequestAsync(
                posted.Id("w"), visitor.Member, Money.FromUnits(fen * Money.UnitsPerFen),
                new(ChannelOf(gate), account, name), http.RequestAborted);
            return $"/withdrawals/{payout.Id}";
        });

    private static IResult ShowAsync(string id, Visitor visitor, Withdrawals withdrawals) =>
        withdrawals.Find(id) is { } payout && payout.Member == visitor.Member
            ? Page.Of<WithdrawalPage>(new WithdrawalModel(payout))
            : Results.NotFound();

    private static async Task<WithdrawModel> AskingAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, Bilingual? wrong, CancellationToken cancellation) =>
        new(await money.OfAsync(visitor.Member, cancellation), gate.Plan, ChannelOf(gate), wrong);

    private static string ChannelOf(PoolGate gate) => gate.Plan.IsSandbox ? Channels.Simulated : Channels.Manual;
}
