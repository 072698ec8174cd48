using System.CommandLine;
using System.Globalization;
using Wellspring.Cli.Charts;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring chart</c>: pool and price over time, as an SVG picture or an HTML page.</summary>
internal static class ChartCommand
{
    private const int MostPoints = 2_000;

    public static Command Build()
    {
        var data = Options.Data();
        var file = new Option<string>("--out") { Description = "输出 .svg 或 .html", HelpName = "FILE", Required = true };
        var command = new Command("chart", "走势图 a chart of pool and price") { data, file };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(file);
            var extension = Path.GetExtension(target).ToLowerInvariant();
            if (extension is not (".svg" or ".html"))
            {
                throw new BadInputException("--out 请以 .svg 或 .html 结尾。", "--out ends in .svg or .html.");
            }

            var page = PageOf(Options.Existing(parsed.GetRequiredValue(data)));
            File.WriteAllText(target, extension == ".svg" ? PoolChart.Svg(page) : ChartHtml.Page(page));
            Console.Error.WriteLine($"已写出 written: {target}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The chart of a pool with its present figures.</summary>
    public static ChartPage PageOf(PoolDirectory directory)
    {
        using var journal = directory.OpenToRead();
        using var views = ViewStore.Open(directory);
        views.CatchUp(journal);
        var replayed = directory.Load();
        var (pool, settings) = (replayed.Pool, replayed.Plan.Settings);
        var points = views.Prices(MostPoints).Where(row => row.Circulating > Points.Zero && row.Orders > 0)
            .Select(row => PointOf(row, pool.Backing.Scale, settings.TimeZone)).ToList();
        var sandbox = replayed.Plan.IsSandbox;
        var hash = Convert.ToHexStringLower(replayed.End.Hash.Span)[..16];
        return new(
            $"{settings.NameZh}:盈利池与单价", $"{settings.NameEn}: pool and unit price",
            $"账本记录 0–{replayed.End.Position - 1},哈希 {hash}…",
            $"Journal records 0–{replayed.End.Position - 1}, hash {hash}…",
            points, Facts(pool),
            sandbox ? "演示 · 不得用于真实交易" : "", sandbox ? "Demo, not for real trading" : "");
    }

    // The eye gets fen and four decimals of points; the table and --json have every digit.
    private static ChartFact[] Facts(Pool pool) =>
    [
        new("盈利池", "Pool", Yuan(pool.Backing.Pool)),
        new("单价", "Unit price", pool.Backing.Price.ToString()),
        new("会员收回占消费,中位", "Got back of spend, median", Multiples.Of(pool).Median),
        new("流通积分", "Circulating points", Grouped(pool.Backing.Circulating)),
        new("已结算订单", "Orders settled", pool.Totals.Orders.ToString("N0", CultureInfo.InvariantCulture)),
        new("封顶退出", "Cap exits", pool.Totals.Exits.ToString("N0", CultureInfo.InvariantCulture)),
        new("累计流入", "Inflow", Yuan(pool.Totals.Inflow)),
        new("已付给会员", "Paid to members", Yuan(pool.Totals.Paid)),
    ];

    private static string Yuan(Money money) => "¥" + AnswerText.Yuan(money.FloorToFen());

    private static string Grouped(Points points)
    {
        var text = points.ToString();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = long.Parse(text.AsSpan(0, point), CultureInfo.InvariantCulture);
        return whole.ToString("N0", CultureInfo.InvariantCulture) + text[point..^4];
    }

    // All prices in the present scale, so that a split shows no step.
    private static ChartPoint PointOf(PriceRow row, int scale, Duration timeZone)
    {
        var price = (decimal)row.Pool.Units * 100 / row.Circulating.Units;
        for (var split = row.Scale; split < scale; split++)
        {
            price /= 10;
        }

        var offset = TimeSpan.FromMilliseconds(timeZone.Milliseconds);
        var pool = (decimal)row.Pool.Units / Money.UnitsPerYuan;
        return new(row.At.ToDateTimeOffset().ToOffset(offset), pool, price, row.Orders);
    }
}
