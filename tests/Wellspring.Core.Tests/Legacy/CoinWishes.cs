using CsCheck;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;
using AnyPlans = Wellspring.Core.Tests.Model.Plans;

namespace Wellspring.Core.Tests.Legacy;

internal enum CoinDeed
{
    Register, Yes, No, Later, Revoke, Fund, Place, Pay, Deliver, Refund, Reverse, Sell, Redeem, Inject, Advance, Buy,
    Stop, Restart, Pause, Lift, Dispute, Resolve, Withdraw, Transfer, Waive, Version, Announce, Close,
}

/// <summary>One thing somebody tries, to be read against what there is at that moment.</summary>
internal readonly record struct CoinWish(CoinDeed Deed, int Who, int Pick, long Fen, int Part, long Jump);

/// <summary>
/// Plans with old debts and what people try on them; amounts lean to the edges: nothing, a fen, all but one, all.
/// </summary>
internal static class CoinWishes
{
    private const long Hour = 3_600_000;
    private static readonly string[] Names = ["ann", "ben", "cat", "dan"];
    private static readonly string Hash = new('f', 64);

    private static readonly Gen<CoinDeed> Deeds = Gen.Frequency(
        (5, CoinDeed.Register), (6, CoinDeed.Yes), (1, CoinDeed.No), (1, CoinDeed.Later), (1, CoinDeed.Revoke),
        (4, CoinDeed.Fund), (14, CoinDeed.Place), (14, CoinDeed.Pay), (14, CoinDeed.Deliver), (4, CoinDeed.Refund),
        (9, CoinDeed.Reverse), (6, CoinDeed.Sell), (2, CoinDeed.Redeem), (2, CoinDeed.Inject), (20, CoinDeed.Advance),
        (3, CoinDeed.Buy), (1, CoinDeed.Stop), (2, CoinDeed.Restart), (1, CoinDeed.Pause), (3, CoinDeed.Lift),
        (1, CoinDeed.Dispute), (1, CoinDeed.Resolve), (1, CoinDeed.Withdraw), (1, CoinDeed.Transfer),
        (1, CoinDeed.Waive), (1, CoinDeed.Version), (1, CoinDeed.Announce), (1, CoinDeed.Close));

    private static readonly Gen<long> Amounts = Gen.Frequency(
        (1, Gen.Const(0L)), (3, Gen.Long[1, 3]), (4, Gen.Long[1, 100_00]), (10, Gen.Const(1000_00L)),
        (2, Gen.Long[1, 1_000_000_00]), (1, Gen.Const(1_000_000_000_00L)));

    private static readonly Gen<LegacySettings> Settings = Gen.Select(
        Gen.OneOf(1_000_000, 1_000_000, 950_000, 333_333), Gen.OneOf(500_000, 500_000, 1_000_000, 1),
        Gen.OneOf(160_000, 160_000, 0, 1_000_000, 1), Gen.OneOf(1_000_000, 500_000), Releases(),
        (rate, share, deposit, cap, release) => new LegacySettings
        {
            Coin = new()
            {
                Rate = Rate.FromParts(rate), MaxShareOfOrder = Rate.FromParts(share),
                DepositRate = Rate.FromParts(deposit),
            },
            Cap = Rate.FromParts(cap),
            Release = release,
        });

    private static Gen<CoinWish[]> Wishes { get; } = Gen.Select(
        Deeds, Gen.Int[0, 3], Gen.Int[0, 119], Amounts, Gen.Int[0, 6],
        Gen.Frequency((10, Gen.Const(0L)), (2, Gen.Const(5 * Hour)), (4, Gen.Const(24 * Hour)),
            (2, Gen.Const(8 * 24 * Hour)), (1, Gen.Const(40 * 24 * Hour)), (1, Gen.Const(-Hour))),
        (deed, who, pick, fen, part, jump) => new CoinWish(deed, who, pick, fen, part, jump)).Array[20, 140];

    // Two creditors with coins and a fund, so that fewer samples are spent on getting there; and released points.
    private static CoinWish[] Start { get; } =
    [
        new(CoinDeed.Fund, 0, 0, 100_000_00, 0, 0), new(CoinDeed.Register, 0, 1, 1000_00, 0, 0),
        new(CoinDeed.Register, 1, 0, 1_000_000_00, 0, 0), new(CoinDeed.Yes, 0, 0, 0, 5, 0),
        new(CoinDeed.Yes, 1, 1, 0, 5, 0),
    ];

    private static CoinWish[] Further { get; } =
    [
        new(CoinDeed.Place, 0, 0, 1000_00, 0, 0), new(CoinDeed.Pay, 0, 0, 0, 6, 0),
        new(CoinDeed.Deliver, 0, 0, 0, 0, 0), new(CoinDeed.Advance, 0, 0, 0, 0, 8 * 24 * Hour),
        new(CoinDeed.Place, 3, 0, 9000_00, 0, 0), new(CoinDeed.Deliver, 0, 0, 0, 0, 0),
        new(CoinDeed.Advance, 0, 0, 0, 0, 8 * 24 * Hour), new(CoinDeed.Inject, 0, 0, 1000_00, 0, 0),
        new(CoinDeed.Advance, 0, 0, 0, 0, 24 * Hour), new(CoinDeed.Advance, 0, 0, 0, 0, 24 * Hour),
    ];

