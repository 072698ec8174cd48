using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>What others read of old debts 历史债务, at the present price.</summary>
internal static class LegacyReading
{
    public static CreditorBalance? Creditor(PoolState state, MemberNumber number) =>
        state.Legacy.Find(number) is { } creditor ? Balance(state, creditor) : null;

    public static IEnumerable<CreditorBalance> Creditors(PoolState state) =>
        state.Legacy.Creditors.Select(creditor => Balance(state, creditor));

    public static LegacyTotals? Totals(PoolState state)
    {
        var book = state.Legacy;
        if (state.Plan.Legacy is null && book.IsEmpty)
        {
            return null;
        }

        var locked = book.LockedAt(state.Backing.Scale);
        return new(
            book.Count, book.Consented, book.Claimed, book.Disputed, book.Unconverted, book.Coins,
            book.SettledByGoods, book.SettledByProceeds, book.Waived, book.Fund, book.FundHeld,
            state.Totals.LegacyDeposits, locked, Value(state, locked), book.Allowance, book.IsStopped, book.LastDay)
        {
            CoinsHeld = book.CoinsHeld,
        };
    }

    private static CreditorBalance Balance(PoolState state, Creditor creditor)
    {
        var (locked, freed) =
            (creditor.LockedAt(state.Backing.Scale), creditor.FreedAt(state.Backing.Scale));
        return new(
            creditor.Member, creditor.Claimed, creditor.Disputed, creditor.Unconverted, creditor.Coins,
            creditor.CoinsHeld, creditor.SettledByGoods, creditor.SettledByProceeds, creditor.Waived, locked,
            Value(state, locked), creditor.LockedBasis, freed, creditor.Since, creditor.Answer, creditor.Offer,
            creditor.Answer is null ? null : creditor.AnsweredAt, creditor.CoinRate, creditor.ProceedsReduceClaim)
        {
            FreedValue = Value(state, freed),
            ClaimBasis = creditor.ClaimBasis,
            Proceeds = creditor.Proceeds,
        };
    }

    private static Money Value(PoolState state, Points points) =>
        points == Points.Zero ? Money.Zero : state.Backing.Value(points);
}
