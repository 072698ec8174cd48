using CsCheck;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>What must hold of old debts whatever anybody does, in whatever order.</summary>
public sealed class ClaimProperties
{
    private static readonly Refusal[] Reachable =
    [
        Refusal.None, Refusal.NothingToDo, Refusal.AmountTooLarge, Refusal.SamePerson, Refusal.ClaimExists,
        Refusal.ClaimUnknown, Refusal.ClaimNotOpen, Refusal.ClaimDisputed, Refusal.NoConsent, Refusal.CoinSpent,
        Refusal.NotACreditor, Refusal.ReleasesStopped, Refusal.ReleasesRunning, Refusal.DocumentNeeded,
        Refusal.CoinsHeld, Refusal.CoinsTooFew, Refusal.CoinShareExceeded, Refusal.SettlementFundShort,
    ];

    [Fact]
    public void Claims_and_consents_are_what_the_slow_model_says() => ClaimDeeds.Wishes.Sample(
        wishes => Play(wishes, (desk, model) =>
        {
            foreach (var (name, owed) in model.Creditors)
            {
                var real = desk.Creditor(name);
                Assert.Equal(
                    (owed.Claimed, owed.Frozen, owed.Left, owed.Coins, owed.Held, owed.Goods, owed.Waived),
                    (real.Claimed.Units, real.Disputed.Units, real.Unconverted.Units, real.Coins.Units,
                        real.CoinsHeld.Units, real.SettledByGoods.Units, real.Waived.Units));
                Assert.Equal(owed.Answer, real.Answer);
            }

            foreach (var (id, debt) in model.Debts)
            {
                var real = desk.Pool.Claim(id)!;
                Assert.Equal(
                    (debt.Amount, debt.Frozen, debt.State), (real.Amount.Units, real.Frozen.Units, real.State));
                Assert.Equal(desk.NumberOf(debt.Owner), real.Member);
            }

            var totals = desk.Pool.Legacy!;
            Assert.Equal(
                (model.Fund, model.FundHeld, model.IsStopped),
                (totals.Fund.Units, totals.FundHeld.Units, totals.IsStopped));
            Assert.Equal(model.Creditors.Count, totals.Creditors);
        }),
        iter: 1_500, print: Print);

    [Fact]
    public void A_claim_is_always_the_sum_of_what_became_of_it_for_each_and_for_all() => ClaimDeeds.Wishes.Sample(
        wishes => Play(wishes, (desk, _) =>
        {
            var all = desk.Pool.Creditors().ToList();
            foreach (var one in all)
            {
                Assert.Equal(
                    one.Claimed, one.SettledByGoods + one.Coins + one.Unconverted + one.SettledByProceeds + one.Waived);
                var claims = desk.Pool.ClaimsOf(one.Member).ToList();
                Assert.True(claims.All(claim => claim.Member == one.Member && claim.State is not ClaimState.Withdrawn));
                Assert.Equal(one.Disputed.Units, claims.Sum(claim => (Int128)claim.Frozen.Units));
            }

            var totals = desk.Pool.Legacy!;
            Assert.Equal(totals.Claimed.Units, all.Sum(one => (Int128)one.Claimed.Units));
            Assert.Equal(totals.Coins.Units, all.Sum(one => (Int128)one.Coins.Units));
            Assert.Equal(totals.Unconverted.Units, all.Sum(one => (Int128)one.Unconverted.Units));
            Assert.Equal(totals.SettledByGoods.Units, all.Sum(one => (Int128)one.SettledByGoods.Units));
            Assert.Equal(totals.Waived.Units, all.Sum(one => (Int128)one.Waived.Units));
            Assert.Equal(
                totals.Claimed,
                totals.SettledByGoods + totals.Coins + totals.Unconverted + totals.SettledByProceeds + totals.Waived);
        }),
        iter: 600, print: Print);

    [Fact]
    public void Coins_outstanding_are_their_accounts_and_the_debt_is_what_is_still_owed() => ClaimDeeds.Wishes.Sample(
        wishes => Play(wishes, (desk, _) =>
        {
            foreach (var one in desk.Pool.Creditors())
            {
                Assert.Equal(-one.Coins.Units, desk.Postings[AccountKind.LegacyCoins, one.Member.Value]);
                Assert.Equal(-one.Unconverted.Units, desk.Postings[AccountKind.LegacyClaims, one.Member.Value]);
            }

            var totals = desk.Pool.Legacy!;
            Assert.Equal(totals.Open.Units, desk.Postings[AccountKind.LegacyDebt]);
            Assert.Equal(-totals.Fund.Units, desk.Postings[AccountKind.SettlementFund]);
            Assert.Equal(-totals.FundHeld.Units, desk.Postings[AccountKind.SettlementHeld]);
            Assert.Equal((0, 0), (desk.Postings.MoneySum, desk.Postings.PointsSum));
            Assert.Empty(desk.Postings.Overdrawn);
        }),
        iter: 600, print: Print);

