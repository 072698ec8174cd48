using System.Text;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Tests.Finance;

public sealed class IdentityTests
{
    [Fact]
    public async Task An_identity_is_sealed_reviewed_and_every_look_at_it_is_noted()
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await Cashier.IdentifyAsync(anna);
        Assert.Contains("等待人工核验", anna.Text, StringComparison.Ordinal);
        var payees = cashier.Get<PayeeBook>();
        var card = Assert.Single(payees.Waiting(10));
        var consent = cashier.Get<ShopDatabase>().Read(reader => Consents.Find(reader, "m-anna", card.Consent))!;
        Assert.Equal(IdentityConsent.Text.HashIn(english: false), consent.TextHash);

        var shown = payees.Reveal(card.Id, cashier.Risk.Id, "review")!;
        Assert.Equal((Cashier.Name, Cashier.Number, Cashier.Account), (shown.Name, shown.Number, shown.Account));
        Assert.Equal(Cashier.Number, shown.TaxId);
        Assert.Null(payees.Approve(card.Id, cashier.Risk.Id));
        Assert.NotNull(payees.Approve(card.Id, cashier.Risk.Id));

        await anna.OpenAsync("/identity");
        Assert.Contains("已核验", anna.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Cashier.Account, anna.Text, StringComparison.Ordinal);
        Assert.Equal(1, CountOf(cashier, "payee.revealed", cashier.Risk.Id));
        AssertNowhereInClear(cashier.Server);
    }

    [Theory]
    [InlineData("agree", "", "CN-PI-02")]
    [InlineData("holder", "别人", "CN-PAY-05")]
    [InlineData("number", "110105194912310021", "校验位")]
    [InlineData("bank", "", "开户银行")]
    [InlineData("account", "12", "收款账号")]
    public async Task What_may_not_be_is_said_and_nothing_is_kept(string field, string value, string said)
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");

        await Cashier.IdentifyAsync(anna, field == "number" ? value : Cashier.Number, (field, value));

        Assert.Contains(said, anna.Text, StringComparison.Ordinal);
        Assert.Empty(cashier.Get<PayeeBook>().Waiting(10));
    }

    [Theory]
    [InlineData("2008-11-23", "CN-MLM-10")]
    [InlineData("2013-01-01", "CN-PI-03")]
    [InlineData("2027-01-01", "出生日期")]
    public async Task Nobody_under_eighteen_is_paid(string born, string said)
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await Cashier.IdentifyAsync(anna, "P1234567", ("document", "passport"), ("born", born));
        Assert.Contains(said, anna.Text, StringComparison.Ordinal);
        Assert.Null(cashier.Get<PayeeBook>().Own("m-anna"));

        await Cashier.IdentifyAsync(anna, "P1234567", ("document", "passport"), ("born", "2008-11-22"));
        Assert.NotNull(cashier.Get<PayeeBook>().Own("m-anna"));
    }

    [Fact]
    public async Task A_rejected_identity_tells_why_and_may_be_handed_in_again()
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await Cashier.IdentifyAsync(anna);
        var payees = cashier.Get<PayeeBook>();

        Assert.NotNull(payees.Reject(payees.Waiting(1)[0].Id, cashier.Risk.Id, ""));
        Assert.Null(payees.Reject(payees.Waiting(1)[0].Id, cashier.Risk.Id, "证件影像不清"));

        await anna.OpenAsync("/identity");
        Assert.Contains("证件影像不清", anna.Text, StringComparison.Ordinal);
        Assert.Null(payees.Approved("m-anna"));
        await Cashier.IdentifyAsync(anna);
        Assert.Single(payees.Waiting(10));
    }

    [Fact]
    public async Task One_document_serves_one_member()
    {
        await using var cashier = await Cashier.OpenAsync();
        var payees = cashier.Get<PayeeBook>();
        foreach (var member in new[] { "m-anna", "m-bert" })
        {
            using var walker = cashier.Server.VisitAs(member);
            await Cashier.IdentifyAsync(walker);
        }

        var (first, second) = (payees.Own("m-anna")!.Value.Card, payees.Own("m-bert")!.Value.Card);
        Assert.Null(payees.Approve(first.Id, cashier.Risk.Id));
        Assert.Contains("1", payees.Approve(second.Id, cashier.Risk.Id)!.Value.En, StringComparison.Ordinal);
        Assert.Null(payees.Approved("m-bert"));
    }

    [Fact]
    public async Task Consent_taken_back_erases_what_need_not_stay()
    {
        await using var cashier = await Cashier.OpenAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await Cashier.IdentifyAsync(anna);

        await anna.SendAsync("#take-back");

        Assert.Null(cashier.Get<PayeeBook>().Own("m-anna"));
        Assert.False(cashier.Get<ShopDatabase>().Read(reader =>
            Consents.Has(reader, "m-anna", IdentityConsent.Kind)));
    }

    private static long CountOf(Cashier cashier, string act, string who) => cashier.Get<ShopDatabase>().Read(reader =>
        reader.Number($"SELECT count(*) FROM audit WHERE act = {act} AND who = {who}")) ?? 0;

    private static void AssertNowhereInClear(RunningServer server)
    {
        server.Get<ShopDatabase>().Scrub();
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is not ".lock" && !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            foreach (var secret in new[] { Cashier.Name, Cashier.Number, Cashier.Account })
            {
                Assert.True(
                    memory.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{secret} is in {file}");
            }
        }
    }
}
