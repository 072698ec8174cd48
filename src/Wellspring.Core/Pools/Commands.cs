using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>What somebody wants, at a business time, under an id that its sender never uses twice.</summary>
/// <remarks>
/// Members go by the sender's own names here; the writer hands the pool their numbers in <see cref="Facts"/>, and
/// only the numbers reach the journal. All other ids and texts are journaled as they are and must not be personal.
/// </remarks>
public abstract record PoolCommand(string Id, Instant At)
{
    /// <summary>
    /// Settles an order whose finality the caller asserts; only under plan <c>orders.acceptFinal</c>.
    /// </summary>
    public sealed record SettleOrder(
        string Id, Instant At, string Order, string Member, string Merchant, Money Amount, Funding? Funding,
        ImmutableArray<OrderLine> Lines) : PoolCommand(Id, At)
    {
        /// <summary>Division code of the store or delivery address, six digits; null where it has none.</summary>
        public string? Region { get; init; }
    }

    /// <summary>A paid order whose return window has not run out; it mints nothing before it is final.</summary>
    public sealed record PlaceOrder(
        string Id, Instant At, string Order, string Member, string Merchant, Money Amount, Funding? Funding,
        ImmutableArray<OrderLine> Lines) : PoolCommand(Id, At)
    {
        /// <summary>Division code of the store or delivery address, six digits; null where it has none.</summary>
        public string? Region { get; init; }
    }

    public sealed record DeliverOrder(string Id, Instant At, string Order) : PoolCommand(Id, At);

    /// <summary>
    /// A refund before finality (cash), or of the part of an order that was paid with points (goods).
    /// </summary>
    public sealed record RefundOrder(string Id, Instant At, string Order, Money Amount) : PoolCommand(Id, At);

    /// <summary>A refund after finality: clawback 冲回 of the order's points, commission and rewards.</summary>
    public sealed record ReverseOrder(string Id, Instant At, string Order, Money Amount) : PoolCommand(Id, At);

    /// <summary>卖出. Refused when it would pay less than <paramref name="Minimum"/>.</summary>
    public sealed record SellPoints(
        string Id, Instant At, string Member, PointsAsked Points, Money Minimum, int? Scale) : PoolCommand(Id, At);

    /// <summary>积分兑换: points pay for goods of an order.</summary>
    public sealed record RedeemPoints(
        string Id, Instant At, string Member, PointsAsked Points, string Order, int? Scale) : PoolCommand(Id, At);

    /// <summary>Goods credit, which an exit pays where selling for money is off, is used at checkout.</summary>
    public sealed record SpendCredit(
        string Id, Instant At, string Member, string Order, Money Amount) : PoolCommand(Id, At);

    /// <summary>注资: money for the pool, irrevocable, mints nothing.</summary>
    public sealed record InjectCapital(
        string Id, Instant At, Money Amount, string Source, string Voucher, string? Approver) : PoolCommand(Id, At)
    {
        /// <summary>
        /// The contract behind the money, by id or hash; profile CN refuses an injection without one.
        /// </summary>
        public string? Contract { get; init; }
    }

    /// <summary>Earmarked money that adds up to <paramref name="Share"/> of each coming order to its inflow.</summary>
    public sealed record Subsidise(
        string Id, Instant At, Money Amount, Rate Share, string Source, string Voucher, string? Approver)
        : PoolCommand(Id, At);

    /// <summary>Puts reserve 准备金 back into the pool; all of it when no amount is named.</summary>
    public sealed record ReturnReserve(string Id, Instant At, Money? Amount, string? Approver) : PoolCommand(Id, At);

    /// <summary>
    /// Binds a buyer to a referrer 绑定; whether it may replace an earlier binding is plan <c>rewards.binding</c>.
    /// </summary>
    public sealed record BindReferrer(string Id, Instant At, string Member, string Referrer) : PoolCommand(Id, At);

    /// <summary>The buyer leaves its referrer 解除绑定; orders paid from now on earn that referrer nothing.</summary>
    public sealed record UnbindReferrer(string Id, Instant At, string Member) : PoolCommand(Id, At);

    /// <summary>Registers a merchant, or changes the commission of its orders placed from now on.</summary>
    public sealed record RegisterMerchant(string Id, Instant At, string Merchant, Rate Commission)
        : PoolCommand(Id, At)
    {
        /// <summary>Who brought the merchant in 招商; said once, and kept where a later line leaves it out.</summary>
        public string? Developer { get; init; }
    }

    /// <summary>Makes a member the region agent of a division for a period of the pool's clock.</summary>
    /// <param name="Until">The first moment at which it is no agent any more.</param>
    public sealed record AppointAgent(
        string Id, Instant At, string Division, AgentTier Tier, string Member, Instant From, Instant Until,
        string Contract) : PoolCommand(Id, At);

