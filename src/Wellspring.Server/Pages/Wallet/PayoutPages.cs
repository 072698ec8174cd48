using Microsoft.AspNetCore.Http;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Finance;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Pages.Wallet;

/// <summary>Withdrawing under profile CN: amount, then every cost and obstacle, then the request.</summary>
internal static class PayoutPages
{
    public static async Task<IResult> AskAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, PayeeBook payees, AttestationBook bank, Bilingual? wrong,
        CancellationToken cancellation) => Page.Of<PayoutPage>(
            new PayoutModel(
                await money.OfAsync(visitor.Member, cancellation), gate.Plan, payees.Approved(visitor.Member),
                bank.Review().Count > 0, wrong),
            wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    public static async Task<IResult> QuoteAsync(
        Visitor visitor, MemberMoney money, PoolGate gate, PayeeBook payees, AttestationBook bank, PayoutDesk desk,
        string? amount, CancellationToken cancellation) => AmountOf(amount) is { } asked
            ? Page.Of<PayoutConfirmPage>(await desk.QuoteAsync(visitor.Member, asked, cancellation))
            : await AskAsync(visitor, money, gate, payees, bank, Unreadable, cancellation);

    public static async Task<Next> RequestAsync(HttpContext http, Posted posted, Visitor visitor, PayoutDesk desk,
        PayeeBook payees)
    {
        if (AmountOf(posted["amount"]) is not { } amount)
        {
            return Next.To("/withdraw");
        }

        IdentityPages.NoteDevice(http, visitor.Member, payees);
        var (payout, quote) = await desk.RequestAsync(
            posted.Id("w"), visitor.Member, amount, http.RequestAborted);
        return payout is null
            ? Next.Show(Page.Of<PayoutConfirmPage>(quote, StatusCodes.Status422UnprocessableEntity))
            : Next.To($"/withdrawals/{payout.Id}");
    }

    private static Money? AmountOf(string? text) => Decimals.TryRead(
        (text ?? "").Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal), 2, out var fen) && fen > 0
        ? Money.FromUnits(fen * Money.UnitsPerFen)
        : null;

    private static Bilingual Unreadable { get; } = new(
        "请填写提现金额,例如 50 或 50.00。", "Enter the amount, such as 50 or 50.00.");
}

/// <param name="IsUnreconciled">Whether the bank's word is missing: cash-out waits, and members are told.</param>
public sealed record PayoutModel(
    Holding Holding, Core.Plans.Plan Plan, PayeeCard? Payee, bool IsUnreconciled, Bilingual? Wrong);
