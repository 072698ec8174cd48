using System.Collections.Immutable;

namespace Wellspring.Core.Pools;

/// <summary>Why a command was turned down. The numbers are in the journal: append, never renumber.</summary>
public enum Refusal
{
    None = 0,
    NothingToSettle = 1,
    AmountTooLarge = 2,
    PoolFull = 3,
    PointsTooCoarse = 4,
    CommissionTooLow = 5,
    CommissionUnfunded = 6,
    OrderNotFinal = 7,
    OrderExists = 8,
    OrderUnknown = 9,
    OrderFinal = 10,
    OrderDelivered = 11,
    RefundExceedsOrder = 12,
    NotEnoughPoints = 13,
    BelowMinimum = 14,
    SellingOff = 15,
    RedeemingOff = 16,
    SpendTooLow = 17,
    HoldingTooShort = 18,
    DayShareExceeded = 19,
    DayAmountExceeded = 20,
    OrderTooSmall = 21,
    NothingOpen = 22,
    PoolEmpty = 23,
    ApproverNeeded = 24,
    SamePerson = 25,
    AlreadyBound = 26,
    ReferralCycle = 27,
    ReferralTooDeep = 28,
    WithdrawalExists = 29,
    WithdrawalUnknown = 30,
    WithdrawalState = 31,
    WithdrawalOff = 32,
    WithdrawalBounds = 33,
    WalletTooLow = 34,
    ReceivableOpen = 35,
    Paused = 36,
    NotPaused = 37,
    ClosingAnnounced = 38,
    ClosingNotAnnounced = 39,
    ClosingNotDue = 40,
    OrdersOpen = 41,
    PoolClosed = 42,
    ScaleChanged = 43,
    ReserveTooLow = 44,
    NothingToDo = 45,
    LinesDiffer = 46,
    MarginNeedsOwnGoods = 47,
    FundingNeeded = 48,
    WrongMember = 49,
    Quarantined = 50,
    FundingRefused = 51,
    UplineLimit = 52,
    NotBound = 53,
    DeveloperKnown = 54,
    DivisionUnknown = 55,
    DivisionTier = 56,
    DivisionTaken = 57,
    PeriodEmpty = 58,
    NoAgent = 59,
    LevelUnknown = 60,
    DividendsOff = 61,
    DividendPaid = 62,
    PlatformTooLow = 63,
    PayeeDoubled = 64,
    PromoterState = 65,
    RegionUnknown = 66,
    AcknowledgementMissing = 70,
    AcknowledgementInvalid = 71,
    AcknowledgementUnknown = 72,
    PlanUnreadable = 73,
    PlanNotApproved = 74,
    PlanIdentity = 75,
    PlanVersionOrder = 76,
    PlanNoticeTooShort = 77,
    PlanWorsens = 78,
    HeldForReview = 79,
    OrderNotHeld = 80,
}

/// <summary>The public spelling of refusals, as files and answers carry them: <c>not-enough-points</c>.</summary>
public static class Refusals
{
    private static readonly ImmutableDictionary<Refusal, string> Codes =
        Enum.GetValues<Refusal>().ToImmutableDictionary(refusal => refusal, refusal => Kebab(refusal.ToString()));

    public static string Code(this Refusal refusal) =>
        Codes.TryGetValue(refusal, out var code) ? code : $"refusal-{(int)refusal}";

    private static string Kebab(string name) => string.Concat(name.Select((letter, index) =>
        char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
