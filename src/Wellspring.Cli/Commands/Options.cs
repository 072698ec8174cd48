using System.Collections.Immutable;
using System.CommandLine;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary>Options that several commands share, and what they lead to.</summary>
internal static class Options
{
    public static Option<string> Data() => new("--data")
    {
        Description = "账本目录 the pool's data directory",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<string?> Plan() => new("--plan")
    {
        Description = "方案文件 plan file (needed to open a new pool)",
        HelpName = "FILE",
    };

    /// <summary>The moment at which a plan is approved.</summary>
    public static Instant Now => Instant.From(TimeProvider.System.GetUtcNow());

    public static Option<string?> Acknowledgements() => new("--acknowledgements")
    {
        Description = "合规确认文件 acknowledgements that the plan rests on",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json") { Description = "机器可读 output for machines" };

    /// <summary>The pool in an existing directory, read only.</summary>
    public static ReplayedPool Load(string data) => Existing(data).Load();

    public static PoolDirectory Existing(string data)
    {
        var directory = new PoolDirectory(data);
        return directory.Exists
            ? directory
            : throw new BadInputException($"“{data}”里没有账本(缺 journal.db)。",
                $"There is no pool in \"{data}\" (no journal.db).");
    }

    /// <summary>A plan that was read and approved; else what is wrong with it, at its place.</summary>
    public static Plan ReadPlan(string path, string? acknowledgements = null)
    {
        var (draft, findings) = PlanFile.Read(ReadText(path));
        Plan? plan = null;
        var code = ExitCodes.BadInput;
        if (draft is not null && !PlanReview.TryApprove(
            draft, ReadAcknowledgements(acknowledgements), Now, out plan, out findings))
        {
            code = ExitCodes.RefusedByRules;
        }

        return plan ?? throw BadInputException.Of("方案", "Plan", path, findings, code);
    }

    public static Plan? ReadPlanIfGiven(string? path, string? acknowledgements = null) =>
        path is null ? null : ReadPlan(path, acknowledgements);

    public static ImmutableArray<Acknowledgement> ReadAcknowledgements(string? path)
    {
        if (path is null)
        {
            return [];
        }

        var (all, mistake) = AcknowledgementFile.Read(ReadText(path));
        return mistake is null
            ? all
            : throw new BadInputException($"{path}:{mistake.Zh}", $"{path}: {mistake.En}");
    }

    public static string ReadText(string path)
    {
        const int most = 1 << 20;
        return !File.Exists(path) ? throw new BadInputException($"找不到文件 {path}。", $"There is no file {path}.")
            : new FileInfo(path).Length > most
                ? throw new BadInputException($"{path} 超过 1 MiB,不像是此类文件。", $"{path} is over 1 MiB: not such a file.")
            : File.ReadAllText(path);
    }

    /// <summary>The member's number, or a clear word that nobody of this name is known.</summary>
    public static MemberNumber MemberOf(ReplayedPool pool, string name)
    {
        var number = name.Length > 0 && name.EnumerateRunes().Count() <= 64 ? pool.Names.Find(name) : MemberNumber.None;
        return number != MemberNumber.None
            ? number
            : throw new BadInputException($"账本里没有会员“{name}”。", $"This pool knows no member \"{name}\".");
    }

    public static Points ReadPoints(string text) =>
        Decimals.TryRead(text, Points.Decimals, out var units)
            ? Points.FromUnits(units)
            : throw new BadInputException($"“{text}”不是积分数,请写如 112 或 0.5(至多 8 位小数),或 all。",
                $"\"{text}\" is not a number of points: write 112 or 0.5 (up to 8 decimals), or all.");
}
