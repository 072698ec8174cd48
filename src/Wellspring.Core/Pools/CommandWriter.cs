using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Wellspring.Core.Compliance;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>Writes the canonical line of a command. Its bytes depend on nothing but the command.</summary>
internal sealed class CommandWriter
{
    private readonly StringBuilder _line = new();
    private bool _isFirst = true;

    private CommandWriter()
    {
    }

    public static string Write(PoolCommand command)
    {
        var writer = new CommandWriter();
        writer._line.Append('{');
        writer.Text("id", command.Id).Text("at", command.At.ToString()).Body(command);
        return writer._line.Append("}}").ToString();
    }

    private CommandWriter Body(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder it => Open("settleOrder").Text("order", it.Order).Text("member", it.Member)
            .Text("merchant", it.Merchant).Yuan("amount", it.Amount).Funding(it.Funding).Lines(it.Lines)
            .Text("region", it.Region),
        PoolCommand.PlaceOrder it => Open("placeOrder").Text("order", it.Order).Text("member", it.Member)
            .Text("merchant", it.Merchant).Yuan("amount", it.Amount).Funding(it.Funding).Lines(it.Lines)
            .Text("region", it.Region),
        PoolCommand.DeliverOrder it => Open("deliverOrder").Text("order", it.Order),
        PoolCommand.RefundOrder it => Open("refundOrder").Text("order", it.Order).Yuan("amount", it.Amount),
        PoolCommand.ReverseOrder it => Open("reverseOrder").Text("order", it.Order).Yuan("amount", it.Amount),
        PoolCommand.SellPoints it => Open("sellPoints").Text("member", it.Member).Points(it.Points)
            .Yuan("minimum", it.Minimum == Money.Zero ? null : it.Minimum).Scale(it.Scale),
        PoolCommand.RedeemPoints it => Open("redeemPoints").Text("member", it.Member).Points(it.Points)
            .Text("order", it.Order).Scale(it.Scale),
        PoolCommand.SpendCredit it => Open("spendCredit").Text("member", it.Member).Text("order", it.Order)
            .Yuan("amount", it.Amount),
        PoolCommand.BindReferrer it => Open("bindReferrer").Text("member", it.Member).Text("referrer", it.Referrer),
        PoolCommand.RegisterMerchant it => Open("registerMerchant").Text("merchant", it.Merchant)
            .Text("commission", it.Commission.ToString()).Text("developer", it.Developer),
        _ => Rewards(command),
    };

    private CommandWriter Rewards(PoolCommand command) => command switch
    {
        PoolCommand.UnbindReferrer it => Open("unbindReferrer").Text("member", it.Member),
        PoolCommand.AppointAgent it => Open("appointAgent").Text("division", it.Division).Text("tier", it.Tier.Code())
            .Text("member", it.Member).Text("from", it.From.ToString()).Text("until", it.Until.ToString())
            .Text("contract", it.Contract),
        PoolCommand.EndAgent it => Open("endAgent").Text("division", it.Division),
        PoolCommand.BookAgentFee it => Open("bookAgentFee").Text("division", it.Division).Text("member", it.Member)
            .Yuan("amount", it.Amount).Text("voucher", it.Voucher),
        PoolCommand.SetLevel it => Open("setLevel").Text("member", it.Member).Text("level", it.Level),
        PoolCommand.AppointPromoter it => Open("appointPromoter").Text("member", it.Member),
        PoolCommand.EndPromoter it => Open("endPromoter").Text("member", it.Member),
        PoolCommand.PayDividend it => Open("payDividend").Text("period", it.Period).Yuan("amount", it.Amount)
            .Shares(it.Shares),
        _ => OperatorMoney(command),
    };

    private CommandWriter OperatorMoney(PoolCommand command) => command switch
    {
        PoolCommand.InjectCapital it => Open("injectCapital").Yuan("amount", it.Amount).Text("source", it.Source)
            .Text("voucher", it.Voucher).Text("approver", it.Approver).Text("contract", it.Contract),
        PoolCommand.Subsidise it => Open("subsidise").Yuan("amount", it.Amount).Text("rate", it.Share.ToString())
            .Text("source", it.Source).Text("voucher", it.Voucher).Text("approver", it.Approver),
        PoolCommand.ReturnReserve it => Open("returnReserve").Yuan("amount", it.Amount).Text("approver", it.Approver),
        PoolCommand.TopUpDeposit it => Open("topUpDeposit").Text("merchant", it.Merchant).Yuan("amount", it.Amount)
            .Text("voucher", it.Voucher),
        PoolCommand.AdvanceClock => Open("advanceClock"),
        PoolCommand.PausePool it => Open("pausePool").Text("by", it.By).Text("reason", it.Reason),
        PoolCommand.LiftPause it => Open("liftPause").Text("by", it.By).Text("approver", it.Approver),
        PoolCommand.AnnounceClosing it => Open("announceClosing").Text("by", it.By),
        PoolCommand.ClosePool it => Open("closePool").Text("by", it.By),
        _ => Withdrawal(command),
    };

