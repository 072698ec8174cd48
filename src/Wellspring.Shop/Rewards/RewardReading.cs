using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>Where one reward stands.</summary>
public enum RewardState
{
    /// <summary>The order is not final: an estimate.</summary>
    Held,

    /// <summary>In the wallet.</summary>
    Paid,

    /// <summary>A refund took back a part.</summary>
    PartlyReturned,

    /// <summary>Refunds took back all of it.</summary>
    Returned,
}

/// <summary>One reward as its payee sees it: why, how much, where it stands; never who bought what.</summary>
/// <param name="Order">The order's id; pages show its end only.</param>
/// <param name="Buyer">Masked, and only where the payee stands above the buyer (CN-PI-09).</param>
/// <param name="Store">The developed store's name; null for rewards of any other kind.</param>
/// <param name="At">Paid at; for a held one, when the order becomes final, null until that is known.</param>
/// <param name="Position">The journal's record; null while held.</param>
public sealed record EarnedReward(
    string Order, RewardKind Kind, Rate Rate, Money Amount, Money Taken, RewardState State, string? Buyer,
    string? Store, Instant? At, long? Position, long? TakenPosition)
{
    public Money Kept => Amount - Taken;
}

/// <summary>All rewards of one person by month.</summary>
public sealed record RewardTotals(Money Held, Money Paid, Money Taken)
{
    public Money Kept => Paid - Taken;
}

/// <summary>A person's rewards of one kind in one period, as the console lists them.</summary>
public sealed record RewardStatement(
    string Payee, RewardKind Kind, string Month, long Orders, Money Amount, Money Taken)
{
    public Money Kept => Amount - Taken;
}

/// <summary>A sheet with names: what page, API and console all show of one order.</summary>
/// <param name="IsEstimate">The order is not final; it may still change.</param>
/// <param name="Position">The record that paid it; null for an estimate.</param>
public sealed record OrderSheet(
    string Order, bool IsEstimate, Money Amount, RewardSheet Sheet, IReadOnlyList<string> Payees, long? Position)
{
    /// <summary>Lines with the pseudonym of their payee.</summary>
    public IEnumerable<(RewardLine Line, string Payee)> Lines => Sheet.Lines.Zip(Payees);
}

/// <summary>Reads rewards for whoever may see them: one person's, one order's, everybody's.</summary>
public sealed class RewardReading(ShopDatabase database, PoolGate gate)
{
    private const int MostHeld = 200;

    /// <summary>One person's rewards, held ones first, then the latest.</summary>
    /// <param name="kinds">Only rewards of these kinds.</param>
    public async Task<IReadOnlyList<EarnedReward>> OfAsync(
        string payee, int most, CancellationToken cancellation, params RewardKind[] kinds) =>
        [.. (await HeldAsync(payee, kinds, cancellation)).Take(most).Select(one => one.Reward),
            .. PaidOf(payee, kinds, most)];

    /// <summary>All that a person's rewards come to.</summary>
    public async Task<RewardTotals> TotalsAsync(
        string payee, CancellationToken cancellation, params RewardKind[] kinds)
    {
        var held = await HeldAsync(payee, kinds, cancellation);
        var (paid, taken) = database.Read(reader => reader.All(
            $"SELECT kind, amount, taken FROM rewards WHERE payee = {payee}",
            row => (Kind: (RewardKind)row.Integer(0), Amount: row.Money(1), Taken: row.Money(2))))
            .Where(row => Wanted(kinds, row.Kind))
            .Aggregate((Money.Zero, Money.Zero), (sum, row) => (sum.Item1 + row.Amount, sum.Item2 + row.Taken));
        return new(held.Aggregate(Money.Zero, (sum, one) => sum + one.Reward.Amount), paid, taken);
    }

    /// <summary>What one order pays to whom; null where the pool knows no such order.</summary>
    public async Task<OrderSheet?> SheetAsync(string order, CancellationToken cancellation)
    {
        if (Settled(order) is { } settled)
        {
            return settled;
        }

        return await gate.ReadAsync(
            desk => desk.Pool.PendingOf(order) is { } pending ? Estimate(pending, desk) : null, cancellation);
    }

