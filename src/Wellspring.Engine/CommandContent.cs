using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;

namespace Wellspring.Engine;

/// <summary>The outside names in a command: whom, which order, which withdrawal it is about.</summary>
internal readonly record struct CommandNames(string? Member, string? Referrer, string? Order, string? Withdrawal)
{
    /// <summary>The shareholders of a dividend, in their order.</summary>
    public ImmutableArray<string> Others { get => field.IsDefault ? [] : field; init; }

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
        PoolCommand.RegisterMerchant register => new(register.Developer, null, null, null),
        PoolCommand.UnbindReferrer unbind => new(unbind.Member, null, null, null),
        PoolCommand.AppointAgent appoint => new(appoint.Member, null, null, null),
        PoolCommand.BookAgentFee fee => new(fee.Member, null, null, null),
        PoolCommand.SetLevel level => new(level.Member, null, null, null),
        PoolCommand.AppointPromoter promoter => new(promoter.Member, null, null, null),
        PoolCommand.EndPromoter promoter => new(promoter.Member, null, null, null),
        PoolCommand.PayDividend pay => new() { Others = [.. pay.Shares.Select(share => share.Member)] },
        PoolCommand.HoldOrder hold => new(null, null, hold.Order, null),
        PoolCommand.ReleaseOrder release => new(null, null, release.Order, null),
        PoolCommand.RegisterClaim register => new(register.Member, null, null, null),
        PoolCommand.TransferClaim transfer => new(transfer.Member, null, null, null),
        PoolCommand.AnswerOffer answer => new(answer.Member, null, null, null),
        PoolCommand.RevokeConsent revoke => new(revoke.Member, null, null, null),
        PoolCommand.PayWithCoins pay => new(pay.Member, null, pay.Order, null),
        PoolCommand.BuyLockedPoints buy => new(buy.Member, null, null, null),
        PoolCommand.WaiveClaim waive => new(waive.Member, null, null, null),
        _ => new(),
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

    /// <summary>The number of a kind of command, as records carry it; never renumbered.</summary>
    public static int KindOf(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder => 1,
        PoolCommand.PlaceOrder => 2,
        PoolCommand.DeliverOrder => 3,
        PoolCommand.RefundOrder => 4,
        PoolCommand.ReverseOrder => 5,
        PoolCommand.SellPoints => 6,
        PoolCommand.RedeemPoints => 7,
        PoolCommand.SpendCredit => 8,
        PoolCommand.BindReferrer => 9,
        PoolCommand.InjectCapital => 10,
        PoolCommand.Subsidise => 11,
        PoolCommand.ReturnReserve => 12,
        PoolCommand.RegisterMerchant => 13,
        PoolCommand.TopUpDeposit => 14,
        PoolCommand.AdvanceClock => 15,
        PoolCommand.RequestWithdrawal => 16,
        PoolCommand.ApproveWithdrawal => 17,
        PoolCommand.RejectWithdrawal => 18,
        PoolCommand.WithdrawalPaid => 19,
        PoolCommand.WithdrawalFailed => 20,
        PoolCommand.PausePool => 21,
        PoolCommand.LiftPause => 22,
        PoolCommand.AnnounceClosing => 23,
        PoolCommand.ClosePool => 24,
        PoolCommand.UnbindReferrer => 29,
        PoolCommand.AppointAgent => 30,
        PoolCommand.EndAgent => 31,
        PoolCommand.BookAgentFee => 32,
        PoolCommand.SetLevel => 33,
        PoolCommand.AppointPromoter => 34,
        PoolCommand.EndPromoter => 35,
        PoolCommand.PayDividend => 36,
        PoolCommand.PublishPlan => 40,
        PoolCommand.Acknowledge => 41,
        PoolCommand.VoidAcknowledgement => 42,
        PoolCommand.RecordRefusedAttempt => 43,
        PoolCommand.HoldOrder => 44,
        PoolCommand.ReleaseOrder => 45,
        PoolCommand.PublishStatement => 46,
        PoolCommand.RegisterClaim => 50,
        PoolCommand.DisputeClaim => 51,
        PoolCommand.ResolveClaim => 52,
        PoolCommand.TransferClaim => 53,
        PoolCommand.WithdrawClaim => 54,
        PoolCommand.AnswerOffer => 55,
        PoolCommand.RevokeConsent => 56,
        PoolCommand.PayWithCoins => 57,
        PoolCommand.FundSettlement => 58,
        PoolCommand.BuyLockedPoints => 59,
        PoolCommand.StopReleases => 60,
        PoolCommand.RestartReleases => 61,
        PoolCommand.WaiveClaim => 62,
        _ => throw new UnreachableException($"no number for {command.GetType().Name}"),
    };

    /// <summary>XXH128 of the content, with the members' numbers; None where a name has no number.</summary>
    public UInt128 Of(PoolCommand command, in CommandNames parts, MemberNumber member, MemberNumber referrer)
    {
        _writer.Clear();
        _writer.Signed(command.At.Milliseconds);
        Write(parts.Member, member);
        Write(parts.Referrer, referrer);
        _writer.Text(parts.Order);
        _writer.Text(parts.Withdrawal);
        _writer.Byte((byte)KindOf(command));
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
                Order(settle.Merchant, settle.Amount, settle.Funding, settle.Lines.AsSpan());
                IfSaid(settle.Region);
                break;
            case PoolCommand.PlaceOrder place:
                Order(place.Merchant, place.Amount, place.Funding, place.Lines.AsSpan());
                IfSaid(place.Region);
                break;
            case PoolCommand.DeliverOrder:
                break;
            case PoolCommand.RefundOrder refund:
                _writer.Money(refund.Amount);
                break;
            case PoolCommand.ReverseOrder reverse:
                _writer.Money(reverse.Amount);
                break;
            case PoolCommand.SellPoints sell:
                Points(sell.Points, sell.Scale);
                _writer.Money(sell.Minimum);
                break;
            case PoolCommand.RedeemPoints redeem:
                Points(redeem.Points, redeem.Scale);
                break;
            case PoolCommand.SpendCredit spend:
                _writer.Text(spend.Order);
                _writer.Money(spend.Amount);
                break;
            case PoolCommand.BindReferrer:
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
                Texts(inject.Source, inject.Voucher, inject.Approver);
                _writer.Money(inject.Amount);
                IfSaid(inject.Contract);
                break;
            case PoolCommand.Subsidise subsidise:
                Texts(subsidise.Source, subsidise.Voucher, subsidise.Approver);
                _writer.Money(subsidise.Amount);
                _writer.Unsigned((ulong)subsidise.Share.Parts);
                break;
            case PoolCommand.ReturnReserve give:
                Texts(give.Approver);
                _writer.Signed(give.Amount?.Units ?? -1);
                break;
            case PoolCommand.RegisterMerchant register:
                Texts(register.Merchant);
                _writer.Unsigned((ulong)register.Commission.Parts);
                break;
            case PoolCommand.TopUpDeposit topUp:
                Texts(topUp.Merchant, topUp.Voucher);
                _writer.Money(topUp.Amount);
                break;
            case PoolCommand.AdvanceClock:
                break;
            case PoolCommand.RequestWithdrawal request:
                _writer.Money(request.Amount);
                break;
            case PoolCommand.ApproveWithdrawal approve:
                Texts(approve.Withdrawal, approve.Approver);
                break;
            case PoolCommand.RejectWithdrawal reject:
                Texts(reject.Withdrawal, reject.Reason);
                break;
            case PoolCommand.WithdrawalPaid paid:
                Texts(paid.Withdrawal, paid.Voucher);
                break;
            case PoolCommand.WithdrawalFailed failed:
                Texts(failed.Withdrawal, failed.Reason);
                break;
            case PoolCommand.PausePool pause:
                Texts(pause.By, pause.Reason);
                break;
            case PoolCommand.LiftPause lift:
                Texts(lift.By, lift.Approver);
                break;
            case PoolCommand.AnnounceClosing announce:
                Texts(announce.By);
                break;
            case PoolCommand.ClosePool close:
                Texts(close.By);
                break;
            default:
                WriteReward(command);
                break;
        }
    }

    private void WriteReward(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.UnbindReferrer or PoolCommand.AppointPromoter or PoolCommand.EndPromoter:
                break;
            case PoolCommand.AppointAgent appoint:
                Texts(appoint.Division, appoint.Contract);
                _writer.Unsigned((ulong)appoint.Tier);
                _writer.Signed(appoint.From.Milliseconds);
                _writer.Signed(appoint.Until.Milliseconds);
                break;
            case PoolCommand.EndAgent end:
                Texts(end.Division);
                break;
            case PoolCommand.BookAgentFee fee:
                Texts(fee.Division, fee.Voucher);
                _writer.Money(fee.Amount);
                break;
            case PoolCommand.SetLevel level:
                Texts(level.Level);
                break;
            case PoolCommand.PayDividend pay:
                Texts(pay.Period);
                _writer.Money(pay.Amount);
                foreach (var share in pay.Shares)
                {
                    // Always the keyed hash, with or without a number: the same line is the same content for ever.
                    Write(share.Member, MemberNumber.None);
                    _writer.Signed(share.Weight);
                }

                break;
            default:
                WriteVersion(command);
                break;
        }
    }

    private void WriteVersion(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.PublishPlan publish:
                Texts(publish.Plan, publish.By, publish.Approver);
                _writer.Signed(publish.EffectiveAt.Milliseconds);
                Texts(AcknowledgementFile.Write(publish.Acknowledgements));
                break;
            case PoolCommand.Acknowledge acknowledge:
                Texts(AcknowledgementFile.Write(acknowledge.Given));
                break;
            case PoolCommand.VoidAcknowledgement revoke:
                Texts(revoke.Code, revoke.By, revoke.Reason);
                break;
            case PoolCommand.RecordRefusedAttempt attempt:
                Texts(attempt.Code, attempt.By, attempt.Subject);
                break;
            case PoolCommand.PublishStatement publish:
                _writer.Unsigned((ulong)publish.Topic);
                Texts(publish.Statement);
                break;
            case PoolCommand.HoldOrder hold:
                Texts(hold.Reason);
                break;
            case PoolCommand.ReleaseOrder release:
                Texts(release.By);
                break;
            default:
                WriteClaim(command);
                break;
        }
    }

    private void WriteClaim(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.RegisterClaim register:
                Texts(register.Claim, register.Evidence, register.Origin);
                _writer.Unsigned((ulong)register.ClaimKind);
                _writer.Money(register.Amount);
                _writer.Signed(register.Quantity?.Units ?? -1);
                _writer.Signed(register.UnitValue?.Units ?? -1);
                _writer.Signed(register.Since);
                break;
            case PoolCommand.DisputeClaim dispute:
                Texts(dispute.Claim, dispute.By, dispute.Reason);
                break;
            case PoolCommand.ResolveClaim resolve:
                Texts(resolve.Claim, resolve.By, resolve.Approver, resolve.Document);
                _writer.Money(resolve.Amount);
                break;
            case PoolCommand.TransferClaim transfer:
                Texts(transfer.Claim, transfer.Document, transfer.By, transfer.Approver);
                _writer.Unsigned((ulong)transfer.Transfer);
                break;
            case PoolCommand.WithdrawClaim withdraw:
                Texts(withdraw.Claim, withdraw.Reason, withdraw.By, withdraw.Approver);
                break;
            default:
                WriteConversion(command);
                break;
        }
    }

    private void WriteConversion(PoolCommand command)
    {
        switch (command)
        {
            case PoolCommand.AnswerOffer answer:
                Texts(answer.Offer);
                _writer.Unsigned((ulong)answer.Answer);
                _writer.Signed(answer.Amount?.Units ?? -1);
                _writer.Flag(answer.ProceedsReduceClaim);
                break;
            case PoolCommand.RevokeConsent:
                break;
            case PoolCommand.PayWithCoins pay:
                _writer.Money(pay.Coins);
                break;
            case PoolCommand.WaiveClaim waive:
                Texts(waive.Statement);
                break;
            case PoolCommand.FundSettlement fund:
                Texts(fund.Source, fund.Voucher, fund.Approver);
                _writer.Money(fund.Amount);
                break;
            case PoolCommand.BuyLockedPoints buy:
                Texts(buy.Source, buy.Voucher, buy.Approver);
                _writer.Money(buy.Amount);
                break;
            case PoolCommand.StopReleases stop:
                Texts(stop.By, stop.Approver, stop.Reason);
                break;
            case PoolCommand.RestartReleases restart:
                Texts(restart.By, restart.Approver);
                break;
            default:
                throw new UnreachableException($"no content for {command.GetType().Name}");
        }
    }

    // A field of a later release counts only where it says something: older lines keep their content.
    private void IfSaid(string? text)
    {
        if (text is not null)
        {
            _writer.Text(text);
        }
    }

    private void Order(string merchant, Money amount, Funding? funding, ReadOnlySpan<OrderLine> lines)
    {
        Texts(merchant, funding?.Reference);
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

    private void Texts(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            _writer.Text(text);
        }
    }
}
