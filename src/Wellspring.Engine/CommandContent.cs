using System.Diagnostics;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Engine;

/// <summary>The outside names in a command: whom, which order, which withdrawal it is about.</summary>
internal readonly record struct CommandNames(string? Member, string? Referrer, string? Order, string? Withdrawal)
{
    public static CommandNames Of(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder settle => new(settle.Member, null, settle.Order, null),
        PoolCommand.PlaceOrder place => new(place.Member, null, place.Order, null),
        PoolCommand.DeliverOrder deliver => new(null, null, deliver.Order, null),
        PoolCommand.RefundOrder refund => new(null, null, refund.Order, null),
        PoolCommand.ReverseOrder reverse => new(null, null, reverse.Order, null),
        PoolCommand.SellPoints sell => new(sell.Member, null, null, null),
        PoolCommand.RedeemPoints redeem => new(redeem.Member, null, redeem.Order, null),
        PoolCommand.SpendCredit spend => new(spend.Member, null, null, null),
        PoolCommand.BindReferrer bind => new(bind.Member, bind.Referrer, null, null),
        PoolCommand.RequestWithdrawal request => new(request.Member, null, null, request.Withdrawal),
        _ => default,
    };
}

/// <summary>The canonical content of commands: what "the same command again" means (pool-rules 15).</summary>
/// <remarks>
/// Amounts are written as units, so "1000.0" and "1000.00" are the same. A member stands as its number, or, while it
/// has none, as a keyed hash of its name, so that no name can be read or guessed from a journal.
/// XXH128 and not SHA-256: it tells a sender's two commands apart, nobody gains by making them collide (the first
/// answer comes back), and it costs a twentieth. What an auditor relies on is the batches' SHA-256.
/// </remarks>
internal sealed class CommandContent(Names names, ReadOnlyMemory<byte> nameKey)
{
    private readonly WireWriter _writer = new();

    /// <summary>XXH128 of the content, with the members' numbers; None where a name has no number.</summary>
    public UInt128 Of(PoolCommand command, in CommandNames parts, MemberNumber member, MemberNumber referrer)
    {
        _writer.Clear();
        _writer.Signed(command.At.Milliseconds);
        Write(parts.Member, member);
        Write(parts.Referrer, referrer);
        _writer.Text(parts.Order);
        _writer.Text(parts.Withdrawal);
        Write(command);
        return XxHash128.HashToUInt128(_writer.Written);
    }

    /// <summary>
    /// Whether the command is the one that was journaled: it may have been before its members had numbers.
    /// </summary>
    public bool Matches(PoolCommand command, UInt128 journaled)
    {
        var parts = CommandNames.Of(command);
        var member = NumberOf(parts.Member);
        var referrer = NumberOf(parts.Referrer);
        return Of(command, parts, member, referrer) == journaled
            || Of(command, parts, MemberNumber.None, referrer) == journaled
            || Of(command, parts, member, MemberNumber.None) == journaled
            || Of(command, parts, MemberNumber.None, MemberNumber.None) == journaled;
    }

    private MemberNumber NumberOf(string? name) => name is null ? MemberNumber.None : names.Find(name);

