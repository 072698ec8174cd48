using System.CommandLine;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring quote sell</c>: what the deed would give now, refusals included; the same code decides both.
/// </summary>
internal static class QuoteCommand
{
    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var member = new Argument<string>("MEMBER") { Description = "会员 member" };
        var points = new Argument<string>("POINTS") { Description = "积分数或 all points, or all" };
        var sell = new Command("sell", "卖出试算 what a sale would pay now") { member, points, json };
        data.Recursive = true;
        sell.SetAction(parsed => Sell(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(member), parsed.GetRequiredValue(points),
            parsed.GetValue(json)));
        var command = new Command("quote", "试算 dry runs") { data, sell };
        return command;
    }

    private static int Sell(string data, string name, string points, bool json)
    {
        var replayed = Options.Load(data);
        var pool = replayed.Pool;
        var number = Options.MemberOf(replayed, name);
        var asked = points == "all" ? PointsAsked.All : new(Options.ReadPoints(points));
        while (pool.RunDue(pool.Clock, limit: 10_000) is not null)
        {
            // On this private copy only: the deed would run it first, too.
        }

        var deed = new PoolCommand.SellPoints("quote", pool.Clock, name, asked, Money.Zero, null);
        var decision = pool.Decide(deed, new Facts(number, default, null, null, false, false), replayed.End.Position);
        var sold = decision.Event as PoolEvent.PointsSold;
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("member", name);
                writer.WriteNumber("position", replayed.End.Position);
                writer.WriteNumber("scale", pool.Backing.Scale);
                writer.WriteString("refusal", sold is null ? decision.Reason.Code() : null);
                writer.WriteString("points", (sold?.Points ?? asked.Of(pool.Held(number))).ToString());
                writer.WriteString("value", sold?.Value.ToString());
                writer.WriteString("payout", sold?.Paid.ToString());
                writer.WriteString("retained", (sold is null ? (Money?)null : sold.Value - sold.Paid)?.ToString());
                WriteParts(writer, sold);
                PoolStatus.WritePrice(writer, pool.Backing.Price);
            });
        }
        else if (sold is null)
        {
            var (zh, en) = RefusalText.Of((PoolEvent.Refused)decision.Event);
            Console.WriteLine($"拒绝 refused {decision.Reason.Code()}: {zh} {en}");
        }
        else
        {
            Terminal.WriteFacts($"卖出试算 quote, {name}",
            [
                ("现在卖出可得 you would get", "¥" + AnswerText.Yuan(sold.Paid)),
                ("留在池中 stays in the pool", "¥" + AnswerText.Yuan(sold.Value - sold.Paid)),
                ("价值 value", "¥" + AnswerText.Yuan(sold.Value)),
                ("积分 points", sold.Points.ToString()),
                ("单价 unit price", pool.Backing.Price.ToString()),
                .. sold.Parts.Select(part => ($"  方案第 {part.Version} 版积分 of version {part.Version}",
                    $"{part.Points} · ¥{AnswerText.Yuan(part.Value)} → ¥{AnswerText.Yuan(part.Paid)}")),
            ]);
            if (sold.Paid == Money.Zero)
            {
                Console.WriteLine("注意:到账为零。 Note: this would pay nothing.");
            }
        }

        return sold is null ? ExitCodes.RefusedByRules : ExitCodes.Done;
    }

    /// <summary>What each plan version's points bring; nothing while all are of one.</summary>
    private static void WriteParts(System.Text.Json.Utf8JsonWriter writer, PoolEvent.PointsSold? sold)
    {
        if (sold is null || sold.Parts.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("parts");
        foreach (var part in sold.Parts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("planVersion", part.Version);
            writer.WriteString("points", part.Points.ToString());
            writer.WriteString("value", part.Value.ToString());
            writer.WriteString("payout", part.Paid.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
