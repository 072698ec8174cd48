using System.Globalization;

namespace Wellspring.Core.Compliance;

/// <summary>The numbers in the rules. Those marked policy are the product's own, not law.</summary>
public static class Limits
{
    /// <summary>Referral payees of one order, and paid tiers of a plan.</summary>
    public const int PaidTiers = 2;

    /// <summary>Levels and people at which a tree is filed as a crime: the opinions of 2013.</summary>
    public const int TreeLevels = 3;
    public const int TreePeople = 30;

    /// <summary>The serious case: people, and fees collected from promoters.</summary>
    public const int SeriousPeople = 120;

    public const int AdultAge = 18;
    public const int ChildAge = 14;

    /// <summary>Policy: a higher merchant commission looks like an inflated price.</summary>
    public const int HighCommissionParts = 300_000;

    /// <summary>What WeChat Pay splits to others by default.</summary>
    public const int WeChatSplitParts = 300_000;

    public const int ReturnDays = 7;
    public const int CapNoticeDays = 7;
    public const int RuleNoticeDays = 7;
    public const int ImportantNoticeDays = 15;
    public const int ClosingNoticeDays = 30;
    public const int DisclosureDays = 30;
    public const int TradeRecordYears = 3;
    public const int TaxBookYears = 10;
    public const int OwnStores = 2;

    /// <summary>More people make an offer of equity public.</summary>
    public const int EquityOfferees = 200;

    /// <summary>Policy: how old a bank statement of the pool may be.</summary>
    public const int AttestationDays = 7;

    /// <summary>Policy: how long a request about personal information may stay open.</summary>
    public const int RequestDays = 15;

    /// <summary>Policy: how long one may think about reporting suspected fund-raising.</summary>
    public const int ReportDays = 3;

    /// <summary>Policy: returns after points were issued that make a buyer's next orders wait.</summary>
    public const int RefundsAfterMint = 3;

    /// <summary>The least share of prepaid money in custody; larger firms and groups need 30% and 40%.</summary>
    public const int PrepaidCustodyParts = 200_000;

    public static Money NamedCard { get; } = Money.FromYuan(5_000);

    public static Money UnnamedCard { get; } = Money.FromYuan(1_000);

    public static Money SeriousFees { get; } = Money.FromYuan(2_500_000);

    /// <summary>Policy: payouts to one person, a day.</summary>
    public const int PayoutsPerDay = 5;

    /// <summary>Policy: payout accounts seen on one device.</summary>
    public const int AccountsPerDevice = 3;

    /// <summary>Policy: money out to one person in a day and a month, before a person looks.</summary>
    public static Money PayoutPerDay { get; } = Money.FromYuan(20_000);

    public static Money PayoutPerMonth { get; } = Money.FromYuan(100_000);

    /// <summary>Policy: how many times the usual week's inflow counts as rapid.</summary>
    public const int RapidInflowTimes = 5;

    /// <summary>Part of the ruleset's canonical text: whoever loosens a limit changes the hash.</summary>
    internal static string Text { get; } = string.Create(CultureInfo.InvariantCulture,
        $"""
        paidTiers {PaidTiers} tree {TreeLevels} {TreePeople} {SeriousPeople} {SeriousFees} age {AdultAge} {ChildAge}
        commission {HighCommissionParts} wechat {WeChatSplitParts} return {ReturnDays} cap {CapNoticeDays}
        notice {RuleNoticeDays} {ImportantNoticeDays} {ClosingNoticeDays} disclosure {DisclosureDays}
        records {TradeRecordYears} {TaxBookYears} stores {OwnStores} offerees {EquityOfferees}
        prepaid {PrepaidCustodyParts} {NamedCard} {UnnamedCard} attestation {AttestationDays}
        request {RequestDays} report {ReportDays} wash {RefundsAfterMint} inflow {RapidInflowTimes}
        payout {PayoutsPerDay} {AccountsPerDevice} {PayoutPerDay} {PayoutPerMonth}

        """);
}
