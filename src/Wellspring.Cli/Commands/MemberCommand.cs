using System.CommandLine;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring member</c>: what one member holds, is owed and did.</summary>
internal static class MemberCommand
{
    private const int HistoryLines = 1_000;

    public static Command Build()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var id = new Argument<string>("ID") { Description = "会员 member" };
        var command = new Command("member", "会员 a member's holding and history") { data, id, json };
        command.SetAction(parsed =>
        {
            var directory = Options.Existing(parsed.GetRequiredValue(data));
            var pool = directory.Load();
            var name = parsed.GetRequiredValue(id);
            var member = pool.Pool.Member(Options.MemberOf(pool, name));
            var history = History(directory, member.Number);
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(writer => Write(writer, name, pool, member, history));
            }
            else
            {
                Show(name, pool, member, history);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<StatementRow> History(PoolDirectory directory, MemberNumber number)
    {
        using var journal = directory.OpenToRead();
        using var views = ViewStore.Open(directory);
        views.CatchUp(journal);
        return views.StatementOf(number, HistoryLines);
    }

    private static void Write(
        Utf8JsonWriter writer, string name, ReplayedPool pool, MemberBalance member,
        IReadOnlyList<StatementRow> history)
    {
        writer.WriteString("member", name);
        writer.WriteString("points", member.Points.ToString());
        writer.WriteString("locked", Points.Zero.ToString());
        writer.WriteString("value", member.Value.ToString());
        writer.WriteString("basis", member.Basis.ToString());
        writer.WriteString("proceeds", member.Proceeds.ToString());
        writer.WriteString("wallet", member.Wallet.ToString());
        writer.WriteString("walletSales", member.SaleMoney.ToString());
        writer.WriteString("walletRewards", member.RewardMoney.ToString());
        writer.WriteString("walletDividends", member.DividendMoney.ToString());
        writer.WriteString("goodsCredit", member.GoodsCredit.ToString());
        writer.WriteString("receivable", member.Receivable.ToString());
        writer.WriteString("pending", Pending(member).ToString());
        writer.WriteNumber("scale", pool.Pool.Backing.Scale);
        writer.WriteString("spent", member.Spent.ToString());
        writer.WriteString("received", member.Received.ToString());
        writer.WriteString("noticeEnds", member.NoticeEnds?.ToString());
        writer.WriteString(
            "referrer", member.Referrer == MemberNumber.None ? null : pool.Names.NameOf(member.Referrer));
        writer.WriteString("referrerUntil", member.ReferrerUntil?.ToString());
        writer.WriteString("level", member.Level);
        writer.WriteBoolean("promoter", member.IsPromoter);
        writer.WriteNumber("position", pool.End.Position);
        WritePending(writer, member);
        WriteHistory(writer, history);
    }

    private static void WritePending(Utf8JsonWriter writer, MemberBalance member)
    {
        writer.WriteStartArray("pendingOrders");
        foreach (var (order, points) in member.Pending)
        {
            writer.WriteStartObject();
            writer.WriteString("order", order.Order);
            writer.WriteString("amount", order.Amount.ToString());
            writer.WriteString("points", points.ToString());
            writer.WriteString("due", order.Due?.ToString());
            writer.WriteString("waiting", order.Waiting is Refusal.None ? null : order.Waiting.Code());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<StatementRow> history)
    {
        writer.WriteStartArray("history");
        foreach (var row in history)
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", row.Position);
            writer.WriteString("at", row.At.ToString());
            writer.WriteString("what", row.Line.What);
            writer.WriteString("reference", row.Line.Reference);
            writer.WriteString("money", Decimals.Write(row.Line.MoneyUnits, Money.Decimals));
            writer.WriteString("points", Decimals.Write(row.Line.PointUnits, Points.Decimals));
            writer.WriteNumber("scale", row.Line.Scale);
            if (row.Line.Kind is { } kind)
            {
                writer.WriteString("kind", kind.Code);
                writer.WriteString("rate", row.Line.Rate?.ToString());
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Points Pending(MemberBalance member) =>
        member.Pending.Aggregate(Points.Zero, (sum, entry) => sum + entry.Points);

    private static void Show(
        string name, ReplayedPool pool, MemberBalance member, IReadOnlyList<StatementRow> history)
    {
        Terminal.WriteFacts($"会员 member {name}",
        [
            ("价值 value", "¥" + AnswerText.Yuan(member.Value)),
            ("积分 points", member.Points.ToString()),
            ("单价 unit price", pool.Pool.Backing.Price.ToString()),
            ("已消费 spent", $"¥{AnswerText.Yuan(member.Spent)}"),
            ("已收回 received", "¥" + AnswerText.Yuan(member.Received)),
            ("本轮基数 basis of the round", $"¥{AnswerText.Yuan(member.Basis)}"),
            ("本轮收益 proceeds of the round", "¥" + AnswerText.Yuan(member.Proceeds)),
            ("零钱 wallet", "¥" + AnswerText.Yuan(member.Wallet)),
            ("其中购物金 of it goods credit", "¥" + AnswerText.Yuan(member.GoodsCredit)),
            ("欠款 receivable", "¥" + AnswerText.Yuan(member.Receivable)),
            ("待结算积分(估计,终局前不值钱) pending, worth nothing yet", Pending(member).ToString()),
        ]);
        Terminal.WriteTable("流水(最新在前) history, newest first",
            [("记录 #", true), ("时间 time (UTC)", false), ("事项 what", false), ("单号 reference", false),
                ("零钱 ¥", true), ("积分 points", true)],
            history.Take(20).Select(row => new[]
            {
                $"{row.Position}", row.At.ToString()[..16],
                row.Line.Kind is { } kind ? $"{row.Line.What} {kind.Code} {row.Line.Rate}".TrimEnd() : row.Line.What,
                row.Line.Reference ?? "",
                Decimals.Write(row.Line.MoneyUnits, Money.Decimals),
                Decimals.Write(row.Line.PointUnits, Points.Decimals),
            }));
    }
}
