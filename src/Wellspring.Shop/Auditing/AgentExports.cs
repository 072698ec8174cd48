using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Export 13 as far as the journal knows it, and the dividends of export 20.</summary>
internal static class AgentExports
{
    public static AuditTable AppointmentTable { get; } = AuditTable.Ranged(
        "13-agent-records", """
        position:number at:time what division tier member:member from:time until:time contract fee:money voucher
        """,
        source => source.Records().Select(Of).OfType<object?[]>());

    public static AuditTable DividendTable { get; } = AuditTable.Ranged(
        "20-dividends", "position:number at:time period amount:money payee:member paid:money crumb:money",
        source => source.Records().SelectMany(record => record.Event is PoolEvent.DividendPaid paid
            ? paid.Payments.Select(payment => new object?[]
            {
                record.Position, record.At, paid.Period, paid.Amount, payment.Member, payment.Amount, paid.Crumb,
            })
            : []));

    private static object?[]? Of(JournalRecord record) => record.Event switch
    {
        PoolEvent.AgentAppointed { Agency: var it } => Row(record, "appointed", it),
        PoolEvent.AgentEnded { Agency: var it } => Row(record, "ended", it),
        PoolEvent.AgentFeeBooked it =>
        [
            record.Position, record.At, "fee-booked", it.Division, null, it.Member, null, null, null, it.Amount,
            it.Voucher,
        ],
        _ => null,
    };

    private static object?[] Row(JournalRecord record, string what, Core.Rewards.Agency it) =>
    [
        record.Position, record.At, what, it.Division, it.Tier.ToString(), it.Member, it.From, it.Until, it.Contract,
        null, null,
    ];
}
