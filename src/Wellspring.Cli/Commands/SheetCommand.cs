using System.CommandLine;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring sheet</c>: who earns what of one order, and why.</summary>
internal static class SheetCommand
{
    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var id = new Argument<string>("ORDER") { Description = "订单 order" };
        var command = new Command("sheet", "奖励表 who earns what of one order") { data, id, json };
        command.SetAction(parsed =>
        {
            var directory = Options.Existing(parsed.GetRequiredValue(data));
            var pool = directory.Load();
            var order = parsed.GetRequiredValue(id);
            if (Find(directory, pool, order) is not { } found)
            {
                throw new BadInputException(
                    $"没有订单 {order};请核对订单号。", $"There is no order {order}; check the id.");
            }

            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => Write(writer, order, pool, found));
            }
            else
            {
                Show(order, pool, found);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Before finality the pool estimates; after it the journal's record speaks, and each refund after it again.
    private static Found? Find(PoolDirectory directory, ReplayedPool pool, string order)
    {
        if (pool.Pool.PendingOf(order) is { } pending)
        {
            return new(pool.Pool.EstimateSheet(pending), pending.Amount, null);
        }

        using var journal = directory.OpenToRead();
        Found? found = null;
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            switch (record.Event)
            {
                case PoolEvent.OrderSettled { Settlement: var settled } when settled.Order == order:
                    found = new(RewardSheet.Of(settled), settled.Amount, record.Position);
                    break;
                case PoolEvent.DueProcessed due when due.Items.OfType<DueItem.OrderFinal>()
                    .FirstOrDefault(item => item.Settlement.Order == order) is { Settlement: var settled }:
                    found = new(RewardSheet.Of(settled), settled.Amount, record.Position);
                    break;
                case PoolEvent.OrderReversed { Row: var row } when row.Order == order:
                    found = found is null ? null : found with { Sheet = RewardSheet.Of(row) };
                    break;
            }
        }

        return found;
    }

    private static void Write(Utf8JsonWriter writer, string order, ReplayedPool pool, Found found)
    {
        writer.WriteString("order", order);
        writer.WriteBoolean("estimate", found.Position is null);
        writer.WriteString("amount", found.Amount.ToString());
        writer.WriteString("budget", found.Sheet.Budget.ToString());
        writer.WriteStartArray("lines");
        foreach (var line in found.Sheet.Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", line.Kind.Code);
            writer.WriteString("payee", pool.Names.NameOf(line.Payee));
            writer.WriteString("rate", line.Rate.ToString());
            writer.WriteString("amount", line.Amount.ToString());
            writer.WriteString("taken", line.Taken.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("remainder", found.Sheet.Remainder.ToString());
        if (found.Position is { } position)
        {
            writer.WriteNumber("position", position);
        }
        else
        {
            writer.WriteNull("position");
        }
    }

    private static void Show(string order, ReplayedPool pool, Found found)
    {
        Terminal.WriteTable($"奖励表 reward sheet {order}",
            [("事由 kind", false), ("收款人 payee", false), ("比例 rate", true), ("金额 ¥", true), ("收回 taken back ¥", true)],
            found.Sheet.Lines.Select(line => new[]
            {
                line.Kind.Code, pool.Names.NameOf(line.Payee), line.Rate.ToString(), AnswerText.Yuan(line.Amount),
                AnswerText.Yuan(line.Taken),
            }));
        Terminal.WriteFacts("",
        [
            ("订单净额 order's amount", "¥" + AnswerText.Yuan(found.Amount)),
            ("奖励预算 budget", "¥" + AnswerText.Yuan(found.Sheet.Budget)),
            ("未分配 remainder", "¥" + AnswerText.Yuan(found.Sheet.Remainder)),
            found.Position is { } position ? ("记录 record", $"{position}") : ("状态 state", "估计,尚未结算 an estimate, not settled"),
        ]);
    }

    private sealed record Found(RewardSheet Sheet, Money Amount, long? Position);
}
