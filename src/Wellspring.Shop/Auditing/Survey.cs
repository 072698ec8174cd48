using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>What one reading of the whole journal adds up to: days, people, and the pool at its end.</summary>
internal sealed class Survey
{
    private readonly Dictionary<MemberNumber, PersonSums> _people = [];
    private readonly SortedDictionary<long, DaySums> _days = [];
    private Totals _totalsBefore = new();
    private Money _openingOfDay;

    public required Pool Pool { get; init; }

    /// <summary>By calendar day of the pool's own clock, in order.</summary>
    public IReadOnlyDictionary<long, DaySums> Days => _days;

    public IReadOnlyDictionary<MemberNumber, PersonSums> People => _people;

    /// <summary>By version of the plan.</summary>
    public SortedDictionary<int, VintageSums> Vintages { get; } = [];

    /// <summary>What stands whole in the public log, in order.</summary>
    public List<(JournalRecord Record, PoolEvent.StatementPublished Said)> Statements { get; } = [];

    /// <summary>The order that settled last.</summary>
    public Settlement? LastOrder { get; private set; }

    public static Survey Of(AuditSource source)
    {
        Survey? survey = null;
        foreach (var (record, _, pool) in source.Walk())
        {
            survey ??= new() { Pool = pool };
            survey.Add(record, source.Plan.Settings.TimeZone);
            if (record.Event is PoolEvent.StatementPublished said)
            {
                survey.Statements.Add((record, said));
            }
        }

        return survey ?? throw new JournalDamagedException(0, "gap");
    }

    /// <summary>What was paid and taken back, by member, for whoever has a number.</summary>
    public PersonSums PersonOf(MemberNumber number) => _people.GetValueOrDefault(number) ?? new();

    private void Add(JournalRecord record, Duration timeZone)
    {
        AddDay(Pool.Clock.DayAt(timeZone), record);
        switch (record.Event)
        {
            case PoolEvent.OrderSettled settled:
                Add(settled.Settlement);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    Add(item);
                }

                break;
            case PoolEvent.OrderReversed reversed:
                foreach (var taken in reversed.Taken)
                {
                    Of(taken.Payee).Take(taken.Kind, taken.Whole);
                }

                Of(reversed.Row.Member).Returned += reversed.Amount;
                break;
            case PoolEvent.PointsSold sold:
                Of(sold.Member).Sold += sold.Paid;
                AddSale(sold);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                Of(redeemed.Member).Redeemed += redeemed.Credit;
                break;
            case PoolEvent.ReferrerBound bound:
                Of(bound.Member).BoundAt = record.At;
                break;
            case PoolEvent.ReferrerUnbound unbound:
                Of(unbound.Member).BoundAt = null;
                break;
            case PoolEvent.AgentFeeBooked fee:
                Of(fee.Member).Fees += fee.Amount;
                break;
            case PoolEvent.DividendPaid paid:
                foreach (var payment in paid.Payments)
                {
                    Of(payment.Member).Dividends += payment.Amount;
                }

                break;
            case PoolEvent.WithdrawalSettled settled:
                Of(settled.Withdrawal.Member).Withdrawn += settled.Withdrawal.Amount;
                break;
            case PoolEvent.PoolWasClosed closed:
                foreach (var payment in closed.Payments)
                {
                    Of(payment.Member).Closing += payment.Paid;
                }

                break;
        }

        Add(record.Event.After);
    }

    private void Add(DueItem item)
    {
        if (item is DueItem.OrderFinal final)
        {
            Add(final.Settlement);
        }
        else if (item is DueItem.NoticeEnded ended)
        {
            Add(ended.Exit);
        }

        Add(item.After);
    }

    private void Add(Settlement order)
    {
        LastOrder = order;
        var vintage = VintageOf((int)JournalExports.VersionOf(order));
        vintage.Orders++;
        vintage.Inflow += order.Inflow;
        vintage.Subsidy += order.Subsidy;
        vintage.Minted += order.MintValue;
        Of(order.Member).Spent += order.Amount;
        foreach (var reward in order.Rewards)
        {
            Of(reward.Payee).Give(reward.Kind, reward.Amount);
        }
    }

    private void Add(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Add(exit);
        }
    }

    private void Add(CapExit exit)
    {
        var person = Of(exit.Member);
        (person.Exits, person.ExitPaid) = (person.Exits + 1, person.ExitPaid + exit.Paid);
    }

    // Differences of the pool's own totals: no kind of record can be forgotten here.
    private void AddDay(long day, JournalRecord record)
    {
        if (!_days.TryGetValue(day, out var sums))
        {
            _days[day] = sums = new() { Opening = _openingOfDay };
        }

        sums.Add(_totalsBefore, Pool.Totals);
        (sums.Closing, sums.Records) = (record.Pool + record.Reserve, sums.Records + 1);
        (_totalsBefore, _openingOfDay) = (Pool.Totals, sums.Closing);
    }

    // A sale without parts is from before versions differed.
    private void AddSale(PoolEvent.PointsSold sold)
    {
        var parts = sold.Parts.IsEmpty ? [new VintagePart(1, sold.Points, sold.Value, sold.Paid)] : sold.Parts;
        foreach (var part in parts)
        {
            var vintage = VintageOf(part.Version);
            (vintage.SoldValue, vintage.SoldPaid) = (vintage.SoldValue + part.Value, vintage.SoldPaid + part.Paid);
        }
    }

    private VintageSums VintageOf(int version) =>
        Vintages.TryGetValue(version, out var sums) ? sums : Vintages[version] = new();

    private PersonSums Of(MemberNumber number) =>
        _people.TryGetValue(number, out var sums) ? sums : _people[number] = new();
}

