using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>A platform with old debts that several tests share; each brings creditors of its own.</summary>
public sealed class OfferServer : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync(OldDebt.Plan);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>What creditors are offered, what they answer, and that nothing but a yes converts anything.</summary>
public sealed class OfferTests(OfferServer shared) : IClassFixture<OfferServer>
{
    private readonly RunningServer _server = shared.Server;

    private LegacyOffers Offers => _server.Get<LegacyOffers>();

    [Fact]
    public async Task An_offer_says_who_owes_what_for_what_and_what_is_not_guaranteed()
    {
        await OweAsync("m-words", 1_234);

        var offer = (await Offers.FindAsync("m-words", default))!;

        Assert.StartsWith(
            "您对Test的债权为1,234.00元。转换自愿;不同意不影响原债权。转换后您得到至多1,234.00枚消费币", offer.Text.Text.Zh,
            StringComparison.Ordinal);
        Assert.Contains("积分不保证价值。不回复视为不同意。", offer.Text.Text.Zh, StringComparison.Ordinal);
        Assert.StartsWith(
            "Test owes you ¥1,234.00. Conversion is voluntary", offer.Text.Text.En, StringComparison.Ordinal);
        Assert.Contains("at most 50% of an order", offer.Text.Text.En, StringComparison.Ordinal);
        Assert.Contains("from cash of 16% that the operator deposits", offer.Text.Text.En, StringComparison.Ordinal);
        Assert.DoesNotContain("{", offer.Text.Text.Zh + offer.Text.Text.En, StringComparison.Ordinal);
        Assert.Null(await Offers.FindAsync("m-nobody", default));
    }

    [Fact]
    public async Task Silence_a_reminder_a_no_and_a_later_convert_nothing()
    {
        foreach (var member in new[] { "m-silent", "m-no", "m-later" })
        {
            await OweAsync(member, 100);
        }

        Reachable("m-silent", "silent@example.org");
        var sent = await _server.Get<LegacyReminders>().RemindAsync("u-1", new("http://shop.example/"), default);
        var again = await _server.Get<LegacyReminders>().RemindAsync("u-1", new("http://shop.example/"), default);
        var no = await AnswerAsync("m-no", OfferAnswer.No);
        var later = await AnswerAsync("m-later", OfferAnswer.Later);

        Assert.Equal((1, 0), (sent, again));
        Assert.Contains("不回复视为不同意", Mail("silent@example.org"), StringComparison.Ordinal);
        Assert.True(no.IsDone && later.IsDone, $"{no.Sentence.En} {later.Sentence.En}");
        foreach (var (member, answer) in new (string, OfferAnswer?)[]
            { ("m-silent", null), ("m-no", OfferAnswer.No), ("m-later", OfferAnswer.Later) })
        {
            var stands = await _server.CreditorAsync(member);
            Assert.Equal((answer, Money.Zero, Money.FromYuan(100)), (stands.Answer, stands.Coins, stands.Unconverted));
        }

        Assert.Empty(Offers.ReceiptsOf("m-silent"));
        Assert.Equal(("no", "done"), (Offers.ReceiptsOf("m-no")[0].Kind, Offers.ReceiptsOf("m-no")[0].State));
    }

    [Fact]
    public async Task A_yes_to_a_part_converts_that_part_and_keeps_the_very_words()
    {
        await OweAsync("m-part", 1_000);
        var offer = (await Offers.FindAsync("m-part", default))!;

        var done = await Offers.AnswerAsync(
            "m-part", new(OfferAnswer.Yes, offer.Hash(true), true, Money.FromYuan(300), true), default);

        Assert.True(done.IsDone, done.Sentence.En);
        var stands = await _server.CreditorAsync("m-part");
        Assert.Equal(
            (Money.FromYuan(300), Money.FromYuan(700), true, offer.Hash(true)),
            (stands.Coins, stands.Unconverted, stands.ProceedsReduceClaim, stands.Offer));
        var receipt = Assert.Single(Offers.ReceiptsOf("m-part"));
        Assert.Equal(
            (done.Id, "yes", Money.FromYuan(300), true, "page", "done", offer.Text.Text.En),
            (receipt.Id, receipt.Kind, receipt.Amount, receipt.ProceedsReduceClaim, receipt.Via, receipt.State,
                receipt.Text));
        Assert.Equal(LegacySignOffs.HashOf(receipt.Text), receipt.Hash);
        Assert.True(HasConsent("m-part"));

        // Taken back before the first coin is spent: the claim is what it was.
        var back = await Offers.RevokeAsync("m-part", default);

        Assert.True(back.IsDone, back.Sentence.En);
        stands = await _server.CreditorAsync("m-part");
        Assert.Equal((Money.Zero, Money.FromYuan(1_000)), (stands.Coins, stands.Unconverted));
        Assert.False(HasConsent("m-part"));
        Assert.NotNull(Offers.ReceiptsOf("m-part")[0].RevokedAt);
        Assert.False((await Offers.RevokeAsync("m-part", default)).IsDone);
    }

