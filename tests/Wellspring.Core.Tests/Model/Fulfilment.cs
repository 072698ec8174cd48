using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Tests.Model;

/// <summary>Turns one wish into the command it comes to, given what the pool holds at that moment.</summary>
internal sealed class Fulfilment(Plan plan, SlowState now, Wish wish)
{
    private static readonly string[] Names = ["ann", "ben", "cai", "dan"];

    private static readonly string[] Regions =
        ["110105", "110105", "440305", "440305", "440300", "440000", "429004"];

    // Districts, cities and provinces; a municipality and a province's own counties have no city; one is no code.
    private static readonly (string Division, AgentTier Tier)[] Divisions =
    [
        ("110105", AgentTier.District), ("110000", AgentTier.Province), ("440305", AgentTier.District),
        ("440300", AgentTier.City), ("440000", AgentTier.Province), ("429004", AgentTier.District),
        ("110100", AgentTier.City), ("429000", AgentTier.City), ("440300", AgentTier.District),
        ("4403", AgentTier.City),
    ];

    private string Member => wish.Choice == 99 ? "nobody" : Names[wish.Who.Member];

    private string Other => Names[wish.Who.Other];

    private string Merchant => wish.Merchant switch { 0 => "free", 1 => "edge", _ => "shop" };

    private bool NobodyHolds => now.Members.Values.All(member => member.Points.IsZero);

    private bool NobodyIsRich => now.Members.Values.All(member => WalletOf(member).IsZero);

    // Commands with nothing to act on would mostly be the same refusal, so most of them become something else; and a
    // pool that is paused or closing all the time shows little.
    private Deed Deed => wish.Choice % 8 == 0 ? wish.Deed : wish.Deed switch
    {
        Deed.Advance or Deed.Bind or Deed.Inject when now.Paused => Deed.Lift,
        Deed.Sell or Deed.Redeem or Deed.Inject when NobodyHolds => Deed.Settle,
        Deed.Approve or Deed.Reject or Deed.Paid or Deed.Failed when now.Withdrawals.IsEmpty =>
            NobodyIsRich ? Deed.Sell : Deed.Request,
        Deed.Request when NobodyIsRich => Deed.Sell,
        Deed.Spend when now.Members.Values.All(member => member.GoodsCredit.IsZero) => Deed.Sell,
        Deed.Deliver or Deed.Refund when now.Pending.IsEmpty => Deed.Place,
        Deed.Reverse when now.Settled.IsEmpty => Deed.Settle,
        Deed.ReturnReserve when now.Reserve.IsZero => Deed.Sell,
        Deed.Announce when wish.Pick > 40 => Deed.Settle,
        Deed.Pause when wish.Pick > 60 => Deed.Sell,
        Deed.Close when now.ClosingEarliest is null => Deed.Redeem,
        Deed.Lift when !now.Paused => Deed.Inject,
        _ => wish.Deed,
    };

    private int? Scale => (wish.Choice % 10) switch { 0 => now.Scale + 1, 1 or 2 or 3 => now.Scale, _ => null };

    public PoolCommand Command(string id, Instant at) => Deed switch
    {
        _ when Registration(id, at) is { } first => first,
        _ when FirstAgent(id, at) is { } agent => agent,
        Deed.Settle when plan.Orders.AcceptFinal || wish.Choice % 10 == 0 => new PoolCommand.SettleOrder(
            id, at, NewOrder(id), Member, Merchant, wish.Money, Funding(), Lines()) { Region = Region() },
        Deed.Settle or Deed.Place => new PoolCommand.PlaceOrder(
            id, at, NewOrder(id), Member, Merchant, wish.Money, Funding(), Lines()) { Region = Region() },
        Deed.Deliver => new PoolCommand.DeliverOrder(id, at, Order(now.Pending.Keys)),
        Deed.Refund => Refund(id, at),
        Deed.Reverse => Reverse(id, at),
        Deed.Sell => new PoolCommand.SellPoints(id, at, Holder(), Asked(Holder()), Minimum(), Scale),
        Deed.Redeem => Redeem(id, at),
        Deed.Spend => Spend(id, at),
        Deed.Request => Request(id, at),
        Deed.Approve => new PoolCommand.ApproveWithdrawal(id, at, Withdrawal(WithdrawalState.Requested), "boss"),
        Deed.Reject => new PoolCommand.RejectWithdrawal(id, at, Withdrawal(WithdrawalState.Requested), null),
        Deed.Paid => new PoolCommand.WithdrawalPaid(id, at, Withdrawal(WithdrawalState.Approved), null),
        Deed.Failed => new PoolCommand.WithdrawalFailed(id, at, Withdrawal(WithdrawalState.Approved), null),
        _ => OfOperator(id, at),
    };

