using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Console;

/// <summary>Something that waits for a person: what, how many, since when, where to go.</summary>
public sealed record Waiting(Bilingual What, long Count, Instant? Oldest, string Path);

/// <summary>The pool as the overview shows it.</summary>
public sealed record PoolFace(
    Backing Backing, Totals Totals, bool IsPaused, bool IsClosed, Instant? ClosesAt, long Position, int Pending,
    Instant Clock, Money Platform, Money PlatformReceivable)
{
    /// <summary>pool-rules 16.2, recomputed: what pool and reserve must hold, to the unit.</summary>
    public Int128 Expected => (Int128)Totals.Float.Units + Totals.Inflow.Units + Totals.SubsidiesUsed.Units
        + Totals.Injected.Units + Totals.RemaindersToPool.Units + Totals.GoodsReturned.Units
        + Totals.LegacyDeposits.Units - Totals.Paid.Units - Totals.Redeemed.Units - Totals.Released.Units
        - Totals.ClosingPaid.Units;

    public bool Balances => Expected == (Int128)Backing.Pool.Units + Backing.Reserve.Units;
}

/// <summary>An order as lists show it.</summary>
public sealed record OrderRowView(
    string Id, string Member, string Merchant, string State, Money Total, Money Cash, Money Redeemed, Money Refunded,
    string? Held, Instant CreatedAt, long? SettledPosition)
{
    /// <summary>What consumption coins pay of it.</summary>
    public Money CoinValue { get; init; }
}

/// <summary>A member as lists show them; contact is masked where the reader may not see it.</summary>
public sealed record MemberRowView(
    string Id, string State, string? Nickname, string? Mail, string? Phone, string Origin, Instant JoinedAt);

/// <summary>One line of the audit log.</summary>
public sealed record AuditRow(long Sequence, Instant At, string Who, string Act, string? Subject, string? Detail);

/// <summary>What console pages read from the shop's records, the pool and its journal.</summary>
public sealed class ConsoleReads(ShopDatabase database, Site site)
{
    public const int Most = 500;
    public const int MostFound = 100;

    /// <summary>Everything that waits for a decision, oldest first.</summary>
    public IReadOnlyList<Waiting> Waits() => database.Read(reader => new[]
    {
        Count(reader, new("等第二人批准", "Waiting for a second person"), "/console/decisions",
            $"""
            SELECT count(*), min(asked_at) FROM approvals
            WHERE state = 'open' AND expires_at > {site.Clock.WallNow()}
            """),
        Count(reader, new("提现待审核", "Withdrawals to review"), "/console/withdrawals",
            $"SELECT count(*), min(requested_at) FROM withdrawals WHERE state = 'requested'"),
        Count(reader, new("手工提现待付款", "Withdrawals to pay by hand"), "/console/withdrawals",
            $"SELECT count(*), min(decided_at) FROM withdrawals WHERE state = 'approved' AND channel = 'manual'"),
        Count(reader, new("提现结果不明", "Withdrawals with unknown outcome"), "/console/withdrawals",
            $"SELECT count(*), min(requested_at) FROM withdrawals WHERE state = 'unknown'"),
        Count(reader, new("实名待核验", "Identities to review"), "/console/identities",
            $"SELECT count(*), min(submitted_at) FROM payees WHERE state = 'submitted'"),
        Count(reader, new("监测结果待复核", "Findings of the monitor"), "/console/monitor",
            $"SELECT count(*), min(at) FROM findings WHERE state = 'open'"),
        Count(reader, new("暂停的提现", "Withdrawals on hold"), "/console/monitor",
            $"""
            SELECT count(*), min(h.held_at) FROM payout_holds h JOIN withdrawals w ON w.id = h.withdrawal
            WHERE h.released_at IS NULL AND w.state IN ('requested', 'approved')
            """),
        Count(reader, new("账面与银行不一致,未说明", "Book and bank differ, unexplained"), "/console/attestations",
            $"SELECT count(*), min(at) FROM book_days WHERE agrees = 0 AND explained_at IS NULL"),
        Count(reader, new("个人信息请求", "Requests about personal data"), "/console/privacy",
            $"SELECT count(*), min(opened_at) FROM privacy_requests WHERE state = 'open'"),
        Count(reader, new("涉嫌集资信息待决定", "Suspicions to decide"), "/console/monitor",
            $"SELECT count(*), min(found_at) FROM suspicions WHERE decision IS NULL"),
        Count(reader, new("商户申请", "Merchant applications"), "/console/merchants",
            $"SELECT count(*), min(applied_at) FROM merchants WHERE state = 'applied'"),
        Count(reader, new("押金充值待核对", "Deposit top-ups to confirm"), "/console/merchants/money",
            $"SELECT count(*), min(at) FROM deposit_topups WHERE state = 'announced'"),
        Count(reader, new("商户结算待付款", "Settlements to pay"), "/console/merchants/money",
            $"SELECT count(*), NULL FROM settlement_batches WHERE state = 'open'"),
        Count(reader, new("人工收付款待确认", "Payments and refunds to confirm by hand"), "/console/payments",
            $"SELECT count(*), min(asked_at) FROM manual_deeds WHERE state = 'waiting' AND kind <> 'transfer'"),
        Count(reader, new("收款结果不明", "Payments with unknown outcome"), "/console/payments",
            $"SELECT count(*), min(created_at) FROM payments WHERE state IN ('unknown', 'mismatched')"),
        Count(reader, new("退款待处理", "Refunds to decide"), "/console/payments",
            $"""
            SELECT count(*), min(requested_at) FROM refunds
            WHERE state IN ('requested', 'unknown', 'failed') AND answer IS NULL
            """),
        Count(reader, new("工单待回复", "Tickets to answer"), "/console/tickets",
            $"SELECT count(*), min(opened_at) FROM tickets WHERE state = 'open'"),
        Count(reader, new("账单差异", "Bill differences"), "/console/bills",
            $"SELECT count(*), min(found_at) FROM bill_differences WHERE cleared_at IS NULL"),
    }.Where(waiting => waiting.Count > 0).OrderBy(waiting => waiting.Oldest?.Milliseconds ?? long.MaxValue).ToList());

