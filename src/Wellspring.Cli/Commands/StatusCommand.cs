using System.CommandLine;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring status</c>: where a pool stands.</summary>
internal static class StatusCommand
{
    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("status", "账本现状 where a pool stands") { data, json };
        command.SetAction(parsed =>
        {
            var pool = Options.Load(parsed.GetRequiredValue(data));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => Write(writer, pool));
            }
            else
            {
                Show(pool);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    public static void Write(Utf8JsonWriter writer, ReplayedPool replayed)
    {
        PoolStatus.Write(writer, replayed.Pool, replayed.End.Position, replayed.End.Hash.Span);
        writer.WriteStartObject("refusals");
        foreach (var (reason, count) in replayed.Counts.Refusals)
        {
            writer.WriteNumber(reason.Code(), count);
        }

        writer.WriteEndObject();
        writer.WriteNumber("quarantined", replayed.Counts.Quarantined);
    }

    private static void Show(ReplayedPool replayed)
    {
        var (pool, backing, totals) = (replayed.Pool, replayed.Pool.Backing, replayed.Pool.Totals);
        var (numerator, denominator) = backing.Price.Reduced();
        if (replayed.Plan.IsSandbox)
        {
            Console.WriteLine("演示 · 不得用于真实交易  demo, not for real trading");
        }

        Terminal.WriteFacts($"{replayed.Plan.Settings.NameZh} {replayed.Plan.Settings.NameEn}",
        [
            ("盈利池 pool", "¥" + AnswerText.Yuan(backing.Pool)),
            ("流通积分 circulating", backing.Circulating.ToString()),
            ("单价 unit price", $"{backing.Price}"),
            ("  精确分数 exact fraction", $"{numerator}/{denominator}"),
            ("准备金 reserve", "¥" + AnswerText.Yuan(backing.Reserve)),
            ("底仓 float", "¥" + AnswerText.Yuan(totals.Float)),
            ("累计流入 inflow", "¥" + AnswerText.Yuan(totals.Inflow)),
            ("注资 injected", "¥" + AnswerText.Yuan(totals.Injected)),
            ("已付(卖出与退出) paid out", "¥" + AnswerText.Yuan(totals.Paid)),
            ("兑换 redeemed", "¥" + AnswerText.Yuan(totals.Redeemed)),
            ("冲回释放 released", "¥" + AnswerText.Yuan(totals.Released)),
            ("封顶退出 exits", $"{totals.Exits}"),
            ("会员(有结算) members", $"{totals.Members}"),
            ("订单(已结算) orders settled", $"{totals.Orders}"),
            ("待结算 pending", $"{pool.PendingCount}"),
            ("时钟 clock", $"{pool.Clock}"),
            ("拆分次数 scale", $"{backing.Scale}"),
            ("记录 position", $"{replayed.End.Position}"),
            ("方案版本 plan version", $"{replayed.Plan.Settings.Version}"),
        ]);
        Console.WriteLine($"  账本哈希 hash        {Convert.ToHexStringLower(replayed.End.Hash.Span)}");
        Console.WriteLine($"  状态哈希 state hash  {pool.StateHash()}");
        Console.WriteLine($"  规则哈希 ruleset     {Ruleset.Hash}");
        if (replayed.Counts.Refusals.Count > 0)
        {
            Terminal.WriteFacts(
                "拒绝 refusals", replayed.Counts.Refusals.Select(entry => (entry.Key.Code(), $"{entry.Value}")));
        }

    }
}
