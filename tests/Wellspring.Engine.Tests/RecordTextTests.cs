using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Tests;

/// <summary>The readable form of each kind of record, word for word.</summary>
public sealed class RecordTextTests
{
    private static readonly Instant Noon = new(1_767_578_400_000);

    private static readonly Settlement Sale = new(
        "o-1", new(1), "s1", new(FundingMode.OwnGoods, "bill-7"), Yuan(1000), Rate.FromParts(200_000), false, Yuan(200),
        Yuan(20), Yuan(20), Yuan(160), Money.Zero, Yuan(112), Held(112), Yuan(17), 0, 1, Money.Zero,
        [new(RewardKind.Direct, new(2), Rate.FromParts(3_000), Yuan(3))])
    {
        Region = "440305",
    };

    private static readonly OrderRow Row = OrderRow.Of(Sale);

    private static readonly Withdrawal Out =
        new("w-1", new(1), Yuan(5), Yuan(3), Yuan(1), WithdrawalState.Requested, 20_000);

    private const string Start =
        "{\"position\":4,\"id\":\"c-1\",\"command\":6,\"content\":\"000000000000000000000000000000ff\","
        + "\"at\":\"2026-01-05T02:00:00.000Z\",";

    private const string End =
        "\"pool\":\"1600.000000\",\"circulating\":\"112.00000000\",\"reserve\":\"2.000000\",\"scale\":2,"
        + "\"held\":\"7.00000000\"";

    private const string Moved = "\"withdrawal\":\"w-1\",\"member\":\"甲\",\"amount\":\"8.000000\","
        + "\"fromSales\":\"5.000000\",\"fromRewards\":\"3.000000\"";

    private const string AgencyFields = "\"division\":\"440305\",\"tier\":\"district\",\"member\":\"乙\","
        + "\"from\":\"2026-01-05T02:00:00.000Z\",\"until\":\"2026-01-06T02:00:00.000Z\",\"contract\":\"K-1\"";

    private static readonly Agency Agent =
        new("440305", AgentTier.District, new(2), Noon, Noon.Plus(Duration.Days(1)), "K-1");

    private static readonly CapExit Exit = new(new(2), Held(7), Yuan(9), Yuan(8));

    private static readonly Acknowledgement Given = new(
        "CN-PAY-06", "2026-11-22", PlanProfile.Cn, 1, new('5', 64), "wang", new('0', 64), "manager", Noon,
        "Counsel reviewed the payout terms.", [new("opinion", new('c', 64))], new('1', 64), "li",
        Noon.Plus(Duration.Days(365)));

