using System.Numerics;
using CsCheck;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>What always holds of old debts, coins, locked points and releases, whatever anybody tries.</summary>
public sealed class CoinProperties
{
    [Fact]
    public void Claims_coins_and_points_add_up_to_the_unit_after_every_record() => Sample(2_000, (desk, wishes) =>
    {
        desk.Booked = happened =>
        {
            AssertNothingQuarantined(happened);
            AssertClaims(desk);
            AssertPoints(desk);
        };
        Array.ForEach(wishes, wish => CoinWishes.Try(desk, wish));
    });

    [Fact]
    public void Every_account_shows_what_the_state_says_and_both_sides_balance() => Sample(600, (desk, wishes) =>
    {
        foreach (var wish in wishes)
        {
            CoinWishes.Try(desk, wish);
            Assert.Equal((0, 0), (desk.Postings.MoneySum, desk.Postings.PointsSum));
            Assert.Empty(desk.Postings.Overdrawn);
            foreach (var (account, units) in desk.Pool.Balances())
            {
                Assert.Equal((account.Name, units), (account.Name, desk.Postings[account.Kind, account.Number]));
            }
        }
    });

    [Fact]
    public void The_same_journal_and_a_snapshot_of_it_give_the_same_state() => Sample(600, (desk, wishes) =>
    {
        Array.ForEach(wishes[..(wishes.Length / 2)], wish => CoinWishes.Try(desk, wish));
        var restored = Pool.Restore(desk.Pool.PlanVersions.First().Plan, Image(desk.Pool));
        Assert.Equal(desk.Pool.StateHash(), restored.StateHash());
        var from = desk.Journal.Count;
        Array.ForEach(wishes[(wishes.Length / 2)..], wish => CoinWishes.Try(desk, wish));
        for (var position = from; position < desk.Journal.Count; position++)
        {
            restored.Apply(desk.Journal[position].Event, desk.Journal[position].At, position);
        }

        Assert.Equal(desk.Pool.StateHash(), restored.StateHash());
        desk.AssertReplays();
    });

    [Fact]
    public void No_record_lowers_the_price_and_a_release_alone_moves_nothing() => Sample(1_000, (desk, wishes) =>
    {
        var (price, before) = (Unscaled(desk.Pool.Backing), desk.Pool.Backing);
        desk.Booked = happened =>
        {
            var (now, after) = (Unscaled(desk.Pool.Backing), desk.Pool.Backing);
            Assert.False(now.Money * price.Points < price.Money * now.Points && !desk.Pool.IsClosed, "the price fell");
            if (happened is PoolEvent.DueProcessed due && due.Items.All(
                item => item is DueItem.PointsReleased or DueItem.ReleaseBegan && item.After.Exits.IsEmpty))
            {
                Assert.Equal(before, after);
            }

            (price, before) = (now, after);
        };
        Array.ForEach(wishes, wish => CoinWishes.Try(desk, wish));
    });

    [Fact]
    public void The_settlement_fund_pays_goods_and_deposits_and_nothing_else() => Sample(1_000, (desk, wishes) =>
    {
        var (funded, bought) = (Int128.Zero, Int128.Zero);
        desk.Booked = happened =>
        {
            funded += happened is PoolEvent.SettlementFunded { Amount: var amount } ? amount.Units : 0;
            bought += happened is PoolEvent.LockedPointsBought { Amount: var paid } ? paid.Units : 0;
            var coins = desk.Settled.Values.Where(row => row.Coins is not null).Select(row => row.Coins!).ToList();
            var legacy = desk.Pool.Legacy!;
            Assert.Equal(funded, (Int128)legacy.Fund.Units + legacy.FundHeld.Units
                + coins.Sum(row => (Int128)(row.Value - row.Returned + row.Deposit - row.DepositBack).Units));
            Assert.Equal(bought + coins.Sum(row => (Int128)(row.Deposit - row.DepositBack).Units),
                legacy.Deposits.Units);
        };
        Array.ForEach(wishes, wish => CoinWishes.Try(desk, wish));
    });