    [Fact]
    public async Task An_answer_to_words_that_changed_meanwhile_is_not_recorded()
    {
        await OweAsync("m-moved", 100);
        var old = (await Offers.FindAsync("m-moved", default))!.Hash(false);
        await OweAsync("m-moved", 50, "c-moved-2");

        var outcome = await Offers.AnswerAsync("m-moved", new(OfferAnswer.Yes, old, false), default);

        Assert.False(outcome.IsDone);
        Assert.Contains("要约的内容刚刚有变", outcome.Sentence.Zh, StringComparison.Ordinal);
        Assert.Empty(Offers.ReceiptsOf("m-moved"));
        Assert.Null((await _server.CreditorAsync("m-moved")).Answer);
    }

    [Fact]
    public async Task A_yes_that_the_pool_refuses_leaves_no_consent_in_force()
    {
        await OweAsync("m-refused", 100);
        var offer = (await Offers.FindAsync("m-refused", default))!;

        var outcome = await Offers.AnswerAsync(
            "m-refused", new(OfferAnswer.Yes, offer.Hash(false), false, Money.FromYuan(101)), default);

        Assert.False(outcome.IsDone);
        var receipt = Assert.Single(Offers.ReceiptsOf("m-refused"));
        Assert.Equal("refused", receipt.State);
        Assert.Equal(outcome.Sentence, receipt.Refusal);
        Assert.False(HasConsent("m-refused"));
    }

    [Fact]
    public async Task What_is_left_is_given_up_only_by_a_signed_statement()
    {
        await OweAsync("m-waives", 100);
        await AnswerAsync("m-waives", OfferAnswer.Yes, Money.FromYuan(40));
        var words = (await Offers.WaiverAsync("m-waives", "", default))!;

        var unsigned = await Offers.WaiveAsync("m-waives", " ", words.HashIn(false), false, default);
        var other = await Offers.WaiveAsync("m-waives", "张三", new('0', 64), false, default);
        var signed = await Offers.WaiveAsync("m-waives", "张三", words.HashIn(false), false, default);

        Assert.Equal((false, false, true), (unsigned.IsDone, other.IsDone, signed.IsDone));
        var stands = await _server.CreditorAsync("m-waives");
        Assert.Equal((Money.FromYuan(100), Money.Zero, Money.Zero), (stands.Waived, stands.Coins, stands.Unconverted));
        var receipt = Offers.Receipt("m-waives", signed.Id!)!;
        Assert.Equal(("waiver", "done"), (receipt.Kind, receipt.State));
        Assert.Contains("100.00元，其中未转换60.00元、未使用的消费币40.00枚", receipt.Text, StringComparison.Ordinal);
        Assert.EndsWith("签名：张三", receipt.Text, StringComparison.Ordinal);
        Assert.Equal(LegacySignOffs.HashOf(receipt.Text), receipt.Hash);
    }

    [Fact]
    public async Task A_yes_on_paper_takes_two_people_and_counts_once()
    {
        await OweAsync("m-paper", 500);
        var clerk = Crew.Join(_server, "clerk@example.test", "E20000001", Roles.Operator);
        var risk = Crew.Join(_server, "risk@example.test", "E20000002", Roles.Risk);
        var approvals = _server.Get<Approvals>();
        var draft = new PaperDraft("m-paper", OfferAnswer.Yes, new('d', 64), "200", false, false);

        var (act, mistake) = await Offers.PaperAsync(draft, default);
        Assert.Null(mistake);
        var asked = await approvals.AskAsync(clerk.Id, act!, default);
        Assert.Equal(ActAnswer.Asked, asked.Code);
        Assert.Null((await _server.CreditorAsync("m-paper")).Answer);
        Assert.Equal(ActAnswer.RoleMissing, (await approvals.ApproveAsync(asked.Token!, clerk.Id, default)).Code);
        Assert.Equal(ActAnswer.Done, (await approvals.ApproveAsync(asked.Token!, risk.Id, default)).Code);
        await _server.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(Money.FromYuan(200), (await _server.CreditorAsync("m-paper")).Coins);
        var receipt = Assert.Single(Offers.ReceiptsOf("m-paper"));
        Assert.Equal(("paper", "done"), (receipt.Via, receipt.State));
        Assert.True(HasConsent("m-paper"));
        var (twice, _) = await Offers.PaperAsync(draft, default);
        Assert.Equal(ActAnswer.Refused, (await approvals.AskAsync(clerk.Id, twice!, default)).Code);
        Assert.NotNull((await Offers.PaperAsync(draft with { Amount = "301" }, default)).Mistake);
        Assert.NotNull((await Offers.PaperAsync(draft with { Document = "scan.pdf" }, default)).Mistake);
    }

