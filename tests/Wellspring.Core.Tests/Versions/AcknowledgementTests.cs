using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Versions;

/// <summary>Acknowledgements 书面确认: what they must hold, what rests on them, and what stops without them.</summary>
public sealed class AcknowledgementTests
{
    private static PlanDraft Plan => VersionScene.Acknowledged;

    [Fact]
    public void A_plan_passes_with_a_live_acknowledgement_of_every_rule_that_asks()
    {
        Assert.False(PlanReview.TryApprove(Plan, out _, out var findings));
        Assert.Equal(
            ["CN-CON-02", "CN-MLM-02", "CN-PAY-06", "CN-PI-08", "CN-RAI-02", "CN-TAX-03"],
            findings.Where(finding => finding.Blocks).Select(finding => finding.Code).Order());

        Assert.True(PlanReview.TryApprove(
            Plan, VersionScene.All(Plan, VersionScene.Start), VersionScene.Start, out var plan, out findings));
        Assert.Equal(["CN-CON-02", "CN-MLM-02", "CN-PAY-06", "CN-PI-08", "CN-RAI-02", "CN-TAX-03"], plan.Needs);
        Assert.DoesNotContain(findings, finding => finding.Blocks);
    }

    public static TheoryData<string, Func<Acknowledgement, Acknowledgement>> Faults => new(
        ("other settings", given => given with { SubjectHash = new('e', 64) }),
        ("other version", given => given with { PlanVersion = 2 }),
        ("other profile", given => given with { Profile = PlanProfile.Sandbox }),
        ("one person", given => given with { SecondApproverId = given.ActorId }),
        ("no second person", given => given with { SecondApproverId = "" }),
        ("reason of 19", given => given with { Reason = new('x', 19) }),
        ("no document", given => given with { Documents = [] }),
        ("a document without a hash", given => given with { Documents = [new("opinion", "")] }),
        ("more than a year", given => given with { ExpiresAt = given.At.Plus(Duration.Days(367)) }),
        ("run out", given => given with { At = new(0), ExpiresAt = new(1_000) }),
        ("of tomorrow", given => given with { At = given.At.Plus(Duration.Days(1)) }),
        ("another rule", given => given with { Code = "CN-MLM-02" }));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_faulty_acknowledgement_answers_nothing(string fault, Func<Acknowledgement, Acknowledgement> spoil)
    {
        ImmutableArray<Acknowledgement> all =
        [
            .. VersionScene.All(Plan, VersionScene.Start)
                .Select(given => given.Code == "CN-PAY-06" ? spoil(given) : given),
        ];

        Assert.False(PlanReview.TryApprove(Plan, all, VersionScene.Start, out _, out var findings), fault);
        Assert.Contains(findings, finding => finding.Code == "CN-PAY-06");
        Assert.DoesNotContain(findings, finding => finding.Code == "CN-TAX-03");
    }

    [Fact]
    public void A_reason_of_20_characters_is_enough() => Assert.True(PlanReview.TryApprove(
        Plan,
        [.. VersionScene.All(Plan, VersionScene.Start).Select(given => given with { Reason = new('字', 20) })],
        VersionScene.Start, out _, out _));

    [Fact]
    public void Nothing_answers_a_refusal()
    {
        var over = Plan with { Cap = Plan.Cap with { Multiple = new(2_000_000) } };
        var given = VersionScene.Of("CN-RAI-01", over, VersionScene.Start);

        Assert.False(PlanReview.TryApprove(
            over, [.. VersionScene.All(over, VersionScene.Start), given], VersionScene.Start, out _, out var findings));
        Assert.Contains(findings, finding => finding.Code == "CN-RAI-01");
    }

    [Fact]
    public void The_opening_record_carries_them_and_the_state_knows_them()
    {
        var desk = VersionScene.Cn();

        Assert.Equal(6, Assert.IsType<PoolEvent.PoolOpened>(desk.Journal[0].Event).Acknowledgements.Length);
        Assert.Equal(6, desk.Pool.Acknowledgements.Count());
        Assert.Empty(desk.Pool.MissingAcknowledgements(VersionScene.Start));
        desk.AssertReplays();
    }

