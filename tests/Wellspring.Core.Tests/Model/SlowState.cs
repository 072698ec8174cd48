using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>The whole pool as the slow model sees it: immutable, so that a refusal just keeps the old one.</summary>
internal sealed record SlowState
{
    public static BigInteger Largest { get; } = BigInteger.One << 62;

    public BigInteger Pool { get; init; }

    public BigInteger Circulating { get; init; }

    public BigInteger Float { get; init; }

    public BigInteger Reserve { get; init; }

    /// <summary>The price that stands in while nothing circulates, as a fraction; 0 ÷ 0 otherwise.</summary>
    public BigInteger KeptMoney { get; init; }

    public BigInteger KeptPoints { get; init; }

    public int Scale { get; init; }

    public long Clock { get; init; }

    public bool Paused { get; init; }

    public bool Closed { get; init; }

    public long? ClosingEarliest { get; init; }

    public BigInteger Platform { get; init; }

    public BigInteger PlatformReceivable { get; init; }

    public SlowTotals Totals { get; init; } = new();

    public ImmutableSortedDictionary<string, SlowMember> Members { get; init; } = Empty<SlowMember>();

    /// <summary>Commission rates of registered merchants, in parts per million.</summary>
    public ImmutableSortedDictionary<string, int> Merchants { get; init; } = Empty<int>();

    /// <summary>Who brought a merchant in.</summary>
    public ImmutableSortedDictionary<string, string> Developers { get; init; } = Empty<string>();

    public ImmutableList<SlowAgent> Agents { get; init; } = [];

    public BigInteger AgentFees { get; init; }

