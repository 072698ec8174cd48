using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>Rules that something else than a plan fires: an order, a payout, a text, a day of the calendar.</summary>
internal static class GuardFixtures
{
    private static readonly Instant Monday = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    private static readonly PayoutFacts Payout = new()
    {
        Amount = Money.FromYuan(100),
        IdentityVerified = true,
        HolderIsMember = true,
        HasTaxId = true,
        HasTaxRule = true,
        Age = 30,
        IsPaying = true,
        Voucher = "V-1",
    };

    private static readonly AgentContractFacts Agent = new()
    {
        DisclosedAt = Monday,
        SignsAt = Monday.Plus(Duration.Days(30)),
        CoolingOff = Duration.Days(15),
        HasRefundTerms = true,
        HasDuties = true,
        Share = Rate.FromParts(1_000),
    };

    private static readonly ConsentFacts Consent = new()
    {
        HasNotice = true, HasConsent = true, IsSensitive = true, HasSeparateConsent = true, Age = 30,
    };

    private static readonly SharingFacts Sharing = new()
    {
        Entity = "Another Co.", IsListed = true, HasSeparateConsent = true, HasImpactAssessment = true,
    };

    public static RuleFixture[] All { get; } =
        [.. Postings(), .. Payouts(), .. OldDebts(), .. Orders(), .. Monitored(), .. Texts(), .. People(),
            .. House()];

    private static RuleFixture[] Postings()
    {
        const string where =
            "every record, asked again by `wellspring verify`; the engine refuses or cannot express it";
        var minted = new PostingFacts
        {
            PoolBefore = Money.FromYuan(160), PointsBefore = Points.FromUnits(112 * Points.UnitsPerPoint),
            PoolAfter = Money.FromYuan(320), PointsAfter = Points.FromUnits(190 * Points.UnitsPerPoint),
            Minted = Points.FromUnits(78 * Points.UnitsPerPoint), Deposited = Money.FromYuan(160), HasOrder = true,
        };
        var taken = new PostingFacts { Withdrawn = Money.FromYuan(1), Outflow = PoolOutflow.MemberSale };
        return
        [
            RuleFixture.Facts("CN-MLM-07", where, "3 people above the buyer", PostingGuard.Review(new()
            { ReferralPayees = 3 }), "2 people", PostingGuard.Review(new() { ReferralPayees = 2 })),
            RuleFixture.Facts("CN-RAI-04", where, "78 points without money",
                PostingGuard.Review(minted with { Deposited = Money.Zero, PoolAfter = minted.PoolBefore }),
                "78 points with 160.00 of an order", PostingGuard.Review(minted)),
            RuleFixture.Facts("CN-RAI-07",
            "command `injectCapital` without `contract` (`acknowledgement-missing`); `InjectionGuard`",
            "not acknowledged",
                InjectionGuard.Review(new() { Source = "本金", Contract = "C-1", Approver = "2" }),
                "nothing injected", []),
            RuleFixture.Facts("CN-RAI-08", where, "1.00 to the operator",
                PostingGuard.Review(taken with { Outflow = PoolOutflow.Other }),
                "1.00 to a seller", PostingGuard.Review(taken)),
        ];
    }

    private static RuleFixture[] Payouts()
    {
        const string where = "a withdrawal: request, approval, payment";
        RuleFixture Of(string code, string fails, PayoutFacts failing, string passes = "the same, in order") =>
            RuleFixture.Facts(code, where, fails, PayoutGuard.Review(failing), passes, PayoutGuard.Review(Payout));

        return
        [
            Of("CN-PAY-04", "identity not verified", Payout with { IdentityVerified = false }),
            Of("CN-PAY-05", "somebody else's account", Payout with { HolderIsMember = false }),
            Of("CN-PAY-07", "the sixth payout of a day", Payout with { PayoutsToday = 5 }, "the first"),
            Of("CN-PAY-08", "paid without a voucher", Payout with { Voucher = " " }),
            Of("CN-TAX-01", "no tax id", Payout with { HasTaxId = false }),
            Of("CN-TAX-02", "no tax rule for rewards", Payout with { Type = PayoutType.Reward, HasTaxRule = false }),
            RuleFixture.Facts("CN-RAI-06", "plan setting `legacy.payoutSource`; `PayoutGuard`", "from the pool",
                PayoutGuard.Review(Payout with { Type = PayoutType.LegacyDebt, FromPool = true }),
                "from the operator's own money",
                PayoutGuard.Review(Payout with { Type = PayoutType.LegacyDebt })),
        ];
    }

    private static RuleFixture[] OldDebts()
    {
        var minted = new ConversionFacts
        {
            Creditor = "M7", HasSignedConsent = true, PointsValue = Money.FromYuan(80), Backing = Money.FromYuan(80),
        };
        return
        [
            RuleFixture.Facts("CN-LEG-01", "answerOffer, and every mint for a creditor", "no signed yes",
                LegacyGuard.Review(minted with { HasSignedConsent = false }), "signed", LegacyGuard.Review(minted)),
            RuleFixture.Facts("CN-LEG-02", "every mint for a creditor", "a deposit below the points' value",
                LegacyGuard.Review(minted with { Backing = Money.FromYuan(79) }), "a deposit of their value",
                LegacyGuard.Review(minted)),
            RuleFixture.Facts("CN-LEG-03", "the join page", "debts are open and it does not say so",
                LegacyGuard.Review(new LegacyDebtFacts(Money.FromYuan(1), false, Money.Zero, Money.Zero)),
                "it shows the total",
                LegacyGuard.Review(new LegacyDebtFacts(Money.FromYuan(1), true, Money.Zero, Money.Zero))),
        ];
    }

