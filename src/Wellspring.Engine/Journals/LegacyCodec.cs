using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of records about old debts 历史债务: kinds 50 to 69.</summary>
internal static class LegacyCodec
{
    private const int ClaimRegistered = 50;
    private const int ClaimDisputed = 51;
    private const int ClaimResolved = 52;
    private const int ClaimTransferred = 53;
    private const int ClaimWithdrawn = 54;
    private const int OfferAnswered = 55;
    private const int ConsentRevoked = 56;
    private const int CoinsPaid = 57;
    private const int SettlementFunded = 58;
    private const int LockedPointsBought = 59;
    private const int ReleasesStopped = 60;
    private const int ReleasesRestarted = 61;
    private const int ClaimWaived = 62;

    /// <summary>The kind's number; null for a record of another family.</summary>
    public static int? KindOf(PoolEvent happened) => happened switch
    {
        PoolEvent.ClaimRegistered => ClaimRegistered,
        PoolEvent.ClaimDisputed => ClaimDisputed,
        PoolEvent.ClaimResolved => ClaimResolved,
        PoolEvent.ClaimTransferred => ClaimTransferred,
        PoolEvent.ClaimWithdrawn => ClaimWithdrawn,
        PoolEvent.OfferAnswered => OfferAnswered,
        PoolEvent.ConsentRevoked => ConsentRevoked,
        PoolEvent.CoinsPaid => CoinsPaid,
        PoolEvent.SettlementFunded => SettlementFunded,
        PoolEvent.LockedPointsBought => LockedPointsBought,
        PoolEvent.ReleasesStopped => ReleasesStopped,
        PoolEvent.ReleasesRestarted => ReleasesRestarted,
        PoolEvent.ClaimWaived => ClaimWaived,
        _ => null,
    };

    public static void Write(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ClaimRegistered it:
                LegacyParts.Write(writer, it.Claim);
                break;
            case PoolEvent.ClaimDisputed it:
                writer.Text(it.Claim);
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Frozen);
                Texts(writer, it.By, it.Reason);
                break;
            case PoolEvent.ClaimResolved it:
                writer.Text(it.Claim);
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Agreed);
                writer.Money(it.Waived);
                Texts(writer, it.By, it.Approver, it.Document);
                break;
            case PoolEvent.ClaimTransferred it:
                writer.Text(it.Claim);
                writer.Unsigned((ulong)it.From.Value);
                writer.Unsigned((ulong)it.To.Value);
                writer.Money(it.Amount);
                writer.Unsigned((ulong)it.Transfer);
                Texts(writer, it.Document, it.By, it.Approver);
                break;
            case PoolEvent.ClaimWithdrawn it:
                writer.Text(it.Claim);
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Amount);
                Texts(writer, it.Reason, it.By, it.Approver);
                break;
            default:
                WriteConversion(writer, happened);
                break;
        }
    }

    /// <summary>The record of a kind; null where the kind is of another family.</summary>
    public static PoolEvent? Read(int kind, ref WireReader reader) => kind switch
    {
        ClaimRegistered => new PoolEvent.ClaimRegistered(LegacyParts.ReadClaim(ref reader)),
        ClaimDisputed => new PoolEvent.ClaimDisputed(
            reader.Required(), new(reader.Natural()), reader.Money(), reader.Required(), reader.Required()),
        ClaimResolved => new PoolEvent.ClaimResolved(
            reader.Required(), new(reader.Natural()), reader.Money(), reader.Money(), reader.Text(), reader.Text(),
            reader.Text()),
        ClaimTransferred => new PoolEvent.ClaimTransferred(
            reader.Required(), new(reader.Natural()), new(reader.Natural()), reader.Money(),
            (ClaimTransfer)reader.Int(), reader.Required(), reader.Text(), reader.Text()),
        ClaimWithdrawn => new PoolEvent.ClaimWithdrawn(
            reader.Required(), new(reader.Natural()), reader.Money(), reader.Required(), reader.Text(), reader.Text()),
        OfferAnswered => new PoolEvent.OfferAnswered(
            new(reader.Natural()), (OfferAnswer)reader.Int(), reader.Required(), reader.Money(), reader.Money(),
            Rate.FromParts(reader.Int()), reader.Flag()),
        ConsentRevoked => new PoolEvent.ConsentRevoked(new(reader.Natural()), reader.Money()),
        CoinsPaid => new PoolEvent.CoinsPaid(
            new(reader.Natural()), reader.Required(), reader.Money(), reader.Money(), reader.Money()),
        SettlementFunded => new PoolEvent.SettlementFunded(
            reader.Money(), reader.Required(), reader.Required(), reader.Text()),
        LockedPointsBought => new PoolEvent.LockedPointsBought(
            new(reader.Natural()), reader.Money(), reader.Points(), reader.Required(), reader.Required(),
            reader.Text()),
        ReleasesStopped => new PoolEvent.ReleasesStopped(reader.Text(), reader.Text(), reader.Required()),
        ReleasesRestarted => new PoolEvent.ReleasesRestarted(reader.Text(), reader.Text()),
        ClaimWaived => new PoolEvent.ClaimWaived(
            new(reader.Natural()), reader.Money(), reader.Money(), reader.Required()),
        _ => null,
    };

    private static void WriteConversion(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OfferAnswered it:
                writer.Unsigned((ulong)it.Member.Value);
                writer.Unsigned((ulong)it.Answer);
                writer.Text(it.Offer);
                writer.Money(it.Converted);
                writer.Money(it.Returned);
                writer.Unsigned((ulong)it.CoinRate.Parts);
                writer.Flag(it.ProceedsReduceClaim);
                break;
            case PoolEvent.ConsentRevoked it:
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Returned);
                break;
            case PoolEvent.CoinsPaid it:
                writer.Unsigned((ulong)it.Member.Value);
                writer.Text(it.Order);
                writer.Money(it.Coins);
                writer.Money(it.Value);
                writer.Money(it.Deposit);
                break;
            case PoolEvent.ClaimWaived it:
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Unconverted);
                writer.Money(it.Coins);
                writer.Text(it.Statement);
                break;
            case PoolEvent.SettlementFunded it:
                writer.Money(it.Amount);
                Texts(writer, it.Source, it.Voucher, it.Approver);
                break;
            case PoolEvent.LockedPointsBought it:
                writer.Unsigned((ulong)it.Member.Value);
                writer.Money(it.Amount);
                writer.Points(it.Points);
                Texts(writer, it.Source, it.Voucher, it.Approver);
                break;
            case PoolEvent.ReleasesStopped it:
                Texts(writer, it.By, it.Approver, it.Reason);
                break;
            case PoolEvent.ReleasesRestarted it:
                Texts(writer, it.By, it.Approver);
                break;
            default:
                throw new UnreachableException($"no bytes for {happened.GetType().Name}");
        }
    }

    private static void Texts(WireWriter writer, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            writer.Text(text);
        }
    }
}