    /// <summary>Ends the appointment of a division's agent now; one that has not begun never begins.</summary>
    public sealed record EndAgent(string Id, Instant At, string Division) : PoolCommand(Id, At);

    /// <summary>An agent's fee 代理费: the operator's income on an account of its own; it earns nobody a reward.</summary>
    public sealed record BookAgentFee(
        string Id, Instant At, string Division, string Member, Money Amount, string Voucher) : PoolCommand(Id, At);

    /// <summary>Appoints a member to a level of the plan, or takes the appointment back when none is named.</summary>
    public sealed record SetLevel(string Id, Instant At, string Member, string? Level) : PoolCommand(Id, At);

    /// <summary>Makes a member a promoter, where plan <c>rewards.eligibility</c> pays only appointed ones.</summary>
    public sealed record AppointPromoter(string Id, Instant At, string Member) : PoolCommand(Id, At);

    public sealed record EndPromoter(string Id, Instant At, string Member) : PoolCommand(Id, At);

    /// <summary>
    /// 股东加权分红: a stated amount of the platform's own money, by registered weight, once a <paramref name="Period"/>.
    /// </summary>
    public sealed record PayDividend(
        string Id, Instant At, string Period, Money Amount, ImmutableArray<DividendShare> Shares)
        : PoolCommand(Id, At);

    /// <summary>A merchant's prepaid money from which commissions of <c>merchant-direct</c> orders are drawn.</summary>
    public sealed record TopUpDeposit(string Id, Instant At, string Merchant, Money Amount, string Voucher)
        : PoolCommand(Id, At);

    public sealed record AdvanceClock(string Id, Instant At) : PoolCommand(Id, At);

    public sealed record RequestWithdrawal(string Id, Instant At, string Withdrawal, string Member, Money Amount)
        : PoolCommand(Id, At);

    public sealed record ApproveWithdrawal(string Id, Instant At, string Withdrawal, string? Approver)
        : PoolCommand(Id, At);

    public sealed record RejectWithdrawal(string Id, Instant At, string Withdrawal, string? Reason)
        : PoolCommand(Id, At);

    public sealed record WithdrawalPaid(string Id, Instant At, string Withdrawal, string? Voucher)
        : PoolCommand(Id, At);

    public sealed record WithdrawalFailed(string Id, Instant At, string Withdrawal, string? Reason)
        : PoolCommand(Id, At);

    public sealed record PausePool(string Id, Instant At, string? By, string? Reason) : PoolCommand(Id, At);

    public sealed record LiftPause(string Id, Instant At, string? By, string? Approver) : PoolCommand(Id, At);

    public sealed record AnnounceClosing(string Id, Instant At, string? By) : PoolCommand(Id, At);

    public sealed record ClosePool(string Id, Instant At, string? By) : PoolCommand(Id, At);

    /// <summary>Publishes the next version of the plan 规则变更; it takes effect by the clock, after its notice.</summary>
    /// <param name="Plan">The canonical text of a plan file.</param>
    /// <param name="Approver">Another person than <paramref name="By"/>; profile CN asks for both.</param>
    public sealed record PublishPlan(
        string Id, Instant At, string Plan, Instant EffectiveAt, ImmutableArray<Acknowledgement> Acknowledgements,
        string? By, string? Approver) : PoolCommand(Id, At);

    /// <summary>Makes or renews an acknowledgement 书面确认 for a version of the plan that is known.</summary>
    public sealed record Acknowledge(string Id, Instant At, Acknowledgement Given) : PoolCommand(Id, At);

    /// <summary>Takes back every acknowledgement of a rule; what rests on it is refused from now on.</summary>
    public sealed record VoidAcknowledgement(string Id, Instant At, string Code, string By, string Reason)
        : PoolCommand(Id, At);

    /// <summary>Keeps in the journal that somebody tried what a rule refuses.</summary>
    /// <param name="Subject">What was tried: the hash of the settings, as a rule.</param>
    public sealed record RecordRefusedAttempt(string Id, Instant At, string Code, string By, string Subject)
        : PoolCommand(Id, At);

    /// <summary>Puts a statement 公开声明 into the public log for ever; nothing of the pool changes.</summary>
    /// <param name="Statement">In the one spelling of <see cref="Statements"/>; never personal.</param>
    public sealed record PublishStatement(string Id, Instant At, StatementTopic Topic, string Statement)
        : PoolCommand(Id, At);

    /// <summary>Holds a pending order for a person to review: it does not settle, though due.</summary>
    public sealed record HoldOrder(string Id, Instant At, string Order, string Reason) : PoolCommand(Id, At);

    /// <summary>Ends the review of a held order; it settles when it is due, or at once.</summary>
    public sealed record ReleaseOrder(string Id, Instant At, string Order, string By) : PoolCommand(Id, At);

