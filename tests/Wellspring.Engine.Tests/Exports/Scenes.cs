using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Engine.Journals;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Engine.Tests.Exports;

/// <summary>Whole pool lives, each with all that its name says; the desk's journal is what gets exported.</summary>
internal static class Scenes
{
    private static readonly PlanDraft Backed = WorkedExample with
    {
        Id = "ledger-scenes",
        Pool = new() { Float = 500L.Yuan },
        Split = new() { UnassignedToPool = true },
        Rewards = new() { Direct = Rate.FromParts(3_000), Indirect = Rate.FromParts(2_000) },
        Withdrawal = new() { Fee = 1L.Yuan, Min = 2L.Yuan },
        Cap = new() { Multiple = null },
    };

    public static Dictionary<string, Func<Desk>> All { get; } = new()
    {
        ["funding and rewards"] = FundingAndRewards,
        ["reversals"] = Reversals,
        ["withdrawals"] = Withdrawals,
        ["redemptions and the operator's money"] = Redemptions,
        ["splits that some never notice"] = Splits,
        ["exits by themselves"] = AutomaticExits,
        ["exits after notice, in goods credit"] = NoticedExits,
        ["last holder and reserve"] = LastHolder,
        ["a remainder that finds no points"] = RemainderWithoutPoints,
        ["closing"] = Closing,
    };

    /// <summary>The journal as the engine would have written it, with ids that try to break every format.</summary>
    public static IEnumerable<JournalRecord> Records(Desk desk)
    {
        var pool = new Pool(desk.Pool.Plan);
        for (var position = 0; position < desk.Journal.Count; position++)
        {
            var (happened, at) = desk.Journal[position];
            pool.Apply(happened, at, position);
            var isOwn = happened is PoolEvent.PoolOpened or PoolEvent.DueProcessed;
            var id = isOwn ? null : $"c-{position};\"\\\", 令:\n1";
            var (backing, command) = (pool.Backing, isOwn ? 0 : 1);
            yield return new(position, id, command, at, UInt128.Zero, happened, backing.Pool, backing.Circulating,
                backing.Reserve, backing.Scale, Points.Zero, pool.TakeNettings());
        }
    }

    private static Desk FundingAndRewards()
    {
        var desk = new Desk(Backed);
        Bind(desk, "b", "a");
        Bind(desk, "c", "b");
        desk.Accepted<PoolEvent.DepositToppedUp>(
            new PoolCommand.TopUpDeposit(desk.NextId, desk.Now, "shop", 300L.Yuan, "bank-1"));
        Buy(desk, "c", "1000.00", new(FundingMode.MerchantDirect, "deposit"), "shop");
        Buy(desk, "c", "999.99", new(FundingMode.LicensedSplit, "split-1"), "stall");
        Buy(desk, "a", "0.07", funding: null, "stall");
        var goods = new PoolCommand.SettleOrder(
            desk.NextId, desk.Now, "margin", "b", "own", 1000L.Yuan, new(FundingMode.OwnGoods, "bill"),
            [new("g1", 700L.Yuan, 560L.Yuan), new("g2", 300L.Yuan, null)]);
        Assert.Equal(200L.Yuan, desk.Accepted<PoolEvent.OrderSettled>(goods).Settlement.Commission);
        desk.Now = desk.Now.Plus(new(-3 * Instant.MillisecondsPerDay));
        Buy(desk, "a", "50.00", new(FundingMode.OwnGoods, null), "own");

        desk.Refuses(Refusal.CommissionUnfunded, new PoolCommand.SettleOrder(
            desk.NextId, desk.Now, "short", "c", "shop", 1000L.Yuan, new(FundingMode.MerchantDirect, null), []));
        Assert.True(desk.Postings[AccountKind.WalletRewards, desk.NumberOf("a").Value] < 0);
        return desk;
    }

    private static Desk Reversals()
    {
        var desk = new Desk(Backed);
        Bind(desk, "b", "a");
        Bind(desk, "c", "b");
        desk.Accepted<PoolEvent.DepositToppedUp>(
            new PoolCommand.TopUpDeposit(desk.NextId, desk.Now, "shop", 900L.Yuan, "bank-1"));
        Buy(desk, "c", "1000.00", new(FundingMode.MerchantDirect, null), "shop", "direct");
        Buy(desk, "c", "2000.00", new(FundingMode.OwnGoods, null), "own", "goods");
        Buy(desk, "c", "3000.00", new(FundingMode.LicensedSplit, null), "stall", "split");
        desk.Sell("c");
        Withdraw(desk, "w-b", "b", desk["b"].Wallet.FloorToFen());

        Assert.True(Reverse(desk, "direct", "333.33").MemberOwes > Money.Zero);
        Assert.True(Reverse(desk, "goods", "2000.00").Taken.Any(taken => taken.Owed > Money.Zero));
        Assert.True(Reverse(desk, "split", "2999.99").PlatformPays > Money.Zero);
        Assert.True(desk.Pool.PlatformReceivable > Money.Zero, "the platform had too little");
        Assert.True(desk["c"].Receivable > Money.Zero && desk["b"].Receivable > Money.Zero);

        // Later payouts: what is owed is netted first, and goes to the platform, which owes too.
        var owed = desk["c"].Receivable;
        Buy(desk, "c", "4000.00", funding: null, "stall");
        desk.Sell("c");
        Assert.True(desk["c"].Receivable < owed);
        Reverse(desk, "direct", "666.67");
        return desk;
    }

