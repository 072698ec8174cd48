using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Orders;

/// <summary>The map file 映射文件: JSON in, a map or findings with places out.</summary>
internal static class MapFile
{
    /// <summary>Leaves room for an order number in a command id of 64 characters.</summary>
    private const int LongestId = 24;

    /// <summary>Reads a map. Comments and trailing commas are allowed; unknown or doubled names are not.</summary>
    public static (OrderMap? Map, ImmutableArray<Finding> Findings) Read(string text)
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            AllowDuplicateProperties = false,
            MaxDepth = 8,
        };
        try
        {
            using var document = JsonDocument.Parse(text, options);
            var reader = new MapReader();
            var map = Map(reader, document.RootElement);
            return (reader.Findings.Count == 0 ? map : null, [.. reader.Findings]);
        }
        catch (JsonException broken)
        {
            // A doubled name comes without a line; its name is in the message.
            var place = broken.LineNumber is { } line ? $"line {line + 1}" : "file";
            return (null,
                [new("map-json", place, $"不是有效的 JSON:{broken.Message}", $"Not valid JSON: {broken.Message}")]);
        }
    }

    private static OrderMap Map(MapReader reader, JsonElement root)
    {
        var map = reader.Group(root, "", "id", "columns", "kinds", "timeFormat", "utcOffset", "rateToYuan", "separator",
            "orderPrefix", "memberPrefix", "merchantPrefix", "funding", "referrals");
        var id = map.Needed("id");
        if (id.Length > 0 && (id.Length > LongestId || !LegalId.IsLegal(id)))
        {
            reader.Report("map-id", "id", $"id 应为 1 至 {LongestId} 个字符,只用字母、数字和 . _ : -。",
                $"id is 1 to {LongestId} of the characters A-Z a-z 0-9 . _ : -.");
        }

        var columns = Columns(map);
        return new()
        {
            Id = id,
            Columns = columns,
            Kinds = Kinds(reader, map, columns),
            TimeFormat = TimeFormat(reader, map),
            UtcOffset = map.Offset("utcOffset", otherwise: new(8 * 3_600_000L)),
            RateToYuan = map.Rate("rateToYuan"),
            Separator = map.Choice("separator", ",", ",", ";", "\t", "|")[0],
            OrderPrefix = Prefix(reader, map, "orderPrefix"),
            MemberPrefix = map.Text("memberPrefix") ?? "",
            MerchantPrefix = Prefix(reader, map, "merchantPrefix"),
            Funding = map.Choice("funding", "none", "none", "own-goods", "merchant-direct") switch
            {
                "own-goods" => FundingMode.OwnGoods,
                "merchant-direct" => FundingMode.MerchantDirect,
                _ => null,
            },
            InventedReferralEvery = Referrals(map),
        };
    }

    private static OrderColumns Columns(MapGroup map)
    {
        var columns = map.Group("columns", "order", "member", "time", "amount", "merchant", "kind", "refunds");
        return new(columns.Needed("order"), columns.Needed("member"), columns.Needed("time"), columns.Needed("amount"),
            columns.Text("merchant"), columns.Text("kind"), columns.Text("refunds"));
    }

    private static OrderKinds Kinds(MapReader reader, MapGroup map, OrderColumns columns)
    {
        var group = map.Group("kinds", "order", "refund", "skip");
        var kinds = new OrderKinds(
            group.Texts("order", OrderKinds.Usual.Order),
            group.Texts("refund", OrderKinds.Usual.Refund),
            group.Texts("skip", OrderKinds.Usual.Skip));
        if (group.IsThere && columns.Kind is null)
        {
            reader.Report("map-kinds", "kinds", "写了 kinds,却没有 columns.kind 指明哪一列。",
                "There are kinds, but columns.kind does not say which column holds them.");
        }

        foreach (var twice in kinds.Order.Concat(kinds.Refund).Concat(kinds.Skip).GroupBy(word => word)
            .Where(words => words.Count() > 1))
        {
            reader.Report("map-kinds", "kinds", $"“{twice.Key}”在 kinds 中出现多次,含义不明。",
                $"\"{twice.Key}\" stands in kinds more than once; it can mean only one thing.");
        }

        return kinds;
    }

    private static string? TimeFormat(MapReader reader, MapGroup map)
    {
        var format = map.Text("timeFormat");
        if (format is not null && !ShopTime.IsFormat(format))
        {
            reader.Report("map-value", "timeFormat",
                $"timeFormat:“{format}”写不出也读不回时间,请写如 \"yyyy-MM-dd HH:mm:ss\"。",
                $"timeFormat: \"{format}\" does not read back what it writes; write one such as \"yyyy-MM-dd HH:mm\".");
        }

        return format;
    }

    private static string Prefix(MapReader reader, MapGroup map, string name)
    {
        var prefix = map.Text(name) ?? "";
        if (prefix.Length > 0 && (prefix.Length > LongestId || !LegalId.IsLegal(prefix)))
        {
            reader.Report("map-id", name, $"{name} 至多 {LongestId} 个字符,只用字母、数字和 . _ : -。",
                $"{name} is at most {LongestId} of the characters A-Z a-z 0-9 . _ : -.");
        }

        return prefix;
    }

    private static int? Referrals(MapGroup map)
    {
        var group = map.Group("referrals", "invented", "every");
        var every = group.Number("every", otherwise: 3);
        return group.Flag("invented") ? every : null;
    }
}
