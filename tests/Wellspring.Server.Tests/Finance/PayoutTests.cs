using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Taxes;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Finance;

public sealed class PayoutTests
{
    [Fact]
    public async Task A_flat_fifth_of_a_thousand_stays_back_and_the_books_balance()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna", "20000");
        await cashier.AttestAsync();

        var id = await AskAsync(anna, "1000.00");

        Assert.Contains("¥200.00", anna.Text, StringComparison.Ordinal);
        Assert.Contains("¥799.00", anna.Text, StringComparison.Ordinal);
        var withdrawals = cashier.Get<Withdrawals>();
        Assert.Equal("requested", withdrawals.Find(id)!.State);
        Assert.True((await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default)).IsDone);
        Assert.True((await withdrawals.ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default))!.IsDone);

        var sums = cashier.Get<TaxProof>().Sums();
        Assert.True(sums.Balances);
        Assert.Equal(
            (Money.FromYuan(1_000), Money.FromYuan(1), Money.FromYuan(200), Money.FromYuan(799)),
            (sums.Gross, sums.Fee, sums.Tax, sums.Net));
        var period = Assert.Single(cashier.Get<TaxBook>().Periods());
        Assert.Equal(("2026-11", Money.FromYuan(200)), (period.Period, period.Owed));
        await anna.OpenAsync("/me/tax");
        Assert.Contains("偶然所得", anna.Text, StringComparison.Ordinal);
        Assert.Null(cashier.Get<TaxBook>().Remit("2026-11", "200.00", "TAX-1", cashier.Finance.Id));
        Assert.NotNull(cashier.Get<TaxBook>().Remit("2026-11", "0.01", "TAX-2", cashier.Finance.Id));
        Assert.Equal(Money.Zero, cashier.Get<TaxProof>().Sums().Payable);
    }

    [Fact]
    public async Task Each_obstacle_has_its_code_until_it_is_gone()
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await cashier.BuyAsync("m-anna", "20000");
        await anna.OpenAsync("/sell/quote?by=all");
        await anna.SendAsync();
        await AssertStoppedAsync(anna, "CN-PAY-04", "CN-TAX-02", "CN-RAI-09");

        await Cashier.IdentifyAsync(anna, "P1234567", ("document", "passport"), ("born", "1990-01-31"));
        var payees = cashier.Get<PayeeBook>();
        payees.Approve(payees.Own("m-anna")!.Value.Card.Id, cashier.Risk.Id);
        await AssertStoppedAsync(anna, "CN-TAX-01", "CN-TAX-02", "CN-RAI-09");

        await Cashier.IdentifyAsync(
            anna, "P1234567", ("document", "passport"), ("born", "1990-01-31"), ("taxId", "T12345678"));
        payees.Approve(payees.Own("m-anna")!.Value.Card.Id, cashier.Risk.Id);
        await AssertStoppedAsync(anna, "CN-TAX-02", "CN-RAI-09");

        await cashier.DecideTaxAsync();
        await AssertStoppedAsync(anna, "CN-RAI-09");
        await anna.OpenAsync("/withdraw");
        Assert.Contains("资金未核对", anna.Text, StringComparison.Ordinal);

        await cashier.AttestAsync();
        await anna.OpenAsync("/withdraw/quote?amount=100");
        Assert.NotNull(anna.Document.QuerySelector("#confirm"));
    }

    [Fact]
    public async Task The_bank_s_silence_or_another_sum_holds_what_was_asked_for()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var id = await AskAsync(anna, "100");
        var withdrawals = cashier.Get<Withdrawals>();

        await cashier.Server.PassAsync(TimeSpan.FromDays(8));
        var old = await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default);
        Assert.Equal(("stopped", "CN-RAI-09"), (old.State, old.Reason));

        await cashier.AttestAsync(Money.FromYuan(2));
        Assert.Equal("CN-RAI-09", (await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default)).Reason);
        cashier.Get<MonitorBook>().Run();
        var day = Assert.Single(cashier.Get<AttestationBook>().Days(10));
        Assert.False(day.Agrees);
        Assert.Equal(Money.FromYuan(2), (day.Attested - day.Book.FloorToFen()).FloorToFen());

        var explained = await cashier.TwoAsync(AttestationBook.Explain(day.Day, "银行利息两元,次日转出").Act);
        Assert.Equal(ActAnswer.Done, explained.Code);
        Assert.True((await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default)).IsDone);
    }

    [Fact]
    public async Task Too_many_requests_wait_for_two_people()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var ids = new List<string>();
        for (var time = 0; time < 6; time++)
        {
            ids.Add(await AskAsync(anna, "20"));
        }

        var withdrawals = cashier.Get<Withdrawals>();
        var hold = Assert.Single(cashier.Get<HoldBook>().Open(10));
        Assert.Equal((ids[^1], "CN-PAY-07"), (hold.Withdrawal, hold.Code));
        Assert.Equal("CN-PAY-07", (await withdrawals.ApproveAsync(ids[^1], cashier.Risk.Id, null, default)).Reason);

        var release = HoldBook.Release(hold.Id, "电话核实为本人").Act;
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(release, cashier.Risk, cashier.Finance)).Code);

        Assert.Empty(cashier.Get<HoldBook>().Open(10));
        Assert.True((await withdrawals.ApproveAsync(ids[^1], cashier.Risk.Id, null, default)).IsDone);
    }

    [Fact]
    public async Task A_payment_by_hand_that_failed_returns_everything_and_owes_no_tax()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var before = await WalletOf(cashier);
        var id = await AskAsync(anna, "100");
        var withdrawals = cashier.Get<Withdrawals>();
        Assert.Null(await withdrawals.FailedAsync(id, cashier.Finance.Id, "too early", default));
        await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default);
        Assert.True(cashier.Get<TaxBook>().Of(id).Count == 1);

        Assert.True((await withdrawals.FailedAsync(id, cashier.Finance.Id, "账户已销户", default))!.IsDone);
        Assert.Null(await withdrawals.FailedAsync(id, cashier.Finance.Id, "again", default));

        Assert.Equal(("failed", before), (withdrawals.Find(id)!.State, await WalletOf(cashier)));
        Assert.Empty(cashier.Get<TaxBook>().Of(id));
        Assert.Empty(cashier.Get<TaxBook>().Periods());
        await anna.OpenAsync("/withdrawals/" + id);
        Assert.Contains("账户已销户", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_member_is_not_paid_until_two_people_lift_it()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var order = AuthorityBook.Draft(new("freeze", "m-anna", "某区法院", "(2026)粤0106执1号", Cashier.Paper)).Act;
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(order, cashier.Risk, cashier.Finance)).Code);
        await AssertStoppedAsync(anna, "authority-freeze");

        var lift = AuthorityBook.Lift(cashier.Get<AuthorityBook>().All(1)[0].Id, Cashier.Paper).Act;
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(lift, cashier.Risk, cashier.Finance)).Code);

        await anna.OpenAsync("/withdraw/quote?amount=100");
        Assert.NotNull(anna.Document.QuerySelector("#confirm"));
    }

    [Fact]
    public async Task Who_leaves_after_being_paid_keeps_only_what_tax_law_asks_for()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var id = await AskAsync(anna, "100");
        var withdrawals = cashier.Get<Withdrawals>();
        await withdrawals.ApproveAsync(id, cashier.Risk.Id, null, default);
        await withdrawals.ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default);
        var payees = cashier.Get<PayeeBook>();
        var record = payees.Approved("m-anna")!.Id;

        cashier.Get<ShopDatabase>().Write(transaction => payees.Withdraw(transaction, "m-anna", new(0)));

        var kept = payees.Reveal(record, cashier.Finance.Id, "tax books")!;
        Assert.Equal((Cashier.Name, Cashier.Number, "", ""), (kept.Name, kept.TaxId, kept.Account, kept.Bank));
        Assert.Null(payees.Approved("m-anna"));
        Assert.Equal("kept", payees.Find(record)!.State);
    }

    [Theory]
    [InlineData("CN-PAY-06")]
    [InlineData("CN-TAX-03")]
    public async Task A_voided_acknowledgement_stops_the_cash_out_of_points(string code)
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna");
        await cashier.AttestAsync();
        var id = await AskAsync(anna, "100");

        var answer = await cashier.Get<PoolGate>().SubmitAsync(new PoolCommand.VoidAcknowledgement(
            "void-1", cashier.Get<PoolClock>().Now(), code, cashier.Risk.Id, "律师撤回了意见,须重新论证后再启用。"), default);
        Assert.Equal(Refusal.None, answer.Reason);

        Assert.Equal(
            code, (await cashier.Get<Withdrawals>().ApproveAsync(id, cashier.Risk.Id, null, default)).Reason);
        await anna.OpenAsync("/withdraw/quote?amount=100");
        Assert.Null(anna.Document.QuerySelector("#confirm"));
    }

    [Fact]
    public async Task Dividend_money_is_stopped_and_taxed_like_any_other()
    {
        await using var cashier = await Cashier.OpenAsync(
            Cashier.Plan.Replace("\"direct\": \"0.3%\"", "\"direct\": \"0.3%\", \"dividends\": true",
                StringComparison.Ordinal));
        await cashier.DecideTaxAsync();
        await cashier.BuyAsync("m-anna", "20000");
        using var anna = cashier.Server.VisitAs("m-anna");
        var paid = await cashier.Get<PoolGate>().SubmitAsync(new PoolCommand.PayDividend(
            "dividend-1", cashier.Get<PoolClock>().Now(), "2026-11", Money.FromYuan(200), [new("m-anna", 1)]), default);
        Assert.Equal(Refusal.None, paid.Reason);

        await AssertStoppedAsync(anna, "CN-PAY-04", "CN-TAX-02", "CN-RAI-09");

        await Cashier.IdentifyAsync(anna);
        var payees = cashier.Get<PayeeBook>();
        payees.Approve(payees.Own("m-anna")!.Value.Card.Id, cashier.Risk.Id);
        await cashier.AttestAsync();
        await AssertStoppedAsync(anna, "CN-TAX-02");
        var rule = TaxBook.Draft(new(
            TaxBook.Dividend, nameof(TaxMethod.Flat), "20%", "股息红利所得", "个人所得税法第二条", "王会计", Cashier.Paper));
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(rule.Act)).Code);

        var id = await AskAsync(anna, "100");

        var line = Assert.Single(cashier.Get<TaxBook>().Of(id));
        Assert.Equal((TaxBook.Dividend, Money.FromYuan(100), Money.FromYuan(20)), (line.Type, line.Gross, line.Tax));
        await anna.OpenAsync("/withdrawals/" + id);
        Assert.Contains("分红", anna.Text, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Walker walker, string amount)
    {
        await walker.OpenAsync("/withdraw/quote?amount=" + amount);
        await walker.SendAsync("#confirm");
        Assert.StartsWith("/withdrawals/", walker.Location, StringComparison.Ordinal);
        return walker.Location["/withdrawals/".Length..];
    }

    private static async Task AssertStoppedAsync(Walker walker, params string[] codes)
    {
        await walker.OpenAsync("/withdraw/quote?amount=100");
        Assert.Equal(codes, walker.Document.QuerySelectorAll("p.refused .code").Select(code => code.TextContent));
        Assert.Null(walker.Document.QuerySelector("#confirm"));
    }

    private static Task<Money> WalletOf(Cashier cashier) => cashier.Get<PoolGate>().ReadAsync(
        desk => desk.Pool.Member(desk.Names.Find("m-anna")).SaleMoney, CancellationToken.None);
}