    [Fact]
    public void No_coin_becomes_cash_and_without_deposit_there_are_no_points() => Sample(1_000, (desk, wishes) =>
    {
        var hasDeposit = desk.Pool.Plan.Legacy!.Coin.DepositRate != Rate.Zero;
        desk.Booked = happened =>
        {
            switch (happened)
            {
                case PoolEvent.OrderReversed { Row: var row } reversed:
                    Assert.True(row.Refunded <= row.Amount, "cash comes back only of cash");
                    Assert.True((row.Coins?.Restored ?? default) <= (row.Coins?.Coins ?? default));
                    Assert.True((reversed.Coins?.Deposit ?? default) <= (row.Coins?.Deposit ?? default));
                    break;
                case PoolEvent.LockedPointsBought:
                    hasDeposit = true;
                    break;
                case PoolEvent.PlanPublished:
                    hasDeposit |= desk.Pool.PlanVersions.Any(
                        version => version.Plan.Legacy!.Coin.DepositRate != Rate.Zero);
                    break;
            }

            Assert.True(hasDeposit || desk.Pool.Legacy!.Locked == Points.Zero, "no deposit, no points");
            foreach (var final in Finals(happened).Where(order => order.Coins is not null))
            {
                Assert.True(final.Coins!.Points == Points.Zero || final.Coins.Deposit > Money.Zero);
            }
        };
        foreach (var wish in wishes)
        {
            var pending = desk.PendingOrders.ToDictionary(id => id, id => desk.Pool.PendingOf(id)!);
            if (CoinWishes.Try(desk, wish) is PoolEvent.OrderRefunded { Row: null } refunded
                && pending.GetValueOrDefault(refunded.Order) is { } order)
            {
                Assert.True(refunded.Cash <= order.Amount && refunded.Goods <= order.Redeemed);
                Assert.Equal(
                    refunded.Closed,
                    desk.Pool.PendingOf(order.Order) is null && !desk.Settled.ContainsKey(order.Order));
            }
        }
    });

    [Fact]
    public void A_run_stays_within_its_budget_and_gives_each_creditor_one_turn_as_a_naive_loop_would() =>
        Sample(1_500, (desk, wishes) =>
        {
            foreach (var wish in wishes)
            {
                CoinWishes.Try(desk, wish);
                if (wish.Deed is CoinDeed.Advance)
                {
                    CompareNextRun(desk);
                }
            }
        });

    [Fact]
    public void The_wishes_reach_the_rare_corners()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Sample(600, (desk, wishes) =>
        {
            desk.Booked = happened => Array.ForEach(
                [.. CornersOf(happened)], corner => seen.AddOrUpdate(corner, 1, (_, count) => count + 1));
            Array.ForEach(wishes, wish => CoinWishes.Try(desk, wish));
        });

