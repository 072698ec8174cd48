using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>The bytes of one journal record; docs/formats/journal.md says each of them.</summary>
/// <remarks>
/// Kinds are numbered once and for ever. Fields are only appended: a reader of this version stops after those it
/// knows, and the record's length, which stands before it in the batch, takes it to the next.
/// </remarks>
public static class RecordCodec
{
    private const int ContentLength = 16;

    private enum Kind
    {
        PoolOpened = 1,
        OrderSettled = 2,
        DueProcessed = 3,
        OrderPlaced = 4,
        OrderDelivered = 5,
        OrderRefunded = 6,
        OrderReversed = 7,
        PointsSold = 8,
        PointsRedeemed = 9,
        CreditSpent = 10,
        CapitalInjected = 11,
        Subsidised = 12,
        ReserveReturned = 13,
        ReferrerBound = 14,
        MerchantRegistered = 15,
        DepositToppedUp = 16,
        ClockAdvanced = 17,
        WithdrawalRequested = 18,
        WithdrawalApproved = 19,
        WithdrawalRejected = 20,
        WithdrawalSettled = 21,
        WithdrawalReturned = 22,
        PoolPaused = 23,
        PauseLifted = 24,
        ClosingAnnounced = 25,
        PoolClosed = 26,
        Refused = 27,
        Quarantined = 28,

        // 29 to 39 are in RewardCodec.
    }

    public static void Write(WireWriter writer, JournalRecord record)
    {
        writer.Unsigned((ulong)KindOf(record.Event));
        writer.Text(record.Id);
        writer.Signed(record.At.Milliseconds);
        if (record.Id is not null)
        {
            writer.Unsigned((ulong)record.Command);
            Span<byte> content = stackalloc byte[ContentLength];
            BinaryPrimitives.WriteUInt128BigEndian(content, record.Content);
            writer.Raw(content);
        }

        writer.Money(record.Pool);
        writer.Points(record.Circulating);
        writer.Money(record.Reserve);
        writer.Unsigned((ulong)record.Scale);
        writer.Points(record.Held);
        writer.Unsigned((ulong)record.Netted.Length);
        foreach (var netting in record.Netted)
        {
            writer.Unsigned((ulong)netting.Member.Value);
            writer.Money(netting.Amount);
        }

        var group = writer.OpenGroup();
        WriteEvent(writer, record.Event);
        writer.CloseGroup(group);
        DueCodec.Write(writer, record.Event.After);
    }

    /// <exception cref="WireException">The bytes are damaged or of a kind this release does not know.</exception>
    public static JournalRecord Read(ReadOnlySpan<byte> bytes, long position)
    {
        var reader = new WireReader(bytes);
        var kind = (Kind)reader.Int();
        var id = reader.Text();
        var at = new Instant(reader.Signed());
        var command = id is null ? 0 : reader.Int();
        var content = id is null ? UInt128.Zero : BinaryPrimitives.ReadUInt128BigEndian(reader.Raw(ContentLength));
        var (pool, circulating, reserve) = (reader.Money(), reader.Points(), reader.Money());
        var (scale, held, netted) = (reader.Int(), reader.Points(), ReadNettings(ref reader));
        var group = reader.OpenGroup();
        var happened = ReadEvent(kind, ref reader, group);
        reader.CloseGroup(group);
        var after = DueCodec.ReadAftermath(ref reader);
        happened = ReferenceEquals(after, Aftermath.None) ? happened : happened with { After = after };
        return new(position, id, command, at, content, happened, pool, circulating, reserve, scale, held, netted);
    }

    private static ImmutableArray<Netting> ReadNettings(ref WireReader reader)
    {
        var left = reader.Int();
        if (left == 0)
        {
            return [];
        }

        var netted = ImmutableArray.CreateBuilder<Netting>();
        for (; left > 0; left--)
        {
            netted.Add(new(new(reader.Natural()), reader.Money()));
        }

        return netted.DrainToImmutable();
    }

