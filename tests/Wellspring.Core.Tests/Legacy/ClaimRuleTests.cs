using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>Old debts from registration to waiver, with figures that can be followed by hand.</summary>
public sealed class ClaimRuleTests
{
    private static readonly string Hash = new('9', 64);

    private static Desk Scene()
    {
        var desk = new Desk(CoinScene.Plan);
        Register(desk, "D-1", "ann", "1000", since: 18_900);
        Register(desk, "D-2", "ann", "500", since: 18_700);
        Register(desk, "D-3", "ben", "300", since: 19_100);
        return desk;
    }

    [Fact]
    public void A_registered_claim_is_owed_and_converts_nothing()
    {
        var desk = Scene();

        var ann = desk.Creditor("ann");
        Assert.Equal((1500L.Yuan, 1500L.Yuan, Money.Zero), (ann.Claimed, ann.Unconverted, ann.Coins));
        Assert.Equal((18_700L, (OfferAnswer?)null, false), (ann.Since, ann.Answer, ann.CanRevoke));
        Assert.Equal((2L, 0L, 1800L.Yuan), (
            desk.Pool.Legacy!.Creditors, desk.Pool.Legacy.Consented, desk.Pool.Legacy.Claimed));
        Assert.Equal(["D-1", "D-2"], desk.Pool.ClaimsOf(desk.NumberOf("ann")).Select(claim => claim.Id));
        Assert.Equal(1_800_000_000, desk.Postings[AccountKind.LegacyDebt]);
        desk.AssertBooks();
    }

    [Fact]
    public void Old_points_are_worth_their_number_times_the_value_less_what_is_below_a_fen()
    {
        Assert.Equal(Yuan("2800"), Claim.AmountOf(3500L.Points, Yuan("0.8")));
        Assert.Equal(Yuan("0.33"), Claim.AmountOf(1L.Points, Yuan("0.333333")));
        Assert.Equal(Money.Zero, Claim.AmountOf(1L.Points, Yuan("0.009999")));
        Assert.Equal(
            Decimals.Limit / Money.UnitsPerFen,
            Claim.AmountOf(Points.FromUnits(Decimals.Limit), Money.FromUnits(Decimals.Limit)).Units
                / Money.UnitsPerFen);
    }

    [Fact]
    public void A_claim_id_is_used_once_and_amounts_have_bounds()
    {
        var desk = Scene();

        desk.Refuses(Refusal.ClaimExists, Claimed(desk, "D-1", "ben", "1"));
        desk.Refuses(Refusal.NothingToDo, Claimed(desk, "D-9", "ben", "0"));
        desk.Refuses(Refusal.AmountTooLarge, Claimed(desk, "D-9", "ben", "1000000000.01"));
        var other = new Desk(WorkedExample);
        other.Refuses(Refusal.LegacyOff, Claimed(other, "D-9", "ben", "1"));
    }

    [Fact]
    public void A_dispute_freezes_what_is_left_and_is_resolved_by_two_people()
    {
        var desk = Scene();
        Answer(desk, "ann", OfferAnswer.Yes, "1200");
        desk.Accepted<PoolEvent.ClaimDisputed>(new PoolCommand.DisputeClaim(
            desk.NextId, desk.Now, "D-1", "wang", "amount"));

        // Of 1500 1200 are coins: 300 can be frozen of the claim of 1000, and only 300 can fall away.
        Assert.Equal((300L.Yuan, Money.Zero), (desk.Creditor("ann").Disputed, desk.Creditor("ann").Convertible));
        desk.Refuses(Refusal.ClaimDisputed, Answered(desk, "ann", OfferAnswer.Yes, null));
        RefusesWith(desk, Refusal.ClaimNotOpen, "300.000000", Resolved(desk, "D-1", "699.99", "S-1"));
        RefusesWith(desk, Refusal.ClaimNotOpen, "1000.000000", Resolved(desk, "D-1", "1000.01", "S-1"));
        desk.Refuses(Refusal.DocumentNeeded, Resolved(desk, "D-1", "700", null));
        desk.Refuses(Refusal.SamePerson, Resolved(desk, "D-1", "700", "S-1") with { Approver = "wang" });
        var resolved = desk.Accepted<PoolEvent.ClaimResolved>(Resolved(desk, "D-1", "700", "S-1"));

        Assert.Equal((700L.Yuan, 300L.Yuan), (resolved.Agreed, resolved.Waived));
        var ann = desk.Creditor("ann");
        Assert.Equal(
            (1500L.Yuan, 300L.Yuan, Money.Zero, Money.Zero, 1200L.Yuan),
            (ann.Claimed, ann.Waived, ann.Unconverted, ann.Disputed, ann.Coins));
        Assert.Equal((ClaimState.Open, 700L.Yuan), (desk.Pool.Claim("D-1")!.State, desk.Pool.Claim("D-1")!.Amount));
        desk.AssertBooks();
    }

