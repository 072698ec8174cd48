using System.Text.Json;
using Wellspring.Cli.Charts;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Legacy.Files;

namespace Wellspring.Cli.Legacy;

/// <summary>What a file of claims or members was, for people and for machines.</summary>
internal static class ClaimReport
{
    private const int ProblemsShown = 20;
    private const int SeveralShown = 10;

    public static void Show(string path, Shop.Legacy.ImportReport report)
    {
        var file = report.File;
        Terminal.WriteFacts($"债权文件 claims: {Path.GetFileName(path)}",
        [
            ("行 rows", Figures.Count(file.Rows)),
            ("+ 可登记 to register", Sum(report.New)),
            ("+ 已登记 registered before", Sum(report.Known)),
            ("+ 与已登记的不符 in conflict", Figures.Count(report.Conflicts.Count)),
            ("+ 不予登记 rejected", Sum(file.Rejected)),
            ("+ 无法读取 unreadable", Figures.Count(file.Unreadable)),
            ("其中现金 of which cash", Sum(file.Of(ClaimKind.Cash))),
            ("其中积分 old points", Sum(file.Of(ClaimKind.OldPoints))),
            ("其中货物 goods", Sum(file.Of(ClaimKind.Goods))),
            ("债权人 creditors", Figures.Count(file.ByCreditor.Count)),
            ("其中新的 of which new", Figures.Count(report.NewCreditors)),
            ("登记总额 claimed, before → after", $"{report.Before} → {report.After}"),
            ("本次登记 registered now", Sum(report.Done)),
            ("文件指纹 file SHA-256", file.Hash[..16] + "…"),
        ]);
        Several(file);
        Problems(report.Problems, report.ProblemCount);
    }

    public static void Show(string path, MemberReport report)
    {
        var file = report.File;
        Terminal.WriteFacts($"会员名单 members: {Path.GetFileName(path)}",
        [
            ("行 rows", Figures.Count(file.Rows)), ("记下 noted", Figures.Count(report.Noted)),
            ("已是会员 members already", Figures.Count(report.Joined)),
            ("有推荐人 referred", Figures.Count(file.Referred)), ("推荐链最长 longest line", Figures.Count(file.Depth)),
            ("文件指纹 file SHA-256", file.Hash[..16] + "…"),
        ]);
        Problems(report.Problems, report.ProblemCount);
    }

    public static void Write(Utf8JsonWriter writer, Shop.Legacy.ImportReport report)
    {
        var file = report.File;
        writer.WriteString("file", file.Hash);
        writer.WriteNumber("rows", file.Rows);
        Write(writer, "new", report.New);
        Write(writer, "known", report.Known);
        writer.WriteNumber("conflicts", report.Conflicts.Count);
        Write(writer, "rejected", file.Rejected);
        writer.WriteNumber("unreadable", file.Unreadable);
        foreach (var kind in new[] { ClaimKind.Cash, ClaimKind.OldPoints, ClaimKind.Goods })
        {
            Write(writer, kind.Code(), file.Of(kind));
        }

        writer.WriteNumber("creditors", file.ByCreditor.Count);
        writer.WriteNumber("newCreditors", report.NewCreditors);
        writer.WriteNumber("creditorsWithSeveralClaims", file.SeveralClaims.Count);
        writer.WriteString("claimedBefore", report.Before.ToString());
        writer.WriteString("claimedAfter", report.After.ToString());
        Write(writer, "registered", report.Done);
        writer.WriteNumber("refused", report.Refused);
        Write(writer, report.Problems, report.ProblemCount);
    }

    public static void Write(Utf8JsonWriter writer, MemberReport report)
    {
        writer.WriteString("file", report.File.Hash);
        writer.WriteNumber("rows", report.File.Rows);
        writer.WriteNumber("noted", report.Noted);
        writer.WriteNumber("joined", report.Joined);
        writer.WriteNumber("referred", report.File.Referred);
        writer.WriteNumber("depth", report.File.Depth);
        Write(writer, report.Problems, report.ProblemCount);
    }

    private static string Sum(ClaimSum sum) => $"{Figures.Count(sum.Claims)} / {sum.Amount}";

    private static void Several(ClaimFile file)
    {
        if (file.SeveralClaims is { Count: > 0 } several)
        {
            Terminal.WriteTable($"有多笔债权的债权人 creditors with several claims: {Figures.Count(several.Count)}",
                [("债权人 creditor", false), ("笔数 claims", true), ("合计 sum", true)],
                several.Take(SeveralShown).Select(one => new[]
                {
                    one.Key, Figures.Count(one.Value.Claims), one.Value.Amount.ToString(),
                }));
        }
    }

    private static void Problems(IEnumerable<RowProblem> problems, long count)
    {
        if (count == 0)
        {
            return;
        }

        Console.Error.WriteLine($"{Figures.Count(count)} 处要改,什么都没有登记 to mend; nothing was registered:");
        foreach (var problem in problems.Take(ProblemsShown))
        {
            Console.Error.WriteLine($"  {problem.Line}: {problem.Sentence.Zh}");
            Console.Error.WriteLine($"  {problem.Line}: {problem.Sentence.En} [{problem.Code}]");
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, ClaimSum sum)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("claims", sum.Claims);
        writer.WriteString("amount", sum.Amount.ToString());
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<RowProblem> problems, long count)
    {
        writer.WriteNumber("problemCount", count);
        writer.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteNumber("line", problem.Line);
            writer.WriteString("code", problem.Code);
            writer.WriteString("zh", problem.Sentence.Zh);
            writer.WriteString("en", problem.Sentence.En);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
