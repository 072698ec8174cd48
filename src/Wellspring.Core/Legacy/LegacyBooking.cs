using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>Books coin orders, locked points, releases, and what proceeds do to a claim; both sides of each.</summary>
/// <remarks>The claims themselves, offers and the fund's money are booked beside it.</remarks>
internal sealed class LegacyBooking(PoolState state, Wallets wallets, Holdings holdings)
{
    private static readonly Account Debt = new(AccountKind.LegacyDebt, 0);
    private static readonly Account Fund = new(AccountKind.SettlementFund, 0);

    private LegacyBook Book => state.Legacy;

    private int Scale => state.Backing.Scale;

    /// <summary>Whether the event was one of these, and is booked.</summary>
    public bool TryBook(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.CoinsPaid paid:
                Pay(paid);
                break;
            case PoolEvent.LockedPointsBought bought:
                Buy(bought);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>The coin part of a settled order once its money is in the pool, and what inflow allows.</summary>
    public void Settle(Settlement order)
    {
        var allows = ReleaseRules.InflowAllows(state, order.Member, order.Inflow);
        if (allows > Money.Zero)
        {
            Book.Allowance = (Book.Allowance + allows).AtMost(state.Backing.Value(Book.LockedAt(Scale)));
        }

        if (order.Coins is not { } coins)
        {
            return;
        }

        var merchant = state.Merchants.FindOrAdd(order.Merchant, state.Plan.Split.Commission);
        var held = new Account(AccountKind.SettlementHeld, 0);
        if (order.Funding is { Mode: FundingMode.OwnGoods })
        {
            wallets.Transfer(held, new(AccountKind.Goods, 0), coins.Value);
        }
        else
        {
            merchant.Payable += coins.Value;
            wallets.Transfer(held, new(AccountKind.MerchantPayable, merchant.Number), coins.Value);
        }

        wallets.Transfer(held, new(AccountKind.Pool, 0), coins.Deposit);
        Book.FundHeld -= coins.Value + coins.Deposit;
        state.Totals = state.Totals with { LegacyDeposits = state.Totals.LegacyDeposits + coins.Deposit };
        wallets.Transfer(CoinsOf(order.Member), Debt, coins.Coins);
        Change(order.Member, creditor =>
        {
            creditor.Coins -= coins.Coins;
            creditor.CoinsHeld -= coins.Coins;
            creditor.SettledByGoods += coins.Coins;
        });
        Lock(order.Member, coins.Points, coins.Coins);
    }

    /// <summary>The coin part of a refund before finality: coins are free again, and so is the fund.</summary>
    public void Refund(MemberNumber member, CoinRefund? refund)
    {
        if (refund is not null)
        {
            Hold(member, refund.Coins, refund.Value + refund.Deposit, releases: true);
        }
    }

    /// <summary>The coin part of a refund after finality, booked after the cash part.</summary>
    public void Reverse(PoolEvent.OrderReversed reversed)
    {
        var row = reversed.Row;
        KeepFreed(row.Member);
        if (reversed.Coins is not { } back)
        {
            return;
        }

        wallets.Touch(row.Member);
        Change(row.Member, creditor =>
        {
            creditor.Freed -= back.FromFreed;
            creditor.ClaimBasis -= back.ClaimBasisCut;
        });
        if (back.FromFreed > Points.Zero)
        {
            holdings.TakeOf(row, back.FromFreed);
        }

        var lots = state.LockedVintages.Of((int)row.Member.Value, Book.Find(row.Member)!.Locked, Scale);
        if (!lots.IsPlain)
        {
            lots = lots.LessOf(state.LockedVintages.VintageOf(row.PlanVersion), back.FromLocked);
            state.LockedVintages.Keep(row.Member, lots, Scale);
        }

        wallets.PostPoints(AccountKind.PointsLocked, row.Member.Value, -back.FromLocked.Units);
        if (Book.Releases.IsEqual)
        {
            Book.Releases.Burn((int)row.Member.Value, back.FromLocked, Scale);
        }

        wallets.Transfer(Debt, CoinsOf(row.Member), back.Coins);
        Change(row.Member, creditor =>
        {
            creditor.Locked -= back.FromLocked;
            creditor.LockedBasis -= back.BasisCut;
            creditor.Coins += back.Coins;
            creditor.SettledByGoods -= back.Coins;
        });
        holdings.BurnBacking(back.FromLocked + back.FromFreed, back.Deposit);
        wallets.Transfer(new(AccountKind.Pool, 0), Fund, back.Deposit);
        state.Totals = state.Totals with { LegacyDeposits = state.Totals.LegacyDeposits - back.Deposit };
        GiveBack(row, back.Value);
        Book.Fund += back.Value + back.Deposit;
    }

    /// <summary>
    /// Free points are about to leave for money or goods: released ones go first, and their part of what is paid is
    /// proceeds of the claim.
    /// </summary>
    public void Sold(MemberNumber member, Points points, Money paid)
    {
        if (Book.Find(member) is { } creditor && creditor.FreedAt(Scale) > Points.Zero && points > Points.Zero)
        {
            wallets.Touch(member);
            var freed = creditor.Freed.AtMost(points);
            Change(member, changed => changed.Freed -= freed);
            Proceed(member, Part(paid, freed, points));
        }
    }

    /// <summary>Closing pays locked points like free ones; returns how many there were.</summary>
    public Points Close(MemberNumber member, Points points, Money paid)
    {
        if (Book.Find(member) is not { } creditor)
        {
            return Points.Zero;
        }

        var locked = creditor.Locked;
        var own = locked + creditor.Freed;
        state.LockedVintages.Forget(member);
        wallets.PostPoints(AccountKind.PointsLocked, member.Value, -locked.Units);
        Change(member, changed =>
        {
            (changed.Locked, changed.LockedBasis) = (Points.Zero, Money.Zero);
            (changed.Freed, changed.ClaimBasis) = (Points.Zero, Money.Zero);
        });
        Proceed(member, own == Points.Zero ? Money.Zero : Part(paid, own, points));
        return locked;
    }

    /// <summary>The run of a day begins; the figures are those of the rule, or the record is damaged.</summary>
    public void Begin(DueItem.ReleaseBegan began)
    {
        var release = state.Plan.Legacy!.Release;
        var start = ReleaseRules.StartOf(state, release, began.Day);
        Invariant.Require(
            began.Day > Book.LastDay && began.Day == state.Today(state.Clock), "one release run a day, on its day");
        Invariant.Require(
            start.Budget == began.Budget && start.Allowance == began.Allowance, "a run begins with what the rule says");
        (Book.LastDay, Book.Allowance) = (began.Day, began.Allowance);
        if (start.HasStepped)
        {
            (Book.Releases.StepPrice, Book.Releases.StepScale) = (state.Backing.Price, Scale);
        }

        foreach (var number in Book.Releases.TakeDue(began.Day, Scale))
        {
            Place(new(number));
        }

        Book.Releases.Begin(began.Budget);
    }

    /// <summary>释放: points move from locked to free, and their part of the claim into the member's round.</summary>
    public void Release(DueItem.PointsReleased released)
    {
        var (number, points) = (released.Member, released.Points);
        var key = Book.Releases.Next;
        Invariant.Require(
            key?.Number == number.Value && points > Points.Zero && points <= Book.Releases.RunLeft,
            "a run releases to whose turn it is, within its budget");
        wallets.Touch(number);
        var creditor = Book.Find(number)!;
        Invariant.Require(
            points <= creditor.Locked && released.Basis == ReleaseRules.BasisOf(creditor, creditor.Locked, points),
            "nothing is released beyond what is locked");
        holdings.Give(number, creditor.Locked, points);
        wallets.Release(number, points);
        if (Book.Releases.IsEqual)
        {
            Book.Releases.TakeFromDue((int)number.Value, points, Scale);
        }

        Change(number, changed =>
        {
            changed.Locked -= points;
            changed.LockedBasis -= released.Basis;
            changed.Freed += points;
            changed.ClaimBasis += released.Basis;
        });
        var worth = Money.FromUnits(Exact.MulDiv(
            points.Units, state.Backing.Pool.Units, state.Backing.Circulating.Units, Rounding.Up));
        Book.Allowance = Book.Allowance.LessAtMost(worth);
        Book.Releases.Visit(key!.Value, points);
        Book.Releases.EndIfDone();
        holdings.Retrigger(number);
    }

    private void Pay(PoolEvent.CoinsPaid paid)
    {
        var order = state.Pending.Find(paid.Order);
        Invariant.Require(order is not null, "coins pay for a pending order");
        state.Pending.Put(order with { Amount = order.Amount - paid.Value, Coins = CoinRules.With(order.Coins, paid) });
        Hold(paid.Member, paid.Coins, paid.Value + paid.Deposit, releases: false);
    }

    private void Buy(PoolEvent.LockedPointsBought bought)
    {
        state.Backing = state.Backing.Deposit(bought.Amount, bought.Points);
        state.Totals = state.Totals with { LegacyDeposits = state.Totals.LegacyDeposits + bought.Amount };
        wallets.Transfer(AccountKind.Clearing, AccountKind.Pool, bought.Amount);
        wallets.Touch(bought.Member);

        // A yuan of the operator's money stands for a yuan of the claim. Without a basis the points would meet the
        // exit condition the moment they are released, and be sold for nothing.
        Lock(bought.Member, bought.Points, bought.Amount);
    }

    private void Lock(MemberNumber member, Points points, Money basis)
    {
        if (points == Points.Zero)
        {
            return;
        }

        var today = state.Today(state.Clock);
        if (Book.LockedAt(Scale) == Points.Zero)
        {
            // The first run is on the day after the first points.
            Book.LastDay = Math.Max(Book.LastDay, today);
        }

        var held = Book.Find(member)!.LockedAt(Scale);
        var lots = state.LockedVintages.Of((int)member.Value, held, Scale);
        state.LockedVintages.Keep(member, state.LockedVintages.With(lots, held, points), Scale);
        wallets.PostPoints(AccountKind.PointsLocked, member.Value, points.Units);
        if (Book.Releases.IsEqual)
        {
            Book.Releases.AddLot(ReleaseRules.LotOf(state, member, points, today));
        }

        Change(member, creditor =>
        {
            creditor.Locked += points;
            creditor.LockedBasis += basis;
        });
    }

    // Coins and the fund's part of an order are held, or free again.
    private void Hold(MemberNumber member, Money coins, Money ofFund, bool releases)
    {
        var (free, held) = (Fund, new Account(AccountKind.SettlementHeld, 0));
        wallets.Transfer(releases ? held : free, releases ? free : held, ofFund);
        Book.Fund = releases ? Book.Fund + ofFund : Book.Fund - ofFund;
        Book.FundHeld = releases ? Book.FundHeld - ofFund : Book.FundHeld + ofFund;
        wallets.Touch(member);
        Change(member, creditor =>
            creditor.CoinsHeld = releases ? creditor.CoinsHeld - coins : creditor.CoinsHeld + coins);
    }

    // The merchant was paid for the coin part; what it cannot give back at once, it owes.
    private void GiveBack(OrderRow row, Money value)
    {
        if (row.Mode is FundingMode.OwnGoods)
        {
            wallets.Transfer(new(AccountKind.Goods, 0), Fund, value);
            return;
        }

        var merchant = state.Merchants.FindOrAdd(row.Merchant, state.Plan.Split.Commission);
        var payable = value.AtMost(merchant.Payable);
        merchant.Payable -= payable;
        merchant.Receivable += value - payable;
        wallets.Transfer(new(AccountKind.MerchantPayable, merchant.Number), Fund, payable);
        wallets.Transfer(new(AccountKind.MerchantReceivable, merchant.Number), Fund, value - payable);
    }

    // A clawback of the cash part may have burnt released points, after all others.
    private void KeepFreed(MemberNumber member)
    {
        if (Book.Find(member) is { } creditor)
        {
            var held = Members.PointsAt(state.Members[member], Scale);
            if (creditor.FreedAt(Scale) > held)
            {
                Change(member, changed => changed.Freed = held);
            }
        }
    }

    // By the signed offer, net proceeds reduce the unconverted claim first, then free coins, yuan for yuan.
    private void Proceed(MemberNumber member, Money net)
    {
        if (net == Money.Zero)
        {
            return;
        }

        var creditor = Book.Find(member)!;
        var claim = creditor.ProceedsReduceClaim ? net.AtMost(creditor.Convertible) : Money.Zero;
        var coins = creditor.ProceedsReduceClaim ? (net - claim).AtMost(creditor.CoinsFree) : Money.Zero;
        wallets.Transfer(new(AccountKind.LegacyClaims, member.Value), Debt, claim);
        wallets.Transfer(CoinsOf(member), Debt, coins);
        Change(member, changed =>
        {
            changed.Proceeds += net;
            changed.Unconverted -= claim;
            changed.Coins -= coins;
            changed.SettledByProceeds += claim + coins;
        });
    }

    private void Change(MemberNumber member, Action<Creditor> change) => Book.Change(member, Scale, change);

    private void Place(MemberNumber member)
    {
        var creditor = Book.Find(member)!;
        Book.Releases.Place((int)member.Value, creditor.Since, creditor.Locked);
    }

    private static Account CoinsOf(MemberNumber member) => new(AccountKind.LegacyCoins, member.Value);

    private static Money Part(Money whole, Points part, Points of) =>
        Money.FromUnits(Exact.MulDiv(whole.Units, part.Units, of.Units, Rounding.Down));
}
