using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>
/// What is settled with each merchant, one batch a merchant and calendar day 结算单, paid by finance with a voucher.
/// </summary>
/// <remarks>
/// A batch is built once, after its day has ended, from what the journal says of that day; a later refund belongs to
/// its own day. Crumbs below a fen, and days whose refunds exceed their sales, are carried to the next batch.
/// </remarks>
public sealed class SettlementBook(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    private const int VoucherLimit = 40;
    private const int MostTries = 50;

    /// <summary>Builds the batches of all days that have ended; twice is once.</summary>
    /// <remarks>Run it after the journal was followed: what is followed later belongs to a later day.</remarks>
    public int CloseDays()
    {
        var zone = gate.Plan.Settings.TimeZone;
        var through = Days.Write(Days.Of(clock.Now(), zone).AddDays(-1));
        return database.Write(transaction =>
        {
            var before = transaction.Text($"SELECT value FROM settings WHERE name = {SettlementLines.ClosedDay}") ?? "";
            if (string.CompareOrdinal(through, before) <= 0)
            {
                return 0;
            }

            SettlementLines.AddCredit(transaction, zone);
            var open = transaction.All(
                $"""
                SELECT DISTINCT merchant, day FROM settlement_lines WHERE day > {before} AND day <= {through}
                AND kind <> {SettlementLines.ToppedUp} ORDER BY day, merchant
                """,
                row => (Merchant: row.Text(0), Day: row.Text(1)));
            foreach (var (merchant, day) in open)
            {
                Build(transaction, merchant, day);
            }

            transaction.Execute($"""
                INSERT INTO settings (name, value) VALUES ({SettlementLines.ClosedDay}, {through})
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """);
            return open.Count;
        });
    }

    /// <summary>A merchant's batches, newest day first.</summary>
    public IReadOnlyList<SettlementBatch> Of(string merchant, int most = 62, string before = "9999") =>
        database.Read(reader => reader.All(
            $"""
            SELECT id, merchant, day, orders, gross, goods, commission, returned, refunded, drawn, direct, net,
                brought, due, carried, state, voucher, paid_at, coins FROM settlement_batches
            WHERE merchant = {merchant} AND day < {before} ORDER BY day DESC LIMIT {most}
            """,
            Read));

    /// <summary>What finance has to pay, oldest day first.</summary>
    public IReadOnlyList<SettlementBatch> Open(int most = 200) => database.Read(reader => reader.All(
        $"""
        SELECT id, merchant, day, orders, gross, goods, commission, returned, refunded, drawn, direct, net,
            brought, due, carried, state, voucher, paid_at, coins FROM settlement_batches
        WHERE state = 'open' ORDER BY day, merchant LIMIT {most}
        """,
        Read));

    public SettlementBatch? Find(string id) => database.Read(reader => Find(reader, id));

    /// <summary>The batch of a day; null while the day is running, or where nothing was settled on it.</summary>
    public SettlementBatch? Find(string merchant, DateOnly day) => Find(IdOf(merchant, Days.Write(day)));

    /// <summary>The figures of a day as they stand, batch or not: what today's page shows.</summary>
    public DayFigures FiguresOf(string merchant, DateOnly day) =>
        database.Read(reader => FiguresOf(reader, merchant, Days.Write(day)));

    /// <summary>The orders behind a day, in the order they were booked.</summary>
    public IReadOnlyList<SettlementLine> LinesOf(string merchant, DateOnly day) => database.Read(reader => reader.All(
        $"""
        SELECT position, orders, kind, mode, amount, commission, goods, at, coins FROM settlement_lines
        WHERE merchant = {merchant} AND day = {Days.Write(day)} AND kind <> {SettlementLines.ToppedUp}
        ORDER BY sequence
        """,
        SettlementLines.Read));

    /// <summary>Records that finance paid a batch; the voucher counts once on the whole platform.</summary>
    /// <remarks>Whether a second person has to agree is decided before, by the console.</remarks>
    public Bilingual? Pay(string id, string voucher, string staff) => database.Write(transaction =>
    {
        var number = voucher.Trim().ToUpperInvariant();
        if (number.Length is < 4 or > VoucherLimit || !number.All(letter => char.IsAsciiLetterOrDigit(letter)
            || letter is '-' or '/' or '_'))
        {
            return new($"请写付款凭证号，4 至 {VoucherLimit} 位字母、数字或短横线。",
                $"Write the payment's voucher, 4 to {VoucherLimit} letters, digits or dashes.");
        }

        if (Find(transaction, id) is not { } batch)
        {
            return new("没有这张结算单。", "There is no such batch.");
        }

        if (batch.State != "open")
        {
            return batch.Voucher == number ? (Bilingual?)null
                : new("这张结算单没有要付的钱，或已经付过。", "Nothing is to be paid on this batch, or it was paid before.");
        }

        if (transaction.Number($"SELECT 1 FROM settlement_batches WHERE voucher = {number}") is not null)
        {
            return new("这个凭证号已经用在另一张结算单上；请核对。",
                "This voucher belongs to another batch; check it.");
        }

        var now = clock.Now();
        transaction.Execute($"""
            UPDATE settlement_batches SET state = 'paid', voucher = {number}, paid_at = {now}, paid_by = {staff}
            WHERE id = {id}
            """);
        Audit.Note(transaction, now, staff, "settlement.paid", id, $"{batch.Due} {number}");
        return null;
    });

    /// <summary>
    /// Compares what the lines of all merchants add up to with what the pool owes them and holds for them, at one
    /// position of the journal; empty when they agree.
    /// </summary>
    public async Task<IReadOnlyList<SettlementDifference>> CompareAsync(CancellationToken cancellation)
    {
        // The journal may grow between the reading of the pool and that of the lines: then both are read again.
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await TryCompareAsync(cancellation) is { } differences)
            {
                return differences;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }

        throw new TimeoutException("the shop's records did not catch up with the journal");
    }

    private async Task<IReadOnlyList<SettlementDifference>?> TryCompareAsync(CancellationToken cancellation)
    {
        var pool = await gate.ReadAsync(
            desk => (desk.Position, Merchants: desk.Pool.Merchants().ToList()), cancellation);
        return database.Read(reader =>
        {
            if (reader.Number($"SELECT position FROM follows WHERE name = 'shop'") != pool.Position)
            {
                return null;
            }

            return (IReadOnlyList<SettlementDifference>?)pool.Merchants
                .GroupBy(merchant => MintLimit.MerchantOf(merchant.Id))
                .SelectMany(merchant => Compare(reader, merchant.Key, [.. merchant])).ToList();
        });
    }

    private static IEnumerable<SettlementDifference> Compare(
        ShopReader reader, string merchant, IReadOnlyList<MerchantBalance> entries)
    {
        var own = FundingMode.OwnGoods.Code();
        var direct = FundingMode.MerchantDirect.Code();
        var owed = reader.Number($"""
            SELECT sum(CASE kind WHEN 'settled' THEN amount - commission WHEN 'reversed' THEN commission - amount
                ELSE 0 END) FROM settlement_lines WHERE merchant = {merchant} AND mode NOT IN ({own}, {direct})
            """) ?? 0;

        // What coins paid the operator owes whoever collects the rest; its own goods it owes to itself.
        owed += reader.Number($"""
            SELECT sum(CASE kind WHEN 'settled' THEN coins ELSE -coins END) FROM settlement_lines
            WHERE merchant = {merchant} AND mode <> {own}
            """) ?? 0;
        var toppedUp = reader.Number($"""
            SELECT sum(amount) FROM settlement_lines WHERE merchant = {merchant} AND kind = {SettlementLines.ToppedUp}
            """) ?? 0;
        var drawn = reader.Number($"""
            SELECT sum(CASE kind WHEN 'settled' THEN commission ELSE -commission END) FROM settlement_lines
            WHERE merchant = {merchant} AND mode = {direct}
            """) ?? 0;
        var payable = entries.Sum(entry => entry.Payable.Units - entry.Receivable.Units);
        var deposit = entries.Sum(entry => entry.Deposit.Units);
        if (owed != payable)
        {
            yield return new(merchant, "payable", Balance.FromUnits(owed), Balance.FromUnits(payable));
        }

        if (toppedUp - drawn != deposit)
        {
            yield return new(merchant, "deposit", Balance.FromUnits(toppedUp - drawn), Balance.FromUnits(deposit));
        }
    }

    private static void Build(ShopTransaction transaction, string merchant, string day)
    {
        var figures = FiguresOf(transaction, merchant, day);
        var brought = Balance.FromUnits(transaction.Number($"""
            SELECT carried FROM settlement_batches WHERE merchant = {merchant} AND day < {day}
            ORDER BY day DESC LIMIT 1
            """) ?? 0);
        var stands = figures.Net + brought;
        var due = stands.Owed.FloorToFen();
        transaction.Execute($"""
            INSERT INTO settlement_batches (id, merchant, day, orders, gross, goods, commission, returned, refunded,
                drawn, direct, net, brought, due, carried, state, coins)
            VALUES ({IdOf(merchant, day)}, {merchant}, {day}, {figures.Orders}, {figures.Gross},
                {figures.Goods.Units}, {figures.Commission}, {figures.Returned}, {figures.Refunded},
                {figures.Drawn.Units}, {figures.Direct.Units}, {figures.Net.Units}, {brought.Units}, {due},
                {(stands - due).Units}, {(due > Money.Zero ? "open" : "none")}, {figures.Coins.Units})
            """);
    }

    private static DayFigures FiguresOf(ShopReader reader, string merchant, string day)
    {
        var figures = new DayFigures(0, default, default, default, default, default, default, default);
        foreach (var line in reader.All(
            $"""
            SELECT kind, mode, count(*), sum(amount), sum(commission), sum(goods), sum(coins) FROM settlement_lines
            WHERE merchant = {merchant} AND day = {day} AND kind <> {SettlementLines.ToppedUp} GROUP BY kind, mode
            """,
            row => (Kind: row.Text(0), Mode: row.Text(1), Count: row.Integer(2), Amount: row.Money(3),
                Commission: row.Money(4), Goods: row.Money(5), Coins: row.Money(6))))
        {
            var isDirect = line.Mode == FundingMode.MerchantDirect.Code();
            var settled = line.Kind == SettlementLines.Settled;
            var back = !settled && line.Kind != SettlementLines.Credit;
            figures = new(
                figures.Orders + (settled ? line.Count : 0),
                back ? figures.Gross : figures.Gross + line.Amount,
                back ? figures.Goods - line.Goods : figures.Goods + line.Goods,
                back ? figures.Commission : figures.Commission + line.Commission,
                back ? figures.Returned + line.Commission : figures.Returned,
                back ? figures.Refunded + line.Amount : figures.Refunded,
                !isDirect ? figures.Drawn : figures.Drawn + Signed(line.Commission, back),
                !isDirect ? figures.Direct : figures.Direct + Signed(line.Amount, back))
            {
                Coins = figures.Coins + Signed(line.Coins, back),
            };
        }

        return figures;
    }

    private static string IdOf(string merchant, string day) => Ids.From("sb", merchant, day);

    private static Balance Signed(Money amount, bool negative) => negative ? Balance.Zero - amount : amount;

    private static SettlementBatch? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, merchant, day, orders, gross, goods, commission, returned, refunded, drawn, direct, net,
            brought, due, carried, state, voucher, paid_at, coins FROM settlement_batches WHERE id = {id}
        """,
        Read);

    private static SettlementBatch Read(Row row) => new(
        row.Text(0), row.Text(1), Days.TryRead(row.Text(2), out var day) ? day : default,
        new(row.Integer(3), row.Money(4), Balance.FromUnits(row.Integer(5)), row.Money(6), row.Money(7), row.Money(8),
            Balance.FromUnits(row.Integer(9)), Balance.FromUnits(row.Integer(10)))
        {
            Coins = Balance.FromUnits(row.Integer(18)),
        },
        Balance.FromUnits(row.Integer(11)), Balance.FromUnits(row.Integer(12)), row.Money(13),
        Balance.FromUnits(row.Integer(14)), row.Text(15), row.TextOrNull(16), row.AtOrNull(17));
}

/// <summary>The sums of one merchant and day.</summary>
/// <param name="Orders">Orders that settled.</param>
/// <param name="Gross">What customers paid in money for them.</param>
/// <param name="Goods">The part customers paid with points or goods credit, less goods returned.</param>
/// <param name="Commission">Commission of the settled orders.</param>
/// <param name="Returned">Commission given back with refunds.</param>
/// <param name="Refunded">Refunds of settled orders.</param>
/// <param name="Drawn">The part of the commission that came out of the deposit, less what returned to it.</param>
/// <param name="Direct">What customers paid to the shop itself, less refunds.</param>
public sealed record DayFigures(
    long Orders, Money Gross, Balance Goods, Money Commission, Money Returned, Money Refunded, Balance Drawn,
    Balance Direct)
{
    /// <summary>What coins paid, less what came back: the operator owes it, without commission.</summary>
    public Balance Coins { get; init; }

    /// <summary>What is owed to the merchant for the day; below zero, the merchant owes.</summary>
    public Balance Net => (Gross + Goods + Coins - Commission + Returned - Refunded) - (Direct - Drawn);
}

/// <summary>One merchant's day as it is settled.</summary>
/// <param name="Brought">Carried here from the batch before.</param>
/// <param name="Due">What is to be paid: net and brought, in whole fen, where that is above zero.</param>
/// <param name="Carried">What goes to the next batch.</param>
/// <param name="State"><c>open</c>, <c>paid</c> or <c>none</c>: nothing to pay.</param>
public sealed record SettlementBatch(
    string Id, string Merchant, DateOnly Day, DayFigures Figures, Balance Net, Balance Brought, Money Due,
    Balance Carried, string State, string? Voucher, Instant? PaidAt);

/// <summary>Where our lines and the pool disagree about a merchant.</summary>
/// <param name="What"><c>payable</c> or <c>deposit</c>.</param>
public sealed record SettlementDifference(string Merchant, string What, Balance Ours, Balance Pool);
