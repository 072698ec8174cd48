using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Engine.Journals;

/// <summary>Writes the fields of events. Names are public: they are added, never changed.</summary>
internal sealed class EventText(Utf8JsonWriter writer, Func<MemberNumber, string> nameOf)
{
    private readonly LegacyText _legacy = new(writer, nameOf);

    public void Write(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PoolOpened it:
                Begin("poolOpened").Money("float", it.Float).Points("floatPoints", it.FloatPoints).Plan(it.Plan);
                VersionText.Write(writer, it.Acknowledgements);
                break;
            case PoolEvent.OrderSettled it:
                Begin("orderSettled").Settled(it.Settlement);
                _legacy.Write(it.Settlement.Coins);
                break;
            case PoolEvent.DueProcessed it:
                Begin("dueProcessed").Time("clock", it.Clock).Each("items", it.Items, Due);
                break;
            case PoolEvent.OrderPlaced it:
                Begin("orderPlaced").Placed(it.Placed);
                _legacy.Write(it.Placed.Coins);
                break;
            case PoolEvent.OrderDelivered it:
                Begin("orderDelivered").Text("order", it.Order).Time("due", it.Due);
                break;
            case PoolEvent.OrderRefunded it:
                Begin("orderRefunded").Text("order", it.Order).Money("cash", it.Cash).Money("goods", it.Goods)
                    .Flag("closed", it.Closed).Row(it.Row);
                _legacy.Write(it.Coins);
                break;
            case PoolEvent.OrderReversed it:
                Begin("orderReversed").Reversed(it);
                _legacy.Write(it.Coins);
                break;
            case PoolEvent.PointsSold it:
                Begin("pointsSold").Member("member", it.Member).Points("points", it.Points).Money("value", it.Value)
                    .Money("paid", it.Paid);
                VersionText.Write(writer, it.Parts);
                break;
            case PoolEvent.PointsRedeemed it:
                Begin("pointsRedeemed").Member("member", it.Member).Points("points", it.Points)
                    .Money("value", it.Value).Money("credit", it.Credit).Text("order", it.Order).Row(it.Row);
                break;
            case PoolEvent.CreditSpent it:
                Begin("creditSpent").Member("member", it.Member).Text("order", it.Order).Money("amount", it.Amount);
                break;
            default:
                WriteOperators(happened);
                break;
        }