    /// <summary>What an order before finality would pay, with the pool at hand.</summary>
    internal static OrderSheet Estimate(PendingOrder pending, PoolDesk desk)
    {
        var sheet = desk.Pool.EstimateSheet(pending);
        return new(
            pending.Order, true, pending.Amount, sheet, [.. sheet.Lines.Select(line => desk.Names.NameOf(line.Payee))],
            null);
    }

    /// <summary>What customers whom a merchant's QR brought earn its owner at other shops, held first.</summary>
    public async Task<IReadOnlyList<EarnedReward>> OfLockedAsync(
        string merchant, int most, CancellationToken cancellation)
    {
        var locked = database.Read(reader => reader.All(
            $"SELECT member, owner FROM customer_locks WHERE merchant = {merchant}",
            row => (Member: row.Text(0), Owner: row.Text(1)))).ToDictionary(one => one.Member, one => one.Owner);
        var held = new List<EarnedReward>();
        foreach (var owner in locked.Values.Distinct())
        {
            held.AddRange((await HeldAsync(owner, [RewardKind.Direct], cancellation))
                .Where(one => locked.GetValueOrDefault(one.From.Buyer) == owner
                    && MintLimit.MerchantOf(one.From.Merchant) != merchant)
                .Select(one => one.Reward));
        }

        return [.. held, .. PaidLocked(merchant, most)];
    }

    /// <summary>Statements by person, kind and month, the latest month first.</summary>
    /// <param name="month">Only this one, as <c>2026-11</c>.</param>
    public IReadOnlyList<RewardStatement> Statements(string? payee, string? month, int most)
    {
        // Months begin at midnight of the plan's time zone.
        var zone = gate.Plan.Settings.TimeZone.Milliseconds;
        return database.Read(reader => reader.All(
            $"""
            SELECT payee, kind, month, count(DISTINCT orders), sum(amount), sum(taken) FROM (
                SELECT payee, kind, orders, amount, taken,
                    month_of(at + {zone}) AS month FROM rewards) earned
            WHERE ({payee} IS NULL OR payee = {payee}) AND ({month} IS NULL OR month = {month})
            GROUP BY payee, kind, month ORDER BY month DESC, payee, kind LIMIT {most}
            """,
            row => new RewardStatement(
                row.Text(0), (RewardKind)row.Integer(1), row.Text(2), row.Integer(3), row.Money(4), row.Money(5))));
    }

    private OrderSheet? Settled(string order) => database.Read(reader =>
    {
        if (reader.One(
            $"SELECT amount, budget, remainder, position FROM reward_orders WHERE orders = {order}",
            row => new Head(row.Money(0), row.Money(1), row.Money(2), row.Integer(3))) is not { } head)
        {
            return null;
        }

        var lines = reader.All(
            $"SELECT kind, rate, amount, taken, payee FROM rewards WHERE orders = {order} ORDER BY line",
            row => (Line: new RewardLine(
                default, (RewardKind)row.Integer(0), row.Rate(1), row.Money(2)) { Taken = row.Money(3) },
                Payee: row.Text(4)));
        return new OrderSheet(
            order, false, head.Amount, new(head.Budget, [.. lines.Select(line => line.Line)], head.Remainder),
            [.. lines.Select(line => line.Payee)], head.Position);
    });

    private IReadOnlyList<EarnedReward> PaidLocked(string merchant, int most) => database.Read(reader => reader.All(
        $"""
        SELECT orders, member, max(rate), sum(CASE WHEN amount > 0 THEN amount ELSE 0 END),
            sum(CASE WHEN amount < 0 THEN -amount ELSE 0 END), min(at), min(position),
            max(CASE WHEN amount < 0 THEN position END)
        FROM locked_rewards WHERE merchant = {merchant} GROUP BY orders, member ORDER BY min(at) DESC LIMIT {most}
        """,
        row => (Buyer: row.Text(1), Reward: new EarnedReward(
            row.Text(0), RewardKind.Direct, row.Rate(2), row.Money(3), row.Money(4),
            StateOf(row.Money(3), row.Money(4)), null, null, row.At(5), row.Integer(6), row.IntegerOrNull(7))))
        .Select(one => one.Reward with { Buyer = MemberBook.Find(reader, one.Buyer)?.MaskedName ?? "**" })
        .ToList());

