using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using static Wellspring.Core.Tests.Rewards.RewardScene;

namespace Wellspring.Core.Tests.Rewards;

/// <summary>Bindings, agents' periods, fees, clawback and the limits: what pool-rules 9 says in words.</summary>
public sealed class RewardRuleTests
{
    private const string Day = "2026-01-05T10:00:00+08:00";

    [Fact]
    public void The_first_touch_stays_until_the_buyer_leaves()
    {
        var scene = new RewardScene().Bind("buyer", "ann");

        scene.Refuses(Refusal.AlreadyBound, "bindReferrer", """{"member":"buyer","referrer":"ben"}""");
        scene.Does("unbindReferrer", """{"member":"buyer"}""");
        scene.Refuses(Refusal.NotBound, "unbindReferrer", """{"member":"buyer"}""");
        scene.Bind("buyer", "ben");

        Assert.Equal(scene.Desk.NumberOf("ben"), scene.Desk["buyer"].Referrer);
    }

    [Fact]
    public void A_binding_with_a_validity_runs_out_and_may_then_be_replaced()
    {
        var scene = new RewardScene(rewards => rewards with
        {
            Binding = new() { Mode = BindingMode.Validity, Validity = Duration.Days(30) },
        });
        scene.Bind("buyer", "ann");
        Assert.Equal("2026-02-04T02:00:00.000Z", scene.Desk["buyer"].ReferrerUntil.ToString());

        const string LastMoment = "2026-02-04T09:59:59.999+08:00";
        scene.Refuses(
            Refusal.AlreadyBound, "bindReferrer", """{"member":"buyer","referrer":"ben"}""", LastMoment);
        Assert.Single(scene.Settle("buyer").Rewards);

        const string Over = "2026-02-04T10:00:00+08:00";
        scene.Does("advanceClock", "{}", Over);
        Assert.Empty(scene.Settle("buyer").Rewards);
        scene.Does("bindReferrer", """{"member":"buyer","referrer":"ben"}""", Over);
        Assert.Equal(scene.Desk.NumberOf("ben"), Assert.Single(scene.Settle("buyer").Rewards).Payee);
    }

    [Fact]
    public void In_mode_override_the_last_touch_earns()
    {
        var scene = new RewardScene(rewards => rewards with { Binding = new() { Mode = BindingMode.Override } });
        scene.Bind("buyer", "ann").Bind("buyer", "ben");

        Assert.Equal(scene.Desk.NumberOf("ben"), Assert.Single(scene.Settle("buyer").Rewards).Payee);
        scene.Refuses(Refusal.AlreadyBound, "bindReferrer", """{"member":"buyer","referrer":"ben"}""");
    }

    [Theory]
    [InlineData(BindingMode.FirstTouch)]
    [InlineData(BindingMode.Validity)]
    [InlineData(BindingMode.Override)]
    public void No_mode_lets_referrals_run_in_a_circle(BindingMode mode)
    {
        var scene = new RewardScene(rewards => rewards with { Binding = new() { Mode = mode } });
        scene.Bind("a", "b").Bind("b", "c");
        scene.Does("advanceClock", "{}", "2026-06-05T10:00:00+08:00");

        scene.Refuses(Refusal.ReferralCycle, "bindReferrer", """{"member":"c","referrer":"a"}""");
        scene.Refuses(Refusal.ReferralCycle, "bindReferrer", """{"member":"c","referrer":"c"}""");
    }

    [Fact]
    public void Who_leaves_takes_later_orders_along_and_no_earlier_one()
    {
        var scene = new RewardScene(Waiting()).Bind("buyer", "ann");
        Place(scene, "before");
        scene.Does("unbindReferrer", """{"member":"buyer"}""");
        Place(scene, "after");

        var settled = Final(scene);

        Assert.Equal(scene.Desk.NumberOf("ann"), Assert.Single(settled["before"].Rewards).Payee);
        Assert.Empty(settled["after"].Rewards);
    }

    [Fact]
    public void A_binding_after_payment_earns_nothing_of_the_order()
    {
        var scene = new RewardScene(Waiting());
        Place(scene, "early");
        scene.Bind("buyer", "ann");

        Assert.Empty(Final(scene)["early"].Rewards);
    }

    [Fact]
    public void An_agent_earns_for_orders_paid_in_its_period_also_when_they_become_final_after_it()
    {
        var scene = new RewardScene(Waiting());
        scene.Agent("440305", "district", "old", "2026-01-01", "2026-01-05");
        scene.Agent("440305", "district", "new", "2026-01-05", "2027-01-01");
        Place(scene, "a", "2026-01-04T23:59:59.999+08:00");
        Place(scene, "b", "2026-01-05T00:00:00+08:00");
        scene.Does("endAgent", """{"division":"440305"}""", "2026-01-06T00:00:00+08:00");
        Place(scene, "c", "2026-01-06T00:00:00+08:00");

        var settled = Final(scene);

        Assert.Equal(
            [scene.Desk.NumberOf("old"), scene.Desk.NumberOf("new")],
            [Assert.Single(settled["a"].Rewards).Payee, Assert.Single(settled["b"].Rewards).Payee]);
        Assert.Empty(settled["c"].Rewards);
        scene.Refuses(Refusal.NoAgent, "endAgent", """{"division":"440305"}""", "2026-03-01T00:00:00+08:00");
    }

