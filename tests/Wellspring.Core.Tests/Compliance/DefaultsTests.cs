using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>Section 9 of the compliance facts, feature by feature: what profile CN does unless somebody acts.</summary>
public sealed class DefaultsTests
{
    private const string Retention = "\"20%\"";

    private static readonly string Paper = $"\"{new string('a', 64)}\"";

    [Fact]
    public void Points_with_a_purchase_are_on_and_pay_for_goods()
    {
        var draft = PlanFile.Read(RuleFixture.PlanText()).Draft!;

        Assert.True(PlanReview.TryApprove(draft, out var plan, out var findings));
        Assert.Empty(findings);
        Assert.True(plan.Redeeming.Enabled);
        Refuses("CN-CON-01", ("orders.returnWindow", "\"6d\""));
        Refuses("CN-RAI-04", ("mint.byAdministrator", "true"));
    }

    [Fact]
    public void Selling_for_cash_is_off_and_asks_for_acknowledgements_identity_and_a_tax_rule()
    {
        Assert.False(PlanFile.Read(RuleFixture.PlanText()).Draft!.Selling.Enabled);
        Asks("CN-PAY-06", ("selling.enabled", "true"));
        Asks("CN-TAX-03", ("selling.enabled", "true"));
        Assert.Equal(
            ["CN-PAY-04", "CN-PAY-08", "CN-TAX-01", "CN-TAX-02"],
            PayoutGuard.Review(new() { Amount = Money.FromYuan(1), IsPaying = true }).Select(one => one.Code)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_cap_of_1_2_asks_and_2_0_at_80_percent_and_a_rebuy_are_refused()
    {
        Asks("CN-RAI-02", ("cap.multiple", "\"1.2\""), ("selling.retention", Retention));
        Asks("CN-CON-02", ("cap.multiple", "\"1.2\""), ("selling.retention", Retention));
        Refuses("CN-RAI-01", ("cap.multiple", "\"2.0\""), ("selling.retention", Retention));
        Refuses("CN-CON-02", ("cap.requireRebuy", "true"));
    }

    [Fact]
    public void One_tier_is_allowed_two_ask_and_WeChat_takes_one()
    {
        Assert.Empty(RuleFixture.CheckPlan(("rewards.direct", "\"0.3%\"")));
        Asks("CN-MLM-02", ("rewards.indirect", "\"0.2%\""));
        Assert.Empty(RuleFixture.CheckPlan(("compliance.channels.wechat", "true")));
        Refuses("CHN-WX-01", ("rewards.indirect", "\"0.2%\""), ("compliance.channels.wechat", "true"));
        Refuses("CN-MLM-01", ("rewards.third", "\"0.1%\""));
    }

    [Fact]
    public void Half_a_percent_for_a_merchant_s_developer_is_allowed_and_nothing_for_a_fee()
    {
        Assert.Empty(RuleFixture.CheckPlan(("rewards.merchantDeveloper", "\"0.5%\"")));
        Refuses("CN-FRA-05", ("rewards.agentIntroducer", "\"10%\""));
        Refuses("CN-MLM-05", ("rewards.base", "[\"agentFee\"]"));
    }

    [Fact]
    public void Region_agents_are_free_and_have_duties_or_a_franchise_file()
    {
        (string, string) share = (
            "rewards.regionAgents", "{\"district\":\"0.1%\",\"city\":\"0.2%\",\"province\":\"0.3%\"}");
        (string, string) duties = ("compliance.agents.duties", "\"每月走访，有记录\"");

        Asks("CN-FRA-04", share);
        Assert.Empty(RuleFixture.CheckPlan(share, duties));
        foreach (var fee in (string[])["\"50000\"", "\"100000\"", "\"300000\""])
        {
            Refuses("CN-FRA-01", share, duties, ("compliance.agents.fee", fee));
            Refuses("CN-FRA-03", share, duties, ("compliance.agents.fee", fee));
            Refuses("CN-FRA-04", share, ("compliance.agents.fee", fee));
        }
    }

    [Fact]
    public void Level_and_peer_bonuses_are_refused()
    {
        (string, string) levels = ("rewards.levels", "[{\"name\":\"V1\",\"rate\":\"0.1%\",\"minSpend\":null}]");

        Refuses("CN-MLM-06", levels);
        Refuses("CN-MLM-06", levels, ("rewards.peer", "\"10%\""));
    }

    [Fact]
    public void Offline_payout_and_a_second_system_are_refused()
    {
        Refuses("CN-MLM-08", ("bonus.payoutMode", "\"offline\""));
        Refuses("CN-MLM-08", ("bonus.payoutMode", "\"computeOnly\""));
        Refuses("CN-MLM-08", ("rewards.payoutMode", "\"external\""));
        Refuses(RecognisedSettings.NeverOffered, ("ledger.second", "true"));
    }

    [Fact]
    public void Dividends_go_to_registered_shareholders_only()
    {
        Refuses("CN-SEC-03", ("rewards.dividends", "true"));
        Assert.Empty(RuleFixture.CheckPlan(
            ("rewards.dividends", "true"), ("compliance.equity.shareRegisterHash", Paper)));
        Refuses("CN-SEC-03", ("rewards.shareholderTitle", "\"fee\""));
    }

    [Fact]
    public void Money_injected_into_the_pool_asks_and_is_recorded()
    {
        var whole = new InjectionFacts { Source = "自有资金", Contract = "C-1", Approver = "2", IsAcknowledged = true };

        Assert.Equal(RuleAction.Acknowledge, ActionOf(whole with { IsAcknowledged = false }));
        Assert.Equal(RuleAction.Acknowledge, ActionOf(whole with { WasAnnounced = true }));
        Assert.Equal(RuleAction.Acknowledge, ActionOf(whole with { Source = " " }));
        Assert.Equal(RuleAction.Record, ActionOf(whole));

        static RuleAction ActionOf(InjectionFacts facts) => Assert.Single(InjectionGuard.Review(facts)).Action;
    }

    [Fact]
    public void Points_for_listed_shares_need_the_registered_route()
    {
        Refuses("CN-SEC-01", ("compliance.equity.enabled", "true"));
        Refuses("CN-SEC-02", ("compliance.equity.public", "true"));
    }

    [Fact]
    public void Old_debts_need_each_creditor_and_the_operator_s_own_money()
    {
        Assert.Equal(["CN-LEG-01", "CN-LEG-02"], LegacyGuard.Review(
            new ConversionFacts { Creditor = "L-1", PointsValue = Money.FromYuan(1) }).Select(one => one.Code));
        Refuses("CN-RAI-06", ("legacy.payoutSource", "\"poolInflow\""));
    }

    [Fact]
    public void No_chain_and_no_exchange_with_another_company_without_a_licence()
    {
        Refuses("CN-TOK-01", ("points.onChain", "true"));
        Refuses("CN-TRD-02", ("compliance.exchange.enabled", "true"), ("compliance.exchange.acceptor", "\"B\""));
        Assert.Empty(RuleFixture.CheckPlan(("compliance.exchange.enabled", "true")));
    }

    [Fact]
    public void Hang_sale_and_a_market_of_points_are_refused()
    {
        Refuses("CN-TRD-01", ("market.hangSale", "true"));
        Refuses("CN-TRD-01", ("market.orderMatching", "true"));
    }

    [Fact]
    public void Members_are_shared_only_with_separate_consent_for_each_recipient() => Assert.Contains(
        SharingGuard.Review(new() { Entity = "B", IsListed = true, HasImpactAssessment = true }),
        one => one.Code == "CN-PI-04" && one.Action is RuleAction.Refuse);

    [Fact]
    public void Courses_are_refundable_for_seven_days_and_qualify_for_nothing()
    {
        Refuses("CN-PRE-03", ("course.refund7d", "false"));
        Refuses("CN-MLM-03", ("promoter.activation.requiresCourse", "true"));
        Refuses("CN-MLM-05", ("commission.base", "[\"courseQualificationFee\"]"));
    }

    [Theory]
    [InlineData("合法的积分")]
    [InlineData("国家备案")]
    [InlineData("腾讯底层技术")]
    public void Wording_that_borrows_the_state_or_a_brand_is_refused(string text) => Assert.Contains(
        ContentGuard.Review(new(text)), one => one.Code == "CN-ADV-04" && one.Action is RuleAction.Refuse);

    [Fact]
    public void Orders_may_be_reviewed_by_machine_and_a_refused_member_may_ask_for_a_person()
    {
        Assert.Empty(PersonalGuard.Review(new DecisionFacts(IsAutomatic: true, IsMaterial: false, IsTold: false)));
        Assert.Equal(RuleAction.Disclose, Assert.Single(PersonalGuard.Review(
            new DecisionFacts(IsAutomatic: true, IsMaterial: true, IsTold: false))).Action);
    }

    [Theory]
    [InlineData("three-tiers", "CN-MLM-01")]
    [InlineData("double-cap", "CN-RAI-01")]
    [InlineData("rebuy", "CN-CON-02")]
    [InlineData("guaranteed-return", "CN-RAI-03")]
    [InlineData("unbacked-mint", "CN-RAI-04")]
    [InlineData("off-book-payout", "CN-MLM-08")]
    public void Each_shipped_example_of_a_refused_plan_is_refused_by_its_rule_and_no_other(string name, string code)
    {
        var draft = PlanFile.Read(File.ReadAllText(Places.Shipped($"refused/{name}.json"))).Draft!;

        Assert.False(PlanReview.TryApprove(draft, out _, out var findings));
        Assert.Equal(code, Assert.Single(
            findings.Where(one => one.Action is RuleAction.Refuse).Select(one => one.Code).Distinct()));
    }

    [Fact]
    public void Every_file_of_refused_plans_is_tested() => Assert.Equal(
        6, Directory.EnumerateFiles(Places.Shipped("refused")).Count());

    private static void Refuses(string code, params (string, string)[] settings) => Assert.Contains(
        RuleFixture.CheckPlan(settings), one => one.Code == code && one.Action is RuleAction.Refuse);

    private static void Asks(string code, params (string, string)[] settings)
    {
        Assert.Contains(
            RuleFixture.CheckPlan(settings), one => one.Code == code && one.Action is RuleAction.Acknowledge);
        Assert.True(AcknowledgementRules.CanAnswer(code), code);
    }
}
