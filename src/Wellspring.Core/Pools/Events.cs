using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>
/// A member inside one pool and its journal: a number without a person, from 1 in order of appearance.
/// </summary>
public readonly record struct MemberNumber(long Value) : IComparable<MemberNumber>
{
    public static MemberNumber None => default;

    public int CompareTo(MemberNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => $"M{Value}";
}

/// <summary>What happened, with all its figures. Written to the journal: fields are added, never changed.</summary>
public abstract record PoolEvent
{
    /// <summary>Exits, notices and splits that this event caused, in their order.</summary>
    public Aftermath After { get; init; } = Aftermath.None;

    /// <summary>The first record: the plan in its canonical text, and the float.</summary>
    public sealed record PoolOpened(string Plan, Money Float, Points FloatPoints) : PoolEvent
    {
        /// <summary>What was acknowledged so that version 1 could pass its review.</summary>
        public ImmutableArray<Acknowledgement> Acknowledgements { get; init; } = [];
    }

    public sealed record OrderSettled(Settlement Settlement) : PoolEvent;

    /// <summary>Orders that became final and notices that ended by <paramref name="Clock"/>, in due order.</summary>
    public sealed record DueProcessed(Instant Clock, ImmutableArray<DueItem> Items) : PoolEvent;

    public sealed record OrderPlaced(PendingOrder Placed) : PoolEvent;

    public sealed record OrderDelivered(string Order, Instant Due) : PoolEvent;

    /// <summary>Cash returned before finality, and goods returned for the part that was paid with points.</summary>
    public sealed record OrderRefunded(string Order, Money Cash, Money Goods, bool Closed, OrderRow? Row) : PoolEvent
    {
        /// <summary>What went back to the creditor and the fund; null where no coins paid.</summary>
        public CoinRefund? Coins { get; init; }
    }

    /// <summary>The clawback of one refund after finality, with the order's row as it stands after it.</summary>
    public sealed record OrderReversed(
        OrderRow Row, Money Amount, Money Due, Points Demanded, Points Burnt, Money Released, Money BasisCut,
        ImmutableArray<RewardTaken> Taken, Money MemberOwes, Money PlatformPays) : PoolEvent
    {
        /// <summary>What went back of the coin part; null where no coins paid.</summary>
        public CoinReversal? Coins { get; init; }
    }

    public sealed record PointsSold(MemberNumber Member, Points Points, Money Value, Money Paid) : PoolEvent
    {
        /// <summary>By plan version, oldest first, once versions differ in rights; none before that.</summary>
        public ImmutableArray<VintagePart> Parts { get; init; } = [];
    }

    public sealed record PointsRedeemed(
        MemberNumber Member, Points Points, Money Value, Money Credit, string Order, OrderRow? Row) : PoolEvent;

    public sealed record CreditSpent(MemberNumber Member, string Order, Money Amount) : PoolEvent;

    public sealed record CapitalInjected(Money Amount, string Source, string Voucher, string? Approver) : PoolEvent
    {
        public string? Contract { get; init; }
    }

    public sealed record Subsidised(Money Amount, Rate Share, string Source, string Voucher, string? Approver)
        : PoolEvent;

    public sealed record ReserveReturned(Money Amount, string? Approver) : PoolEvent;

    public sealed record ReferrerBound(MemberNumber Member, MemberNumber Referrer) : PoolEvent;

    public sealed record ReferrerUnbound(MemberNumber Member, MemberNumber Referrer) : PoolEvent;

    public sealed record MerchantRegistered(string Merchant, Rate Commission) : PoolEvent
    {
        /// <summary>Who brought the merchant in, from now on; None where the record does not say.</summary>
        public MemberNumber Developer { get; init; }
    }

    public sealed record AgentAppointed(Agency Agency) : PoolEvent;

    /// <summary>The appointment as it stands after its end.</summary>
    public sealed record AgentEnded(Agency Agency) : PoolEvent;

    public sealed record AgentFeeBooked(string Division, MemberNumber Member, Money Amount, string Voucher)
        : PoolEvent;

    /// <summary>An appointment to a level of the plan, or none.</summary>
    public sealed record LevelSet(MemberNumber Member, string? Level) : PoolEvent;

    public sealed record PromoterAppointed(MemberNumber Member) : PoolEvent;

    public sealed record PromoterEnded(MemberNumber Member) : PoolEvent;

    /// <summary>What each shareholder got for a period; the crumb stays with the platform.</summary>
    public sealed record DividendPaid(
        string Period, Money Amount, ImmutableArray<DividendPayment> Payments, Money Crumb) : PoolEvent;

    public sealed record DepositToppedUp(string Merchant, Money Amount, string Voucher) : PoolEvent;

    public sealed record ClockAdvanced : PoolEvent;

    public sealed record WithdrawalRequested(Withdrawal Withdrawal) : PoolEvent;

    public sealed record WithdrawalApproved(Withdrawal Withdrawal, string? Approver) : PoolEvent;

    public sealed record WithdrawalRejected(Withdrawal Withdrawal, string? Reason) : PoolEvent;

    public sealed record WithdrawalSettled(Withdrawal Withdrawal, string? Voucher) : PoolEvent;

    public sealed record WithdrawalReturned(Withdrawal Withdrawal, string? Reason) : PoolEvent;

    public sealed record PoolPaused(string? By, string? Reason) : PoolEvent;

    public sealed record PauseLifted(string? By, string? Approver) : PoolEvent;

    public sealed record ClosingWasAnnounced(Instant Earliest, string? By) : PoolEvent;

    /// <summary>
    /// Each holder's part without retention; the float's share to the operator, the crumbs to the reserve.
    /// </summary>
    public sealed record PoolWasClosed(
        ImmutableArray<ClosingPayment> Payments, Money ToOperator, Money Crumbs, string? By) : PoolEvent;

    /// <summary>The next version of the plan, in its canonical text, and when it takes effect.</summary>
    public sealed record PlanPublished(
        string Plan, int Version, Instant EffectiveAt, ImmutableArray<Acknowledgement> Acknowledgements, string? By,
        string? Approver) : PoolEvent;

    public sealed record Acknowledged(Acknowledgement Given) : PoolEvent;

    public sealed record AcknowledgementVoided(string Code, string By, string Reason) : PoolEvent;

    /// <summary>Somebody tried what a rule refuses; nothing of the pool changes.</summary>
    public sealed record AttemptRecorded(string Code, string By, string Subject) : PoolEvent;

    /// <summary>Said in the public log for ever; nothing of the pool changes.</summary>
    public sealed record StatementPublished(StatementTopic Topic, string Statement) : PoolEvent;

    public sealed record OrderWasHeld(string Order, string Reason) : PoolEvent;

    public sealed record OrderReleased(string Order, string By) : PoolEvent;

    public sealed record ClaimRegistered(Claim Claim) : PoolEvent;

    /// <param name="Frozen">The part of the creditor's unconverted claims that cannot convert now.</param>
    public sealed record ClaimDisputed(string Claim, MemberNumber Member, Money Frozen, string By, string Reason)
        : PoolEvent;

    public sealed record ClaimResolved(
        string Claim, MemberNumber Member, Money Agreed, Money Waived, string? By, string? Approver, string? Document)
        : PoolEvent;

    public sealed record ClaimTransferred(
        string Claim, MemberNumber From, MemberNumber To, Money Amount, ClaimTransfer Transfer, string Document,
        string? By, string? Approver) : PoolEvent;

    public sealed record ClaimWithdrawn(
        string Claim, MemberNumber Member, Money Amount, string Reason, string? By, string? Approver) : PoolEvent;

    /// <param name="Converted">Claim that became coins by a yes.</param>
    /// <param name="Returned">Coins that became claim again, where a no takes an earlier yes back.</param>
    public sealed record OfferAnswered(
        MemberNumber Member, OfferAnswer Answer, string Offer, Money Converted, Money Returned, Rate CoinRate,
        bool ProceedsReduceClaim) : PoolEvent;

    public sealed record ConsentRevoked(MemberNumber Member, Money Returned) : PoolEvent;

    /// <summary>The coin part of a pending order; fund and coins are held from now on.</summary>
    public sealed record CoinsPaid(MemberNumber Member, string Order, Money Coins, Money Value, Money Deposit)
        : PoolEvent;

    public sealed record SettlementFunded(Money Amount, string Source, string Voucher, string? Approver) : PoolEvent;

    /// <param name="Points">Locked points, in the scale before the record's splits.</param>
    public sealed record LockedPointsBought(
        MemberNumber Member, Money Amount, Points Points, string Source, string Voucher, string? Approver) : PoolEvent;

    public sealed record ReleasesStopped(string? By, string? Approver, string Reason) : PoolEvent;

    public sealed record ReleasesRestarted(string? By, string? Approver) : PoolEvent;

    public sealed record ClaimWaived(MemberNumber Member, Money Unconverted, Money Coins, string Statement)
        : PoolEvent;

    /// <summary>A "no" by the rules; the state is untouched.</summary>
    public sealed record Refused(Refusal Reason) : PoolEvent
    {
        /// <summary>What the reason is about, where the code alone does not say: a rule, a setting.</summary>
        public string? Detail { get; init; }

        /// <summary>
        /// Whom and what the request was about, as far as they had a number or id; the writer adds it.
        /// </summary>
        public RequestSubject Subject { get; init; }
    }

    /// <summary>Our own code was about to break an invariant; the state is untouched and the pool goes on.</summary>
    public sealed record Quarantined(string Invariant) : PoolEvent
    {
        /// <summary>
        /// Whom and what the request was about, as far as they had a number or id; the writer adds it.
        /// </summary>
        public RequestSubject Subject { get; init; }
    }
}

/// <summary>Whom and what a request that came to nothing was about; no member while the name has no number.</summary>
public readonly record struct RequestSubject(MemberNumber Member, string? Reference);

/// <summary>The part of a payout that paid what its member owed to the platform.</summary>
public readonly record struct Netting(MemberNumber Member, Money Amount);

/// <summary>The forced exits, opened or lapsed notices and splits that one step caused.</summary>
public sealed record Aftermath(
    ImmutableArray<CapExit> Exits, ImmutableArray<MemberNumber> Notices, MemberNumber Lapsed, int Splits)
{
    public static Aftermath None { get; } = new([], [], MemberNumber.None, 0);
}

/// <summary>
/// One forced sale at the cap 封顶退出: what the points were worth, and what was paid after clamp and retention.
/// </summary>
public readonly record struct CapExit(MemberNumber Member, Points Points, Money Value, Money Paid);

/// <summary>The part of a sale that came from the points of one plan version 积分批次, at that version's terms.</summary>
/// <param name="Version">The version of the plan under which these points were issued.</param>
/// <param name="Value">Before retention.</param>
public readonly record struct VintagePart(int Version, Points Points, Money Value, Money Paid);

/// <summary>Why a member is paid out of an order's reward budget.</summary>
public enum RewardKind
{
    /// <summary>直推: the buyer's referrer.</summary>
    Direct = 1,

    /// <summary>间推: the referrer's referrer.</summary>
    Indirect = 2,

    /// <summary>招商: whoever brought the merchant in.</summary>
    MerchantDeveloper = 3,

    /// <summary>区代.</summary>
    DistrictAgent = 4,

    /// <summary>市代.</summary>
    CityAgent = 5,

    /// <summary>省代.</summary>
    ProvinceAgent = 6,

    /// <summary>级差奖: the own level's rate less the highest already paid below.</summary>
    Level = 7,

    /// <summary>平级奖: a share of the last differential below.</summary>
    Peer = 8,
}

/// <summary>One reward 奖励 of one order.</summary>
/// <param name="Rate">
/// Of the order's amount; of a <see cref="RewardKind.Peer"/> bonus, of the differential below it. 0% in records of
/// releases that did not write it.
/// </param>
public readonly record struct Reward(RewardKind Kind, MemberNumber Payee, Rate Rate, Money Amount);

/// <summary>What a payee gave back of a reward, from which wallet money, and what it still owes.</summary>
public readonly record struct RewardTaken(
    RewardKind Kind, MemberNumber Payee, Money FromRewards, Money FromSales, Money Owed)
{
    public Money FromDividends { get; init; }

    /// <summary>All that is taken back of the reward by this refund.</summary>
    public Money Whole => FromRewards + FromSales + FromDividends + Owed;
}

/// <summary>One shareholder's part of a dividend.</summary>
public readonly record struct DividendPayment(MemberNumber Member, long Weight, Money Amount);

/// <summary>One holder's part when a pool closes.</summary>
public readonly record struct ClosingPayment(MemberNumber Member, Points Points, Money Paid);

/// <summary>All figures of one settled order: pool-rules 2.</summary>
/// <param name="Rate">c, the merchant's rate.</param>
/// <param name="ByMargin">Whether lines with a cost had a part in C; else C = floor(A·c).</param>
/// <param name="Commission">C; the merchant keeps the rest of the amount.</param>
/// <param name="Platform">F.</param>
/// <param name="Budget">R.</param>
/// <param name="Inflow">I = C − F − R.</param>
/// <param name="Subsidy">s, in addition to I.</param>
/// <param name="MintValue">M.</param>
/// <param name="Points">q, in the pool's scale at that moment, <paramref name="Scale"/>.</param>
/// <param name="Remainder">R less the rewards; where it goes is the plan's.</param>
/// <param name="Round">The member's round that the order belongs to; 0 when it has none.</param>
public sealed record Settlement(
    string Order, MemberNumber Member, string Merchant, Funding? Funding, Money Amount, Rate Rate, bool ByMargin,
    Money Commission, Money Platform, Money Budget, Money Inflow, Money Subsidy, Money MintValue, Points Points,
    Money Remainder,
    int Scale, int Round, Money Redeemed, ImmutableArray<Reward> Rewards)
{
    /// <summary>The order's division code, fixed at payment; null where it had none.</summary>
    public string? Region { get; init; }

    /// <summary>The version of the plan that the order settled under.</summary>
    public int PlanVersion { get; init; } = 1;

    /// <summary>The part that coins paid; null where none did.</summary>
    public SettledCoins? Coins { get; init; }
}

/// <summary>One thing that came due.</summary>
public abstract record DueItem
{
    public Aftermath After { get; init; } = Aftermath.None;

    public sealed record OrderFinal(Settlement Settlement) : DueItem;

    /// <summary>A final order that cannot settle now: it waits, and why.</summary>
    public sealed record OrderHeld(string Order, Refusal Reason, string Detail) : DueItem;

    /// <summary>A notice that ended: the exit that it announced runs.</summary>
    public sealed record NoticeEnded(MemberNumber Member, CapExit Exit) : DueItem;

    /// <summary>
    /// A notice that ended where no split would fit after its exit: it stays, and nobody is sold out.
    /// </summary>
    public sealed record NoticeHeld(MemberNumber Member) : DueItem;

    /// <summary>A published version of the plan took effect.</summary>
    public sealed record PlanEffective(int Version) : DueItem;

    /// <summary>The release run of a calendar day begins: what it may unlock, by rule and daily cap.</summary>
    public sealed record ReleaseBegan(long Day, Points Budget) : DueItem
    {
        /// <summary>What the rule still allows in yuan, before this run.</summary>
        public Money Allowance { get; init; }
    }

    /// <summary>One creditor's locked points became free ones, with their part of the claim as basis.</summary>
    public sealed record PointsReleased(MemberNumber Member, Points Points, Money Basis) : DueItem;
}

/// <summary>A paid order before finality. Amounts are what is left after refunds and redemptions.</summary>
/// <param name="Amount">The cash part that will settle.</param>
/// <param name="Original">The cash amount as placed: what limits of redeeming refer to.</param>
/// <param name="Commission">The merchant's rate, fixed at placement.</param>
/// <param name="OwnCommission">C of the whole original order where lines carry a margin; else null.</param>
/// <param name="Redeemed">Paid with points so far, less goods returned.</param>
/// <param name="Due">When it becomes final; null until delivered.</param>
/// <param name="Waiting">Why a due order waits; None while it does not.</param>
public sealed record PendingOrder(
    string Order, MemberNumber Member, string Merchant, Funding? Funding, Money Amount, Money Original,
    Rate Commission, Money? OwnCommission, Money Redeemed, Instant? Due, bool Delivered, Refusal Waiting,
    long Position)
{
    /// <summary>The order's division code; null where it has none.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Who earns from the order, fixed at payment; null where the plan pays no rewards, and in records of releases that
    /// looked at settlement.
    /// </summary>
    public Payees? Payees { get; init; }

    /// <summary>The part that coins pay, which the amount does not count; null where none do.</summary>
    public PendingCoins? Coins { get; init; }
}

/// <summary>What a reversal needs of a settled order; it lies on disk, and the writer hands it in.</summary>
/// <param name="Inflow">I, without any subsidy: that stays in the pool.</param>
/// <param name="Refunded">x so far.</param>
/// <param name="Recovered">Commission given back so far.</param>
/// <param name="Demanded">Points demanded back so far, in <paramref name="Scale"/>.</param>
/// <param name="Released">Money the pool gave back so far.</param>
/// <param name="Redeemed">Part paid with points, less goods returned.</param>
public sealed record OrderRow(
    string Order, MemberNumber Member, string Merchant, FundingMode? Mode, Money Amount, Money Commission,
    Money Inflow, Money MintValue, Points Points, int Scale, int Round, ImmutableArray<RewardRow> Rewards,
    Money Refunded, Money Recovered, Points Demanded, Money Released, Money Redeemed)
{
    /// <summary>R of the order; zero in rows of releases that did not write it.</summary>
    public Money Budget { get; init; }

    /// <summary>What of R no payee earned.</summary>
    public Money Remainder { get; init; }

    /// <summary>The order's division code, fixed at payment; null where it had none.</summary>
    public string? Region { get; init; }

    /// <summary>The version of the plan that the order settled under.</summary>
    public int PlanVersion { get; init; } = 1;

    /// <summary>The part that coins paid, and what of it was taken back; null where none did.</summary>
    public CoinRow? Coins { get; init; }

    public static OrderRow Of(Settlement order) => new(
        order.Order, order.Member, order.Merchant, order.Funding?.Mode, order.Amount, order.Commission, order.Inflow,
        order.MintValue, order.Points, order.Scale, order.Round,
        [.. order.Rewards.Select(reward => new RewardRow(reward.Kind, reward.Payee, reward.Amount, Money.Zero)
        {
            Rate = reward.Rate,
        })],
        Money.Zero, Money.Zero, Points.Zero, Money.Zero, order.Redeemed)
    {
        Budget = order.Budget,
        Remainder = order.Remainder,
        Region = order.Region,
        PlanVersion = order.PlanVersion,
        Coins = CoinRow.Of(order.Coins),
    };

    /// <summary>An order known only because points were redeemed on it (plan <c>orders.acceptFinal</c>).</summary>
    public static OrderRow Reference(string order, MemberNumber member, Money redeemed) => new(
        order, member, "", null, Money.Zero, Money.Zero, Money.Zero, Money.Zero, Points.Zero, 0, 0, [], Money.Zero,
        Money.Zero, Points.Zero, Money.Zero, redeemed);
}

/// <summary>A reward of a settled order and how much of it was taken back.</summary>
public readonly record struct RewardRow(RewardKind Kind, MemberNumber Payee, Money Amount, Money Taken)
{
    public Rate Rate { get; init; }
}

/// <summary>Where a withdrawal 提现 stands.</summary>
public enum WithdrawalState
{
    Requested = 1,
    Approved = 2,
}

/// <summary>Wallet money on its way out, by origin.</summary>
/// <param name="Day">
/// The calendar day of the pool's clock on which it was requested: daily limits count it there.
/// </param>
public sealed record Withdrawal(
    string Id, MemberNumber Member, Money FromSales, Money FromRewards, Money Fee, WithdrawalState State, long Day)
{
    public Money FromDividends { get; init; }

    public Money Amount => FromSales + FromRewards + FromDividends;
}