    [Fact]
    public void Selling_stops_with_the_acknowledgement_and_goes_on_with_a_new_one()
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        Void(desk, "CN-PAY-06");
        desk.RefusesWith(Refusal.AcknowledgementMissing, "CN-PAY-06", Sale(desk, "ann"));
        desk.AssertReplays();

        Renew(desk, "CN-PAY-06");

        desk.Accepted<PoolEvent.PointsSold>(Sale(desk, "ann"));
        desk.AssertReplays();
    }

    [Fact]
    public void Selling_stops_when_the_acknowledgement_runs_out()
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        desk.Pass(290);
        desk.Accepted<PoolEvent.PointsSold>(Sale(desk, "ann", "1"));
        desk.Pass(3);

        desk.RefusesWith(Refusal.AcknowledgementMissing, "CN-PAY-06", Sale(desk, "ann"));
    }

    [Theory]
    [InlineData("CN-PAY-06")]
    [InlineData("CN-TAX-03")]
    public void Sale_money_stays_in_the_wallet_without_its_acknowledgements(string code)
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        desk.Accepted<PoolEvent.PointsSold>(Sale(desk, "ann"));
        desk.Accepted<PoolEvent.WithdrawalRequested>(Withdraw(desk, "w-1"));
        Void(desk, code);

        desk.RefusesWith(Refusal.AcknowledgementMissing, code, Withdraw(desk, "w-2"));
        desk.RefusesWith(Refusal.AcknowledgementMissing, code, new PoolCommand.ApproveWithdrawal(
            desk.NextId, desk.Now, "w-1", "li"));
        desk.Accepted<PoolEvent.WithdrawalRejected>(new PoolCommand.RejectWithdrawal(
            desk.NextId, desk.Now, "w-1", null));
    }

    [Fact]
    public void Reward_money_needs_no_acknowledgement_of_point_sales()
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.ReferrerBound>(new PoolCommand.BindReferrer(desk.NextId, desk.Now, "ann", "ben"));
        desk.Buy("ann", "1000");
        Void(desk, "CN-PAY-06");

        desk.Accepted<PoolEvent.WithdrawalRequested>(new PoolCommand.RequestWithdrawal(
            desk.NextId, desk.Now, "w-1", "ben", 1L.Yuan));
    }

    [Theory]
    [InlineData("CN-CON-02")]
    [InlineData("CN-RAI-02")]
    [InlineData("CN-PAY-06")]
    public void A_notice_is_held_and_nobody_is_sold_out_until_it_is_acknowledged_again(string code)
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        Inject(desk, 60_000L.Yuan);
        Assert.NotNull(desk["ann"].NoticeEnds);
        Void(desk, code);
        desk.Pass(8);
        Assert.NotEqual(Points.Zero, desk["ann"].Points);
        Assert.Null(desk["ann"].NoticeEnds);
        desk.AssertReplays();

        var renewed = Renew(desk, code);

        Assert.Equal([desk.NumberOf("ann")], renewed.After.Notices);
        Assert.Equal(desk.Now.Plus(Plan.Cap.NoticePeriod), desk["ann"].NoticeEnds);
        desk.AssertReplays();
        desk.Pass(8);
        Assert.Equal(Points.Zero, desk["ann"].Points);
        Assert.Equal(960L.Yuan, desk["ann"].SaleMoney);
    }

    [Fact]
    public void The_second_tier_is_not_paid_and_goes_to_the_remainder()
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.ReferrerBound>(new PoolCommand.BindReferrer(desk.NextId, desk.Now, "ann", "ben"));
        desk.Accepted<PoolEvent.ReferrerBound>(new PoolCommand.BindReferrer(desk.NextId, desk.Now, "ben", "cai"));
        desk.Buy("ann", "1000");
        Assert.Equal((3L.Yuan, 2L.Yuan), (desk["ben"].RewardMoney, desk["cai"].RewardMoney));
        Void(desk, "CN-MLM-02");
        desk.Buy("ann", "1000");

        Assert.Equal((6L.Yuan, 2L.Yuan), (desk["ben"].RewardMoney, desk["cai"].RewardMoney));
        var last = desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>()
            .SelectMany(due => due.Items).OfType<DueItem.OrderFinal>().Last().Settlement;
        Assert.Equal(17L.Yuan, last.Remainder);
        desk.AssertReplays();
    }

    [Fact]
    public void An_injection_names_its_source_contract_and_approver()
    {
        var desk = VersionScene.Cn();
        var inject = new PoolCommand.InjectCapital(desk.NextId, desk.Now, 1L.Yuan, "own", "v", "li");
        desk.RefusesWith(Refusal.AcknowledgementMissing, "CN-RAI-07", inject);
        desk.Refuses(Refusal.ApproverNeeded, inject with { Contract = "k-1", Approver = null });

        Assert.Equal("k-1", desk.Accepted<PoolEvent.CapitalInjected>(inject with { Contract = "k-1" }).Contract);
    }

    [Fact]
    public void A_record_for_no_known_version_is_not_kept()
    {
        var desk = VersionScene.Cn();
        var other = VersionScene.Of("CN-PAY-06", Plan with { Version = 7 }, desk.Now);
        var refused = Assert.IsType<PoolEvent.Refused>(
            desk.Run(new PoolCommand.Acknowledge(desk.NextId, desk.Now, other)));

        Assert.Equal(Refusal.AcknowledgementInvalid, refused.Reason);
        desk.RefusesWith(Refusal.AcknowledgementUnknown, "CN-PI-05", new PoolCommand.VoidAcknowledgement(
            desk.NextId, desk.Now, "CN-PI-05", "wang", "never was"));
    }

    [Fact]
    public void A_refused_attempt_is_journaled_and_changes_nothing()
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        var backing = desk.Pool.Backing;
        var recorded = desk.Accepted<PoolEvent.AttemptRecorded>(new PoolCommand.RecordRefusedAttempt(
            desk.NextId, desk.Now, "CN-RAI-01", "wang", new('e', 64)));

        Assert.Equal(("CN-RAI-01", "wang", new('e', 64)), (recorded.Code, recorded.By, recorded.Subject));
        Assert.Equal(backing, desk.Pool.Backing);
    }

    [Fact]
    public void A_written_list_reads_back()
    {
        var all = VersionScene.All(Plan, VersionScene.Start);
        var (read, mistake) = AcknowledgementFile.Read(AcknowledgementFile.Write(all));

        Assert.Null(mistake);
        Assert.Equal(AcknowledgementFile.Write(all), AcknowledgementFile.Write(read));
        Assert.Equal(
            AcknowledgementFile.Write(all),
            AcknowledgementFile.Write(
                AcknowledgementFile.Read($"{{\"acknowledgements\":{AcknowledgementFile.Write(all)}}}").All));
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("[{}]", "acknowledgements[0].code")]
    [InlineData("[{\"cod\":\"x\"}]", "code")]
    [InlineData("3", "list")]
    public void A_broken_file_says_what_is_wrong(string text, string word)
    {
        var mistake = AcknowledgementFile.Read(text).Mistake;

        Assert.NotNull(mistake);
        Assert.Contains(word, mistake.En, StringComparison.Ordinal);
    }

    private static void Void(Desk desk, string code) => desk.Accepted<PoolEvent.AcknowledgementVoided>(
        new PoolCommand.VoidAcknowledgement(desk.NextId, desk.Now, code, "wang", "withdrawn"));

    private static PoolEvent.Acknowledged Renew(Desk desk, string code) => desk.Accepted<PoolEvent.Acknowledged>(
        new PoolCommand.Acknowledge(desk.NextId, desk.Now, VersionScene.Of(code, Plan, desk.Now)));

    private static PoolCommand.SellPoints Sale(Desk desk, string member, string? points = null) => new(
        desk.NextId, desk.Now, member, points is null ? PointsAsked.All : new(TestPlans.InPoints(points)), Money.Zero,
        null);

    private static PoolCommand.RequestWithdrawal Withdraw(Desk desk, string id) =>
        new(desk.NextId, desk.Now, id, "ann", 1L.Yuan);

    private static void Inject(Desk desk, Money amount) => desk.Accepted<PoolEvent.CapitalInjected>(
        new PoolCommand.InjectCapital(desk.NextId, desk.Now, amount, "own", "v", "li") { Contract = "k-1" });
}