    [Theory]
    [InlineData(Refusal.DivisionTaken, "440305", "district", "2026-06-01", "2026-07-01")]
    [InlineData(Refusal.PeriodEmpty, "440306", "district", "2026-06-01", "2026-06-01")]
    [InlineData(Refusal.DivisionTier, "440306", "city", "2026-06-01", "2026-07-01")]
    [InlineData(Refusal.DivisionTier, "440000", "district", "2026-06-01", "2026-07-01")]
    public void An_appointment_that_does_not_fit_is_refused(
        Refusal reason, string division, string tier, string from, string until)
    {
        var scene = new RewardScene().Agent("440305", "district", "da");

        scene.Refuses(reason, "appointAgent", $$"""
            {"division":"{{division}}","tier":"{{tier}}","member":"x","from":"{{from}}T00:00:00+08:00",
            "until":"{{until}}T00:00:00+08:00","contract":"K"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void An_agents_fee_stands_on_its_own_account_and_earns_nobody_anything()
    {
        var scene = new RewardScene().Bind("da", "ann").Agent("440305", "district", "da");
        var before = (scene.Desk.Pool.Backing.Price, scene.Desk.Pool.Platform, scene.Desk.Pool.Totals);

        scene.Does("bookAgentFee", """{"division":"440305","member":"da","amount":"50000.00","voucher":"V-1"}""");

        Assert.Equal("50000.000000", scene.Desk.Pool.AgentFees.ToString());
        Assert.Equal(-50_000_000_000, scene.Desk.Postings[AccountKind.AgentFees]);
        Assert.Equal(
            before, (scene.Desk.Pool.Backing.Price, scene.Desk.Pool.Platform, scene.Desk.Pool.Totals));
        Assert.Equal(Money.Zero, scene.Desk["ann"].Wallet);
    }

    [Fact]
    public void A_merchants_developer_is_said_once()
    {
        var scene = new RewardScene();
        scene.Does("registerMerchant", """{"merchant":"s1","commission":"20%","developer":"dev"}""");

        scene.Refuses(
            Refusal.DeveloperKnown, "registerMerchant",
            """{"merchant":"s1","commission":"20%","developer":"other"}""");
        scene.Does("registerMerchant", """{"merchant":"s1","commission":"15%"}""");

        Assert.Equal(scene.Desk.NumberOf("dev"), Assert.Single(scene.Settle("buyer").Rewards).Payee);
    }

    [Fact]
    public void Where_only_appointed_promoters_earn_the_others_share_is_remainder()
    {
        var scene = new RewardScene(rewards => rewards with { AppointedOnly = true });
        scene.Bind("buyer", "ann").Bind("ann", "ben").Does("appointPromoter", """{"member":"ben"}""");

        Assert.Equal([RewardKind.Indirect], scene.Settle("buyer").Rewards.Select(reward => reward.Kind));
        scene.Refuses(Refusal.PromoterState, "appointPromoter", """{"member":"ben"}""");
        scene.Does("endPromoter", """{"member":"ben"}""");
        Assert.Empty(scene.Settle("buyer").Rewards);
    }

    [Fact]
    public void A_reversal_claws_back_every_line_by_its_share_and_never_more()
    {
        var scene = new RewardScene(rewards => rewards with { Levels = Levels, Peer = Rate.FromParts(100_000) });
        scene.Bind("buyer", "a").Bind("a", "b").Does("setLevel", """{"member":"a","level":"V2"}""");
        scene.Does("setLevel", """{"member":"b","level":"V2"}""");
        scene.Does("registerMerchant", """{"merchant":"s1","commission":"20%","developer":"dev"}""");
        scene.Agent("440305", "district", "da").Agent("440000", "province", "pro");
        var order = scene.Settle("buyer", region: "440305");
        Assert.Equal(
            [1, 2, 3, 4, 6, 7, 8], order.Rewards.Select(reward => (int)reward.Kind));

        var half = (PoolEvent.OrderReversed)scene.Say(
            "reverseOrder", $$"""{"order":"{{order.Order}}","amount":"500.00"}""");
        var rest = (PoolEvent.OrderReversed)scene.Say(
            "reverseOrder", $$"""{"order":"{{order.Order}}","amount":"500.00"}""");

        foreach (var (line, index) in order.Rewards.Select((line, index) => (line, index)))
        {
            Assert.Equal(line.Amount.Units / 2, half.Taken[index].Whole.Units);
            Assert.Equal(line.Amount, half.Taken[index].Whole + rest.Taken[index].Whole);
            Assert.Equal((line.Kind, line.Payee), (rest.Taken[index].Kind, rest.Taken[index].Payee));
        }

        Assert.All(["a", "b", "dev", "da", "pro"], name => Assert.Equal(Money.Zero, scene.Desk[name].Wallet));
        var sheet = RewardSheet.Of(rest.Row);
        Assert.Equal((order.Budget, order.Remainder), (sheet.Budget, sheet.Remainder));
        Assert.All(sheet.Lines, line => Assert.Equal(line.Amount, line.Taken));
    }

    [Fact]
    public void A_thin_margin_cuts_the_last_lines_and_never_the_budget()
    {
        var scene = new RewardScene().Bind("buyer", "ann").Bind("ann", "ben");
        scene.Does("registerMerchant", """{"merchant":"own","commission":"20%","developer":"dev"}""");

        var order = ((PoolEvent.OrderSettled)scene.Say("settleOrder", """
            {"order":"thin","member":"buyer","merchant":"own","amount":"1000.00","funding":{"mode":"own-goods"},
            "lines":[{"goods":"g","amount":"1000.00","cost":"976.00","inflowBasis":"margin"}]}
            """.ReplaceLineEndings(""))).Settlement;

        Assert.Equal("4.000000", order.Budget.ToString());
        Assert.Equal(["3.000000", "1.000000"], order.Rewards.Select(reward => $"{reward.Amount}"));
        Assert.Equal(Money.Zero, order.Remainder);
    }

    [Fact]
    public void Dividends_that_the_plan_or_the_platform_does_not_carry_are_refused()
    {
        const string Hundred = """{"period":"q","amount":"100.00","shares":[{"member":"x","weight":1}]}""";
        new RewardScene(rewards => rewards with { Dividends = false })
            .Refuses(Refusal.DividendsOff, "payDividend", Hundred);
        var scene = new RewardScene();

        scene.Refuses(Refusal.PlatformTooLow, "payDividend", Hundred);
        scene.Refuses(
            Refusal.PayeeDoubled, "payDividend",
            """{"period":"q","amount":"1.00","shares":[{"member":"x","weight":1},{"member":"x","weight":2}]}""");
    }

    [Fact]
    public void Dividend_money_leaves_last_and_returns_where_it_came_from()
    {
        var scene = new RewardScene().Bind("buyer", "x");
        scene.Settle("buyer", "100000.00");
        scene.Does("payDividend", """{"period":"q","amount":"100.00","shares":[{"member":"x","weight":1}]}""");

        var asked = (PoolEvent.WithdrawalRequested)scene.Say(
            "requestWithdrawal", """{"withdrawal":"w","member":"x","amount":"350.00"}""");
        Assert.Equal("300.000000", asked.Withdrawal.FromRewards.ToString());
        Assert.Equal("50.000000", asked.Withdrawal.FromDividends.ToString());
        Assert.Equal("50.000000", scene.Desk["x"].DividendMoney.ToString());

        scene.Does("rejectWithdrawal", """{"withdrawal":"w"}""");
        Assert.Equal("100.000000", scene.Desk["x"].DividendMoney.ToString());
        Assert.Equal("300.000000", scene.Desk["x"].RewardMoney.ToString());
    }

    [Fact]
    public void What_a_member_owes_is_netted_from_its_dividend()
    {
        var scene = new RewardScene();
        var order = scene.Settle("x", "100000.00");
        scene.Does("sellPoints", """{"member":"x","points":"all"}""");
        scene.Does("requestWithdrawal", $$"""{"member":"x","amount":"{{Fen(scene.Desk["x"].SaleMoney)}}"}""");
        scene.Settle("y", "1000000.00");
        scene.Does("reverseOrder", $$"""{"order":"{{order.Order}}","amount":"10.00"}""");
        var owed = scene.Desk["x"].Receivable;
        Assert.NotEqual(Money.Zero, owed);

        scene.Does("payDividend", """{"period":"q","amount":"100.00","shares":[{"member":"x","weight":1}]}""");

        Assert.Equal(Money.Zero, scene.Desk["x"].Receivable);
        Assert.Equal(TestPlans.Yuan("100") - owed, scene.Desk["x"].DividendMoney);
        Assert.Equal((Int128)0, scene.Desk.Postings.MoneySum);
    }

    private static string Fen(Money money) => money.FloorToFen().ToString()[..^4];

    private static PlanDraft Waiting() => TestPlans.WorkedExample with
    {
        Rewards = Example,
        Orders = new() { AutoReceiveAfter = Duration.Days(1) },
    };

    private static void Place(RewardScene scene, string order, string at = Day) => scene.Does("placeOrder", $$"""
        {"order":"{{order}}","member":"buyer","merchant":"s1","amount":"1000.00","region":"440305"}
        """.Trim(), at);

    private static Dictionary<string, Settlement> Final(RewardScene scene)
    {
        scene.Does("advanceClock", "{}", "2026-02-05T10:00:00+08:00");
        return scene.Desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>()
            .SelectMany(due => due.Items).OfType<DueItem.OrderFinal>()
            .ToDictionary(item => item.Settlement.Order, item => item.Settlement);
    }
}
