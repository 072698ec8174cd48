using System.CommandLine;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring sheet</c>: who earned what from one order, and why.</summary>
internal static class SheetCommand
{
    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var id = new Argument<string>("ORDER") { Description = "订单号 order id" };
        var command = new Command("sheet", "奖励单 who earned what from one order, and why") { data, id, json };
        command.SetAction(parsed =>
        {
            var directory = Options.Existing(parsed.GetRequiredValue(data));
            var pool = directory.Load();
            var found = Find(directory, pool, parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => Write(writer, pool, found));
            }
            else
            {
                Show(pool, found);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>
    /// The sheet as its settlement says, with what refunds took back; of an order that waits, an estimate.
    /// </summary>
    private static OrderSheet Find(PoolDirectory directory, ReplayedPool pool, string order)
    {
        if (pool.Pool.PendingOf(order) is { } pending)
        {
            return new(order, "pending", pending.Amount, pending.Region, pool.Pool.EstimateSheet(pending));
        }

        OrderSheet? found = null;
        using var journal = directory.OpenToRead();
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            switch (record.Event)
            {
                case PoolEvent.OrderSettled { Settlement: var settled } when settled.Order == order:
                    found = Settled(settled);
                    break;
                case PoolEvent.DueProcessed { Items: var items }:
                    found = items.OfType<DueItem.OrderFinal>().Where(item => item.Settlement.Order == order)
                        .Select(item => Settled(item.Settlement)).FirstOrDefault() ?? found;
                    break;
                case PoolEvent.OrderReversed { Row: var row } when row.Order == order && found is not null:
                    found = found with { State = "reversed", Sheet = Taken(found.Sheet, row) };
                    break;
                default:
                    break;
            }
        }

        return found ?? throw new BadInputException(
            $"没有订单“{order}”的奖励单：账本里没有它，或它在结算前已全部退款。",
            $"There is no sheet of order \"{order}\": it is unknown here or was refunded before it settled.");
    }

    private static OrderSheet Settled(Settlement order) =>
        new(order.Order, "settled", order.Amount, order.Region, RewardSheet.Of(order));

    private static RewardSheet Taken(RewardSheet sheet, OrderRow row) => sheet with
    {
        Lines = [.. sheet.Lines.Zip(row.Rewards, (line, reward) => line with { Taken = reward.Taken })],
    };

    private static void Write(Utf8JsonWriter writer, ReplayedPool pool, OrderSheet found)
    {
        writer.WriteString("order", found.Order);
        writer.WriteString("state", found.State);
        writer.WriteBoolean("estimate", found.State == "pending");
        writer.WriteString("amount", found.Amount.ToString());
        writer.WriteString("region", found.Region);
        writer.WriteString("budget", found.Sheet.Budget.ToString());
        writer.WriteStartArray("lines");
        foreach (var line in found.Sheet.Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("payee", pool.Names.NameOf(line.Payee));
            writer.WriteString("kind", line.Kind.Code);
            writer.WriteString("rate", line.Rate.ToString());
            writer.WriteString("amount", line.Amount.ToString());
            writer.WriteString("taken", line.Taken.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("remainder", found.Sheet.Remainder.ToString());
        writer.WriteString("remainderTo", RemainderTo(pool).Code);
    }

    private static void Show(ReplayedPool pool, OrderSheet found)
    {
        var state = found.State switch
        {
            "pending" => "待结算，以下为估计 pending, an estimate",
            "reversed" => "已冲回 reversed",
            _ => "已结算 settled",
        };
        Terminal.WriteFacts($"订单 order {found.Order}",
        [
            ("金额 amount", "¥" + AnswerText.Yuan(found.Amount)),
            ("状态 state", state),
            ("区域 region", found.Region ?? "–"),
            ("奖励预算 budget", "¥" + AnswerText.Yuan(found.Sheet.Budget)),
            ($"余额{RemainderTo(pool).Zh} remainder to the {RemainderTo(pool).Code}",
                "¥" + AnswerText.Yuan(found.Sheet.Remainder)),
        ]);
        Terminal.WriteTable("奖励 rewards",
            [("谁 who", false), ("原因 why", false), ("比例 rate", true), ("金额 ¥", true), ("已冲回 taken ¥", true)],
            found.Sheet.Lines.Select(line => new[]
            {
                pool.Names.NameOf(line.Payee), $"{line.Kind.Words.Zh} {line.Kind.Words.En}", line.Rate.ToString(),
                AnswerText.Yuan(line.Amount), AnswerText.Yuan(line.Taken),
            }));
    }

    private static (string Code, string Zh) RemainderTo(ReplayedPool pool) =>
        pool.Plan.Split.UnassignedToPool ? ("pool", "入池") : ("platform", "归平台");

    /// <param name="State">pending, settled or reversed.</param>
    private sealed record OrderSheet(string Order, string State, Money Amount, string? Region, RewardSheet Sheet);
}
