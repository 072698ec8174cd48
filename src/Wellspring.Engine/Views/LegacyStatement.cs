using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Views;

/// <summary>What old debts add to a member's statement: only released points are points the member can use.</summary>
internal static class LegacyStatement
{
    public static IEnumerable<StatementLine> LinesOf(PoolEvent happened, int scale) => happened switch
    {
        PoolEvent.ClaimRegistered { Claim: var claim } => [Line(claim.Member, "claim", claim.Id, scale)],
        PoolEvent.ClaimDisputed one => [Line(one.Member, "claim-disputed", one.Claim, scale)],
        PoolEvent.ClaimResolved one => [Line(one.Member, "claim-resolved", one.Claim, scale)],
        PoolEvent.ClaimTransferred one =>
            [Line(one.From, "claim-given", one.Claim, scale), Line(one.To, "claim-received", one.Claim, scale)],
        PoolEvent.ClaimWithdrawn one => [Line(one.Member, "claim-withdrawn", one.Claim, scale)],
        PoolEvent.OfferAnswered answered => [Line(answered.Member, $"offer-{answered.Answer.Code()}", null, scale)],
        PoolEvent.ConsentRevoked revoked => [Line(revoked.Member, "consent-revoked", null, scale)],
        PoolEvent.CoinsPaid paid => [Line(paid.Member, "coins-paid", paid.Order, scale)],
        PoolEvent.LockedPointsBought bought => [Line(bought.Member, "points-locked", null, scale)],
        PoolEvent.ClaimWaived waived => [Line(waived.Member, "claim-waived", null, scale)],
        _ => [],
    };

    public static IEnumerable<StatementLine> LinesOf(DueItem item, int scale) => item switch
    {
        DueItem.OrderFinal { Settlement: { Coins: not null } order } =>
            [Line(order.Member, "coins-settled", order.Order, scale)],
        DueItem.PointsReleased released =>
            [new(released.Member, "released", null, 0, released.Points.Units, scale)],
        _ => [],
    };

    private static StatementLine Line(MemberNumber member, string what, string? reference, int scale) =>
        new(member, what, reference, 0, 0, scale);
}