    public static TheoryData<string, PoolEvent> Events => new(
        ("\"event\":\"poolOpened\",\"float\":\"100.000000\",\"floatPoints\":\"100.00000000\",\"plan\":{\"id\":\"x\"}",
            new PoolEvent.PoolOpened("{\"id\":\"x\"}", Yuan(100), Held(100))),
        ("\"event\":\"orderDelivered\",\"order\":\"o-1\",\"due\":\"2026-01-05T02:00:00.000Z\"",
            new PoolEvent.OrderDelivered("o-1", Noon)),
        ("\"event\":\"orderRefunded\",\"order\":\"o-1\",\"cash\":\"5.000000\",\"goods\":\"0.000000\",\"closed\":false",
            new PoolEvent.OrderRefunded("o-1", Yuan(5), Money.Zero, false, null)),
        ("\"event\":\"pointsSold\",\"member\":\"甲\",\"points\":\"112.00000000\",\"value\":\"9.000000\","
            + "\"paid\":\"8.000000\"",
            new PoolEvent.PointsSold(new(1), Held(112), Yuan(9), Yuan(8))),
        ("\"event\":\"creditSpent\",\"member\":\"甲\",\"order\":\"o-1\",\"amount\":\"5.000000\"",
            new PoolEvent.CreditSpent(new(1), "o-1", Yuan(5))),
        ("\"event\":\"capitalInjected\",\"amount\":\"5.000000\",\"source\":\"A\",\"voucher\":\"V\",\"approver\":\"li\"",
            new PoolEvent.CapitalInjected(Yuan(5), "A", "V", "li")),
        ("\"event\":\"subsidised\",\"amount\":\"5.000000\",\"share\":\"0.3%\",\"source\":\"A\",\"voucher\":\"V\"",
            new PoolEvent.Subsidised(Yuan(5), Rate.FromParts(3_000), "A", "V", null)),
        ("\"event\":\"reserveReturned\",\"amount\":\"5.000000\"", new PoolEvent.ReserveReturned(Yuan(5), null)),
        ("\"event\":\"referrerBound\",\"member\":\"甲\",\"referrer\":\"乙\"",
            new PoolEvent.ReferrerBound(new(1), new(2))),
        ("\"event\":\"merchantRegistered\",\"merchant\":\"s1\",\"commission\":\"20%\"",
            new PoolEvent.MerchantRegistered("s1", Rate.FromParts(200_000))),
        ("\"event\":\"depositToppedUp\",\"merchant\":\"s1\",\"amount\":\"5.000000\",\"voucher\":\"V\"",
            new PoolEvent.DepositToppedUp("s1", Yuan(5), "V")),
        ("\"event\":\"clockAdvanced\"", new PoolEvent.ClockAdvanced()),
        ("\"event\":\"withdrawalRequested\"," + Moved + ",\"fee\":\"1.000000\",\"state\":\"requested\"",
            new PoolEvent.WithdrawalRequested(Out)),
        ("\"event\":\"withdrawalApproved\"," + Moved + ",\"approver\":\"li\"",
            new PoolEvent.WithdrawalApproved(Out, "li")),
        ("\"event\":\"withdrawalRejected\"," + Moved + ",\"reason\":\"no\"",
            new PoolEvent.WithdrawalRejected(Out, "no")),
        ("\"event\":\"withdrawalSettled\"," + Moved + ",\"voucher\":\"B\"",
            new PoolEvent.WithdrawalSettled(Out, "B")),
        ("\"event\":\"withdrawalReturned\"," + Moved, new PoolEvent.WithdrawalReturned(Out, null)),
        ("\"event\":\"poolPaused\",\"by\":\"wang\",\"reason\":\"audit\"", new PoolEvent.PoolPaused("wang", "audit")),
        ("\"event\":\"pauseLifted\",\"by\":\"wang\",\"approver\":\"li\"", new PoolEvent.PauseLifted("wang", "li")),
        ("\"event\":\"closingAnnounced\",\"earliest\":\"2026-01-05T02:00:00.000Z\",\"by\":\"wang\"",
            new PoolEvent.ClosingWasAnnounced(Noon, "wang")),
        ("\"event\":\"poolClosed\",\"payments\":[{\"member\":\"甲\",\"points\":\"7.00000000\","
            + "\"paid\":\"9.000000\"}],\"toOperator\":\"3.000000\",\"crumbs\":\"0.000000\",\"by\":\"wang\"",
            new PoolEvent.PoolWasClosed([new(new(1), Held(7), Yuan(9))], Yuan(3), Money.Zero, "wang")),
        ("\"event\":\"merchantRegistered\",\"merchant\":\"s1\",\"commission\":\"20%\",\"developer\":\"乙\"",
            new PoolEvent.MerchantRegistered("s1", Rate.FromParts(200_000)) { Developer = new(2) }),
        ("\"event\":\"referrerUnbound\",\"member\":\"甲\",\"referrer\":\"乙\"",
            new PoolEvent.ReferrerUnbound(new(1), new(2))),
        ("\"event\":\"agentAppointed\"," + AgencyFields, new PoolEvent.AgentAppointed(Agent)),
        ("\"event\":\"agentEnded\"," + AgencyFields, new PoolEvent.AgentEnded(Agent)),
        ("\"event\":\"agentFeeBooked\",\"division\":\"440305\",\"member\":\"乙\",\"amount\":\"9.000000\","
            + "\"voucher\":\"V\"",
            new PoolEvent.AgentFeeBooked("440305", new(2), Yuan(9), "V")),
        ("\"event\":\"levelSet\",\"member\":\"甲\",\"level\":\"V1\"", new PoolEvent.LevelSet(new(1), "V1")),
        ("\"event\":\"levelSet\",\"member\":\"甲\"", new PoolEvent.LevelSet(new(1), null)),
        ("\"event\":\"promoterAppointed\",\"member\":\"甲\"", new PoolEvent.PromoterAppointed(new(1))),
        ("\"event\":\"promoterEnded\",\"member\":\"甲\"", new PoolEvent.PromoterEnded(new(1))),
        ("\"event\":\"dividendPaid\",\"period\":\"q1\",\"amount\":\"10.000000\","
            + "\"payments\":[{\"member\":\"甲\",\"weight\":3,\"amount\":\"9.000000\"}],\"crumb\":\"1.000000\"",
            new PoolEvent.DividendPaid("q1", Yuan(10), [new(new(1), 3, Yuan(9))], Yuan(1))),
        ("\"event\":\"refused\",\"reason\":\"not-enough-points\"", new PoolEvent.Refused(Refusal.NotEnoughPoints)),
        ("\"event\":\"refused\",\"reason\":\"paused\",\"member\":\"乙\",\"reference\":\"o-1\"",
            new PoolEvent.Refused(Refusal.Paused) { Subject = new(new(2), "o-1") }),
        ("\"event\":\"refused\",\"reason\":\"acknowledgement-missing\",\"detail\":\"CN-PAY-06\"",
            new PoolEvent.Refused(Refusal.AcknowledgementMissing) { Detail = "CN-PAY-06" }),
        ("\"event\":\"planPublished\",\"plan\":{\"id\":\"x\"},\"version\":2,"
            + "\"effectiveAt\":\"2026-01-05T02:00:00.000Z\",\"by\":\"wang\",\"approver\":\"li\"",
            new PoolEvent.PlanPublished("{\"id\":\"x\"}", 2, Noon, [], "wang", "li")),
        ("\"event\":\"acknowledged\",\"acknowledgement\":" + AcknowledgementFile.Write(Given),
            new PoolEvent.Acknowledged(Given)),
        ("\"event\":\"acknowledgementVoided\",\"code\":\"CN-PAY-06\",\"by\":\"wang\",\"reason\":\"late\"",
            new PoolEvent.AcknowledgementVoided("CN-PAY-06", "wang", "late")),
        ("\"event\":\"attemptRecorded\",\"code\":\"CN-RAI-01\",\"by\":\"wang\",\"subject\":\"ab\"",
            new PoolEvent.AttemptRecorded("CN-RAI-01", "wang", "ab")),
        ("\"event\":\"statementPublished\",\"topic\":\"log-key\",\"statement\":{\"key\":\"ab\"}",
            new PoolEvent.StatementPublished(StatementTopic.LogKey, "{\"key\":\"ab\"}")),
        ("\"event\":\"orderWasHeld\",\"order\":\"o-1\",\"reason\":\"odd\"",
            new PoolEvent.OrderWasHeld("o-1", "odd")),
        ("\"event\":\"orderReleased\",\"order\":\"o-1\",\"by\":\"li\"", new PoolEvent.OrderReleased("o-1", "li")),
        ("\"event\":\"claimRegistered\",\"claim\":\"D-1\",\"member\":\"甲\",\"claimKind\":\"old-points\","
            + "\"amount\":\"2800.000000\",\"quantity\":\"3500.00000000\",\"unitValue\":\"0.800000\","
            + "\"since\":\"2021-03-05\",\"evidence\":\"ab\",\"origin\":\"old ledger\"",
            new PoolEvent.ClaimRegistered(new("D-1", new(1), ClaimKind.OldPoints, Yuan(2800), 18_691, "ab",
                "old ledger", Held(3500), Money.FromUnits(800_000), ClaimState.Open))),
        ("\"event\":\"claimDisputed\",\"claim\":\"D-1\",\"member\":\"甲\",\"frozen\":\"9.000000\",\"by\":\"wang\","
            + "\"reason\":\"amount\"", new PoolEvent.ClaimDisputed("D-1", new(1), Yuan(9), "wang", "amount")),
        ("\"event\":\"claimResolved\",\"claim\":\"D-1\",\"member\":\"甲\",\"agreed\":\"8.000000\","
            + "\"waived\":\"1.000000\",\"by\":\"wang\",\"approver\":\"li\",\"document\":\"S-1\"",
            new PoolEvent.ClaimResolved("D-1", new(1), Yuan(8), Yuan(1), "wang", "li", "S-1")),
        ("\"event\":\"claimTransferred\",\"claim\":\"D-1\",\"from\":\"甲\",\"to\":\"乙\",\"amount\":\"8.000000\","
            + "\"transfer\":\"inherited\",\"document\":\"S-2\",\"by\":\"wang\",\"approver\":\"li\"",
            new PoolEvent.ClaimTransferred(
                "D-1", new(1), new(2), Yuan(8), ClaimTransfer.Inherited, "S-2", "wang", "li")),
        ("\"event\":\"claimWithdrawn\",\"claim\":\"D-1\",\"member\":\"甲\",\"amount\":\"8.000000\","
            + "\"reason\":\"twice\",\"by\":\"wang\",\"approver\":\"li\"",
            new PoolEvent.ClaimWithdrawn("D-1", new(1), Yuan(8), "twice", "wang", "li")),
        ("\"event\":\"offerAnswered\",\"member\":\"甲\",\"answer\":\"yes\",\"offer\":\"cd\","
            + "\"converted\":\"8.000000\",\"returned\":\"0.000000\",\"coinRate\":\"100%\","
            + "\"proceedsReduceClaim\":true",
            new PoolEvent.OfferAnswered(new(1), OfferAnswer.Yes, "cd", Yuan(8), Money.Zero, Rate.Whole, true)),
        ("\"event\":\"consentRevoked\",\"member\":\"甲\",\"returned\":\"8.000000\"",
            new PoolEvent.ConsentRevoked(new(1), Yuan(8))),
        ("\"event\":\"coinsPaid\",\"member\":\"甲\",\"order\":\"o-1\",\"coins\":\"5.000000\",\"value\":\"4.000000\","
            + "\"deposit\":\"1.000000\"", new PoolEvent.CoinsPaid(new(1), "o-1", Yuan(5), Yuan(4), Yuan(1))),
        ("\"event\":\"claimWaived\",\"member\":\"甲\",\"unconverted\":\"5.000000\",\"coins\":\"4.000000\","
            + "\"statement\":\"ef\"", new PoolEvent.ClaimWaived(new(1), Yuan(5), Yuan(4), "ef")),
        ("\"event\":\"settlementFunded\",\"amount\":\"9.000000\",\"source\":\"own\",\"voucher\":\"v-1\","
            + "\"approver\":\"li\"", new PoolEvent.SettlementFunded(Yuan(9), "own", "v-1", "li")),
        ("\"event\":\"lockedPointsBought\",\"member\":\"甲\",\"amount\":\"9.000000\",\"points\":\"5.00000000\","
            + "\"source\":\"own\",\"voucher\":\"v-1\",\"approver\":\"li\"",
            new PoolEvent.LockedPointsBought(new(1), Yuan(9), Held(5), "own", "v-1", "li")),
        ("\"event\":\"releasesStopped\",\"by\":\"wang\",\"approver\":\"li\",\"reason\":\"audit\"",
            new PoolEvent.ReleasesStopped("wang", "li", "audit")),
        ("\"event\":\"releasesRestarted\",\"by\":\"wang\",\"approver\":\"li\"",
            new PoolEvent.ReleasesRestarted("wang", "li")),
        ("\"event\":\"quarantined\",\"invariant\":\"no\",\"reference\":\"w-1\"",
            new PoolEvent.Quarantined("no") { Subject = new(default, "w-1") }),
        ("\"event\":\"quarantined\",\"invariant\":\"the price never falls\"",
            new PoolEvent.Quarantined("the price never falls")));

