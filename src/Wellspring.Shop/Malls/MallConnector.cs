using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>
/// One existing mall 商城 beside our pool: reads its orders, waits for its users to join, and compares both sides at
/// night. It never writes to the mall.
/// </summary>
public sealed class MallConnector
{
    private const int MostPages = 200;

    private readonly ShopDatabase _database;
    private readonly PoolGate _gate;
    private readonly PoolClock _clock;
    private readonly IMallSource _source;
    private readonly MallBooking _booking;

    private MallConnector(
        MallSettings settings, ShopDatabase database, PoolGate gate, PoolClock clock, IMallSource source)
    {
        Settings = settings;
        (_database, _gate, _clock, _source) = (database, gate, clock, source);
        _booking = new(settings, clock);
    }

    public MallSettings Settings { get; }

    /// <summary>Connects a mall, unless the settings or the plan forbid it.</summary>
    /// <exception cref="MallRefusedException">Says why and what would help.</exception>
    public static MallConnector Open(
        MallSettings settings, ShopDatabase database, PoolGate gate, PoolClock clock, IMallSource source) =>
        settings.Refusal(gate.Plan) is { } refusal
            ? throw new MallRefusedException(refusal)
            : new(settings, database, gate, clock, source);

    /// <summary>Reads what changed since the last time and tells the pool.</summary>
    /// <returns>How many readings were taken; an order may be read again.</returns>
    public async Task<int> PollAsync(CancellationToken cancellation)
    {
        var taken = 0;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var cursor = _database.Read(reader =>
                reader.Text($"SELECT cursor FROM mall_cursors WHERE mall = {Settings.Name}"));
            var page = await ReadAsync(cursor, cancellation);
            _database.Write(transaction =>
            {
                TakeAll(transaction, page);
                transaction.Execute($"""
                    INSERT INTO mall_cursors (mall, cursor, read_at)
                    VALUES ({Settings.Name}, {page.Cursor}, {_clock.WallNow()})
                    ON CONFLICT (mall) DO UPDATE SET cursor = excluded.cursor, read_at = excluded.read_at,
                        failure = NULL
                    """);
            });
            await SettleAsync(cancellation);
            taken += page.Orders.Length;
            if (!page.More)
            {
                break;
            }
        }