    [Fact]
    public void Nobody_is_converted_who_did_not_say_yes_and_no_yes_is_ever_inherited() => ClaimDeeds.Wishes.Sample(
        wishes => Play(wishes, (desk, _) =>
        {
            var agreed = desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.OfferAnswered>()
                .Where(answered => answered.Answer is OfferAnswer.Yes).Select(answered => answered.Member).ToHashSet();
            foreach (var one in desk.Pool.Creditors().Where(one => !agreed.Contains(one.Member)))
            {
                Assert.Equal(
                    (Money.Zero, Money.Zero, Money.Zero, Points.Zero),
                    (one.Coins, one.SettledByGoods, one.SettledByProceeds, one.Locked));
            }
        }),
        iter: 600, print: Print);

    [Fact]
    public void Deciding_changes_nothing_and_journal_and_snapshot_give_the_pool_again() => ClaimDeeds.Wishes.Sample(
        wishes =>
        {
            var desk = Play(wishes, (_, _) => { });
            Assert.Equal(desk.Pool.StateHash(), desk.Replayed().StateHash());

            var image = new WireWriter();
            desk.Pool.WriteImage(image);
            var restored = Pool.Restore(desk.Pool.Plan, image.Written);
            Assert.Equal(desk.Pool.StateHash(), restored.StateHash());
            Assert.Equal(desk.Pool.Legacy, restored.Legacy);
            Assert.Equal(desk.Pool.Creditors(), restored.Creditors());
            Assert.Equal(desk.Pool.Claims(), restored.Claims());
        },
        iter: 600, print: Print);

    /// <summary>A generator that never gets there tests nothing there.</summary>
    [Fact]
    public void Generated_deeds_reach_every_refusal()
    {
        var seen = new HashSet<Refusal>();
        ClaimDeeds.Wishes.Sample(
            wishes =>
            {
                var desk = Play(wishes, (_, _) => { });
                seen.UnionWith(desk.Journal.Select(entry =>
                    entry.Event is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None));
            },
            iter: 1_500, threads: 1, seed: "0000000000002");

        Assert.Empty(Reachable.Except(seen));
    }

    private static Desk Play(ClaimDeeds.Wish[] wishes, Action<Desk, ClaimModel> check)
    {
        var (desk, model) = (new Desk(CoinScene.Plan), new ClaimModel());
        var before = desk.Pool.StateHash();
        desk.Booked = happened =>
        {
            model.Follow(happened, number => NameOf(desk, number));
            before = desk.Pool.StateHash();
        };
        desk.Decided = () => Assert.Equal(before, desk.Pool.StateHash());
        foreach (var wish in wishes[0].Choice > 1 ? [.. ClaimDeeds.Prelude, .. wishes] : wishes)
        {
            desk.Now = desk.Now.Plus(wish.Choice == 3 ? Duration.Days(3) : Duration.Zero);
            var command = ClaimDeeds.Of(desk, wish);
            var member = command is PoolCommand.RefundOrder refund ? desk.Pool.PendingOf(refund.Order)?.Member : null;
            var isTrade = wish.Deed is 11 or 12 or 13 or 15;
            var happened = desk.Run(command);
            var reason = happened is PoolEvent.Refused refused ? refused.Reason : Refusal.None;
            Assert.Equal(isTrade ? reason : model.Do(command), reason);
            if (happened is PoolEvent.OrderRefunded { Coins: var coins })
            {
                model.GiveBack(NameOf(desk, member!.Value), coins);
            }

            check(desk, model);
        }

        return desk;
    }

    private static readonly string[] People = ["ann", "ben", "cat", "dan"];

    private static string NameOf(Desk desk, MemberNumber number) =>
        People.First(name => desk.NumberOf(name) == number);

    private static string Print(ClaimDeeds.Wish[] wishes) => string.Join('\n', wishes.Select(wish => wish.ToString()));
}