        string[] corners =
        [
            "coins settled", "released", "budget", "refund of coins", "reversal of coins", "burnt locked",
            "burnt released", "deposit back", "exit after release", "bought", "closed with locked", "split",
        ];
        Assert.All(corners, corner => Assert.True(
            seen.GetValueOrDefault(corner) > 0, $"{corner} never happened: {string.Join(", ", seen)}"));
    }

    private static IEnumerable<string> CornersOf(PoolEvent happened)
    {
        var items = (happened as PoolEvent.DueProcessed)?.Items ?? [];
        var afters = items.Select(item => item.After).Append(happened.After).ToList();
        (string Name, bool Is)[] corners =
        [
            ("coins settled", Finals(happened).Any(order => order.Coins is { Points.Units: > 0 })),
            ("released", items.Any(item => item is DueItem.PointsReleased)),
            ("budget", items.Any(item => item is DueItem.ReleaseBegan { Budget.Units: > 0 })),
            ("exit after release", items.Any(item => item is DueItem.PointsReleased && item.After.Exits.Length > 0)),
            ("refund of coins", happened is PoolEvent.OrderRefunded { Coins: not null }),
            ("reversal of coins", happened is PoolEvent.OrderReversed { Coins: not null }),
            ("burnt locked", happened is PoolEvent.OrderReversed { Coins.FromLocked.Units: > 0 }),
            ("burnt released", happened is PoolEvent.OrderReversed { Coins.FromFreed.Units: > 0 }),
            ("deposit back", happened is PoolEvent.OrderReversed { Coins.Deposit.Units: > 0 }),
            ("bought", happened is PoolEvent.LockedPointsBought),
            ("closed with locked", happened is PoolEvent.PoolWasClosed { Payments.Length: > 0 }),
            ("split", afters.Any(after => after.Splits > 0)),
        ];
        return corners.Where(corner => corner.Is).Select(corner => corner.Name);
    }

    // Runs the next day's releases on a copy, one by one, beside a loop over all creditors.
    private static void CompareNextRun(Desk desk)
    {
        var pool = Pool.Restore(desk.Pool.PlanVersions.First().Plan, Image(desk.Pool));
        var at = desk.Pool.Clock.Plus(Duration.Days(1));
        Queue<(MemberNumber Member, Points Points, Money Basis)>? expected = null;
        for (var scale = pool.Backing.Scale; pool.Backing.Scale == scale;)
        {
            var state = StateImage.Read(desk.Pool.PlanVersions.First().Plan, Image(pool));
            if (pool.RunDue(at, limit: 1)?.Items[0] is not { } item)
            {
                // At the limits of 64 bits a release waits whose exit would need a split that no longer fits.
                Assert.True(expected is null or { Count: 0 } || !pool.Backing.CanSplit, "everybody had a turn");
                return;
            }

            if (item is DueItem.ReleaseBegan began)
            {
                var locked = state.Legacy.LockedAt(scale);
                var most = (Int128)locked.Units * state.Plan.Legacy!.Release.DailyCap.Parts / 1_000_000;
                Assert.True(began.Budget.Units <= most, "the daily cap");
                expected = new(NaiveRun(StateImage.Read(pool.PlanVersions.First().Plan, Image(pool)), began.Budget));
            }
            else if (item is DueItem.PointsReleased released)
            {
                Assert.Equal(expected!.Dequeue(), (released.Member, released.Points, released.Basis));
            }
        }
    }

    private static IEnumerable<(MemberNumber Member, Points Points, Money Basis)> NaiveRun(
        PoolState state, Points budget)
    {
        var (release, scale) = (state.Plan.Legacy!.Release, state.Backing.Scale);
        var all = state.Legacy.Creditors.Where(creditor => creditor.LockedAt(scale) > Points.Zero).ToList();
        var last = state.Legacy.Releases.Position.Number;
        all = release.Order is CreditorOrder.Age
            ? [.. all.OrderBy(creditor => creditor.Since).ThenBy(creditor => creditor.Member.Value)]
            : [.. all.Where(creditor => creditor.Member.Value > last),
                .. all.Where(creditor => creditor.Member.Value <= last)];
        foreach (var creditor in all)
        {
            var locked = creditor.LockedAt(scale).Units;
            var due = release.Rule is ReleaseRule.Equal
                ? state.Legacy.Releases.DueOf((int)creditor.Member.Value, scale).Units
                : locked;
            var own = Math.Max(1, (long)((Int128)locked * release.CreditorDailyCap.Parts / 1_000_000));
            var points = Math.Min(Math.Min(due, own), budget.Units);
            if (points > 0)
            {
                budget -= Points.FromUnits(points);
                yield return (creditor.Member, Points.FromUnits(points),
                    Money.FromUnits((long)((Int128)creditor.LockedBasis.Units * points / locked)));
            }
        }
    }

    private static void AssertNothingQuarantined(PoolEvent happened) => Assert.DoesNotContain(
        (happened as PoolEvent.DueProcessed)?.Items ?? [],
        item => item is DueItem.OrderHeld { Reason: Refusal.Quarantined });

    private static void AssertClaims(Desk desk)
    {
        var all = desk.Pool.Creditors().ToList();
        foreach (var one in all)
        {
            Assert.Equal(
                one.Claimed, one.SettledByGoods + one.Coins + one.Unconverted + one.SettledByProceeds + one.Waived);
            Assert.Equal(-one.Coins.Units, desk.Postings[AccountKind.LegacyCoins, one.Member.Value]);
            Assert.Equal(-one.Unconverted.Units, desk.Postings[AccountKind.LegacyClaims, one.Member.Value]);
            Assert.True(one.Answer is OfferAnswer.Yes || one.Coins == Money.Zero, "nobody is converted without a yes");
            Assert.True(one.Freed <= desk.Pool.Held(one.Member), "released points are a part of the free ones");
        }

        var legacy = desk.Pool.Legacy!;
        Assert.Equal(
            (Sum(all, one => one.Claimed), Sum(all, one => one.Unconverted), Sum(all, one => one.Coins)),
            (legacy.Claimed.Units, legacy.Unconverted.Units, legacy.Coins.Units));
        Assert.Equal(
            legacy.Claimed, legacy.SettledByGoods + legacy.Coins + legacy.Unconverted + legacy.SettledByProceeds
                + legacy.Waived);
        var held = desk.PendingOrders.Sum(id => (Int128)(desk.Pool.PendingOf(id)!.Coins?.Coins.Units ?? 0));
        Assert.Equal(held, legacy.CoinsHeld.Units);
    }

    private static void AssertPoints(Desk desk)
    {
        var state = StateImage.Read(desk.Pool.PlanVersions.First().Plan, Image(desk.Pool));
        var scale = state.Backing.Scale;
        var free = Enumerable.Range(1, state.Members.Count)
            .Sum(number => (Int128)Members.PointsAt(state.Members[number], scale).Units);
        var locked = state.Legacy.Creditors.Sum(creditor => (Int128)creditor.LockedAt(scale).Units);
        Assert.Equal(state.Backing.Circulating.Units, free + locked + state.Backing.Float.Units);
        Assert.Equal(locked, state.Legacy.LockedAt(scale).Units);
        if (state.Plan.Legacy!.Release.Rule is ReleaseRule.Equal && !state.IsClosed)
        {
            foreach (var creditor in state.Legacy.Creditors)
            {
                var number = (int)creditor.Member.Value;
                var toCome = state.Legacy.Releases.Lots.Where(lot => lot.Number == number)
                    .Sum(lot => (Int128)lot.At(scale).Units);
                Assert.Equal(
                    creditor.LockedAt(scale).Units, toCome + state.Legacy.Releases.DueOf(number, scale).Units);
            }
        }
    }

    private static Int128 Sum(IEnumerable<CreditorBalance> all, Func<CreditorBalance, Money> part) =>
        all.Sum(one => (Int128)part(one).Units);

    private static IEnumerable<Settlement> Finals(PoolEvent happened) => happened is PoolEvent.DueProcessed due
        ? due.Items.OfType<DueItem.OrderFinal>().Select(final => final.Settlement)
        : [];

    private static (BigInteger Money, BigInteger Points) Unscaled(Backing backing) =>
        (backing.Price.Money.Units * BigInteger.Pow(10, backing.Scale), backing.Price.Points.Units);

    private static byte[] Image(Pool pool)
    {
        var writer = new WireWriter();
        pool.WriteImage(writer);
        return writer.Written.ToArray();
    }

    private static void Sample(long times, Action<Desk, CoinWish[]> check) => CoinWishes.OnAnyPlan.Sample(
        example => check(new Desk(example.Plan), example.Wishes), iter: times, print: CoinWishes.Print);
}
