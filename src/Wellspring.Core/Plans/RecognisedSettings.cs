using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>A setting that plans of other platforms have and no plan here may use.</summary>
/// <param name="Path">As in the file; <c>[*]</c> for any place in a list.</param>
/// <param name="Rule">The rule that says why; empty: no rule of law, but never offered.</param>
/// <param name="Harmless">Written values that ask for nothing, besides <c>false</c>, zero, none and nothing.</param>
/// <param name="Example">A value that is refused, as JSON.</param>
internal sealed record RecognisedSetting(
    string Path, string Rule, string Example = "true", ImmutableArray<string> Harmless = default)
{
    /// <summary>Whether the value asks for nothing, so that the plan is what it would be without it.</summary>
    public bool IsHarmless(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.True => IsNamed("true"),
        JsonValueKind.False => !IsNamed("true"),
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        JsonValueKind.String => IsNothing(value.GetString()!) || IsNamed(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().All(
            one => one.ValueKind is JsonValueKind.String && IsNamed(one.GetString()!)),
        _ => false,
    };

    public bool IsNamed(string text) => !Harmless.IsDefault && Harmless.Contains(text);

    private static bool IsNothing(string text) =>
        text.Length == 0 || text is "none" or "off" || text.All(letter => letter is '0' or '.' or '%' or 'd');
}

/// <summary>
/// The third class of settings: recognised and refused in every profile, so that such a plan gets the rule's sentence
/// and never an unknown name.
/// </summary>
internal static class RecognisedSettings
{
    public const string NeverOffered = "never-offered";

    public static ImmutableArray<RecognisedSetting> All { get; } =
    [
        new("rewards.third", "CN-MLM-01", "\"0.1%\""),
        new("rewards.tiers", "CN-MLM-01", "[\"0.3%\", \"0.2%\", \"0.1%\"]"),
        new("referral.paidTiers", "CN-MLM-01", "3"),
        new("promoter.activation.requiresPayment", "CN-MLM-03"),
        new("promoter.activation.requiresPurchase", "CN-MLM-03"),
        new("promoter.activation.requiresCourse", "CN-MLM-03"),
        new("promoter.activation.minSpend", "CN-MLM-03", "\"99\""),
        new("promoter.activation.paidMembership", "CN-MLM-03"),
        new("rewards.signup", "CN-MLM-04", "\"5\""),
        new("rewards.headBonus", "CN-MLM-04", "\"10\""),
        new("rewards.recruiting", "CN-MLM-04", "\"10\""),
        new("bonus.flatInviteCash", "CN-MLM-04", "\"10\""),
        new("bonus.metric", "CN-MLM-04", "\"teamSize\"", ["orders"]),
        new("rewards.levels[*].teamSize", "CN-MLM-04", "100"),
        new("rewards.levels[*].directCount", "CN-MLM-04", "10"),
        new("commission.base", "CN-MLM-05", "[\"goods\", \"joinFee\"]", ["goods", "services", "orders"]),
        new("rewards.base", "CN-MLM-05", "[\"topUp\"]", ["goods", "services", "orders"]),
        new("bonus.payoutMode", "CN-MLM-08", "\"offline\"", ["ledger"]),
        new("rewards.payoutMode", "CN-MLM-08", "\"external\"", ["ledger"]),
        new("bonus.hidden", "CN-MLM-08"),
        new("guarantee.fixedRate", "CN-RAI-03", "\"8%\""),
        new("guarantee.fixedDate", "CN-RAI-03", "\"365d\""),
        new("guarantee.floorPrice", "CN-RAI-03", "\"1\""),
        new("guarantee.buyback", "CN-RAI-03"),
        new("guarantee.principal", "CN-RAI-03"),
        new("pool.floorPrice", "CN-RAI-03", "\"1\""),
        new("mint.unbacked", "CN-RAI-04"),
        new("mint.byAdministrator", "CN-RAI-04"),
        new("mint.airdrop", "CN-RAI-04", "\"1000\""),
        new("mint.fromLegacyDebt", "CN-RAI-04"),
        new("mint.trigger", "CN-RAI-05", "\"topUp\"", ["order"]),
        new("mint.onTopUp", "CN-RAI-05"),
        new("legacy.payoutSource", "CN-RAI-06", "\"poolInflow\"", ["operatorFunds", "goods"]),
        new("pool.operatorWithdrawal", "CN-RAI-08"),
        new("rewards.shareholderTitle", "CN-SEC-03", "\"level\""),
        new("points.onChain", "CN-TOK-01"),
        new("points.incomeCertificate", "CN-TOK-01"),
        new("exchange.tokens", "CN-TOK-02", "\"USDT\""),
        new("market.tokenPrice", "CN-TOK-02"),
        new("points.transferable", "CN-TRD-01"),
        new("points.p2p", "CN-TRD-01"),
        new("market.orderMatching", "CN-TRD-01"),
        new("market.hangSale", "CN-TRD-01"),
        new("ui.candlestick", "CN-TRD-03"),
        new("ui.orderBook", "CN-TRD-03"),
        new("ui.signals", "CN-TRD-03"),
        new("settlement.mode", "CN-PAY-01", "\"operatorAccount\"", ["split"]),
        new("psp.split", "CN-PAY-01", "false", ["true"]),
        new("wallet.topUp", "CN-PAY-02"),
        new("wallet.spendable", "CN-PAY-02"),
        new("wallet.yield", "CN-PAY-03", "\"2%\""),
        new("balance.yield", "CN-PAY-03", "\"2%\""),
        new("prepaid.bonusReturn", "CN-PRE-02", "\"10%\""),
        new("prepaid.refundPlusInterest", "CN-PRE-02"),
        new("prepaid.refund7d", "CN-PRE-03", "false", ["true"]),
        new("course.refund7d", "CN-PRE-03", "false", ["true"]),
        new("cap.requireRebuy", "CN-CON-02"),
        new("versions.deletable", "CN-CON-05"),
        new("journal.deletable", "CN-CON-05"),
        new("journal.editable", "CN-CON-05"),
        new("account.closureBlocked", "CN-CON-08"),
        new("account.forfeitOnClosure", "CN-CON-08"),
        new("join.defaultOn", "CN-CON-10"),
        new("checkout.bundledOn", "CN-CON-10"),
        new("rewards.agentIntroducer", "CN-FRA-05", "\"10%\""),
        new("rewards.onAgentSigned", "CN-FRA-05", "\"5000\""),
        new("teamView.fields", "CN-PI-09", "[\"phone\"]", ["maskedNickname", "ownReward"]),
        new("ui.forceShare", "CHN-WX-03"),
        new("journal.enabled", "", "false", ["true"]),
        new("ledger.second", ""),
        new("ui.pricePerViewer", ""),
        new("ui.delayLosses", ""),
        new("activity.fake", ""),
        new("orders.generator", ""),
        new("referral.hiddenFromAuditor", ""),
    ];

    private static readonly FrozenDictionary<string, RecognisedSetting> ByPath =
        All.ToFrozenDictionary(setting => setting.Path, StringComparer.Ordinal);

    /// <summary>
    /// Takes a name that the plan does not know. False when nothing of it is recognised: then it is a strange name.
    /// </summary>
    public static bool Read(string path, JsonElement value, PlanReader reader)
    {
        var known = General(path);
        if (ByPath.TryGetValue(known, out var setting))
        {
            if (IsFewTiers(setting, value))
            {
                return false;
            }

            if (!setting.IsHarmless(value))
            {
                reader.Refused.AddRange(Refuse(setting, path, value));
            }

            return true;
        }

        var inside = All.Where(one => one.Path.StartsWith(known + ".", StringComparison.Ordinal)).ToArray();
        if (inside.Length == 0 || value.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        var names = inside.Select(one => one.Path[(known.Length + 1)..].Split('.')[0]).Distinct().ToArray();
        var strangers = value.EnumerateObject().Where(one => !Read($"{path}.{one.Name}", one.Value, reader)).ToArray();
        if (strangers.Length > 0 && PlanReader.IsLater(known))
        {
            return false;
        }

        foreach (var one in strangers)
        {
            reader.ReportUnknown(one.Name, $"{path}.{one.Name}", names);
        }

        return true;
    }

    /// <summary>What the platform says to a setting of the third class.</summary>
    private static IEnumerable<Finding> Refuse(RecognisedSetting setting, string path, JsonElement value)
    {
        if (setting.Rule.Length > 0)
        {
            yield return Ruleset.Fire(setting.Rule, path, Action(setting.Rule), [.. Arguments(setting, path, value)]);
        }

        if (setting.Rule.Length == 0 || Ruleset.Find(setting.Rule)!.Action is RuleAction.Warn)
        {
            yield return new(NeverOffered, path, $"平台在任何方案中都不提供“{path}”，请删去此项。",
                $"The platform offers \"{path}\" in no plan: remove it.");
        }
    }

    // Rules with two answers refuse here: what they would acknowledge is another setting.
    private static RuleAction Action(string rule) =>
        Ruleset.Find(rule)!.Actions.Contains(RuleAction.Refuse) ? RuleAction.Refuse : Ruleset.Find(rule)!.Action;

    private static IEnumerable<FindingArgument> Arguments(RecognisedSetting setting, string path, JsonElement value)
    {
        yield return ("n", Tiers(value).ToString(CultureInfo.InvariantCulture));
        var items = value.ValueKind is JsonValueKind.Array
            ? value.EnumerateArray().Select(one => one.ToString()).Where(one => !setting.IsNamed(one))
            : [value.ToString()];
        yield return ("items", string.Join("、", items));
        yield return ("path", path);
    }

    private static int Tiers(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Number => value.TryGetInt32(out var number) ? number : int.MaxValue,
        _ => 3,
    };

    /// <summary>A list of one or two tiers is nothing forbidden, only not how they are written here.</summary>
    private static bool IsFewTiers(RecognisedSetting setting, JsonElement value) =>
        setting.Path is "rewards.tiers" or "referral.paidTiers" && Tiers(value) <= Limits.PaidTiers;

    private static string General(string path)
    {
        var start = path.IndexOf('[', StringComparison.Ordinal);
        var end = path.IndexOf(']', StringComparison.Ordinal);
        return start < 0 || end < start ? path : $"{path[..start]}[*]{path[(end + 1)..]}";
    }
}
