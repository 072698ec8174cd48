using Wellspring.Cli.Charts;

namespace Wellspring.Cli.Tests.Charts;

/// <summary>The pages the chart has to bear: nothing, little, a year, and amounts beyond any shop.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 14, 5, 0, TimeSpan.FromHours(8));

    public static ChartPage Empty => Page();

    public static ChartPage OneOrder => Page(new ChartPoint(Start, 160, 1.4286m, 1));

    /// <summary>The first three orders of the requirements, within one minute.</summary>
    public static ChartPage WorkedExample => Page(
        new(Start, 160, 1.4286m, 1),
        new(Start.AddSeconds(20), 320, 1.6807m, 2),
        new(Start.AddSeconds(40), 480, 1.8674m, 3));

    /// <summary>40 000 orders over a year, sales that empty the pool now and then, and a price from 1 to 999.</summary>
    public static ChartPage Year => Page([.. Enumerable.Range(0, 40_000).Select(YearPoint)]);

    /// <summary>A pool of a million million yuan after three days.</summary>
    public static ChartPage Vast => Page(
        [.. Enumerable.Range(0, 500).Select(i => new ChartPoint(
            Start.AddMinutes(9 * i), 1_000_000_000_000m * (i + 1) / 500, 1 + (2m * i), i + 1))]);

    public static IReadOnlyDictionary<string, ChartPage> All => new Dictionary<string, ChartPage>
    {
        ["empty"] = Empty,
        ["one"] = OneOrder,
        ["three"] = WorkedExample,
        ["year"] = Year,
        ["vast"] = Vast,
    };

    public static ChartPage Page(params ChartPoint[] points) => new(
        "涌泉 · 街角生活：池与单价",
        "Wellspring · Corner Life: pool and unit price",
        "来源：本机账本 demo.journal，记录 1 至末条",
        "Source: local journal demo.journal, first record to last",
        points,
        points.Length == 0 ? [] :
        [
            new("卖出可得（净额）", "net if sold now", "¥96.31"),
            new("已收回，占消费 1.4%", "got back 1.4 % of ¥860.00", "¥12.40"),
            new("单价", "unit price", points[^1].Price.ToString("0.0000", null)),
        ],
        "演示 · 不得用于真实交易",
        "Demo · not for real transactions");

    private static ChartPoint YearPoint(int order)
    {
        var wave = order % 4_000;
        var sold = wave > 3_000 ? (wave - 3_000) * 45m : 0;
        var spike = order is 25_000 ? 250_000m : 0;
        var pool = (order * 12m) + (wave * 9m) - sold - spike;
        var price = 1 + (998m * order / 39_999);
        return new(Start.AddMinutes(13.14 * order), Math.Max(0, pool), price, order + 1);
    }
}