    [Theory]
    [MemberData(nameof(Events))]
    public void Each_event_has_its_figures(string figures, PoolEvent happened) => Assert.Equal(
        Start + figures + "," + End + "}",
        Text(happened));

    [Fact]
    public void A_settled_order_shows_every_figure() => Shows(
        """
        "event":"orderSettled","order":"o-1","member":"甲","merchant":"s1",
        "funding":{"mode":"own-goods","reference":"bill-7"},"amount":"1000.000000","rate":"20%","byMargin":false,
        "commission":"200.000000","platform":"20.000000","budget":"20.000000","inflow":"160.000000",
        "subsidy":"0.000000","mintValue":"112.000000","points":"112.00000000","remainder":"17.000000",
        "pointsScale":0,"round":1,"redeemed":"0.000000",
        "rewards":[{"kind":"direct","payee":"乙","amount":"3.000000","rate":"0.3%"}],
        "region":"440305",
        """,
        new PoolEvent.OrderSettled(Sale));

    [Fact]
    public void A_placed_order_shows_what_waits() => Shows(
        """
        "event":"orderPlaced","order":"o-2","member":"甲","merchant":"s1","amount":"88.000000","original":"90.000000",
        "commission":"20%","ownCommission":"5.000000","redeemed":"2.000000","due":"2026-01-05T02:00:00.000Z",
        "delivered":true,"waiting":"commission-unfunded","region":"110105",
        "payees":{"referrer":"甲","direct":"乙","province":"甲"},
        """,
        new PoolEvent.OrderPlaced(new(
            "o-2", new(1), "s1", null, Yuan(88), Yuan(90), Rate.FromParts(200_000), Yuan(5), Yuan(2), Noon, true,
            Refusal.CommissionUnfunded, 4)
        {
            Region = "110105",
            Payees = new(new(1), new(2), default, default, default, default, new(1)),
        }));