        return taken;
    }

    /// <summary>
    /// Binds a mall's user to a member who agrees to <see cref="MallConsent.Text"/>, and places the orders that waited.
    /// Null when it is done, else why not.
    /// </summary>
    /// <param name="link">A link whose signature was checked: see <see cref="MallLink.Refusal"/>.</param>
    /// <param name="english">In which language the member read what was agreed to.</param>
    public async Task<Bilingual?> LinkAsync(
        MallLink link, string member, bool english, CancellationToken cancellation)
    {
        var refusal = _database.Write(transaction =>
        {
            var now = _clock.WallNow();
            MallRecords.EndWithdrawn(transaction, Settings.Name, now);
            if (RefuseLink(transaction, link, member, out var isDone) is { } sentence)
            {
                return sentence;
            }

            if (!isDone)
            {
                var consent = MallConsent.Give(transaction, link, member, english, _gate.Plan, now);
                transaction.Execute($"""
                    INSERT INTO mall_users (mall, mall_user, member, consent, linked_at)
                    VALUES ({Settings.Name}, {link.User}, {member}, {consent}, {now})
                    """);
                _booking.PlacePending(transaction, link.User, member);
            }

            return (Bilingual?)null;
        });
        if (refusal is null)
        {
            await SettleAsync(cancellation);
        }

        return refusal;
    }

    /// <summary>
    /// Ends a binding: coming orders wait again. Orders the pool knows stay with the member, refunds included.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public bool Unlink(string member) => _database.Write(transaction =>
    {
        var now = _clock.WallNow();
        transaction.Execute($"""
            UPDATE consents SET withdrawn_at = {now} WHERE withdrawn_at IS NULL AND id IN (SELECT consent
                FROM mall_users WHERE mall = {Settings.Name} AND member = {member} AND unlinked_at IS NULL)
            """);
        return transaction.Execute($"""
            UPDATE mall_users SET unlinked_at = {now}
            WHERE mall = {Settings.Name} AND member = {member} AND unlinked_at IS NULL
            """) > 0;
    });

    /// <summary>The mall's account that a member has bound; null where none.</summary>
    public string? UserOf(string member) =>
        _database.Read(reader => MallRecords.UserOf(reader, Settings.Name, member));

    /// <summary>The member a user of the mall is bound to; null when nobody joined.</summary>
    public string? MemberOf(string user) =>
        _database.Read(reader => MallRecords.MemberOf(reader, Settings.Name, user));

    /// <summary>
    /// Compares the orders paid on a day, records the differences, and takes in what was missing here.
    /// </summary>
    /// <param name="day">A calendar day of the plan's time zone, counted from 1970-01-01.</param>
    public async Task<MallDay> CompareAsync(long day, CancellationToken cancellation)
    {
        var start = new Instant((day * Instant.MillisecondsPerDay) - _gate.Plan.Settings.TimeZone.Milliseconds);
        var end = start.Plus(Duration.Days(1));
        var page = await _source.PaidBetweenAsync(start, end, cancellation);
        var ours = _database.Read(reader => OurSide(reader, page, start, end));
        var result = MallDay.Compare(day, page.Orders, ours);
        _database.Write(transaction =>
        {
            MallRecords.PutDay(transaction, Settings.Name, result, _clock.WallNow());
            TakeAll(transaction, page);
        });
        await SettleAsync(cancellation);
        return result;
    }

    /// <summary>The latest comparisons, newest first, with their differences.</summary>
    public IReadOnlyList<MallDay> Days(int most) => _database.Read(reader => MallRecords.Days(
        reader, Settings.Name, most));

    /// <summary>Sends what waits, and sends refunds of orders that became final as reversals.</summary>
    internal async Task SettleAsync(CancellationToken cancellation)
    {
        do
        {
            await _gate.PumpAsync(cancellation);
        }
        while (_database.Write(_booking.FollowUp) > 0);
    }

    private async Task<MallPage> ReadAsync(string? cursor, CancellationToken cancellation)
    {
        try
        {
            return await _source.ReadAsync(cursor, cancellation);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or FormatException)
        {
            // The message may name the mall's host and account; the console gets the kind only.
            _database.Write(transaction => transaction.Execute($"""
                INSERT INTO mall_cursors (mall, cursor, read_at, failure)
                VALUES ({Settings.Name}, {cursor}, {_clock.WallNow()}, {failure.GetType().Name})
                ON CONFLICT (mall) DO UPDATE SET failure = excluded.failure
                """));
            throw;
        }
    }

    private void TakeAll(ShopTransaction transaction, MallPage page)
    {
        foreach (var order in page.Orders)
        {
            _booking.Take(transaction, order);
        }

        foreach (var fault in page.Faults)
        {
            _booking.Note(transaction, fault);
        }
    }

    private Bilingual? RefuseLink(
        ShopReader reader, MallLink link, string member, out bool isDone)
    {
        isDone = false;
        if (!Consents.Has(reader, member, Consents.Join)
            || reader.Number($"SELECT 1 FROM members WHERE id = {member} AND state = 'active'") is null)
        {
            return new("还没有同意加入，商城账号没有绑定；请先阅读说明并同意。",
                "There is no consent to join, and the mall account was not bound; read the terms and agree first.");
        }

        var bound = MallRecords.BoundTo(reader, Settings.Name, link.User);
        isDone = bound == member;
        return bound is not null && !isDone
            ? new("这个商城账号已绑定另一位会员；请先由那位会员解除绑定。",
                "This mall account is bound to another member; that member must unbind it first.")
            : !isDone && MallRecords.UserOf(reader, Settings.Name, member) is not null
            ? new("您已绑定这个商城的另一个账号；请先解除绑定。",
                "You have bound another account of this mall; unbind it first.")
            : null;
    }

    private Dictionary<string, MallHere> OurSide(ShopReader reader, MallPage page, Instant start, Instant end)
    {
        var known = MallRecords.PaidBetween(reader, Settings.Name, start, end)
            .ToDictionary(record => record.Order.Order, StringComparer.Ordinal);
        foreach (var order in page.Orders.Where(order => !known.ContainsKey(order.Order)))
        {
            if (MallRecords.Find(reader, Settings.Name, order.Order) is { } record)
            {
                known.Add(order.Order, record);
            }
        }

        return known.ToDictionary(
            pair => pair.Key, pair => Here(reader, pair.Value), StringComparer.Ordinal);
    }

    // What the pool has accepted counts, not what we meant to tell it.
    private MallHere Here(ShopReader reader, MallOrderRecord record)
    {
        var (order, number) = (record.Order, record.Order.Order);
        if (record.State is not MallOrderState.Placed)
        {
            return record.State is MallOrderState.Pending
                ? new(Money.Zero, Money.Zero, IsUnlinked: true, Reason: null)
                : record.State is MallOrderState.Reserved
                ? new(Money.Zero, Money.Zero, IsUnlinked: false, Reason: "reserved")
                : new(order.Paid, order.Refunded, IsUnlinked: false, Reason: null);
        }

        var outcome = PoolGate.OutcomeOf(reader, MallCommands.PlaceOf(Settings, number));
        var refunded = reader.Number($"""
            SELECT SUM(r.amount) FROM mall_refunds r JOIN pool_commands c ON c.id = r.command
            WHERE r.mall = {Settings.Name} AND r.number = {number} AND r.kind = 'cash' AND c.state = 'done'
            """) ?? 0;
        return outcome is { IsDone: true }
            ? new(order.Paid, Money.FromUnits(refunded), IsUnlinked: false, Reason: null)
            : new(Money.Zero, Money.Zero, IsUnlinked: false, outcome?.Reason ?? outcome?.State ?? "waiting");
    }
}

/// <summary>A mall may not be connected so; the sentence says why and what would help.</summary>
public sealed class MallRefusedException(Bilingual sentence) : Exception(sentence.ToString())
{
    public Bilingual Sentence { get; } = sentence;
}
