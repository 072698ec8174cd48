using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>
/// Points at a mall's own checkout: <b>reserve</b> quotes and holds, <b>confirm</b> uses them when the cash was paid,
/// <b>cancel</b> frees them. All by the mall's order number, so that a request may be repeated.
/// </summary>
public sealed class MallPoints(
    MallConnector mall, ShopDatabase database, PoolGate gate, PoolClock clock) : IDisposable
{
    private readonly MallSettings _settings = mall.Settings;
    private readonly MallBooking _booking = new(mall.Settings, clock);
    private readonly SemaphoreSlim _confirming = new(1, 1);

    /// <summary>Quotes what a user's points pay of an order, and holds the quote for 15 minutes.</summary>
    /// <param name="amount">The order before points.</param>
    /// <param name="asked">The most that should be paid with points; null for as much as is allowed.</param>
    public async Task<MallAnswer> ReserveAsync(
        string number, string user, string store, Money amount, Money? asked, CancellationToken cancellation)
    {
        if (amount == Money.Zero || !amount.IsWholeFen || asked is { IsWholeFen: false } || number.Length is 0 or > 64)
        {
            return new(null, new(
                "订单号须为 1 到 64 个字符，金额须大于 0 且为整分；请改正后再预留。",
                "The order number takes 1 to 64 characters and amounts are whole fen above zero; mend them."));
        }

        var backingAndHeld = await ReadAsync(mall.MemberOf(user), cancellation);
        return database.Write(transaction =>
            Reserve(transaction, new(number, user, store, amount, asked), backingAndHeld));
    }

    /// <summary>Uses the reserved points. The mall calls it when the cash part was paid.</summary>
    /// <remarks>
    /// A reservation holds nothing in the pool, so the price is asked again: as it never falls, the same credit costs
    /// no more points than quoted. Where the points are gone meanwhile, nothing below the promised credit is given.
    /// </remarks>
    public async Task<MallAnswer> ConfirmAsync(string number, CancellationToken cancellation)
    {
        await _confirming.WaitAsync(cancellation);
        try
        {
            var answer = database.Write(transaction => BeginConfirm(transaction, number));
            while (answer.Reservation is { IsUnderWay: true } underWay && answer.Refusal is null)
            {
                answer = await StepAsync(underWay, cancellation);
            }

            // A refusal shrinks the pool's order to its cash; that command is still on its way.
            await mall.SettleAsync(cancellation);
            return answer;
        }
        finally
        {
            _confirming.Release();
        }
    }

    /// <summary>Frees a reservation. Twice is once.</summary>
    public MallAnswer Cancel(string number) => database.Write(transaction =>
    {
        if (Latest(transaction, number) is not { } known)
        {
            return MallAnswer.Unknown;
        }

        var (next, refusal) = known.Cancel(clock.WallNow());
        Put(transaction, next);
        return new MallAnswer(next, refusal);
    });

    /// <summary>The reservation of an order as it stands; null where none was made.</summary>
    public MallReservation? Find(string number) =>
        database.Read(reader => Latest(reader, number))?.At(clock.WallNow());

    /// <summary>Ends quotes that ran out, and brings confirmations to their end that a stop interrupted.</summary>
    /// <returns>How many quotes ran out.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var underWay = database.Read(reader => reader.All(
            $"""
            SELECT number FROM mall_reservations
            WHERE mall = {_settings.Name} AND state IN ('confirming', 'redeeming')
            """,
            row => row.Text(0)));
        foreach (var number in underWay)
        {
            await ConfirmAsync(number, cancellation);
        }

        return database.Write(transaction => transaction.Execute($"""
            UPDATE mall_reservations SET state = 'expired'
            WHERE mall = {_settings.Name} AND state = 'held' AND expires_at <= {clock.WallNow()}
            """));
    }

    public void Dispose() => _confirming.Dispose();

    private MallAnswer Reserve(ShopTransaction transaction, Wish wish, (Backing Backing, Points Held)? pool)
    {
        var now = clock.WallNow();
        if (Latest(transaction, wish.Number)?.At(now) is { } known
            && known.State is not (MallReservationState.Cancelled or MallReservationState.Expired))
        {
            return wish.Matches(known)
                ? new(known, known.State is MallReservationState.Refused ? known.Confirm(now).Refusal : null)
                : new(known, new(
                    "这个订单号已有另一笔预留；请先取消它，或使用新的订单号。",
                    "This order number already has another reservation; cancel that first, or use a new number."));
        }

        var member = MallRecords.MemberOf(transaction, _settings.Name, wish.User);
        if (member is null || pool is not { } read)
        {
            return new(null, new(
                "这位顾客还没有加入，没有可用的积分；请先打开绑定链接。",
                "This customer has not joined and has no points to use; let them open the link first."));
        }

        var redeeming = gate.Plan.Redeeming;
        var most = MallPrices.Most(redeeming, wish.Amount, wish.Asked);
        var free = read.Held - HeldBack(transaction, member, read.Backing.Scale, now).AtMost(read.Held);
        var credit = MallPrices.Credit(redeeming, read.Backing, free).AtMost(most);
        var refusal = !redeeming.Enabled ? Refusal.RedeemingOff
            : wish.Amount < redeeming.MinOrder ? Refusal.OrderTooSmall
            : MallRecords.Find(transaction, _settings.Name, wish.Number) is not null ? Refusal.OrderExists
            : credit == Money.Zero ? Refusal.NotEnoughPoints
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            var (zh, en) = RefusalText.Of(refusal);
            return new(null, new Bilingual(zh, en));
        }

        var reservation = new MallReservation(
            Ids.New("mr"), _settings.Name, wish.Number, wish.User, member, wish.Store, wish.Amount, wish.Asked,
            MallPrices.Fewest(redeeming, read.Backing, credit)!.Value, read.Backing.Scale, credit,
            MallReservationState.Held, null, now, now.Plus(MallReservation.Holds));
        Put(transaction, reservation);
        return new(reservation, null);
    }

    private MallAnswer BeginConfirm(ShopTransaction transaction, string number)
    {
        if (Latest(transaction, number) is not { } known)
        {
            return MallAnswer.Unknown;
        }

        var now = clock.WallNow();
        var wasHeld = known.IsHeld(now);
        var (next, refusal) = known.Confirm(now);
        if (wasHeld && MallRecords.MemberOf(transaction, _settings.Name, known.User) != known.Member)
        {
            next = known with { State = MallReservationState.Refused, Reason = "unlinked" };
            refusal = next.Confirm(now).Refusal;
        }
        else if (wasHeld && MallRecords.Find(transaction, _settings.Name, number)
            is { State: not MallOrderState.Reserved })
        {
            // The reading of the mall came first and has placed the order with its cash alone.
            next = known with { State = MallReservationState.Refused, Reason = Refusal.OrderExists.Code() };
            refusal = next.Confirm(now).Refusal;
        }
        else if (wasHeld)
        {
            var order = new MallOrder(
                number, known.User, known.Store, known.Cash, Money.Zero, clock.Now(), ReceivedAt: null, []);
            _booking.PlaceAtCheckout(transaction, order, known.Credit, known.Member);
        }

        Put(transaction, next);
        return new(next, refusal);
    }

    // One step towards the end; every step can be taken again after a stop.
    private async Task<MallAnswer> StepAsync(MallReservation underWay, CancellationToken cancellation)
    {
        await mall.SettleAsync(cancellation);
        if (underWay.State is MallReservationState.Redeeming)
        {
            return database.Write(transaction => End(transaction, underWay, PoolGate.OutcomeOf(
                transaction, MallCommands.RedeemOf(_settings, underWay.Number))!));
        }

        var placed = database.Read(reader => PoolGate.OutcomeOf(
            reader, MallCommands.PlaceOf(_settings, underWay.Number)))!;
        if (!placed.IsDone)
        {
            return database.Write(transaction => Refuse(transaction, underWay, placed, isPlaced: false));
        }

        var (redeem, refusal) = await PriceAsync(underWay, cancellation);
        return database.Write(transaction =>
        {
            if (redeem is null)
            {
                return Refuse(transaction, underWay, new("refused", refusal.Code(), null), isPlaced: true);
            }

            PoolGate.Enqueue(transaction, redeem);
            var next = underWay with { State = MallReservationState.Redeeming };
            Put(transaction, next);
            return new MallAnswer(next, null);
        });
    }

    private async Task<(PoolCommand.RedeemPoints? Redeem, Refusal Refusal)> PriceAsync(
        MallReservation underWay, CancellationToken cancellation)
    {
        var (backing, held) = (await ReadAsync(underWay.Member, cancellation))!.Value;
        var fewest = MallPrices.Fewest(gate.Plan.Redeeming, backing, underWay.Credit);
        if (fewest is not { } points || points > held)
        {
            return (null, Refusal.NotEnoughPoints);
        }

        var redeem = MallCommands.Redeem(
            _settings, underWay.Number, underWay.Member, points, backing.Scale, clock.Now());
        var (decision, _, _) = await gate.QuoteAsync(redeem, cancellation);
        return decision.Event switch
        {
            PoolEvent.PointsRedeemed redeemed when redeemed.Credit >= underWay.Credit => (redeem, Refusal.None),
            PoolEvent.Refused refused => (null, refused.Reason),
            _ => (null, Refusal.BelowMinimum),
        };
    }

    private MallAnswer End(ShopTransaction transaction, MallReservation underWay, PoolOutcome outcome)
    {
        if (!outcome.IsDone)
        {
            return Refuse(transaction, underWay, outcome, isPlaced: true);
        }

        var next = underWay with { State = MallReservationState.Confirmed };
        Put(transaction, next);
        return new(next, null);
    }

    private MallAnswer Refuse(
        ShopTransaction transaction, MallReservation underWay, PoolOutcome outcome, bool isPlaced)
    {
        if (isPlaced)
        {
            _booking.DropCredit(transaction, underWay.Number);
        }

        var next = underWay with { State = MallReservationState.Refused, Reason = outcome.Reason ?? outcome.State };
        Put(transaction, next);
        return new(next, next.Confirm(clock.WallNow()).Refusal);
    }

    private async Task<(Backing Backing, Points Held)?> ReadAsync(string? member, CancellationToken cancellation)
    {
        if (member is null)
        {
            return null;
        }

        await gate.AdvanceAsync(cancellation);
        return await gate.ReadAsync<(Backing, Points)?>(
            desk => (desk.Pool.Backing, desk.Names.Find(member) is { Value: > 0 } number
                ? desk.Pool.Held(number)
                : Points.Zero), cancellation);
    }

    // Other checkouts of ours that were promised points of this member.
    private static Points HeldBack(ShopReader reader, string member, int scale, Instant now)
    {
        var held = reader.All(
            $"""
            SELECT points, scale FROM mall_reservations
            WHERE member = {member} AND state = 'held' AND expires_at > {now}
            """,
            row => MallPrices.InScale(row.Points(0), (int)row.Integer(1), scale));
        var most = Points.FromUnits(long.MaxValue);
        return held.Aggregate(Points.Zero, (sum, points) =>
            points is { } more && more <= most - sum ? sum + more : most);
    }

    private MallReservation? Latest(ShopReader reader, string number) => reader.One(
        $"""
        SELECT id, mall, number, mall_user, member, store, amount, asked, points, scale, credit, state, reason, made_at,
            expires_at
        FROM mall_reservations WHERE mall = {_settings.Name} AND number = {number}
        ORDER BY made_at DESC, state = 'held' DESC LIMIT 1
        """,
        row => new MallReservation(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Money(6),
            row.MoneyOrNull(7), row.Points(8), (int)row.Integer(9), row.Money(10),
            MallReservationStates.Read(row.Text(11)), row.TextOrNull(12), row.At(13), row.At(14)));

    private static void Put(ShopTransaction transaction, MallReservation reservation) => transaction.Execute($"""
        INSERT INTO mall_reservations (id, mall, number, mall_user, member, store, amount, asked, points, scale, credit,
            state, reason, made_at, expires_at)
        VALUES ({reservation.Id}, {reservation.Mall}, {reservation.Number}, {reservation.User}, {reservation.Member},
            {reservation.Store}, {reservation.Amount}, {reservation.Asked}, {reservation.Points},
            {(long)reservation.Scale}, {reservation.Credit}, {reservation.State.Code()}, {reservation.Reason},
            {reservation.MadeAt}, {reservation.ExpiresAt})
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason
        """);

    private readonly record struct Wish(string Number, string User, string Store, Money Amount, Money? Asked)
    {
        public bool Matches(MallReservation known) =>
            known.User == User && known.Store == Store && known.Amount == Amount && known.Asked == Asked;
    }
}

/// <summary>What became of a request at the checkout: the reservation as it stands, and why not, where not.</summary>
public sealed record MallAnswer(MallReservation? Reservation, Bilingual? Refusal)
{
    internal static MallAnswer Unknown { get; } = new(null, new(
        "这个订单号没有积分预留；请先预留。", "This order number has no reservation of points; reserve first."));
}