    public static Gen<(Plan Plan, CoinWish[] Wishes)> OnAnyPlan { get; } = Gen.Select(
        AnyPlans.Any, Settings, Gen.Int[0, 2], Wishes,
        (plan, legacy, start, wishes) => (
            TestPlans.Approve(plan.Settings with { Legacy = legacy }),
            (CoinWish[])[.. start > 0 ? Start : [], .. start > 1 ? Further : [], .. wishes]));

    public static string Print((Plan Plan, CoinWish[] Wishes) example) => string.Join(
        "\n", example.Wishes.Select(wish => $"{wish}").Prepend(PlanFile.Write(example.Plan.Settings)));

    private static Gen<ReleaseSettings> Releases() => Gen.Select(
        Gen.Enum<ReleaseRule>(), Gen.OneOf(1, 3, 12), Gen.OneOf(1, 2, 30), Gen.OneOf(500_000, 1_000_000, 1),
        Gen.OneOf(50_000, 1, 1_000_000), Gen.OneOf(10_000, 1_000_000, 1_000_000, 300_000, 1),
        Gen.OneOf(1_000_000, 1_000_000, 500_000, 1), Gen.Enum<CreditorOrder>(),
        (rule, periods, days, share, step, daily, own, order) => new ReleaseSettings
        {
            Rule = rule,
            Periods = periods,
            Period = Duration.Days(days),
            InflowShare = Rate.FromParts(share),
            PriceStep = Rate.FromParts(step),
            StepShare = Rate.FromParts(share),
            DailyCap = Rate.FromParts(daily),
            CreditorDailyCap = Rate.FromParts(own),
            Order = order,
        });

    /// <summary>Runs one wish on a desk.</summary>
    public static PoolEvent Try(Desk desk, CoinWish wish)
    {
        desk.Now = desk.Now.Plus(new(wish.Jump));
        return desk.Run(Command(desk, wish, desk.NextId, Names[wish.Who]));
    }

    private static PoolCommand Command(Desk desk, CoinWish wish, string id, string who)
    {
        var (at, amount) = (desk.Now, Money.FromUnits(wish.Fen * Money.UnitsPerFen));
        var creditor = desk.Pool.Creditor(desk.NumberOf(who));
        return wish.Deed switch
        {
            CoinDeed.Register => new PoolCommand.RegisterClaim(
                id, at, $"k{id}", who, ClaimKind.Cash, amount, null, null, 100 + (wish.Pick % 4), Hash, "old"),
            CoinDeed.Yes => new PoolCommand.AnswerOffer(id, at, who, OfferAnswer.Yes, Hash,
                wish.Part > 3 ? null : Of(creditor?.Convertible ?? Money.Zero, wish.Part), wish.Pick % 2 == 0),
            CoinDeed.No => new PoolCommand.AnswerOffer(id, at, who, OfferAnswer.No, Hash, null, false),
            CoinDeed.Later => new PoolCommand.AnswerOffer(id, at, who, OfferAnswer.Later, Hash, null, false),
            CoinDeed.Revoke => new PoolCommand.RevokeConsent(id, at, who),
            CoinDeed.Fund => new PoolCommand.FundSettlement(id, at, amount, "own", "v", "li"),
            CoinDeed.Place => new PoolCommand.PlaceOrder(id, at, $"o{id}", who, $"s{wish.Pick % 2}", amount,
                (wish.Pick % 3) switch
                {
                    0 => null,
                    1 => new(FundingMode.OwnGoods, "b"),
                    _ => new(FundingMode.OperatorCollects, "b"),
                }, []),
            CoinDeed.Pay => Pay(desk, wish, id, who, creditor),
            CoinDeed.Deliver => new PoolCommand.DeliverOrder(id, at, Pending(desk, wish)),
            CoinDeed.Refund => new PoolCommand.RefundOrder(id, at, Pending(desk, wish), Left(desk, wish)),
            CoinDeed.Reverse => Reverse(desk, wish, id),
            CoinDeed.Sell => new PoolCommand.SellPoints(
                id, at, who, new(Of(desk[who].Points, wish.Part)), Money.Zero, null),
            CoinDeed.Redeem => new PoolCommand.RedeemPoints(
                id, at, who, new(Of(desk[who].Points, wish.Part)), Pending(desk, wish), null),
            CoinDeed.Buy => new PoolCommand.BuyLockedPoints(id, at, who, amount, "own", "v", "li"),
            CoinDeed.Inject => new PoolCommand.InjectCapital(id, at, amount, "own", "v", "li"),
            _ => Rare(desk, wish, id, who),
        };
    }