/// <summary>What one version of the plan issued, and what was paid for its points.</summary>
internal sealed class VintageSums
{
    public long Orders { get; set; }

    public Money Inflow { get; set; }

    public Money Subsidy { get; set; }

    public Money Minted { get; set; }

    public Money SoldValue { get; set; }

    public Money SoldPaid { get; set; }
}

/// <summary>One day of the pool and its reserve.</summary>
internal sealed class DaySums
{
    public Money Opening { get; init; }

    public Money Closing { get; set; }

    public long Records { get; set; }

    /// <summary>What came in, by source.</summary>
    public Money[] In { get; } = new Money[6];

    /// <summary>What went out, by kind.</summary>
    public Money[] Out { get; } = new Money[4];

    /// <summary>The operator's money for creditors' points, and what of it went back to the settlement fund.</summary>
    public Money Deposits { get; private set; }

    public Money DepositsReturned { get; private set; }

    public void Add(Totals before, Totals after)
    {
        Deposits += after.LegacyDeposits.LessAtMost(before.LegacyDeposits);
        DepositsReturned += before.LegacyDeposits.LessAtMost(after.LegacyDeposits);
        var (inBefore, inAfter) = (InOf(before), InOf(after));
        for (var index = 0; index < In.Length; index++)
        {
            In[index] += inAfter[index] - inBefore[index];
        }

        var (outBefore, outAfter) = (OutOf(before), OutOf(after));
        for (var index = 0; index < Out.Length; index++)
        {
            Out[index] += outAfter[index] - outBefore[index];
        }
    }

    private static Money[] InOf(Totals totals) =>
    [
        totals.Float, totals.Inflow, totals.SubsidiesUsed, totals.Injected, totals.RemaindersToPool,
        totals.GoodsReturned,
    ];

    private static Money[] OutOf(Totals totals) =>
        [totals.Paid, totals.Redeemed, totals.Released, totals.ClosingPaid];
}

/// <summary>What one member spent and got over the whole life of the pool.</summary>
internal sealed class PersonSums
{
    private readonly SortedDictionary<RewardKind, Money> _rewards = [];

    /// <summary>Cash of settled orders, before returns.</summary>
    public Money Spent { get; set; }

    public Money Returned { get; set; }

    public Money Sold { get; set; }

    public Money Redeemed { get; set; }

    public Money ExitPaid { get; set; }

    public Money Closing { get; set; }

    public Money Withdrawn { get; set; }

    public Money Dividends { get; set; }

    /// <summary>Rewards taken back when orders were reversed, what is still owed included.</summary>
    public Money RewardsTaken { get; private set; }

    /// <summary>What the member paid for being anything in the scheme: agents' fees, nothing else exists.</summary>
    public Money Fees { get; set; }

    public int Exits { get; set; }

    public Instant? BoundAt { get; set; }

    public Money Received => Sold + Redeemed + ExitPaid + Closing;

    public Money Rewards => _rewards.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount);

    public IReadOnlyDictionary<RewardKind, Money> ByKind => _rewards;

    public Money Of(RewardKind kind) => _rewards.GetValueOrDefault(kind);

    public void Give(RewardKind kind, Money amount) => _rewards[kind] = Of(kind) + amount;

    public void Take(RewardKind kind, Money amount)
    {
        _rewards.TryAdd(kind, Money.Zero);
        RewardsTaken += amount;
    }
}
