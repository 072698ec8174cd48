using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>
/// Merchants' prepaid money 预存款: announced by the owner with a voucher, confirmed by finance, drawn by the pool.
/// </summary>
public sealed class DepositBook(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int VoucherLimit = 40;
    private const int PaceDays = 30;
    private const int MostAnnounced = 20;

    /// <summary>What the pool holds for a merchant, how long it lasts, and which orders wait for more.</summary>
    public async Task<DepositStanding> StandingAsync(string merchant, CancellationToken cancellation)
    {
        var held = database.Read(reader => reader.All(
            $"""
            SELECT id FROM orders WHERE merchant = {merchant} AND held = {Refusal.CommissionUnfunded.Code()}
            ORDER BY created_at, id LIMIT 200
            """,
            row => row.Text(0)));
        var (balance, waiting) = await gate.ReadAsync(
            desk => (
                desk.Pool.Merchants().FirstOrDefault(entry => entry.Id == merchant)?.Deposit ?? Money.Zero,
                held.Select(desk.Pool.PendingOf).OfType<PendingOrder>()
                    .Where(order => order.Waiting is Refusal.CommissionUnfunded)
                    .Select(order => new UnfundedOrder(order.Order, order.Amount, order.Commission.Of(order.Amount)))
                    .ToList()),
            cancellation);
        return new(balance, DaysLeft(merchant, balance), waiting);
    }

    /// <summary>All top-ups of a merchant, newest first.</summary>
    public IReadOnlyList<TopUp> Of(string merchant, int most = 100) => database.Read(reader => reader.All(
        $"""
        SELECT id, merchant, amount, voucher, at, state, decided_at, note FROM deposit_topups
        WHERE merchant = {merchant} ORDER BY at DESC, id LIMIT {most}
        """,
        Read));

    /// <summary>Commissions drawn and, by refunds, returned: newest first.</summary>
    public IReadOnlyList<SettlementLine> DrawnFrom(string merchant, int most = 30) => database.Read(reader =>
        reader.All(
            $"""
            SELECT position, orders, kind, mode, amount, commission, goods, at, coins FROM settlement_lines
            WHERE merchant = {merchant} AND mode = {FundingMode.MerchantDirect.Code()} AND commission > 0
            ORDER BY sequence DESC LIMIT {most}
            """,
            SettlementLines.Read));

    /// <summary>What waits for finance, oldest first.</summary>
    public IReadOnlyList<TopUp> Announced(int most = 200) => database.Read(reader => reader.All(
        $"""
        SELECT id, merchant, amount, voucher, at, state, decided_at, note FROM deposit_topups
        WHERE state = 'announced' ORDER BY at, id LIMIT {most}
        """,
        Read));

    /// <summary>The owner says that money was sent; it counts once finance has found it.</summary>
    /// <param name="key">The form's key: twice is once.</param>
    public IReadOnlyList<Problem> Announce(string merchant, string? amount, string? voucher, string owner, string key)
    {
        var problems = new List<Problem>();
        var sum = Wording.Amount("amount", new("金额", "the amount"), amount, problems);
        var number = VoucherOf(voucher, problems);
        return problems.Count > 0 ? problems : database.Write<IReadOnlyList<Problem>>(transaction =>
        {
            if (transaction.Number($"""
                SELECT count(*) FROM deposit_topups WHERE merchant = {merchant} AND state = 'announced'
                """) >= MostAnnounced)
            {
                return [new("", new($"已有 {MostAnnounced} 笔在等财务核对；请稍候。",
                    $"{MostAnnounced} top-ups wait for finance; wait for them first."))];
            }

            if (IsUsed(transaction, number))
            {
                return [new("voucher", Used)];
            }

            Insert(transaction, new(Ids.From("dt", merchant, key), merchant, sum, number, clock.Now(), "announced",
                null, null), owner);
            return [];
        });
    }

    /// <summary>Finance found the money: the pool's deposit grows, and orders that waited for it settle.</summary>
    public Bilingual? Confirm(string id, string staff) =>
        database.Write(transaction => Confirm(transaction, id, staff));

    public Bilingual? Reject(string id, string staff, string note)
    {
        var problems = new List<Problem>();
        var text = Wording.Line("note", new("原因", "the reason"), note, 200, problems);
        return problems.Count > 0 ? problems[0].Text : database.Write(transaction =>
        {
            var now = clock.Now();
            if (transaction.Execute($"""
                UPDATE deposit_topups SET state = 'rejected', decided_at = {now}, decided_by = {staff}, note = {text}
                WHERE id = {id} AND state = 'announced'
                """) == 0)
            {
                return new("这笔充值不在等待核对。", "This top-up does not wait for a decision.");
            }

            Audit.Note(transaction, now, staff, "deposit.rejected", id);
            return (Bilingual?)null;
        });
    }

    /// <summary>Finance enters and confirms a top-up that nobody announced.</summary>
    public IReadOnlyList<Problem> Record(string merchant, string? amount, string? voucher, string staff, string key)
    {
        var problems = new List<Problem>();
        if (database.Read(reader => MerchantBook.Find(reader, merchant)) is null)
        {
            problems.Add(new("merchant", new("没有这个商户。", "There is no such merchant.")));
        }

        var sum = Wording.Amount("amount", new("金额", "the amount"), amount, problems);
        var number = VoucherOf(voucher, problems);
        if (problems.Count > 0)
        {
            return problems;
        }

        return database.Write<IReadOnlyList<Problem>>(transaction =>
        {
            var id = Ids.From("dt", merchant, key);
            if (Find(transaction, id) is null && IsUsed(transaction, number))
            {
                return [new("voucher", Used)];
            }

            Insert(transaction, new(id, merchant, sum, number, clock.Now(), "announced", null, null), staff);
            return Confirm(transaction, id, staff) is { } refused ? [new("", refused)] : [];
        });
    }

    private Bilingual? Confirm(ShopTransaction transaction, string id, string staff)
    {
        if (Find(transaction, id) is not { } found)
        {
            return new("没有这笔充值。", "There is no such top-up.");
        }

        if (found.State != "announced")
        {
            return found.State == "confirmed" ? null
                : new("这笔充值已被驳回；请让商户重新提交。", "This top-up was turned down; the merchant announces it anew.");
        }

        if (IsUsed(transaction, found.Voucher))
        {
            return Used;
        }

        var now = clock.Now();
        transaction.Execute($"""
            UPDATE deposit_topups SET state = 'confirmed', decided_at = {now}, decided_by = {staff} WHERE id = {id}
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.TopUpDeposit(
            $"deposit.{id}", now, found.Merchant, found.Amount, found.Voucher));
        Audit.Note(transaction, now, staff, "deposit.confirmed", found.Merchant, $"{found.Amount} {found.Voucher}");
        return null;
    }

    private static Bilingual Used =>
        new("这个凭证号已经入账过；请核对。", "This voucher was booked before; check it.");

    private static bool IsUsed(ShopReader reader, string voucher) => reader.Number($"""
        SELECT 1 FROM deposit_topups WHERE voucher = {voucher} AND state = 'confirmed'
        """) is not null;

    private static void Insert(ShopTransaction transaction, TopUp topUp, string by)
    {
        if (transaction.Execute($"""
            INSERT INTO deposit_topups (id, merchant, amount, voucher, at, by, state)
            VALUES ({topUp.Id}, {topUp.Merchant}, {topUp.Amount}, {topUp.Voucher}, {topUp.At}, {by}, {topUp.State})
            ON CONFLICT (id) DO NOTHING
            """) > 0)
        {
            Audit.Note(transaction, topUp.At, by, "deposit.announced", topUp.Merchant, $"{topUp.Amount}");
        }
    }

    // A voucher goes into the journal as it is: digits, letters and dashes cannot name a person.
    private static string VoucherOf(string? text, List<Problem> problems)
    {
        var voucher = (text ?? "").Trim().ToUpperInvariant();
        if (voucher.Length is < 4 or > VoucherLimit || !voucher.All(letter => char.IsAsciiLetterOrDigit(letter)
            || letter is '-' or '/' or '_'))
        {
            problems.Add(new("voucher", new($"凭证号：请写银行回单号，4 至 {VoucherLimit} 位字母、数字或短横线。",
                $"Voucher: write the bank's number, 4 to {VoucherLimit} letters, digits or dashes.")));
        }

        return voucher;
    }

    private static TopUp? Find(ShopReader reader, string id) => reader.One(
        $"SELECT id, merchant, amount, voucher, at, state, decided_at, note FROM deposit_topups WHERE id = {id}", Read);

    private static TopUp Read(Row row) => new(row.Text(0), row.Text(1), row.Money(2), row.Text(3), row.At(4),
        row.Text(5), row.AtOrNull(6), row.TextOrNull(7));

    // At the pace of the last 30 days, or of the days since the first commission was drawn.
    private long? DaysLeft(string merchant, Money balance)
    {
        var zone = gate.Plan.Settings.TimeZone;
        var today = Days.Of(clock.Now(), zone);
        var from = Days.Write(today.AddDays(1 - PaceDays));
        return database.Read(reader =>
        {
            var drawn = reader.Number($"""
                SELECT sum(CASE kind WHEN 'settled' THEN commission ELSE -commission END) FROM settlement_lines
                WHERE merchant = {merchant} AND mode = {FundingMode.MerchantDirect.Code()} AND day >= {from}
                """) ?? 0;
            var first = reader.Text($"""
                SELECT min(day) FROM settlement_lines
                WHERE merchant = {merchant} AND kind = {SettlementLines.Settled}
                    AND mode = {FundingMode.MerchantDirect.Code()} AND day >= {from}
                """);
            return drawn > 0 && Days.TryRead(first, out var began)
                ? (long)((Int128)balance.Units * (today.DayNumber - began.DayNumber + 1) / drawn)
                : (long?)null;
        });
    }
}

/// <summary>A merchant's deposit now.</summary>
/// <param name="DaysLeft">At the present pace; null where nothing was drawn lately.</param>
public sealed record DepositStanding(Money Balance, long? DaysLeft, IReadOnlyList<UnfundedOrder> Waiting)
{
    /// <summary>What is missing for all orders that wait.</summary>
    public Money Missing => Waiting.Aggregate(Money.Zero, (sum, order) => sum + order.Commission).LessAtMost(Balance);
}

/// <summary>A final order whose commission the deposit does not cover.</summary>
public sealed record UnfundedOrder(string Order, Money Amount, Money Commission);

/// <summary>One top-up; state is <c>announced</c>, <c>confirmed</c> or <c>rejected</c>.</summary>
public sealed record TopUp(
    string Id, string Merchant, Money Amount, string Voucher, Instant At, string State, Instant? DecidedAt,
    string? Note);