    /// <summary>登记债权: an old debt of the operator to a member; it converts to nothing by itself.</summary>
    /// <param name="Since">The day it arose, counted from 1970-01-01.</param>
    /// <param name="Quantity">Of old points, which make the amount at <paramref name="UnitValue"/> each.</param>
    public sealed record RegisterClaim(
        string Id, Instant At, string Claim, string Member, ClaimKind ClaimKind, Money Amount, Points? Quantity,
        Money? UnitValue, long Since, string Evidence, string Origin) : PoolCommand(Id, At);

    /// <summary>Freezes a contested claim: what is not converted of it yet stays so.</summary>
    public sealed record DisputeClaim(string Id, Instant At, string Claim, string By, string Reason)
        : PoolCommand(Id, At);

    /// <summary>Ends a dispute at an agreed amount; waiving the rest takes a signed document.</summary>
    public sealed record ResolveClaim(
        string Id, Instant At, string Claim, Money Amount, string? By, string? Approver, string? Document)
        : PoolCommand(Id, At);

    /// <summary>债权转让、继承: a whole claim, as far as nothing of it was converted, goes to another member.</summary>
    public sealed record TransferClaim(
        string Id, Instant At, string Claim, string Member, ClaimTransfer Transfer, string Document, string? By,
        string? Approver) : PoolCommand(Id, At);

    /// <summary>Takes back a claim that was imported by mistake.</summary>
    public sealed record WithdrawClaim(
        string Id, Instant At, string Claim, string Reason, string? By, string? Approver) : PoolCommand(Id, At);

    /// <summary>答复要约. Only a yes converts, and only what it names; all that can where it names nothing.</summary>
    /// <param name="Offer">SHA-256 of the offer as the creditor saw it.</param>
    public sealed record AnswerOffer(
        string Id, Instant At, string Member, OfferAnswer Answer, string Offer, Money? Amount,
        bool ProceedsReduceClaim) : PoolCommand(Id, At);

    /// <summary>Takes a consent back: unspent coins become the claim they were, until the first is spent.</summary>
    public sealed record RevokeConsent(string Id, Instant At, string Member) : PoolCommand(Id, At);

    /// <summary>提货: coins pay a part of a pending order; the settlement fund holds its value and deposit.</summary>
    public sealed record PayWithCoins(string Id, Instant At, string Member, string Order, Money Coins)
        : PoolCommand(Id, At);

    /// <summary>结算资金: the operator's own money for the coin part of orders, irrevocable.</summary>
    public sealed record FundSettlement(
        string Id, Instant At, Money Amount, string Source, string Voucher, string? Approver) : PoolCommand(Id, At);

    /// <summary>The operator's own money buys locked points for a creditor who consented.</summary>
    public sealed record BuyLockedPoints(
        string Id, Instant At, string Member, Money Amount, string Source, string Voucher, string? Approver)
        : PoolCommand(Id, At);

    public sealed record StopReleases(string Id, Instant At, string? By, string? Approver, string Reason)
        : PoolCommand(Id, At);

    public sealed record RestartReleases(string Id, Instant At, string? By, string? Approver) : PoolCommand(Id, At);

    /// <summary>A creditor gives up what is left of the claims and of unspent coins, by signature.</summary>
    /// <param name="Statement">SHA-256 of what was signed.</param>
    public sealed record WaiveClaim(string Id, Instant At, string Member, string Statement) : PoolCommand(Id, At);
}

/// <summary>A registered shareholder and its weight in a dividend.</summary>
public sealed record DividendShare(string Member, long Weight);

/// <summary>A number of points, or all that the member has free at the moment of the deed.</summary>
public readonly record struct PointsAsked(Points? Amount)
{
    public static PointsAsked All => default;

    public Points Of(Points free) => Amount ?? free;
}

/// <summary>
/// How the commission of an order got there before any points exist (rule 2, "funded or not at all").
/// </summary>
public enum FundingMode
{
    /// <summary>The operator sold its own goods 自营 and banked the price.</summary>
    OwnGoods = 1,

    /// <summary>The customer paid the shop; the commission is drawn from the merchant's prepaid deposit.</summary>
    MerchantDirect = 2,

    /// <summary>A licensed payment channel split the payment.</summary>
    LicensedSplit = 3,

    /// <summary>The operator took the merchant's money 二清: known so that it can be refused outside sandbox.</summary>
    OperatorCollects = 4,
}

/// <summary>The funding reference of an order: a bill, a deposit or a split id.</summary>
public sealed record Funding(FundingMode Mode, string? Reference);

/// <summary>
/// One line of an order, totals of the line: with a <paramref name="Cost"/> its margin is the commission
/// (<c>inflowBasis: margin</c>), without one the merchant's rate applies.
/// </summary>
public sealed record OrderLine(string Goods, Money Amount, Money? Cost);
