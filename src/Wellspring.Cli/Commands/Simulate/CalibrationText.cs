using Wellspring.Core;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>A calibration for people: what was seen, what cannot be known, what the back-test says.</summary>
internal static class CalibrationText
{
    private const long Day = Instant.MillisecondsPerDay;

    private static readonly int[] Ages = [1, 7, 30, 90, 180, 365];
    private static readonly int[] Multiples = [100, 200, 500, 800, 1000, 1200];
    private static readonly int[] Percents = [5, 50, 95];

    public static void Show(Calibrated seen, BackTestResult? test)
    {
        if (test is not null)
        {
            Console.Out.WriteLine(test.Sentence.Zh);
            Console.Out.WriteLine(test.Sentence.En);
        }

        Terminal.WriteFacts("看到了什么 what was seen", Facts(seen));
        Terminal.WriteTable(
            "仍持有的比例,按持有天数与倍数 share still kept, by days and by multiple (Kaplan–Meier)",
            [("超过 beyond", true), ("积分批次 lots", true), ("± 误差 error", true), ("会员持有 holdings", true),
                ("± 误差 error", true)],
            Ages.Where(days => days * Day <= seen.Holding.Longest).Select(days => new[]
            {
                $"{days} 天 days", Share(seen.ByAge.At(days * Day)), Share(seen.ByAge.ErrorAt(days * Day)),
                Share(seen.Holding.At(days * Day)), Share(seen.Holding.ErrorAt(days * Day)),
            }).Concat(Multiples
                .Where(mille => mille * 1_000 <= seen.ByMultiple.Longest).Select(mille => new[]
                {
                    $"{Decimals.Write(mille, 3)} 倍 times", Share(seen.ByMultiple.At(mille * 1_000)),
                    Share(seen.ByMultiple.ErrorAt(mille * 1_000)), "", "",
                })));
        if (test is not null)
        {
            Show("回测:只凭当时所知 back-test: by what was known then", test.Foretold);
            Show("回测:每天订单数按实际 back-test: with the orders that really came", test.WithRealArrivals);
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("说不出来的 what this history cannot say");
        foreach (var sentence in seen.Unknown)
        {
            Console.Out.WriteLine($"  {sentence.Zh}");
            Console.Out.WriteLine($"  {sentence.En}");
        }

        if (test is not null)
        {
            Terminal.WriteFacts("来历 origin",
            [
                ("方案 plan", test.Known.Plan.Hash[..16] + "…"),
                ("种子 seed", $"{test.Wish.Seed}"),
                ("抽样 draws", $"{test.Wish.Draws}"),
                ("比较的会员 members compared", $"{test.Members} / {test.AllMembers}"),
            ]);
        }
    }

    private static void Show(string title, Compared compared) => Terminal.WriteTable(
        title,
        [("", false), ("P5", true), ("P50", true), ("P95", true), ("实际 came", true), ("", false)],
        compared.Figures.Select(figure => new[]
        {
            figure.Title.Zh, Short(figure, figure.P5), Short(figure, figure.P50), Short(figure, figure.P95),
            Short(figure, figure.Came), figure.IsInside ? "之内 in" : "之外 out",
        }));

    private static string Short(ForetoldFigure figure, long value) =>
        figure.Decimals == 0 ? figure.Text(value) : figure.Text(value)[..^3];

    private static IEnumerable<(string Label, string Value)> Facts(Calibrated seen) =>
    [
        ("从 from", seen.From.ToString()[..10]),
        ("到 until", seen.Until.ToString()[..10]),
        ("订单 orders", $"{seen.Orders}"),
        ("会员 members", $"{seen.Members}"),
        ("回头客的订单 orders of returning buyers", $"{seen.Returning}"),
        ("前半、后半 first, second half", $"{seen.Trend.FirstHalf}, {seen.Trend.SecondHalf}"),
        ("每日增长 growth a day", seen.Trend.Growth is { } growth
            ? $"{Calibrated.Six(growth * 100)}% ± {Calibrated.Six(seen.Trend.Error * 100)}%"
            : "说不出 cannot say"),
        ("每单 P5、P50、P95 an order", string.Join(
            ", ", Percents.Select(percent => seen.SpendAt(percent).ToString()[..^4]))),
        ("终局后退款 refunded after finality", $"{seen.Refunds.Orders} / {seen.Refunds.OfSettled}"),
        ("积分批次:卖出、封顶、冲回 lots: sold, capped, taken back",
            $"{Share(seen.Lots.Sold)}, {Share(seen.Lots.Capped)}, {Share(seen.Lots.TakenBack)} / {seen.Lots.Minted}"),
        ("卖光的会员、其中再来的 members sold out, of these back again",
            $"{seen.SoldOut.SoldOut}, {seen.SoldOut.CameBack}"),
    ];

    private static string Share(double value) => Calibrated.Six(value)[..^3];
}
