using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>Facts about the operator that rules ask for. They switch nothing on; the guard judges them.</summary>
/// <remarks>Papers stand as their SHA-256, so that a plan names the exact paper and holds none.</remarks>
public sealed record ComplianceSettings
{
    public RecordSettings Records { get; init; } = new();

    public TaxSettings Tax { get; init; } = new();

    public AgentSettings Agents { get; init; } = new();

    public FranchiseFile Franchise { get; init; } = new();

    public PrivacySettings Privacy { get; init; } = new();

    public EquitySettings Equity { get; init; } = new();

    public ExchangeSettings Exchange { get; init; } = new();

    public LedgerSettings Ledger { get; init; } = new();

    public ChannelSettings Channels { get; init; } = new();

    public PrepaidSettings Prepaid { get; init; } = new();

    public SolvencySettings Solvency { get; init; } = new();
}

/// <summary>How long records are kept.</summary>
public sealed record RecordSettings
{
    public int TradeYears { get; init; } = Limits.TradeRecordYears;

    public int TaxBookYears { get; init; } = Limits.TaxBookYears;
}

/// <summary>What the accountant decided about taxes that no law names.</summary>
public sealed record TaxSettings
{
    /// <summary>The class of income of points sold for money; <c>undecided</c> until somebody decides.</summary>
    public string PointSale { get; init; } = Undecided;

    public const string Undecided = "undecided";
}

/// <summary>The terms on which region agents are taken on.</summary>
public sealed record AgentSettings
{
    public Money Fee { get; init; }

    /// <summary>What agents do for their share, and how that is measured.</summary>
    public string Duties { get; init; } = "";

    /// <summary>How long a new agent alone may withdraw.</summary>
    public Duration CoolingOff { get; init; }

    /// <summary>When and how much of the fee goes back.</summary>
    public string RefundTerms { get; init; } = "";
}

/// <summary>Where personal information lies and what was assessed.</summary>
public sealed record PrivacySettings
{
    /// <summary>SHA-256 of the impact assessment 个人信息保护影响评估.</summary>
    public string AssessmentHash { get; init; } = "";

    public bool HostedAbroad { get; init; }

    /// <summary>Members' information is given to another company.</summary>
    public bool Shares { get; init; }
}

/// <summary>Points that can become shares of a company.</summary>
public sealed record EquitySettings
{
    public bool Enabled { get; init; }

    public string RegistrationNo { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Issuer { get; init; } = "";

    /// <summary>SHA-256 of counsel's opinion.</summary>
    public string OpinionHash { get; init; } = "";

    /// <summary>People offered equity so far, looked through; at least 1 when somebody was.</summary>
    public int Offerees { get; init; }

    public bool IsPublic { get; init; }

    /// <summary>SHA-256 of the verified share register; dividends go to those in it.</summary>
    public string ShareRegisterHash { get; init; } = "";
}

/// <summary>Points that another company takes.</summary>
public sealed record ExchangeSettings
{
    public bool Enabled { get; init; }

    /// <summary>The other company's name; empty: the issuer itself.</summary>
    public string Acceptor { get; init; } = "";

    public string PayLicenceNo { get; init; } = "";

    /// <summary>SHA-256 of the proof that both are one group or brand.</summary>
    public string SameGroupProofHash { get; init; } = "";
}

/// <summary>A public service on a shared ledger.</summary>
public sealed record LedgerSettings
{
    public bool IsUserFacing { get; init; }

    public string FilingNo { get; init; } = "";
}

/// <summary>Where members come from.</summary>
public sealed record ChannelSettings
{
    public bool WeChat { get; init; }

    /// <summary>SHA-256 of the channel's written reply that two tiers are accepted.</summary>
    public string WeChatReplyHash { get; init; } = "";
}

/// <summary>Cards or balances that customers pay before they buy, outside the points.</summary>
public sealed record PrepaidSettings
{
    public bool Enabled { get; init; }

    public string FilingNo { get; init; } = "";

    /// <summary>Cards without a holder's name.</summary>
    public bool IsUnnamed { get; init; }

    public Money MaxCard { get; init; }

    /// <summary>Share of the money taken that lies in custody.</summary>
    public Rate Custody { get; init; }

    /// <summary>SHA-256 of the contract that each customer signs.</summary>
    public string ContractHash { get; init; } = "";
}

/// <summary>What the operator declares to own and to owe, old debts included.</summary>
public sealed record SolvencySettings
{
    public Money Liabilities { get; init; }

    public Money Assets { get; init; }
}