    private PoolCommand OfOperator(string id, Instant at) => Deed switch
    {
        Deed.Inject => new PoolCommand.InjectCapital(id, at, wish.Money, "own", id, null),
        Deed.Subsidise => new PoolCommand.Subsidise(
            id, at, wish.Money, Rate.FromParts(wish.Pick * wish.Pick * 50), "own", id, null),
        Deed.ReturnReserve => new PoolCommand.ReturnReserve(
            id, at, wish.Part is Part.All ? null : Money.FromUnits((long)Of(now.Reserve, 1)), null),
        Deed.Bind => new PoolCommand.BindReferrer(id, at, Member, Other),
        Deed.Register => new PoolCommand.RegisterMerchant(
            id, at, Merchant, Rate.FromParts(wish.Part is Part.OneUnit ? 1 : wish.Pick * 8_000))
        {
            Developer = wish.Choice % 2 == 0 ? Member : null,
        },
        Deed.TopUp => new PoolCommand.TopUpDeposit(id, at, Merchant, wish.Money, id),
        Deed.Advance => new PoolCommand.AdvanceClock(id, at),
        Deed.Pause => new PoolCommand.PausePool(id, at, "boss", null),
        Deed.Lift => new PoolCommand.LiftPause(id, at, "boss", wish.Choice % 5 == 0 ? "boss" : "second"),
        Deed.Announce => new PoolCommand.AnnounceClosing(id, at, "boss"),
        Deed.Close => new PoolCommand.ClosePool(id, at, "boss"),
        _ => OfRewards(id, at),
    };

    private PoolCommand OfRewards(string id, Instant at)
    {
        var (division, tier) = Divisions[wish.Pick % Divisions.Length];
        return Deed switch
        {
            Deed.Unbind => new PoolCommand.UnbindReferrer(id, at, Member),
            Deed.Agent => new PoolCommand.AppointAgent(
                id, at, division, tier, Member, new(now.Clock + (wish.Choice % 3 * Instant.MillisecondsPerDay)),
                new(now.Clock + (wish.Choice % 60 * Instant.MillisecondsPerDay)), "contract"),
            Deed.EndAgent => new PoolCommand.EndAgent(id, at, division),
            Deed.Fee => new PoolCommand.BookAgentFee(id, at, division, Member, wish.Money, id),
            Deed.Level => new PoolCommand.SetLevel(
                id, at, Member, (wish.Pick % 5) switch { 0 => null, 1 => "V9", var level => $"V{level - 1}" }),
            Deed.Promoter => new PoolCommand.AppointPromoter(id, at, Member),
            Deed.EndPromoter => new PoolCommand.EndPromoter(id, at, Member),
            _ => new PoolCommand.PayDividend(
                id, at, $"q{wish.Pick % 6}",
                wish.Part is Part.OneUnitTooMuch ? Money.FromUnits((long)now.Platform + 1) : Fen(now.Platform),
                [new(Member, 1 + (wish.Choice % 3)), new(Other, 3), .. NewShareholder(id)]),
        };
    }

    private DividendShare[] NewShareholder(string id) => wish.Choice % 4 == 0 ? [new($"holder-{id}", 7)] : [];

    private string? Region() => (wish.Pick % 12) switch
    {
        < 7 and var place => Regions[place],
        7 when wish.Choice % 5 == 0 => "1101",
        _ => null,
    };