    private CommandWriter Withdrawal(PoolCommand command) => command switch
    {
        PoolCommand.RequestWithdrawal it => Open("requestWithdrawal").Text("withdrawal", it.Withdrawal)
            .Text("member", it.Member).Yuan("amount", it.Amount),
        PoolCommand.ApproveWithdrawal it => Open("approveWithdrawal").Text("withdrawal", it.Withdrawal)
            .Text("approver", it.Approver),
        PoolCommand.RejectWithdrawal it => Open("rejectWithdrawal").Text("withdrawal", it.Withdrawal)
            .Text("reason", it.Reason),
        PoolCommand.WithdrawalPaid it => Open("withdrawalPaid").Text("withdrawal", it.Withdrawal)
            .Text("voucher", it.Voucher),
        PoolCommand.WithdrawalFailed it => Open("withdrawalFailed").Text("withdrawal", it.Withdrawal)
            .Text("reason", it.Reason),
        _ => Version(command),
    };

    private CommandWriter Version(PoolCommand command) => command switch
    {
        PoolCommand.PublishPlan it => Open("publishPlan").Raw("plan", it.Plan)
            .Text("effectiveAt", it.EffectiveAt.ToString())
            .Raw("acknowledgements",
                it.Acknowledgements.IsDefaultOrEmpty ? null : AcknowledgementFile.Write(it.Acknowledgements))
            .Text("by", it.By).Text("approver", it.Approver),
        PoolCommand.Acknowledge it => Open("acknowledge").Raw("acknowledgement", AcknowledgementFile.Write(it.Given)),
        PoolCommand.VoidAcknowledgement it => Open("voidAcknowledgement").Text("code", it.Code).Text("by", it.By)
            .Text("reason", it.Reason),
        PoolCommand.RecordRefusedAttempt it => Open("recordRefusedAttempt").Text("code", it.Code).Text("by", it.By)
            .Text("subject", it.Subject),
        PoolCommand.PublishStatement it => Open("publishStatement").Text("topic", it.Topic.Code())
            .Raw("statement", it.Statement),
        PoolCommand.HoldOrder it => Open("holdOrder").Text("order", it.Order).Text("reason", it.Reason),
        PoolCommand.ReleaseOrder it => Open("releaseOrder").Text("order", it.Order).Text("by", it.By),
        _ => Claims(command),
    };

    private CommandWriter Claims(PoolCommand command) => command switch
    {
        PoolCommand.RegisterClaim it => Open("registerClaim").Text("claim", it.Claim).Text("member", it.Member)
            .Text("claimKind", it.ClaimKind.Code()).Yuan("amount", it.Quantity is null ? it.Amount : null)
            .Text("quantity", it.Quantity is { } quantity ? Short(quantity) : null).Yuan("unitValue", it.UnitValue)
            .Text("since", LegacyFields.DayOf(it.Since)).Text("evidence", it.Evidence).Text("origin", it.Origin),
        PoolCommand.DisputeClaim it => Open("disputeClaim").Text("claim", it.Claim).Text("by", it.By)
            .Text("reason", it.Reason),
        PoolCommand.ResolveClaim it => Open("resolveClaim").Text("claim", it.Claim).Yuan("amount", it.Amount)
            .Text("by", it.By).Text("approver", it.Approver).Text("document", it.Document),
        PoolCommand.TransferClaim it => Open("transferClaim").Text("claim", it.Claim).Text("member", it.Member)
            .Text("transfer", it.Transfer.Code()).Text("document", it.Document).Text("by", it.By)
            .Text("approver", it.Approver),
        PoolCommand.WithdrawClaim it => Open("withdrawClaim").Text("claim", it.Claim).Text("reason", it.Reason)
            .Text("by", it.By).Text("approver", it.Approver),
        _ => Conversion(command),
    };