    [Fact]
    public void A_reversal_shows_who_gave_back_what_and_the_order_after_it() => Shows(
        """
        "event":"orderReversed","order":"o-1","member":"甲","amount":"500.000000","due":"100.000000",
        "demanded":"56.00000000","burnt":"56.00000000","released":"80.000000","basisCut":"500.000000",
        "taken":[{"kind":"direct","payee":"乙","fromRewards":"1.000000","fromSales":"0.000000","owed":"0.000000",
        "fromDividends":"4.000000"}],
        "memberOwes":"0.000000","platformPays":"19.000000",
        "row":{"order":"o-1","member":"甲","merchant":"s1","mode":"own-goods","amount":"1000.000000",
        "commission":"200.000000","inflow":"160.000000","mintValue":"112.000000","points":"112.00000000",
        "pointsScale":0,"round":1,
        "rewards":[{"kind":"direct","payee":"乙","amount":"3.000000","taken":"0.000000","rate":"0.3%"}],
        "refunded":"0.000000","recovered":"0.000000","demanded":"0.00000000","released":"0.000000",
        "redeemed":"0.000000","budget":"20.000000","remainder":"17.000000","region":"440305"},
        """,
        new PoolEvent.OrderReversed(
            Row, Yuan(500), Yuan(100), Held(56), Held(56), Yuan(80), Yuan(500),
            [new(RewardKind.Direct, new(2), Yuan(1), Money.Zero, Money.Zero) { FromDividends = Yuan(4) }], Money.Zero,
            Yuan(19)));

