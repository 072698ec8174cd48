using CsCheck;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Compliance;

public sealed class PlanGuardTests
{
    private static readonly PlanDraft Careful = PlanFile.Read(RuleFixture.PlanText()).Draft!;

    public static TheoryData<string, string> Recognised =>
        new(RecognisedSettings.All.Select(setting => (setting.Path, setting.Rule)));

    [Fact]
    public void A_plan_that_needs_no_acknowledgement_runs()
    {
        Assert.True(PlanReview.TryApprove(Careful, out var plan, out var findings));
        Assert.Empty(findings);
        Assert.False(plan.IsSandbox);
    }

    [Theory]
    [InlineData("1.25", false)]
    [InlineData("1.250001", true)]
    public void The_net_static_multiple_is_at_most_one(string multiple, bool isRefused) => Assert.Equal(
        isRefused, RuleFixture.CheckPlan(("cap.multiple", $"\"{multiple}\"")).Any(one => one.Code == "CN-RAI-01"));

    [Fact]
    public void The_sentence_shows_the_plan_s_own_numbers()
    {
        var finding = RuleFixture.CheckPlan(("cap.multiple", "\"2.0\"")).Single(one => one.Code == "CN-RAI-01");

        Assert.StartsWith("封顶倍数2×到手比例0.8=1.6，", finding.Zh, StringComparison.Ordinal);
        Assert.StartsWith("Cap 2 × payout 0.8 = 1.6:", finding.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_is_bound_to_the_exact_settings()
    {
        var one = RuleFixture.CheckPlan(("selling.enabled", "true")).First();
        var other = RuleFixture.CheckPlan(("selling.enabled", "true"), ("selling.retention", "\"21%\"")).First();
        PlanReview.TryApprove(Careful with { Compliance = new() { Records = new() { TradeYears = 4 } } },
            out var plan, out _);

        Assert.Equal(64, one.SubjectHash.Length);
        Assert.NotEqual(one.SubjectHash, other.SubjectHash);
        Assert.Equal(plan!.Hash, PlanGuard.SubjectHash(plan.Settings));
    }

    [Theory]
    [MemberData(nameof(Recognised))]
    public void A_setting_of_the_third_class_gets_its_rule_s_sentence_in_every_profile(string path, string rule)
    {
        var example = RecognisedSettings.All.Single(one => one.Path == path).Example;
        foreach (var profile in (string[])["CN", "sandbox"])
        {
            var findings = Check(path, example, profile);

            Assert.DoesNotContain(findings, one => one.Code is "unknown-key" or "not-built-yet");
            Assert.Contains(findings, one => one.Action is RuleAction.Refuse && one.Path.StartsWith(
                path.Split('[')[0], StringComparison.Ordinal));
            Assert.Contains(findings, one => one.Code == (rule.Length > 0 ? rule : RecognisedSettings.NeverOffered));
        }
    }

    [Fact]
    public void What_such_a_setting_does_not_ask_for_is_no_finding()
    {
        Assert.Empty(RuleFixture.CheckPlan(("guarantee.buyback", "false"), ("guarantee.fixedRate", "\"0%\""),
            ("bonus.payoutMode", "\"ledger\""), ("psp.split", "true"), ("wallet.topUp", "null")));
        Assert.Equal("CN-PAY-01", Assert.Single(RuleFixture.CheckPlan(("psp.split", "false"))).Code);
    }

    [Fact]
    public void A_strange_name_beside_a_recognised_one_is_still_strange()
    {
        var finding = Assert.Single(RuleFixture.CheckPlan(("guarantee.fixedRatte", "\"8%\"")));

        Assert.Equal("unknown-key", finding.Code);
        Assert.Contains("fixedRate", finding.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tiers_written_as_a_list_are_no_three_tiers() => Assert.Equal("unknown-key", Assert.Single(
        RuleFixture.CheckPlan(("rewards.tiers", "[\"0.3%\", \"0.2%\"]"))).Code);

    [Fact]
    public void All_findings_of_a_bad_plan_come_at_once()
    {
        var codes = RuleFixture.CheckPlan(("guarantee.buyback", "true"), ("cap.requireRebuy", "true"),
            ("cap.multiple", "\"2\""), ("orders.returnWindow", "\"1d\"")).Select(one => one.Code).ToArray();

        Assert.Subset(codes.ToHashSet(), new HashSet<string> { "CN-RAI-03", "CN-CON-02", "CN-RAI-01", "CN-CON-01" });
    }

    [Fact]
    public void A_refused_setting_never_becomes_a_plan_even_in_a_sandbox()
    {
        var draft = PlanFile.Read(RuleFixture.PlanText(("profile", "\"sandbox\""), ("points.p2p", "true"))).Draft!;

        Assert.False(PlanReview.TryApprove(draft, out var plan, out _));
        Assert.Null(plan);
    }

    [Fact]
    public void Compliance_settings_read_back_from_the_canonical_text()
    {
        var paper = new string('a', 64);
        var draft = Careful with
        {
            Compliance = new()
            {
                Records = new() { TradeYears = 5, TaxBookYears = 12 },
                Tax = new() { PointSale = "incidental" },
                Agents = new()
                {
                    Fee = Money.FromYuan(50_000), Duties = "走访", CoolingOff = Duration.Days(15), RefundTerms = "退",
                },
                Franchise = new()
                {
                    IsEnterprise = true, OwnStores = 2, FilingNo = "F", ContractHash = paper, ManualHash = paper,
                },
                Privacy = new() { AssessmentHash = paper, HostedAbroad = true, Shares = true },
                Equity = new()
                {
                    Enabled = true, RegistrationNo = "R", Venue = "V", Issuer = "I", OpinionHash = paper,
                    Offerees = 3, IsPublic = true, ShareRegisterHash = paper,
                },
                Exchange = new()
                {
                    Enabled = true, Acceptor = "A", PayLicenceNo = "P", SameGroupProofHash = paper,
                },
                Ledger = new() { IsUserFacing = true, FilingNo = "L" },
                Channels = new() { WeChat = true, WeChatReplyHash = paper },
                Prepaid = new()
                {
                    Enabled = true, FilingNo = "Q", IsUnnamed = true, MaxCard = Money.FromYuan(1),
                    Custody = Rate.FromParts(1), ContractHash = paper,
                },
            },
        };

        Assert.Equal(draft, PlanFile.Read(PlanFile.Write(draft)).Draft);
    }

    [Fact]
    public void A_proof_turns_a_refusal_into_an_acknowledgement()
    {
        var paper = $"\"{new string('a', 64)}\"";
        Assert.Equal(RuleAction.Acknowledge, ActionOf("CHN-WX-01", ("rewards.indirect", "\"0.2%\""),
            ("compliance.channels.wechat", "true"), ("compliance.channels.wechatReplyHash", paper)));
        Assert.Equal(RuleAction.Refuse, ActionOf("CN-TRD-02", ("compliance.exchange.enabled", "true"),
            ("compliance.exchange.acceptor", "\"B\"")));
        Assert.Equal(RuleAction.Acknowledge, ActionOf("CN-TRD-02", ("compliance.exchange.enabled", "true"),
            ("compliance.exchange.acceptor", "\"B\""), ("compliance.exchange.payLicenceNo", "\"Z-1\"")));
        Assert.Equal(RuleAction.Refuse, ActionOf("CN-FRA-04", ("rewards.regionAgents", "{\"city\":\"0.2%\"}"),
            ("compliance.agents.fee", "\"100000\"")));
        Assert.Equal(RuleAction.Refuse, ActionOf("CN-PRE-01", ("compliance.prepaid.enabled", "true"),
            ("compliance.prepaid.unnamed", "true"), ("compliance.prepaid.maxCard", "\"1000.01\"")));
    }

    [Fact]
    public void Whatever_passes_CN_pays_at_most_two_tiers_and_returns_at_most_the_spending() => Drafts.Sample(
        draft =>
        {
            PlanReview.TryApprove(draft, out var plan, out var findings);
            var isPossible = findings.All(one => one.Action is not RuleAction.Refuse);
            if (isPossible || plan is not null)
            {
                Assert.InRange(PlanGuard.PaidTiers(draft), 0, 2);
                var net = (Int128)(draft.Cap.Multiple?.Millionths ?? 0) * draft.Selling.Retention.Rest.Parts;
                Assert.True(net <= 1_000_000_000_000);
            }

            Assert.True(plan is null || !draft.Selling.Enabled);
            Assert.True(plan is null || draft.Cap.Multiple is null);
        },
        iter: 5_000);

    private static readonly Gen<PlanDraft> Drafts =
        from direct in Gen.Int[0, 4_000]
        from indirect in Gen.OneOf(Gen.Const(0), Gen.Int[0, 4_000])
        from cap in Gen.OneOf(Gen.Const(0L), Gen.Long[1, 2_600_000], Gen.Long[1_249_998, 1_250_002])
        from retention in Gen.OneOf(Gen.Const(200_000), Gen.Int[0, 1_000_000])
        from selling in Gen.Bool
        select Careful with
        {
            Cap = new() { Multiple = cap == 0 ? null : new(cap) },
            Selling = new() { Enabled = selling, Retention = Rate.FromParts(retention) },
            Rewards = Careful.Rewards with { Direct = Rate.FromParts(direct), Indirect = Rate.FromParts(indirect) },
        };

    private static RuleAction ActionOf(string code, params (string, string)[] settings) =>
        RuleFixture.CheckPlan(settings).Single(one => one.Code == code).Action;

    private static Finding[] Check(string path, string example, string profile)
    {
        (string, string) profileIs = ("profile", $"\"{profile}\"");
        if (!path.Contains("[*]", StringComparison.Ordinal))
        {
            return [.. RuleFixture.CheckPlan(profileIs, (path, example))];
        }

        var parts = path.Split("[*].");
        return [.. RuleFixture.CheckPlan(
            profileIs, (parts[0], $"[{{\"name\":\"V1\",\"rate\":\"0.1%\",\"{parts[1]}\":{example}}}]"))];
    }
}