    // Most sequences begin with a merchant without commission and one whose commission just pays the shares.
    private PoolCommand.RegisterMerchant? Registration(string id, Instant at) => id switch
    {
        "c0" when wish.Choice < 80 => new(id, at, "free", Rate.Zero),
        "c2" when wish.Choice < 40 => new(id, at, "shop", plan.Split.Commission) { Developer = Member },
        "c1" when wish.Choice < 80 =>
            new(id, at, "edge", Rate.FromParts(plan.Split.Platform.Parts + plan.Split.RewardBudget.Parts)),
        _ => null,
    };

    // And a third of them with an agent at each tier of one region.
    private PoolCommand.AppointAgent? FirstAgent(string id, Instant at)
    {
        var place = Array.IndexOf(["c3", "c4", "c5"], id);
        return place < 0 || wish.Choice > 60 ? null : new(
            id, at, Divisions[place + 2].Division, Divisions[place + 2].Tier, Member, new(now.Clock),
            new(now.Clock + (60 * Instant.MillisecondsPerDay)), "contract");
    }

    private PoolCommand.RefundOrder Refund(string id, Instant at)
    {
        var references = now.References.Keys.Concat(now.Settled.Values.Where(row => !row.Redeemed.IsZero)
            .Select(row => row.Id));
        var order = Order(wish.Choice % 4 == 0 ? references : now.Pending.Keys);
        var open = now.Pending.TryGetValue(order, out var pending) ? pending.Amount + pending.Redeemed
            : now.Settled.TryGetValue(order, out var row) ? row.Redeemed
            : now.References.GetValueOrDefault(order);
        return new(id, at, order, Fen(open));
    }

    private PoolCommand.ReverseOrder Reverse(string id, Instant at)
    {
        var order = Order(wish.Choice % 20 == 0 ? now.Pending.Keys : now.Settled.Keys);
        var open = now.Settled.TryGetValue(order, out var row) ? row.Amount - row.Refunded : Money.UnitsPerYuan;
        return new(id, at, order, Fen(open));
    }

    private PoolCommand.RedeemPoints Redeem(string id, Instant at)
    {
        var order = Order(wish.Choice % 20 == 0 ? now.Settled.Keys : now.Pending.Keys);
        var member = wish.Choice % 7 != 0 && now.Pending.TryGetValue(order, out var pending)
            ? pending.Member
            : Holder();
        var reference = plan.Orders.AcceptFinal && wish.Choice % 3 == 0 ? $"bill{wish.Pick % 5}" : order;
        return new(id, at, member, Asked(member), reference, Scale);
    }

    private PoolCommand.SpendCredit Spend(string id, Instant at)
    {
        var rich = now.Members.Values.FirstOrDefault(member => !member.GoodsCredit.IsZero)?.Name ?? Member;
        return new(id, at, rich, "shelf", Fen(now.Member(rich).GoodsCredit));
    }

    private PoolCommand.RequestWithdrawal Request(string id, Instant at)
    {
        var rich = now.Members.Values.Where(member => !WalletOf(member).IsZero).ToList();
        var member = rich.Count > 0 && wish.Choice % 10 != 0 ? rich[wish.Pick % rich.Count] : now.Member(Member);
        var withdrawal = wish.Choice % 10 == 1 ? Withdrawal(state: null) : $"w{id}";
        var wallet = WalletOf(member);
        var amount = (wish.Choice % 3, plan.Withdrawal.DailyLimit) switch
        {
            (0, _) => Small(),
            (1, { } limit) => Fen(BigInteger.Min(wallet, limit.Units)),
            _ => Fen(wallet),
        };
        return new(id, at, withdrawal, member.Name, amount);
    }

    // Mostly new ids, now and then one that exists.
    private string NewOrder(string id) => wish.Choice % 12 == 0 && now.OrderIds.Count > 0
        ? now.OrderIds.Order(StringComparer.Ordinal).ElementAt(wish.Pick % now.OrderIds.Count)
        : wish.Choice % 25 == 1 ? $"bill{wish.Pick % 5}"
        : $"o{id}";

