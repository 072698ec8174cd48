using System.Globalization;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Proof;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Shop.Proofs;

/// <summary>
/// Commits the platform once a day to what it owes every member 每日余额承诺: a tree of all balances whose root and sums
/// stand in the public log, and from which each member gets a proof.
/// </summary>
/// <remarks>
/// The leaves are read between two commands, so they stand at one position of the journal. Their sums must be what the
/// books say there, read another way: the circulating points, the book of old debts, and the double entry of the views.
/// Where they differ nothing is published, and people are warned.
/// </remarks>
public sealed class BalanceBook(
    ShopDatabase database, PoolGate gate, PoolFlow flow, JournalFollower follower, ViewStore views, PoolClock clock)
{
    public const string Published = "published";
    public const string Differs = "differs";

    /// <summary>The books agree, but the pool did not take the statement: nothing was said of that day.</summary>
    public const string Refused = "refused";

    /// <summary>Days for which proofs can be made; then the leaves and the salts are gone.</summary>
    public const int DaysKept = 7;

    private const string Making = "making";

    // Enqueued; it is not known yet whether the journal holds it.
    private const string Publishing = "publishing";
    private const int MostTries = 3;
    private const int PartsAtOnce = 64;

    /// <summary>For tests that want to see a wrong leaf: stands between the pool and the tree.</summary>
    internal Func<MemberHolding, MemberHolding>? Distorts { get; set; }

    /// <summary>
    /// The key of a day's run, and the id of its command: <c>balances:2026-11-22</c>; <c>balances:2026-11-22:2</c>
    /// where the pool did not take the first.
    /// </summary>
    public static string KeyOf(string day, int attempt = 1) =>
        "balances:" + day + (attempt == 1 ? "" : ":" + attempt.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Makes and publishes the tree of the day that the journal's clock is in. A day is published once, however often
    /// it is asked for; one that differed is looked at again, and one that the pool did not take is tried twice more.
    /// </summary>
    /// <returns>The day; null where there was nothing to do.</returns>
    public async Task<BalanceDay?> RunAsync(CancellationToken cancellation)
    {
        var day = clock.Now().Plus(gate.Plan.Settings.TimeZone).ToDateTimeOffset()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await SettleAsync(cancellation);
        var (state, attempts) = database.Read(reader => (
            reader.Text($"SELECT state FROM balance_days WHERE day = {day}"), Attempts(reader, day)));
        if (state == Published || attempts == MostTries)
        {
            return null;
        }

        var look = await gate.ReadAsync(Look, cancellation);
        if (look.Leaves.Length == 0)
        {
            return null;
        }

        // What is committed to is on disk, and the views have seen it.
        await follower.WaitForAsync(look.Position, cancellation);
        var books = look.Books with { Wallet = Wallets(look.Position) };
        var secret = RandomNumberGenerator.GetBytes(BalanceTree.SaltSize);
        var leaves = DayTree.Order(secret, look.Leaves);
        var roots = DayTree.Roots(leaves);
        var root = BalanceTree.Build(roots)[^1].Single();
        var statement = new BalanceStatement(
            day, look.Position, leaves.Length, look.Backing.Scale, root.Sum, look.Backing.Pool.Units,
            look.Backing.Circulating.Units, look.Backing.Float.Units, root.Hash);
        var agrees = root.Sum == books && statement.AddsUp;
        Begin(statement, books, agrees ? Making : Differs, secret);
        if (agrees)
        {
            Keep(day, leaves, roots);
            Publish(KeyOf(day, attempts + 1), statement);
            await SettleAsync(cancellation);
            Forget();
        }

        return Find(day);
    }

    /// <summary>The days, the newest first.</summary>
    public IReadOnlyList<BalanceDay> Days(int most) => database.Read(reader => reader.All(
        $"""
        SELECT d.day, d.state, d.position, d.at, d.members, d.scale, d.points, d.wallet, d.coins, d.book_points,
            d.book_wallet, d.book_coins, d.statement, c.position, d.secret IS NOT NULL
        FROM balance_days d LEFT JOIN pool_commands c ON c.state = 'done' AND c.id IN
            ('balances:' || d.day, 'balances:' || d.day || ':2', 'balances:' || d.day || ':3')
        WHERE d.state <> {Making} AND d.state <> {Publishing} ORDER BY d.day DESC LIMIT {most}
        """,
        DayOf));

    public BalanceDay? Find(string day) => database.Read(reader => reader.One(
        $"""
        SELECT d.day, d.state, d.position, d.at, d.members, d.scale, d.points, d.wallet, d.coins, d.book_points,
            d.book_wallet, d.book_coins, d.statement, c.position, d.secret IS NOT NULL
        FROM balance_days d LEFT JOIN pool_commands c ON c.state = 'done' AND c.id IN
            ('balances:' || d.day, 'balances:' || d.day || ':2', 'balances:' || d.day || ':3')
        WHERE d.day = {day} AND d.state <> {Making} AND d.state <> {Publishing}
        """,
        DayOf));

    /// <summary>
    /// A member's proof of one day; null where the day has none, or the member had no number at its position yet.
    /// </summary>
    public BalanceProof? Prove(string day, MemberNumber member) => Find(day) is { IsPublished: true, CanProve: true } it
        && member.Value > 0 && member.Value <= it.Members
            ? database.Read(reader => Prove(reader, it, member.Value))
            : null;

    private static BalanceProof Prove(ShopReader reader, BalanceDay day, long member)
    {
        var secret = reader.One($"SELECT secret FROM balance_days WHERE day = {day.Day}", row => row.Bytes(0))!;
        var name = DayTree.NameOf(secret, member);
        var parts = reader.All(
            $"SELECT first, hash, points, wallet, coins FROM balance_parts WHERE day = {day.Day} ORDER BY part",
            row => (First: new Digest(row.Bytes(0)), Root: new BalanceNode(
                new(row.Bytes(1)), new(row.Integer(2), row.Integer(3), row.Integer(4)))));
        var part = parts.TakeWhile(one => one.First.CompareTo(name) <= 0).Count() - 1;
        var leaves = DayTree.Unpack(reader.One(
            $"SELECT leaves FROM balance_parts WHERE day = {day.Day} AND part = {(long)part}", row => row.Bytes(0))!);
        var place = Array.FindIndex(leaves, leaf => leaf.Pseudonym == name);
        Invariant.Require(place >= 0, "every member of a day has a leaf in its tree");
        var levels = DayTree.Part(leaves, parts.Count == 1);
        var top = BalanceTree.Build([.. parts.Select(one => one.Root)]);
        return new(
            day, member, [.. BalanceTree.Salt(secret, member)], leaves[place].Balances,
            ((long)part * DayTree.PartSize) + place,
            [.. BalanceTree.Proof(levels, place), .. BalanceTree.Proof(top, part)]);
    }

    private Reading Look(PoolDesk desk)
    {
        var pool = desk.Pool;
        var leaves = new Balances[pool.MemberCount];
        var place = 0;
        foreach (var one in pool.Holdings())
        {
            var holding = Distorts?.Invoke(one) ?? one;
            leaves[place++] = new(holding.Points.Units, holding.Wallet.Units, holding.Coins.Units);
        }

        var backing = pool.Backing;
        return new(desk.Position, backing, leaves, new(
            backing.Circulating.Units - backing.Float.Units, 0, pool.Legacy?.Coins.Units ?? 0));
    }

    // Each published day is a stand from which the double entry goes on.
    private long Wallets(long position)
    {
        var (from, known) = database.Read(reader => reader.All(
            $"""
            SELECT position, book_wallet FROM balance_days WHERE state = {Published} AND position <= {position}
            ORDER BY position DESC LIMIT 1
            """,
            row => (row.Integer(0), row.Integer(1)))) is [var last] ? last : (0, 0);
        return known + views.Reader.WalletsMoved(from, position);
    }

    private void Begin(BalanceStatement statement, Balances books, string state, byte[] secret) =>
        database.Write(transaction =>
        {
            var total = statement.Total;
            transaction.Execute($"DELETE FROM balance_parts WHERE day = {statement.Day}");
            transaction.Execute($"DELETE FROM balance_days WHERE day = {statement.Day}");
            transaction.Execute($"""
                INSERT INTO balance_days (day, state, position, at, members, scale, points, wallet, coins, book_points,
                    book_wallet, book_coins, statement, secret)
                VALUES ({statement.Day}, {state}, {statement.Position}, {clock.Now()}, {statement.Members},
                    {(long)statement.Scale}, {total.Points}, {total.Wallet}, {total.Coins}, {books.Points},
                    {books.Wallet}, {books.Coins}, {statement.ToString()}, {(state == Differs ? null : secret)})
                """);
        });

    // A few parts at a time: other writers of the shop come between.
    private void Keep(string day, (Digest Pseudonym, Balances Balances)[] leaves, BalanceNode[] roots)
    {
        foreach (var parts in Enumerable.Range(0, roots.Length).Chunk(PartsAtOnce))
        {
            database.Write(transaction =>
            {
                foreach (var part in parts)
                {
                    var own = DayTree.Slice(leaves, part);
                    var root = roots[part];
                    var (first, hash) = (new byte[Digest.Size], new byte[Digest.Size]);
                    own[0].Pseudonym.CopyTo(first);
                    root.Hash.CopyTo(hash);
                    transaction.Execute($"""
                        INSERT INTO balance_parts (day, part, first, hash, points, wallet, coins, leaves)
                        VALUES ({day}, {(long)part}, {first}, {hash}, {root.Sum.Points}, {root.Sum.Wallet},
                            {root.Sum.Coins}, {DayTree.Pack(own)})
                        """);
                }
            });
        }
    }

    private void Publish(string key, BalanceStatement statement) => database.Write(transaction =>
    {
        transaction.Execute($"""
            UPDATE balance_days SET state = {Publishing} WHERE day = {statement.Day} AND state = {Making}
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.PublishStatement(
            key, clock.Now(), StatementTopic.Balances, statement.ToString()));
    });

    // Published is what the journal holds: also of a day whose run was cut off before the answer.
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var days = database.Read(reader => reader.All(
            $"SELECT day FROM balance_days WHERE state = {Publishing}", row => row.Text(0)));
        foreach (var day in days)
        {
            var key = KeyOf(day, database.Read(reader => Attempts(reader, day)));
            var outcome = await flow.RunAsync(key, cancellation);
            var state = outcome.IsDone ? Published : Refused;
            database.Write(transaction => transaction.Execute($"""
                UPDATE balance_days SET state = {state} WHERE day = {day} AND state = {Publishing}
                """));
        }
    }

    private static int Attempts(ShopReader reader, string day) => Enumerable.Range(1, MostTries).Count(attempt =>
        reader.Number($"SELECT 1 FROM pool_commands WHERE id = {KeyOf(day, attempt)}") is not null);

    // Old leaves and salts are nobody's proof any more: only roots and sums stay.
    private void Forget()
    {
        var kept = Days(DaysKept);
        var oldest = kept[^1].Day;
        database.Write(transaction =>
        {
            transaction.Execute($"DELETE FROM balance_parts WHERE day < {oldest}");
            transaction.Execute($"UPDATE balance_days SET secret = NULL WHERE day < {oldest}");
        });
    }

    private static BalanceDay DayOf(Row row) => new(
        row.Text(0), row.Text(1), row.Integer(2), row.At(3), row.Integer(4), (int)row.Integer(5),
        new(row.Integer(6), row.Integer(7), row.Integer(8)), new(row.Integer(9), row.Integer(10), row.Integer(11)),
        row.Text(12), row.IntegerOrNull(13), row.Flag(14));

    private sealed record Reading(long Position, Backing Backing, Balances[] Leaves, Balances Books);
}