        Aftermath(happened.After);
    }

    private void WriteOperators(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.CapitalInjected it:
                Begin("capitalInjected").Money("amount", it.Amount).Text("source", it.Source)
                    .Text("voucher", it.Voucher).Text("approver", it.Approver).Text("contract", it.Contract);
                break;
            case PoolEvent.Subsidised it:
                Begin("subsidised").Money("amount", it.Amount).Text("share", it.Share.ToString())
                    .Text("source", it.Source).Text("voucher", it.Voucher).Text("approver", it.Approver);
                break;
            case PoolEvent.ReserveReturned it:
                Begin("reserveReturned").Money("amount", it.Amount).Text("approver", it.Approver);
                break;
            case PoolEvent.DepositToppedUp it:
                Begin("depositToppedUp").Text("merchant", it.Merchant).Money("amount", it.Amount)
                    .Text("voucher", it.Voucher);
                break;
            case PoolEvent.ReferrerBound it:
                Begin("referrerBound").Member("member", it.Member).Member("referrer", it.Referrer);
                break;
            case PoolEvent.MerchantRegistered it:
                Begin("merchantRegistered").Text("merchant", it.Merchant)
                    .Text("commission", it.Commission.ToString()).MemberIfAny("developer", it.Developer);
                break;
            case PoolEvent.Refused it:
                Begin("refused").Text("reason", it.Reason.Code()).About(it.Subject).Text("detail", it.Detail);
                break;
            case PoolEvent.Quarantined it:
                Begin("quarantined").Text("invariant", it.Invariant).About(it.Subject);
                break;
            default:
                WriteWithdrawalOrLife(happened);
                break;
        }
    }

    private void WriteWithdrawalOrLife(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.WithdrawalRequested { Withdrawal: var it }:
                Begin("withdrawalRequested").Moved(it).Money("fee", it.Fee).Text("state", StateOf(it));
                break;
            case PoolEvent.WithdrawalApproved it:
                Begin("withdrawalApproved").Moved(it.Withdrawal).Text("approver", it.Approver);
                break;
            case PoolEvent.WithdrawalRejected it:
                Begin("withdrawalRejected").Moved(it.Withdrawal).Text("reason", it.Reason);
                break;
            case PoolEvent.WithdrawalSettled it:
                Begin("withdrawalSettled").Moved(it.Withdrawal).Text("voucher", it.Voucher);
                break;
            case PoolEvent.WithdrawalReturned it:
                Begin("withdrawalReturned").Moved(it.Withdrawal).Text("reason", it.Reason);
                break;
            case PoolEvent.ClockAdvanced:
                Begin("clockAdvanced");
                break;
            case PoolEvent.PoolPaused it:
                Begin("poolPaused").Text("by", it.By).Text("reason", it.Reason);
                break;
            case PoolEvent.PauseLifted it:
                Begin("pauseLifted").Text("by", it.By).Text("approver", it.Approver);
                break;
            case PoolEvent.ClosingWasAnnounced it:
                Begin("closingAnnounced").Time("earliest", it.Earliest).Text("by", it.By);
                break;
            case PoolEvent.PoolWasClosed it:
                Begin("poolClosed").Each("payments", it.Payments, Payment).Money("toOperator", it.ToOperator)
                    .Money("crumbs", it.Crumbs).Text("by", it.By);
                break;
            default:
                WriteRewards(happened);
                break;
        }
    }

    private void WriteRewards(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.ReferrerUnbound it:
                Begin("referrerUnbound").Member("member", it.Member).Member("referrer", it.Referrer);
                break;
            case PoolEvent.AgentAppointed it:
                Begin("agentAppointed").Appointed(it.Agency);
                break;
            case PoolEvent.AgentEnded it:
                Begin("agentEnded").Appointed(it.Agency);
                break;
            case PoolEvent.AgentFeeBooked it:
                Begin("agentFeeBooked").Text("division", it.Division).Member("member", it.Member)
                    .Money("amount", it.Amount).Text("voucher", it.Voucher);
                break;
            case PoolEvent.LevelSet it:
                Begin("levelSet").Member("member", it.Member).Text("level", it.Level);
                break;
            case PoolEvent.PromoterAppointed it:
                Begin("promoterAppointed").Member("member", it.Member);
                break;
            case PoolEvent.PromoterEnded it:
                Begin("promoterEnded").Member("member", it.Member);
                break;
            case PoolEvent.DividendPaid it:
                Begin("dividendPaid").Text("period", it.Period).Money("amount", it.Amount)
                    .Each("payments", it.Payments, payment => Member("member", payment.Member)
                        .Long("weight", payment.Weight).Money("amount", payment.Amount))
                    .Money("crumb", it.Crumb);
                break;
            default:
                if (LegacyCodec.KindOf(happened) is null)
                {
                    VersionText.Write(writer, happened);
                    break;
                }

                _legacy.Write(happened);
                break;
        }
    }

    private void Appointed(Agency it) => Text("division", it.Division).Text("tier", it.Tier.Code())
        .Member("member", it.Member).Time("from", it.From).Time("until", it.Until).Text("contract", it.Contract);

    private void Due(DueItem item)
    {
        switch (item)
        {
            case DueItem.OrderFinal it:
                Begin("orderFinal").Settled(it.Settlement);
                _legacy.Write(it.Settlement.Coins);
                break;
            case DueItem.OrderHeld it:
                Begin("orderHeld").Text("order", it.Order).Text("reason", it.Reason.Code())
                    .Text("detail", it.Detail.Length == 0 ? null : it.Detail);
                break;
            case DueItem.NoticeEnded { Exit: var exit } it:
                Begin("noticeEnded").Member("member", it.Member).Points("points", exit.Points)
                    .Money("value", exit.Value).Money("paid", exit.Paid);
                break;
            case DueItem.NoticeHeld it:
                Begin("noticeHeld").Member("member", it.Member);
                break;
            case DueItem.PlanEffective it:
                Begin("planEffective").Number("version", it.Version);
                break;
            default:
                _legacy.Write(item);
                break;
        }

        Aftermath(item.After);
    }

    private void Aftermath(Aftermath after)
    {
        EachIfAny("exits", after.Exits, exit => Member("member", exit.Member).Points("points", exit.Points)
            .Money("value", exit.Value).Money("paid", exit.Paid));
        if (!after.Notices.IsEmpty)
        {
            writer.WriteStartArray("notices");
            foreach (var member in after.Notices)
            {
                writer.WriteStringValue(nameOf(member));
            }

            writer.WriteEndArray();
        }

        if (after.Lapsed != MemberNumber.None)
        {
            Member("lapsed", after.Lapsed);
        }

        if (after.Splits > 0)
        {
            Number("splits", after.Splits);
        }
    }

    // The scale of a settlement is the one its points are written in; the record's own stands after its splits.
    private void Settled(Settlement it) => Text("order", it.Order).Member("member", it.Member)
        .Text("merchant", it.Merchant).Funding(it.Funding).Money("amount", it.Amount)
        .Text("rate", it.Rate.ToString()).Flag("byMargin", it.ByMargin)
        .Money("commission", it.Commission).Money("platform", it.Platform).Money("budget", it.Budget)
        .Money("inflow", it.Inflow).Money("subsidy", it.Subsidy).Money("mintValue", it.MintValue)
        .Points("points", it.Points).Money("remainder", it.Remainder).Number("pointsScale", it.Scale)
        .Number("round", it.Round).Money("redeemed", it.Redeemed)
        .EachIfAny("rewards", it.Rewards, reward => Text("kind", reward.Kind.Code).Member("payee", reward.Payee)
            .Money("amount", reward.Amount).RateIfAny("rate", reward.Rate))
        .Text("region", it.Region)
        .Version(it.PlanVersion, it.Coins is not null);

    private EventText About(RequestSubject subject)
    {
        _ = subject.Member == MemberNumber.None ? this : Member("member", subject.Member);
        return Text("reference", subject.Reference);
    }

    private EventText Moved(Withdrawal it) => Text("withdrawal", it.Id).Member("member", it.Member)
        .Money("amount", it.Amount).Money("fromSales", it.FromSales).Money("fromRewards", it.FromRewards)
        .MoneyIfAny("fromDividends", it.FromDividends);

    // The order's position is the position of the record that placed it.
    private void Placed(PendingOrder it) => Text("order", it.Order).Member("member", it.Member)
        .Text("merchant", it.Merchant).Funding(it.Funding).Money("amount", it.Amount).Money("original", it.Original)
        .Text("commission", it.Commission.ToString()).Money("ownCommission", it.OwnCommission)
        .Money("redeemed", it.Redeemed).Time("due", it.Due).Flag("delivered", it.Delivered)
        .Text("waiting", it.Waiting is Refusal.None ? null : it.Waiting.Code())
        .Text("region", it.Region).Payees(it.Payees);

    private void Reversed(PoolEvent.OrderReversed it) => Text("order", it.Row.Order).Member("member", it.Row.Member)
        .Money("amount", it.Amount).Money("due", it.Due).Points("demanded", it.Demanded).Points("burnt", it.Burnt)
        .Money("released", it.Released).Money("basisCut", it.BasisCut)
        .EachIfAny("taken", it.Taken, taken => Text("kind", taken.Kind.Code).Member("payee", taken.Payee)
            .Money("fromRewards", taken.FromRewards).Money("fromSales", taken.FromSales).Money("owed", taken.Owed)
            .MoneyIfAny("fromDividends", taken.FromDividends))
        .Money("memberOwes", it.MemberOwes).Money("platformPays", it.PlatformPays).Row(it.Row);

    private void Payment(ClosingPayment it) =>
        Member("member", it.Member).Points("points", it.Points).Money("paid", it.Paid);

    /// <summary>The order as it stands after the event, in an object of its own.</summary>
    private EventText Row(OrderRow? row)
    {
        if (row is null)
        {
            return this;
        }

        // Rows of releases that did not write them have neither.
        var hasSheet = row.Budget > Core.Money.Zero || row.Region is not null || row.PlanVersion > 1
            || row.Coins is not null;
        writer.WriteStartObject("row");
        Text("order", row.Order).Member("member", row.Member)
            .Text("merchant", row.Merchant.Length == 0 ? null : row.Merchant).Text("mode", row.Mode?.Code())
            .Money("amount", row.Amount).Money("commission", row.Commission).Money("inflow", row.Inflow)
            .Money("mintValue", row.MintValue).Points("points", row.Points).Number("pointsScale", row.Scale)
            .Number("round", row.Round)
            .EachIfAny("rewards", row.Rewards, reward => Text("kind", reward.Kind.Code)
                .Member("payee", reward.Payee).Money("amount", reward.Amount).Money("taken", reward.Taken)
                .RateIfAny("rate", reward.Rate))
            .Money("refunded", row.Refunded).Money("recovered", row.Recovered).Points("demanded", row.Demanded)
            .Money("released", row.Released).Money("redeemed", row.Redeemed)
                .Money("budget", hasSheet ? row.Budget : null)
            .Money("remainder", hasSheet ? row.Remainder : null).Text("region", row.Region)
            .Version(row.PlanVersion, row.Coins is not null);
        _legacy.Write(row.Coins);
        writer.WriteEndObject();
        return this;
    }

    private EventText Payees(Payees? payees)
    {
        if (payees is { } it)
        {
            writer.WriteStartObject("payees");
            MemberIfAny("referrer", it.Referrer).MemberIfAny("direct", it.Direct)
                .MemberIfAny("indirect", it.Indirect).MemberIfAny("developer", it.Developer)
                .MemberIfAny("district", it.District).MemberIfAny("city", it.City)
                .MemberIfAny("province", it.Province);
            writer.WriteEndObject();
        }

        return this;
    }

    private EventText Funding(Funding? funding)
    {
        if (funding is not null)
        {
            writer.WriteStartObject("funding");
            Text("mode", funding.Mode.Code()).Text("reference", funding.Reference);
            writer.WriteEndObject();
        }

        return this;
    }

    /// <summary>The plan is canonical JSON already and stands here byte for byte, as it is hashed.</summary>
    private void Plan(string canonical)
    {
        writer.WritePropertyName("plan");
        writer.WriteRawValue(canonical);
    }

    private EventText Begin(string name) => Text("event", name);

    private EventText Text(string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }

        return this;
    }

    private EventText Number(string name, int number)
    {
        writer.WriteNumber(name, number);
        return this;
    }

    // Version 1 is what a record says that does not say it.
    private EventText Version(int version, bool isFollowed) =>
        version <= 1 && !isFollowed ? this : Number("planVersion", version);

    private EventText Flag(string name, bool flag)
    {
        writer.WriteBoolean(name, flag);
        return this;
    }

    private EventText Member(string name, MemberNumber member) => Text(name, nameOf(member));

    private EventText MemberIfAny(string name, MemberNumber member) =>
        member == MemberNumber.None ? this : Member(name, member);

    private EventText MoneyIfAny(string name, Money amount) =>
        amount == Core.Money.Zero ? this : Money(name, amount);

    // Records of releases that did not write it have none.
    private EventText RateIfAny(string name, Rate rate) => rate == Rate.Zero ? this : Text(name, rate.ToString());

    private EventText Long(string name, long number)
    {
        writer.WriteNumber(name, number);
        return this;
    }

    private EventText Money(string name, Money? amount) => Text(name, amount?.ToString());

    private EventText Points(string name, Points points) => Text(name, points.ToString());

    private EventText Time(string name, Instant? time) => Text(name, time?.ToString());

    private EventText EachIfAny<T>(string name, ImmutableArray<T> all, Action<T> write) =>
        all.IsEmpty ? this : Each(name, all, write);

    private EventText EachIfAny<T>(string name, ImmutableArray<T> all, Func<T, EventText> write) =>
        EachIfAny(name, all, one => { write(one); });

    private EventText Each<T>(string name, ImmutableArray<T> all, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var one in all)
        {
            writer.WriteStartObject();
            write(one);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return this;
    }

    private static string StateOf(Withdrawal withdrawal) => withdrawal.State switch
    {
        WithdrawalState.Requested => "requested",
        WithdrawalState.Approved => "approved",
        _ => throw new UnreachableException($"no code for withdrawal state {(int)withdrawal.State}"),
    };
}
