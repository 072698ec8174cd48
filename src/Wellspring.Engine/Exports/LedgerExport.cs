using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Exports;

/// <summary>What a ledger export is written for.</summary>
public enum LedgerFormat
{
    /// <summary>A journal that <c>hledger check --strict</c> accepts.</summary>
    Hledger = 1,

    /// <summary>A beancount 2 file that <c>bean-check</c> accepts.</summary>
    Beancount = 2,

    /// <summary>One posting a line: position, date, account, currency, amount.</summary>
    Csv = 3,
}

/// <summary>Writes the double entry 复式记账 of a journal as text that accounting programs check for themselves.</summary>
/// <remarks>
/// The records are replayed into a pool of their own: the text holds what that pool booked, one transaction a record,
/// and what it booked is compared with its state and with the figures in the records on the way. Memory grows with
/// members and merchants, never with records.
/// </remarks>
public static class LedgerExport
{
    /// <param name="plan">The plan the journal was written under.</param>
    /// <param name="records">All records, from position 0.</param>
    /// <exception cref="BrokenInvariantException">The records do not add up: throw away what was written.</exception>
    public static void Write(
        TextWriter output, LedgerFormat format, Plan plan, IEnumerable<JournalRecord> records)
    {
        ILedgerText text = format switch
        {
            LedgerFormat.Hledger => new HledgerText(output),
            LedgerFormat.Beancount => new BeancountText(output),
            LedgerFormat.Csv => new CsvText(output),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such ledger format"),
        };
        var ledger = new Ledger();
        var pool = new Pool(plan, ledger);
        var (next, latest) = (0L, DateOnly.MinValue);
        text.Begin(plan);
        foreach (var record in records)
        {
            Invariant.Require(record.Position == next++, "an export starts at position 0 and leaves nothing out");
            pool.Apply(record.Event, record.At, record.Position);
            var entry = new LedgerEntry(
                DateIn(plan, record.At), record.Position, record.Id, Title(record), ledger.TakeEntry());
            RequireSame(record, pool, ledger);
            latest = entry.Date > latest ? entry.Date : latest;
            if (!entry.Postings.IsEmpty)
            {
                text.Write(entry);
            }
        }

        if (next > 0)
        {
            End(text, pool, ledger, new(latest, next - 1, null, "", []));
        }
    }

    /// <summary>The shares of splits that members have not taken yet, then what every account stands at.</summary>
    private static void End(ILedgerText text, Pool pool, Ledger ledger, LedgerEntry last)
    {
        Pool.SettleRescale(pool, ledger);
        var rescale = ledger.TakeEntry();
        if (!rescale.IsEmpty)
        {
            text.Write(last with { Title = "RescaleSettled", Postings = rescale });
        }

        ledger.RequireSame(pool.Balances());
        text.End(last with { Title = "Balances", Postings = ledger.Balances() });
    }

    private static void RequireSame(JournalRecord record, Pool pool, Ledger ledger)
    {
        var backing = pool.Backing;
        Invariant.Require(
            record.Pool == backing.Pool && record.Circulating == backing.Circulating && record.Scale == backing.Scale,
            $"the replay stands where record {record.Position} says");
        Invariant.Require(
            ledger[AccountKind.Pool] == -backing.Pool.Units && ledger[AccountKind.Reserve] == -backing.Reserve.Units,
            $"pool money is exactly Liabilities:Pool, the reserve Liabilities:Reserve, at record {record.Position}");
        Invariant.Require(
            ledger[AccountKind.PointsIssued] == -backing.Circulating.Units
            && ledger[AccountKind.PointsFloat] == backing.Float.Units,
            $"points issued are exactly the circulating ones, at record {record.Position}");
    }

    private static DateOnly DateIn(Plan plan, Instant at) =>
        DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
            + (int)at.DayAt(plan.Settings.TimeZone));

    private static string Title(JournalRecord record)
    {
        string?[] words = [record.Event.GetType().Name, record.Id, Subject(record.Event)];
        return string.Join(' ', words.OfType<string>().Select(LedgerEntry.Plain));
    }

    /// <summary>The order the record is about; where there is none, what stands in its place.</summary>
    private static string? Subject(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled { Settlement.Order: var order } => order,
        PoolEvent.DueProcessed { Items: [DueItem.OrderFinal { Settlement.Order: var order }] } => order,
        PoolEvent.DueProcessed { Items.Length: var count } => $"{count} due",
        PoolEvent.OrderRefunded { Order: var order } => order,
        PoolEvent.OrderReversed { Row.Order: var order } => order,
        PoolEvent.PointsRedeemed { Order: var order } => order,
        PoolEvent.CreditSpent { Order: var order } => order,
        PoolEvent.CapitalInjected { Voucher: var voucher } => voucher,
        PoolEvent.Subsidised { Voucher: var voucher } => voucher,
        PoolEvent.DepositToppedUp { Voucher: var voucher } => voucher,
        PoolEvent.AgentFeeBooked { Voucher: var voucher } => voucher,
        PoolEvent.DividendPaid { Period: var period } => period,
        PoolEvent.ClaimRegistered { Claim.Id: var claim } => claim,
        PoolEvent.ClaimResolved { Claim: var claim } => claim,
        PoolEvent.ClaimTransferred { Claim: var claim } => claim,
        PoolEvent.ClaimWithdrawn { Claim: var claim } => claim,
        PoolEvent.CoinsPaid { Order: var order } => order,
        PoolEvent.SettlementFunded { Voucher: var voucher } => voucher,
        PoolEvent.LockedPointsBought { Voucher: var voucher } => voucher,
        PoolEvent.WithdrawalRequested { Withdrawal.Id: var withdrawal } => withdrawal,
        PoolEvent.WithdrawalRejected { Withdrawal.Id: var withdrawal } => withdrawal,
        PoolEvent.WithdrawalSettled { Withdrawal.Id: var withdrawal } => withdrawal,
        PoolEvent.WithdrawalReturned { Withdrawal.Id: var withdrawal } => withdrawal,
        _ => null,
    };
}