    private static Desk Withdrawals()
    {
        var desk = new Desk(Backed);
        Bind(desk, "b", "a");
        Buy(desk, "b", "1000.00", funding: null, "stall");
        Buy(desk, "a", "1000.00", funding: null, "stall");
        desk.Sell("a");
        desk.Sell("b", "20");
        Withdraw(desk, "paid", "a", desk["a"].Wallet.FloorToFen());
        Approve(desk, "paid");
        desk.Accepted<PoolEvent.WithdrawalSettled>(
            new PoolCommand.WithdrawalPaid(desk.NextId, desk.Now, "paid", "bank-2"));
        Withdraw(desk, "failed", "b", 10L.Yuan);
        Approve(desk, "failed");
        desk.Accepted<PoolEvent.WithdrawalReturned>(
            new PoolCommand.WithdrawalFailed(desk.NextId, desk.Now, "failed", "account closed"));
        Withdraw(desk, "rejected", "b", 5L.Yuan);
        desk.Accepted<PoolEvent.WithdrawalRejected>(
            new PoolCommand.RejectWithdrawal(desk.NextId, desk.Now, "rejected", null));
        Withdraw(desk, "on its way", "b", 3L.Yuan);
        Withdraw(desk, "too", "b", 2L.Yuan);
        return desk;
    }

    private static Desk Redemptions()
    {
        var desk = new Desk(Backed);
        desk.Settle("a", "1000.00");
        desk.Settle("b", "1000.00");
        Redeem(desk, "a", "30", "reference");
        Place(desk, "b", "open", "100.00");
        Redeem(desk, "b", "40", "open");
        Refund(desk, "reference", "12.34");
        Refund(desk, "open", "60.00");
        desk.Run(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "open"));
        Later(desk, days: 8);