    [Fact]
    public void A_claim_goes_to_another_creditor_whole_and_that_one_is_asked_anew()
    {
        var desk = Scene();
        Answer(desk, "ann", OfferAnswer.Yes, "600");
        RefusesWith(desk, Refusal.ClaimNotOpen, "900.000000", Moved(desk, "D-1", "cat"));
        desk.Refuses(Refusal.NothingToDo, Moved(desk, "D-2", "ann"));
        desk.Accepted<PoolEvent.ClaimTransferred>(Moved(desk, "D-2", "cat"));

        var (ann, cat) = (desk.Creditor("ann"), desk.Creditor("cat"));
        Assert.Equal((1000L.Yuan, 400L.Yuan, 600L.Yuan, 18_900L), (
            ann.Claimed, ann.Unconverted, ann.Coins, ann.Since));
        Assert.Equal((500L.Yuan, 500L.Yuan, (OfferAnswer?)null, 18_700L), (
            cat.Claimed, cat.Unconverted, cat.Answer, cat.Since));
        Assert.Equal((3L, 1L), (desk.Pool.Legacy!.Creditors, desk.Pool.Legacy.Consented));
        desk.AssertBooks();
    }

    [Fact]
    public void A_claim_imported_by_mistake_leaves_the_books_again()
    {
        var desk = Scene();
        desk.Accepted<PoolEvent.ClaimWithdrawn>(new PoolCommand.WithdrawClaim(
            desk.NextId, desk.Now, "D-1", "imported twice", "wang", "li"));

        Assert.Equal((500L.Yuan, Money.Zero), (desk.Creditor("ann").Claimed, desk.Creditor("ann").Waived));
        desk.Refuses(Refusal.ClaimExists, Claimed(desk, "D-1", "ann", "1000"));
        Assert.Equal(Refusal.ClaimNotOpen, ReasonOf(desk.Run(new PoolCommand.DisputeClaim(
            desk.NextId, desk.Now, "D-1", "wang", "late"))));
        desk.Refuses(Refusal.ClaimUnknown, new PoolCommand.WithdrawClaim(
            desk.NextId, desk.Now, "D-7", "never there", "wang", "li"));
        desk.AssertBooks();
    }

    [Fact]
    public void Silence_and_later_leave_the_claim_as_it_is_however_long_they_last()
    {
        var desk = Scene();
        Answer(desk, "ben", OfferAnswer.Later);
        desk.Pass(365);

        Assert.Equal((1500L.Yuan, Money.Zero), (desk.Creditor("ann").Unconverted, desk.Creditor("ann").Coins));
        Assert.Equal((300L.Yuan, Money.Zero), (desk.Creditor("ben").Unconverted, desk.Creditor("ben").Coins));
        Assert.Equal(0, desk.Pool.Legacy!.Consented);
    }

