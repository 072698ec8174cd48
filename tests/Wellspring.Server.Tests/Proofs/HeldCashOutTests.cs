using Wellspring.Core;
using Wellspring.Server.Tests.Finance;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Proofs;

/// <summary>CN-RAI-09 before the payment, too: what was approved does not leave while the bank is unclear.</summary>
public sealed class HeldCashOutTests
{
    [Fact]
    public async Task An_approved_withdrawal_is_not_paid_while_the_bank_s_word_is_old_or_differs()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        await anna.OpenAsync("/withdraw/quote?amount=100");
        await anna.SendAsync("#confirm");
        var id = anna.Location["/withdrawals/".Length..];
        var withdrawals = cashier.Get<Withdrawals>();
        Assert.True((await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default)).IsDone);

        await cashier.Server.PassAsync(TimeSpan.FromDays(8));
        var old = (await withdrawals.ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default))!;
        await cashier.AttestAsync(Money.FromYuan(2));
        var differs = (await withdrawals.ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default))!;
        await anna.OpenAsync("/proof");
        var told = anna.Document.QuerySelector("#unreconciled")!.TextContent;
        await cashier.Server.PassAsync(TimeSpan.FromMinutes(2));
        await cashier.AttestAsync();
        var agrees = (await withdrawals.ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default))!;

        Assert.Equal(("stopped", "CN-RAI-09"), (old.State, old.Reason));
        Assert.Equal(("stopped", "CN-RAI-09"), (differs.State, differs.Reason));
        Assert.Contains("最近银行对账", differs.Why!.Value.Zh, StringComparison.Ordinal);
        Assert.Contains("提现暂停", told, StringComparison.Ordinal);
        Assert.True(agrees.IsDone);
        Assert.Equal("paid", withdrawals.Find(id)!.State);
        Assert.False(cashier.Get<AttestationBook>().Standing().IsHeld);
    }
}
