using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>
/// Everything that decides what a pool does next. Rules read it; only <see cref="Booking"/> writes it.
/// </summary>
internal sealed class PoolState
{
    public PoolState(Plan plan)
    {
        History = new(plan);
        Heap = new(Members);
        Backing = Backing.Open(plan.Pool.StartPrice, Money.Zero);
        Vintages = new(plan);
        LockedVintages = new(plan);
        Begin(plan);
        Ages = new(Vintages.NeedsAges);
        ReleaseRules.Arrange(this);
    }

    /// <summary>The version in effect.</summary>
    public Plan Plan => History.Present;

    public PlanHistory History { get; }

    public AcknowledgementBook Acknowledgements { get; } = new();

    public Vintages Vintages { get; }

    /// <summary>The same for locked points: released ones have the rights they were issued with.</summary>
    public Vintages LockedVintages { get; }

    public bool IsOpened { get; set; }

    public Backing Backing { get; set; }

    public Totals Totals { get; set; } = new();

    public Instant Clock { get; set; }

    public bool IsPaused { get; set; }

    public Instant? ClosesAt { get; set; }

    public bool IsClosed { get; set; }

    public Money Platform { get; set; }

    /// <summary>What the platform still owes because it had too little when it had to pay.</summary>
    public Money PlatformReceivable { get; set; }

    public Members Members { get; } = new();

    public TriggerHeap Heap { get; }

    public Merchants Merchants { get; } = new();

    public PendingOrders Pending { get; } = new();

    public Notices Notices { get; } = new();

    public Ages Ages { get; }

    public RewardBook Rewards { get; } = new();

    public LegacyBook Legacy { get; } = new();

    /// <summary>Earmarked money, first in first used.</summary>
    public Queue<Subsidy> Subsidies { get; } = new();

    /// <summary>Withdrawals under way, by id.</summary>
    public SortedDictionary<string, Withdrawal> Withdrawals { get; } = new(StringComparer.Ordinal);

    /// <summary>Sold today, by member; kept only where a daily limit asks for it.</summary>
    public SortedDictionary<int, DayCounter> SoldToday { get; } = [];

    /// <summary>Withdrawal requests of today, by member; kept only where a daily limit asks for it.</summary>
    public SortedDictionary<int, DayCounter> RequestedToday { get; } = [];

    /// <summary>From now on points are issued under this plan.</summary>
    public void Begin(Plan plan)
    {
        Vintages.Begin(plan);
        LockedVintages.Begin(plan);
    }

    public long Today(Instant clock) => clock.DayAt(Plan.Settings.TimeZone);

    /// <summary>L of pool-rules 5: what a round may still take, by its spending and its part of an old claim.</summary>
    public Money LimitOf(int capVintage, Money basis, Money proceeds, Money claimBasis) =>
        Vintages.LimitOf(capVintage, basis, proceeds, Plan.Legacy?.Cap.Of(claimBasis) ?? Money.Zero);

    public DayCounter Counter(SortedDictionary<int, DayCounter> counters, MemberNumber member, Instant clock) =>
        counters.TryGetValue((int)member.Value, out var counter) && counter.Day == Today(clock)
            ? counter.At(Backing.Scale)
            : new(Today(clock), Backing.Scale, 0, Money.Zero);
}

/// <summary>Sums over the whole life of a pool; what pool-rules 16.2 and the status add up.</summary>
public sealed record Totals
{
    public Money Float { get; init; }

    /// <summary>Σ I.</summary>
    public Money Inflow { get; init; }

    /// <summary>Σ A of settled orders.</summary>
    public Money Turnover { get; init; }

    public Money Injected { get; init; }

    public Money SubsidiesUsed { get; init; }

    public Money RemaindersToPool { get; init; }

    /// <summary>Sales and exits, after retention.</summary>
    public Money Paid { get; init; }

    public Money Redeemed { get; init; }

    public Money GoodsReturned { get; init; }

    public Money Released { get; init; }

    public Money ClosingPaid { get; init; }

    /// <summary>The operator's money for creditors' points, less what reversals gave back to the fund.</summary>
    public Money LegacyDeposits { get; init; }

    public Money Rewarded { get; init; }

    public long Exits { get; init; }

    /// <summary>Settled orders.</summary>
    public long Orders { get; init; }

    /// <summary>Members with a settled order.</summary>
    public long Members { get; init; }