    [Fact]
    public void Redeeming_shows_the_order_it_is_remembered_under() => Shows(
        """
        "event":"pointsRedeemed","member":"甲","points":"5.00000000","value":"9.000000","credit":"9.000000",
        "order":"o-9","row":{"order":"o-9","member":"甲","amount":"0.000000","commission":"0.000000",
        "inflow":"0.000000","mintValue":"0.000000","points":"0.00000000","pointsScale":0,"round":0,
        "refunded":"0.000000","recovered":"0.000000","demanded":"0.00000000","released":"0.000000",
        "redeemed":"9.000000"},
        """,
        new PoolEvent.PointsRedeemed(
            new(1), Held(5), Yuan(9), Yuan(9), "o-9", OrderRow.Reference("o-9", new(1), Yuan(9))));

    [Fact]
    public void Due_work_shows_each_item_with_its_own_consequences() => Shows(
        """
        "event":"dueProcessed","clock":"2026-01-05T02:00:00.000Z","items":[
        {"event":"orderHeld","order":"o-3","reason":"quarantined","detail":"the price never falls"},
        {"event":"orderHeld","order":"o-4","reason":"paused"},
        {"event":"noticeEnded","member":"乙","points":"7.00000000","value":"9.000000","paid":"8.000000","splits":1}],
        """,
        new PoolEvent.DueProcessed(Noon,
        [
            new DueItem.OrderHeld("o-3", Refusal.Quarantined, "the price never falls"),
            new DueItem.OrderHeld("o-4", Refusal.Paused, ""),
            new DueItem.NoticeEnded(new(2), Exit) { After = new([], [], MemberNumber.None, 1) },
        ]));

