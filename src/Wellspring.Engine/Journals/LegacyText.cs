using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Journals;

/// <summary>Writes the fields of records about old debts 历史债务 and of orders' coin parts.</summary>
internal sealed class LegacyText(Utf8JsonWriter writer, Func<MemberNumber, string> nameOf)
{
    public void Write(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ClaimRegistered { Claim: var it }:
                Text("event", "claimRegistered").Registered(it);
                break;
            case PoolEvent.ClaimDisputed it:
                Text("event", "claimDisputed").Text("claim", it.Claim).Member("member", it.Member)
                    .Money("frozen", it.Frozen).Text("by", it.By).Text("reason", it.Reason);
                break;
            case PoolEvent.ClaimResolved it:
                Text("event", "claimResolved").Text("claim", it.Claim).Member("member", it.Member)
                    .Money("agreed", it.Agreed).Money("waived", it.Waived).Text("by", it.By)
                    .Text("approver", it.Approver).Text("document", it.Document);
                break;
            case PoolEvent.ClaimTransferred it:
                Text("event", "claimTransferred").Text("claim", it.Claim).Member("from", it.From).Member("to", it.To)
                    .Money("amount", it.Amount).Text("transfer", it.Transfer.Code()).Text("document", it.Document)
                    .Text("by", it.By).Text("approver", it.Approver);
                break;
            case PoolEvent.ClaimWithdrawn it:
                Text("event", "claimWithdrawn").Text("claim", it.Claim).Member("member", it.Member)
                    .Money("amount", it.Amount).Text("reason", it.Reason).Text("by", it.By)
                    .Text("approver", it.Approver);
                break;
            case PoolEvent.OfferAnswered it:
                Text("event", "offerAnswered").Member("member", it.Member).Text("answer", it.Answer.Code())
                    .Text("offer", it.Offer).Money("converted", it.Converted).Money("returned", it.Returned)
                    .Text("coinRate", it.CoinRate.ToString()).Flag("proceedsReduceClaim", it.ProceedsReduceClaim);
                break;
            case PoolEvent.ConsentRevoked it:
                Text("event", "consentRevoked").Member("member", it.Member).Money("returned", it.Returned);
                break;
            case PoolEvent.CoinsPaid it:
                Text("event", "coinsPaid").Member("member", it.Member).Text("order", it.Order)
                    .Money("coins", it.Coins).Money("value", it.Value).Money("deposit", it.Deposit);
                break;
            default:
                WriteOperators(happened);
                break;
        }
    }

    /// <summary>A due item of the release run.</summary>
    public void Write(DueItem item)
    {
        switch (item)
        {
            case DueItem.ReleaseBegan it:
                Text("event", "releaseBegan").Text("day", DayOf(it.Day)).Text("budget", it.Budget.ToString())
                    .Money("allowance", it.Allowance);
                break;
            case DueItem.PointsReleased it:
                Text("event", "pointsReleased").Member("member", it.Member).Text("points", it.Points.ToString())
                    .Money("basis", it.Basis);
                break;
            default:
                throw new UnreachableException($"no text for {item.GetType().Name}");
        }
    }

    public void Write(PendingCoins? coins) => Group(coins, it =>
        Money("coins", it.Coins).Money("value", it.Value).Money("deposit", it.Deposit));

    public void Write(SettledCoins? coins) => Group(coins, it => Money("coins", it.Coins).Money("value", it.Value)
        .Money("deposit", it.Deposit).Text("points", it.Points.ToString()));

    public void Write(CoinRow? coins) => Group(coins, it => Money("coins", it.Coins).Money("value", it.Value)
        .Money("deposit", it.Deposit).Text("points", it.Points.ToString()).Money("restored", it.Restored)
        .Money("returned", it.Returned).Money("depositBack", it.DepositBack)
        .Text("demanded", it.Demanded.ToString()));

    public void Write(CoinRefund? coins) => Group(coins, it =>
        Money("coins", it.Coins).Money("value", it.Value).Money("deposit", it.Deposit));

    public void Write(CoinReversal? coins) => Group(coins, it => Money("coins", it.Coins).Money("value", it.Value)
        .Money("deposit", it.Deposit).Text("demanded", it.Demanded.ToString())
        .Text("fromLocked", it.FromLocked.ToString()).Text("fromFreed", it.FromFreed.ToString())
        .Money("basisCut", it.BasisCut).Money("claimBasisCut", it.ClaimBasisCut));

    private void WriteOperators(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ClaimWaived it:
                Text("event", "claimWaived").Member("member", it.Member).Money("unconverted", it.Unconverted)
                    .Money("coins", it.Coins).Text("statement", it.Statement);
                break;
            case PoolEvent.SettlementFunded it:
                Text("event", "settlementFunded").Money("amount", it.Amount).Text("source", it.Source)
                    .Text("voucher", it.Voucher).Text("approver", it.Approver);
                break;
            case PoolEvent.LockedPointsBought it:
                Text("event", "lockedPointsBought").Member("member", it.Member).Money("amount", it.Amount)
                    .Text("points", it.Points.ToString()).Text("source", it.Source).Text("voucher", it.Voucher)
                    .Text("approver", it.Approver);
                break;
            case PoolEvent.ReleasesStopped it:
                Text("event", "releasesStopped").Text("by", it.By).Text("approver", it.Approver)
                    .Text("reason", it.Reason);
                break;
            case PoolEvent.ReleasesRestarted it:
                Text("event", "releasesRestarted").Text("by", it.By).Text("approver", it.Approver);
                break;
            default:
                throw new UnreachableException($"no text for {happened.GetType().Name}");
        }
    }

    private void Registered(Claim it) => Text("claim", it.Id).Member("member", it.Member)
        .Text("claimKind", it.Kind.Code()).Money("amount", it.Amount).Text("quantity", it.Quantity?.ToString())
        .Text("unitValue", it.UnitValue?.ToString()).Text("since", DayOf(it.Since)).Text("evidence", it.Evidence)
        .Text("origin", it.Origin);

    private void Group<T>(T? coins, Func<T, LegacyText> write)
        where T : class
    {
        if (coins is not null)
        {
            writer.WriteStartObject("coins");
            write(coins);
            writer.WriteEndObject();
        }
    }

    private LegacyText Member(string name, MemberNumber member) => Text(name, nameOf(member));

    private LegacyText Money(string name, Money amount) => Text(name, amount.ToString());

    private LegacyText Flag(string name, bool flag)
    {
        writer.WriteBoolean(name, flag);
        return this;
    }

    private LegacyText Text(string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }

        return this;
    }

    private static string DayOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)day)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
