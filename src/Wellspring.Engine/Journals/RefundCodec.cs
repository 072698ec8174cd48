using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of refunds before and after finality: kinds 6 and 7.</summary>
internal static class RefundCodec
{
    public static void Write(WireWriter writer, PoolEvent.OrderRefunded refunded)
    {
        writer.Text(refunded.Order);
        writer.Money(refunded.Cash);
        writer.Money(refunded.Goods);
        writer.Flag(refunded.Closed);
        RecordCodec.WriteRow(writer, refunded.Row);
        LegacyParts.WriteSome(writer, refunded.Coins);
    }

    public static PoolEvent.OrderRefunded ReadRefunded(ref WireReader reader, int end) => new(
        reader.Required(), reader.Money(), reader.Money(), reader.Flag(), RecordCodec.ReadRow(ref reader))
    {
        Coins = reader.Position < end ? LegacyParts.ReadRefund(ref reader) : null,
    };

    public static void Write(WireWriter writer, PoolEvent.OrderReversed reversed)
    {
        RecordParts.Write(writer, reversed.Row);
        writer.Money(reversed.Amount);
        writer.Money(reversed.Due);
        writer.Points(reversed.Demanded);
        writer.Points(reversed.Burnt);
        writer.Money(reversed.Released);
        writer.Money(reversed.BasisCut);
        writer.Unsigned((ulong)reversed.Taken.Length);
        foreach (var taken in reversed.Taken)
        {
            writer.Unsigned((ulong)taken.Kind);
            writer.Unsigned((ulong)taken.Payee.Value);
            writer.Money(taken.FromRewards);
            writer.Money(taken.FromSales);
            writer.Money(taken.Owed);
        }

        writer.Money(reversed.MemberOwes);
        writer.Money(reversed.PlatformPays);
        RewardCodec.WriteTaken(writer, reversed.Taken, isFollowed: reversed.Coins is not null);
        LegacyParts.WriteSome(writer, reversed.Coins);
    }

    public static PoolEvent.OrderReversed ReadReversed(ref WireReader reader, int end)
    {
        var (row, amount, due) = (RecordParts.ReadRow(ref reader), reader.Money(), reader.Money());
        var (demanded, burnt, released, cut) = (reader.Points(), reader.Points(), reader.Money(), reader.Money());
        var taken = ImmutableArray.CreateBuilder<RewardTaken>();
        for (var left = reader.Int(); left > 0; left--)
        {
            taken.Add(new(
                (RewardKind)reader.Int(), new(reader.Natural()), reader.Money(), reader.Money(), reader.Money()));
        }

        var (memberOwes, platformPays) = (reader.Money(), reader.Money());
        RewardCodec.ReadTaken(ref reader, end, taken);
        return new(row, amount, due, demanded, burnt, released, cut, taken.DrainToImmutable(), memberOwes,
            platformPays) { Coins = reader.Position < end ? LegacyParts.ReadReversal(ref reader) : null };
    }
}