    private static RuleFixture[] Orders() =>
    [
        RuleFixture.Facts("CN-MLM-10", "promoter activation; an agent's signature; a withdrawal", "17 years old",
            ActivationGuard.Review(new() { Age = 17 }), "18 years old", ActivationGuard.Review(new() { Age = 18 })),
        RuleFixture.Facts("CN-MLM-11", "checkout and order pages of a buyer with a referrer; `CheckoutGuard`",
            "the buyer is not told",
            CheckoutGuard.Review(new()
            { HasReferrer = true, ReferrerNick = "李**", ReferralShare = Rate.FromParts(3_000) }),
            "told, with the way to unlink", CheckoutGuard.Review(new() { HasReferrer = true, IsTold = true })),
        RuleFixture.Facts("CN-MLM-12", "the nightly monitor of paid orders", "buyer and shop owner are one",
            MintGuard.Review(new() { BuyerOwnsMerchant = true }), "two people, delivered", MintGuard.Review(new())),
        RuleFixture.Facts("CN-RAI-05", "plan setting `mint.trigger`; `MintGuard`", "a top-up",
            MintGuard.Review(new() { Trigger = MintTrigger.TopUp }), "goods", MintGuard.Review(new())),
        RuleFixture.Facts("CN-FRA-02", "console: an agent signs", "29 days after the disclosure",
            AgentGuard.Review(Agent with { SignsAt = Monday.Plus(Duration.Days(29)) }), "30 days after",
            AgentGuard.Review(Agent)),
    ];

    private static RuleFixture[] Monitored()
    {
        var book = new AttestationFacts
        {
            PoolBook = Money.FromYuan(1_000), Attested = Money.FromYuan(1_000), AttestedAt = Monday,
            Now = Monday.Plus(Duration.Days(7)),
        };
        var today = new CalendarFacts
        {
            Today = new(2027, 1, 20), StartedOn = new(2026, 10, 1), BaseReported = true,
            QuarterReported = new(2026, 10, 1), HasPaidAgents = true, FranchiseYearReported = 2026,
        };
        const string calendar = "console: the reporting calendar";
        return
        [
            RuleFixture.Facts("CN-MLM-09", "the nightly monitor", "3 levels and 30 people",
                MonitorGuard.Review(new TreeFacts { Root = "M1", Levels = 3, People = 30 }), "3 levels and 29",
                MonitorGuard.Review(new TreeFacts { Root = "M1", Levels = 3, People = 29 })),
            RuleFixture.Facts("CN-RAI-09", "console: bank attestation; the nightly monitor", "the bank says 1.00 less",
                AttestationGuard.Review(book with { Attested = Money.FromYuan(999) }), "equal, a week old",
                AttestationGuard.Review(book)),
            RuleFixture.Facts("CN-RAI-10", "a text of a promoter or shop; inflow, by the nightly monitor", "“稳赚不赔”",
                ContentGuard.Review(new("稳赚不赔") { IsByThirdParty = true }), "“新鲜苹果”",
                ContentGuard.Review(new("新鲜苹果") { IsByThirdParty = true })),
            RuleFixture.Facts("CN-TAX-04", calendar, "the last quarter not reported",
                CalendarGuard.Review(today with { QuarterReported = null }), "reported", CalendarGuard.Review(today)),
            RuleFixture.Facts("CN-TAX-05", calendar, "trading, base information not filed",
                CalendarGuard.Review(today with { BaseReported = false }), "filed", CalendarGuard.Review(today)),
            RuleFixture.Facts("CN-FRA-06", calendar, "first quarter, paid agents, last year not reported",
                CalendarGuard.Review(today with { FranchiseYearReported = 2025 }), "reported",
                CalendarGuard.Review(today)),
        ];
    }