    private string Order(IEnumerable<string> likely)
    {
        var all = likely.ToList();
        var any = now.OrderIds.Order(StringComparer.Ordinal).ToList();
        return wish.Choice % 30 == 2 ? "unknown"
            : all.Count > 0 && wish.Choice % 15 != 3 ? all[wish.Pick % all.Count]
            : any.Count > 0 ? any[wish.Pick % any.Count]
            : "unknown";
    }

    private string Withdrawal(WithdrawalState? state)
    {
        var all = now.Withdrawals.Values.Where(each => each.State == state || wish.Choice % 10 == 0).ToList();
        return all.Count > 0 ? all[wish.Pick % all.Count].Id : "unknown";
    }

    private Funding? Funding() => (wish.Choice % 8) switch
    {
        0 or 1 => new(FundingMode.MerchantDirect, null),
        2 => new(FundingMode.OwnGoods, "bill"),
        3 => new(FundingMode.LicensedSplit, "split"),
        _ => null,
    };

    // No lines, a line that is the order, or goods with a margin (a good one, a loss, a thin one) beside others.
    private ImmutableArray<OrderLine> Lines()
    {
        var whole = wish.Money;
        var half = Money.FromUnits(whole.Units / 2);
        return (wish.Pick % 10) switch
        {
            0 => [new("tea", whole, Rate.FromParts(800_000).Of(whole))],
            1 => [new("tea", half, whole), new("cup", whole - half, null)],
            2 => [new("tea", whole, Rate.FromParts(985_000).Of(whole))],
            3 => [new("tea", half, half), new("cup", whole - half, Money.Zero)],
            4 => [new("tea", whole, null), new("cup", Money.FromUnits(wish.Choice % 3), null)],
            5 => [new("cup", whole, null)],
            _ => [],
        };
    }

    private string Holder()
    {
        var holders = now.Members.Values.Where(member => !member.Points.IsZero).ToList();
        return holders.Count > 0 && wish.Choice % 10 != 9 ? holders[wish.Pick % holders.Count].Name : Member;
    }

    private PointsAsked Asked(string member) => wish.Part is Part.All
        ? PointsAsked.All
        : new(Points.FromUnits((long)Of(Sellable(now.Member(member)), 1)));

    // All that is held, or what the plan's waiting time or daily share would just let through.
    private BigInteger Sellable(SlowMember member)
    {
        var sold = member.SoldOn(new Instant(now.Clock).DayAt(plan.Settings.TimeZone));
        return (wish.Choice % 5, plan.Selling.MaxShareOfHoldingPerDay) switch
        {
            (1, { } share) => BigInteger.Max(
                0, ((member.Points + sold) * share.Parts / Rate.PartsPerWhole) - sold),
            (1 or 2 or 3, null) => member.OlderThan(plan.Selling.MinHolding.Milliseconds, now.Clock),
            _ => member.Points,
        };
    }

    private Money Minimum()
    {
        var points = Asked(Holder()).Amount?.Units ?? now.Member(Holder()).Points;
        var payout = now.Value(points) * plan.Selling.Retention.Rest.Parts / Rate.PartsPerWhole;
        return wish.Pick % 12 == 0 ? Money.FromUnits((long)payout)
            : wish.Pick % 12 == 1 ? Money.FromUnits((long)payout + 1)
            : Money.Zero;
    }

    private static BigInteger WalletOf(SlowMember member) =>
        member.SaleMoney + member.RewardMoney + member.DividendMoney;

    private Money Small() => wish.Money > Money.FromYuan(1_000) ? Money.FromYuan(1) : wish.Money;

    private Money Fen(BigInteger open) =>
        Money.FromUnits((long)(Of(open / Money.UnitsPerFen, 1) * Money.UnitsPerFen));

    private BigInteger Of(BigInteger all, BigInteger unit) => wish.Part switch
    {
        Part.Nothing => 0,
        Part.OneUnit => unit,
        Part.Half => all / 2,
        Part.AllButOneUnit => BigInteger.Max(0, all - unit),
        Part.OneUnitTooMuch => all + unit,
        _ => all,
    };
}
