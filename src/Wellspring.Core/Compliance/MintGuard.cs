using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What would make points.</summary>
public enum MintTrigger
{
    GoodsOrder = 1,
    TopUp = 2,
    Deposit = 3,
    FeePayment = 4,
    MerchantSelfPay = 5,
}

/// <summary>An order that is about to make points and pay rewards, and what is known about its pattern.</summary>
public sealed record OrderPatternFacts
{
    public MintTrigger Trigger { get; init; } = MintTrigger.GoodsOrder;

    public bool HasGoods { get; init; } = true;

    /// <summary>The buyer owns the shop, or works its counter.</summary>
    public bool BuyerOwnsMerchant { get; init; }

    /// <summary>Payer, device or address are shared by a ring of buyers.</summary>
    public bool IsInRing { get; init; }

    public bool HasDeliveryProof { get; init; } = true;

    /// <summary>Returns of this buyer after points were issued, lately.</summary>
    public int RefundsAfterMint { get; init; }

    public Instant? DeliveredAt { get; init; }

    public Instant MintsAt { get; init; }

    public string Subject { get; init; } = "order";
}

/// <summary>Points about to be issued: CN-MLM-12, CN-RAI-05, CN-CON-01.</summary>
public static class MintGuard
{
    public static ImmutableArray<Finding> Review(OrderPatternFacts facts) => Findings.Of(
        Findings.When(
            facts.Trigger is not MintTrigger.GoodsOrder || !facts.HasGoods,
            () => Ruleset.Fire("CN-RAI-05", facts.Subject)),
        Findings.When(
            facts.DeliveredAt is { } at && facts.MintsAt < at.Plus(Duration.Days(Limits.ReturnDays)),
            () => Ruleset.Fire("CN-CON-01", facts.Subject)),
        Findings.When(
            facts.BuyerOwnsMerchant || facts.IsInRing || !facts.HasDeliveryProof
                || facts.RefundsAfterMint >= Limits.RefundsAfterMint,
            () => Ruleset.Fire("CN-MLM-12", facts.Subject)));
}
