using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Taxes;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Finance;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// Show C as a play: profile CN with everything switched on that two people can answer for; points become money, less
/// tax, to a verified person, until one acknowledgement is taken back.
/// </summary>
internal sealed class ShowC : IAsyncDisposable
{
    private readonly ShowB _start;

    private ShowC(RunningServer server, TestShop shop)
    {
        (Server, _start) = (server, new(server, shop, "show-c"));
        Finance = Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance);
        Risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
    }

    public RunningServer Server { get; }

    public CrewMember Finance { get; }

    public CrewMember Risk { get; }

    public static async Task<ShowC> StartAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(BrowserPage.Root, "plans", "cn-full.json"));
        var server = await RunningServer.StartAsync(ready: Signed.Approved(text));
        return new(server, await server.SeedShopAsync());
    }

    /// <summary>Joins, buys, receives; the window passes; points are there.</summary>
    public async Task EarnAsync(Hands newcomer)
    {
        await _start.JoinAsync(newcomer);
        await _start.DeliverAsync(newcomer, await _start.BuyAsync(newcomer));
        await Server.PassAsync(TimeSpan.FromDays(8));
    }

    /// <summary>Sells everything; nobody can withdraw yet, and the page says what is missing.</summary>
    public async Task SellAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/sell");
        await newcomer.LookAsync("show-c-20-sell");
        await newcomer.SendAsync("form[action='/sell/quote']", null, ("by", "all"));
        await newcomer.SeeAsync("代扣税");
        await newcomer.LookAsync("show-c-21-sell-confirm");
        await newcomer.SendAsync("form[action='/sell']", null);
        await newcomer.LookAsync("show-c-22-sold");
        await newcomer.OpenAsync("/withdraw");
        await newcomer.SeeAsync("CN-PAY-04");
        await newcomer.SeeAsync("资金未核对");
        await newcomer.LookAsync("show-c-23-not-yet");
    }

    /// <summary>Who they are and where they are paid, after a consent of its own.</summary>
    public async Task IdentifyAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/identity");
        await newcomer.LookAsync("show-c-24-identity");
        await newcomer.SendAsync(
            "#identity", "提交核验", ("agree", "yes"), ("name", Cashier.Name), ("document", "resident"),
            ("number", Cashier.Number), ("channel", "manual"), ("bank", "工商银行"), ("account", Cashier.Account),
            ("holder", Cashier.Name));
        await newcomer.SeeAsync("等待人工核验");
        await newcomer.LookAsync("show-c-25-handed-in");
    }

    /// <summary>The operator's two people: identity, tax rules, the bank's balance.</summary>
    public async Task PrepareAsync(string member)
    {
        var payees = Server.Get<PayeeBook>();
        var card = payees.Waiting(1)[0];
        Assert.Equal(Cashier.Name, payees.Reveal(card.Id, Risk.Id, "review")!.Name);
        Assert.Null(payees.Approve(card.Id, Risk.Id));
        foreach (var draft in new TaxRuleDraft[]
        {
            new(TaxBook.PointSale, nameof(TaxMethod.Flat), "20%", "偶然所得", "个人所得税法第二条", "王会计", Signed.Paper),
            new(TaxBook.Reward, nameof(TaxMethod.CumulativeLabour), "", "劳务报酬所得", "公告2025年第16号", "王会计", Signed.Paper),
        })
        {
            await TwoAsync(TaxBook.Draft(draft).Act!, Finance, Risk);
        }

        // The bank's paper is of a full minute after the sale.
        await Server.PassAsync(TimeSpan.FromMinutes(2));
        var (bank, clock) = (Server.Get<AttestationBook>(), Server.Get<PoolClock>().Now());
        var now = new Instant(clock.Milliseconds - (clock.Milliseconds % 60_000));
        var (act, wrong) = bank.Draft(
            "6222000099998888", Decimals.Write(bank.BookAt(now).FloorToFen().Units / Money.UnitsPerFen, 2),
            now.Plus(new(8 * 3_600_000L)).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm"), Signed.Paper);
        Assert.True(act is not null, wrong?.En);
        await TwoAsync(act, Finance, Risk);
        Assert.NotNull(payees.Approved(member));
    }

    /// <summary>Every cost before the deed, then the request.</summary>
    /// <returns>The withdrawal.</returns>
    public async Task<string> WithdrawAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/withdraw");
        await newcomer.LookAsync("show-c-30-withdraw");
        await newcomer.SendAsync("#ask", null, ("amount", "15.00"));
        await newcomer.SeeAsync("¥3.00");
        await newcomer.SeeAsync("¥11.00");
        await newcomer.LookAsync("show-c-31-costs");
        await newcomer.SendAsync("#confirm", null);
        await newcomer.SeeAsync("等待审核");
        await newcomer.LookAsync("show-c-32-requested");
        return newcomer.Location["/withdrawals/".Length..];
    }

    /// <summary>Risk asks, finance approves, finance pays by hand and has the voucher.</summary>
    public async Task PayAsync(Hands newcomer, string withdrawal)
    {
        await TwoAsync(new(ActRules.Withdrawal, withdrawal, []), Risk, Finance);
        var paid = await Server.Get<Withdrawals>().ConfirmPaidAsync(withdrawal, Finance.Id, "V-2026-1130", default);
        Assert.True(paid!.IsDone);
        await newcomer.OpenAsync("/withdrawals/" + withdrawal);
        await newcomer.SeeAsync("已到账");
        await newcomer.SeeAsync("V-2026-1130");
        await newcomer.LookAsync("show-c-33-paid");
        await newcomer.OpenAsync("/me/tax");
        await newcomer.SeeAsync("偶然所得");
        await newcomer.LookAsync("show-c-34-tax");
    }

    /// <summary>One acknowledgement is taken back: code refuses from then on, whoever asks.</summary>
    public async Task VoidAsync(Hands newcomer)
    {
        var voided = await Server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.VoidAcknowledgement(
                "void-1", Server.Get<PoolClock>().Now(), "CN-PAY-06", Risk.Id, "律师撤回了书面意见,须重新论证后才能再启用。"),
            default);
        Assert.Equal(Refusal.None, voided.Reason);
        await newcomer.OpenAsync("/withdraw");
        await newcomer.SendAsync("#ask", null, ("amount", "10.00"));
        await newcomer.SeeAsync("CN-PAY-06");
        await newcomer.LookAsync("show-c-40-refused");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task TwoAsync(TwoPersonAct act, CrewMember first, CrewMember second)
    {
        var asked = await Server.Get<Approvals>().AskAsync(first.Id, act, default);
        Assert.True(asked.IsGood, asked.Sentence.En);
        Assert.Equal(
            ActAnswer.SamePerson, (await Server.Get<Approvals>().ApproveAsync(asked.Token!, first.Id, default)).Code);
        var done = await Server.Get<Approvals>().ApproveAsync(asked.Token!, second.Id, default);
        Assert.True(done.IsGood, done.Sentence.En);
    }
}
