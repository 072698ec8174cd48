using System.Globalization;

namespace Wellspring.Core.Plans;

/// <summary>Writes the group <c>compliance</c> into a plan's canonical text.</summary>
/// <param name="whole">Whether the defaults are written too.</param>
internal sealed class ComplianceText(bool whole)
{
    public string Of(ComplianceSettings settings)
    {
        var house = new ComplianceSettings();
        var groups = Joined(
            Group("records",
                Number("tradeYears", settings.Records.TradeYears, house.Records.TradeYears),
                Number("taxBookYears", settings.Records.TaxBookYears, house.Records.TaxBookYears)),
            Group("tax", Text("pointSale", settings.Tax.PointSale, house.Tax.PointSale)),
            Group("agents",
                Text("fee", settings.Agents.Fee.ToString(), Money.Zero.ToString()),
                Text("duties", settings.Agents.Duties),
                Text("coolingOff", settings.Agents.CoolingOff.ToString(), Duration.Zero.ToString()),
                Text("refundTerms", settings.Agents.RefundTerms)),
            Group("franchise",
                Flag("enterprise", settings.Franchise.IsEnterprise),
                Number("ownStores", settings.Franchise.OwnStores, 0),
                Text("filingNo", settings.Franchise.FilingNo),
                Text("contractHash", settings.Franchise.ContractHash),
                Text("manualHash", settings.Franchise.ManualHash)),
            Group("privacy",
                Text("assessmentHash", settings.Privacy.AssessmentHash),
                Flag("hostedAbroad", settings.Privacy.HostedAbroad), Flag("shares", settings.Privacy.Shares)),
            Equity(settings.Equity),
            Group("exchange",
                Flag("enabled", settings.Exchange.Enabled), Text("acceptor", settings.Exchange.Acceptor),
                Text("payLicenceNo", settings.Exchange.PayLicenceNo),
                Text("sameGroupProofHash", settings.Exchange.SameGroupProofHash)),
            Group("ledger",
                Flag("userFacing", settings.Ledger.IsUserFacing), Text("filingNo", settings.Ledger.FilingNo)),
            Group("channels",
                Flag("wechat", settings.Channels.WeChat),
                Text("wechatReplyHash", settings.Channels.WeChatReplyHash)),
            Prepaid(settings.Prepaid),
            Group("solvency",
                Text("liabilities", settings.Solvency.Liabilities.ToString(), Money.Zero.ToString()),
                Text("assets", settings.Solvency.Assets.ToString(), Money.Zero.ToString())));
        return groups.Length == 0 ? "" : $",\"compliance\":{{{groups}}}";
    }

    private string Prepaid(PrepaidSettings prepaid) => Group("prepaid",
        Flag("enabled", prepaid.Enabled), Text("filingNo", prepaid.FilingNo), Flag("unnamed", prepaid.IsUnnamed),
        Text("maxCard", prepaid.MaxCard.ToString(), Money.Zero.ToString()),
        Text("custody", prepaid.Custody.ToString(), Rate.Zero.ToString()),
        Text("contractHash", prepaid.ContractHash));

    private string Equity(EquitySettings equity) => Group("equity",
        Flag("enabled", equity.Enabled), Text("registrationNo", equity.RegistrationNo), Text("venue", equity.Venue),
        Text("issuer", equity.Issuer), Text("opinionHash", equity.OpinionHash),
        Number("offerees", equity.Offerees, 0), Flag("public", equity.IsPublic),
        Text("shareRegisterHash", equity.ShareRegisterHash));

    private static string Group(string name, params string[] parts) =>
        Joined(parts) is { Length: > 0 } inside ? $"\"{name}\":{{{inside}}}" : "";

    private static string Joined(params string[] parts) => string.Join(',', parts.Where(part => part.Length > 0));

    private string Text(string name, string value, string house = "") =>
        !whole && value == house ? "" : PlanFile.Text(name, value);

    private string Flag(string name, bool value) => value ? $"\"{name}\":true" : whole ? $"\"{name}\":false" : "";

    private string Number(string name, int value, int house) =>
        !whole && value == house ? "" : string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{value}");
}
