using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Export 14: old claims, who agreed to what, the goods given, and the money behind the points.</summary>
internal static class LegacyExports
{
    /// <summary>Every record about a claim: registered, contested, resolved, handed on, taken back, given up.</summary>
    public static AuditTable ClaimTable { get; } = AuditTable.Ranged(
        "14-claims", """
        position:number at:time what claim member:member kind amount:money quantity:points unitValue:money since:day
        evidence:hash origin by:actor approver:actor document to:member
        """,
        source => source.Records().Select(Claim).OfType<object?[]>());

    /// <summary>Every answer as the pool took it, and every consent that was taken back.</summary>
    public static AuditTable AnswerTable { get; } = AuditTable.Ranged(
        "14-answers", """
        position:number at:time id what member:member offer:hash converted:money returned:money coinRate:rate
        proceedsReduceClaim:flag
        """,
        source => source.Records().Select(Answer).OfType<object?[]>());

    /// <summary>How each answer was given: on the page, or on paper entered by two people.</summary>
    public static AuditTable ConsentTable { get; } = AuditTable.Shop(
        "14-consents", """
        id givenAt:time member:member answer amount:money proceedsReduceClaim:flag offer:hash templateHash:hash
        english:flag via document:hash by:actor approver:actor state reason consent revokedAt:time
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, given_at, member, answer, amount, proceeds_reduce, offer, template_hash, english, via, document,
                by, approver, state, reason, consent, revoked_at
            FROM legacy_answers ORDER BY given_at, id
            """, read));

    /// <summary>The coin part of every settled order, with the deposit that minted its points.</summary>
    public static AuditTable GoodsTable { get; } = AuditTable.Ranged(
        "14-goods", """
        position:number at:time what order member:member merchant coins:money value:money deposit:money points:points
        """,
        source => source.Records().SelectMany(Goods));

    /// <summary>The operator's own money: into the settlement fund, and for points of creditors.</summary>
    public static AuditTable BackingTable { get; } = AuditTable.Ranged(
        "14-backing", """
        position:number at:time what member:member amount:money points:points source voucher approver:actor
        """,
        source => source.Records().Select(Backing).OfType<object?[]>());

    public static AuditTable ReleaseTable { get; } = AuditTable.Ranged(
        "14-releases", "position:number at:time member:member points:points basis:money",
        source => source.Records().SelectMany(record => record.Event is PoolEvent.DueProcessed due
            ? due.Items.OfType<DueItem.PointsReleased>().Select(released => new object?[]
            {
                record.Position, record.At, released.Member, released.Points, released.Basis,
            })
            : []));

    /// <summary>The files claims came from, by their hash.</summary>
    public static AuditTable ImportTable { get; } = AuditTable.Shop(
        "14-imports", """
        import at:time kind fileHash:hash rows:number accepted:number amount:money rejected:number known:number
        registered:number refused:number state by:actor endedAt:time
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, kind, file_hash, rows, accepted, amount, rejected, known, done, refused, state, by, ended_at
            FROM legacy_imports ORDER BY at, id
            """, read));

    /// <summary>Reconciliations that two people signed.</summary>
    public static AuditTable SignatureTable { get; } = AuditTable.Shop(
        "14-signatures", "signature at:time hash:hash position:number askedBy:actor signedBy:actor",
        (shop, read) => shop.Each(
            $"SELECT id, at, hash, position, asked_by, signed_by FROM legacy_signatures ORDER BY at, id", read));

    private static object?[]? Claim(JournalRecord record) => record.Event switch
    {
        PoolEvent.ClaimRegistered { Claim: var it } =>
        [
            record.Position, record.At, "registered", it.Id, it.Member, it.Kind.Code(), it.Amount, it.Quantity,
            it.UnitValue, it.Since, it.Evidence, it.Origin, null, null, null, null,
        ],
        PoolEvent.ClaimDisputed it => Row(record, "disputed", it.Claim, it.Member, it.Frozen, it.By, null, null),
        PoolEvent.ClaimResolved it =>
            Row(record, "resolved", it.Claim, it.Member, it.Agreed, it.By, it.Approver, it.Document),
        PoolEvent.ClaimTransferred it => Row(
            record, it.Transfer.Code(), it.Claim, it.From, it.Amount, it.By, it.Approver, it.Document, it.To),
        PoolEvent.ClaimWithdrawn it =>
            Row(record, "withdrawn", it.Claim, it.Member, it.Amount, it.By, it.Approver, null),
        PoolEvent.ClaimWaived it =>
            Row(record, "waived", null, it.Member, it.Unconverted + it.Coins, null, null, it.Statement),
        _ => null,
    };

    private static object?[] Row(
        JournalRecord record, string what, string? claim, MemberNumber member, Money amount, string? by,
        string? approver, string? document, MemberNumber? to = null) =>
    [
        record.Position, record.At, what, claim, member, null, amount, null, null, null, null, null, by, approver,
        document, to,
    ];

    private static object?[]? Answer(JournalRecord record) => record.Event switch
    {
        PoolEvent.OfferAnswered it =>
        [
            record.Position, record.At, record.Id, it.Answer.Code(), it.Member, it.Offer, it.Converted, it.Returned,
            it.CoinRate, it.ProceedsReduceClaim,
        ],
        PoolEvent.ConsentRevoked it =>
            [record.Position, record.At, record.Id, "revoked", it.Member, null, null, it.Returned, null, null],
        _ => null,
    };

    private static IEnumerable<object?[]> Goods(JournalRecord record) => record.Event switch
    {
        PoolEvent.OrderSettled { Settlement: { Coins: not null } settled } => [Settled(record, settled)],
        PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>()
            .Where(final => final.Settlement.Coins is not null).Select(final => Settled(record, final.Settlement)),
        PoolEvent.OrderReversed { Coins: { } back } reversed =>
        [
            [
                record.Position, record.At, "reversed", reversed.Row.Order, reversed.Row.Member, reversed.Row.Merchant,
                back.Coins, back.Value, back.Deposit, back.FromLocked + back.FromFreed,
            ],
        ],
        _ => [],
    };

    private static object?[] Settled(JournalRecord record, Settlement order) =>
    [
        record.Position, record.At, "settled", order.Order, order.Member, order.Merchant, order.Coins!.Coins,
        order.Coins.Value, order.Coins.Deposit, order.Coins.Points,
    ];

    private static object?[]? Backing(JournalRecord record) => record.Event switch
    {
        PoolEvent.SettlementFunded it =>
            [record.Position, record.At, "fund", null, it.Amount, null, it.Source, it.Voucher, it.Approver],
        PoolEvent.LockedPointsBought it =>
            [record.Position, record.At, "points", it.Member, it.Amount, it.Points, it.Source, it.Voucher, it.Approver],
        _ => null,
    };
}
