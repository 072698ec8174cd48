using System.Collections.Immutable;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Pools;

/// <summary>What the writer does for a pool, in memory: names, order rows, due work, positions.</summary>
internal sealed class Desk
{
    private readonly Dictionary<string, MemberNumber> _numbers = [];
    private readonly Dictionary<string, OrderRow> _rows = [];
    private readonly Dictionary<string, OrderRow> _redemptions = [];
    private readonly HashSet<string> _orders = [];
    private readonly HashSet<string> _withdrawals = [];
    private int _commands;

    public Desk(PlanDraft draft)
        : this(TestPlans.Approve(draft))
    {
    }

    public Desk(Plan plan)
    {
        Postings = new();
        Pool = new(plan, Postings);
        Record(Pool.Opening(), new(0));
    }

    public Pool Pool { get; private set; }

    /// <summary>Called with every record once it is booked; due records come as one.</summary>
    public Action<PoolEvent>? Booked { get; set; }

    /// <summary>Called after a decision, before anything is booked.</summary>
    public Action? Decided { get; set; }

    public TrialBalance Postings { get; }

    public List<(PoolEvent Event, Instant At)> Journal { get; } = [];

    public Instant Now { get; set; } = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    /// <summary>Settled orders by id, as the last record left them.</summary>
    public IReadOnlyDictionary<string, OrderRow> Settled => _rows;

    public string NextId => $"c-{++_commands}";

    /// <summary>Ids of orders that are not final, in ordinal order.</summary>
    public IEnumerable<string> PendingOrders => _numbers.Values
        .SelectMany(number => Pool.Member(number).Pending).Select(entry => entry.Order.Order)
        .Order(StringComparer.Ordinal);

    public MemberBalance this[string member] => Pool.Member(NumberOf(member));

    public MemberNumber NumberOf(string member) => _numbers.GetValueOrDefault(member);

    public T Accepted<T>(PoolCommand command)
        where T : PoolEvent
    {
        var happened = Run(command);
        Assert.True(happened is T, $"{command} gave {happened}");
        return (T)happened;
    }

    public void Refuses(Refusal reason, PoolCommand command) =>
        Assert.Equal(new PoolEvent.Refused(reason), Run(command));

    /// <summary>
    /// Runs one command as the writer does: due work first, then the decision, then due work it set free.
    /// </summary>
    public PoolEvent Run(PoolCommand command)
    {
        RunDue(command.At);
        var facts = Look(command);
        var decision = Pool.Decide(command, facts, Journal.Count);
        Decided?.Invoke();
        Assert.False(decision.Event is PoolEvent.Quarantined, $"{command} broke an invariant: {decision.Event}");
        if (decision.IsAccepted)
        {
            Remember(command, facts);
        }

        Record(decision.Event, command.At);
        RunDue(Pool.Clock);
        return decision.Event;
    }

    public PoolEvent Settle(string member, string amount, string merchant = "s1") => Run(new PoolCommand.SettleOrder(
        NextId, Now, $"o-{_commands}", member, merchant, TestPlans.Yuan(amount), null, []));

    public PoolEvent Sell(string member, string? points = null, string minimum = "0") => Run(new PoolCommand.SellPoints(
        NextId, Now, member, points is null ? PointsAsked.All : new(TestPlans.InPoints(points)),
        TestPlans.Yuan(minimum), null));

    /// <summary>The pool rebuilt from the records so far.</summary>
    public Pool Replayed()
    {
        var pool = new Pool(Pool.PlanVersions.First().Plan);
        for (var position = 0; position < Journal.Count; position++)
        {
            pool.Apply(Journal[position].Event, Journal[position].At, position);
        }

        return pool;
    }

    private void RunDue(Instant at)
    {
        while (Pool.RunDue(at, limit: 3) is { } due)
        {
            Remember(due, due.Clock);
        }
    }

    private Facts Look(PoolCommand command)
    {
        var (member, referrer) = command switch
        {
            PoolCommand.SettleOrder { Member: var name } => (name, null),
            PoolCommand.PlaceOrder { Member: var name } => (name, null),
            PoolCommand.SellPoints { Member: var name } => (name, null),
            PoolCommand.RedeemPoints { Member: var name } => (name, null),
            PoolCommand.SpendCredit { Member: var name } => (name, null),
            PoolCommand.RequestWithdrawal { Member: var name } => (name, null),
            PoolCommand.BindReferrer bind => (bind.Member, bind.Referrer),
            PoolCommand.UnbindReferrer { Member: var name } => (name, null),
            PoolCommand.RegisterMerchant { Developer: { } name } => (name, null),
            PoolCommand.AppointAgent { Member: var name } => (name, null),
            PoolCommand.BookAgentFee { Member: var name } => (name, null),
            PoolCommand.SetLevel { Member: var name } => (name, null),
            PoolCommand.AppointPromoter { Member: var name } => (name, null),
            PoolCommand.EndPromoter { Member: var name } => (name, null),
            PoolCommand.RegisterClaim { Member: var name } => (name, null),
            PoolCommand.TransferClaim { Member: var name } => (name, null),
            PoolCommand.AnswerOffer { Member: var name } => (name, null),
            PoolCommand.RevokeConsent { Member: var name } => (name, null),
            PoolCommand.WaiveClaim { Member: var name } => (name, null),
            PoolCommand.PayWithCoins { Member: var name } => (name, null),
            PoolCommand.BuyLockedPoints { Member: var name } => (name, null),
            _ => (null, (string?)null),
        };
        var next = _numbers.Count;
        var first = member is null ? default : _numbers.TryGetValue(member, out var known) ? known : new(++next);
        var second = referrer is null ? default
            : referrer == member ? first
            : _numbers.TryGetValue(referrer, out var other) ? other
            : new(next + 1);
        var order = command switch
        {
            PoolCommand.SettleOrder { Order: var id } => id,
            PoolCommand.PlaceOrder { Order: var id } => id,
            PoolCommand.DeliverOrder { Order: var id } => id,
            PoolCommand.RefundOrder { Order: var id } => id,
            PoolCommand.ReverseOrder { Order: var id } => id,
            PoolCommand.RedeemPoints { Order: var id } => id,
            PoolCommand.HoldOrder { Order: var id } => id,
            PoolCommand.ReleaseOrder { Order: var id } => id,
            PoolCommand.PayWithCoins { Order: var id } => id,
            _ => "",
        };
        return new(first, second, _rows.GetValueOrDefault(order), _redemptions.GetValueOrDefault(order),
            _orders.Contains(order),
            command is PoolCommand.RequestWithdrawal { Withdrawal: var withdrawal }
                && _withdrawals.Contains(withdrawal))
        {
            Others = command is PoolCommand.PayDividend pay ? NumbersOf(pay) : [],
        };
    }