        desk.Accepted<PoolEvent.Subsidised>(new PoolCommand.Subsidise(
            desk.NextId, desk.Now, 25L.Yuan, 2.Percent, "marketing", "v-1", null));
        desk.Settle("a", "1000.00");
        desk.Settle("b", "1000.00");
        Assert.True(desk.Pool.Totals.SubsidiesUsed == 25L.Yuan, "all of it is used up");
        desk.Accepted<PoolEvent.Subsidised>(new PoolCommand.Subsidise(
            desk.NextId, desk.Now, 70L.Yuan, 1.Percent, "marketing", "v-2", null));
        desk.Settle("a", "10.00");
        desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, 1234L.Yuan, "owner", "v-3", null));
        desk.Accepted<PoolEvent.ReserveReturned>(new PoolCommand.ReturnReserve(desk.NextId, desk.Now, 1L.Yuan, null));
        Assert.True(desk.Pool.Backing.Reserve > Money.Zero);
        return desk;
    }

    private static Desk Splits()
    {
        var desk = new Desk(Backed with { Pool = new() { Float = 100L.Yuan, SplitAt = 10L.Yuan } });
        desk.Settle("sleeper", "1000.00");
        desk.Settle("walker", "1000.00");
        Inject(desk, 10_000L.Yuan);
        desk.Sell("walker", "7");
        Inject(desk, 1_000_000L.Yuan);
        desk.Settle("late", "123.45");
        Assert.Equal(3, desk.Pool.Backing.Scale);
        Assert.True(desk.Postings[AccountKind.PointsRescale] > 0, "somebody has not noticed yet");
        return desk;
    }

    private static Desk AutomaticExits()
    {
        var desk = new Desk(Backed with { Cap = new() { Automatic = true }, Pool = new() { SplitAt = 10L.Yuan } });
        Bind(desk, "m2", "m1");
        foreach (var number in Enumerable.Range(1, 12))
        {
            desk.Settle($"m{number}", "1000.00");
        }

        Inject(desk, 20_000L.Yuan);
        desk.Settle("m1", "500.00");
        Assert.True(desk.Pool.Totals.Exits > 2 && desk.Pool.Backing.Scale > 0);
        return desk;
    }

    private static Desk NoticedExits()
    {
        var desk = new Desk(Backed with
        {
            Selling = new() { Enabled = false },
            Cap = new() { NoticePeriod = Duration.Days(7) },
            Orders = new() { AutoReceiveAfter = Duration.Days(1), AcceptFinal = true },
        });
        desk.Settle("a", "1000.00");
        desk.Settle("b", "900.00");
        Place(desk, "a", "pending-1", "10.00");
        Place(desk, "c", "pending-2", "20.00");
        Inject(desk, 8_000L.Yuan);
        Later(desk, days: 9);
        Assert.True(desk.Pool.Totals.Exits > 0 && desk["b"].GoodsCredit > Money.Zero);
        desk.Accepted<PoolEvent.CreditSpent>(
            new PoolCommand.SpendCredit(desk.NextId, desk.Now, "b", "o-free", 5L.Yuan));
        return desk;
    }

    private static Desk LastHolder()
    {
        var desk = new Desk(Backed with { Pool = new() { Float = Money.Zero } });
        desk.Settle("a", "1000.00", "stall");
        desk.Settle("b", "500.00", "stall");
        desk.Sell("a");
        desk.Sell("b");
        Assert.True(desk.Pool.Backing.IsEmpty && desk.Pool.Backing.Reserve > Money.Zero);
        desk.Settle("b", "1000.00", "stall");
        desk.Accepted<PoolEvent.ReserveReturned>(new PoolCommand.ReturnReserve(desk.NextId, desk.Now, null, null));
        var order = Buy(desk, "a", "77.70", funding: null, "stall", "gone");
        Assert.True(order.Points > Points.Zero);
        desk.Sell("b");
        Reverse(desk, "gone", "77.70");
        Assert.True(desk.Pool.Backing.IsEmpty && desk.Pool.Backing.Reserve > Money.Zero);
        return desk;
    }

    private static Desk RemainderWithoutPoints()
    {
        var desk = new Desk(Backed with { Pool = new(), Split = new() { Commission = 4.Percent } });
        desk.Settle("a", "1000.00");
        Assert.Equal((Money.Zero, 20L.Yuan), (desk.Pool.Backing.Pool, desk.Pool.Backing.Reserve));
        return desk;
    }

    private static Desk Closing()
    {
        var desk = Reversals();
        Inject(desk, 100_000L.Yuan);
        desk.Settle("late", "100.00");
        Place(desk, "late", "refunded", "30.00");
        Refund(desk, "refunded", "30.00");
        desk.Accepted<PoolEvent.ClosingWasAnnounced>(new PoolCommand.AnnounceClosing(desk.NextId, desk.Now, "board"));
        Later(desk, days: 30);
        desk.Accepted<PoolEvent.PoolWasClosed>(new PoolCommand.ClosePool(desk.NextId, desk.Now, "board"));
        Assert.True(desk.Pool.IsClosed && desk["late"].SaleMoney > Money.Zero);
        Withdraw(desk, "w-late", "late", 10L.Yuan);
        return desk;
    }

    private static Settlement Buy(
        Desk desk, string member, string amount, Funding? funding, string merchant, string? order = null)
    {
        var id = desk.NextId;
        return desk.Accepted<PoolEvent.OrderSettled>(new PoolCommand.SettleOrder(
            id, desk.Now, order ?? $"o-{id}", member, merchant, Yuan(amount), funding, [])).Settlement;
    }

    private static void Bind(Desk desk, string member, string referrer) =>
        desk.Accepted<PoolEvent.ReferrerBound>(new PoolCommand.BindReferrer(desk.NextId, desk.Now, member, referrer));

    private static void Place(Desk desk, string member, string order, string amount) =>
        desk.Accepted<PoolEvent.OrderPlaced>(new PoolCommand.PlaceOrder(
            desk.NextId, desk.Now, order, member, "stall", Yuan(amount), null, []));

    private static void Refund(Desk desk, string order, string amount) =>
        desk.Accepted<PoolEvent.OrderRefunded>(
            new PoolCommand.RefundOrder(desk.NextId, desk.Now, order, Yuan(amount)));

    private static PoolEvent.OrderReversed Reverse(Desk desk, string order, string amount) =>
        desk.Accepted<PoolEvent.OrderReversed>(
            new PoolCommand.ReverseOrder(desk.NextId, desk.Now, order, Yuan(amount)));

    private static void Redeem(Desk desk, string member, string points, string order) =>
        desk.Accepted<PoolEvent.PointsRedeemed>(new PoolCommand.RedeemPoints(
            desk.NextId, desk.Now, member, new(InPoints(points)), order, null));

    private static void Inject(Desk desk, Money amount) => desk.Accepted<PoolEvent.CapitalInjected>(
        new PoolCommand.InjectCapital(desk.NextId, desk.Now, amount, "owner", "v", null));

    private static void Withdraw(Desk desk, string id, string member, Money amount) =>
        desk.Accepted<PoolEvent.WithdrawalRequested>(
            new PoolCommand.RequestWithdrawal(desk.NextId, desk.Now, id, member, amount));

    private static void Approve(Desk desk, string id) => desk.Accepted<PoolEvent.WithdrawalApproved>(
        new PoolCommand.ApproveWithdrawal(desk.NextId, desk.Now, id, null));

    private static void Later(Desk desk, int days)
    {
        desk.Now = desk.Now.Plus(Duration.Days(days));
        desk.Run(new PoolCommand.AdvanceClock(desk.NextId, desk.Now));
    }
}