    /// <summary>Periods whose dividend was paid.</summary>
    public ImmutableHashSet<string> Periods { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, BigInteger> Deposits { get; init; } = Empty<BigInteger>();

    public ImmutableSortedDictionary<string, SlowOrder> Pending { get; init; } = Empty<SlowOrder>();

    public ImmutableSortedDictionary<string, SlowRow> Settled { get; init; } = Empty<SlowRow>();

    /// <summary>What was redeemed under ids that no order had then, less goods returned.</summary>
    public ImmutableSortedDictionary<string, BigInteger> References { get; init; } = Empty<BigInteger>();

    /// <summary>Ids of all orders ever placed or settled.</summary>
    public ImmutableHashSet<string> OrderIds { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, SlowWithdrawal> Withdrawals { get; init; } = Empty<SlowWithdrawal>();

    /// <summary>Subsidies in the order in which they came, used up ones included.</summary>
    public ImmutableList<SlowSubsidy> Subsidies { get; init; } = [];

    /// <summary>Counts orders placed, members joined and notices opened, each for its own ties.</summary>
    public long Positions { get; init; }

    /// <summary>
    /// Retention, cap and redeem rate by vintage: those of the first plan, then of each that differs.
    /// </summary>
    public ImmutableList<SlowRights> Vintages { get; init; } = [];

    /// <summary>Versions that were published and wait for their time.</summary>
    public ImmutableList<(Plan Plan, long Due)> Scheduled { get; init; } = [];

    /// <summary>When the last published version takes effect.</summary>
    public long LatestDue { get; init; }

    /// <summary>Exits and splits of the step under way; the model collects them after each step.</summary>
    public SlowAftermath Aftermath { get; init; } = SlowAftermath.None;

    public static SlowState Open(BigInteger startPrice, BigInteger @float)
    {
        var points = @float * Points.UnitsPerPoint / startPrice;
        return points.IsZero
            ? new() { KeptMoney = startPrice, KeptPoints = Points.UnitsPerPoint }
            : new() { Pool = @float, Circulating = points, Float = points, Totals = new() { Float = @float } };
    }

    /// <summary>The price as money and points: the real one, or the kept one while nothing circulates.</summary>
    public (BigInteger Money, BigInteger Points) Price =>
        Circulating.IsZero ? (KeptMoney, KeptPoints) : (Pool, Circulating);

    public bool IsFull => Pool > Largest || Circulating > Largest;

    public SlowMember Member(string name) => Members.GetValueOrDefault(name) ?? new(name);

    public BigInteger Deposit(string merchant) => Deposits.GetValueOrDefault(merchant);

    /// <summary>What parts of some points are worth, cut out of the whole one after the other.</summary>
    public IEnumerable<(SlowRights Rights, BigInteger Value)> Worth(
        IEnumerable<(int Vintage, BigInteger Points)> parts)
    {
        var (points, valued) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var part in parts)
        {
            points += part.Points;
            yield return (Vintages[part.Vintage], Value(points) - valued);
            valued = Value(points);
        }
    }

    public BigInteger Value(BigInteger points) => Circulating.IsZero ? 0 : points * Pool / Circulating;

    public SlowState With(SlowMember member) => this with { Members = Members.SetItem(member.Name, member) };

    public SlowState With(SlowOrder order) => this with { Pending = Pending.SetItem(order.Id, order) };

    public SlowState With(SlowRow row) => this with { Settled = Settled.SetItem(row.Id, row) };

    public SlowState With(SlowWithdrawal withdrawal) =>
        this with { Withdrawals = Withdrawals.SetItem(withdrawal.Id, withdrawal) };

    public SlowState WithDeposit(string merchant, BigInteger amount) =>
        this with { Deposits = Deposits.SetItem(merchant, amount) };

    /// <summary>Money comes in, points are minted; money that no points would carry goes to the reserve.</summary>
    public SlowState Mint(BigInteger money, BigInteger points)
    {
        var circulating = Circulating + points;
        return circulating.IsZero
            ? this with { Reserve = Reserve + money }
            : this with { Pool = Pool + money, Circulating = circulating, KeptMoney = 0, KeptPoints = 0 };
    }

    /// <summary>Points go, money leaves for them; with the last ones the rest moves to the reserve.</summary>
    public SlowState Burn(BigInteger points, BigInteger leaving) => points == Circulating && !points.IsZero
        ? this with
        {
            Pool = 0,
            Circulating = 0,
            Reserve = Reserve + Pool - leaving,
            KeptMoney = Pool,
            KeptPoints = Circulating,
        }
        : this with { Pool = Pool - leaving, Circulating = Circulating - points };

    /// <summary>Pays a member, who first pays off what it owes to the platform that advanced it.</summary>
    public SlowState Pay(string name, SlowPurse purse, BigInteger amount)
    {
        var member = Member(name);
        var owed = BigInteger.Min(amount, member.Receivable);
        var rest = amount - owed;
        member = member with { Receivable = member.Receivable - owed };
        return With(purse switch
        {
            SlowPurse.Sales => member with { SaleMoney = member.SaleMoney + rest },
            SlowPurse.Rewards => member with { RewardMoney = member.RewardMoney + rest },
            SlowPurse.Dividends => member with { DividendMoney = member.DividendMoney + rest },
            _ => member with { GoodsCredit = member.GoodsCredit + rest },
        }).PlatformGets(owed);
    }

    public SlowState PlatformGets(BigInteger amount)
    {
        var repaid = BigInteger.Min(amount, PlatformReceivable);
        return this with { Platform = Platform + amount - repaid, PlatformReceivable = PlatformReceivable - repaid };
    }

    public SlowState PlatformPays(BigInteger amount)
    {
        var paid = BigInteger.Min(amount, Platform);
        return this with { Platform = Platform - paid, PlatformReceivable = PlatformReceivable + amount - paid };
    }

    /// <summary>积分拆分, the slow way: every holding and every remembered amount of points at once.</summary>
    public SlowState Split() => this with
    {
        Circulating = Circulating * 10,
        Float = Float * 10,
        KeptPoints = KeptPoints * 10,
        Scale = Scale + 1,
        Members = Each(Members, member => member.TimesTen()),
        Settled = Each(Settled, row => row with { Factor = row.Factor * 10 }),
        Pending = Each(Pending, order => order.Released(Refusal.PointsTooCoarse)),
        Aftermath = Aftermath with { Splits = Aftermath.Splits + 1 },
    };

    private static ImmutableSortedDictionary<string, T> Empty<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, T> Each<T>(
        ImmutableSortedDictionary<string, T> all, Func<T, T> change) =>
        all.ToImmutableSortedDictionary(pair => pair.Key, pair => change(pair.Value), StringComparer.Ordinal);
}

/// <summary>What kind of money a member is paid in.</summary>
internal enum SlowPurse
{
    Sales,
    Rewards,
    Dividends,
    Goods,
}

/// <summary>Sums since the pool opened, in money units but for the two counters.</summary>
internal sealed record SlowTotals
{
    public BigInteger Float { get; init; }

    /// <summary>Of I, without subsidies and remainders.</summary>
    public BigInteger Inflow { get; init; }

    public BigInteger Injected { get; init; }

    public BigInteger SubsidiesUsed { get; init; }

    public BigInteger RemaindersToPool { get; init; }

    /// <summary>For points sold, forced sales of exits included.</summary>
    public BigInteger Paid { get; init; }

