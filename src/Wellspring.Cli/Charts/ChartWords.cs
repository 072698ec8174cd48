namespace Wellspring.Cli.Charts;

/// <summary>The sentences a chart says about itself, written in Chinese and in English.</summary>
internal static class ChartWords
{
    public const string NothingYetZh = "还没有订单";
    public const string NothingYetEn = "no orders yet";
    public const string PoolZh = "池内资金（元）";
    public const string PoolEn = "pool, yuan";
    public const string PriceZh = "单价（元/积分）";
    public const string PriceEn = "unit price, yuan per point";
    public const string TimeZh = "时间";
    public const string TimeEn = "time";

    /// <summary>What somebody who cannot see the picture has to know.</summary>
    public static string Description(ChartPage page)
    {
        if (page.Points.Count == 0)
        {
            return $"{NothingYetZh}。{Capital(NothingYetEn)}.";
        }

        var (first, last) = (page.Points[0], page.Points[^1]);
        var (pools, prices) = (page.Points.Select(point => point.Pool), page.Points.Select(point => point.Price));
        var (from, until) = (Figures.Second(first.At.ToOffset(page.Until.Offset)), Figures.Second(page.Until));
        var zone = Figures.Zone(page.Until);
        var (pool, price) = (Figures.Yuan(last.Pool), Figures.Price(last.Price));
        var (poorest, richest) = (Figures.Yuan(pools.Min()), Figures.Yuan(pools.Max()));
        var (lowest, highest) = (Figures.Price(prices.Min()), Figures.Price(prices.Max()));
        var orders = Figures.Count(last.Orders);
        return
            $"{from} 至 {until}（{zone}），累计 {orders} 单。两条纵轴都从零开始。" +
            $"池内资金最低 {poorest}，最高 {richest}，最后 {pool}。" +
            $"单价最低 {lowest}，最高 {highest}，最后 {price} 元/积分。" +
            $" From {from} to {until} ({zone}), {orders} orders so far. Both value axes start at zero." +
            $" Pool: lowest {poorest}, highest {richest}, last {pool}." +
            $" Unit price: lowest {lowest}, highest {highest}, last {price} yuan per point.";
    }

    /// <summary>The line under the heading: how fresh the numbers are and how much stands behind them.</summary>
    public static (string Zh, string En) AsOf(ChartPage page)
    {
        if (page.Points.Count == 0)
        {
            return ("有了第一单，这里就有图和表。", "The chart and its table begin with the first order.");
        }

        var last = page.Points[^1];
        var at = $"{Figures.Minute(page.Until)} {Figures.Zone(page.Until)}";
        var orders = Figures.Count(last.Orders);
        var noun = last.Orders == 1 ? "order" : "orders";
        return ($"截至 {at}，累计 {orders} 单。", $"As of {at}, {orders} {noun} so far.");
    }

    /// <summary>The words on the table's fold: how many rows it has, and out of how many.</summary>
    public static (string Zh, string En) TableTitle(int shown, int all)
    {
        var (few, many) = (Figures.Count(shown), Figures.Count(all));
        return shown == all
            ? ($"图背后的表，共 {many} 行", all == 1 ? "the table behind the chart, 1 row" :
                $"the table behind the chart, {many} rows")
            : ($"图背后的表，{many} 行中均匀取 {few} 行",
                $"the table behind the chart, {few} of {many} rows, evenly sampled");
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