    private ImmutableArray<MemberNumber> NumbersOf(PoolCommand.PayDividend pay)
    {
        var names = pay.Shares.Select(share => share.Member).ToList();
        var added = names.Distinct().Where(name => !_numbers.ContainsKey(name)).ToList();
        return [.. names.Select(name =>
            _numbers.TryGetValue(name, out var known) ? known : new(_numbers.Count + added.IndexOf(name) + 1))];
    }

    private void Remember(PoolCommand command, in Facts facts)
    {
        foreach (var (name, number) in command switch
        {
            PoolCommand.SettleOrder { Member: var name } => [(name, facts.Member)],
            PoolCommand.PlaceOrder { Member: var name } => [(name, facts.Member)],
            PoolCommand.BindReferrer bind => [(bind.Member, facts.Member), (bind.Referrer, facts.Referrer)],
            PoolCommand.RegisterMerchant { Developer: { } name } => [(name, facts.Member)],
            PoolCommand.AppointAgent { Member: var name } => [(name, facts.Member)],
            PoolCommand.BookAgentFee { Member: var name } => [(name, facts.Member)],
            PoolCommand.SetLevel { Member: var name } => [(name, facts.Member)],
            PoolCommand.AppointPromoter { Member: var name } => [(name, facts.Member)],
            PoolCommand.RegisterClaim { Member: var name } => [(name, facts.Member)],
            PoolCommand.TransferClaim { Member: var name } => [(name, facts.Member)],
            PoolCommand.PayDividend pay => pay.Shares.Select(share => share.Member).Zip(facts.Others).ToArray(),
            _ => Array.Empty<(string, MemberNumber)>(),
        })
        {
            _numbers[name] = number;
        }

        if (command is PoolCommand.RequestWithdrawal { Withdrawal: var withdrawal })
        {
            _withdrawals.Add(withdrawal);
        }
    }

    private void Record(PoolEvent happened, Instant at)
    {
        Pool.Apply(happened, at, Journal.Count);
        Remember(happened, at);
    }

    private void Remember(PoolEvent happened, Instant at)
    {
        Journal.Add((happened, at));
        foreach (var row in Rows(happened))
        {
            (row.Merchant.Length == 0 ? _redemptions : _rows)[row.Order] = row;
        }

        if (happened is PoolEvent.OrderPlaced placed)
        {
            _orders.Add(placed.Placed.Order);
        }

        Booked?.Invoke(happened);
    }

    private IEnumerable<OrderRow> Rows(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled { Settlement: var settled }:
                _orders.Add(settled.Order);
                return [OrderRow.Of(settled)];
            case PoolEvent.DueProcessed { Items: var items }:
                return items.OfType<DueItem.OrderFinal>().Select(item => OrderRow.Of(item.Settlement));
            case PoolEvent.OrderReversed { Row: var row }:
                return [row];
            case PoolEvent.OrderRefunded { Row: { } row }:
                return [row];
            case PoolEvent.PointsRedeemed { Row: { } row }:
                return [row];
            default:
                return [];
        }
    }
}

/// <summary>Adds up all postings by account: what an export would show.</summary>
internal sealed class TrialBalance : IPostings
{
    private readonly Dictionary<Account, long> _balances = [];

    public long this[AccountKind kind, long number = 0] => _balances.GetValueOrDefault(new(kind, number));

    public Int128 MoneySum => _balances.Where(entry => !entry.Key.IsPoints).Sum(entry => (Int128)entry.Value);

    public Int128 PointsSum => _balances.Where(entry => entry.Key.IsPoints).Sum(entry => (Int128)entry.Value);

    /// <summary>Accounts on the wrong side of zero: assets below it, liabilities above it.</summary>
    public IEnumerable<string> Overdrawn => _balances
        .Where(entry => entry.Key.Name.StartsWith("Liabilities", StringComparison.Ordinal) && entry.Value > 0)
        .Select(entry => $"{entry.Key.Name} {entry.Value}");

    public void Post(Account account, long units) =>
        _balances[account] = _balances.GetValueOrDefault(account) + units;
}

internal static class WideSums
{
    public static Int128 Sum<T>(this IEnumerable<T> items, Func<T, Int128> part) =>
        items.Aggregate(Int128.Zero, (sum, item) => sum + part(item));
}
