namespace Wellspring.Core.Plans;

/// <summary>The group <c>compliance</c> of a plan file.</summary>
/// <remarks>The canonical text holds only what is not the default: plans without it keep their hashes.</remarks>
internal static class ComplianceFile
{
    private static readonly string[] TaxClasses =
        [TaxSettings.Undecided, "incidental", "labour", "property", "untaxed"];

    public static ComplianceSettings Read(PlanGroup plan)
    {
        var all = plan.Group("compliance", "records", "tax", "agents", "franchise", "privacy", "equity", "exchange",
            "ledger", "channels", "prepaid", "solvency");
        var records = all.Group("records", "tradeYears", "taxBookYears");
        var agents = all.Group("agents", "fee", "duties", "coolingOff", "refundTerms");
        var franchise = all.Group("franchise", "enterprise", "ownStores", "filingNo", "contractHash", "manualHash");
        var house = new ComplianceSettings();
        return new()
        {
            Records = new()
            {
                TradeYears = records.Number("tradeYears", house.Records.TradeYears),
                TaxBookYears = records.Number("taxBookYears", house.Records.TaxBookYears),
            },
            Tax = new()
            {
                PointSale = all.Group("tax", "pointSale").Choice("pointSale", TaxSettings.Undecided, TaxClasses),
            },
            Agents = new()
            {
                Fee = agents.Money("fee") ?? Money.Zero,
                Duties = agents.Text("duties", ""),
                CoolingOff = agents.Duration("coolingOff") ?? Duration.Zero,
                RefundTerms = agents.Text("refundTerms", ""),
            },
            Franchise = new()
            {
                IsEnterprise = franchise.Flag("enterprise", false),
                OwnStores = franchise.Count("ownStores"),
                FilingNo = franchise.Text("filingNo", ""),
                ContractHash = franchise.Hash("contractHash"),
                ManualHash = franchise.Hash("manualHash"),
            },
            Privacy = ReadPrivacy(all),
            Equity = ReadEquity(all),
            Exchange = ReadExchange(all),
            Ledger = ReadLedger(all),
            Channels = ReadChannels(all),
            Prepaid = ReadPrepaid(all),
            Solvency = ReadSolvency(all),
        };
    }

    /// <summary>With a comma before it, or nothing.</summary>
    /// <param name="whole">Whether the defaults are written too.</param>
    public static string Write(ComplianceSettings settings, bool whole) => new ComplianceText(whole).Of(settings);

    private static PrivacySettings ReadPrivacy(PlanGroup all)
    {
        var group = all.Group("privacy", "assessmentHash", "hostedAbroad", "shares");
        return new()
        {
            AssessmentHash = group.Hash("assessmentHash"),
            HostedAbroad = group.Flag("hostedAbroad", false),
            Shares = group.Flag("shares", false),
        };
    }

    private static EquitySettings ReadEquity(PlanGroup all)
    {
        var group = all.Group("equity", "enabled", "registrationNo", "venue", "issuer", "opinionHash", "offerees",
            "public", "shareRegisterHash");
        return new()
        {
            Enabled = group.Flag("enabled", false),
            RegistrationNo = group.Text("registrationNo", ""),
            Venue = group.Text("venue", ""),
            Issuer = group.Text("issuer", ""),
            OpinionHash = group.Hash("opinionHash"),
            Offerees = group.Count("offerees"),
            IsPublic = group.Flag("public", false),
            ShareRegisterHash = group.Hash("shareRegisterHash"),
        };
    }

    private static ExchangeSettings ReadExchange(PlanGroup all)
    {
        var group = all.Group("exchange", "enabled", "acceptor", "payLicenceNo", "sameGroupProofHash");
        return new()
        {
            Enabled = group.Flag("enabled", false),
            Acceptor = group.Text("acceptor", ""),
            PayLicenceNo = group.Text("payLicenceNo", ""),
            SameGroupProofHash = group.Hash("sameGroupProofHash"),
        };
    }

    private static LedgerSettings ReadLedger(PlanGroup all)
    {
        var group = all.Group("ledger", "userFacing", "filingNo");
        return new() { IsUserFacing = group.Flag("userFacing", false), FilingNo = group.Text("filingNo", "") };
    }

    private static ChannelSettings ReadChannels(PlanGroup all)
    {
        var group = all.Group("channels", "wechat", "wechatReplyHash");
        return new() { WeChat = group.Flag("wechat", false), WeChatReplyHash = group.Hash("wechatReplyHash") };
    }

    private static PrepaidSettings ReadPrepaid(PlanGroup all)
    {
        var group = all.Group("prepaid", "enabled", "filingNo", "unnamed", "maxCard", "custody", "contractHash");
        return new()
        {
            Enabled = group.Flag("enabled", false),
            FilingNo = group.Text("filingNo", ""),
            IsUnnamed = group.Flag("unnamed", false),
            MaxCard = group.Money("maxCard") ?? Money.Zero,
            Custody = group.Rate("custody") ?? Rate.Zero,
            ContractHash = group.Hash("contractHash"),
        };
    }

    private static SolvencySettings ReadSolvency(PlanGroup all)
    {
        var group = all.Group("solvency", "liabilities", "assets");
        return new()
        {
            Liabilities = group.Money("liabilities") ?? Money.Zero,
            Assets = group.Money("assets") ?? Money.Zero,
        };
    }
}