    /// <summary>The part of <see cref="Paid"/> that exits paid.</summary>
    public BigInteger ExitsPaid { get; init; }

    public BigInteger Redeemed { get; init; }

    public BigInteger Released { get; init; }

    public BigInteger GoodsReturned { get; init; }

    /// <summary>At closing, to holders and to the operator for its float.</summary>
    public BigInteger ClosingPaid { get; init; }

    public long Exits { get; init; }

    public long Orders { get; init; }

    /// <summary>What rule 16.2 says pool and reserve must come to.</summary>
    public BigInteger PoolAndReserve =>
        Float + Inflow + SubsidiesUsed + Injected + RemaindersToPool + GoodsReturned
        - Paid - Redeemed - Released - ClosingPaid;
}

/// <summary>An order before finality.</summary>
/// <param name="Commission">The merchant's rate at placement, in parts per million.</param>
/// <param name="OwnCommission">C of the whole order where lines carry a margin.</param>
internal sealed record SlowOrder(
    string Id, string Member, string Merchant, FundingMode? Mode, BigInteger Amount, BigInteger Original,
    int Commission, BigInteger? OwnCommission, long Position)
{
    public BigInteger Redeemed { get; init; }

    /// <summary>Who may earn from it, fixed when it was paid.</summary>
    public required SlowPayees Payees { get; init; }

    public long? Due { get; init; }

    public bool Delivered { get; init; }

    /// <summary>Why the order waits though it is due; None while it does not.</summary>
    public Refusal Waiting { get; init; }

    public SlowOrder Released(Refusal reason) => Waiting == reason ? this with { Waiting = Refusal.None } : this;
}

/// <summary>A settled order and what became of it; its points are in the scale of its settlement.</summary>
internal sealed record SlowRow(
    string Id, string Member, string Merchant, FundingMode? Mode, BigInteger Amount, BigInteger Commission,
    BigInteger Inflow, BigInteger MintValue, BigInteger Points, int Round, ImmutableList<SlowReward> Rewards)
{
    /// <summary>10^(splits since settlement): brings the order's points to the present scale.</summary>
    public BigInteger Factor { get; init; } = 1;

    public BigInteger Refunded { get; init; }

    public BigInteger Recovered { get; init; }

    public BigInteger Demanded { get; init; }

    public BigInteger Released { get; init; }

    public BigInteger Redeemed { get; init; }

    /// <summary>The vintage of the points it minted.</summary>
    public int Vintage { get; init; }
}

/// <summary>What points of one vintage keep.</summary>
internal sealed record SlowRights(Rate Retention, long? Cap, Rate RedeemRate)
{
    public static SlowRights Of(Plan plan) =>
        new(plan.Selling.Retention, plan.Cap.Multiple?.Millionths, plan.Redeeming.RedeemRate);
}

internal sealed record SlowReward(string Payee, BigInteger Amount, BigInteger Taken, RewardKind Kind);

internal sealed record SlowSubsidy(BigInteger Left, int Share);

/// <summary>A withdrawal; its state is null once it is paid, rejected or failed.</summary>
internal sealed record SlowWithdrawal(
    string Id, string Member, BigInteger FromSales, BigInteger FromRewards, BigInteger Fee, WithdrawalState? State,
    long Day, bool Returned)
{
    public BigInteger FromDividends { get; init; }

    public BigInteger Amount => FromSales + FromRewards + FromDividends;
}

/// <summary>One forced sale of the slow model.</summary>
internal sealed record SlowExit(string Member, BigInteger Points, BigInteger Value, BigInteger Paid);

/// <summary>
/// What a step caused, in order: exits, the number of splits, and, of due processing, the orders and notices it took.
/// </summary>
internal sealed record SlowAftermath(ImmutableList<SlowExit> Exits, int Splits, ImmutableList<SlowDue> Due)
{
    public static SlowAftermath None { get; } = new([], 0, []);
}

/// <summary>One thing that came due: an order, which settled unless it is held, or else a member's notice.</summary>
internal sealed record SlowDue(string? Order, string Member, Refusal Held);

/// <summary>What one step comes to: a successor, or why there is none.</summary>
internal readonly record struct SlowStep(Refusal Refusal, SlowState? State)
{
    public static implicit operator SlowStep(Refusal refusal) => new(refusal, null);

    public static implicit operator SlowStep(SlowState state) => new(Refusal.None, state);

    public SlowStep Then(Func<SlowState, SlowStep> next) => State is null ? this : next(State);
}
