using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>
/// The bytes of claims and of orders' coin parts, in the journal and in state images. Fields are appended, never moved.
/// </summary>
public static class LegacyParts
{
    public static void Write(WireWriter writer, Claim claim)
    {
        var group = writer.OpenGroup();
        writer.Text(claim.Id);
        writer.Unsigned((ulong)claim.Member.Value);
        writer.Unsigned((ulong)claim.Kind);
        writer.Money(claim.Amount);
        writer.Signed(claim.Since);
        writer.Text(claim.Evidence);
        writer.Text(claim.Origin);
        writer.Flag(claim.Quantity is not null);
        writer.Points(claim.Quantity ?? Points.Zero);
        writer.Money(claim.UnitValue ?? Money.Zero);
        writer.Unsigned((ulong)claim.State);
        writer.Money(claim.Frozen);
        writer.CloseGroup(group);
    }

    public static Claim ReadClaim(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var (id, member, kind) = (reader.Required(), new MemberNumber(reader.Natural()), (ClaimKind)reader.Int());
        var (amount, since, evidence) = (reader.Money(), reader.Signed(), reader.Required());
        var (origin, counted) = (reader.Required(), reader.Flag());
        var (quantity, unitValue, state) = (reader.Points(), reader.Money(), (ClaimState)reader.Int());
        var frozen = reader.Money();
        reader.CloseGroup(group);
        return new(id, member, kind, amount, since, evidence, origin, counted ? quantity : null,
            counted ? unitValue : null, state) { Frozen = frozen };
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