    public Task<PoolFace> PoolAsync() => site.Pool.ReadAsync(
        desk => new PoolFace(desk.Pool.Backing, desk.Pool.Totals, desk.Pool.IsPaused, desk.Pool.IsClosed,
            desk.Pool.ClosesAt, desk.Position, desk.Pool.PendingCount, desk.Pool.Clock, desk.Pool.Platform,
            desk.Pool.PlatformReceivable),
        CancellationToken.None);

    public IReadOnlyList<PriceRow> Prices(int most) => site.Views.Prices(most);

    public Task<MemberBalance> BalanceOfAsync(string member) => site.Pool.ReadAsync(
        desk => desk.Pool.Member(desk.Names.Find(member)), CancellationToken.None);

    public IReadOnlyList<StatementRow> StatementOf(MemberNumber number, int most) =>
        number == MemberNumber.None ? [] : site.Views.StatementOf(number, most);

    /// <summary>The latest orders; words are ids or states, all of which must fit.</summary>
    public IReadOnlyList<OrderRowView> Orders(string? member = null, string? merchant = null, int most = Most) =>
        database.Read(reader => reader.All(
            $"""
            SELECT id, member, merchant, state, total, cash, redeemed, refunded, held, created_at, settled_position,
                coin_value
            FROM orders WHERE ({member} IS NULL OR member = {member}) AND ({merchant} IS NULL OR merchant = {merchant})
            ORDER BY created_at DESC, id LIMIT {most}
            """,
            ReadOrder));

    public OrderRowView? OrderOf(string id) => database.Read(reader => reader.One(
        $"""
        SELECT id, member, merchant, state, total, cash, redeemed, refunded, held, created_at, settled_position,
            coin_value
        FROM orders WHERE id = {id}
        """,
        ReadOrder));

    public MemberRowView? MemberOf(string id) => database.Read(reader => reader.One(
        $"SELECT id, state, nickname, mail, phone, origin, joined_at FROM members WHERE id = {id}", ReadMember));

    /// <summary>Members by number, nickname, mail or phone; the latest when nothing is asked.</summary>
    /// <param name="byPerson">Whether the reader may search by who somebody is.</param>
    public IReadOnlyList<MemberRowView> Members(string words, bool byPerson)
    {
        var like = "%" + words.Trim().ToLowerInvariant().Replace("%", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal)
            + "%";
        return database.Read(reader => reader.All(
            $"""
            SELECT id, state, nickname, mail, phone, origin, joined_at FROM members
            WHERE {words.Trim().Length} = 0 OR lower(id) LIKE {like}
                OR ({byPerson} = 1 AND (lower(nickname) LIKE {like} OR lower(mail) LIKE {like} OR phone LIKE {like}))
            ORDER BY joined_at DESC, id LIMIT {Most}
            """,
            ReadMember));
    }

