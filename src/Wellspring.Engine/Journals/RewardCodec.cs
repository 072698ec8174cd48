using System.Collections.Immutable;
using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of events about who may earn, agents' fees and dividends: record kinds 29 to 39.</summary>
internal static class RewardCodec
{
    private const int ReferrerUnbound = 29;
    private const int AgentAppointed = 30;
    private const int AgentEnded = 31;
    private const int AgentFeeBooked = 32;
    private const int LevelSet = 33;
    private const int PromoterAppointed = 34;
    private const int PromoterEnded = 35;
    private const int DividendPaid = 36;

    /// <summary>Null for an event that is not of this sort.</summary>
    public static int? KindOf(PoolEvent happened) => happened switch
    {
        PoolEvent.ReferrerUnbound => ReferrerUnbound,
        PoolEvent.AgentAppointed => AgentAppointed,
        PoolEvent.AgentEnded => AgentEnded,
        PoolEvent.AgentFeeBooked => AgentFeeBooked,
        PoolEvent.LevelSet => LevelSet,
        PoolEvent.PromoterAppointed => PromoterAppointed,
        PoolEvent.PromoterEnded => PromoterEnded,
        PoolEvent.DividendPaid => DividendPaid,
        _ => null,
    };

    public static void Write(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ReferrerUnbound unbound:
                writer.Unsigned((ulong)unbound.Member.Value);
                writer.Unsigned((ulong)unbound.Referrer.Value);
                break;
            case PoolEvent.AgentAppointed { Agency: var agency }:
                RecordParts.Write(writer, agency);
                break;
            case PoolEvent.AgentEnded { Agency: var agency }:
                RecordParts.Write(writer, agency);
                break;
            case PoolEvent.AgentFeeBooked fee:
                writer.Text(fee.Division);
                writer.Unsigned((ulong)fee.Member.Value);
                writer.Money(fee.Amount);
                writer.Text(fee.Voucher);
                break;
            case PoolEvent.LevelSet set:
                writer.Unsigned((ulong)set.Member.Value);
                writer.Text(set.Level);
                break;
            case PoolEvent.PromoterAppointed { Member: var promoter }:
                writer.Unsigned((ulong)promoter.Value);
                break;
            case PoolEvent.PromoterEnded { Member: var promoter }:
                writer.Unsigned((ulong)promoter.Value);
                break;
            case PoolEvent.DividendPaid dividend:
                Write(writer, dividend);
                break;
            default:
                throw new UnreachableException($"no bytes for {happened.GetType().Name}");
        }
    }

    /// <summary>Null for a kind that is not of this sort.</summary>
    public static PoolEvent? Read(int kind, ref WireReader reader) => kind switch
    {
        ReferrerUnbound => new PoolEvent.ReferrerUnbound(new(reader.Natural()), new(reader.Natural())),
        AgentAppointed => new PoolEvent.AgentAppointed(RecordParts.ReadAgency(ref reader)),
        AgentEnded => new PoolEvent.AgentEnded(RecordParts.ReadAgency(ref reader)),
        AgentFeeBooked => new PoolEvent.AgentFeeBooked(
            reader.Required(), new(reader.Natural()), reader.Money(), reader.Required()),
        LevelSet => new PoolEvent.LevelSet(new(reader.Natural()), reader.Text()),
        PromoterAppointed => new PoolEvent.PromoterAppointed(new(reader.Natural())),
        PromoterEnded => new PoolEvent.PromoterEnded(new(reader.Natural())),
        DividendPaid => ReadDividend(ref reader),
        _ => null,
    };

    /// <summary>A merchant's developer, where the record names one.</summary>
    public static void WriteDeveloper(WireWriter writer, PoolEvent.MerchantRegistered registered)
    {
        if (registered.Developer != MemberNumber.None)
        {
            writer.Unsigned((ulong)registered.Developer.Value);
        }
    }

    /// <summary>The dividend money that a clawback took, one amount a reward, where it took any.</summary>
    public static void WriteTaken(WireWriter writer, ImmutableArray<RewardTaken> taken, bool isFollowed)
    {
        if (isFollowed || taken.Any(line => line.FromDividends > Money.Zero))
        {
            foreach (var line in taken)
            {
                writer.Money(line.FromDividends);
            }
        }
    }

    public static void ReadTaken(ref WireReader reader, int end, ImmutableArray<RewardTaken>.Builder taken)
    {
        for (var index = 0; index < taken.Count && reader.Position < end; index++)
        {
            taken[index] = taken[index] with { FromDividends = reader.Money() };
        }
    }

    private static void Write(WireWriter writer, PoolEvent.DividendPaid dividend)
    {
        writer.Text(dividend.Period);
        writer.Money(dividend.Amount);
        writer.Unsigned((ulong)dividend.Payments.Length);
        foreach (var payment in dividend.Payments)
        {
            writer.Unsigned((ulong)payment.Member.Value);
            writer.Unsigned((ulong)payment.Weight);
            writer.Money(payment.Amount);
        }

        writer.Money(dividend.Crumb);
    }

    private static PoolEvent.DividendPaid ReadDividend(ref WireReader reader)
    {
        var (period, amount) = (reader.Required(), reader.Money());
        var payments = ImmutableArray.CreateBuilder<DividendPayment>();
        for (var left = reader.Int(); left > 0; left--)
        {
            payments.Add(new(new(reader.Natural()), reader.Natural(), reader.Money()));
        }

        return new(period, amount, payments.DrainToImmutable(), reader.Money());
    }
}
