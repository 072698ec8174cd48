namespace Wellspring.Shop.Auditing;

/// <summary>Exports 4, 10, 12, 18, 21 and 22 as far as the finance and privacy records hold them.</summary>
internal static class FinanceExports
{
    public static AuditTable AttestationTable { get; } = AuditTable.Shop(
        "04-bank-attestations", """
        attestation at:time account:account balance:money asOf:time documentHash enteredBy:actor approvedBy:actor
        digest signer
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, account, balance, as_of, document_hash, entered_by, approved_by, digest, signer
            FROM attestations ORDER BY at, id
            """, read));

    /// <summary>The book against the bank, by day; a difference stands until two people explained it.</summary>
    public static AuditTable BookTable { get; } = AuditTable.Shop(
        "04-book-and-bank", """
        day comparedAt:time book:money attested:money difference:money agrees:flag explainedBy:actor approver:actor
        explainedAt:time note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT day, at, book, attested, book - attested, agrees, explained_by, approver, explained_at, note
            FROM book_days ORDER BY day
            """, read));

    /// <summary>What was said of all members' balances, and what the books said at the same position.</summary>
    public static AuditTable BalanceTable { get; } = AuditTable.Shop(
        "04-balance-days", """
        day at:time state position:number members:number scale:number points:points wallet:money coins:money
        bookPoints:points bookWallet:money bookCoins:money statement:json
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT day, at, state, position, members, scale, points, wallet, coins, book_points, book_wallet,
                book_coins, statement
            FROM balance_days ORDER BY day
            """, read));

    public static AuditTable TaxTable { get; } = AuditTable.Shop(
        "10-tax-lines", """
        withdrawal at:time member:member type taxClass version:number gross:money tax:money state period
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT withdrawal, at, member, type, class, version, gross, tax, state, period FROM tax_lines
            ORDER BY at, withdrawal, type
            """, read));

    public static AuditTable TaxPaymentTable { get; } = AuditTable.Shop(
        "10-tax-payments", "payment paidAt:time period amount:money voucher by:actor",
        (shop, read) => shop.Each(
            $"SELECT id, paid_at, period, amount, voucher, by FROM tax_payments ORDER BY paid_at, id", read));

    public static AuditTable TaxRuleTable { get; } = AuditTable.Shop(
        "10-tax-rules", """
        type version:number at:time taxClass method rate:rate basis accountant:name documentHash effectiveAt:time
        enteredBy:actor approvedBy:actor
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT type, version, at, class, method, rate, basis, accountant, document_hash, effective_at, entered_by,
                approved_by
            FROM tax_rules ORDER BY at, type, version
            """, read));

    public static AuditTable ReportTable { get; } = AuditTable.Shop(
        "10-reports", "report madeAt:time kind period madeBy:actor hash filedAt:time filedBy:actor receipt",
        (shop, read) => shop.Each(
            $"""
            SELECT id, made_at, kind, period, made_by, hash, filed_at, filed_by, receipt FROM reports
            ORDER BY made_at, id
            """, read));

    /// <summary>Whether a payee's identity was looked at; the person's name and number stay sealed.</summary>
    public static AuditTable IdentityTable { get; } = AuditTable.Shop(
        "12-identities", """
        payee submittedAt:time member:member state channel account:account decidedAt:time decidedBy:actor reason:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, submitted_at, member, state, channel, account_tail, decided_at, decided_by, reason FROM payees
            ORDER BY submitted_at, id
            """, read));

    public static AuditTable HoldTable { get; } = AuditTable.Shop(
        "12-holds", """
        hold heldAt:time withdrawal member:member code sentence releasedAt:time releasedBy:actor approver:actor
        note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, held_at, withdrawal, member, code, zh, released_at, released_by, approver, note
            FROM payout_holds ORDER BY held_at, id
            """, read));

    public static AuditTable AssessmentTable { get; } = AuditTable.Shop(
        "18-impact-assessments", "assessment at:time topic documentHash summary by:actor",
        (shop, read) => shop.Each(
            $"SELECT id, at, topic, document_hash, summary, by FROM impact_assessments ORDER BY at, id", read));

    public static AuditTable RequestTable { get; } = AuditTable.Shop(
        "18-data-requests", """
        request openedAt:time member:member kind text:free state dueAt:time doneAt:time doneBy:actor answer:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, opened_at, member, kind, text, state, due_at, done_at, done_by, answer FROM privacy_requests
            ORDER BY opened_at, id
            """, read));

    public static AuditTable LeakTable { get; } = AuditTable.Shop(
        "18-leaks", """
        leak foundAt:time what:free kinds people:number remedy:free authorityToldAt:time peopleToldAt:time
        closedAt:time by:actor
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, found_at, what, kinds, people, remedy, authority_at, people_at, closed_at, by FROM leaks
            ORDER BY found_at, id
            """, read));

    public static AuditTable OrderTable { get; } = AuditTable.Shop(
        "21-authority-orders", """
        order at:time kind subject:actor authority number documentHash enteredBy:actor approvedBy:actor liftedAt:time
        liftedBy:actor liftHash
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, kind, subject, authority, number, document_hash, entered_by, approved_by, lifted_at,
                lifted_by, lift_hash
            FROM authority_orders ORDER BY at, id
            """, read));

    public static AuditTable PayeeHoldTable { get; } = AuditTable.Shop(
        "21-member-holds", "finding heldAt:time member:member releasedAt:time",
        (shop, read) => shop.Each(
            $"SELECT finding, held_at, member, released_at FROM payee_holds ORDER BY held_at, finding, member", read));

    public static AuditTable FindingTable { get; } = AuditTable.Shop(
        "22-monitor-findings", """
        finding at:time run code subject:actor pattern sentence ruleset state decidedBy:actor approver:actor
        decidedAt:time note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, run, code, subject, pattern, en, ruleset, state, decided_by, approver, decided_at, note
            FROM findings ORDER BY at, id
            """, read));

    public static AuditTable SuspicionTable { get; } = AuditTable.Shop(
        "22-suspicions", """
        suspicion foundAt:time source text:free textHash codes dueAt:time by:actor decision decidedAt:time
        decidedBy:actor note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, found_at, source, text, text_hash, codes, due_at, by, decision, decided_at, decided_by, note
            FROM suspicions ORDER BY found_at, id
            """, read));
}