    public IReadOnlyList<AuditRow> Audit(string? subject = null) => database.Read(reader => reader.All(
        $"""
        SELECT sequence, at, who, act, subject, detail FROM audit
        WHERE {subject} IS NULL OR subject = {subject} OR who = {subject} ORDER BY sequence DESC LIMIT {Most}
        """,
        row => new AuditRow(row.Integer(0), row.At(1), row.Text(2), row.Text(3), row.TextOrNull(4),
            row.TextOrNull(5))));

    /// <summary>Records of the journal with the hash of the batch that holds each.</summary>
    public IReadOnlyList<(JournalRecord Record, string Hash)> Journal(long from, int most)
    {
        var found = new List<(JournalRecord, string)>();
        using var journal = site.Pool.Directory.OpenToRead();
        foreach (var batch in journal.Read(Math.Max(0, from)))
        {
            var texts = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
            for (var index = 0; index < texts.Length && found.Count < most; index++)
            {
                if (batch.First + index >= from)
                {
                    found.Add((RecordCodec.Read(texts[index].Span, batch.First + index),
                        Convert.ToHexStringLower(batch.Hash.Span)));
                }
            }

            if (found.Count >= most)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>One record; null past the end.</summary>
    public (JournalRecord Record, string Hash)? RecordAt(long position) =>
        Journal(position, 1) is [var only] && only.Record.Position == position ? only : null;

    /// <summary>Names of members in records, as the journal's readers see them.</summary>
    public Task<Func<MemberNumber, string>> NamesAsync(IEnumerable<MemberNumber> numbers)
    {
        var wanted = numbers.Distinct().ToList();
        return site.Pool.ReadAsync(
            desk =>
            {
                var names = wanted.ToDictionary(number => number, desk.Names.NameOf);
                return (Func<MemberNumber, string>)(number => names.TryGetValue(number, out var name)
                    ? name : number.ToString());
            },
            CancellationToken.None);
    }

    /// <summary>Names of all members in these records.</summary>
    public Task<Func<MemberNumber, string>> NamesInAsync(IEnumerable<JournalRecord> records) => NamesAsync(
        records.SelectMany(record => JournalMembers.In(record.Event)));

    /// <summary>
    /// Where an id appears: as a command's own, as an order or withdrawal, or as a member with a statement.
    /// </summary>
    public async Task<IReadOnlyList<long>> PositionsOfAsync(string id)
    {
        var positions = database.Read(reader => reader.All(
            $"SELECT position FROM pool_commands WHERE id = {id} AND position IS NOT NULL", row => row.Integer(0)))
            .ToList();
        foreach (var step in CommandSteps)
        {
            var command = $"{step}.{id}";
            positions.AddRange(database.Read(reader => reader.All(
                $"SELECT position FROM pool_commands WHERE id = {command} AND position IS NOT NULL",
                row => row.Integer(0))));
        }

        if (OrderOf(id) is { SettledPosition: { } settled })
        {
            positions.Add(settled);
        }

        var member = await site.Pool.ReadAsync(desk => desk.Names.Find(id), CancellationToken.None);
        positions.AddRange(StatementOf(member, MostFound).Select(row => row.Position));
        return [.. positions.Distinct().Order().Take(MostFound)];
    }

    private static readonly string[] CommandSteps =
    [
        "order.place", "order.deliver", "order.redeem", "order.credit", "withdrawal.request", "withdrawal.approve",
        "withdrawal.reject", "withdrawal.paid", "withdrawal.failed",
    ];

    private static OrderRowView ReadOrder(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Money(4), row.Money(5), row.Money(6), row.Money(7),
        row.TextOrNull(8), row.At(9), row.IntegerOrNull(10))
    {
        CoinValue = row.Money(11),
    };

    private static MemberRowView ReadMember(Row row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.Text(5), row.At(6));

    private static Waiting Count(ShopReader reader, Bilingual what, string path, Sql sql) =>
        reader.One(sql, row => new Waiting(what, row.Integer(0), row.AtOrNull(1), path))!;
}