    private static Kind KindOf(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled => Kind.OrderSettled,
        PoolEvent.DueProcessed => Kind.DueProcessed,
        PoolEvent.OrderPlaced => Kind.OrderPlaced,
        PoolEvent.OrderDelivered => Kind.OrderDelivered,
        PoolEvent.Refused => Kind.Refused,
        PoolEvent.PointsSold => Kind.PointsSold,
        PoolEvent.OrderRefunded => Kind.OrderRefunded,
        PoolEvent.OrderReversed => Kind.OrderReversed,
        PoolEvent.PointsRedeemed => Kind.PointsRedeemed,
        PoolEvent.ReferrerBound => Kind.ReferrerBound,
        PoolEvent.ClockAdvanced => Kind.ClockAdvanced,
        PoolEvent.PoolOpened => Kind.PoolOpened,
        PoolEvent.CreditSpent => Kind.CreditSpent,
        PoolEvent.CapitalInjected => Kind.CapitalInjected,
        PoolEvent.Subsidised => Kind.Subsidised,
        PoolEvent.ReserveReturned => Kind.ReserveReturned,
        PoolEvent.MerchantRegistered => Kind.MerchantRegistered,
        PoolEvent.DepositToppedUp => Kind.DepositToppedUp,
        PoolEvent.WithdrawalRequested => Kind.WithdrawalRequested,
        PoolEvent.WithdrawalApproved => Kind.WithdrawalApproved,
        PoolEvent.WithdrawalRejected => Kind.WithdrawalRejected,
        PoolEvent.WithdrawalSettled => Kind.WithdrawalSettled,
        PoolEvent.WithdrawalReturned => Kind.WithdrawalReturned,
        PoolEvent.PoolPaused => Kind.PoolPaused,
        PoolEvent.PauseLifted => Kind.PauseLifted,
        PoolEvent.ClosingWasAnnounced => Kind.ClosingAnnounced,
        PoolEvent.PoolWasClosed => Kind.PoolClosed,
        PoolEvent.Quarantined => Kind.Quarantined,
        _ => (Kind)(RewardCodec.KindOf(happened) ?? VersionCodec.KindOf(happened) ?? LegacyCodec.KindOf(happened)
            ?? Newer(happened)),
    };

    private static int Newer(PoolEvent happened) =>
        throw new UnreachableException($"no record kind for {happened.GetType().Name}");

