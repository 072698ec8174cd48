using System.Collections.Immutable;
using System.CommandLine;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring plan check</c>: whether a plan may run, and what stands in its way.</summary>
internal static class PlanCommand
{
    public static Command Build()
    {
        var files = new Argument<string[]>("FILE") { Description = "方案文件 plan files", Arity = ArgumentArity.OneOrMore };
        var json = Options.Json();
        var given = Options.Acknowledgements();
        var check = new Command("check", "检查方案 check a plan") { files, given, json };
        check.SetAction(parsed => parsed.GetRequiredValue(files).Max(file =>
            Check(file, Options.ReadAcknowledgements(parsed.GetValue(given)), parsed.GetValue(json))));
        return new("plan", "方案 plans") { check, PlanVersionCommands.Acknowledge(), PlanVersionCommands.Diff() };
    }

    private static int Check(string file, ImmutableArray<Acknowledgement> given, bool json)
    {
        var (draft, findings) = PlanFile.Read(Options.ReadText(file));
        Plan? plan = null;
        var code = ExitCodes.BadInput;
        if (draft is not null)
        {
            code = PlanReview.TryApprove(draft, given, Options.Now, out plan, out findings) ? ExitCodes.Done : ExitCodes.RefusedByRules;
        }

        var subject = draft is null ? null : PlanReview.Resume(PlanFile.Write(draft))?.Hash;
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("file", file);
                writer.WriteBoolean("approved", plan is not null);
                writer.WriteString("hash", plan?.Hash);
                writer.WriteString("subjectHash", subject);
                writer.WriteStartArray("findings");
                foreach (var finding in findings)
                {
                    writer.WriteStartObject();
                    writer.WriteString("code", finding.Code);
                    writer.WriteString("path", finding.Path);
                    writer.WriteString("zh", finding.Zh);
                    writer.WriteString("en", finding.En);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return code;
        }

        Console.WriteLine(plan is null
            ? $"{file}: 不能使用 cannot be used"
            : $"{file}: 通过 approved · {plan.Settings.Id} v{plan.Settings.Version} · {plan.Hash}");
        foreach (var finding in findings)
        {
            Console.WriteLine($"  {finding.Path}  [{finding.Code}]");
            Console.WriteLine($"    {finding.Zh}");
            Console.WriteLine($"    {finding.En}");
        }

        return code;
    }
}