    /// <summary>What pool and reserve together must hold, to the unit (pool-rules 16.2).</summary>
    internal Int128 Expected => (Int128)Float.Units + Inflow.Units + SubsidiesUsed.Units + Injected.Units
        + RemaindersToPool.Units + GoodsReturned.Units - Paid.Units - Redeemed.Units - Released.Units
        - ClosingPaid.Units + LegacyDeposits.Units;

    internal bool IsFull =>
        (Int128)Inflow.Units + Injected.Units + SubsidiesUsed.Units + LegacyDeposits.Units > Decimals.Limit
        || Turnover.Units > Decimals.Limit;
}

/// <summary>One subsidy and what is left of it.</summary>
internal sealed record Subsidy(Money Left, Rate Share);

/// <summary>What one member did on one calendar day of the pool's clock.</summary>
/// <param name="Sold">
/// Points sold, in units of <paramref name="Scale"/>. They are gone, so splits can carry them past any holding: they
/// saturate at 10^30, where the share of a holding (below 2^62) can no longer tell the difference.
/// </param>
internal readonly record struct DayCounter(long Day, int Scale, Int128 Sold, Money Money)
{
    private static readonly Int128 Most = (Int128)Decimals.PowerOfTen(15) * Decimals.PowerOfTen(15);

    public DayCounter At(int scale)
    {
        var sold = Sold;
        for (var shift = scale - Scale; shift > 0 && sold != 0 && sold < Most; shift--)
        {
            sold = Int128.Min(sold * 10, Most);
        }

        return this with { Scale = scale, Sold = sold };
    }

    public DayCounter With(Points sold, Money money) =>
        this with { Sold = Int128.Min(Sold + sold.Units, Most), Money = Money + money };
}

/// <summary>A shop: its commission, and what it is owed, has prepaid and owes.</summary>
internal sealed class Merchant(string id, int number, Rate commission)
{
    public string Id { get; } = id;

    public int Number { get; } = number;

    public Rate Commission { get; set; } = commission;

    /// <summary>Who brought the merchant in.</summary>
    public MemberNumber Developer { get; set; }

    public Money Payable { get; set; }

    public Money Deposit { get; set; }

    public Money Receivable { get; set; }
}

/// <summary>All merchants, by id and in order of appearance.</summary>
internal sealed class Merchants
{
    private readonly Dictionary<string, Merchant> _byId = new(StringComparer.Ordinal);

    public List<Merchant> All { get; } = [];

    public Merchant? Find(string id) => _byId.GetValueOrDefault(id);

    public Merchant FindOrAdd(string id, Rate commission)
    {
        if (!_byId.TryGetValue(id, out var merchant))
        {
            merchant = new(id, All.Count + 1, commission);
            _byId.Add(id, merchant);
            All.Add(merchant);
        }

        return merchant;
    }
}

/// <summary>Running notices of coming exits, in the order they were opened.</summary>
internal sealed class Notices
{
    private readonly Dictionary<int, long> _byMember = [];

    /// <summary>By opening order; the period is one for all, so this is also the order they end.</summary>
    public SortedDictionary<long, (int Member, Instant Due)> Running { get; } = [];

    public long Opened { get; set; }

    /// <summary>Members whose notice ended without an exit, because no split would have fitted after it.</summary>
    public SortedSet<int> Held { get; } = [];

    public void Open(int member, Instant due)
    {
        Running.Add(Opened, (member, due));
        _byMember.Add(member, Opened++);
    }

    public void Restore(long opening, int member, Instant due)
    {
        Running.Add(opening, (member, due));
        _byMember.Add(member, opening);
    }

    /// <summary>Ends a notice, by its exit or because it lapsed, and returns when it was due.</summary>
    public Instant Close(int member)
    {
        if (Held.Remove(member))
        {
            return default;
        }

        Invariant.Require(_byMember.Remove(member, out var opening), "a notice ends once");
        var due = Running[opening].Due;
        Running.Remove(opening);
        return due;
    }

    public void Hold(int member)
    {
        Close(member);
        Held.Add(member);
    }

    public Instant? DueOf(int member) => _byMember.TryGetValue(member, out var opening) ? Running[opening].Due : null;

    public void Clear()
    {
        Held.Clear();
        Running.Clear();
        _byMember.Clear();
    }
}
