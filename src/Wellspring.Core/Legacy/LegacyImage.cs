using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>
/// The bytes of a <see cref="LegacyBook"/> in a state image; totals are what its creditors add up to.
/// </summary>
internal static class LegacyImage
{
    public static bool IsEmpty(PoolState state) =>
        state.Legacy.IsEmpty && state.Totals.LegacyDeposits == Money.Zero;

    public static void Write(PoolState state, WireWriter writer)
    {
        var book = state.Legacy;
        writer.Money(book.Fund);
        writer.Money(book.FundHeld);
        writer.Money(book.Allowance);
        writer.Flag(book.IsStopped);
        writer.Signed(book.LastDay);
        writer.Money(state.Totals.LegacyDeposits);
        writer.Unsigned((ulong)book.Claims.Count);
        foreach (var claim in book.Claims.Values)
        {
            var group = writer.OpenGroup();
            LegacyParts.Write(writer, claim);
            writer.Unsigned((ulong)claim.State);
            writer.Money(claim.Frozen);
            writer.CloseGroup(group);
        }

        writer.Unsigned((ulong)book.Count);
        foreach (var creditor in book.Creditors)
        {
            Write(creditor, state.Backing.Scale, writer);
        }
    }

    public static void Read(PoolState state, ref WireReader reader)
    {
        var book = state.Legacy;
        (book.Fund, book.FundHeld, book.Allowance) = (reader.Money(), reader.Money(), reader.Money());
        (book.IsStopped, book.LastDay) = (reader.Flag(), reader.Signed());
        state.Totals = state.Totals with { LegacyDeposits = reader.Money() };
        for (var left = reader.Int(); left > 0; left--)
        {
            var group = reader.OpenGroup();
            var claim = LegacyParts.ReadClaim(ref reader);
            claim = claim with { State = (ClaimState)reader.Int(), Frozen = reader.Money() };
            reader.CloseGroup(group);
            book.Claims.Add(claim.Id, claim);
        }

        for (var left = reader.Int(); left > 0; left--)
        {
            book.Restore(ReadCreditor(state.Backing.Scale, ref reader));
        }

        // The members were read before; their exit limits count their part of a claim.
        foreach (var creditor in book.Creditors.Where(one => one.ClaimBasis > Money.Zero))
        {
            StateImage.Trigger(state, (int)creditor.Member.Value);
        }
    }

    private static void Write(Creditor creditor, int scale, WireWriter writer)
    {
        var group = writer.OpenGroup();
        writer.Unsigned((ulong)creditor.Member.Value);
        writer.Unsigned((ulong)creditor.Claims.Count);
        creditor.Claims.ForEach(writer.Text);
        writer.Money(creditor.Claimed);
        writer.Money(creditor.Disputed);
        writer.Money(creditor.Unconverted);
        writer.Money(creditor.Coins);
        writer.Money(creditor.CoinsHeld);
        writer.Money(creditor.SettledByGoods);
        writer.Money(creditor.SettledByProceeds);
        writer.Money(creditor.Waived);
        writer.Money(creditor.Proceeds);
        writer.Points(creditor.LockedAt(scale));
        writer.Money(creditor.LockedBasis);
        writer.Points(creditor.FreedAt(scale));
        writer.Money(creditor.ClaimBasis);
        writer.Signed(creditor.Since);
        writer.Unsigned((ulong)(creditor.Answer ?? 0));
        writer.Text(creditor.Offer);
        writer.Signed(creditor.AnsweredAt.Milliseconds);
        writer.Unsigned((ulong)creditor.CoinRate.Parts);
        writer.Flag(creditor.ProceedsReduceClaim);
        writer.CloseGroup(group);
    }

    private static Creditor ReadCreditor(int scale, ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var creditor = new Creditor(new(reader.Natural())) { Scale = scale };
        for (var left = reader.Int(); left > 0; left--)
        {
            creditor.Claims.Add(reader.Required());
        }

        (creditor.Claimed, creditor.Disputed, creditor.Unconverted) = (reader.Money(), reader.Money(), reader.Money());
        (creditor.Coins, creditor.CoinsHeld) = (reader.Money(), reader.Money());
        (creditor.SettledByGoods, creditor.SettledByProceeds) = (reader.Money(), reader.Money());
        (creditor.Waived, creditor.Proceeds) = (reader.Money(), reader.Money());
        (creditor.Locked, creditor.LockedBasis) = (reader.Points(), reader.Money());
        (creditor.Freed, creditor.ClaimBasis) = (reader.Points(), reader.Money());
        creditor.Since = reader.Signed();
        creditor.Answer = reader.Int() is > 0 and var answer ? (OfferAnswer)answer : null;
        (creditor.Offer, creditor.AnsweredAt) = (reader.Text(), new(reader.Signed()));
        (creditor.CoinRate, creditor.ProceedsReduceClaim) = (Rate.FromParts(reader.Int()), reader.Flag());
        reader.CloseGroup(group);
        return creditor;
    }
}
