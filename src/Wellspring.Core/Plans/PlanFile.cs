using System.Collections.Immutable;
using System.Text.Json;

namespace Wellspring.Core.Plans;

/// <summary>
/// The plan file: JSON in, a draft or findings with places out; and the canonical text that is hashed.
/// </summary>
public static class PlanFile
{
    /// <summary>Reads a plan. Comments and trailing commas are allowed; unknown or doubled names are not.</summary>
    public static (PlanDraft? Draft, ImmutableArray<Finding> Findings) Read(string text)
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
        };
        try
        {
            using var document = JsonDocument.Parse(text, options);
            var reader = new PlanReader();
            var draft = Draft(reader, document.RootElement);
            return (reader.Findings.Count == 0 ? draft : null, [.. reader.Findings]);
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud83d alone: half a character, which no text can hold.
            return (null, [new("plan-json", "file", "有只写了一半的字符(孤立的 \\u 代理项)。",
                "There is half a character in it (a lone \\u surrogate).")]);
        }
        catch (JsonException broken)
        {
            var place = $"line {broken.LineNumber + 1}";
            return (null,
                [new("plan-json", place, $"不是有效的 JSON:{broken.Message}", $"Not valid JSON: {broken.Message}")]);
        }
    }

    /// <summary>The canonical text: every setting, also the defaults, in one order, without white space.</summary>
    /// <remarks>
    /// Settings of later releases are left out while they are the default, so that older plans keep their hashes.
    /// </remarks>
    public static string Write(PlanDraft draft) => Write(draft, whole: false);

    /// <summary>The same with every setting there is.</summary>
    internal static string Write(PlanDraft draft, bool whole) => string.Concat(
        "{", Text("id", draft.Id), $",\"version\":{draft.Version},",
        "\"name\":{", Text("zh", draft.NameZh), ",", Text("en", draft.NameEn), "},",
        Text("operator", draft.Operator), ",",
        Text("profile", draft.Profile is PlanProfile.Cn ? "CN" : "sandbox"), ",",
        Text("timeZone", PlanReader.Offset(draft.TimeZone)), ",",
        $"\"pool\":{WritePool(draft.Pool)},\"split\":{WriteSplit(draft.Split)},",
        $"\"selling\":{WriteSelling(draft.Selling)},\"redeeming\":{WriteRedeeming(draft.Redeeming)},",
        $"\"cap\":{WriteCap(draft.Cap)},\"orders\":{WriteOrders(draft.Orders)},",
        $"\"rewards\":{RewardPlanFile.Write(draft.Rewards, whole)},",
        $"\"wallet\":{{\"withdrawal\":{WriteWithdrawal(draft.Withdrawal)}}}",
        ComplianceFile.Write(draft.Compliance, whole), LegacyPlanFile.Write(draft.Legacy), "}");

    private static PlanDraft Draft(PlanReader reader, JsonElement root)
    {
        var plan = reader.Group(root, "", "id", "version", "name", "operator", "profile", "timeZone", "pool", "split",
            "selling", "redeeming", "cap", "orders", "rewards", "wallet", "compliance",
            "legacy");
        var name = plan.Group("name", "zh", "en");
        var house = new PlanDraft();
        return house with
        {
            Id = plan.Text("id", ""),
            Version = plan.Number("version", 1),
            NameZh = name.Text("zh", ""),
            NameEn = name.Text("en", ""),
            Operator = plan.Text("operator", ""),
            Profile = plan.Choice("profile", "CN", "CN", "sandbox") == "CN" ? PlanProfile.Cn : PlanProfile.Sandbox,
            TimeZone = plan.Offset("timeZone", house.TimeZone),
            Pool = Pool(plan, house.Pool),
            Split = Split(plan, house.Split),
            Selling = Selling(plan, house.Selling),
            Redeeming = Redeeming(plan, house.Redeeming),
            Cap = Cap(plan, house.Cap),
            Orders = Orders(plan, house.Orders),
            Rewards = RewardPlanFile.Read(plan, house.Rewards),
            Withdrawal = Withdrawal(plan, house.Withdrawal),
            Compliance = ComplianceFile.Read(plan),
            Legacy = LegacyPlanFile.Read(plan),
            Refused = reader.Refused.Count == 0 ? [] : [.. reader.Refused],
        };
    }

    private static PoolSettings Pool(PlanGroup plan, PoolSettings house)
    {
        var group = plan.Group("pool", "startPrice", "float", "splitAt", "mintRatio", "maxMintValuePerOrder");
        return new()
        {
            StartPrice = group.Money("startPrice") ?? house.StartPrice,
            Float = group.Money("float") ?? house.Float,
            SplitAt = group.Money("splitAt") ?? house.SplitAt,
            MintRatio = group.Rate("mintRatio") ?? house.MintRatio,
            MaxMintValuePerOrder = group.Money("maxMintValuePerOrder"),
        };
    }

    private static string WritePool(PoolSettings pool) =>
        $"{{\"startPrice\":\"{pool.StartPrice}\",\"float\":\"{pool.Float}\",\"splitAt\":\"{pool.SplitAt}\","
        + $"\"mintRatio\":\"{pool.MintRatio}\",\"maxMintValuePerOrder\":{Or(pool.MaxMintValuePerOrder)}}}";

    private static SplitSettings Split(PlanGroup plan, SplitSettings house)
    {
        var group = plan.Group("split", "commission", "platform", "rewardBudget", "unassignedRewards");
        return new()
        {
            Commission = group.Rate("commission") ?? house.Commission,
            Platform = group.Rate("platform") ?? house.Platform,
            RewardBudget = group.Rate("rewardBudget") ?? house.RewardBudget,
            UnassignedToPool = group.Choice("unassignedRewards", "pool", "pool", "platform") == "pool",
        };
    }

    private static string WriteSplit(SplitSettings split) =>
        $"{{\"commission\":\"{split.Commission}\",\"platform\":\"{split.Platform}\","
        + $"\"rewardBudget\":\"{split.RewardBudget}\","
        + $"\"unassignedRewards\":\"{(split.UnassignedToPool ? "pool" : "platform")}\"}}";

    private static SellingSettings Selling(PlanGroup plan, SellingSettings house)
    {
        var group = plan.Group("selling", "enabled", "retention", "minSpendBeforeSale", "minHolding",
            "maxShareOfHoldingPerDay", "maxAmountPerDay");
        return new()
        {
            Enabled = group.Flag("enabled", house.Enabled),
            Retention = group.Rate("retention") ?? house.Retention,
            MinSpendBeforeSale = group.Money("minSpendBeforeSale"),
            MinHolding = group.Duration("minHolding") ?? house.MinHolding,
            MaxShareOfHoldingPerDay = group.Rate("maxShareOfHoldingPerDay"),
            MaxAmountPerDay = group.Money("maxAmountPerDay"),
        };
    }

    private static string WriteSelling(SellingSettings selling) =>
        $"{{\"enabled\":{Flag(selling.Enabled)},\"retention\":\"{selling.Retention}\","
        + $"\"minSpendBeforeSale\":{Or(selling.MinSpendBeforeSale)},\"minHolding\":\"{selling.MinHolding}\","
        + $"\"maxShareOfHoldingPerDay\":{Or(selling.MaxShareOfHoldingPerDay)},"
        + $"\"maxAmountPerDay\":{Or(selling.MaxAmountPerDay)}}}";

    private static RedeemingSettings Redeeming(PlanGroup plan, RedeemingSettings house)
    {
        var group = plan.Group("redeeming", "enabled", "redeemRate", "maxShareOfOrder", "minHolding", "minOrder");
        return new()
        {
            Enabled = group.Flag("enabled", house.Enabled),
            RedeemRate = group.Rate("redeemRate") ?? house.RedeemRate,
            MaxShareOfOrder = group.Rate("maxShareOfOrder"),
            MinHolding = group.Duration("minHolding") ?? house.MinHolding,
            MinOrder = group.Money("minOrder"),
        };
    }

    private static string WriteRedeeming(RedeemingSettings redeeming) =>
        $"{{\"enabled\":{Flag(redeeming.Enabled)},\"redeemRate\":\"{redeeming.RedeemRate}\","
        + $"\"maxShareOfOrder\":{Or(redeeming.MaxShareOfOrder)},\"minHolding\":\"{redeeming.MinHolding}\","
        + $"\"minOrder\":{Or(redeeming.MinOrder)}}}";

    private static CapSettings Cap(PlanGroup plan, CapSettings house)
    {
        var group = plan.Group("cap", "multiple", "mode", "noticePeriod");
        return new()
        {
            Multiple = group.MultipleOrNone("multiple", house.Multiple),
            Automatic = group.Choice("mode", "notify", "auto", "notify") == "auto",
            NoticePeriod = group.Duration("noticePeriod") ?? house.NoticePeriod,
        };
    }

    private static string WriteCap(CapSettings cap) =>
        $"{{\"multiple\":\"{cap.Multiple?.ToString() ?? "none"}\",\"mode\":\"{(cap.Automatic ? "auto" : "notify")}\","
        + $"\"noticePeriod\":\"{cap.NoticePeriod}\"}}";

    private static OrderSettings Orders(PlanGroup plan, OrderSettings house)
    {
        var group = plan.Group("orders", "returnWindow", "autoReceiveAfter", "acceptFinal");
        return new()
        {
            ReturnWindow = group.Duration("returnWindow") ?? house.ReturnWindow,
            AutoReceiveAfter = group.Duration("autoReceiveAfter"),
            AcceptFinal = group.Flag("acceptFinal", house.AcceptFinal),
        };
    }

    private static string WriteOrders(OrderSettings orders) =>
        $"{{\"returnWindow\":\"{orders.ReturnWindow}\",\"autoReceiveAfter\":{Or(orders.AutoReceiveAfter)},"
        + $"\"acceptFinal\":{Flag(orders.AcceptFinal)}}}";

    private static WithdrawalSettings Withdrawal(PlanGroup plan, WithdrawalSettings house)
    {
        var group = plan.Group("wallet", "withdrawal")
            .Group("withdrawal", "enabled", "min", "max", "fee", "dailyLimit", "reviewAbove");
        return new()
        {
            Enabled = group.Flag("enabled", house.Enabled),
            Min = group.Money("min") ?? house.Min,
            Max = group.Money("max"),
            Fee = group.Money("fee") ?? house.Fee,
            DailyLimit = group.Money("dailyLimit"),
            ReviewAbove = group.Money("reviewAbove"),
        };
    }

    private static string WriteWithdrawal(WithdrawalSettings withdrawal) =>
        $"{{\"enabled\":{Flag(withdrawal.Enabled)},\"min\":\"{withdrawal.Min}\",\"max\":{Or(withdrawal.Max)},"
        + $"\"fee\":\"{withdrawal.Fee}\",\"dailyLimit\":{Or(withdrawal.DailyLimit)},"
        + $"\"reviewAbove\":{Or(withdrawal.ReviewAbove)}}}";

    internal static string Text(string name, string value) => $"\"{name}\":\"{Escaped(value)}\"";

    // Our own, and minimal: the text is hashed and journaled, so no library's taste may change it.
    private static string Escaped(string value) => string.Concat(value.Select(letter => letter switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        < ' ' => $"\\u{(int)letter:x4}",
        _ => letter.ToString(),
    }));

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Or<T>(T? value)
        where T : struct => value is { } there ? $"\"{there}\"" : "null";
}