    [Fact]
    public void A_yes_is_taken_back_until_the_first_coin_is_held_and_again_once_it_came_back()
    {
        var desk = Scene();
        desk.Refuses(Refusal.NoConsent, new PoolCommand.RevokeConsent(desk.NextId, desk.Now, "ann"));
        Answer(desk, "ann", OfferAnswer.Yes, "800");
        desk.Fund("500");
        desk.Place("o-1", "ann", "100");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "50"));

        desk.Refuses(Refusal.CoinSpent, new PoolCommand.RevokeConsent(desk.NextId, desk.Now, "ann"));
        desk.Refuses(Refusal.CoinSpent, Answered(desk, "ann", OfferAnswer.No, null));
        desk.Refuses(Refusal.CoinsHeld, new PoolCommand.WaiveClaim(desk.NextId, desk.Now, "ann", Hash));
        desk.Refund("o-1", "100");
        var revoked = desk.Accepted<PoolEvent.ConsentRevoked>(
            new PoolCommand.RevokeConsent(desk.NextId, desk.Now, "ann"));

        Assert.Equal(800L.Yuan, revoked.Returned);
        Assert.Equal((1500L.Yuan, Money.Zero, OfferAnswer.No), (
            desk.Creditor("ann").Unconverted, desk.Creditor("ann").Coins, desk.Creditor("ann").Answer));
        desk.AssertBooks();
    }

    [Fact]
    public void A_no_after_a_yes_takes_the_yes_back()
    {
        var desk = Scene();
        Answer(desk, "ann", OfferAnswer.Yes);
        var answered = desk.Accepted<PoolEvent.OfferAnswered>(Answered(desk, "ann", OfferAnswer.No, null));

        Assert.Equal((Money.Zero, 1500L.Yuan), (answered.Converted, answered.Returned));
        Assert.Equal((1500L.Yuan, Money.Zero), (desk.Creditor("ann").Unconverted, desk.Creditor("ann").Coins));
    }

    [Fact]
    public void What_a_coin_buys_is_fixed_by_the_first_yes()
    {
        var desk = new Desk(CoinScene.Plan.With(coin => coin with { Rate = Rate.FromParts(900_000) }));
        Register(desk, "D-1", "ann", "1000", since: 18_900);
        Answer(desk, "ann", OfferAnswer.Yes, "400");
        var next = desk.Pool.Plan.Settings;
        desk.Accepted<PoolEvent.PlanPublished>(
            Published(desk, next.With(coin => coin with { Rate = Rate.Whole }) with { Version = 2 }));
        desk.Pass(1);
        Answer(desk, "ann", OfferAnswer.Yes, "100");

        Assert.Equal(2, desk.Pool.Plan.Settings.Version);
        Assert.Equal(Rate.FromParts(900_000), desk.Creditor("ann").CoinRate);
    }

    [Fact]
    public void A_plan_that_takes_from_what_creditors_agreed_to_is_not_published()
    {
        var desk = Scene();
        var plan = desk.Pool.Plan.Settings with { Version = 2 };
        Assert.All(
            (PlanDraft[])
            [
                plan.With(coin => coin with { Rate = Rate.FromParts(999_999) }),
                plan.With(coin => coin with { MaxShareOfOrder = Rate.FromParts(499_999) }),
                plan.With(coin => coin with { DepositRate = Rate.Zero }),
                plan.With(release => release with { DailyCap = Rate.FromParts(1) }),
            ],
            worse => Assert.Equal(Refusal.PlanWorsens, ReasonOf(desk.Run(Published(desk, worse)))));
        Assert.All(
            (PlanDraft[])
            [
                plan with { Legacy = null },
                plan with { Legacy = plan.Legacy! with { Cap = Rate.FromParts(1) } },
            ],
            other => Assert.Equal(Refusal.PlanIdentity, ReasonOf(desk.Run(Published(desk, other)))));
    }

    [Fact]
    public void A_pool_that_had_no_old_debts_takes_them_with_a_new_version()
    {
        var desk = new Desk(CoinScene.Plan with { Legacy = null });
        desk.Refuses(Refusal.LegacyOff, Claimed(desk, "D-1", "ann", "1"));
        desk.Accepted<PoolEvent.PlanPublished>(Published(desk, CoinScene.Plan with { Version = 2 }));
        desk.Pass(1);

        Register(desk, "D-1", "ann", "1", since: 18_900);
        Assert.Equal(1L.Yuan, desk.Pool.Legacy!.Claimed);
        desk.AssertBooks();
    }

    [Fact]
    public void Waiving_is_signed_and_takes_all_that_is_left_disputed_or_not()
    {
        var desk = Scene();
        Answer(desk, "ann", OfferAnswer.Yes, "400");
        desk.Accepted<PoolEvent.ClaimDisputed>(new PoolCommand.DisputeClaim(
            desk.NextId, desk.Now, "D-2", "wang", "amount"));
        var waived = desk.Accepted<PoolEvent.ClaimWaived>(
            new PoolCommand.WaiveClaim(desk.NextId, desk.Now, "ann", Hash));

        Assert.Equal((1100L.Yuan, 400L.Yuan), (waived.Unconverted, waived.Coins));
        Assert.Equal((1500L.Yuan, Money.Zero, Money.Zero), (
            desk.Creditor("ann").Waived, desk.Creditor("ann").Open, desk.Creditor("ann").Disputed));
        Assert.Equal(ClaimState.Open, desk.Pool.Claim("D-2")!.State);
        desk.Refuses(Refusal.NothingToDo, new PoolCommand.WaiveClaim(desk.NextId, desk.Now, "ann", Hash));
        desk.Refuses(Refusal.NotACreditor, new PoolCommand.WaiveClaim(desk.NextId, desk.Now, "eve", Hash));
        desk.AssertBooks();
    }

    [Fact]
    public void An_empty_settlement_fund_lets_nothing_lapse_for_ninety_days()
    {
        var desk = Scene();
        Answer(desk, "ann", OfferAnswer.Yes);
        desk.Place("o-1", "ann", "200");
        for (var day = 0; day < 90; day++)
        {
            desk.Refuses(Refusal.SettlementFundShort, desk.Coins("o-1", "ann", "100"));
            desk.Pass(1);
        }

        Assert.Equal((1500L.Yuan, OfferAnswer.Yes, true), (
            desk.Creditor("ann").Coins, desk.Creditor("ann").Answer, desk.Creditor("ann").CanRevoke));
        desk.Fund("116");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "100"));
        desk.Finish("o-1");
        Assert.Equal((100L.Yuan, 1400L.Yuan), (desk.Creditor("ann").SettledByGoods, desk.Creditor("ann").Coins));
        desk.AssertBooks();
    }

    [Fact]
    public void Outside_the_sandbox_money_and_stops_need_a_second_person()
    {
        var plan = CoinScene.Plan with
        {
            Profile = PlanProfile.Cn,
            Pool = CoinScene.Plan.Pool with { Float = 100L.Yuan },
            Orders = new(),
        };
        var desk = new Desk(PlanReview.Resume(PlanFile.Write(plan))!);
        Register(desk, "D-1", "ann", "1000", since: 18_900);

        desk.Refuses(Refusal.ApproverNeeded, new PoolCommand.FundSettlement(
            desk.NextId, desk.Now, 1L.Yuan, "own", "V-1", null));
        desk.Refuses(Refusal.ApproverNeeded, new PoolCommand.StopReleases(
            desk.NextId, desk.Now, "wang", null, "audit"));
        desk.Refuses(Refusal.ApproverNeeded, Moved(desk, "D-1", "ben") with { Approver = null });
        desk.Refuses(Refusal.ApproverNeeded, new PoolCommand.WithdrawClaim(
            desk.NextId, desk.Now, "D-1", "twice", null, "li"));
        desk.Accepted<PoolEvent.ReleasesStopped>(new PoolCommand.StopReleases(
            desk.NextId, desk.Now, "wang", "li", "audit"));
        desk.Refuses(Refusal.ReleasesStopped, new PoolCommand.StopReleases(
            desk.NextId, desk.Now, "wang", "li", "audit"));
        desk.Accepted<PoolEvent.ReleasesRestarted>(new PoolCommand.RestartReleases(
            desk.NextId, desk.Now, "wang", "li"));
        desk.Refuses(Refusal.ReleasesRunning, new PoolCommand.RestartReleases(desk.NextId, desk.Now, "wang", "li"));
    }

    [Fact]
    public void An_operator_that_owes_more_than_it_owns_converts_only_while_counsel_s_opinion_stands()
    {
        var plan = CoinScene.Plan with
        {
            Profile = PlanProfile.Cn,
            Pool = CoinScene.Plan.Pool with { Float = 100L.Yuan },
            Orders = new(),
            Compliance = new() { Solvency = new() { Liabilities = 2L.Yuan, Assets = 1L.Yuan } },
        };
        var desk = new Desk(PlanReview.Resume(PlanFile.Write(plan))!);
        Register(desk, "D-1", "ann", "1000", since: 18_900);

        Assert.Contains("CN-LEG-04", desk.Pool.Plan.Needs);
        RefusesWith(desk, Refusal.AcknowledgementMissing, "CN-LEG-04", Answered(desk, "ann", OfferAnswer.Yes, null));
        RefusesWith(desk, Refusal.AcknowledgementMissing, "CN-LEG-04", desk.Coins("o-1", "ann", "1"));
        Answer(desk, "ann", OfferAnswer.Later);
    }

    [Fact]
    public void Nothing_new_is_converted_once_the_end_is_announced()
    {
        var desk = Scene();
        desk.Accepted<PoolEvent.ClosingWasAnnounced>(new PoolCommand.AnnounceClosing(desk.NextId, desk.Now, "wang"));

        desk.Refuses(Refusal.ClosingAnnounced, Answered(desk, "ann", OfferAnswer.Yes, null));
        Answer(desk, "ann", OfferAnswer.No);
        desk.Pass(31);
        desk.Accepted<PoolEvent.PoolWasClosed>(new PoolCommand.ClosePool(desk.NextId, desk.Now, "wang"));
        desk.Refuses(Refusal.PoolClosed, Claimed(desk, "D-9", "ann", "1"));
        desk.Refuses(Refusal.PoolClosed, Answered(desk, "ann", OfferAnswer.Yes, null));
        desk.Refuses(Refusal.PoolClosed, new PoolCommand.WaiveClaim(desk.NextId, desk.Now, "ann", Hash));
    }

    private static void Register(Desk desk, string claim, string member, string amount, long since) =>
        desk.Accepted<PoolEvent.ClaimRegistered>(Claimed(desk, claim, member, amount) with { Since = since });

    private static PoolCommand.RegisterClaim Claimed(Desk desk, string claim, string member, string amount) => new(
        desk.NextId, desk.Now, claim, member, ClaimKind.Cash, Yuan(amount), null, null, 19_000, Hash, "ledger");

    private static void Answer(Desk desk, string member, OfferAnswer answer, string? amount = null) =>
        desk.Accepted<PoolEvent.OfferAnswered>(Answered(desk, member, answer, amount));

    private static PoolCommand.AnswerOffer Answered(Desk desk, string member, OfferAnswer answer, string? amount) =>
        new(desk.NextId, desk.Now, member, answer, Hash, amount is null ? null : Yuan(amount), false);

    private static PoolCommand.ResolveClaim Resolved(Desk desk, string claim, string amount, string? document) =>
        new(desk.NextId, desk.Now, claim, Yuan(amount), "wang", "li", document);

    private static PoolCommand.TransferClaim Moved(Desk desk, string claim, string member) =>
        new(desk.NextId, desk.Now, claim, member, ClaimTransfer.Assigned, "S-2", "wang", "li");

    private static PoolCommand.PublishPlan Published(Desk desk, PlanDraft plan) =>
        new(desk.NextId, desk.Now, PlanFile.Write(plan), desk.Now, [], "wang", "li");

    private static void RefusesWith(Desk desk, Refusal reason, string detail, PoolCommand command) =>
        Assert.Equal(new PoolEvent.Refused(reason) { Detail = detail }, desk.Run(command));

    private static Refusal ReasonOf(PoolEvent happened) =>
        happened is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None;
}
