namespace Wellspring.Core.Pools;

/// <summary>The accounts of the double entry 复式记账: pool-rules 14. Numbers are stable; append.</summary>
public enum AccountKind
{
    Clearing = 1,
    Pool = 2,
    Reserve = 3,
    Platform = 4,
    PlatformReceivable = 5,
    PlatformAdvanced = 6,
    Goods = 7,
    Subsidies = 8,
    MerchantPayable = 9,
    MerchantReceivable = 10,
    MerchantDeposit = 11,
    WalletSales = 12,
    WalletRewards = 13,
    WalletCredit = 14,
    MemberReceivable = 15,
    Withdrawals = 16,
    PointsIssued = 17,
    PointsFree = 18,
    PointsFloat = 19,
    PointsRescale = 20,
    AgentFees = 21,
    WalletDividends = 22,
    LegacyDebt = 23,
    LegacyClaims = 24,
    LegacyCoins = 25,
    SettlementFund = 26,
    SettlementHeld = 27,
    PointsLocked = 28,
}

/// <summary>One account: its kind, and the member's or merchant's number where it is one of many.</summary>
public readonly record struct Account(AccountKind Kind, long Number)
{
    public bool IsPoints =>
        Kind is (>= AccountKind.PointsIssued and <= AccountKind.PointsRescale) or AccountKind.PointsLocked;

    /// <summary>The public ASCII name, accepted by hledger and beancount.</summary>
    public string Name => Kind switch
    {
        AccountKind.Clearing => "Assets:Clearing",
        AccountKind.Pool => "Liabilities:Pool",
        AccountKind.Reserve => "Liabilities:Reserve",
        AccountKind.Platform => "Liabilities:Platform",
        AccountKind.PlatformReceivable => "Assets:Receivable:Platform",
        AccountKind.PlatformAdvanced => "Liabilities:PlatformAdvanced",
        AccountKind.Goods => "Income:Goods",
        AccountKind.Subsidies => "Liabilities:Subsidies",
        AccountKind.MerchantPayable => $"Liabilities:Merchants:S{Number}:Payable",
        AccountKind.MerchantReceivable => $"Assets:Receivable:Merchants:S{Number}",
        AccountKind.MerchantDeposit => $"Liabilities:Merchants:S{Number}:Deposit",
        AccountKind.WalletSales => $"Liabilities:Members:M{Number}:Sales",
        AccountKind.WalletRewards => $"Liabilities:Members:M{Number}:Rewards",
        AccountKind.WalletCredit => $"Liabilities:Members:M{Number}:GoodsCredit",
        AccountKind.MemberReceivable => $"Assets:Receivable:Members:M{Number}",
        AccountKind.Withdrawals => $"Liabilities:Members:M{Number}:Withdrawals",
        AccountKind.PointsIssued => "Equity:Points:Issued",
        AccountKind.PointsFree => $"Assets:Points:Free:M{Number}",
        AccountKind.PointsFloat => "Assets:Points:Float",
        AccountKind.PointsRescale => "Assets:Points:Rescale",
        AccountKind.AgentFees => "Income:AgentFees",
        AccountKind.WalletDividends => $"Liabilities:Members:M{Number}:Dividends",
        AccountKind.LegacyDebt => "Equity:Legacy:Debt",
        AccountKind.LegacyClaims => $"Liabilities:Legacy:Claims:M{Number}",
        AccountKind.LegacyCoins => $"Liabilities:Legacy:Coins:M{Number}",
        AccountKind.SettlementFund => "Liabilities:Legacy:SettlementFund",
        AccountKind.SettlementHeld => "Liabilities:Legacy:SettlementHeld",
        AccountKind.PointsLocked => $"Assets:Points:Locked:M{Number}",
        _ => throw new System.Diagnostics.UnreachableException($"no name for account kind {Kind}"),
    };
}

/// <summary>Takes the postings of one record: debits positive, credits negative; each currency sums to zero.</summary>
public interface IPostings
{
    /// <param name="account">Money accounts are in CNY units, points accounts in points units.</param>
    void Post(Account account, long units);
}
