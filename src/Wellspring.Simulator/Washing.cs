using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>What becomes of an order that was only placed to lift the price.</summary>
public enum WashEnd
{
    /// <summary>Its points are sold.</summary>
    Sell,

    /// <summary>It is taken back, after finality.</summary>
    Refund,
}

/// <summary>
/// Self-orders 刷单: the same few people order from a shop of their own, to lift the price, and then sell their points
/// or take the order back.
/// </summary>
/// <param name="Amount">Of each order; the shop is theirs, so only its commission is really paid.</param>
public sealed record Washing(int People, int OrdersPerDay, Money Amount, Rate Commission)
{
    public WashEnd Then { get; init; }

    /// <summary>Days until they sell or take back.</summary>
    public int AfterDays { get; init; } = 1;

    public int FromDay { get; init; }

    /// <summary>The last day on which they order.</summary>
    public int UntilDay { get; init; } = 36_500;
}

/// <summary>Who bore refunds after finality 谁承担: the commission that had to come back, and from where.</summary>
/// <param name="Amount">Money of the orders that was refunded.</param>
/// <param name="Due">The commission of it.</param>
/// <param name="FromPool">Released from the pool for points that were burnt.</param>
/// <param name="FromMembers">Owed by the members themselves, whose points were sold already: a receivable.</param>
/// <param name="FromPlatform">The platform's own money, or its receivable.</param>
/// <param name="StillOwed">What members had not made good at the end: a loss if they never come back.</param>
public sealed record RefundBearers(
    long Refunds, Money Amount, Money Due, Money FromPool, Money FromMembers, Money FromPlatform, Money StillOwed)
{
    public static RefundBearers None { get; } = new(
        0, Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero);

    /// <summary>What those who had earned a reward on the order gave back of it.</summary>
    public Money FromPayees => Due - FromPool - FromMembers - FromPlatform;

    public RefundBearers With(PoolEvent.OrderReversed refund) => this with
    {
        Refunds = Refunds + 1,
        Amount = Amount + refund.Amount,
        Due = Due + refund.Due,
        FromPool = FromPool + refund.Released,
        FromMembers = FromMembers + refund.MemberOwes,
        FromPlatform = FromPlatform + refund.PlatformPays,
    };

    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("refunds", Refunds);
        writer.WriteString("amount", Amount.ToString());
        writer.WriteString("due", Due.ToString());
        writer.WriteString("fromPool", FromPool.ToString());
        writer.WriteString("fromPayees", FromPayees.ToString());
        writer.WriteString("fromMembers", FromMembers.ToString());
        writer.WriteString("fromPlatform", FromPlatform.ToString());
        writer.WriteString("stillOwed", StillOwed.ToString());
        writer.WriteEndObject();
    }
}

/// <summary>What washing brought those who did it. The shop is theirs: only commissions are really paid.</summary>
/// <param name="Commissions">What their orders cost them.</param>
/// <param name="Received">What the pool paid them.</param>
/// <param name="ValueLeft">What a sale of the points they still hold would pay.</param>
public sealed record WashOutcome(
    Washing Given, long Orders, long Refused, Money Turnover, Money Commissions, Money Received, Money ValueLeft,
    RefundBearers Refunds)
{
    /// <summary>What came back of commissions, less what they owe for it themselves.</summary>
    public Money Recovered => Refunds.Due - Refunds.FromMembers;

    /// <summary>Gain, or below zero the loss, in units of money, were all they hold sold now.</summary>
    public long NetUnits => (Received + ValueLeft + Recovered).Units - Commissions.Units;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("washing");
        writer.WriteNumber("people", Given.People);
        writer.WriteNumber("orders", Orders);
        writer.WriteNumber("refused", Refused);
        writer.WriteString("turnover", Turnover.ToString());
        writer.WriteString("commissions", Commissions.ToString());
        writer.WriteString("received", Received.ToString());
        writer.WriteString("valueLeft", ValueLeft.ToString());
        writer.WriteString("recovered", Recovered.ToString());
        writer.WriteString("net", (NetUnits < 0 ? "-" : "") + Money.FromUnits(Math.Abs(NetUnits)));
        Refunds.Write(writer, "refunds");
        writer.WriteEndObject();
    }
}