    private static void WriteEvent(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled settled:
                RecordParts.Write(writer, settled.Settlement);
                break;
            case PoolEvent.DueProcessed due:
                writer.Signed(due.Clock.Milliseconds);
                writer.Unsigned((ulong)due.Items.Length);
                foreach (var item in due.Items)
                {
                    DueCodec.Write(writer, item);
                }

                break;
            case PoolEvent.OrderPlaced placed:
                RecordParts.Write(writer, placed.Placed);
                break;
            case PoolEvent.OrderDelivered delivered:
                writer.Text(delivered.Order);
                writer.Signed(delivered.Due.Milliseconds);
                break;
            case PoolEvent.OrderRefunded refunded:
                RefundCodec.Write(writer, refunded);
                break;
            case PoolEvent.OrderReversed reversed:
                RefundCodec.Write(writer, reversed);
                break;
            case PoolEvent.PointsSold sold:
                writer.Unsigned((ulong)sold.Member.Value);
                writer.Points(sold.Points);
                writer.Money(sold.Value);
                writer.Money(sold.Paid);
                VersionParts.WriteSome(writer, sold.Parts);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                writer.Unsigned((ulong)redeemed.Member.Value);
                writer.Points(redeemed.Points);
                writer.Money(redeemed.Value);
                writer.Money(redeemed.Credit);
                writer.Text(redeemed.Order);
                WriteRow(writer, redeemed.Row);
                break;
            case PoolEvent.Refused refused:
                writer.Unsigned((ulong)refused.Reason);
                Write(writer, refused.Subject);
                WriteSaid(writer, refused.Detail);
                break;
            default:
                WriteRarer(writer, happened);
                break;
        }
    }

    private static void WriteRarer(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PoolOpened opened:
                writer.Text(opened.Plan);
                writer.Money(opened.Float);
                writer.Points(opened.FloatPoints);
                VersionParts.WriteSome(writer, opened.Acknowledgements);
                break;
            case PoolEvent.CreditSpent spent:
                writer.Unsigned((ulong)spent.Member.Value);
                writer.Text(spent.Order);
                writer.Money(spent.Amount);
                break;
            case PoolEvent.CapitalInjected injected:
                writer.Money(injected.Amount);
                WriteTexts(writer, injected.Source, injected.Voucher, injected.Approver);
                WriteSaid(writer, injected.Contract);
                break;
            case PoolEvent.Subsidised subsidised:
                writer.Money(subsidised.Amount);
                writer.Unsigned((ulong)subsidised.Share.Parts);
                WriteTexts(writer, subsidised.Source, subsidised.Voucher, subsidised.Approver);
                break;
            case PoolEvent.ReserveReturned returned:
                writer.Money(returned.Amount);
                writer.Text(returned.Approver);
                break;
            case PoolEvent.ReferrerBound bound:
                writer.Unsigned((ulong)bound.Member.Value);
                writer.Unsigned((ulong)bound.Referrer.Value);
                break;
            case PoolEvent.MerchantRegistered registered:
                writer.Text(registered.Merchant);
                writer.Unsigned((ulong)registered.Commission.Parts);
                RewardCodec.WriteDeveloper(writer, registered);
                break;
            case PoolEvent.DepositToppedUp topUp:
                writer.Text(topUp.Merchant);
                writer.Money(topUp.Amount);
                writer.Text(topUp.Voucher);
                break;
            case PoolEvent.ClosingWasAnnounced announced:
                writer.Signed(announced.Earliest.Milliseconds);
                writer.Text(announced.By);
                break;
            case PoolEvent.PoolWasClosed closed:
                Write(writer, closed);
                break;
            case PoolEvent.WithdrawalRequested requested:
                RecordParts.Write(writer, requested.Withdrawal);
                break;
            default:
                WriteTextual(writer, happened);
                break;
        }
    }

    private static void WriteTextual(WireWriter writer, PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ClockAdvanced:
                break;
            case PoolEvent.WithdrawalApproved approved:
                RecordParts.Write(writer, approved.Withdrawal);
                writer.Text(approved.Approver);
                break;
            case PoolEvent.WithdrawalRejected rejected:
                RecordParts.Write(writer, rejected.Withdrawal);
                writer.Text(rejected.Reason);
                break;
            case PoolEvent.WithdrawalSettled paid:
                RecordParts.Write(writer, paid.Withdrawal);
                writer.Text(paid.Voucher);
                break;
            case PoolEvent.WithdrawalReturned returned:
                RecordParts.Write(writer, returned.Withdrawal);
                writer.Text(returned.Reason);
                break;
            case PoolEvent.PoolPaused paused:
                WriteTexts(writer, paused.By, paused.Reason);
                break;
            case PoolEvent.PauseLifted lifted:
                WriteTexts(writer, lifted.By, lifted.Approver);
                break;
            case PoolEvent.Quarantined quarantined:
                writer.Text(quarantined.Invariant);
                Write(writer, quarantined.Subject);
                break;
            default:
                WriteFamily(writer, happened);
                break;
        }
    }

    private static void WriteFamily(WireWriter writer, PoolEvent happened)
    {
        if (VersionCodec.KindOf(happened) is not null)
        {
            VersionCodec.Write(writer, happened);
        }
        else if (LegacyCodec.KindOf(happened) is not null)
        {
            LegacyCodec.Write(writer, happened);
        }
        else
        {
            RewardCodec.Write(writer, happened);
        }
    }

    /// <param name="end">Where the fields end: those that a release appended may be missing.</param>
    private static PoolEvent ReadEvent(Kind kind, ref WireReader reader, int end) => kind switch
    {
        Kind.OrderSettled => new PoolEvent.OrderSettled(RecordParts.ReadSettlement(ref reader)),
        Kind.DueProcessed => new PoolEvent.DueProcessed(new(reader.Signed()), DueCodec.Read(ref reader)),
        Kind.OrderPlaced => new PoolEvent.OrderPlaced(RecordParts.ReadPending(ref reader)),
        Kind.OrderDelivered => new PoolEvent.OrderDelivered(reader.Required(), new(reader.Signed())),
        Kind.OrderRefunded => RefundCodec.ReadRefunded(ref reader, end),
        Kind.OrderReversed => RefundCodec.ReadReversed(ref reader, end),
        Kind.PointsSold => new PoolEvent.PointsSold(
            new(reader.Natural()), reader.Points(), reader.Money(), reader.Money())
        {
            Parts = reader.Position < end ? VersionParts.ReadVintageParts(ref reader) : [],
        },
        Kind.PointsRedeemed => new PoolEvent.PointsRedeemed(
            new(reader.Natural()), reader.Points(), reader.Money(), reader.Money(), reader.Required(),
            ReadRow(ref reader)),
        Kind.Refused => new PoolEvent.Refused((Refusal)reader.Int())
        {
            Subject = ReadSubject(ref reader),
            Detail = reader.Position < end ? reader.Text() : null,
        },
        Kind.PoolOpened => new PoolEvent.PoolOpened(reader.Required(), reader.Money(), reader.Points())
        {
            Acknowledgements = reader.Position < end ? VersionParts.ReadAcknowledgements(ref reader) : [],
        },
        Kind.CreditSpent => new PoolEvent.CreditSpent(new(reader.Natural()), reader.Required(), reader.Money()),
        Kind.CapitalInjected => new PoolEvent.CapitalInjected(
            reader.Money(), reader.Required(), reader.Required(), reader.Text())
        {
            Contract = reader.Position < end ? reader.Text() : null,
        },
        Kind.Subsidised => new PoolEvent.Subsidised(
            reader.Money(), Rate.FromParts(reader.Int()), reader.Required(), reader.Required(), reader.Text()),
        Kind.ReserveReturned => new PoolEvent.ReserveReturned(reader.Money(), reader.Text()),
        Kind.ReferrerBound => new PoolEvent.ReferrerBound(new(reader.Natural()), new(reader.Natural())),
        Kind.MerchantRegistered => new PoolEvent.MerchantRegistered(reader.Required(), Rate.FromParts(reader.Int()))
        {
            Developer = reader.Position < end ? new(reader.Natural()) : MemberNumber.None,
        },
        Kind.DepositToppedUp => new PoolEvent.DepositToppedUp(reader.Required(), reader.Money(), reader.Required()),
        Kind.ClockAdvanced => new PoolEvent.ClockAdvanced(),
        Kind.WithdrawalRequested => new PoolEvent.WithdrawalRequested(RecordParts.ReadWithdrawal(ref reader)),
        Kind.WithdrawalApproved => new PoolEvent.WithdrawalApproved(
            RecordParts.ReadWithdrawal(ref reader), reader.Text()),
        Kind.WithdrawalRejected => new PoolEvent.WithdrawalRejected(
            RecordParts.ReadWithdrawal(ref reader), reader.Text()),
        Kind.WithdrawalSettled => new PoolEvent.WithdrawalSettled(
            RecordParts.ReadWithdrawal(ref reader), reader.Text()),
        Kind.WithdrawalReturned => new PoolEvent.WithdrawalReturned(
            RecordParts.ReadWithdrawal(ref reader), reader.Text()),
        Kind.PoolPaused => new PoolEvent.PoolPaused(reader.Text(), reader.Text()),
        Kind.PauseLifted => new PoolEvent.PauseLifted(reader.Text(), reader.Text()),
        Kind.ClosingAnnounced => new PoolEvent.ClosingWasAnnounced(new(reader.Signed()), reader.Text()),
        Kind.PoolClosed => ReadClosed(ref reader),
        Kind.Quarantined => new PoolEvent.Quarantined(reader.Required()) { Subject = ReadSubject(ref reader) },
        _ => RewardCodec.Read((int)kind, ref reader) ?? VersionCodec.Read((int)kind, ref reader)
            ?? LegacyCodec.Read((int)kind, ref reader)
            ?? throw new WireException($"record kind {(int)kind} is of a newer release"),
    };

    private static void Write(WireWriter writer, PoolEvent.PoolWasClosed closed)
    {
        writer.Unsigned((ulong)closed.Payments.Length);
        foreach (var payment in closed.Payments)
        {
            writer.Unsigned((ulong)payment.Member.Value);
            writer.Points(payment.Points);
            writer.Money(payment.Paid);
        }

        writer.Money(closed.ToOperator);
        writer.Money(closed.Crumbs);
        writer.Text(closed.By);
    }

    private static PoolEvent.PoolWasClosed ReadClosed(ref WireReader reader)
    {
        var payments = ImmutableArray.CreateBuilder<ClosingPayment>();
        for (var left = reader.Int(); left > 0; left--)
        {
            payments.Add(new(new(reader.Natural()), reader.Points(), reader.Money()));
        }

        return new(payments.DrainToImmutable(), reader.Money(), reader.Money(), reader.Text());
    }

    private static void Write(WireWriter writer, in RequestSubject subject)
    {
        writer.Unsigned((ulong)subject.Member.Value);
        writer.Text(subject.Reference);
    }

    private static RequestSubject ReadSubject(ref WireReader reader) => new(new(reader.Natural()), reader.Text());

    internal static void WriteRow(WireWriter writer, OrderRow? row)
    {
        writer.Flag(row is not null);
        if (row is not null)
        {
            RecordParts.Write(writer, row);
        }
    }

    internal static OrderRow? ReadRow(ref WireReader reader) =>
        reader.Flag() ? RecordParts.ReadRow(ref reader) : null;

    // A field of a later release at the end of a record stands there only where it says something.
    private static void WriteSaid(WireWriter writer, string? text)
    {
        if (text is not null)
        {
            writer.Text(text);
        }
    }

    private static void WriteTexts(WireWriter writer, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            writer.Text(text);
        }
    }
}