    [Fact]
    public async Task Nobody_is_reminded_more_than_three_times()
    {
        await OweAsync("m-often", 100);
        Reachable("m-often", "often@example.org");
        var reminders = _server.Get<LegacyReminders>();
        var sent = new List<int>();
        for (var round = 0; round < 5; round++)
        {
            _server.Wall.Advance(TimeSpan.FromDays(15));
            await reminders.RemindAsync("u-1", new("http://shop.example/"), default);
            sent.Add((int)_server.Get<ShopDatabase>().Read(reader => reader.Number(
                $"SELECT count(*) FROM legacy_reminders WHERE member = 'm-often'") ?? 0));
        }

        Assert.Equal(3, sent[^1]);
        Assert.True(sent[0] is 1, "the first round reminds once");
        Assert.Null((await _server.CreditorAsync("m-often")).Answer);
    }

    [Fact]
    public async Task A_dispute_freezes_until_two_people_resolve_it_and_a_claim_changes_hands_whole()
    {
        await OweAsync("m-argues", 300, "c-argued");
        await OweAsync("m-gives", 80, "c-given");
        await OweAsync("m-wrong", 70, "c-wrong");
        var clerk = Crew.Join(_server, "clerk2@example.test", "E20000003", Roles.Operator);
        var risk = Crew.Join(_server, "risk2@example.test", "E20000004", Roles.Risk);
        var claims = _server.Get<ClaimDesk>();

        Assert.True((await claims.DisputeAsync("c-argued", "amount contested", clerk.Id, default)).IsGood);
        Assert.Equal(Money.Zero, (await Offers.FindAsync("m-argues", default))!.Most);
        Assert.False((await claims.DisputeAsync("c-argued", "call 13800138000", clerk.Id, default)).IsGood);
        await TwoAsync(clerk, risk, claims.Resolve("c-argued", "200", new('e', 64)));
        await TwoAsync(clerk, risk, claims.Transfer("c-given", "old-account-9", ClaimTransfer.Inherited, new('f', 64)));
        await TwoAsync(clerk, risk, claims.Withdraw("c-wrong", "imported twice"));

        var argued = await _server.CreditorAsync("m-argues");
        Assert.Equal((Money.FromYuan(100), Money.FromYuan(200), Money.Zero),
            (argued.Waived, argued.Unconverted, argued.Disputed));
        var heir = _server.Get<ShopDatabase>().Read(reader => OldCreditors.Known(reader, "old-account-9"))!;
        Assert.Equal(Money.FromYuan(80), (await _server.CreditorAsync(heir)).Unconverted);
        Assert.Equal(Money.Zero, (await _server.CreditorAsync("m-gives")).Claimed);
        Assert.Equal(Money.Zero, (await _server.CreditorAsync("m-wrong")).Claimed);
        Assert.NotNull(claims.Resolve("c-argued", "a", "").Mistake);
        Assert.NotNull(claims.Withdraw("c-argued", "").Mistake);
    }

    private async Task TwoAsync(CrewMember one, CrewMember two, (TwoPersonAct? Act, Bilingual? Mistake) drafted)
    {
        Assert.Null(drafted.Mistake);
        var approvals = _server.Get<Approvals>();
        var asked = await approvals.AskAsync(one.Id, drafted.Act!, default);
        Assert.True(asked.Code == ActAnswer.Asked, asked.Sentence.En);
        var done = await approvals.ApproveAsync(asked.Token!, two.Id, default);
        Assert.True(done.Code == ActAnswer.Done, done.Sentence.En);
    }

    private Task OweAsync(string member, long yuan, string? claim = null) =>
        _server.OweAsync(member, yuan, claim ?? "c-" + member);

    private async Task<LegacyOutcome> AnswerAsync(string member, OfferAnswer answer, Money? amount = null) =>
        await Offers.AnswerAsync(
            member, new(answer, (await Offers.FindAsync(member, default))!.Hash(false), false, amount), default);

    private void Reachable(string member, string mail) => _server.Get<ShopDatabase>().Write(transaction =>
        transaction.Execute($"INSERT INTO creditors (member, mail, noted_at) VALUES ({member}, {mail}, 0)"));

    private bool HasConsent(string member) => _server.Get<ShopDatabase>().Read(reader =>
        Consents.Has(reader, member, "legacy-offer"));

    private string Mail(string address) => _server.Get<ShopDatabase>().Read(reader =>
        reader.Text($"SELECT text FROM outbox_messages WHERE address = {address}")) ?? "";
}