    private static PoolCommand Rare(Desk desk, CoinWish wish, string id, string who)
    {
        var at = desk.Now;
        var claim = desk.Pool.Claims().ElementAtOrDefault(wish.Pick % Math.Max(1, desk.Pool.Claims().Count()));
        return wish.Deed switch
        {
            CoinDeed.Stop => new PoolCommand.StopReleases(id, at, "wang", "li", "check"),
            CoinDeed.Restart => new PoolCommand.RestartReleases(id, at, "wang", "li"),
            CoinDeed.Pause => new PoolCommand.PausePool(id, at, "wang", "check"),
            CoinDeed.Lift => new PoolCommand.LiftPause(id, at, "wang", "li"),
            CoinDeed.Dispute => new PoolCommand.DisputeClaim(id, at, claim?.Id ?? "k", "wang", "amount"),
            CoinDeed.Resolve => new PoolCommand.ResolveClaim(
                id, at, claim?.Id ?? "k", Of(claim?.Amount ?? Money.Zero, wish.Part), "wang", "li", Hash),
            CoinDeed.Withdraw => new PoolCommand.WithdrawClaim(id, at, claim?.Id ?? "k", "twice", "wang", "li"),
            CoinDeed.Transfer => new PoolCommand.TransferClaim(
                id, at, claim?.Id ?? "k", who, ClaimTransfer.Assigned, Hash, "wang", "li"),
            CoinDeed.Waive => new PoolCommand.WaiveClaim(id, at, who, Hash),
            CoinDeed.Version => Version(desk, wish),
            CoinDeed.Announce => new PoolCommand.AnnounceClosing(id, at, "wang"),
            CoinDeed.Close => new PoolCommand.ClosePool(id, at, "wang"),
            _ => new PoolCommand.AdvanceClock(id, at),
        };
    }

    private static PoolCommand.PayWithCoins Pay(
        Desk desk, CoinWish wish, string id, string who, CreditorBalance? creditor)
    {
        var own = desk[who].Pending.Select(entry => entry.Order).ToList();
        var order = own.Count == 0 ? null : own[wish.Pick % own.Count];
        var most = order is null ? Money.Zero
            : desk.Pool.Plan.Legacy!.Coin.MaxShareOfOrder.Of(order.Original).AtMost(order.Amount);
        most = most.AtMost(creditor?.CoinsFree ?? Money.Zero);
        return new(id, desk.Now, who, order?.Order ?? "none", Of(most, wish.Part));
    }

    private static PoolCommand.ReverseOrder Reverse(Desk desk, CoinWish wish, string id)
    {
        var settled = desk.Settled.Values.ToList();
        if (settled.Count == 0)
        {
            return new(id, desk.Now, "none", Money.FromYuan(1));
        }

        var row = settled[wish.Pick % settled.Count];
        var left = row.Amount - row.Refunded
            + (row.Coins is { } coins ? coins.Value - coins.Returned : Money.Zero);
        return new(id, desk.Now, row.Order, Of(left, wish.Part).FloorToFen());
    }

    private static PoolCommand.PublishPlan Version(Desk desk, CoinWish wish)
    {
        var last = desk.Pool.PlanVersions.Last().Plan.Settings;
        var old = last.Legacy!.Release;
        return VersionScene.Publish(desk, last with
        {
            Version = last.Version + 1,
            Selling = last.Selling with { Retention = Rate.FromParts(100_000 * (1 + (wish.Pick % 5))) },
            Legacy = last.Legacy with
            {
                Release = old with
                {
                    Rule = (ReleaseRule)(1 + (wish.Pick % 3)),
                    Order = (CreditorOrder)(1 + (wish.Pick % 2)),
                },
            },
        });
    }

    private static string Pending(Desk desk, CoinWish wish)
    {
        var all = desk.PendingOrders.ToList();
        return all.Count == 0 ? "none" : all[wish.Pick % all.Count];
    }

    private static Money Left(Desk desk, CoinWish wish) => desk.Pool.PendingOf(Pending(desk, wish)) is { } order
        ? Of(order.Amount + order.Redeemed + (order.Coins?.Value ?? Money.Zero), wish.Part).FloorToFen()
        : Money.FromYuan(1);

    // A fen, half, all but a fen, all, one fen too much.
    private static Money Of(Money whole, int part) => part switch
    {
        0 => Money.FromUnits(Money.UnitsPerFen),
        1 => Money.FromUnits(whole.Units / 3).FloorToFen(),
        2 => Money.FromUnits(whole.Units / 2).FloorToFen(),
        3 => whole.LessAtMost(Money.FromUnits(Money.UnitsPerFen)),
        4 => Money.FromUnits(whole.Units + Money.UnitsPerFen),
        _ => whole,
    };

    private static Points Of(Points whole, int part) => part switch
    {
        0 => Points.FromUnits(1),
        1 => Points.FromUnits(whole.Units / 3),
        2 => Points.FromUnits(whole.Units / 2),
        3 => Points.FromUnits(Math.Max(0, whole.Units - 1)),
        4 => Points.FromUnits(whole.Units + 1),
        _ => whole,
    };
}