    [Fact]
    public void A_final_order_shows_the_figures_of_its_settlement()
    {
        var settled = Text(new PoolEvent.OrderSettled(Sale));
        var final = Text(new PoolEvent.DueProcessed(Noon, [new DueItem.OrderFinal(Sale)]));

        var figures = settled[settled.IndexOf("\"order\":", StringComparison.Ordinal)
            ..settled.IndexOf(",\"pool\":", StringComparison.Ordinal)];
        Assert.Contains("\"items\":[{\"event\":\"orderFinal\"," + figures + "}]", final, StringComparison.Ordinal);
    }

    [Fact]
    public void Consequences_show_when_there_are_any() => Shows(
        """
        "event":"clockAdvanced",
        "exits":[{"member":"乙","points":"7.00000000","value":"9.000000","paid":"8.000000"}],
        "notices":["甲","乙"],"lapsed":"甲","splits":3,
        """,
        new PoolEvent.ClockAdvanced { After = new([Exit], [new(1), new(2)], new(1), 3) });

    [Fact]
    public void What_debts_took_of_payouts_stands_last() => Assert.Equal(
        Start + "\"event\":\"clockAdvanced\"," + End + ",\"netted\":[{\"member\":\"甲\",\"amount\":\"3.000000\"},"
            + "{\"member\":\"乙\",\"amount\":\"4.000000\"}]}",
        Text(new PoolEvent.ClockAdvanced(), "c-1", new(new(1), Yuan(3)), new(new(2), Yuan(4))));

    [Fact]
    public void A_record_of_the_engines_own_has_no_id() => Assert.StartsWith(
        "{\"position\":4,\"id\":null,\"at\":", Text(new PoolEvent.ClockAdvanced(), id: null), StringComparison.Ordinal);

    [Fact]
    public void Every_kind_of_event_and_of_due_item_has_its_test()
    {
        var tested = Events.Select(row => row.Data.Item2.GetType().Name).Distinct().Concat(
        [
            nameof(PoolEvent.OrderSettled), nameof(PoolEvent.OrderPlaced), nameof(PoolEvent.OrderReversed),
            nameof(PoolEvent.PointsRedeemed), nameof(PoolEvent.DueProcessed),
        ]);

        Assert.Equal(typeof(PoolEvent).GetNestedTypes().Select(type => type.Name).Order(), tested.Order());
        Assert.Equal(["NoticeEnded", "NoticeHeld", "OrderFinal", "OrderHeld", "PlanEffective", "PointsReleased",
            "ReleaseBegan"], typeof(DueItem).GetNestedTypes().Select(type => type.Name).Order());
    }

    [Fact]
    public void A_release_run_shows_its_day_its_budget_and_who_got_what() => Shows(
        """
        "event":"dueProcessed","clock":"2026-01-05T02:00:00.000Z","items":[
        {"event":"releaseBegan","day":"2026-01-05","budget":"7.00000000","allowance":"12.000000"},
        {"event":"pointsReleased","member":"甲","points":"5.00000000","basis":"9.000000"}],
        """,
        new PoolEvent.DueProcessed(Noon,
        [
            new DueItem.ReleaseBegan(20_458, Held(7)) { Allowance = Yuan(12) },
            new DueItem.PointsReleased(new(1), Held(5), Yuan(9)),
        ]));