    private void Write(string? name, MemberNumber number)
    {
        if (name is null)
        {
            _writer.Byte(0);
            return;
        }

        if (number != MemberNumber.None)
        {
            _writer.Byte(1);
            _writer.Unsigned((ulong)number.Value);
            return;
        }

        _writer.Byte(2);
        _writer.Raw(HMACSHA256.HashData(nameKey.Span, Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }

    private void Write(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.SettleOrder settle:
                Order(1, settle.Merchant, settle.Amount, settle.Funding, settle.Lines.AsSpan());
                break;
            case PoolCommand.PlaceOrder place:
                Order(2, place.Merchant, place.Amount, place.Funding, place.Lines.AsSpan());
                break;
            case PoolCommand.DeliverOrder:
                _writer.Byte(3);
                break;
            case PoolCommand.RefundOrder refund:
                _writer.Byte(4);
                _writer.Money(refund.Amount);
                break;
            case PoolCommand.ReverseOrder reverse:
                _writer.Byte(5);
                _writer.Money(reverse.Amount);
                break;
            case PoolCommand.SellPoints sell:
                _writer.Byte(6);
                Points(sell.Points, sell.Scale);
                _writer.Money(sell.Minimum);
                break;
            case PoolCommand.RedeemPoints redeem:
                _writer.Byte(7);
                Points(redeem.Points, redeem.Scale);
                break;
            case PoolCommand.SpendCredit spend:
                _writer.Byte(8);
                _writer.Text(spend.Order);
                _writer.Money(spend.Amount);
                break;
            case PoolCommand.BindReferrer:
                _writer.Byte(9);
                break;
            default:
                WriteOther(command);
                break;
        }
    }

    private void WriteOther(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.InjectCapital inject:
                Texts(10, inject.Source, inject.Voucher, inject.Approver);
                _writer.Money(inject.Amount);
                break;
            case PoolCommand.Subsidise subsidise:
                Texts(11, subsidise.Source, subsidise.Voucher, subsidise.Approver);
                _writer.Money(subsidise.Amount);
                _writer.Unsigned((ulong)subsidise.Share.Parts);
                break;
            case PoolCommand.ReturnReserve give:
                Texts(12, give.Approver);
                _writer.Signed(give.Amount?.Units ?? -1);
                break;
            case PoolCommand.RegisterMerchant register:
                Texts(13, register.Merchant);
                _writer.Unsigned((ulong)register.Commission.Parts);
                break;
            case PoolCommand.TopUpDeposit topUp:
                Texts(14, topUp.Merchant, topUp.Voucher);
                _writer.Money(topUp.Amount);
                break;
            case PoolCommand.AdvanceClock:
                _writer.Byte(15);
                break;
            case PoolCommand.RequestWithdrawal request:
                _writer.Byte(16);
                _writer.Money(request.Amount);
                break;
            case PoolCommand.ApproveWithdrawal approve:
                Texts(17, approve.Withdrawal, approve.Approver);
                break;
            case PoolCommand.RejectWithdrawal reject:
                Texts(18, reject.Withdrawal, reject.Reason);
                break;
            case PoolCommand.WithdrawalPaid paid:
                Texts(19, paid.Withdrawal, paid.Voucher);
                break;
            case PoolCommand.WithdrawalFailed failed:
                Texts(20, failed.Withdrawal, failed.Reason);
                break;
            case PoolCommand.PausePool pause:
                Texts(21, pause.By, pause.Reason);
                break;
            case PoolCommand.LiftPause lift:
                Texts(22, lift.By, lift.Approver);
                break;
            case PoolCommand.AnnounceClosing announce:
                Texts(23, announce.By);
                break;
            case PoolCommand.ClosePool close:
                Texts(24, close.By);
                break;
            default:
                throw new UnreachableException($"no content for {command.GetType().Name}");
        }
    }

    private void Order(byte kind, string merchant, Money amount, Funding? funding, ReadOnlySpan<OrderLine> lines)
    {
        Texts(kind, merchant, funding?.Reference);
        _writer.Money(amount);
        _writer.Unsigned((ulong)(funding?.Mode ?? 0));
        _writer.Unsigned((ulong)lines.Length);
        foreach (var line in lines)
        {
            _writer.Text(line.Goods);
            _writer.Money(line.Amount);
            _writer.Signed(line.Cost?.Units ?? -1);
        }
    }

    private void Points(PointsAsked points, int? scale)
    {
        _writer.Signed(points.Amount?.Units ?? -1);
        _writer.Signed(scale ?? -1);
    }

    private void Texts(byte kind, params ReadOnlySpan<string?> texts)
    {
        _writer.Byte(kind);
        foreach (var text in texts)
        {
            _writer.Text(text);
        }
    }
}
