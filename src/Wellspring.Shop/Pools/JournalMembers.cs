using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Shop.Pools;

/// <summary>Which members a journal record is about.</summary>
public static class JournalMembers
{
    public static IEnumerable<MemberNumber> In(PoolEvent happened)
    {
        IEnumerable<MemberNumber> own = happened switch
        {
            PoolEvent.OrderSettled settled => Of(settled.Settlement),
            PoolEvent.DueProcessed due => due.Items.SelectMany(Of),
            PoolEvent.OrderPlaced placed => [placed.Placed.Member, .. Of(placed.Placed.Payees ?? default)],
            PoolEvent.OrderRefunded { Row: { } row } => [row.Member],
            PoolEvent.OrderReversed reversed =>
                [reversed.Row.Member, .. reversed.Row.Rewards.Select(reward => reward.Payee)],
            PoolEvent.PointsSold sold => [sold.Member],
            PoolEvent.PointsRedeemed redeemed => [redeemed.Member],
            PoolEvent.CreditSpent spent => [spent.Member],
            PoolEvent.ReferrerBound bound => [bound.Member, bound.Referrer],
            PoolEvent.ReferrerUnbound unbound => [unbound.Member, unbound.Referrer],
            PoolEvent.MerchantRegistered registered => [registered.Developer],
            PoolEvent.AgentAppointed it => [it.Agency.Member],
            PoolEvent.AgentEnded it => [it.Agency.Member],
            PoolEvent.AgentFeeBooked fee => [fee.Member],
            PoolEvent.LevelSet set => [set.Member],
            PoolEvent.PromoterAppointed it => [it.Member],
            PoolEvent.PromoterEnded it => [it.Member],
            PoolEvent.DividendPaid dividend => dividend.Payments.Select(payment => payment.Member),
            PoolEvent.WithdrawalRequested it => [it.Withdrawal.Member],
            PoolEvent.WithdrawalApproved it => [it.Withdrawal.Member],
            PoolEvent.WithdrawalRejected it => [it.Withdrawal.Member],
            PoolEvent.WithdrawalSettled it => [it.Withdrawal.Member],
            PoolEvent.WithdrawalReturned it => [it.Withdrawal.Member],
            PoolEvent.PoolWasClosed closed => closed.Payments.Select(payment => payment.Member),
            PoolEvent.ClaimRegistered it => [it.Claim.Member],
            PoolEvent.ClaimDisputed it => [it.Member],
            PoolEvent.ClaimResolved it => [it.Member],
            PoolEvent.ClaimTransferred it => [it.From, it.To],
            PoolEvent.ClaimWithdrawn it => [it.Member],
            PoolEvent.OfferAnswered it => [it.Member],
            PoolEvent.ConsentRevoked it => [it.Member],
            PoolEvent.CoinsPaid it => [it.Member],
            PoolEvent.LockedPointsBought it => [it.Member],
            PoolEvent.ClaimWaived it => [it.Member],
            PoolEvent.Refused refused => [refused.Subject.Member],
            PoolEvent.Quarantined quarantined => [quarantined.Subject.Member],
            _ => [],
        };
        return own.Concat(Of(happened.After)).Where(number => number != MemberNumber.None);
    }

    private static IEnumerable<MemberNumber> Of(Payees payees) =>
        [payees.Referrer, payees.Direct, payees.Indirect, payees.Developer, payees.District, payees.City,
            payees.Province];

    private static IEnumerable<MemberNumber> Of(DueItem item) => (item switch
    {
        DueItem.OrderFinal final => Of(final.Settlement),
        DueItem.NoticeEnded ended => [ended.Member],
        DueItem.NoticeHeld held => [held.Member],
        DueItem.PointsReleased released => [released.Member],
        _ => [],
    }).Concat(Of(item.After));

    private static IEnumerable<MemberNumber> Of(Settlement order) =>
        [order.Member, .. order.Rewards.Select(reward => reward.Payee)];

    private static IEnumerable<MemberNumber> Of(Aftermath after) =>
        [.. after.Exits.Select(exit => exit.Member), .. after.Notices, after.Lapsed];
}