    [Fact]
    public void The_coin_part_of_an_order_stands_in_an_object_of_its_own()
    {
        var settled = Sale with { Coins = new(Yuan(5), Yuan(4), Yuan(1), Held(3)) };
        var row = OrderRow.Of(settled);

        Assert.EndsWith(
            "\"coins\":{\"coins\":\"5.000000\",\"value\":\"4.000000\",\"deposit\":\"1.000000\","
            + "\"points\":\"3.00000000\"}," + End + "}",
            Text(new PoolEvent.OrderSettled(settled)), StringComparison.Ordinal);
        Assert.EndsWith(
            "\"coins\":{\"coins\":\"5.000000\",\"value\":\"4.000000\",\"deposit\":\"1.000000\","
            + "\"points\":\"3.00000000\",\"restored\":\"0.000000\",\"returned\":\"0.000000\","
            + "\"depositBack\":\"0.000000\",\"demanded\":\"0.00000000\"}},\"coins\":{\"coins\":\"5.000000\","
            + "\"value\":\"4.000000\",\"deposit\":\"1.000000\"}," + End + "}",
            Text(new PoolEvent.OrderRefunded("o-1", Yuan(1), Money.Zero, false, row)
            {
                Coins = new(Yuan(5), Yuan(4), Yuan(1)),
            }),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "\"coins\":{\"coins\":\"5.000000\",\"value\":\"4.000000\",\"deposit\":\"1.000000\","
            + "\"demanded\":\"3.00000000\",\"fromLocked\":\"2.00000000\",\"fromFreed\":\"1.00000000\","
            + "\"basisCut\":\"3.000000\",\"claimBasisCut\":\"2.000000\"}," + End + "}",
            Text(new PoolEvent.OrderReversed(
                row, Yuan(1), Money.Zero, Points.Zero, Points.Zero, Money.Zero, Money.Zero, [], Money.Zero, Money.Zero)
            {
                Coins = new(Yuan(5), Yuan(4), Yuan(1), Held(3), Held(2), Held(1), Yuan(3)) { ClaimBasisCut = Yuan(2) },
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_of_a_later_release_is_our_own_mistake()
    {
        Assert.Throws<UnreachableException>(() => Text(new Stranger()));
        Assert.Throws<UnreachableException>(() => Text(new PoolEvent.DueProcessed(Noon, [new StrangeItem()])));
    }

    [Fact]
    public void Every_text_gives_one_object_on_one_line_without_doubled_names() => Gen.String.Sample(text =>
    {
        var record = new PoolEvent.CapitalInjected(Yuan(1), text, text, text) { After = new([Exit], [], default, 0) };
        var line = Text(record);

        using var read = JsonDocument.Parse(line, new() { AllowDuplicateProperties = false });
        Assert.DoesNotContain('\n', line);
        Assert.Equal(JsonValueKind.Object, read.RootElement.ValueKind);
    });

    private static void Shows(string figures, PoolEvent happened)
    {
        var text = Text(happened);

        Assert.Equal(
            Start + figures.Replace("\n", "", StringComparison.Ordinal) + End + "}",
            text);
        using var read = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
    }

    private static string Text(PoolEvent happened, string? id = "c-1", params ImmutableArray<Netting> netted)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            RecordText.Write(
                writer,
                new(4, id, 6, Noon, 255, happened, Yuan(1600), Held(112), Yuan(2), 2, Held(7), netted),
                NameOf);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string NameOf(MemberNumber member) => member.Value switch
    {
        1 => "甲",
        2 => "乙",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "nobody asked for this member"),
    };

    private static Money Yuan(long yuan) => Money.FromYuan(yuan);

    private static Points Held(long points) => Points.FromUnits(points * Points.UnitsPerPoint);

    private sealed record Stranger : PoolEvent;

    private sealed record StrangeItem : DueItem;
}
