namespace Wellspring.Core.Pools;

/// <summary>Orders that are not final yet, and the queue in which they come due.</summary>
internal sealed class PendingOrders
{
    private readonly Dictionary<string, PendingOrder> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<MemberNumber, HashSet<string>> _ofMember = [];
    private readonly SortedSet<(Instant Due, long Position, string Order)> _due = new(ByDue);
    private readonly SortedSet<(Instant Due, long Position, string Order)> _waiting = new(ByDue);

    private static Comparer<(Instant Due, long Position, string Order)> ByDue { get; } =
        Comparer<(Instant Due, long Position, string Order)>.Create((a, b) =>
            a.Due != b.Due ? a.Due.CompareTo(b.Due)
            : a.Position != b.Position ? a.Position.CompareTo(b.Position)
            : string.CompareOrdinal(a.Order, b.Order));

    public int Count => _orders.Count;

    /// <summary>All, by position of placement.</summary>
    public IEnumerable<PendingOrder> All => _orders.Values.OrderBy(order => order.Position);

    public IEnumerable<PendingOrder> Of(MemberNumber member) =>
        _ofMember.TryGetValue(member, out var own)
            ? own.Select(order => _orders[order]).OrderBy(order => order.Position)
            : [];

    public PendingOrder? Find(string order) => _orders.GetValueOrDefault(order);

    /// <summary>The order that comes due first, whether or not its time has come.</summary>
    public PendingOrder? First => _due.Count == 0 ? null : _orders[_due.Min.Order];

    /// <summary>Adds an order or replaces what is known of it.</summary>
    public void Put(PendingOrder order)
    {
        Remove(order.Order);
        _orders.Add(order.Order, order);
        if (!_ofMember.TryGetValue(order.Member, out var own))
        {
            _ofMember.Add(order.Member, own = new(StringComparer.Ordinal));
        }

        own.Add(order.Order);
        if (order.Due is { } due)
        {
            (order.Waiting is Refusal.None ? _due : _waiting).Add((due, order.Position, order.Order));
        }
    }

    public void Remove(string order)
    {
        if (!_orders.Remove(order, out var known))
        {
            return;
        }

        var own = _ofMember[known.Member];
        own.Remove(order);
        if (own.Count == 0)
        {
            _ofMember.Remove(known.Member);
        }

        if (known.Due is { } due)
        {
            _due.Remove((due, known.Position, order));
            _waiting.Remove((due, known.Position, order));
        }
    }

    /// <summary>Lets orders that waited for this reason come due again.</summary>
    public void Retry(Refusal reason)
    {
        var ready = _waiting.Select(entry => _orders[entry.Order]).Where(order => order.Waiting == reason).ToList();
        ready.ForEach(order => Put(order with { Waiting = Refusal.None }));
    }

    /// <summary>
    /// Lets a merchant's orders that waited for its deposit come due again, if it covers them one by one.
    /// </summary>
    /// <param name="commissionOf">What an order will draw.</param>
    public void RetryFunded(string merchant, Money deposit, Func<PendingOrder, Money> commissionOf)
    {
        var waiting = _waiting.Select(entry => _orders[entry.Order])
            .Where(order => order.Waiting is Refusal.CommissionUnfunded && order.Merchant == merchant)
            .ToList();
        foreach (var order in waiting.Where(order => commissionOf(order) <= deposit))
        {
            Put(order with { Waiting = Refusal.None });
        }
    }
}
