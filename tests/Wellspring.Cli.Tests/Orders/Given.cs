using System.Runtime.CompilerServices;
using System.Text;
using Wellspring.Cli.Orders;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Tests.Orders;

/// <summary>Small files and maps to import, and where the repository's own lie.</summary>
internal static class Given
{
    public static readonly Duration SevenDays = Duration.Days(7);

    public static string Root { get; } = FindRoot();

    public static string SimpleMap =>
        """
        {
          "id": "shop",
          "columns": { "order": "order", "member": "customer", "time": "time", "amount": "amount" }
        }
        """;

    public static OrderMap Map(string text)
    {
        var (map, findings) = MapFile.Read(text);
        Assert.Empty(findings);
        return map!;
    }

    /// <summary>The columns of most tests: order, customer, time, amount, shop, kind, refunds.</summary>
    public static OrderMap FullMap(string more = "") => Map(
        $$"""
        {
          "id": "shop",
          "columns": { "order": "order", "member": "customer", "time": "time", "amount": "amount",
            "merchant": "shop", "kind": "kind", "refunds": "refunds" },
          "kinds": { "order": ["order"], "refund": ["refund"], "skip": ["note"] },
          {{more}}
        }
        """);

    public static string File(params string[] rows) =>
        string.Join('\n', rows.Prepend("order,customer,time,amount,shop,kind,refunds")) + "\n";

    public static OrderCsv Csv(OrderMap map, byte[] bytes)
    {
        var (csv, findings) = OrderCsv.Open(new MemoryStream(bytes), map);
        Assert.Empty(findings);
        return csv!;
    }

    public static List<ShopRow> Rows(OrderMap map, string text)
    {
        using var csv = Csv(map, Encoding.UTF8.GetBytes(text));
        return [.. csv.Rows()];
    }

    public static Imported Import(OrderMap map, string text) => Import(map, Rows(map, text));

    public static Imported Import(OrderMap map, IEnumerable<ShopRow> rows)
    {
        var import = new OrderImport(map, SevenDays);
        List<RowOutcome> outcomes = [.. rows.Select(import.Translate)];
        List<PoolCommand> commands = [.. outcomes.SelectMany(outcome => outcome.Commands)];
        if (import.Finish() is { } end)
        {
            commands.Add(end);
        }

        return new(outcomes, commands, import.Count);
    }

    public static Instant At(string time) =>
        Instant.From(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    public static Money Yuan(string amount)
    {
        Assert.True(Decimals.TryRead(amount, Money.Decimals, out var units));
        return Money.FromUnits(units);
    }

    public static ShopAmount Amount(string amount)
    {
        Assert.True(ShopAmount.TryRead(amount, out var read));
        return read;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

/// <summary>What an import made of a file.</summary>
internal sealed record Imported(List<RowOutcome> Outcomes, List<PoolCommand> Commands, ImportCount Count)
{
    public List<RowVerdict> Verdicts => [.. Outcomes.Select(outcome => outcome.Verdict)];

    public List<string> Ids => [.. Commands.Select(command => command.Id)];
}