    private IEnumerable<EarnedReward> PaidOf(string payee, RewardKind[] kinds, int most) => database.Read(reader =>
        reader.All(
            $"""
            SELECT r.orders, kind, rate, r.amount, taken, at, r.position, taken_position, buyer, m.name
            FROM rewards r JOIN reward_orders o ON o.orders = r.orders LEFT JOIN merchants m ON m.id = o.merchant
            WHERE payee = {payee} ORDER BY at DESC, r.orders, kind LIMIT {(long)most * 4}
            """,
            row => (Reward: Of(row), Buyer: row.Text(8), Store: row.TextOrNull(9)))
            .Where(row => Wanted(kinds, row.Reward.Kind)).Take(most)
            .Select(row => Told(reader, row.Reward, row.Buyer, row.Store)).ToList());

    private static EarnedReward Of(Row row)
    {
        var (amount, taken) = (row.Money(3), row.Money(4));
        return new(
            row.Text(0), (RewardKind)row.Integer(1), row.Rate(2), amount, taken, StateOf(amount, taken), null, null,
            row.At(5), row.Integer(6), row.IntegerOrNull(7));
    }

    private static RewardState StateOf(Money amount, Money taken) =>
        taken == Money.Zero ? RewardState.Paid
        : taken >= amount ? RewardState.Returned
        : RewardState.PartlyReturned;

    private async Task<IReadOnlyList<(EarnedReward Reward, Expected From)>> HeldAsync(
        string payee, RewardKind[] kinds, CancellationToken cancellation)
    {
        var expected = database.Read(reader => reader.All(
            $"""
            SELECT e.orders, kind, buyer, e.merchant, m.name FROM expected_rewards e
            LEFT JOIN merchants m ON m.id = e.merchant
            WHERE payee = {payee} ORDER BY placed_at DESC, e.orders, kind LIMIT {(long)MostHeld}
            """,
            row => new Expected(row.Text(0), (RewardKind)row.Integer(1), row.Text(2), row.Text(3), row.TextOrNull(4))))
            .Where(one => Wanted(kinds, one.Kind)).ToList();
        if (expected.Count == 0)
        {
            return [];
        }

        var found = await gate.ReadAsync(desk => Estimates(desk, payee, expected), cancellation);
        return database.Read(reader => found
            .Select(one => (Told(reader, one.Reward, one.From.Buyer, one.From.Store), one.From)).ToList());
    }

    private static List<(EarnedReward Reward, Expected From)> Estimates(
        PoolDesk desk, string payee, List<Expected> expected)
    {
        var me = desk.Names.Find(payee);
        var found = new List<(EarnedReward, Expected)>();
        foreach (var one in expected)
        {
            if (desk.Pool.PendingOf(one.Order) is { } pending)
            {
                found.AddRange(desk.Pool.EstimateSheet(pending).Lines
                    .Where(line => line.Kind == one.Kind && line.Payee == me)
                    .Select(line => (
                        new EarnedReward(
                            one.Order, line.Kind, line.Rate, line.Amount, Money.Zero, RewardState.Held, null, null,
                            pending.Due, null, null),
                        one)));
            }
        }

        return found;
    }

    // Who stands above the buyer may see the first letter; whoever brought a store in sees the store; nobody else more.
    private static EarnedReward Told(ShopReader reader, EarnedReward reward, string buyer, string? store) =>
        reward.Kind.IsOfTree
            ? reward with { Buyer = MemberBook.Find(reader, buyer)?.MaskedName ?? "**" }
            : reward.Kind is RewardKind.MerchantDeveloper ? reward with { Store = store } : reward;

    private static bool Wanted(RewardKind[] kinds, RewardKind kind) => kinds.Length == 0 || kinds.Contains(kind);

    private sealed record Head(Money Amount, Money Budget, Money Remainder, long Position);

    private sealed record Expected(string Order, RewardKind Kind, string Buyer, string Merchant, string? Store);
}
