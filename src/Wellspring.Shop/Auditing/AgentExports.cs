using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Export 13, the promoters of export 7 and the dividends of export 20.</summary>
internal static class AgentExports
{
    public static AuditTable AppointmentTable { get; } = AuditTable.Ranged(
        "13-agent-records", """
        position:number at:time what division tier member:member from:time until:time contract fee:money voucher
        """,
        source => source.Records().Select(Of).OfType<object?[]>());

    /// <summary>Contracts with their disclosure, duties, fee and the use of the cooling-off period.</summary>
    public static AuditTable AgencyTable { get; } = AuditTable.Shop(
        "13-agencies", """
        agency draftedAt:time member:member division tier from:time until:time duties measure contract contractHash
        fee:money feeUse refundTerms coolingDays:number suits state reason draftedBy:actor disclosedAt:time
        disclosedBy:actor readAt:time signedAt:time receipt endedAt:time endedBy:actor feeVoucher feeBookedAt:time
        feeReturnedAt:time returnVoucher
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, drafted_at, member, division, tier, from_at, until_at, duties, measure, contract, contract_hash,
                fee, fee_use, refund_terms, cooling_days, suits, state, reason, drafted_by, disclosed_at,
                disclosed_by, read_at, signed_at, consent, ended_at, ended_by, fee_voucher, fee_booked_at,
                fee_returned_at, return_voucher
            FROM agencies ORDER BY drafted_at, id
            """, read));

    public static AuditTable DutyTable { get; } = AuditTable.Shop(
        "13-duty-reports", "agency at:time month line:number text",
        (shop, read) => shop.Each(
            $"SELECT agency, at, month, line, text FROM agency_reports ORDER BY at, agency, month, line", read));

    /// <summary>Who became a promoter: free of charge, with the receipt of 7.5.</summary>
    public static AuditTable PromoterTable { get; } = AuditTable.Shop(
        "07-promoters", "member:member activatedAt:time state warnings receipt endedAt:time endedBy:actor",
        (shop, read) => shop.Each(
            $"""
            SELECT member, activated_at, state, warnings, consent, ended_at, ended_by FROM promoters
            ORDER BY activated_at, member
            """, read));

    public static AuditTable BindingTable { get; } = AuditTable.Shop(
        "07-bindings", """
        binding askedAt:time member:member referrer:member how store state reason boundAt:time endedAt:time
        position:number
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, asked_at, member, referrer, how, store, state, reason, bound_at, ended_at, position
            FROM referrals ORDER BY asked_at, id
            """, read));

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