    private CommandWriter Conversion(PoolCommand command) => command switch
    {
        PoolCommand.AnswerOffer it => Open("answerOffer").Text("member", it.Member).Text("answer", it.Answer.Code())
            .Text("offer", it.Offer).Yuan("amount", it.Amount)
            .Raw("proceedsReduceClaim", it.ProceedsReduceClaim ? "true" : null),
        PoolCommand.RevokeConsent it => Open("revokeConsent").Text("member", it.Member),
        PoolCommand.PayWithCoins it => Open("payWithCoins").Text("member", it.Member).Text("order", it.Order)
            .Yuan("coins", it.Coins),
        PoolCommand.WaiveClaim it => Open("waiveClaim").Text("member", it.Member).Text("statement", it.Statement),
        PoolCommand.FundSettlement it => Open("fundSettlement").Yuan("amount", it.Amount).Text("source", it.Source)
            .Text("voucher", it.Voucher).Text("approver", it.Approver),
        PoolCommand.BuyLockedPoints it => Open("buyLockedPoints").Text("member", it.Member).Yuan("amount", it.Amount)
            .Text("source", it.Source).Text("voucher", it.Voucher).Text("approver", it.Approver),
        PoolCommand.StopReleases it => Open("stopReleases").Text("by", it.By).Text("approver", it.Approver)
            .Text("reason", it.Reason),
        PoolCommand.RestartReleases it => Open("restartReleases").Text("by", it.By).Text("approver", it.Approver),
        _ => throw new UnreachableException($"no line for {command.GetType().Name}"),
    };

    private CommandWriter Open(string name)
    {
        Name(name);
        _line.Append('{');
        _isFirst = true;
        return this;
    }

    /// <summary>A field whose value is JSON already, and canonical; no field when there is none.</summary>
    private CommandWriter Raw(string name, string? json)
    {
        if (json is not null)
        {
            Name(name);
            _line.Append(json);
        }

        return this;
    }

    /// <summary>A field with a text; no field when there is none.</summary>
    private CommandWriter Text(string name, string? text)
    {
        if (text is not null)
        {
            Name(name);
            Quote(text);
        }

        return this;
    }

    /// <summary>Two decimals where whole fen allow it; all six otherwise, so that nothing is lost.</summary>
    private CommandWriter Yuan(string name, Money? amount) => Text(name, amount is not { } money ? null
        : money.IsWholeFen ? Decimals.Write(money.Units / Money.UnitsPerFen, 2)
        : money.ToString());

    private CommandWriter Points(PointsAsked points) =>
        Text("points", points.Amount is { } amount ? Short(amount) : "all");

    private static string Short(Points points) => points.ToString().TrimEnd('0').TrimEnd('.');

    private CommandWriter Scale(int? scale)
    {
        if (scale is { } number)
        {
            Name("scale");
            _line.Append(CultureInfo.InvariantCulture, $"{number}");
        }

        return this;
    }

    private CommandWriter Funding(Funding? funding)
    {
        if (funding is not null)
        {
            Open("funding").Text("mode", funding.Mode.Code()).Text("reference", funding.Reference).Close('}');
        }

        return this;
    }

    private CommandWriter Lines(ImmutableArray<OrderLine> lines)
    {
        if (lines.IsDefaultOrEmpty)
        {
            return this;
        }

        Name("lines");
        _line.Append('[');
        foreach (var line in lines)
        {
            _line.Append(_line[^1] == '[' ? "{" : ",{");
            _isFirst = true;
            Text("goods", line.Goods).Yuan("amount", line.Amount).Yuan("cost", line.Cost)
                .Text("inflowBasis", line.Cost is null ? null : "margin").Close('}');
        }

        return Close(']');
    }

    private CommandWriter Shares(ImmutableArray<DividendShare> shares)
    {
        Name("shares");
        _line.Append('[');
        foreach (var share in shares)
        {
            _line.Append(_line[^1] == '[' ? "{" : ",{");
            _isFirst = true;
            Text("member", share.Member);
            _line.Append(CultureInfo.InvariantCulture, $",\"weight\":{share.Weight}");
            Close('}');
        }

        return Close(']');
    }

    private CommandWriter Close(char bracket)
    {
        _line.Append(bracket);
        _isFirst = false;
        return this;
    }

    private void Name(string name)
    {
        _line.Append(_isFirst ? "\"" : ",\"").Append(name).Append("\":");
        _isFirst = false;
    }

    // Only what JSON demands is escaped: what a library's encoder escapes changes between its releases.
    private void Quote(string text)
    {
        _line.Append('"');
        foreach (var unit in text)
        {
            if (unit is '"' or '\\')
            {
                _line.Append('\\').Append(unit);
            }
            else if (unit < ' ')
            {
                _line.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else
            {
                _line.Append(unit);
            }
        }

        _line.Append('"');
    }
}
