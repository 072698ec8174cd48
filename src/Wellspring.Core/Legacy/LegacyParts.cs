using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>
/// The bytes of claims and of orders' coin parts, in the journal and in state images. Fields are appended, never moved.
/// </summary>
public static class LegacyParts
{
    /// <summary>A claim as it is registered.</summary>
    public static void Write(WireWriter writer, Claim claim)
    {
        writer.Text(claim.Id);
        writer.Unsigned((ulong)claim.Member.Value);
        writer.Unsigned((ulong)claim.Kind);
        writer.Money(claim.Amount);
        writer.Flag(claim.Quantity is not null);
        writer.Points(claim.Quantity ?? Points.Zero);
        writer.Flag(claim.UnitValue is not null);
        writer.Money(claim.UnitValue ?? Money.Zero);
        writer.Signed(claim.Since);
        writer.Text(claim.Evidence);
        writer.Text(claim.Origin);
    }

    public static Claim ReadClaim(ref WireReader reader)
    {
        var (id, member, kind) = (reader.Required(), new MemberNumber(reader.Natural()), (ClaimKind)reader.Int());
        var amount = reader.Money();
        var (isCounted, quantity) = (reader.Flag(), reader.Points());
        var (isValued, unitValue) = (reader.Flag(), reader.Money());
        return new(id, member, kind, amount, reader.Signed(), reader.Required(), reader.Required(),
            isCounted ? quantity : null, isValued ? unitValue : null, ClaimState.Open);
    }

    public static void Write(WireWriter writer, PendingCoins coins)
    {
        writer.Money(coins.Coins);
        writer.Money(coins.Value);
        writer.Money(coins.Deposit);
    }

    public static PendingCoins ReadPending(ref WireReader reader) =>
        new(reader.Money(), reader.Money(), reader.Money());

    public static void Write(WireWriter writer, SettledCoins coins)
    {
        writer.Money(coins.Coins);
        writer.Money(coins.Value);
        writer.Money(coins.Deposit);
        writer.Points(coins.Points);
    }

    public static SettledCoins ReadSettled(ref WireReader reader) =>
        new(reader.Money(), reader.Money(), reader.Money(), reader.Points());

    public static void Write(WireWriter writer, CoinRow row)
    {
        writer.Money(row.Coins);
        writer.Money(row.Value);
        writer.Money(row.Deposit);
        writer.Points(row.Points);
        writer.Money(row.Restored);
        writer.Money(row.Returned);
        writer.Money(row.DepositBack);
        writer.Points(row.Demanded);
    }

    public static CoinRow ReadRow(ref WireReader reader) => new(
        reader.Money(), reader.Money(), reader.Money(), reader.Points(), reader.Money(), reader.Money(),
        reader.Money(), reader.Points());

    /// <summary>Writes nothing at all where there are none, so that such records keep their older bytes.</summary>
    public static void WriteSome(WireWriter writer, CoinRefund? refund)
    {
        if (refund is not null)
        {
            writer.Money(refund.Coins);
            writer.Money(refund.Value);
            writer.Money(refund.Deposit);
        }
    }

    public static CoinRefund ReadRefund(ref WireReader reader) =>
        new(reader.Money(), reader.Money(), reader.Money());

    /// <summary>Writes nothing at all where there are none, so that such records keep their older bytes.</summary>
    public static void WriteSome(WireWriter writer, CoinReversal? reversal)
    {
        if (reversal is not null)
        {
            writer.Money(reversal.Coins);
            writer.Money(reversal.Value);
            writer.Money(reversal.Deposit);
            writer.Points(reversal.Demanded);
            writer.Points(reversal.FromLocked);
            writer.Points(reversal.FromFreed);
            writer.Money(reversal.BasisCut);
            writer.Money(reversal.ClaimBasisCut);
        }
    }

    public static CoinReversal ReadReversal(ref WireReader reader) => new(
        reader.Money(), reader.Money(), reader.Money(), reader.Points(), reader.Points(), reader.Points(),
        reader.Money()) { ClaimBasisCut = reader.Money() };
}