    private static RuleFixture[] Texts() =>
    [
        RuleFixture.Said("CN-ADV-01", ContentKind.General, "稳赚，只涨不跌", "苹果每斤五元"),
        RuleFixture.Said("CN-ADV-02", ContentKind.General, "我三个月赚了8000元", "我三个月都在这里买菜"),
        RuleFixture.Said("CN-ADV-03", ContentKind.General, "消费等于赚钱", "消费满一百元送小菜"),
        RuleFixture.Said("CN-ADV-04", ContentKind.General, "国家备案的积分", "本店已办理营业执照"),
        RuleFixture.Said("CN-ADV-05", ContentKind.General, "积分可换上市公司股票", "积分可换商品"),
        RuleFixture.Said("CN-ADV-06", ContentKind.Points, "购物送积分", ContentGuard.WithRiskNotice("购物送积分")) with
        {
            Passes = "the same with the standard risk notice",
        },
        RuleFixture.Said("CN-ADV-07", ContentKind.General, "系统已合规认证", "系统会检查方案"),
        RuleFixture.Said("CN-ADV-08", ContentKind.Agent, ContentGuard.WithRiskNotice("区代月入3万元"),
            ContentGuard.WithRiskNotice("区代服务本区门店")) with
        {
            Fails = "agent ad “区代月入3万元”", Passes = "“区代服务本区门店”",
        },
        RuleFixture.Facts("CN-ADV-09", "`MessageGuard`: this release sends codes and notices, no marketing",
            "no way to opt out",
            MessageGuard.Review(new() { IsMarketing = true, HasConsent = true }), "consent and opt-out",
            MessageGuard.Review(new() { IsMarketing = true, HasConsent = true, HasOptOut = true })),
        RuleFixture.Facts("CN-ADV-10", "a text of kind forecast, on its way to be published", "no assumptions",
            ContentGuard.Review(new("测算") { Kind = ContentKind.Forecast, Forecast = new(false, true, true, "ab") }),
            "assumptions, bound, share below the cap, seed", ContentGuard.Review(new("测算")
            { Kind = ContentKind.Forecast, Forecast = new(true, true, true, "ab") })),
        RuleFixture.Said("CN-PRE-05", ContentKind.Terms, "本店保留最终解释权", "七日内可退款"),
    ];

    private static RuleFixture[] People()
    {
        const string consent = "joining, payee details; `ConsentGuard`";
        var (early, late) = (Monday.Plus(Duration.Days(15)), Monday.Plus(Duration.Days(16)));
        return
        [
            RuleFixture.Facts("CN-PI-01", consent, "no consent",
                ConsentGuard.Review(Consent with { HasConsent = false }), "notice and consent",
                ConsentGuard.Review(Consent)),
            RuleFixture.Facts("CN-PI-02", "payee details (bank account, identity paper); `ConsentGuard`",
                "no separate consent",
                ConsentGuard.Review(Consent with { HasSeparateConsent = false }), "separate consent",
                ConsentGuard.Review(Consent)),
            RuleFixture.Facts("CN-PI-03", "payee details; `ConsentGuard`: joining is from 18 on",
                "13 years old, no guardian",
                ConsentGuard.Review(Consent with { Age = 13 }), "with a guardian's consent",
                ConsentGuard.Review(Consent with { Age = 13, HasGuardianConsent = true })),
            RuleFixture.Facts("CN-PI-04", "`SharingGuard`: this release gives members' information to nobody",
                "not listed",
                SharingGuard.Review(Sharing with { IsListed = false }), "listed, separate consent",
                SharingGuard.Review(Sharing)),
            RuleFixture.Facts("CN-PI-06", "a member's request, by the nightly monitor", "open on the 16th day",
                PersonalGuard.Review(new PersonalRequestFacts(Monday, null, late)), "open on the 15th",
                PersonalGuard.Review(new PersonalRequestFacts(Monday, null, early))),
            RuleFixture.Facts("CN-PI-07", "pages that refuse a withdrawal; `PersonalGuard`", "the member is not told",
                PersonalGuard.Review(new DecisionFacts(true, true, false)), "told, may ask for a person",
                PersonalGuard.Review(new DecisionFacts(true, true, true))),
            RuleFixture.Facts("CN-PI-10", "a leak on record, by the nightly monitor",
                "the people affected are not told",
                PersonalGuard.Review(new LeakFacts(Monday, true, false)), "authority and people told",
                PersonalGuard.Review(new LeakFacts(Monday, true, true))),
        ];
    }

    private static RuleFixture[] House()
    {
        var old = PlanFile.Read(RuleFixture.PlanText()).Draft!;
        var worse = old with { Redeeming = old.Redeeming with { RedeemRate = Rate.FromParts(900_000) } };
        VersionFacts Version(int days, bool reaches) =>
            new(old, worse, Monday, Monday.Plus(Duration.Days(days)), reaches);

        return
        [
            RuleFixture.Facts("CN-CON-03", "`plan diff`, command `publishPlan` (`plan-notice-too-short`)",
                "an important change after 14 days",
                VersionGuard.Review(Version(14, false)), "after 15 days", VersionGuard.Review(Version(15, false))),
            RuleFixture.Facts("CN-CON-04", "`plan diff`, command `publishPlan` (`plan-worsens`)",
                "redeeming at 90% also for older points",
                VersionGuard.Review(Version(15, true)), "only for new points",
                VersionGuard.Review(Version(15, false))),
            RuleFixture.Facts("CN-CON-07", "console: the go-live list", "no licence stated",
                HouseGuard.Review(new SiteFacts("", "")), "name and credit code",
                HouseGuard.Review(new SiteFacts("示例公司", "91110000000000000X"))),
            RuleFixture.Facts("CN-CON-09", "command `announceClosing` (`acknowledgement-missing`)", "announced",
                HouseGuard.Review(
                new SchemeClosingFacts(Monday, Monday.Plus(Duration.Days(30)), true)), "not announced", []),
        ];
    }
}
